"""Un seul arrondi, la moitié vers le haut, et la typographie française."""

import pytest

from carnets.presentation.nombres import FINE, INSECABLE, arrondir, avec_unite, cellule, nombre


@pytest.mark.parametrize(
    ("valeur", "decimales", "attendu"),
    [
        (68714.5, 0, "68715"),
        (0.25, 1, "0.3"),
        (-0.5, 0, "-1"),
        (2.5, 0, "3"),
        (1.005, 2, "1.01"),
        (28.499999999999996, 0, "29"),  # 0,285 × 100, bruit binaire compris
        (28.4, 0, "28"),
        (149.85015, 1, "149.9"),
    ],
)
def test_la_moitie_monte(valeur: float, decimales: int, attendu: str) -> None:
    assert str(arrondir(valeur, decimales)) == attendu


def test_milliers_virgule_et_moins() -> None:
    assert nombre(1374290) == f"1{FINE}374{FINE}290"
    assert nombre(12.34, 1) == "12,3"
    assert nombre(-14.49, 1) == "\u221214,5"
    assert nombre(5, signe=True) == "+5"
    assert nombre(-0.2) == "0", "un zéro arrondi ne porte pas de signe"


def test_unites() -> None:
    assert avec_unite(12.3, "pourcentage", 1) == f"12,3{FINE}%"
    assert avec_unite(44044, "heures") == f"44{FINE}044{INSECABLE}h"
    assert avec_unite(1, "points") == f"1{INSECABLE}point"
    assert avec_unite(1.5, "points", 1) == f"1,5{INSECABLE}point"
    assert avec_unite(-2, "points") == f"\u22122{INSECABLE}points"
    assert avec_unite(3, "personnes") == "3"


@pytest.mark.parametrize(
    ("etat", "texte"),
    [("secret", "s"), ("nd", "…"), ("sans_objet", "///"), ("ns", "n.s.")],
)
def test_quatre_absences_quatre_signes(etat: str, texte: str) -> None:
    assert cellule(float("nan"), etat, "pourcentage", 1) == texte


def test_le_secret_cache_meme_une_valeur_presente() -> None:
    assert cellule(7331, "secret", "personnes", 0) == "s"


def test_une_valeur_absente_dite_ok_est_un_defaut() -> None:
    with pytest.raises(ValueError, match="sans valeur"):
        cellule(float("nan"), "ok", "personnes", 0)


def test_provisoire_et_estime_se_lisent() -> None:
    assert cellule(12, "provisoire", "personnes", 0) == f"12{INSECABLE}(p)"
    assert cellule(12, "estime", "personnes", 0) == f"12{INSECABLE}(e)"
