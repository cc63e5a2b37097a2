"""Livrables fabriqués : tables longues, cubes avec marges, hiérarchies, tables liées."""

import math
from collections.abc import Mapping, Sequence
from itertools import product

import numpy as np
import pandas as pd

from carnets.secret import Effectif, Hierarchie, Nature, Table, declarer
from carnets.secret.tableau import CLE, COLONNES

SALARIES: Mapping[str, Nature] = {"salaries": Effectif()}


def longue(lignes: Sequence[tuple[str, float]], indicateur: str = "salaries") -> pd.DataFrame:
    """Une table d'effectifs d'un territoire : (modalité, valeur), une valeur NaN est « nd »."""
    return pd.DataFrame(
        [
            ("30", "2019", indicateur, nom, math.nan, math.nan, n, "nd" if math.isnan(n) else "ok")
            for nom, n in lignes
        ],
        columns=list(COLONNES),
    )


def table(
    lignes: Sequence[tuple[str, float]],
    *,
    nom: str = "t",
    regle: str = "personnes_partenaires",
    dimensions: tuple[str, ...] = ("sexe",),
    natures: Mapping[str, Nature] = SALARIES,
) -> Table:
    """Une table d'effectifs prête à publier."""
    return declarer(
        nom, longue(lignes), source="s", regle=regle, natures=natures, dimensions=dimensions
    )


def apports(donnees: pd.DataFrame, unites: Mapping[str, tuple[float, float]]) -> pd.DataFrame:
    """Contributions d'une table : unités et part de la première, par modalité."""
    return donnees[list(CLE)].assign(
        unites=[unites[modalite][0] for modalite in donnees["modalite"]],
        premiere=[unites[modalite][1] for modalite in donnees["modalite"]],
    )


def cube(comptes: np.ndarray, axes: Sequence[str]) -> list[tuple[str, float]]:
    """Toutes les cellules d'un cube, marges comprises : « a1|s0 », « a1| », « | » est « »."""
    lignes = []
    for place in product(*(range(-1, taille) for taille in comptes.shape)):
        coupe = tuple(slice(None) if rang < 0 else slice(rang, rang + 1) for rang in place)
        noms = ["" if rang < 0 else f"{axes[axe]}{rang}" for axe, rang in enumerate(place)]
        lignes.append(("|".join(noms) if any(noms) else "", float(comptes[coupe].sum())))
    return lignes


Ensemble = tuple[list[Table], list[Hierarchie]]


def ensemble(graine: int, *, petit: bool = False) -> Ensemble:
    """Un jeu de tables au hasard, de cinq formes ; `petit` : moins de trente cellules."""
    hasard = np.random.default_rng(graine)
    forme = ("plate", "hierarchie", "trois", "liees", "creuse")[graine % 5]
    regle = ("personnes_partenaires", "personnes_public")[int(hasard.integers(2))]
    fabrique = {"hierarchie": _hierarchie, "trois": _trois, "liees": _liees}.get(forme, _plate)
    return fabrique(hasard, regle, forme == "creuse", petit)


def _comptes(hasard: np.random.Generator, forme: tuple[int, ...], creuse: bool) -> np.ndarray:
    """Effectifs gamma–Poisson, avec des zéros et des cellules d'une seule personne."""
    moyennes = hasard.gamma(0.8, 18 if not creuse else 5, forme)
    comptes = hasard.poisson(moyennes)
    comptes[hasard.random(forme) < (0.35 if creuse else 0.08)] = 0
    comptes[hasard.random(forme) < 0.06] = 1
    return comptes


def _plate(hasard: np.random.Generator, regle: str, creuse: bool, petit: bool) -> Ensemble:
    haut = 5 if petit else 8
    forme = (int(hasard.integers(2, haut)), int(hasard.integers(2, 4 if petit else 7)))
    lignes = cube(_comptes(hasard, forme, creuse), "as")
    return [table(lignes, regle=regle, dimensions=("age", "sexe"))], []


def _hierarchie(hasard: np.random.Generator, regle: str, creuse: bool, petit: bool) -> Ensemble:
    """Secteurs ⊂ quartiers ⊂ projet, croisés avec une dimension."""
    groupes, par_groupe = (2, 2) if petit else (int(hasard.integers(2, 5)), 3)
    largeur = 2 if petit else int(hasard.integers(2, 6))
    comptes = _comptes(hasard, (groupes * par_groupe, largeur), creuse)
    etages = {f"a{rang}": comptes[rang] for rang in range(len(comptes))}
    hierarchies = []
    for groupe in range(groupes):
        secteurs = range(groupe * par_groupe, (groupe + 1) * par_groupe)
        etages[f"q{groupe}"] = comptes[list(secteurs)].sum(axis=0)
        hierarchies.append(Hierarchie("age", f"q{groupe}", tuple(f"a{s}" for s in secteurs)))
    hierarchies.append(Hierarchie("age", "", tuple(f"q{groupe}" for groupe in range(groupes))))
    etages[""] = comptes.sum(axis=0)
    lignes = []
    for nom, valeurs in etages.items():
        for rang, valeur in enumerate([*valeurs, valeurs.sum()]):
            colonne = f"s{rang}" if rang < largeur else ""
            lignes.append((f"{nom}|{colonne}" if nom or colonne else "", float(valeur)))
    return [table(lignes, regle=regle, dimensions=("age", "sexe"))], hierarchies


def _trois(hasard: np.random.Generator, regle: str, creuse: bool, petit: bool) -> Ensemble:
    haut = 3 if petit else 5
    forme = tuple(int(n) for n in hasard.integers(2, haut, 3))
    lignes = cube(_comptes(hasard, forme, creuse), "ast")
    return [table(lignes, regle=regle, dimensions=("age", "sexe", "type"))], []


def _liees(hasard: np.random.Generator, regle: str, creuse: bool, petit: bool) -> Ensemble:
    """Âge × sexe et âge × type, mêmes personnes : les marges d'âge sont communes."""
    haut = 3 if petit else 5
    comptes = _comptes(hasard, tuple(int(n) for n in hasard.integers(2, haut, 3)), creuse)
    par_sexe = cube(comptes.sum(axis=2), "as")
    par_type = cube(comptes.sum(axis=1), "at")
    return [
        table(par_sexe, nom="sexe", regle=regle, dimensions=("age", "sexe")),
        table(par_type, nom="type", regle=regle, dimensions=("age", "type")),
    ], []
