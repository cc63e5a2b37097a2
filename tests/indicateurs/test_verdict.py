"""La règle unique du verdict, cas par cas."""

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from carnets.indicateurs.controles.verdict import (
    COLONNES,
    cadre_constats,
    constat,
    verdict,
)

NAN = float("nan")


@pytest.mark.parametrize(
    ("publie", "precision", "recalcule", "incertitude", "attendu"),
    [
        (352, 1, 352, 0, "exact"),
        (0.3, 0.1, 0.1 + 0.2, 0, "exact"),
        (2130, 1, 2129.65, 0, "arrondi"),
        (18, 1, 17.7, 0, "arrondi"),
        (18, 1, 18.5, 0, "arrondi"),
        (18, 1, 17.5, 0, "arrondi"),
        (68714, 1, 68714.5, 0, "arrondi"),
        (18, 1, 18.51, 0, "incoherent"),
        (18, 1, 17.49, 0, "incoherent"),
        (485, 1, 465, 0, "incoherent"),
        (37.5, 0.1, 37.4333, 0, "incoherent"),
        (68714, 1, 68715, 2, "arrondi"),
        (68714, 1, 68717, 2, "incoherent"),
        (NAN, 1, 5, 0, "non_verifiable"),
        (5, 1, NAN, 0, "non_verifiable"),
    ],
)
def test_regle(
    publie: float, precision: float, recalcule: float, incertitude: float, attendu: str
) -> None:
    assert verdict(publie, precision, recalcule, incertitude=incertitude) == attendu


def _au_demi(dixiemes: int) -> int:
    """Arrondi au plus proche, demi vers le haut, d'un nombre de dixièmes."""
    return (dixiemes + 5) // 10


def test_deux_parts_complementaires_font_100_ou_101() -> None:
    """Toutes les paires de parts au dixième dont la somme vraie est 100."""
    sommes = {_au_demi(d) + _au_demi(1000 - d) for d in range(1001)}
    assert sommes == {100, 101}
    acceptees = {s for s in range(95, 106) if verdict(100, 0, s, incertitude=1) != "incoherent"}
    assert acceptees == sommes


def test_trois_parts_complementaires() -> None:
    sommes = {
        _au_demi(a) + _au_demi(b) + _au_demi(1000 - a - b)
        for a, b in product(range(0, 500, 3), repeat=2)
    }
    acceptees = {s for s in range(90, 111) if verdict(100, 0, s, incertitude=1.5) != "incoherent"}
    assert sommes <= acceptees == {99, 100, 101}


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.integers(-10_000, 10_000), st.sampled_from([1.0, 0.1, 10.0]))
def test_une_valeur_bien_imprimee_n_est_jamais_incoherente(milliemes: int, pas: float) -> None:
    vraie = milliemes / 1000
    imprimee = round(vraie / pas) * pas
    assert verdict(imprimee, pas, vraie) in ("exact", "arrondi")


def test_constat_ne_touche_pas_au_publie() -> None:
    ligne = constat("c", "o", 485, 465, unite="nombre", precision=1, explication="e")
    assert (ligne.publie, ligne.recalcule, ligne.ecart) == (485.0, 465.0, -20.0)
    assert (ligne.verdict, ligne.gravite) == ("incoherent", "anomalie")
    cadre = cadre_constats([ligne])
    assert tuple(cadre.columns) == COLONNES
    assert cadre.loc[0, "publie"] == 485.0


def test_aucun_constat_garde_les_colonnes() -> None:
    assert tuple(cadre_constats([]).columns) == COLONNES
