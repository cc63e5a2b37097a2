"""Chaque indicateur d'insertion : cinq cas, un second calcul en Python nu, six relations."""

from collections import Counter
from collections.abc import Callable

import pytest

from carnets.dictionnaire import INDICATEURS
from carnets.yaml_strict import charger_yaml
from tests.indicateurs.familles import (
    RELATIONS,
    Famille,
    Lignes,
    comparer_au_second_calcul,
    lire,
)
from tests.indicateurs.familles_microdonnees import BILAN, CUMUL
from tests.indicateurs.familles_rapports import RAPPORTS
from tests.indicateurs.insertion_cas import attendus, cas_travailles
from tests.indicateurs.test_cas import CAS
from tests.indicateurs.test_insertion_cas import DE_PUBLICATION

FAMILLES = (BILAN, CUMUL, *RAPPORTS)
# Nombre de blocs tirés. Les relations portent sur peu de blocs : chacune recalcule tout.
TIRES = {"bilan": 60, "cumul": 2, "chiffres publiés": 8, "ETP": 8}
RELIES = {"bilan": 4, "cumul": 1, "chiffres publiés": 2, "ETP": 2, "suivi": 4}
NOMMEES = [pytest.param(f, id=f.nom) for f in FAMILLES]


@pytest.mark.parametrize("famille", NOMMEES)
def test_second_calcul(famille: Famille) -> None:
    comparer_au_second_calcul(famille, TIRES.get(famille.nom, 30), 7)


@pytest.mark.parametrize("famille", NOMMEES)
@pytest.mark.parametrize("relation", RELATIONS, ids=lambda r: r.__name__)
def test_relation(famille: Famille, relation: Callable[[Famille, Lignes], None]) -> None:
    relation(famille, famille.tirer(RELIES.get(famille.nom, 8), 1))


def test_aucun_indicateur_de_la_charte_n_est_oublie() -> None:
    """Toute fiche CL ou NP, et tout ce que rend une famille : cas, second calcul, relations.

    Une famille enregistrée passe par tous les essais de ce module ; ce qui n'est dans aucune n'a
    ni second calcul ni relation.
    """
    refaits = {cle[2] for f in FAMILLES for cle in lire(f.calculer(f.tirer(1, 1)))}
    fiches = {n for n, f in INDICATEURS.items() if "CL-" in f.definition or "NP-" in f.definition}
    assert fiches - set(DE_PUBLICATION) - refaits == set()
    assert len(set(RELATIONS)) >= 6
    cas: Counter[str] = Counter()
    for _, travaille in cas_travailles():
        cas.update({nom for _, nom, _, _ in attendus(travaille)})
    for fichier in CAS.glob("*.yml"):
        for travaille in charger_yaml(fichier).valeur["cas"]:
            cas.update({ligne[1] for ligne in travaille["attendu"]})
    assert {nom: cas[nom] for nom in fiches - set(DE_PUBLICATION) if cas[nom] < 5} == {}
