"""Effets plantés dans des panels simulés : l'intervalle à 95 % les couvre-t-il 95 fois sur 100 ?

Barre : entre 93 et 97 %, pour β, σ, son évolution et l'étude d'événement, petits
groupes compris ; et le test des tendances préalables, quand il n'y en a pas, ne rejette que 3 à
7 fois sur 100.
"""

import sys

import numpy as np
import pandas as pd

from carnets.indicateurs.panel import (
    convergence_beta,
    convergence_sigma,
    etude_evenement,
    evolution_sigma,
)

TIRAGES = 2000
"""À 500 tirages, le hasard seul déplace une couverture de 95 % de plus ou moins deux points."""
ANNEES = range(2012, 2022)
EFFET, BETA, SIGMA, SERRAGE = 250.0, -0.02, 0.1, 0.8
GROUPES = ((60, 100), (9, 100), (5, 100))
"""Tailles du groupe traité et du groupe témoin."""


def _serie(large: np.ndarray, annees: range) -> pd.DataFrame:
    codes = [f"QP{rang:06d}" for rang in range(len(large))]
    table = pd.DataFrame(large, index=codes, columns=list(annees))
    longue = table.melt(ignore_index=False, var_name="annee", value_name="valeur")
    return longue.rename_axis("territoire").reset_index()


def _beta(hasard: np.random.Generator) -> dict[str, bool]:
    depart = hasard.normal(9.5, SIGMA, 300)
    bruit = hasard.normal(0, 0.01, 300) * (1 + 5 * np.abs(depart - 9.5))
    arrivee = depart + 9 * (0.21 + BETA * depart + bruit)
    serie = _serie(np.exp(np.column_stack([depart, arrivee])), range(2012, 2014))
    serie["annee"] = serie["annee"].map({2012: 2012, 2013: 2021})
    trouve = convergence_beta(serie, debut=2012, fin=2021)
    return {"β": bool(trouve["bas"] <= BETA <= trouve["haut"])}


def _sigma(hasard: np.random.Generator) -> dict[str, bool]:
    """σ passe de 0,1 à 0,08, chaque territoire gardant une part de son rang."""
    depart = hasard.normal(0, SIGMA, 300)
    arrivee = SERRAGE * (0.8 * depart + 0.6 * hasard.normal(0, SIGMA, 300))
    serie = _serie(np.exp(9.5 + np.column_stack([depart, arrivee])), range(2012, 2014))
    premier = convergence_sigma(serie, annees=[2012]).iloc[0]
    trouve = evolution_sigma(serie, debut=2012, fin=2013)
    return {
        "σ": bool(premier["bas"] <= SIGMA <= premier["haut"]),
        "évolution de σ": bool(trouve["bas"] <= SERRAGE <= trouve["haut"]),
    }


def _evenement(hasard: np.random.Generator, traites: int, temoins: int) -> dict[str, bool]:
    unites = traites + temoins
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
    ici = trouve.loc[2019]
    nom = f"événement, {traites} contre {temoins}"
    couverts = {nom: bool(ici["bas"] <= EFFET <= ici["haut"])}
    if not np.isnan(ici["pretendance"]):
        couverts[f"{nom} : préalables non rejetées"] = bool(ici["pretendance"] >= 0.05)
    return couverts


def mesurer() -> dict[str, float]:
    """Part, en %, des tirages dont l'intervalle contient l'effet planté."""
    hasard = np.random.default_rng(20121)
    tirages = [
        _beta(hasard)
        | _sigma(hasard)
        | {n: c for taille in GROUPES for n, c in _evenement(hasard, *taille).items()}
        for _ in range(TIRAGES)
    ]
    return {str(n): 100 * part for n, part in pd.DataFrame(tirages).mean().items()}


if __name__ == "__main__":
    couvertures = mesurer()
    for nom, couverture in couvertures.items():
        print(f"{nom} : {couverture:.1f} %")
    sys.exit(not all(93 <= c <= 97 for c in couvertures.values()))
