"""Le cadre long : la seule forme que prennent les indicateurs.

Une ligne par territoire, période, indicateur et modalité. `etat` dit ce qu'une absence
signifie : zéro, secret, non disponible et sans objet restent quatre choses différentes.
"""

from collections.abc import Iterable, Mapping

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
ETATS = ("ok", "secret", "nd", "sans_objet", "ns", "provisoire", "estime")
ABSENT = float("nan")


def nombres(serie: pd.Series) -> pd.Series:
    """La série en flottants ; une case vide devient NaN, jamais zéro."""
    return pd.Series(
        serie.to_numpy(dtype="float64", na_value=ABSENT), index=serie.index, dtype="float64"
    )


def mesure(
    territoires: pd.Series,
    valeurs: pd.Series,
    *,
    periode: str,
    indicateur: str,
    modalite: str = "",
) -> pd.DataFrame:
    """Cadre long d'une grandeur sans dénominateur ; une valeur absente est dans l'état `nd`."""
    valeur = nombres(valeurs)
    return _cadre(
        {
            "territoire": territoires.astype(str).to_numpy(),
            "periode": periode,
            "indicateur": indicateur,
            "modalite": modalite,
            "numerateur": ABSENT,
            "denominateur": ABSENT,
            "valeur": valeur.to_numpy(),
            "etat": valeur.notna().map({True: "ok", False: "nd"}).to_numpy(),
        }
    )


def rapport(
    territoires: pd.Series,
    numerateurs: pd.Series,
    denominateurs: pd.Series,
    *,
    periode: str,
    indicateur: str,
    modalite: str = "",
    facteur: float = 1.0,
) -> pd.DataFrame:
    """Cadre long de `facteur` × numérateur / dénominateur, non arrondi.

    Un terme manquant donne l'état `nd` ; un dénominateur nul, l'état `sans_objet`.
    """
    numerateur, denominateur = nombres(numerateurs), nombres(denominateurs)
    etat = pd.Series("ok", index=numerateur.index)
    etat = etat.mask(denominateur == 0, "sans_objet")
    etat = etat.mask(numerateur.isna() | denominateur.isna(), "nd")
    valeur = (facteur * numerateur / denominateur.mask(denominateur == 0)).where(etat == "ok")
    return _cadre(
        {
            "territoire": territoires.astype(str).to_numpy(),
            "periode": periode,
            "indicateur": indicateur,
            "modalite": modalite,
            "numerateur": numerateur.to_numpy(),
            "denominateur": denominateur.to_numpy(),
            "valeur": valeur.to_numpy(),
            "etat": etat.to_numpy(),
        }
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


def _cadre(colonnes: Mapping[str, object]) -> pd.DataFrame:
    cadre = pd.DataFrame(colonnes, columns=list(COLONNES))
    return cadre.astype(
        {"periode": "str", "indicateur": "str", "modalite": "str", "territoire": "str"}
    )
