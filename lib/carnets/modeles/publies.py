"""Modèles des tables publiées : des chiffres déjà agrégés, recopiés d'un document.

Une ligne de total du document y figure comme les autres, repérée par `niveau` : elle est
publiée, jamais recalculée.
"""

from carnets.modeles.base import Colonne, Modele, enregistrer

TERRITOIRE = Colonne("territoire", "texte", "Code du territoire, déclaré dans le dossier")
LIBELLE = Colonne("libelle", "texte", "Nom du territoire, tel que le document l'écrit")
TYPES_SIAE = ("EI", "ACI", "AI", "ETTI", "ENSEMBLE")
TYPES_CONTRAT = ("CDI", "CDD", "APP", "GEIQ", "ETT", "ETTI", "CUI", "CDDI", "PRO", "autre")
UNITES = (
    "nombre", "qpv", "personnes", "contrats", "heures", "heures_par_an", "heures_par_personne",
    "mois", "etp", "euros", "euros_par_heure", "pourcentage", "points", "annee",
)  # fmt: skip


def _niveau(*valeurs: str) -> Colonne:
    return Colonne(
        "niveau", "texte", "Grain de la ligne ; le total est une ligne publiée", valeurs=valeurs
    )


def _compte(nom: str, description: str, unite: str) -> Colonne:
    return Colonne(nom, "entier", description, unite=unite, minimum=0)


STRUCTURES = Modele(
    nom="iae_structures_publiees",
    description="Offre d'insertion par l'activité économique, par département",
    colonnes=(
        TERRITOIRE,
        LIBELLE,
        _niveau("departement", "region"),
        _compte("etablissements", "Établissements des structures conventionnées", "établissements"),
        _compte("siae_conventionnees", "Structures conventionnées IAE", "structures"),
        _compte("dispositifs", "Dispositifs conventionnés", "dispositifs"),
        _compte("contrats", "Contrats signés dans l'année", "contrats"),
        _compte("salaries", "Salariés en insertion dans l'année", "personnes"),
        _compte("etp", "Équivalents temps plein de l'année, arrondis à l'unité", "ETP"),
    ),
    cle=("territoire",),
    rangement=("niveau",),
    source="DIRECCTE Occitanie, SESE, 2019",
)

PART_QPV = Modele(
    nom="iae_part_qpv_publiee",
    description="Part des salariés en insertion résidant en QPV, par type de SIAE et année",
    colonnes=(
        TERRITOIRE,
        _niveau("departement", "region"),
        Colonne("type_siae", "texte", "Type de structure, ou ENSEMBLE", valeurs=TYPES_SIAE),
        Colonne("annee", "entier", "Année de la part", minimum=2000, maximum=2100),
        Colonne(
            "part_qpv", "nombre", "Part publiée, arrondie à l'unité ; vide si l'état n'est pas ok",
            unite="%", obligatoire=False, presente=True, minimum=0, maximum=100,
        ),
        Colonne(
            "etat", "texte",
            "ok : valeur imprimée ; sans_objet : « - » imprimé ; nd : case vide",
            valeurs=("ok", "sans_objet", "nd"),
        ),
    ),
    cle=("territoire", "type_siae", "annee"),
    rangement=("niveau",),
    source="DIRECCTE Occitanie, SESE, 2019",
)  # fmt: skip

QPV = Modele(
    nom="qpv_par_departement",
    description="Quartiers prioritaires de 2015 par département, nombre et population municipale",
    colonnes=(
        TERRITOIRE,
        _compte("nombre_qpv", "Quartiers prioritaires, géographie 2015", "quartiers"),
        _compte("population_qpv_2013", "Population municipale 2013 des QPV", "personnes"),
        _compte("population_qpv_2018", "Population municipale 2018 des QPV", "personnes"),
    ),
    cle=("territoire",),
    source="Insee, liste des quartiers prioritaires 2015",
)

POPULATION = Modele(
    nom="population_filosofi",
    description="Personnes des ménages fiscaux par département",
    colonnes=(
        TERRITOIRE,
        Colonne("annee", "entier", "Année de revenus", minimum=2000, maximum=2100),
        _compte("personnes_menages_fiscaux", "Personnes des ménages fiscaux", "personnes"),
    ),
    cle=("territoire", "annee"),
    source="Insee, Filosofi",
)

OBJECTIFS = Modele(
    nom="objectifs_insertion_publies",
    description="Objectif d'heures d'insertion par maître d'ouvrage, tel que validé",
    colonnes=(
        TERRITOIRE,
        LIBELLE,
        _niveau("maitre_ouvrage", "projet"),
        _compte("montant_ht", "Montant d'investissement retenu", "€ HT"),
        _compte("heures_travaillees", "Nombre d'heures travaillées", "heures"),
        Colonne(
            "taux_insertion", "nombre", "Objectif d'insertion en part des heures travaillées",
            unite="%", minimum=0, maximum=100,
        ),
        _compte("objectif_heures", "Objectif d'insertion en heures", "heures"),
    ),
    cle=("territoire",),
    rangement=("niveau",),
    source="Plan local d'application de la charte nationale d'insertion",
)  # fmt: skip

CONTRATS = Modele(
    nom="types_contrats_publies",
    description="Contrats d'un bilan de clauses par type ; mêle contrats et employeurs",
    colonnes=(
        TERRITOIRE,
        Colonne("type_contrat", "texte", "Type imprimé par le document", valeurs=TYPES_CONTRAT),
        _compte("contrats", "Nombre de contrats de ce type", "contrats"),
    ),
    cle=("territoire", "type_contrat"),
    source="Bilan de clauses sociales d'insertion",
)

CHIFFRES = Modele(
    nom="chiffres_publies",
    description="Chiffres cités dans le texte ou les encadrés d'un document, un par ligne",
    colonnes=(
        Colonne("identifiant", "texte", "Nom de la citation dans le dossier"),
        TERRITOIRE,
        Colonne("grandeur", "texte", "Ce qui est mesuré : deux citations la partagent parfois"),
        Colonne("libelle", "texte", "Intitulé pour le lecteur"),
        Colonne("valeur", "nombre", "Valeur imprimée, jamais corrigée"),
        Colonne("unite", "texte", "Unité de la valeur", valeurs=UNITES),
        Colonne(
            "precision", "nombre", "Pas de l'arrondi imprimé : 1 pour « 18 % », 0,1 pour « 6,1 % »",
            minimum=0,
        ),
        Colonne(
            "nature", "texte", "Valeur, borne basse ou approximation",
            valeurs=("egal", "plus_de", "environ"),
        ),
        Colonne(
            "partition", "texte", "Tout dont cette part est un morceau ; ses parts font cent",
            obligatoire=False, presente=True,
        ),
        Colonne(
            "base", "texte", "Grandeur dont la part est prise", obligatoire=False, presente=True
        ),
        Colonne("lignes", "texte", "Lignes du document où le chiffre est imprimé"),
        Colonne("citation", "texte", "Les mots du document, quinze au plus"),
    ),
    cle=("identifiant",),
    rangement=("lignes",),
    source="Document cité par la carte de la source",
)  # fmt: skip

enregistrer((STRUCTURES, PART_QPV, QPV, POPULATION, OBJECTIFS, CONTRATS, CHIFFRES))
