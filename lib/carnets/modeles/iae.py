"""Modèles de l'insertion par l'activité économique : conventions, états mensuels, séries Dares."""

from carnets.modeles.base import Colonne, Modele, Reference, enregistrer

TYPES_SIAE = ("ACI", "EI", "AI", "ETTI", "EITI")
MESURES_ASP = (
    "ACI_DC", "ACI_MP", "EI_DC", "EI_MP", "AI_DC", "ETTI_DC", "EITI_DC",
    "FDI_DC", "ACIPA_DC", "EIPA_DC",
)  # fmt: skip
# La plateforme des emplois de l'inclusion range aussi ces structures, qui ne sont pas des SIAE.
TYPES_PLATEFORME = (*TYPES_SIAE, "ACIPA", "EIPA", "GEIQ", "EA", "EATT", "OPCS")

SIAE_CONVENTIONNEMENT = Modele(
    nom="siae_conventionnement",
    description="SIAE conventionnées par an ; établissements ≤ SIAE ≤ dispositifs",
    colonnes=(
        Colonne("siret", "code", "SIRET", format="siret"),
        Colonne("type_siae", "texte", "Type", valeurs=TYPES_SIAE),
        Colonne("annee", "entier", "Année", minimum=1990, maximum=2100),
        Colonne("libelle", "texte", "Nom", obligatoire=False),
        Colonne("code_commune", "code", "Commune", format="commune", obligatoire=False),
        Colonne("code_departement", "code", "Département", format="departement"),
        Colonne("etp_conventionnes", "nombre", "ETP conventionnés", "ETP", obligatoire=False, minimum=0),
        Colonne("etp_realises", "nombre", "ETP réalisés", "ETP", obligatoire=False, minimum=0),
    ),
    cle=("siret", "type_siae", "annee"),
)  # fmt: skip

ETAT_MENSUEL = Modele(
    nom="etat_mensuel_iae",
    description="États mensuels individuels de l'ASP ; l'identifiant est propre à la structure",
    colonnes=(
        Colonne("emi_pph_id", "texte", "Personne, au sein de la structure"),
        Colonne("emi_afi_id", "texte", "Annexe financière"),
        Colonne("emi_ctr_id", "texte", "Contrat"),
        Colonne("emi_sme_annee", "entier", "Année", minimum=1990, maximum=2100),
        Colonne("emi_sme_mois", "entier", "Mois", minimum=1, maximum=12),
        Colonne("emi_nb_heures_travail", "nombre", "Heures", "h", minimum=0),
        Colonne("emi_part_etp", "nombre", "Part d'ETP", "ETP", obligatoire=False, minimum=0),
    ),
    cle=("emi_pph_id", "emi_afi_id", "emi_ctr_id", "emi_sme_annee", "emi_sme_mois"),
    references=(
        Reference(("emi_afi_id",), "asp_annexe_financiere", ("af_id_annexe_financiere",)),
        Reference(("emi_pph_id",), "asp_salarie", ("salarie_id",)),
        Reference(("emi_ctr_id",), "asp_contrat", ("contrat_id_ctr",)),
    ),
)  # fmt: skip

SIAE_STRUCTURES = Modele(
    nom="siae_structures",
    description="Structures de l'IAE publiées par la plateforme : plusieurs lignes par SIRET",
    colonnes=(
        Colonne("id", "texte", "Identifiant de la structure"),
        Colonne("siret", "code", "SIRET déclaré", format="siret_declare"),
        Colonne("type_siae", "texte", "Type", valeurs=TYPES_PLATEFORME, alias=("kind",)),
        Colonne("libelle", "texte", "Raison sociale", alias=("name",)),
        Colonne("enseigne", "texte", "Enseigne", obligatoire=False, alias=("brand",)),
        Colonne("naf", "texte", "Code NAF", obligatoire=False),
        Colonne("code_postal", "texte", "Code postal", obligatoire=False, alias=("post_code",)),
        Colonne("ville", "texte", "Ville", obligatoire=False, alias=("city",)),
        Colonne("code_departement", "code", "Département", format="departement", obligatoire=False, alias=("department",)),
        Colonne("longitude", "nombre", "Longitude", "degrés", obligatoire=False, minimum=-180, maximum=180, alias=("lon",)),
        Colonne("latitude", "nombre", "Latitude", "degrés", obligatoire=False, minimum=-90, maximum=90, alias=("lat",)),
        Colonne("source", "texte", "Origine de la fiche", obligatoire=False),
        Colonne("convention_id", "texte", "Convention", obligatoire=False),
        Colonne("cree_le", "date", "Création de la fiche", obligatoire=False, alias=("created_at",)),
    ),
    cle=("id",),
)  # fmt: skip

SIAE_CONVENTIONS = Modele(
    nom="siae_conventions",
    description="Conventions de l'IAE",
    colonnes=(
        Colonne("convention_id", "texte", "Convention"),
        Colonne("type_siae", "texte", "Type", valeurs=TYPES_PLATEFORME, alias=("kind",)),
        Colonne("siret_signature", "code", "SIRET à la signature", format="siret_declare"),
        Colonne("active", "booleen", "Convention active", alias=("is_active",)),
        Colonne("asp_id", "texte", "Identifiant ASP", obligatoire=False),
    ),
    cle=("convention_id",),
)

SIAE_ANNEXES = Modele(
    nom="siae_annexes",
    description="Annexes financières de l'IAE : leurs périodes peuvent se chevaucher",
    colonnes=(
        Colonne("annexe_id", "texte", "Annexe"),
        Colonne("numero", "texte", "Numéro", alias=("number",)),
        Colonne("etat", "texte", "État", alias=("state",)),
        Colonne("date_debut", "date", "Début", alias=("start_at",)),
        Colonne("date_fin", "date", "Fin", alias=("end_at",)),
        Colonne("convention_id", "texte", "Convention"),
    ),
    cle=("annexe_id",),
)

ASP_MESURES = Modele(
    nom="asp_mesures",
    description="Codes de mesure de l'ASP",
    colonnes=(
        Colonne("mesure", "texte", "Code", valeurs=MESURES_ASP, alias=("af_mesure_dispositif_code",)),
        Colonne("libelle", "texte", "Libellé", alias=("type_structure",)),
        Colonne("type_siae", "texte", "Type", alias=("type_structure_emplois",)),
    ),
    cle=("mesure",),
)  # fmt: skip

DARES_MENSUEL = Modele(
    nom="dares_iae_mensuel",
    description="Séries mensuelles nationales de l'IAE (stocks et entrées), par millésime de page",
    colonnes=(
        Colonne("serie", "texte", "Série"),
        Colonne("type_siae", "texte", "Type", valeurs=(*TYPES_SIAE, "IAE")),
        Colonne("nature", "texte", "Stock de fin de mois ou entrées du mois", valeurs=("stock", "entrees")),
        Colonne("mois", "mois", "Mois"),
        Colonne("valeur", "entier", "Salariés en insertion", "personnes", minimum=0),
        Colonne("maj_page", "date", "Mise à jour de la page"),
        Colonne("url", "texte", "Page", obligatoire=False),
    ),
    cle=("serie", "mois", "maj_page"),
    source="ASP, traitements Dares",
)  # fmt: skip

enregistrer(
    (
        SIAE_CONVENTIONNEMENT,
        ETAT_MENSUEL,
        SIAE_STRUCTURES,
        SIAE_CONVENTIONS,
        SIAE_ANNEXES,
        ASP_MESURES,
        DARES_MENSUEL,
    )
)
