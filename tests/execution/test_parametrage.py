"""Les paramètres d'un carnet : ceux de sa cellule, dans leur type, et aucun autre."""

import pytest
from nbformat.v4 import new_code_cell, new_notebook

from carnets.erreurs import UsageIncorrect
from carnets.execution.parametrage import controler_parametres, lire_affectations


def carnet(source: str):
    cellule = new_code_cell(source)
    cellule.metadata["tags"] = ["parameters"]
    return new_notebook(cells=[cellule])


SOURCE = (
    'territoire: str = "76"\nannee: int = 2019\nmode: Literal["a", "b"] = "a"\nvrai: bool = True'
)


def test_defauts_et_conversion() -> None:
    lus = controler_parametres(carnet(SOURCE), {"annee": "2020", "territoire": "01004"})
    assert lus == {"territoire": "01004", "annee": 2020, "mode": "a", "vrai": True}


@pytest.mark.parametrize(
    ("donnes", "fragment"),
    [
        ({"teritoire": "30"}, "vouliez-vous dire territoire ?"),
        ({"annee": "20l9"}, "attendu un nombre entier"),
        ({"annee": "2019.5"}, "attendu un nombre entier"),
        ({"mode": "c"}, "une valeur parmi a, b"),
        ({"vrai": "peut-être"}, "true ou false"),
    ],
)
def test_refus(donnes: dict[str, str], fragment: str) -> None:
    with pytest.raises(UsageIncorrect, match=fragment.replace("?", r"\?")):
        controler_parametres(carnet(SOURCE), donnes)


@pytest.mark.parametrize("source", ["x = 1", "x: int", "x: Any = 1", "import os", "print(1)"])
def test_une_cellule_de_parametres_ne_fait_rien_d_autre(source: str) -> None:
    with pytest.raises(UsageIncorrect, match="Cellule des paramètres"):
        controler_parametres(carnet(source), {})


def test_sans_cellule_de_parametres() -> None:
    with pytest.raises(UsageIncorrect, match="il en a 0"):
        controler_parametres(new_notebook(cells=[]), {})


@pytest.mark.parametrize(
    "texte", ["annee", "=2019", "annee=2019\x00", "annee=\u202e2019", "a=" + "x" * 501]
)
def test_affectations_mal_ecrites(texte: str) -> None:
    with pytest.raises(UsageIncorrect):
        lire_affectations([texte])
