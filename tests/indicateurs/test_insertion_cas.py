"""Les cas du bilan travaillés à la main ; leur nombre par indicateur : `test_familles`."""

from typing import Any

import pandas as pd
import pytest

from tests.indicateurs.insertion_cas import attendus, calculer, cas_travailles

MARGE = 0.0001
# Décrits pour être imprimés, ils reprennent des nombres déjà calculés sous un autre nom.
DE_PUBLICATION = {
    "heures_sur_objectif": "numérateur du taux de réalisation",
    "part_du_total": "rapport de deux nombres publiés, éprouvé avec la protection",
}


@pytest.fixture(scope="module")
def table() -> pd.DataFrame:
    return calculer().set_index(["territoire", "indicateur", "modalite"]).sort_index()


@pytest.mark.parametrize(
    ("prefixe", "cas"), [pytest.param(p, c, id=f"{p}{c['nom']}") for p, c in cas_travailles()]
)
def test_cas(table: pd.DataFrame, prefixe: str, cas: dict[str, Any]) -> None:
    assert cas["calcul"]
    for territoire, nom, modalite, valeur in attendus(cas):
        (ligne,) = table.loc[[(f"{prefixe}{territoire}", nom, modalite)]].to_dict("records")
        ou = f"{territoire} {nom} {modalite}"
        assert ligne["etat"] == ("sans_objet" if valeur is None else "ok"), ou
        if valeur is not None:
            assert ligne["valeur"] == pytest.approx(valeur, abs=MARGE), ou
