"""Modèles des projets, maîtres d'ouvrage, opérations, marchés et clauses d'insertion."""

from carnets.modeles.base import Colonne, Modele, Reference, enregistrer

CONSIDERATIONS_SOCIALES = (
    "Clause sociale", "Critère social", "Marché réservé", "Pas de considération sociale",
)  # fmt: skip
CONSIDERATIONS_ENVIRONNEMENTALES = (
    "Clause environnementale", "Critère environnemental",
    "Pas de considération environnementale",
)  # fmt: skip
PROGRAMMES = ("PNRU", "NPNRU", "PNRQAD", "Quartiers_fertiles", "hors_ANRU")
TYPES_MO = (
    "commune", "epci", "oph", "esh", "sem", "departement", "region", "etat",
    "etablissement_public", "promoteur", "autre",
)  # fmt: skip
FAMILLES_OPERATION = (
    "demolition", "reconstitution", "requalification", "residentialisation", "amenagement",
    "equipement", "immobilier_economique", "ingenierie", "gup", "autre",
)  # fmt: skip
NATURES_ACHAT = ("travaux", "services", "fournitures", "prestations_intellectuelles", "moe")
FORMES_MARCHE = (
    "ordinaire", "accord_cadre_bc", "accord_cadre_ms", "tranches", "concession", "vefa", "prive",
)  # fmt: skip
RESERVATIONS = ("aucune", "stpa", "siae", "stpa_siae", "penitentiaire", "ess")
DISPOSITIFS = (
    "condition_execution", "critere", "marche_insertion", "reserve", "mixte", "volontaire",
)  # fmt: skip
FAMILLES_GUP = (
    "proprete", "espaces_verts", "dechets", "maintenance", "gardiennage_mediation",
    "petits_travaux", "animation",
)  # fmt: skip

PROJET = Modele(
    nom="projet",
    description="Projets de renouvellement urbain ou autres",
    colonnes=(
        Colonne("id_projet", "texte", "Identifiant du projet"),
        Colonne("libelle", "texte", "Nom du projet"),
        Colonne("programme", "texte", "Programme", valeurs=PROGRAMMES),
        Colonne("porteur", "texte", "Porteur, en général l'EPCI", obligatoire=False),
        Colonne(
            "structure_operationnelle", "texte", "PLIE, maison de l'emploi…", obligatoire=False
        ),
        Colonne("date_convention", "date", "Signature de la convention", obligatoire=False),
        Colonne("date_fin", "date", "Fin de la convention", obligatoire=False),
    ),
    cle=("id_projet",),
)

PROJET_QPV = Modele(
    nom="projet_qpv",
    description="Quartiers que concerne chaque projet ; un projet en couvre plusieurs, et l'inverse",
    colonnes=(
        Colonne("id_projet", "texte", "Projet"),
        Colonne("code_qpv", "code", "Quartier", format="qpv"),
    ),
    cle=("id_projet", "code_qpv"),
    references=(
        Reference(("id_projet",), "projet", ("id_projet",)),
        Reference(("code_qpv",), "qpv", ("code_qpv",)),
    ),
)

MAITRE_OUVRAGE = Modele(
    nom="maitre_ouvrage",
    description="Maîtres d'ouvrage ; leurs autres noms se déclarent dans les alias",
    colonnes=(
        Colonne("id_mo", "texte", "SIREN, ou identifiant local à défaut"),
        Colonne("libelle", "texte", "Nom retenu"),
        Colonne("type", "texte", "Nature", valeurs=TYPES_MO),
        Colonne("alias", "liste", "Autres écritures rencontrées", obligatoire=False),
    ),
    cle=("id_mo",),
)

OPERATION = Modele(
    nom="operation",
    description="Opérations d'un projet, avec la base et les paramètres de leur objectif d'heures",
    colonnes=(
        Colonne("id_operation", "texte", "Identifiant de l'opération", alias=("Code opération", "N° opération", "Identifiant opération")),
        Colonne("libelle", "texte", "Nom de l'opération", alias=("Opération", "Nom de l'opération", "Libellé opération", "Intitulé de l'opération")),
        Colonne("id_projet", "texte", "Projet", obligatoire=False, alias=("Projet", "Code projet")),
        Colonne("id_mo", "texte", "Maître d'ouvrage", alias=("siren_mo", "MOA", "Maître d'ouvrage")),
        Colonne("code_qpv", "code", "QPV ; vide hors QPV", format="qpv", obligatoire=False),
        Colonne("famille", "texte", "Famille d'opération", valeurs=FAMILLES_OPERATION, alias=("Type d'opération", "Famille d'opération")),
        Colonne("montant_travaux_ht", "nombre", "Travaux", "€", obligatoire=False, minimum=0),
        Colonne("montant_moe_ht", "nombre", "Maîtrise d'œuvre", "€", obligatoire=False, minimum=0),
        Colonne("montant_autre_ht", "nombre", "Autres montants", "€", obligatoire=False, minimum=0),
        Colonne("base_retenue_ht", "nombre", "Base de l'objectif", "€", obligatoire=False, minimum=0),
        Colonne("motif_exclusion", "texte", "Pourquoi la base est réduite", obligatoire=False),
        Colonne("taux_mo", "nombre", "Part de main-d'œuvre", "ratio", obligatoire=False, minimum=0, maximum=1),
        Colonne("cout_horaire", "nombre", "Coût horaire", "€/h", obligatoire=False, minimum=0),
        Colonne("taux_insertion", "nombre", "Effort d'insertion", "ratio", obligatoire=False, minimum=0, maximum=1),
        Colonne("objectif_h_initial", "nombre", "Objectif à la contractualisation", "h", obligatoire=False, minimum=0),
        Colonne("objectif_h_ajuste", "nombre", "Objectif ajusté au coût réel", "h", obligatoire=False, minimum=0),
        Colonne("date_ajustement", "date", "Date de l'ajustement", obligatoire=False),
        Colonne(
            "statut", "texte", "État d'avancement", obligatoire=False,
            valeurs=("prevue", "en_cours", "terminee", "abandonnee", "suspendue"),
        ),
        Colonne("date_debut", "date", "Début", obligatoire=False),
        Colonne("date_fin", "date", "Fin", obligatoire=False),
        Colonne("hors_qpv", "booleen", "Hors quartier : une reconstitution compte pour le projet", obligatoire=False),
    ),
    cle=("id_operation",),
    rangement=("famille", "id_operation"),
    references=(
        Reference(("code_qpv",), "qpv", ("code_qpv",)),
        Reference(("id_projet",), "projet", ("id_projet",)),
        Reference(("id_mo",), "maitre_ouvrage", ("id_mo",)),
    ),
)  # fmt: skip

MARCHE = Modele(
    nom="marche",
    description="Lots de marchés ; un marché sans lot porte le numéro de lot 0",
    colonnes=(
        Colonne("id_lot", "texte", "Identifiant local du lot", alias=("Code lot", "Identifiant lot", "Id lot")),
        Colonne("acheteur_siret", "code", "SIRET de l'acheteur", format="siret", obligatoire=False),
        Colonne("id_marche", "texte", "Numéro du marché", alias=("N° marché", "N° de marché", "Numéro de marché")),
        Colonne("num_lot", "texte", "Numéro du lot", alias=("N° lot", "N° de lot", "Numéro de lot")),
        Colonne("id_operation", "texte", "Opération", obligatoire=False, alias=("Code opération", "N° opération", "Identifiant opération")),
        Colonne("objet", "texte", "Objet", alias=("Objet du marché", "Libellé du marché", "Libellé du lot", "Intitulé du lot", "Lot")),
        Colonne("code_cpv", "texte", "Code CPV", obligatoire=False),
        Colonne("nature_achat", "texte", "Nature de l'achat", valeurs=NATURES_ACHAT, alias=("Nature", "Nature du marché")),
        Colonne("forme", "texte", "Forme", obligatoire=False, valeurs=FORMES_MARCHE),
        Colonne("procedure", "texte", "Procédure", obligatoire=False),
        Colonne("date_notification", "date", "Notification", alias=("Date de notification", "Notifié le")),
        Colonne("duree_mois", "nombre", "Durée, reconductions comprises", "mois", obligatoire=False, minimum=0),
        Colonne("montant_ht_estime", "nombre", "Montant estimé", "€", obligatoire=False, minimum=0),
        Colonne("montant_ht_notifie", "nombre", "Montant notifié", "€", obligatoire=False, minimum=0, alias=("Montant HT", "Montant notifié HT")),
        Colonne("montant_ht_facture", "nombre", "Montant facturé", "€", obligatoire=False, minimum=0),
        Colonne("est_gup", "booleen", "Marché de gestion urbaine de proximité", alias=("Marché GUP", "Marché GUSP", "GUP")),
        Colonne("famille_gup", "texte", "Famille de GUP", obligatoire=False, valeurs=FAMILLES_GUP),
        Colonne("considerations_sociales", "liste", "Considérations sociales", obligatoire=False, valeurs=CONSIDERATIONS_SOCIALES),
        Colonne("considerations_environnementales", "liste", "Considérations environnementales", obligatoire=False, valeurs=CONSIDERATIONS_ENVIRONNEMENTALES),
        Colonne("type_reservation", "texte", "Réservation", obligatoire=False, valeurs=RESERVATIONS),
        Colonne("type_dispositif", "texte", "Dispositif juridique", valeurs=DISPOSITIFS),
        Colonne("titulaire_siret", "code", "SIRET du titulaire", format="siret", obligatoire=False),
    ),
    cle=("id_lot",),
    rangement=("id_marche", "num_lot"),
    references=(Reference(("id_operation",), "operation", ("id_operation",)),),
    source="Code de la commande publique : L2112-2, L2113-12 à -15, L2152-7, R2123-7",
)  # fmt: skip

CLAUSE = Modele(
    nom="clause",
    description="Clauses d'insertion ; un avenant ajoute une ligne, il n'efface pas la précédente",
    colonnes=(
        Colonne("id_clause", "texte", "Identifiant de la clause", alias=("Code clause", "N° clause")),
        Colonne("id_lot", "texte", "Lot", alias=("Code lot", "Identifiant lot", "Id lot")),
        Colonne("date_avenant", "date", "Date de la version ; vide pour l'initiale", obligatoire=False),
        Colonne(
            "mode_calcul", "texte", "Mode de calcul de l'objectif",
            valeurs=("heures_fixes", "tranche_facturation", "pourcentage_heures", "nombre_parcours", "qualitative"),
        ),
        Colonne("h_objectif", "nombre", "Objectif d'heures", "h", obligatoire=False, minimum=0, alias=("Objectif (h)", "Objectif heures", "Heures à réaliser", "Heures d'insertion prévues")),
        Colonne("h_par_tranche", "nombre", "Heures par tranche", "h", obligatoire=False, minimum=0),
        Colonne("montant_tranche", "nombre", "Montant d'une tranche", "€", obligatoire=False, minimum=0),
        Colonne("regle_tranche", "texte", "Tranche entière ou au prorata", obligatoire=False, valeurs=("entiere", "prorata")),
        Colonne("seuil_declenchement", "nombre", "Seuil de déclenchement", "€", obligatoire=False, minimum=0),
        Colonne("taux_mo", "nombre", "Part de main-d'œuvre", "ratio", obligatoire=False, minimum=0, maximum=1),
        Colonne("cout_horaire", "nombre", "Coût horaire", "€/h", obligatoire=False, minimum=0),
        Colonne("taux_effort", "nombre", "Effort d'insertion", "ratio", obligatoire=False, minimum=0, maximum=1),
        Colonne("part_qpv_cible", "nombre", "Part QPV visée", "ratio", obligatoire=False, minimum=0, maximum=1),
        Colonne("part_femmes_cible", "nombre", "Part des femmes visée", "ratio", obligatoire=False, minimum=0, maximum=1),
        Colonne("actions_qualitatives", "liste", "Actions attendues hors des heures", obligatoire=False),
        Colonne("penalite_h", "nombre", "Pénalité par heure due", "€/h", obligatoire=False, minimum=0),
        Colonne("penalite_absence", "nombre", "Pénalité par absence", "€", obligatoire=False, minimum=0),
        Colonne("penalite_transmission", "nombre", "Pénalité par défaut de transmission", "€", obligatoire=False, minimum=0),
    ),
    cle=("id_clause", "date_avenant"),
    references=(Reference(("id_lot",), "marche", ("id_lot",)),),
)  # fmt: skip

ENTREPRISE_LOT = Modele(
    nom="entreprise_lot",
    description="Entreprises de chaque lot et leur rôle",
    colonnes=(
        Colonne("siret", "code", "SIRET", format="siret"),
        Colonne("id_lot", "texte", "Lot"),
        Colonne("role", "texte", "Rôle", valeurs=("titulaire", "mandataire", "cotraitant", "sous_traitant")),
    ),
    cle=("siret", "id_lot"),
    references=(
        Reference(("id_lot",), "marche", ("id_lot",)),
        Reference(("siret",), "structure", ("siret",)),
    ),
)  # fmt: skip

SUIVI_CLAUSES = Modele(
    nom="suivi_clauses",
    description="Suivi agrégé des heures par maître d'ouvrage, tel qu'un porteur de projet le tient",
    colonnes=(
        Colonne("maitre_ouvrage", "texte", "Maître d'ouvrage", alias=("MOA",)),
        Colonne("objectif_h", "nombre", "Objectif", "h", minimum=0),
        Colonne("heures", "nombre", "Heures réalisées à la date du suivi", "h", minimum=0),
        Colonne("heures_periode", "nombre", "Heures de la seule période, comprises dans les heures", "h", obligatoire=False, minimum=0),
        Colonne("taux_publie", "nombre", "Taux publié", "pourcentage", obligatoire=False, minimum=0, alias=("% de réalisation",)),
    ),
    cle=("maitre_ouvrage",),
    totaux=("total",),
)  # fmt: skip

OBJECTIF_CLAUSES = Modele(
    nom="objectif_clauses",
    description="Calcul de l'objectif d'insertion par maître d'ouvrage",
    colonnes=(
        Colonne("maitre_ouvrage", "texte", "Maître d'ouvrage"),
        Colonne("investissement_ht", "nombre", "Investissement conventionné", "€", minimum=0),
        Colonne("heures_travaillees", "nombre", "Heures travaillées estimées", "h", minimum=0),
        Colonne("taux_insertion", "nombre", "Effort d'insertion", "ratio", minimum=0, maximum=1),
        Colonne("objectif_h", "nombre", "Objectif d'insertion", "h", minimum=0),
    ),
    cle=("maitre_ouvrage",),
    totaux=("total",),
)

enregistrer(
    (
        PROJET,
        PROJET_QPV,
        MAITRE_OUVRAGE,
        OPERATION,
        MARCHE,
        CLAUSE,
        ENTREPRISE_LOT,
        SUIVI_CLAUSES,
        OBJECTIF_CLAUSES,
    )
)
