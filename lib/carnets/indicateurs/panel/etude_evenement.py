"""Étude d'événement entre deux groupes que l'usager nomme.

Les coefficients d'avant l'événement montrent si les groupes allaient déjà au même pas. Leur nullité
ne prouve pas qu'ils l'auraient gardé : l'étude décrit un écart, elle n'établit pas une cause.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd
import statsmodels.api as sm

from carnets.erreurs import UsageIncorrect

_MINIMUM = 5


def etude_evenement(
    serie: pd.DataFrame, *, traites: Sequence[str], temoins: Sequence[str], annee: int
) -> pd.DataFrame:
    """Écart entre les deux groupes, année par année, rapporté à l'année d'avant l'événement.

    Entrée : `territoire, annee, valeur`, et l'année de l'événement. Sortie : `annee, ecart,
    erreur_type, bas, haut, pretendance, territoires`, dans l'unité de la valeur. Effets fixes de
    territoire et d'année, erreurs groupées par territoire, panel cylindré ; `pretendance` est la
    probabilité critique du test joint des écarts d'avant, la même à chaque ligne.
    """
    communs = sorted(set(traites) & set(temoins))
    if communs:
        raise UsageIncorrect(f"Étude d'événement : {communs[0]} est dans les deux groupes.")
    large = serie.pivot(index="territoire", columns="annee", values="valeur")
    complet = large[large.index.isin([*traites, *temoins])].dropna()
    traite = complet.index.isin(list(traites))
    if min(traite.sum(), (~traite).sum()) < _MINIMUM:
        raise UsageIncorrect(
            f"Étude d'événement : {traite.sum()} et {(~traite).sum()} territoires suivis toutes "
            f"les années ; chaque groupe doit en avoir au moins {_MINIMUM}."
        )
    annees = [int(a) for a in complet.columns]
    reference = annee - 1
    if reference not in annees or annee not in annees or annees[0] >= reference:
        raise UsageIncorrect(
            f"Étude d'événement : il faut l'année {annee}, la précédente, et une plus ancienne."
        )
    autres = [a for a in annees if a != reference]
    ajuste = _ajuster(complet, traite, annees, autres)
    nombre = len(autres)
    avant = [r for r, a in enumerate(autres) if a < reference]
    contraste = np.eye(2 * nombre)[[nombre + r for r in avant]]
    intervalles = ajuste.conf_int(0.05)[nombre:]
    return pd.DataFrame(
        {
            "annee": autres,
            "ecart": ajuste.params[nombre:],
            "erreur_type": ajuste.bse[nombre:],
            "bas": intervalles[:, 0],
            "haut": intervalles[:, 1],
            "pretendance": float(ajuste.f_test(contraste).pvalue),
            "territoires": len(complet),
        }
    )


def _ajuster(
    complet: pd.DataFrame, traite: npt.NDArray[np.bool_], annees: list[int], autres: list[int]
) -> sm.regression.linear_model.RegressionResultsWrapper:
    """Moindres carrés sur les écarts à la moyenne de chaque territoire (effets fixes)."""
    indicatrices = np.array([[float(a == b) for b in autres] for a in annees])
    indicatrices -= indicatrices.mean(axis=0)
    temps = np.tile(indicatrices, (len(complet), 1))
    croise = temps * np.repeat(traite.astype(float), len(annees))[:, None]
    valeurs = complet.to_numpy()
    centrees = (valeurs - valeurs.mean(axis=1, keepdims=True)).ravel()
    groupes = np.repeat(np.arange(len(complet)), len(annees))
    return sm.OLS(centrees, np.hstack([temps, croise])).fit(
        cov_type="cluster", cov_kwds={"groups": groupes}, use_t=True
    )
