"""Une famille d'indicateurs : de quoi la tirer au hasard, la calculer, et la refaire autrement.

Les lignes d'une famille se répartissent en blocs (un projet, un territoire et ses parties) : le
bloc d'une ligne est le début de son premier identifiant, avant le tiret. « p0 » est un bloc,
« p0-mo1 » une de ses parties.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from math import isclose
from typing import Any

import pandas as pd
import pytest

from carnets.dictionnaire import INDICATEURS
from carnets.erreurs import UsageIncorrect
from carnets.indicateurs import additivite

Lignes = dict[str, list[dict[str, Any]]]
Valeurs = dict[tuple[str, str, str, str], Any]  # None : sans objet ; « nd » : non disponible
IDENTIFIANTS = ("territoire", "id_lot", "id_personne", "id_contrat", "id_operation", "id_clause")


@dataclass(frozen=True)
class Famille:
    """`tirer(nombre de blocs, graine)` ; `calculer` : le code éprouvé ; `refaire` : Python nu.

    `rien` : ce que le code éprouvé dit quand on ne sait rien, dans l'état `absence`. `fondre` :
    les mêmes lignes, chaque bloc réuni en un seul territoire qui porte son nom.
    """

    nom: str
    tirer: Callable[[int, int], Lignes]
    calculer: Callable[[Lignes], pd.DataFrame]
    refaire: Callable[[Lignes], Valeurs]
    rien: Callable[[Lignes], pd.DataFrame]
    fondre: Callable[[Lignes], Lignes]
    absence: str = "nd"


def lire(cadre: pd.DataFrame) -> Valeurs:
    """La table longue en dictionnaire ; une clé en double est une faute."""
    cles = list(
        zip(*(cadre[c] for c in ("territoire", "periode", "indicateur", "modalite")), strict=True)
    )
    assert len(set(cles)) == len(cles)
    lues = {"sans_objet": None, "nd": "nd"}
    return {
        cle: lues.get(etat, valeur)
        for cle, valeur, etat in zip(cles, cadre["valeur"], cadre["etat"], strict=True)
    }


def proches(obtenu: Valeurs, attendu: Valeurs) -> None:
    """Chaque valeur attendue est obtenue."""
    for cle, valeur in attendu.items():
        obtenue = obtenu[cle]
        assert obtenue == valeur or (
            isinstance(obtenue, (int, float))
            and isinstance(valeur, (int, float))
            and isclose(obtenue, valeur, rel_tol=1e-9, abs_tol=1e-9)
        ), (cle, obtenue, valeur)


def bloc(rangee: dict[str, Any]) -> str:
    """Le bloc d'une ligne ; vide si la ligne est commune à tous."""
    return next((str(rangee[c]).split("-")[0] for c in IDENTIFIANTS if rangee.get(c)), "")


def par_bloc(lignes: Lignes) -> dict[str, Lignes]:
    """Les lignes de chaque bloc, avec celles qui sont communes à tous."""
    noms = {bloc(rangee) for rangees in lignes.values() for rangee in rangees} - {""}
    parts: dict[str, Lignes] = {b: {nom: [] for nom in lignes} for b in sorted(noms)}
    for nom, rangees in lignes.items():
        for rangee in rangees:
            for b in [bloc(rangee)] if bloc(rangee) else parts:
                parts[b][nom].append(rangee)
    return parts


def prefixer(lignes: Lignes, prefixe: str) -> Lignes:
    """Les mêmes lignes sous d'autres noms."""
    return {
        nom: [
            {c: f"{prefixe}{v}" if c in IDENTIFIANTS and v else v for c, v in rangee.items()}
            for rangee in rangees
        ]
        for nom, rangees in lignes.items()
    }


def comparer_au_second_calcul(famille: Famille, nombre: int, graine: int) -> set[str]:
    """Compare tout ce que rend la famille à son second calcul ; rend les indicateurs comparés."""
    lignes = famille.tirer(nombre, graine)
    obtenu, attendu = lire(famille.calculer(lignes)), famille.refaire(lignes)
    proches(obtenu, attendu)
    refaits = {cle[2] for cle in attendu}
    assert {cle[2] for cle in obtenu} == refaits
    return refaits


@dataclass(frozen=True)
class Depart:
    """Des lignes tirées et ce qu'elles valent : le point de départ de chaque relation."""

    famille: Famille
    lignes: Lignes

    @cached_property
    def table(self) -> pd.DataFrame:
        return self.famille.calculer(self.lignes)

    @cached_property
    def valeurs(self) -> Valeurs:
        return lire(self.table)

    def refaites(self, lignes: Lignes) -> Valeurs:
        """Les valeurs que donnent d'autres lignes."""
        return lire(self.famille.calculer(lignes))


def ordre_des_lignes(depart: Depart) -> None:
    """L'ordre des lignes d'un fichier ne dit rien."""
    hasard = random.Random(3)
    melangees = {nom: hasard.sample(r, len(r)) for nom, r in depart.lignes.items()}
    proches(depart.refaites(melangees), depart.valeurs)


def decoupage(depart: Depart) -> None:
    """Bloc par bloc ou tous ensemble, les mêmes valeurs ; ce qui n'existe qu'ailleurs vaut zéro."""
    separees: Valeurs = {}
    for part in par_bloc(depart.lignes).values():
        separees |= depart.refaites(part)
    proches(depart.valeurs, separees)
    assert not any(v for cle, v in depart.valeurs.items() if cle not in separees)


def lignes_d_ailleurs(depart: Depart) -> None:
    """Les lignes d'autres territoires ne changent rien à ceux-ci."""
    autres = prefixer(depart.famille.tirer(3, 99), "z")
    ensemble = {nom: [*r, *(a for a in autres[nom] if bloc(a))] for nom, r in depart.lignes.items()}
    proches(depart.refaites(ensemble), depart.valeurs)


def renommage(depart: Depart) -> None:
    """D'autres noms, les mêmes valeurs sous ces noms."""
    obtenu = depart.refaites(prefixer(depart.lignes, "n"))
    attendu = {(f"n{t}", *reste): v for (t, *reste), v in depart.valeurs.items()}
    assert obtenu.keys() == attendu.keys()
    proches(obtenu, attendu)


def reunion(depart: Depart) -> None:
    """Les parties d'un bloc font le bloc si l'indicateur s'additionne ; sinon, c'est refusé."""
    fondues = depart.famille.fondre(depart.lignes)
    entieres = depart.valeurs if fondues is depart.lignes else depart.refaites(fondues)
    for nom, lus in depart.table.groupby("indicateur"):
        if not INDICATEURS[str(nom)].additif:
            with pytest.raises(UsageIncorrect, match="ne s'additionne pas"):
                additivite.additionner(lus, str(nom), vers="x")
            continue
        assert _sommes_comparees(depart.lignes, lus, str(nom), entieres), nom


def _sommes_comparees(lignes: Lignes, lus: pd.DataFrame, nom: str, entieres: Valeurs) -> int:
    compares = 0
    for b in par_bloc(lignes):
        parties = lus[lus["territoire"].str.startswith(f"{b}-")]
        # Sans objet pour une partie n'est pas une inconnue du tout : rien à comparer.
        if parties.empty or (parties["etat"] == "sans_objet").any():
            continue
        for _, du_mois in parties.groupby("periode"):
            proches(entieres, lire(additivite.additionner(du_mois, nom, vers=b)))
            compares += 1
    return compares


def entree_vide(depart: Depart) -> None:
    """Ne rien savoir n'est pas zéro : chaque indicateur est là, sans valeur."""
    rien = depart.famille.rien(depart.lignes)
    assert set(rien["indicateur"]) == set(depart.table["indicateur"])
    assert set(rien["etat"]) == {depart.famille.absence}
    assert rien["valeur"].isna().all()


RELATIONS = (
    ordre_des_lignes, decoupage, lignes_d_ailleurs, renommage, reunion, entree_vide,
)  # fmt: skip
