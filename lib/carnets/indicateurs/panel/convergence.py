"""Convergence : β (les plus bas croissent-ils plus vite ?) et σ (les écarts se resserrent-ils ?).

Une β négative peut n'être qu'un retour à la moyenne : un bruit sur la première année suffit.
Aucune des deux ne dit pourquoi, ni ce que deviennent les habitants, qui déménagent.
"""

import numpy as np
import pandas as pd
import statsmodels.api as sm
from scipy import stats

from carnets.erreurs import UsageIncorrect

_MINIMUM = 10
_NIVEAU = 0.95


def _cylindre(serie: pd.DataFrame, annees: list[int]) -> pd.DataFrame:
    """Logarithmes, une colonne par année, des territoires présents toutes ces années-là."""
    large = serie.pivot(index="territoire", columns="annee", values="valeur")
    absentes = [str(a) for a in annees if a not in large]
    if absentes:
        raise UsageIncorrect(f"Convergence : aucune valeur en {', '.join(absentes)}.")
    complet = large[annees].dropna()
    if len(complet) < _MINIMUM:
        raise UsageIncorrect(
            f"Convergence : {len(complet)} territoires suivis, au moins {_MINIMUM} sont attendus."
        )
    if (complet <= 0).any(axis=None):
        raise UsageIncorrect("Convergence : une valeur nulle ou négative n'a pas de logarithme.")
    return pd.DataFrame(np.log(complet))


def convergence_beta(serie: pd.DataFrame, *, debut: int, fin: int) -> pd.Series:
    """Pente de ln(y_fin / y_debut) / durée sur ln(y_debut), avec son intervalle à 95 %.

    Entrée : `territoire, annee, valeur`. Sortie : `beta, erreur_type, bas, haut, territoires`,
    par an. Erreurs robustes à l'hétéroscédasticité (HC1), loi de Student à n - 2 degrés.
    """
    if fin <= debut:
        raise UsageIncorrect("Convergence : l'année de fin doit suivre celle de début.")
    logs = _cylindre(serie, [debut, fin])
    croissance = (logs[fin] - logs[debut]) / (fin - debut)
    ajuste = sm.OLS(croissance.to_numpy(), sm.add_constant(logs[debut].to_numpy())).fit(
        cov_type="HC1", use_t=True
    )
    bas, haut = ajuste.conf_int(1 - _NIVEAU)[1]
    return pd.Series(
        {
            "beta": ajuste.params[1],
            "erreur_type": ajuste.bse[1],
            "bas": bas,
            "haut": haut,
            "territoires": float(len(logs)),
        }
    )


def convergence_sigma(serie: pd.DataFrame, *, annees: list[int]) -> pd.DataFrame:
    """Écart-type des logarithmes, année par année, sur les mêmes territoires.

    Sortie : `annee, sigma, bas, haut, territoires`. Intervalle à 95 % par la méthode delta, sans
    supposer la loi normale : var(s) = (m4 - s⁴) / (4 n s²).
    """
    logs = _cylindre(serie, annees)
    nombre, quantile = len(logs), stats.norm.ppf(0.5 + _NIVEAU / 2)
    lignes = []
    for annee in annees:
        valeurs = logs[annee].to_numpy()
        sigma = valeurs.std(ddof=1)
        moment = ((valeurs - valeurs.mean()) ** 4).mean()
        erreur = np.sqrt((moment - sigma**4) / nombre) / (2 * sigma)
        lignes.append((annee, sigma, sigma - quantile * erreur, sigma + quantile * erreur, nombre))
    return pd.DataFrame(lignes, columns=["annee", "sigma", "bas", "haut", "territoires"])
