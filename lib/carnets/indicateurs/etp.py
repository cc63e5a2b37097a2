"""Équivalents temps plein : il n'y a pas une convention, il y en a plusieurs (CL-21).

Une convention est un nombre d'heures par an et par ETP. Elle est la modalité de la ligne :
un nombre d'ETP sans sa convention ne se lit pas.
"""

from collections.abc import Mapping

import pandas as pd

from carnets.indicateurs.cadre import empiler, rapport, scalaire, valeur_seule


def etp_par_convention(
    heures: float, *, conventions: Mapping[str, float], territoire: str, periode: str
) -> pd.DataFrame:
    """ETP que font ces heures sous chaque convention : heures / heures par ETP."""
    return empiler(
        scalaire(
            territoire,
            heures,
            heures_par_etp,
            periode=periode,
            indicateur="etp_insertion",
            modalite=convention,
        )
        for convention, heures_par_etp in conventions.items()
    )


def heures_par_etp_compatibles(
    heures: float, *, etp: float, precision: float, territoire: str, periode: str
) -> pd.DataFrame:
    """Heures par ETP compatibles avec un nombre d'ETP publié à `precision` près.

    Modalité vide : heures / ETP. Bornes : heures / (ETP ± une demi-précision). La borne haute
    n'existe pas (`sans_objet`) quand l'ETP publié vaut moins d'une demi-précision.
    """
    diviseurs = {
        "": etp,
        "borne_basse": etp + precision / 2,
        "borne_haute": max(etp - precision / 2, 0.0),
    }
    return empiler(
        scalaire(
            territoire,
            heures,
            diviseur,
            periode=periode,
            indicateur="heures_par_etp_compatibles",
            modalite=modalite,
        )
        for modalite, diviseur in diviseurs.items()
    )


def mois_par_convention(
    heures_par_personne: float,
    *,
    conventions: Mapping[str, float],
    territoire: str,
    periode: str,
) -> pd.DataFrame:
    """Durée équivalente en mois de temps plein : heures / (heures par ETP / 12)."""
    return empiler(
        valeur_seule(
            territoire,
            12 * heures_par_personne / heures_par_etp,
            periode=periode,
            indicateur="mois_equivalents",
            modalite=convention,
        )
        for convention, heures_par_etp in conventions.items()
    )


def etp_de_table(
    heures: pd.DataFrame, *, conventions: Mapping[str, float], mois: float = 12
) -> pd.DataFrame:
    """CL-21 : ETP de chaque territoire sous chaque convention, à partir d'une table longue.

    Lignes lues : `heures_realisees`. Une période de moins d'un an est ramenée à l'année :
    heures / (heures par ETP × mois / 12). Modalité : la convention. Sans ligne : table vide.
    """
    lignes = heures[heures["indicateur"] == "heures_realisees"]
    return empiler(
        rapport(
            lignes["territoire"],
            lignes["valeur"],
            pd.Series(heures_par_etp * mois / 12, index=lignes.index),
            periode=next(iter(lignes["periode"].astype(str)), ""),
            indicateur="etp_insertion",
            modalite=convention,
        )
        for convention, heures_par_etp in conventions.items()
    )
