"""Le contexte publié : les quartiers prioritaires d'une région, leur population, leur emploi."""

import pandas as pd

from carnets.indicateurs.cadre import empiler, valeur_seule
from carnets.indicateurs.clauses import lecteur

CONTEXTE = (
    "nombre_qpv",
    "part_population_qpv",
    "part_demandeurs_emploi_qpv",
    "taux_emploi_femmes_qpv",
    "taux_emploi_femmes_hors_qpv",
    "taux_emploi_hommes_qpv",
    "taux_emploi_hommes_hors_qpv",
)


def contexte_qpv(chiffres: pd.DataFrame, *, territoire: str, periode: str) -> pd.DataFrame:
    """Les quartiers prioritaires de la région et leur emploi, tels que publiés.

    Nombre de quartiers, part de la population et des demandeurs d'emploi inscrits, taux
    d'emploi par sexe dans et hors des quartiers. Une part des demandeurs d'emploi n'est pas un
    taux de chômage. Une grandeur absente du document est `nd`.

    Colonnes lues : `territoire, grandeur, valeur, precision` de la table `chiffres_publies`.
    """
    lire = lecteur(chiffres, territoire=territoire)
    return empiler(
        valeur_seule(
            territoire,
            lire(grandeur),
            periode=periode,
            indicateur=grandeur,
        )
        for grandeur in CONTEXTE
    )
