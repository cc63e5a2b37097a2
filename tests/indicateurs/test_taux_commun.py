"""Le taux de main-d'œuvre commun : cas à la main, second calcul en Python nu, six relations."""

import random
from collections.abc import Callable
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any

import pandas as pd
import pytest

from carnets.indicateurs.objectif import taux_main_oeuvre_commun
from carnets.yaml_strict import charger_yaml
from tests.indicateurs.test_cas import CAS

Ligne = tuple[str, float | None, float]
FICHE = charger_yaml(CAS / "scalaires" / "taux_main_oeuvre_commun.yml").valeur


def taux(lignes: list[Ligne], cout_horaire: float = 30.0) -> float | None:
    table = pd.DataFrame(lignes, columns=["niveau", "montant_ht", "heures_travaillees"])
    table = table.astype({"montant_ht": "float64", "heures_travaillees": "float64"})
    return taux_main_oeuvre_commun(table, cout_horaire=cout_horaire)


def refaire(lignes: list[Ligne]) -> float | None:
    """Chaque taux rond essayé sur chaque ligne ; à égalité de confirmations, le plus fort."""
    ouvrages = [(b, h) for niveau, b, h in lignes if niveau == "maitre_ouvrage" and b is not None]
    meilleur: tuple[int, float] | None = None
    for base, heures in ouvrages:
        exact = Decimal(1000) * Decimal(heures) * 30 / Decimal(base)
        essai = float(exact.to_integral_value(ROUND_HALF_EVEN)) / 10
        confirmes = sum(abs(b * essai / 100 / 30 - h) <= 0.5 for b, h in ouvrages)
        if confirmes >= 2 and (meilleur is None or (confirmes, essai) > meilleur):
            meilleur = (confirmes, essai)
    return None if meilleur is None else meilleur[1]


def tirer(hasard: random.Random) -> list[Ligne]:
    """Des maîtres d'ouvrage, dont plusieurs suivent parfois un même taux à l'heure près."""
    commun = hasard.choice((37.5, 40.0, 25.0))
    lignes: list[Ligne] = []
    for _ in range(hasard.randint(0, 6)):
        base = float(hasard.randint(100, 9_000) * 1_000)
        suivi = hasard.choice((commun, commun, hasard.randint(200, 600) / 10))
        heures = float(round(base * suivi / 3_000))
        niveau = hasard.choice(("maitre_ouvrage", "maitre_ouvrage", "maitre_ouvrage", "projet"))
        lignes.append((niveau, hasard.choice((base, base, base, None)), heures))
    return lignes


def tirages(nombre: int, graine: int) -> list[list[Ligne]]:
    hasard = random.Random(graine)
    return [tirer(hasard) for _ in range(nombre)]


@pytest.mark.parametrize("cas", FICHE["cas"], ids=lambda cas: cas["nom"])
def test_cas(cas: dict[str, Any]) -> None:
    assert cas["source"]
    lignes = [tuple(ligne) for ligne in cas["lignes"]]
    assert taux(lignes, FICHE["cout_horaire"]) == cas["attendu"]
    assert len(FICHE["cas"]) >= 5


def comparer_au_second_calcul(nombre: int) -> None:
    trouves = []
    for lignes in tirages(nombre, 3):
        trouves.append(taux(lignes))
        assert trouves[-1] == refaire(lignes), lignes
    assert 0 < sum(t is None for t in trouves) < nombre


def test_second_calcul() -> None:
    """Le banc d'insertion en compare 2 000."""
    comparer_au_second_calcul(200)


def _melanger(lignes: list[Ligne]) -> list[Ligne]:
    return random.Random(1).sample(lignes, len(lignes))


def _autre_niveau(lignes: list[Ligne]) -> list[Ligne]:
    return [*lignes, *[("projet", 3_000_000.0, 12_345.0)] * 2]


def _sans_base(lignes: list[Ligne]) -> list[Ligne]:
    return [*lignes, ("maitre_ouvrage", None, 500.0)]


@pytest.mark.parametrize(
    "changer", [_melanger, _autre_niveau, _sans_base], ids=lambda f: f.__name__
)
def test_rien_ne_change(changer: Callable[[list[Ligne]], list[Ligne]]) -> None:
    for lignes in tirages(25, 5):
        assert taux(changer(lignes)) == taux(lignes)


def test_rediviser_par_le_meme_cout_ne_change_rien() -> None:
    """Coût et base doublés ensemble : les mêmes heures, donc le même taux."""
    for lignes in tirages(25, 6):
        doubles = [(n, None if b is None else 2 * b, h) for n, b, h in lignes]
        assert taux(doubles, 60.0) == taux(lignes)


def test_une_ligne_repetee_se_confirme_elle_meme() -> None:
    """Deux lignes égales s'accordent : le taux n'est plus absent."""
    for lignes in tirages(25, 7):
        connues = [x for x in lignes if x[0] == "maitre_ouvrage" and x[1] is not None]
        if connues:
            assert taux([*connues, *connues]) is not None


def test_rien_en_entree_aucun_taux() -> None:
    assert taux([]) is None
    assert taux([("projet", 1_000_000.0, 12_500.0)] * 3) is None
