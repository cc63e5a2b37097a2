"""Modèles de la gestion urbaine de proximité : feuilles de route, actions, indicateurs, instances."""

from carnets.modeles.base import Colonne, Modele, Reference, enregistrer

TYPES_ENJEU = (
    "gestion_seule", "articulation_avant_RU", "articulation_pendant_RU", "articulation_apres_RU",
    "urbain_seul",
)  # fmt: skip
CHAINE = ("veille", "prescription", "intervention", "controle", "information")
STATUTS_ACTION = ("a_lancer", "en_cours", "realisee", "differee", "abandonnee")
INSTANCES = ("copil", "cotech", "gt", "diagnostic_en_marchant", "atelier_conseil_citoyen")

FEUILLE_ROUTE = Modele(
    nom="gup_feuille_route",
    description="Feuilles de route annuelles de GUP, une par secteur et par version",
    colonnes=(
        Colonne("id_secteur", "texte", "Secteur"),
        Colonne("exercice", "entier", "Exercice", minimum=1990, maximum=2100),
        Colonne("version", "entier", "Rang de la version", minimum=1),
        Colonne("date_validation", "date", "Validation par le Copil", obligatoire=False),
    ),
    cle=("id_secteur", "exercice", "version"),
    references=(Reference(("id_secteur",), "secteur", ("id_secteur",)),),
)

ACTION = Modele(
    nom="gup_action",
    description="Actions d'une feuille de route ; différée ou abandonnée, elle dit pourquoi",
    colonnes=(
        Colonne("id_action", "texte", "Identifiant de l'action"),
        Colonne("id_secteur", "texte", "Secteur"),
        Colonne("exercice", "entier", "Exercice", minimum=1990, maximum=2100),
        Colonne("version", "entier", "Version de la feuille de route", minimum=1),
        Colonne("libelle", "texte", "Intitulé"),
        Colonne("enjeu", "texte", "Enjeu", obligatoire=False),
        Colonne("type_enjeu", "texte", "Lien avec le renouvellement urbain", obligatoire=False, valeurs=TYPES_ENJEU),
        Colonne("horizon", "texte", "Années jusqu'à l'échéance", valeurs=("1", "3", "5")),
        Colonne("pilote", "texte", "Pilote", obligatoire=False),
        Colonne("partenaires", "liste", "Partenaires", obligatoire=False),
        Colonne("chaine", "texte", "Maillon de la chaîne d'intervention", obligatoire=False, valeurs=CHAINE),
        Colonne("budget_prevu", "nombre", "Budget prévu", "€", obligatoire=False, minimum=0),
        Colonne("budget_realise", "nombre", "Budget réalisé", "€", obligatoire=False, minimum=0),
        Colonne("source_financement", "texte", "Droit commun, abattement de TFPB, BOP 147…", obligatoire=False),
        Colonne("statut", "texte", "Avancement", valeurs=STATUTS_ACTION),
        Colonne("motif", "texte", "Pourquoi elle est différée ou abandonnée", obligatoire=False),
    ),
    cle=("id_action",),
    references=(
        Reference(("id_secteur",), "secteur", ("id_secteur",)),
        Reference(
            ("id_secteur", "exercice", "version"),
            "gup_feuille_route",
            ("id_secteur", "exercice", "version"),
        ),
    ),
)  # fmt: skip

INDICATEUR = Modele(
    nom="gup_indicateur",
    description="Indicateurs d'une action : de suivi (l'action est faite) ou de résultat (son effet)",
    colonnes=(
        Colonne("id_indicateur", "texte", "Identifiant de l'indicateur"),
        Colonne("id_action", "texte", "Action", obligatoire=False),
        Colonne("libelle", "texte", "Intitulé"),
        Colonne("nature", "texte", "Suivi ou résultat", valeurs=("suivi", "resultat")),
        Colonne("unite", "texte", "Unité"),
        Colonne("sens", "texte", "Sens souhaité", valeurs=("hausse_favorable", "baisse_favorable", "cible")),
        Colonne("valeur_reference", "nombre", "Valeur de départ", obligatoire=False),
        Colonne("cible_1", "nombre", "Cible à un an", obligatoire=False),
        Colonne("cible_3", "nombre", "Cible à trois ans", obligatoire=False),
        Colonne("cible_5", "nombre", "Cible à cinq ans", obligatoire=False),
    ),
    cle=("id_indicateur",),
    references=(Reference(("id_action",), "gup_action", ("id_action",)),),
)  # fmt: skip

MESURE = Modele(
    nom="gup_mesure",
    description="Mesures d'un indicateur, par secteur et par date, avec leur méthode",
    colonnes=(
        Colonne("id_indicateur", "texte", "Indicateur"),
        Colonne("id_secteur", "texte", "Secteur"),
        Colonne("date", "date", "Date de la mesure"),
        Colonne("valeur", "nombre", "Valeur, dans l'unité de l'indicateur"),
        Colonne("source", "texte", "Source", obligatoire=False),
        Colonne("methode", "texte", "Méthode", obligatoire=False),
    ),
    cle=("id_indicateur", "id_secteur", "date"),
    references=(
        Reference(("id_indicateur",), "gup_indicateur", ("id_indicateur",)),
        Reference(("id_secteur",), "secteur", ("id_secteur",)),
    ),
)

INSTANCE = Modele(
    nom="gup_instance",
    description="Réunions de la GUP : comités, groupes de travail, diagnostics en marchant, ateliers",
    colonnes=(
        Colonne("type", "texte", "Instance", valeurs=INSTANCES),
        Colonne("date", "date", "Date"),
        Colonne("id_secteur", "texte", "Secteur ; vide pour tout le projet", obligatoire=False),
        Colonne("participants", "entier", "Participants", "personnes", obligatoire=False, minimum=0),
    ),
    cle=("type", "date", "id_secteur"),
    references=(Reference(("id_secteur",), "secteur", ("id_secteur",)),),
)  # fmt: skip

enregistrer((FEUILLE_ROUTE, ACTION, INDICATEUR, MESURE, INSTANCE))
