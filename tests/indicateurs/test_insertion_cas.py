"""Chaque indicateur du bilan a ses cas travaillés à la main."""

from collections import Counter
from typing import Any

import pandas as pd
import pytest

from carnets.dictionnaire import INDICATEURS
from carnets.yaml_strict import charger_yaml
from tests.indicateurs.insertion_cas import attendus, calculer, cas_travailles
from tests.indicateurs.test_cas import CAS

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


def test_chaque_indicateur_a_cinq_cas() -> None:
    """Un cas compte pour un indicateur s'il en attend au moins une valeur."""
    comptes: Counter[str] = Counter()
    for _, cas in cas_travailles():
        comptes.update({nom for _, nom, _, _ in attendus(cas)})
    for fichier in CAS.glob("*.yml"):
        for cas in charger_yaml(fichier).valeur["cas"]:
            comptes.update({ligne[1] for ligne in cas["attendu"]})
    decrits = {
        nom
        for nom, fiche in INDICATEURS.items()
        if "CL-" in fiche.definition or "NP-" in fiche.definition
    }
    assert {nom: comptes[nom] for nom in decrits - set(DE_PUBLICATION) if comptes[nom] < 5} == {}
