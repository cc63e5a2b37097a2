"""Deux classements de départements se suivent-ils ?"""

from math import atanh, erfc, sqrt

import pandas as pd

from carnets.indicateurs.cadre import empiler, nombres, valeur_seule
from carnets.indicateurs.iae.qpv import ENSEMBLE


def correlation_poids_part(
    parts: pd.DataFrame,
    qpv: pd.DataFrame,
    population: pd.DataFrame,
    *,
    territoire: str,
    annee: int,
) -> pd.DataFrame:
    """Corrélation de rang entre le poids des QPV et leur part dans l'IAE, par département.

    Rho de Spearman entre population des QPV / population et part publiée. Seul le rang
    compte : le dénominateur (personnes des ménages fiscaux) classe les départements sans
    prétendre mesurer le poids. La modalité `probabilite` est la valeur p bilatérale, par la
    transformation de Fisher.

    Colonnes lues : `territoire, type_siae, annee, niveau, part_qpv` ;
    `territoire, population_qpv_2013` ; `territoire, personnes_menages_fiscaux`.
    """
    ensemble = parts[
        (parts["type_siae"] == ENSEMBLE)
        & (parts["annee"] == annee)
        & (parts["niveau"] == "departement")
    ]
    table = (
        ensemble[["territoire", "part_qpv"]]
        .merge(qpv, on="territoire", how="inner", validate="1:1")
        .merge(population, on="territoire", how="inner", validate="1:1")
    )
    poids = nombres(table["population_qpv_2013"]) / nombres(table["personnes_menages_fiscaux"])
    rho = float(poids.rank().corr(nombres(table["part_qpv"]).rank()))
    valeurs = {"": rho, "probabilite": _probabilite(rho, len(table))}
    return empiler(
        valeur_seule(
            territoire,
            valeur,
            periode=str(annee),
            indicateur="correlation_poids_part_qpv",
            modalite=modalite,
        )
        for modalite, valeur in valeurs.items()
    )


def _probabilite(rho: float, effectif: int) -> float:
    """Valeur p bilatérale d'un rho de Spearman : z = atanh(rho) × √((n − 3) / 1,06)."""
    if effectif <= 3:
        return float("nan")
    if abs(rho) >= 1 - 1e-12:
        return 0.0
    return erfc(abs(atanh(rho)) * sqrt((effectif - 3) / 1.06) / sqrt(2))
