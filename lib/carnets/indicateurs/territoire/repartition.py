"""Situer un quartier parmi d'autres : quartiles, rangs, écarts standardisés, quintiles extrêmes.

Ces nombres décrivent la liste des quartiers, un quartier comptant pour un. Ils ne sont ni la valeur
ni la médiane de la population de ces quartiers réunis, que rien ne permet de recalculer.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from carnets.dictionnaire import indicateur
from carnets.erreurs import UsageIncorrect
from carnets.indicateurs.cadre import ABSENT

RANG_MINIMUM = 5
"""En dessous, un rang désigne plus qu'il ne situe : le domaine demande cinq quartiers."""

REPERES = ("n", "minimum", "q1", "mediane", "q3", "maximum", "p20", "p80")


def reperes(valeurs: pd.DataFrame) -> pd.DataFrame:
    """Ce qu'il faut d'une répartition : une ligne par indicateur, colonnes `REPERES`.

    `valeurs` : une ligne par quartier, une colonne par indicateur. Quantiles par interpolation
    linéaire sur les quartiers renseignés.
    """
    if valeurs.empty:
        vide = pd.DataFrame(index=valeurs.columns, columns=list(REPERES), dtype="float64")
        return vide.assign(n=0.0)
    tries = np.sort(valeurs.to_numpy(dtype="float64"), axis=0)  # les absents finissent derrière
    nombres = np.sum(~np.isnan(tries), axis=0)
    lus = {
        "n": nombres.astype("float64"),
        "minimum": _quantile(tries, nombres, 0.0),
        "q1": _quantile(tries, nombres, 0.25),
        "mediane": _quantile(tries, nombres, 0.5),
        "q3": _quantile(tries, nombres, 0.75),
        "maximum": _quantile(tries, nombres, 1.0),
        "p20": _quantile(tries, nombres, 0.2),
        "p80": _quantile(tries, nombres, 0.8),
    }
    return pd.DataFrame(lus, index=valeurs.columns, columns=list(REPERES))


def _quantile(tries: np.ndarray, nombres: np.ndarray, part: float) -> np.ndarray:
    """Le quantile de chaque colonne triée, à interpolation linéaire ; nan si elle est vide."""
    place = np.maximum(nombres - 1, 0) * part
    bas = np.floor(place).astype(int)
    haut = np.minimum(bas + 1, np.maximum(nombres - 1, 0))
    rangs = np.arange(tries.shape[1])
    dessous, dessus = tries[bas, rangs], tries[haut, rangs]
    lu: np.ndarray = dessous + (dessus - dessous) * (place - bas)
    return lu


def reperes_en_lignes(
    par_groupe: pd.DataFrame, periodes: pd.Series, statistiques: Sequence[str]
) -> pd.DataFrame:
    """Des repères au cadre long, `territoire` devenant « 30|mediane ».

    `par_groupe` : `territoire, indicateur`, `REPERES`. `periodes` : indicateur → période.
    """
    large = par_groupe.melt(["territoire", "indicateur"], list(statistiques), value_name="valeur")
    return pd.DataFrame(
        {
            "territoire": large["territoire"] + "|" + large["variable"],
            "periode": large["indicateur"].map(periodes).fillna(""),
            "indicateur": large["indicateur"],
            "modalite": "",
            "numerateur": ABSENT,
            "denominateur": ABSENT,
            "valeur": large["valeur"],
            "etat": large["valeur"].notna().map({True: "ok", False: "nd"}),
        }
    )


def ecarts_standardises(valeurs: pd.DataFrame) -> pd.DataFrame:
    """Écarts de chaque quartier à leur médiane, en écarts-types : (valeur − médiane) / écart-type.

    `valeurs` : une ligne par quartier, une colonne par indicateur. L'écart-type est la racine de la
    variance sans biais (n − 1). Sans valeur s'il est nul ou si la valeur est absente. Arrondis au
    dixième, comme ils se lisent : un quartier lointain, qui déplace l'écart-type d'un millième, ne
    change pas ce que montre celui-ci.
    """
    ecart_type = valeurs.std(ddof=1)
    return ((valeurs - valeurs.median()) / ecart_type.where(ecart_type > 0)).round(1)


def amorces(sienne: pd.Series, repere: pd.DataFrame) -> pd.Series:
    """Les indicateurs des quintiles extrêmes : `atout`, `faiblesse`, ou `a_interpreter`.

    Au-dessous du 2e décile ou au-dessus du 8e des quartiers. Le sens favorable est celui du
    dictionnaire ; un indicateur sans sens favorable est à interpréter. Ce sont des amorces de
    discussion : un quintile de quartiers ne dit ni une cause ni une gravité.
    """
    lus: dict[str, str] = {}
    for nom, valeur in sienne.dropna().items():
        haut, bas = valeur >= repere.at[nom, "p80"], valeur <= repere.at[nom, "p20"]
        if haut == bas:  # hors des extrêmes, ou tous les quartiers sont à égalité
            continue
        sens = indicateur(str(nom)).sens
        if sens == "neutre":
            lus[str(nom)] = "a_interpreter"
        else:
            lus[str(nom)] = "atout" if haut == (sens == "hausse_favorable") else "faiblesse"
    return pd.Series(lus, dtype="str")


def etendue(cadre: pd.DataFrame, nom: str) -> tuple[float, float]:
    """La plus petite et la plus grande valeur connues d'un indicateur, dans un cadre long."""
    connues = _connues(cadre, nom)
    return float(connues.min()), float(connues.max())


def nombre_au_dessus(cadre: pd.DataFrame, nom: str, *, seuil: float) -> tuple[int, int]:
    """Combien de quartiers dépassent strictement `seuil`, et combien ont une valeur."""
    connues = _connues(cadre, nom)
    return int((connues > seuil).sum()), len(connues)


def _connues(cadre: pd.DataFrame, nom: str) -> pd.Series:
    lignes = cadre[(cadre["indicateur"] == nom) & (cadre["modalite"] == "")]
    if lignes["periode"].nunique() > 1:
        raise UsageIncorrect(
            f"« {indicateur(nom).libelle} » : plusieurs périodes dans la même liste ; "
            "n'en gardez qu'une avant de comparer les quartiers."
        )
    return lignes["valeur"].dropna()
