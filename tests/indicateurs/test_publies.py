"""La valeur d'une grandeur publiée : la plus précise, puis la première imprimée."""

from math import isnan

import pandas as pd
import pytest

from carnets.indicateurs.clauses import lecteur

CITEES = [
    ("a", "heures", "66000", "1000"),
    ("a", "heures", "66044", "1"),
    ("a", "heures", "66045", "1"),  # aussi précise, imprimée ensuite
    ("b", "heures", "7", "0.1"),
    ("a", "contrats", "101", ""),  # précision inconnue
    ("a", "contrats", "100", "10"),
    ("a", "etp", "3", ""),
    ("a", "etp", "4", ""),
    ("a", "quartiers", "", "1"),
]


@pytest.fixture(scope="module")
def chiffres() -> pd.DataFrame:
    lus = pd.DataFrame(CITEES, columns=["territoire", "grandeur", "valeur", "precision"])
    nombres = {nom: pd.to_numeric(lus[nom]).astype("Float64") for nom in ("valeur", "precision")}
    return lus.assign(**nombres)


@pytest.mark.parametrize(
    ("territoire", "grandeur", "attendue"),
    [
        ("a", "heures", 66044),
        ("b", "heures", 7),
        ("a", "contrats", 100),
        ("a", "etp", 3),
        ("a", "quartiers", None),
        ("a", "inconnue", None),
        ("ailleurs", "heures", None),
    ],
)
def test_la_plus_precise_puis_la_premiere(
    chiffres: pd.DataFrame, territoire: str, grandeur: str, attendue: float | None
) -> None:
    lue = lecteur(chiffres, territoire=territoire)(grandeur)
    assert isnan(lue) if attendue is None else lue == attendue
