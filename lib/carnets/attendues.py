"""Les sources que chaque carnet attend d'un dossier : leur nom et leur modèle."""

SOURCES: dict[str, dict[str, str]] = {
    "bilan_insertion": {
        "operations": "operation",
        "marches": "marche",
        "clauses": "clause",
        "structures": "structure",
        "personnes": "personne",
        "contrats": "contrat",
        "affectations": "affectation",
        "heures": "declaration_heures",
        "formations": "formation",
        "sorties": "sortie",
    },
    "panorama_iae": {
        "structures": "siae_structures",
        "quartiers": "contours_qpv",
        "departements": "contours_departements",
        "communes": "commune_epci",
        "etats": "etat_mensuel_iae",
        "annexes": "asp_annexe_financiere",
        "salaries": "asp_salarie",
        "contrats": "asp_contrat",
        "demande": "demande_emploi",
        "dares": "dares_iae_mensuel",
    },
}
