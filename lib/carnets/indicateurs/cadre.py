"""Le cadre long : la seule forme que prennent les indicateurs.

Une ligne par territoire, période, indicateur et modalité. `etat` dit ce qu'une absence
signifie : zéro, secret, non disponible et sans objet restent quatre choses différentes.
"""

from collections.abc import Iterable

import numpy as np
import pandas as pd

COLONNES = (
    "territoire",
    "periode",
    "indicateur",
    "modalite",
    "numerateur",
    "denominateur",
    "valeur",
    "etat",
)
NOMBRES = ("numerateur", "denominateur", "valeur")
ETATS = ("ok", "secret", "nd", "sans_objet", "ns", "provisoire", "estime")
ABSENT = float("nan")


def nombres(serie: pd.Series) -> pd.Series:
    """La série en flottants ; une case vide devient NaN, jamais zéro."""
    return pd.Series(_flottants(serie), index=serie.index)


def mesure(
    territoires: pd.Series,
    valeurs: pd.Series,
    *,
    periode: str,
    indicateur: str,
    modalite: str = "",
) -> pd.DataFrame:
    """Cadre long d'une grandeur sans dénominateur ; une valeur absente est dans l'état `nd`."""
    valeur = _flottants(valeurs)
    vide = np.full(len(valeur), ABSENT)
    etat = np.where(np.isnan(valeur), "nd", "ok")
    return _cadre(territoires, (periode, indicateur, modalite), (vide, vide, valeur), etat)


def rapport(
    territoires: pd.Series,
    numerateurs: pd.Series,
    denominateurs: pd.Series,
    *,
    periode: str,
    indicateur: str,
    modalite: str = "",
    facteur: float | pd.Series = 1.0,
) -> pd.DataFrame:
    """Cadre long de `facteur` × numérateur / dénominateur, non arrondi.

    Un terme manquant donne l'état `nd` ; un dénominateur nul, l'état `sans_objet`.
    """
    numerateur, denominateur = _flottants(numerateurs), _flottants(denominateurs)
    manque, nul = np.isnan(numerateur) | np.isnan(denominateur), denominateur == 0
    etat = np.select([manque, nul], ["nd", "sans_objet"], "ok")
    valeur = np.full(len(etat), ABSENT)
    np.divide(facteur * numerateur, denominateur, out=valeur, where=~(manque | nul))
    return _cadre(
        territoires, (periode, indicateur, modalite), (numerateur, denominateur, valeur), etat
    )


def scalaire(
    territoire: str,
    numerateur: float,
    denominateur: float,
    *,
    periode: str,
    indicateur: str,
    modalite: str = "",
    facteur: float = 1.0,
) -> pd.DataFrame:
    """`rapport` pour un seul territoire."""
    return rapport(
        pd.Series([territoire]),
        pd.Series([numerateur], dtype="float64"),
        pd.Series([denominateur], dtype="float64"),
        periode=periode,
        indicateur=indicateur,
        modalite=modalite,
        facteur=facteur,
    )


def valeur_seule(
    territoire: str, valeur: float, *, periode: str, indicateur: str, modalite: str = ""
) -> pd.DataFrame:
    """`mesure` pour un seul territoire."""
    return mesure(
        pd.Series([territoire]),
        pd.Series([valeur], dtype="float64"),
        periode=periode,
        indicateur=indicateur,
        modalite=modalite,
    )


def empiler(cadres: Iterable[pd.DataFrame]) -> pd.DataFrame:
    """Les cadres l'un sous l'autre, index refait."""
    return pd.concat(list(cadres), ignore_index=True)


def _flottants(serie: pd.Series) -> np.ndarray:
    return serie.to_numpy(dtype="float64", na_value=ABSENT)


def _cadre(
    territoires: pd.Series,
    textes: tuple[str, str, str],
    nombres: tuple[np.ndarray, np.ndarray, np.ndarray],
    etat: np.ndarray,
) -> pd.DataFrame:
    """Le cadre, colonne par colonne et du bon type d'emblée.

    Un livrable en monte une centaine, courts : convertir après coup coûtait plus que calculer.
    """
    colonnes = (territoires, *([texte] * len(etat) for texte in textes), *nombres, etat.tolist())
    return pd.DataFrame(
        {
            nom: valeurs if nom in NOMBRES else pd.array(list(valeurs), dtype="str")
            for nom, valeurs in zip(COLONNES, colonnes, strict=True)
        }
    )
