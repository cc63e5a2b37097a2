"""Modèles des structures, personnes, contrats, heures, formations et sorties."""

from carnets.modeles.base import ANNEE, Colonne, Modele, Reference, enregistrer

TYPES_STRUCTURE = (
    "ACI", "EI", "AI", "ETTI", "EITI", "GEIQ", "ESAT", "EA", "EATT", "EA_tremplin", "TIH", "ETT",
    "entreprise", "collectivite", "autre",
)  # fmt: skip
PUBLICS = (
    "DELD", "DETLD", "RSA", "ASS", "AAH", "RQTH", "JEUNE26", "SENIOR50", "QPV", "PLIE", "IAE",
    "REFUGIE", "PPSMJ", "PARENT_ISOLE", "SANS_QUALIF", "AUTRE", "NR",
)  # fmt: skip
NIVEAUX = ("infra3", "3", "4", "5", "6", "7+", "nr")
TYPES_CONTRAT = (
    "CDI", "CDI_chantier", "CDII", "CDD", "CDDU", "CTT", "CDDI", "APP", "PRO", "CUI_PEC",
    "CDD_tremplin", "CAPE", "autre", "nr",
)  # fmt: skip
MODALITES = (
    "embauche_directe", "mise_a_disposition", "sous_traitance_ou_cotraitance", "marche_reserve",
)  # fmt: skip
CATEGORIES_SORTIE = (
    "emploi_durable", "emploi_transition", "sortie_positive", "autre", "sans_nouvelle",
)  # fmt: skip

STRUCTURE = Modele(
    nom="structure",
    description="Entreprises et structures inclusives qui emploient",
    colonnes=(
        Colonne(
            "siret",
            "code",
            "SIRET",
            format="siret",
            alias=("SIRET employeur", "SIRET de l'employeur", "N° SIRET"),
        ),
        Colonne(
            "libelle",
            "texte",
            "Raison sociale",
            alias=("Raison sociale", "Employeur", "Nom de l'employeur", "Structure"),
        ),
        Colonne(
            "type",
            "texte",
            "Nature de la structure",
            valeurs=TYPES_STRUCTURE,
            alias=(
                "Type d'employeur",
                "Type employeur",
                "Type de structure",
                "Nature de l'employeur",
            ),
        ),
        Colonne("code_commune", "code", "Commune", format="commune", obligatoire=False),
        Colonne(
            "code_qpv", "code", "QPV du siège ; vide hors QPV", format="qpv", obligatoire=False
        ),
    ),
    cle=("siret",),
)

STRUCTURE_INCLUSIVE = Modele(
    nom="structure_inclusive",
    description="SIAE, STPA et GEIQ ; une SIAE a une ligne par annexe financière",
    colonnes=(
        Colonne("siret", "code", "SIRET", format="siret"),
        Colonne("id_annexe_financiere", "texte", "Annexe financière ; vide hors IAE", obligatoire=False),
        Colonne("type", "texte", "Nature de la structure", valeurs=TYPES_STRUCTURE),
        Colonne("annee", "entier", "Année de l'annexe", ANNEE, obligatoire=False, minimum=1990, maximum=2100),
    ),
    cle=("siret", "id_annexe_financiere"),
    references=(Reference(("siret",), "structure", ("siret",)),),
)  # fmt: skip

PERSONNE = Modele(
    nom="personne",
    description="Bénéficiaires, sous identifiant haché : ni nom, ni NIR, ni adresse",
    colonnes=(
        Colonne("id_personne", "texte", "Identifiant haché", alias=("Id participant", "Identifiant participant", "N° participant", "Code participant", "Identifiant personne", "Id bénéficiaire", "Identifiant bénéficiaire", "N° bénéficiaire")),
        Colonne("sexe", "texte", "Sexe", valeurs=("F", "H", "nr"), alias=("Civilité", "Genre")),
        Colonne("annee_naissance", "entier", "Année de naissance ; d'une date, l'année seule est gardée", ANNEE, obligatoire=False, minimum=1920, maximum=2030, alias=("Date de naissance", "Né le", "Naissance")),
        Colonne("statut_qpv", "texte", "Adresse à l'entrée : QPV, hors QPV, non renseignée", valeurs=("QP", "NQP", "NR"), alias=("Résident QPV", "Habitant QPV", "En QPV", "Adresse en QPV")),
        Colonne("code_qpv_entree", "code", "QPV à l'entrée", format="qpv", obligatoire=False, alias=("Code QPV", "QPV", "Quartier prioritaire")),
        Colonne("commune_entree", "code", "Commune à l'entrée", format="commune", obligatoire=False, alias=("Code commune", "Code Insee", "Commune (code Insee)")),
        Colonne("secteur", "texte", "Secteur local", obligatoire=False),
        Colonne("publics", "liste", "Publics ; plusieurs par personne", obligatoire=False, valeurs=PUBLICS, alias=("Public", "Publics éligibles", "Critères d'éligibilité", "Statut à l'entrée")),
        Colonne("niveau_formation", "texte", "Niveau, nomenclature de 2019", obligatoire=False, valeurs=NIVEAUX, alias=("Niveau", "Niveau de formation", "Niveau d'études")),
        Colonne("prescripteur", "texte", "Prescripteur", obligatoire=False),
        Colonne("date_entree", "date", "Entrée dans le parcours", obligatoire=False, alias=("Date d'entrée", "Entrée le")),
        Colonne("date_validation_eligibilite", "date", "Validation de l'éligibilité", obligatoire=False),
    ),
    cle=("id_personne",),
    # La géographie d'un quartier se lit dans son code (QP : 2015, QN : 2024).
    references=(
        Reference(("secteur",), "secteur", ("id_secteur",)),
        Reference(("code_qpv_entree",), "qpv", ("code_qpv",)),
    ),
)  # fmt: skip

CONTRAT = Modele(
    nom="contrat",
    description="Contrats de travail ; un contrat peut servir plusieurs lots (voir affectation)",
    colonnes=(
        Colonne("id_contrat", "texte", "Identifiant du contrat", alias=("N° contrat", "N° de contrat", "Numéro de contrat", "Identifiant contrat", "Id contrat")),
        Colonne("id_personne", "texte", "Personne", alias=("Id participant", "Identifiant participant", "N° participant", "Participant", "Identifiant personne", "Id bénéficiaire")),
        Colonne("employeur_siret", "code", "SIRET de l'employeur", format="siret", alias=("SIRET employeur", "SIRET de l'employeur", "SIRET")),
        Colonne("type_contrat", "texte", "Type de contrat", valeurs=TYPES_CONTRAT, alias=("Type de contrat", "Nature du contrat")),
        Colonne("modalite", "texte", "Modalité de réalisation", obligatoire=False, valeurs=MODALITES, alias=("Modalité de réalisation",)),
        Colonne("date_debut", "date", "Début", alias=("Date de début", "Début contrat", "Début du contrat", "Date de début du contrat")),
        Colonne("date_fin_prevue", "date", "Fin prévue", obligatoire=False, alias=("Date de fin prévue", "Fin prévue")),
        Colonne("date_fin_reelle", "date", "Fin réelle ; vide si en cours", obligatoire=False, alias=("Date de fin", "Fin contrat", "Fin du contrat", "Date de fin réelle")),
        Colonne("motif_fin", "texte", "Motif de fin", obligatoire=False),
        Colonne("quotite", "nombre", "Temps de travail", "ratio", obligatoire=False, minimum=0, maximum=1),
        Colonne("metier_rome", "texte", "Métier ROME", obligatoire=False),
    ),
    cle=("id_contrat",),
    references=(
        Reference(("id_personne",), "personne", ("id_personne",)),
        Reference(("employeur_siret",), "structure", ("siret",)),
    ),
)  # fmt: skip

AFFECTATION = Modele(
    nom="affectation",
    description="Lots que sert un contrat (globalisation)",
    colonnes=(
        Colonne(
            "id_contrat",
            "texte",
            "Contrat",
            alias=(
                "N° contrat",
                "N° de contrat",
                "Numéro de contrat",
                "Identifiant contrat",
                "Id contrat",
            ),
        ),
        Colonne("id_lot", "texte", "Lot", alias=("Code lot", "Identifiant lot", "Id lot")),
        Colonne("date_debut", "date", "Début", obligatoire=False),
        Colonne("date_fin", "date", "Fin", obligatoire=False),
    ),
    cle=("id_contrat", "id_lot", "date_debut"),
    references=(
        Reference(("id_contrat",), "contrat", ("id_contrat",)),
        Reference(("id_lot",), "marche", ("id_lot",)),
    ),
)

DECLARATION_HEURES = Modele(
    nom="declaration_heures",
    description="Heures déclarées par contrat, lot et mois ; la date de saisie n'est pas le mois",
    colonnes=(
        Colonne("id_contrat", "texte", "Contrat", alias=("N° contrat", "N° de contrat", "Numéro de contrat", "Identifiant contrat", "Id contrat")),
        Colonne("id_lot", "texte", "Lot", alias=("Code lot", "Identifiant lot", "Id lot")),
        Colonne("mois", "mois", "Mois travaillé", alias=("Mois travaillé", "Période", "Mois de travail")),
        Colonne("version", "entier", "Rang de la déclaration", minimum=1),
        Colonne("heures_travaillees", "nombre", "Heures travaillées", "h", minimum=0, alias=("Heures réalisées", "Nombre d'heures travaillées", "Heures effectuées")),
        Colonne("heures_formation", "nombre", "Heures de formation", "h", obligatoire=False, minimum=0, alias=("Heures de formation",)),
        Colonne("heures_valorisees", "nombre", "Heures comptées pour la clause", "h", obligatoire=False, minimum=0),
        Colonne("base_heures", "texte", "Heures travaillées ou rémunérées", valeurs=("travaillees", "remunerees")),
        Colonne("date_saisie", "date", "Saisie de la déclaration ; ce n'est pas le mois travaillé", obligatoire=False),
        Colonne("statut", "texte", "État de la déclaration", valeurs=("declaree", "validee", "rejetee", "estimee"), alias=("État", "État de la déclaration", "Statut de la déclaration")),
    ),
    cle=("id_contrat", "id_lot", "mois", "version"),
    references=(
        Reference(("id_contrat",), "contrat", ("id_contrat",)),
        Reference(("id_lot",), "marche", ("id_lot",)),
    ),
)  # fmt: skip

FORMATION = Modele(
    nom="formation",
    description="Formations suivies",
    colonnes=(
        Colonne("id_personne", "texte", "Personne", alias=("Id participant", "Identifiant participant", "N° participant", "Identifiant personne", "Id bénéficiaire")),
        Colonne("type", "texte", "Nature", valeurs=("POEC", "POEI", "AFC", "CQP", "titre", "SST", "FLE", "autre"), alias=("Formation", "Formation suivie", "Type de formation")),
        Colonne("date_debut", "date", "Début", obligatoire=False),
        Colonne("h_centre", "nombre", "Heures en centre", "h", obligatoire=False, minimum=0, alias=("Heures en centre", "Heures de formation")),
        Colonne("h_entreprise", "nombre", "Heures en entreprise", "h", obligatoire=False, minimum=0),
        Colonne("validee", "booleen", "Formation validée", obligatoire=False, alias=("Formation validée",)),
        Colonne("pendant_contrat", "booleen", "Suivie pendant un contrat"),
    ),
    references=(Reference(("id_personne",), "personne", ("id_personne",)),),
)  # fmt: skip

SORTIE = Modele(
    nom="sortie",
    description="Situation des sortants à un horizon donné",
    colonnes=(
        Colonne("id_personne", "texte", "Personne", alias=("Id participant", "Identifiant participant", "N° participant", "Identifiant personne", "Id bénéficiaire")),
        Colonne("date_sortie", "date", "Date de sortie", alias=("Date de sortie", "Sortie le")),
        Colonne("horizon", "texte", "Mois écoulés depuis la sortie", valeurs=("0", "3", "6", "12")),
        Colonne("situation", "texte", "Situation constatée", obligatoire=False),
        Colonne("categorie", "texte", "Catégorie de sortie", valeurs=CATEGORIES_SORTIE, alias=("Type de sortie", "Motif de sortie", "Situation à la sortie")),
        Colonne("referentiel_sortie", "texte", "Définition appliquée", valeurs=("IAE", "PLIE", "clause_local")),
        Colonne("examinee", "booleen", "Sortie comptée au dénominateur"),
    ),
    cle=("id_personne", "date_sortie", "horizon"),
    references=(Reference(("id_personne",), "personne", ("id_personne",)),),
)  # fmt: skip

enregistrer(
    (
        STRUCTURE,
        STRUCTURE_INCLUSIVE,
        PERSONNE,
        CONTRAT,
        AFFECTATION,
        DECLARATION_HEURES,
        FORMATION,
        SORTIE,
    )
)
