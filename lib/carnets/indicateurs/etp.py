"""Équivalents temps plein : il n'y a pas une convention, il y en a plusieurs (CL-21).

Une convention est un nombre d'heures par an et par ETP. Elle est la modalité de la ligne :
un nombre d'ETP sans sa convention ne se lit pas.
"""

from collections.abc import Mapping

import pandas as pd

from carnets.indicateurs.cadre import empiler, rapport


def etp_par_convention(
    heures: float, *, conventions: Mapping[str, float], territoire: str, periode: str
) -> pd.DataFrame:
    """ETP que font ces heures sous chaque convention : heures / heures par ETP."""
    return _rapports(heures, conventions, territoire, periode, "etp_insertion")


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
    return _rapports(heures, diviseurs, territoire, periode, "heures_par_etp_compatibles")


def mois_par_convention(
    heures_par_personne: float,
    *,
    conventions: Mapping[str, float],
    territoire: str,
    periode: str,
) -> pd.DataFrame:
    """Durée équivalente en mois de temps plein : heures / (heures par ETP / 12)."""
    par_mois = {nom: heures / 12 for nom, heures in conventions.items()}
    return _rapports(heures_par_personne, par_mois, territoire, periode, "mois_equivalents")


def _rapports(
    heures: float, diviseurs: Mapping[str, float], territoire: str, periode: str, indicateur: str
) -> pd.DataFrame:
    """Les mêmes heures sur chaque diviseur, une ligne par modalité."""
    bas = pd.Series(list(diviseurs.values()), dtype="float64")
    cadre = rapport(
        pd.Series(territoire, index=bas.index), pd.Series(heures, index=bas.index), bas,
        periode=periode, indicateur=indicateur,
    )  # fmt: skip
    return cadre.assign(modalite=list(diviseurs))


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
