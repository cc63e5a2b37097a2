"""Contrastes de la palette, calculés selon la formule des règles d'accessibilité du web."""

from itertools import pairwise

import pytest

from carnets.presentation import charte


def luminance(hexa: str) -> float:
    composantes = [int(hexa[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    lineaires = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in composantes]
    return sum(p * c for p, c in zip((0.2126, 0.7152, 0.0722), lineaires, strict=True))


def contraste(premier: str, second: str) -> float:
    clair, sombre = sorted((luminance(premier), luminance(second)), reverse=True)
    return (clair + 0.05) / (sombre + 0.05)


@pytest.mark.parametrize("fond", [charte.PAPIER, charte.VOILE])
@pytest.mark.parametrize("texte", [charte.ENCRE, charte.ENCRE_DOUCE, charte.ACCENT, charte.ALERTE])
def test_texte(texte: str, fond: str) -> None:
    assert contraste(texte, fond) >= 4.5


@pytest.mark.parametrize("couleur", [*charte.SERIES, charte.REPERE])
def test_graphiques(couleur: str) -> None:
    assert contraste(couleur, charte.PAPIER) >= 3


def test_series_voisines_distinctes_en_gris() -> None:
    for premiere, seconde in pairwise(charte.SERIES[:3]):
        assert contraste(premiere, seconde) >= 1.4
    assert contraste(charte.REPERE, charte.ACCENT) >= 1.4
