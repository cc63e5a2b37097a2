"""Mesurer les quartiers : des tables de l'Insee au cadre long, édition et année tenues à part."""

from collections.abc import Collection, Mapping

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from carnets.codes import geographie_qpv
from carnets.comparabilite import famille
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


def mesurer(table: pd.DataFrame, *, theme: str, renseignees: Collection[str]) -> pd.DataFrame:
    """Les indicateurs d'une table de l'Insee par quartier, une édition à la fois.

    Colonnes lues : `codgeo, edition` et celles du catalogue ; `renseignees` : voir
    `colonnes_renseignees`. Sortie : `COLONNES`. `periode` est l'année de référence si elle est
    établie, sinon « édition AAAA ». Une cellule vide est dans l'état `nd` : secrète ou non
    disponible, le fichier ne le dit pas. `note` : l'avertissement de l'Insee, tel quel.
    """
    blocs = [
        _bloc(table, mesure, theme)
        for mesure in MESURES[theme]
        if set(mesure.colonnes) <= set(renseignees)
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
    nombre = len(table)
    blocs = [
        _lignes([territoire] * nombre, table["annee"], indicateur, _reels(table[colonne]))
        for colonne, indicateur in FILOSOFI.items()
    ]
    return _empiler(blocs)


def serie_des_revenus(table: pd.DataFrame) -> pd.DataFrame:
    """La série Filosofi par quartier (`code_qpv, annee`) au cadre long ; quartiers de 2015."""
    blocs = [
        _lignes(list(table["code_qpv"]), table["annee"], indicateur, _reels(table[colonne]))
        for colonne, indicateur in SERIE_FILOSOFI.items()
    ]
    return _empiler(blocs)


def _bloc(table: pd.DataFrame, mesure: Mesure, theme: str) -> dict[str, object]:
    valeur, numerateur, denominateur = _calculer(table, mesure)
    regle = famille(theme, mesure.numerateurs[0])
    editions = table["edition"].astype("str")
    annees = editions.map(regle.annees)
    notes = table[regle.note].fillna("") if regle.note in table else [""] * len(table)
    return _lignes(
        list(table["codgeo"]), annees, mesure.indicateur, valeur, modalite=mesure.modalite,
        numerateur=numerateur, denominateur=denominateur, editions=list(editions),
        notes=[_note(n) for n in notes],
    )  # fmt: skip


def _note(note: str) -> str:
    return "" if note == "0" else str(note)


def _lignes(
    territoires: list[str], annees: pd.Series, indicateur: str, valeur: Reels, *,
    modalite: str = "", numerateur: Reels | None = None, denominateur: Reels | None = None,
    editions: list[str] | None = None, notes: list[str] | None = None,
) -> dict[str, object]:  # fmt: skip
    nombre = len(valeur)
    vides = np.full(nombre, ABSENT)
    lues = [None if pd.isna(a) else int(a) for a in annees]
    titres = editions or [""] * nombre
    return {
        "territoire": territoires,
        "periode": [
            f"édition {e}" if a is None else str(a) for a, e in zip(lues, titres, strict=True)
        ],
        "indicateur": [indicateur] * nombre,
        "modalite": [modalite] * nombre,
        "numerateur": vides if numerateur is None else numerateur,
        "denominateur": vides if denominateur is None else denominateur,
        "valeur": valeur,
        "etat": _etats(valeur, denominateur),
        "geographie": [geographie_qpv(t) or "" for t in territoires],
        "edition": titres,
        "annee_reference": lues,
        "note": notes or [""] * nombre,
    }  # fmt: skip


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


def _empiler(blocs: list[dict[str, object]]) -> pd.DataFrame:
    """Un seul cadre de tous les blocs : en construire un par indicateur coûterait dix fois plus."""
    colonnes: Mapping[str, object] = {
        nom: np.concatenate([np.asarray(b[nom], dtype=_TYPES.get(nom, object)) for b in blocs])
        if blocs
        else []
        for nom in COLONNES
    }
    textes = [c for c in COLONNES if c not in (*_TYPES, "annee_reference")]
    cadre = pd.DataFrame(colonnes, columns=list(COLONNES))
    return cadre.astype({**dict.fromkeys(textes, "str"), "annee_reference": "Int64"})


_TYPES: Mapping[str, type] = {"numerateur": float, "denominateur": float, "valeur": float}
