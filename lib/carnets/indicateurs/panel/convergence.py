"""Convergence : β (les plus bas croissent-ils plus vite ?) et σ (les écarts se resserrent-ils ?).

Une β négative peut n'être qu'un retour à la moyenne : un bruit sur la première année suffit. σ dit
ce que β ne dit pas, si les quartiers se ressemblent davantage à la fin. Aucune des deux ne dit
pourquoi, ni ce que deviennent les habitants, qui déménagent.

statsmodels et scipy.stats s'importent là où ils servent : un carnet qui ne converge pas ne les
porte pas, ni le processus tiède dont il naît.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from carnets.erreurs import UsageIncorrect

_MINIMUM = 30
"""En deçà, la couverture mesurée des intervalles à 95 % descend sous 93 % (tests/bench)."""
_NIVEAU = 0.95


def _cylindre(serie: pd.DataFrame, annees: Sequence[int]) -> pd.DataFrame:
    """Logarithmes, une colonne par année, des territoires présents toutes ces années-là."""
    large = serie.pivot(index="territoire", columns="annee", values="valeur")
    absentes = [str(a) for a in annees if a not in large]
    if absentes:
        connues = ", ".join(str(a) for a in large)
        raise UsageIncorrect(
            f"Convergence : aucune valeur en {', '.join(absentes)} ; années connues : {connues}."
        )
    complet = large[list(annees)].dropna()
    if len(complet) < _MINIMUM:
        raise UsageIncorrect(
            f"Convergence : {len(complet)} territoires ont une valeur en "
            f"{', '.join(map(str, annees))}, au moins {_MINIMUM} sont attendus ; "
            "changez d'années, ou réunissez plus de territoires dans le dossier."
        )
    if (complet <= 0).any(axis=None):
        raise UsageIncorrect("Convergence : une valeur nulle ou négative n'a pas de logarithme.")
    return pd.DataFrame(np.log(complet))


def _deux_annees(serie: pd.DataFrame, debut: int, fin: int) -> pd.DataFrame:
    if fin <= debut:
        raise UsageIncorrect(
            f"Convergence : l'année de fin ({fin}) doit suivre celle de début ({debut})."
        )
    return _cylindre(serie, [debut, fin])


def convergence_beta(serie: pd.DataFrame, *, debut: int, fin: int) -> pd.Series:
    """Pente de ln(y_fin / y_debut) / durée sur ln(y_debut), avec son intervalle à 95 %.

    Entrée : `territoire, annee, valeur`. Sortie : `beta, erreur_type, bas, haut, territoires`,
    par an. Erreurs robustes à l'hétéroscédasticité (HC3 : chaque résidu divisé par 1 moins son
    levier, ce qui tient aussi à trente territoires), loi de Student à n - 2 degrés.
    """
    import statsmodels.api as sm

    logs = _deux_annees(serie, debut, fin)
    croissance = (logs[fin] - logs[debut]) / (fin - debut)
    ajuste = sm.OLS(croissance.to_numpy(), sm.add_constant(logs[debut].to_numpy())).fit(
        cov_type="HC3", use_t=True
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


def convergence_sigma(serie: pd.DataFrame, *, annees: Sequence[int]) -> pd.DataFrame:
    """Écart-type des logarithmes, année par année, sur les mêmes territoires.

    Sortie : `annee, sigma, bas, haut, territoires`. Intervalle à 95 % par jackknife sur ln σ et
    loi de Student à n - 1 degrés, sans supposer la loi normale. Les intervalles de deux années se
    recouvrent sans que σ soit resté stable : ce sont les mêmes territoires, voir `evolution_sigma`.
    """
    logs = _cylindre(serie, annees)
    lignes = []
    for annee in annees:
        log_sigma, retires = _log_sigma(logs[annee].to_numpy())
        bas, haut = _autour(log_sigma, retires)
        lignes.append((annee, np.exp(log_sigma), np.exp(bas), np.exp(haut), len(logs)))
    return pd.DataFrame(lignes, columns=["annee", "sigma", "bas", "haut", "territoires"])


def evolution_sigma(serie: pd.DataFrame, *, debut: int, fin: int) -> pd.Series:
    """Rapport σ_fin / σ_debut sur les mêmes territoires : sous 1, les écarts se resserrent.

    Sortie : `rapport, bas, haut, territoires`. Le jackknife retire le territoire des deux années à
    la fois : l'intervalle tient compte de ce qu'elles se ressemblent.
    """
    logs = _deux_annees(serie, debut, fin)
    avant, sans_avant = _log_sigma(logs[debut].to_numpy())
    apres, sans_apres = _log_sigma(logs[fin].to_numpy())
    bas, haut = _autour(apres - avant, sans_apres - sans_avant)
    return pd.Series(
        {
            "rapport": np.exp(apres - avant),
            "bas": np.exp(bas),
            "haut": np.exp(haut),
            "territoires": float(len(logs)),
        }
    )


def _log_sigma(
    valeurs: npt.NDArray[np.float64],
) -> tuple[float, npt.NDArray[np.float64]]:
    """ln σ, puis ce qu'il devient quand on retire chaque territoire à son tour."""
    nombre, carres = len(valeurs), (valeurs - valeurs.mean()) ** 2
    if not carres.any():
        raise UsageIncorrect("Convergence : tous les territoires ont la même valeur, σ est nul.")
    # Retirer i ôte n / (n - 1) fois son carré à la somme des carrés : la moyenne bouge aussi.
    restes = carres.sum() - carres * nombre / (nombre - 1)
    return float(np.log(carres.sum() / (nombre - 1)) / 2), np.log(restes / (nombre - 2)) / 2


def _autour(estimation: float, retires: npt.NDArray[np.float64]) -> tuple[float, float]:
    """Intervalle à 95 % d'une estimation, de ses valeurs du jackknife."""
    from scipy import stats

    nombre = len(retires)
    variance = (nombre - 1) / nombre * ((retires - retires.mean()) ** 2).sum()
    demi = stats.t.ppf(0.5 + _NIVEAU / 2, nombre - 1) * np.sqrt(variance)
    return estimation - demi, estimation + demi
