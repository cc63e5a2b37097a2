"""Mesurer les quartiers : des tables de l'Insee au cadre long, édition et année tenues à part."""

from collections.abc import Collection, Mapping
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from carnets.codes import geographie_qpv
from carnets.comparabilite import Famille, famille
from carnets.indicateurs.cadre import ABSENT
from carnets.indicateurs.cadre import COLONNES as CADRE
from carnets.indicateurs.territoire.catalogue import FILOSOFI, MESURES, SERIE_FILOSOFI, Mesure

COLONNES = (*CADRE, "geographie", "edition", "annee_reference", "note")
"""Le cadre long, et ce qui dit si deux valeurs se comparent."""

Reels = NDArray[np.float64]


def colonnes_renseignees(table: pd.DataFrame) -> frozenset[str]:
    """Les colonnes qui portent une valeur au moins : les autres sont propres à d'autres éditions.

    À demander à la table entière : dans celle d'un seul quartier, une colonne vide est une donnée
    non disponible, pas une colonne que l'édition n'a pas.
    """
    return frozenset(str(c) for c in table.columns[table.notna().any()])


def mesurer(
    table: pd.DataFrame,
    *,
    theme: str,
    renseignees: Collection[str],
    indicateurs: Collection[str] | None = None,
) -> pd.DataFrame:
    """Les indicateurs (tous par défaut) d'une table de l'Insee par quartier.

    Colonnes lues : `codgeo, edition` et celles du catalogue ; `renseignees` : voir
    `colonnes_renseignees`. Sortie : `COLONNES`. `periode` est l'année de référence si elle est
    établie, sinon « édition AAAA ». Une cellule vide est dans l'état `nd` : secrète ou non
    disponible, le fichier ne le dit pas. `note` : l'avertissement de l'Insee, tel quel.
    """
    entetes = _Entetes(table, theme)
    blocs = [
        entetes.bloc(mesure)
        for mesure in MESURES[theme]
        if set(mesure.colonnes) <= set(renseignees)
        and (indicateurs is None or mesure.indicateur in indicateurs)
    ]
    return _empiler(blocs)


def valeurs(table: pd.DataFrame, *, theme: str, indicateurs: Collection[str]) -> pd.DataFrame:
    """Une ligne par quartier (`codgeo`), une colonne par indicateur demandé que porte la table."""
    retenues = [m for m in MESURES[theme] if m.indicateur in indicateurs and not m.modalite]
    colonnes = {m.indicateur: _calculer(table, m)[0] for m in retenues}
    return pd.DataFrame(colonnes, index=table["codgeo"].astype("str"))


def comparateurs(table: pd.DataFrame, *, territoire: str) -> pd.DataFrame:
    """Les revenus d'une commune, d'un EPCI, d'un département, d'une région ou de la France.

    `table` : la ligne de ce territoire dans Filosofi (`annee, q2, gi`…). Sortie : `COLONNES`.
    """
    return _par_annee(table, [territoire] * len(table), FILOSOFI)


def serie_des_revenus(table: pd.DataFrame) -> pd.DataFrame:
    """La série Filosofi par quartier (`code_qpv, annee`) au cadre long ; quartiers de 2015."""
    return _par_annee(table, [str(code) for code in table["code_qpv"]], SERIE_FILOSOFI)


class _Entetes:
    """Ce que toutes les mesures d'une table ont en commun, lu une fois : codes, éditions, notes."""

    def __init__(self, table: pd.DataFrame, theme: str) -> None:
        self.table, self.theme = table, theme
        self.territoires = [str(code) for code in table["codgeo"]]
        self.editions = [str(edition) for edition in table["edition"]]
        self._des_familles: dict[str, dict[str, object]] = {}

    def bloc(self, mesure: Mesure) -> dict[str, object]:
        """Les lignes d'une mesure."""
        valeur, numerateur, denominateur = _calculer(self.table, mesure)
        lignes = _lignes(self.territoires, mesure.indicateur, valeur, numerateur, denominateur)
        regle = famille(self.theme, mesure.numerateurs[0])
        if regle.nom not in self._des_familles:
            self._des_familles[regle.nom] = self._de_la_famille(regle)
        return {**lignes, **self._des_familles[regle.nom], "modalite": mesure.modalite}

    def _de_la_famille(self, regle: Famille) -> dict[str, object]:
        annees = [regle.annees.get(edition) for edition in self.editions]
        notes = self.table[regle.note].fillna("") if regle.note in self.table else ()
        return {
            "periode": [
                f"édition {e}" if a is None else str(a)
                for e, a in zip(self.editions, annees, strict=True)
            ],
            "edition": self.editions,
            "annee_reference": annees,
            "note": ["" if n == "0" else str(n) for n in notes] or "",
        }


def _par_annee(
    table: pd.DataFrame, territoires: list[str], colonnes: Mapping[str, str]
) -> pd.DataFrame:
    """Une table dont l'année est celle des revenus : ni édition, ni note."""
    annees = [int(annee) for annee in table["annee"]]
    dates = {"periode": [str(a) for a in annees], "annee_reference": annees}
    return _empiler(
        [
            {**_lignes(territoires, nom, _reels(table[colonne])), **dates}
            for colonne, nom in colonnes.items()
        ]
    )


def _lignes(
    territoires: list[str],
    indicateur: str,
    valeur: Reels,
    numerateur: Reels | None = None,
    denominateur: Reels | None = None,
) -> dict[str, object]:
    return {
        "territoire": territoires,
        "indicateur": indicateur,
        "modalite": "",
        "numerateur": ABSENT if numerateur is None else numerateur,
        "denominateur": ABSENT if denominateur is None else denominateur,
        "valeur": valeur,
        "etat": _etats(valeur, denominateur),
        "edition": "",
        "note": "",
    }


def _etats(valeur: Reels, denominateur: Reels | None) -> list[str]:
    etats = np.where(np.isnan(valeur), "nd", "ok").astype(object)
    if denominateur is not None:
        etats[denominateur == 0] = "sans_objet"
    return list(etats)


def _calculer(table: pd.DataFrame, mesure: Mesure) -> tuple[Reels, Reels | None, Reels | None]:
    """Valeur, numérateur, dénominateur, non arrondis."""
    premiers = [_reels(table[c]) for c in mesure.numerateurs]
    if mesure.genre == "cellule":
        return premiers[0], None, None
    if mesure.genre == "ecart":
        return premiers[0] - premiers[1], None, None
    numerateur = np.sum(premiers, axis=0)
    denominateur = _reels(table[mesure.denominateur])
    positif = np.where(denominateur == 0, ABSENT, denominateur)
    return 100 * numerateur / positif, numerateur, denominateur


def _reels(colonne: pd.Series) -> Reels:
    return colonne.to_numpy(dtype="float64", na_value=ABSENT)


def _empiler(blocs: list[dict[str, Any]]) -> pd.DataFrame:
    """Un seul cadre de tous les blocs : en construire un par indicateur coûterait dix fois plus.

    Une valeur seule vaut pour toutes les lignes de son bloc.
    """
    colonnes: dict[str, list[object]] = {nom: [] for nom in COLONNES}
    for bloc in blocs:
        territoires = list(bloc["territoire"])
        for nom, valeur in bloc.items():
            seule = isinstance(valeur, str | float)
            colonnes[nom] += [valeur] * len(territoires) if seule else list(valeur)
    geographies = {c: geographie_qpv(str(c)) or "" for c in set(colonnes["territoire"])}
    colonnes["geographie"] = [geographies[c] for c in colonnes["territoire"]]
    return pd.DataFrame(
        {nom: pd.Series(v, dtype=_TYPES.get(nom, "str")) for nom, v in colonnes.items()}
    )


_TYPES: Mapping[str, str] = {
    "numerateur": "float64",
    "denominateur": "float64",
    "valeur": "float64",
    "annee_reference": "Int64",
}
