"""Le parcours d'un quartier : revenu et pauvreté, année par année, et sa place parmi les autres.

Rien n'est interpolé : une année sans valeur reste à l'état `nd`. Les revenus sont en euros courants
: leur hausse comprend celle des prix. La place parmi les quartiers n'en dépend pas.
"""

from collections.abc import Iterable

import numpy as np
import pandas as pd

from carnets.erreurs import UsageIncorrect
from carnets.indicateurs.cadre import empiler, mesure, rapport, valeur_seule
from carnets.indicateurs.panel.encadrement import PANEL
from carnets.indicateurs.panel.harmonisation import harmoniser_filosofi, serie

REVENU, PAUVRETE = "filosofi_revenu_median", "filosofi_taux_pauvrete"
_PAS = (100.0, 10.0, 1.0, 0.1, 0.01)


def series_filosofi(filosofi: pd.DataFrame, *, debut: int, fin: int) -> dict[str, pd.DataFrame]:
    """Les séries `territoire, annee, valeur` du revenu et de la pauvreté, de `debut` à `fin`.

    Colonnes lues : `code_qpv, annee, revenu_median, taux_pauvrete`. UsageIncorrect si une année
    n'est pas au panel, ou si la fin ne suit pas le début.
    """
    annees = sorted({int(a) for a in filosofi["annee"]})
    for nom, annee in (("debut", debut), ("annee", fin)):
        if annee not in annees:
            raise UsageIncorrect(
                f"Année {annee} absente du panel, qui va de {annees[0]} à {annees[-1]} ; "
                f"corrigez le paramètre « {nom} »."
            )
    if fin <= debut:
        raise UsageIncorrect(
            f"Le panel va de {debut} à {fin} : la fin doit suivre le début ; corrigez le "
            "paramètre « debut »."
        )
    lues = filosofi.loc[
        filosofi["annee"].between(debut, fin),
        ["code_qpv", "annee", "revenu_median", "taux_pauvrete"],
    ]
    panel = harmoniser_filosofi(lues)
    return {nom: serie(panel, nom) for nom in (REVENU, PAUVRETE)}


def trajectoires(
    filosofi: pd.DataFrame, *, territoires: Iterable[str], debut: int, fin: int
) -> pd.DataFrame:
    """Cadre long du revenu médian et du taux de pauvreté de ces quartiers, chaque année.

    UsageIncorrect si l'un n'est pas au panel.
    """
    series = series_filosofi(filosofi, debut=debut, fin=fin)
    codes = list(territoires)
    exiger_au_panel(filosofi, codes)
    grille = pd.MultiIndex.from_product([codes, range(debut, fin + 1)])
    quartiers = pd.Series(grille.get_level_values(0))
    periodes = grille.get_level_values(1).astype("str")
    cadres = []
    for nom, longue in series.items():
        valeurs = longue.set_index(["territoire", "annee"])["valeur"].reindex(grille)
        cadre = mesure(quartiers, valeurs.reset_index(drop=True), periode="", indicateur=nom)
        cadres.append(cadre.assign(periode=periodes))
    return empiler(cadres)


def annees_connues(cadre: pd.DataFrame, *, territoire: str, indicateur: str) -> tuple[str, str]:
    """La première et la dernière période où ce territoire a une valeur, d'un cadre long.

    UsageIncorrect s'il n'en a jamais.
    """
    siennes = (cadre["territoire"] == territoire) & (cadre["indicateur"] == indicateur)
    periodes = sorted(cadre.loc[siennes & (cadre["etat"] == "ok"), "periode"])
    if not periodes:
        raise UsageIncorrect(f"{territoire} n'a aucune valeur de « {indicateur} » au panel.")
    return periodes[0], periodes[-1]


def exiger_au_panel(filosofi: pd.DataFrame, codes: Iterable[str]) -> None:
    """UsageIncorrect si l'un de ces quartiers n'a aucune ligne au panel."""
    connus = {str(code) for code in filosofi["code_qpv"]}
    for code in codes:
        if code not in connus:
            raise UsageIncorrect(
                f"Le quartier {code} n'est pas au panel, qui suit {len(connus)} quartiers de la "
                "liste de 2015 ; vérifiez son code. Les séries de revenus ne couvrent ni tous les "
                "quartiers d'outre-mer ni ceux de 2024."
            )


def position(filosofi: pd.DataFrame, *, territoire: str, debut: int, fin: int) -> pd.DataFrame:
    """Part des autres quartiers dont le revenu médian est plus bas, chaque année.

    Sortie : `position_revenu`, en %, n et N des quartiers connus cette année-là, le quartier non
    compris ; `nd` s'il n'a pas de valeur.
    """
    revenu = series_filosofi(filosofi, debut=debut, fin=fin)[REVENU]
    large = revenu.pivot(index="annee", columns="territoire", values="valeur")
    large = large.reindex(range(debut, fin + 1))
    propre = large.get(territoire, pd.Series(np.nan, index=large.index))
    plus_bas = large.lt(propre, axis=0).sum(axis=1).where(propre.notna())
    cadre = rapport(
        pd.Series([territoire] * len(large)), plus_bas, large.notna().sum(axis=1) - 1,
        periode="", indicateur="position_revenu", facteur=100.0,
    )  # fmt: skip
    return cadre.assign(periode=large.index.astype("str"))


def couverture_du_panel(filosofi: pd.DataFrame, *, debut: int, fin: int) -> pd.DataFrame:
    """Quartiers connus et pas des valeurs publiées, chaque année, pour chaque mesure.

    Le pas est la plus grande puissance de dix qui divise toutes les valeurs : un écart plus petit
    que lui n'est qu'un arrondi. Modalité : l'indicateur.
    """
    cadres = [
        valeur_seule(PANEL, valeur, periode=str(annee), indicateur=indicateur, modalite=nom)
        for nom, longue in series_filosofi(filosofi, debut=debut, fin=fin).items()
        for annee, valeurs in longue.groupby("annee")["valeur"]
        for indicateur, valeur in (
            ("quartiers_connus", float(len(valeurs))),
            ("pas_de_publication", _pas(valeurs)),
        )
    ]
    return empiler(cadres)


def _pas(valeurs: pd.Series) -> float:
    rapports = ((pas, valeurs / pas) for pas in _PAS)
    return next((p for p, r in rapports if np.allclose(r, r.round(), atol=1e-6)), 0.0)
