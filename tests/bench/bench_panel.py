"""Effets plantés dans des panels simulés : l'intervalle à 95 % les couvre-t-il 95 fois sur 100 ?

Barre : entre 93 et 97 % sur 500 tirages, pour β et pour l'étude d'événement.
"""

import sys

import numpy as np
import pandas as pd

from carnets.indicateurs.panel import convergence_beta, etude_evenement

TIRAGES = 500
ANNEES = range(2012, 2022)
EFFET, BETA = 250.0, -0.02


def _serie(large: np.ndarray, annees: range) -> pd.DataFrame:
    codes = [f"QP{rang:06d}" for rang in range(len(large))]
    table = pd.DataFrame(large, index=codes, columns=list(annees))
    longue = table.melt(ignore_index=False, var_name="annee", value_name="valeur")
    return longue.rename_axis("territoire").reset_index()


def _beta(hasard: np.random.Generator) -> bool:
    depart = hasard.normal(9.5, 0.1, 300)
    bruit = hasard.normal(0, 0.01, 300) * (1 + 5 * np.abs(depart - 9.5))
    arrivee = depart + 9 * (0.21 + BETA * depart + bruit)
    serie = _serie(np.exp(np.column_stack([depart, arrivee])), range(2012, 2014))
    serie["annee"] = serie["annee"].map({2012: 2012, 2013: 2021})
    trouve = convergence_beta(serie, debut=2012, fin=2021)
    return bool(trouve["bas"] <= BETA <= trouve["haut"])


def _evenement(hasard: np.random.Generator) -> bool:
    unites, traites = 160, 60
    bruit = np.zeros((unites, len(ANNEES)))
    bruit[:, 0] = hasard.normal(0, 200, unites)
    for rang in range(1, len(ANNEES)):
        bruit[:, rang] = 0.5 * bruit[:, rang - 1] + hasard.normal(0, 170, unites)
    valeurs = 13_000 + hasard.normal(0, 1_000, (unites, 1)) + 150 * np.arange(len(ANNEES)) + bruit
    valeurs[:traites, 5:] += EFFET
    codes = [f"QP{rang:06d}" for rang in range(unites)]
    trouve = etude_evenement(
        _serie(valeurs, ANNEES), traites=codes[:traites], temoins=codes[traites:], annee=2017
    ).set_index("annee")
    return bool(trouve.loc[2019, "bas"] <= EFFET <= trouve.loc[2019, "haut"])


def mesurer() -> dict[str, float]:
    """Part, en %, des tirages dont l'intervalle contient l'effet planté."""
    hasard = np.random.default_rng(20121)
    return {
        "beta": 100 * np.mean([_beta(hasard) for _ in range(TIRAGES)]),
        "evenement": 100 * np.mean([_evenement(hasard) for _ in range(TIRAGES)]),
    }


if __name__ == "__main__":
    couvertures = mesurer()
    for nom, couverture in couvertures.items():
        print(f"{nom} : {couverture:.1f} % des intervalles couvrent l'effet planté")
    sys.exit(not all(93 <= c <= 97 for c in couvertures.values()))
