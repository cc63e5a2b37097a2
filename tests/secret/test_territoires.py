"""Deux cents territoires emboîtés : aucune différence entre deux unions n'est trop petite."""

import math
from collections.abc import Mapping
from itertools import combinations

import numpy as np
import pandas as pd
import pytest

from carnets.secret import Effectif, Hierarchie, Table, declarer, publier_ensemble
from carnets.secret.regles import regle
from carnets.secret.tableau import COLONNES

SEUIL = regle("personnes_public", source="s").seuil
Emboitements = Mapping[str, tuple[str, ...]]


def table(effectifs: Mapping[str, int]) -> Table:
    donnees = pd.DataFrame(
        [
            (nom, "2024", "n", "", math.nan, math.nan, float(n), "ok")
            for nom, n in effectifs.items()
        ],
        columns=list(COLONNES),
    )
    return declarer("t", donnees, source="s", regle="personnes_public", natures={"n": Effectif()})


def montres(
    effectifs: Mapping[str, int], emboitements: Emboitements, mode: str = "partielle"
) -> dict[str, float]:
    """Territoires qui se publient, et leur effectif."""
    livraison = publier_ensemble(
        [table(effectifs)],
        livrable="l",
        hierarchies=[
            Hierarchie("territoire", haut, bas, mode)  # type: ignore[arg-type]
            for haut, bas in emboitements.items()
        ],
    )
    lignes = livraison.tables["t"].table
    publies = lignes[lignes["etat"] == "ok"]
    return dict(zip(publies["territoire"], publies["valeur"], strict=True))


def differences(publies: Mapping[str, float], emboitements: Emboitements) -> list[float]:
    """Toutes les différences qu'un lecteur peut faire : un territoire moins une union de siens.

    Une union de territoires cachés se déduit quand tous les autres sont montrés ; les paires
    emboîtées à plusieurs étages comptent aussi.
    """
    dessous = {haut: _descendants(haut, emboitements) for haut in emboitements}
    paires = [
        publies[haut] - publies[bas]
        for haut, tous in dessous.items()
        for bas in tous
        if haut in publies and bas in publies
    ]
    unions = []
    for haut, bas in emboitements.items():
        connus = [publies[b] for b in bas if b in publies]
        if haut in publies:
            unions.append(publies[haut] - sum(connus))
            unions += [publies[haut] - a - b for a, b in combinations(connus, 2)]
    return [*paires, *unions]


def _descendants(haut: str, emboitements: Emboitements) -> set[str]:
    directs = set(emboitements.get(haut, ()))
    return directs.union(*(_descendants(bas, emboitements) for bas in directs))


def deux_cents(plantes: int) -> tuple[dict[str, int], dict[str, tuple[str, ...]], list[str]]:
    """Un projet, 40 communes, 160 quartiers ; dans `plantes` communes, une différence trop petite.

    La commune n'y a, hors de son premier quartier, que 1 à 10 personnes.
    """
    hasard = np.random.default_rng(2024)
    effectifs: dict[str, int] = {}
    emboitements: dict[str, tuple[str, ...]] = {}
    pieges = []
    for rang in range(40):
        commune, quartiers = f"c{rang:02}", tuple(f"c{rang:02}q{q}" for q in range(4))
        siens = [int(n) for n in hasard.integers(20, 90, 4)]
        hors = int(hasard.integers(20, 200))
        if rang < plantes:
            petits = 1 + rang % (SEUIL - 1)
            siens[1:] = [petits // 2, petits - petits // 2, 0]
            hors = 0
            pieges.append(commune)
        effectifs |= dict(zip(quartiers, siens, strict=True))
        effectifs[commune] = sum(siens) + hors
        emboitements[commune] = quartiers
    effectifs["projet"] = sum(effectifs[c] for c in emboitements) + 500
    emboitements["projet"] = tuple(c for c in emboitements if c != "projet")
    return effectifs, emboitements, pieges


def test_deux_cents_territoires_trente_pieges() -> None:
    effectifs, emboitements, pieges = deux_cents(30)
    assert len(effectifs) == 201
    assert len(pieges) == 30
    avant = differences({nom: float(n) for nom, n in effectifs.items()}, emboitements)
    assert sum(1 <= ecart < SEUIL for ecart in avant) >= 30, "le livrable brut en est plein"
    publies = montres(effectifs, emboitements)
    apres = differences(publies, emboitements)
    assert len(apres) > 400
    assert [ecart for ecart in apres if 1 <= ecart < SEUIL] == []
    for commune in pieges:
        assert commune not in publies or f"{commune}q0" not in publies, commune


def test_ce_qui_n_est_pas_piege_se_publie() -> None:
    effectifs, emboitements, _ = deux_cents(0)
    assert montres(effectifs, emboitements) == {nom: float(n) for nom, n in effectifs.items()}


@pytest.mark.parametrize("mode", ["exacte", "partielle"])
@pytest.mark.parametrize(
    ("petits", "cache"), [((4, 3), True), ((5, 5), True), ((6, 5), False), ((8, 7), False)]
)
def test_deux_petits_voisins_ne_se_devoilent_pas_ensemble(
    mode: str, petits: tuple[int, int], cache: bool
) -> None:
    """Qui retranche le grand quartier de la commune ne doit pas compter moins que le seuil."""
    effectifs = {"c": 60 + sum(petits), "g": 60, "p": petits[0], "q": petits[1]}
    publies = montres(effectifs, {"c": ("g", "p", "q")}, mode)
    assert not {"p", "q"} & set(publies)
    assert ({"c", "g"} <= set(publies)) is not cache


def test_deux_listes_de_quartiers() -> None:
    """Le quartier de 2015 et celui de 2024, plus large de quatre personnes."""
    for ecart, cache in ((4, True), (SEUIL, False), (0, False)):
        publies = montres({"2024": 100 + ecart, "2015": 100}, {"2024": ("2015",)})
        assert (len(publies) < 2) is cache
