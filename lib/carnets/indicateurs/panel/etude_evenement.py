"""Étude d'événement entre deux groupes que l'usager nomme.

Les écarts d'avant l'événement montrent si les groupes allaient déjà au même pas. Leur nullité ne
prouve pas qu'ils l'auraient gardé : l'étude décrit un écart, elle n'établit pas une cause.

Sur un panel cylindré, la régression à effets fixes de territoire et d'année rend, pour chaque
année, la différence entre groupes des moyennes d'écarts à l'année de référence. Ses erreurs
groupées par territoire, corrigées pour les petits échantillons (CR2 : Bell et McCaffrey, 2002),
sont alors celles du test de Welch, dont viennent aussi les degrés de liberté. La correction
usuelle (CR1, n - 1 degrés) suppose des groupes de taille voisine : à 5 territoires contre 100, son
intervalle « à 95 % » ne couvre l'effet qu'environ 87 fois sur 100.

statsmodels et scipy.stats s'importent là où ils servent, comme dans `convergence`.
"""

from collections.abc import Collection

import numpy as np
import numpy.typing as npt
import pandas as pd

from carnets.erreurs import UsageIncorrect

MINIMUM = 5
"""Territoires suivis toutes les années, dans chaque groupe."""


def etude_evenement(
    serie: pd.DataFrame, *, traites: Collection[str], temoins: Collection[str], annee: int
) -> pd.DataFrame:
    """Écart entre les deux groupes, année par année, rapporté à l'année d'avant l'événement.

    Entrée : `territoire, annee, valeur`, et l'année de l'événement. Sortie : `annee, ecart,
    erreur_type, degres, bas, haut, pretendance, traites, temoins`, dans l'unité de la valeur ;
    `traites` et `temoins` sont les effectifs suivis toutes les années ; `pretendance`, la même à
    chaque ligne, est la probabilité critique du test joint des écarts d'avant, vide si les groupes
    sont trop petits pour lui. UsageIncorrect si les groupes se recouvrent, si l'un a moins
    de cinq territoires suivis, ou si les années ne permettent pas l'étude.
    """
    from statsmodels.stats.weightstats import CompareMeans, DescrStatsW

    complet = _suivis(serie, traites, temoins)
    reference = annee - 1
    annees = [int(a) for a in complet.columns]
    if reference not in annees or annee not in annees or annees[0] >= reference:
        raise UsageIncorrect(
            f"Étude d'événement en {annee} : il faut des valeurs en {annee}, en {reference} et une "
            f"année plus ancienne ; années suivies : {', '.join(map(str, annees))}."
        )
    autres = [a for a in annees if a != reference]
    ecarts = complet[autres].sub(complet[reference], axis=0)
    groupes = [ecarts[complet.index.isin(list(g))].to_numpy() for g in (traites, temoins)]
    if any((g == g[0]).all(axis=0).any() for g in groupes):
        raise UsageIncorrect(
            "Étude d'événement : une année, tous les territoires d'un groupe ont la même "
            "évolution ; sans variation, aucun intervalle ne se calcule."
        )
    welch = CompareMeans(*(DescrStatsW(g) for g in groupes))
    bas, haut = welch.tconfint_diff(alpha=0.05, usevar="unequal")
    avant = [rang for rang, a in enumerate(autres) if a < reference]
    return pd.DataFrame(
        {
            "annee": autres,
            "ecart": groupes[0].mean(axis=0) - groupes[1].mean(axis=0),
            "erreur_type": welch.std_meandiff_separatevar,
            "degres": welch.dof_satt(),
            "bas": bas,
            "haut": haut,
            "pretendance": _test_joint(*(g[:, avant] for g in groupes)),
            "traites": len(groupes[0]),
            "temoins": len(groupes[1]),
        }
    )


def _suivis(
    serie: pd.DataFrame, traites: Collection[str], temoins: Collection[str]
) -> pd.DataFrame:
    """Les territoires des deux groupes présents toutes les années, une colonne par année."""
    communs = sorted(set(traites) & set(temoins))
    if communs:
        raise UsageIncorrect(
            f"Étude d'événement : les groupes se recouvrent ({len(communs)} en commun, dont "
            f"{communs[0]}) ; un territoire est traité ou témoin, pas les deux."
        )
    large = serie.pivot(index="territoire", columns="annee", values="valeur")
    complet = large[large.index.isin([*traites, *temoins])].dropna()
    nombres = [int(complet.index.isin(list(g)).sum()) for g in (traites, temoins)]
    if min(nombres) < MINIMUM:
        raise UsageIncorrect(
            f"Étude d'événement : {nombres[0]} territoires traités et {nombres[1]} témoins ont une "
            f"valeur chaque année ; chaque groupe doit en avoir au moins {MINIMUM}."
        )
    return complet


def _test_joint(traites: npt.NDArray[np.float64], temoins: npt.NDArray[np.float64]) -> float:
    """Probabilité critique de : les moyennes des deux groupes sont égales, toutes ensemble.

    T² de Hotelling à variances inégales, degrés de Krishnamoorthy et Yu (2004). Vide si un groupe
    n'a pas plus de deux fois autant de territoires qu'il y a d'années d'avant : le test, mesuré,
    y rejette à tort jusqu'à 13 fois sur 100 à quatre années, 72 à huit.
    """
    from scipy import stats

    groupes = (traites, temoins)
    nombre = traites.shape[1]
    variances = [np.atleast_2d(np.cov(g, rowvar=False)) / len(g) for g in groupes]
    if min(map(len, groupes)) <= 2 * nombre or np.linalg.matrix_rank(sum(variances)) < nombre:
        return float("nan")
    inverse = np.linalg.inv(sum(variances))
    difference = traites.mean(axis=0) - temoins.mean(axis=0)
    parts = [v @ inverse for v in variances]
    desordre = sum(
        (np.trace(p @ p) + np.trace(p) ** 2) / (len(g) - 1)
        for p, g in zip(parts, groupes, strict=True)
    )
    degres = nombre * (nombre + 1) / desordre
    restants = degres - nombre + 1
    statistique = difference @ inverse @ difference * restants / (nombre * degres)
    return float(stats.f.sf(statistique, nombre, restants))
