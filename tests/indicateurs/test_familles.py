"""Chaque indicateur d'insertion : cinq cas, un second calcul en Python nu, six relations.

Les contrats signés de l'IAE y sont aussi.
"""

import sys
from collections import Counter
from collections.abc import Callable
from functools import cache
from inspect import getmembers, isfunction
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

from carnets import indicateurs
from carnets.chemins import DICTIONNAIRE
from carnets.indicateurs import (
    additivite,
    clauses,
    dispersion,
    etp,
    npnru,
    objectif,
    objectif_operations,
)
from carnets.indicateurs.iae import contrats
from carnets.yaml_strict import charger_yaml
from tests.indicateurs.familles import (
    RELATIONS,
    Depart,
    Famille,
    comparer_au_second_calcul,
)
from tests.indicateurs.familles_contrats import CONTRATS_SIGNES
from tests.indicateurs.familles_microdonnees import BILAN, CUMUL, INVESTISSEMENT
from tests.indicateurs.familles_rapports import RAPPORTS
from tests.indicateurs.insertion_cas import attendus, cas_travailles
from tests.indicateurs.test_cas import CAS
from tests.indicateurs.test_insertion_cas import DE_PUBLICATION

FAMILLES = (BILAN, CUMUL, INVESTISSEMENT, CONTRATS_SIGNES, *RAPPORTS)
# Blocs tirés ici ; le banc d'insertion en tire 2 000. Une relation recalcule tout : peu de blocs.
TIRES = {"bilan": 60, "chiffres publiés": 8, "ETP": 8, "types de contrats": 8, "quartiles": 8}
RELIES = {"bilan": 3, "chiffres publiés": 2, "ETP": 2, "types de contrats": 2, "suivi": 4}
NOMMEES = [pytest.param(f, id=f.nom) for f in FAMILLES]
MODULES = (additivite, clauses, contrats, dispersion, etp, npnru, objectif, objectif_operations)
DE_L_IAE = {"contrats", *contrats.ADRESSES, "part_qpv_contrats", "contrats_non_situes"}
# Ce qu'aucune famille n'appelle : un taux seul, ou ce qui n'est pas une table longue.
A_PART = {
    "taux_main_oeuvre_commun": "tests/indicateurs/test_taux_commun.py",
    "peser_contrats": "tests/indicateurs/iae/test_contrats.py",
}


@cache
def depart(famille: Famille) -> Depart:
    return Depart(famille, famille.tirer(RELIES.get(famille.nom, 8), 1))


@pytest.mark.parametrize("famille", NOMMEES)
def test_second_calcul(famille: Famille) -> None:
    comparer_au_second_calcul(famille, TIRES.get(famille.nom, 30), 7)


@pytest.mark.parametrize("famille", NOMMEES)
@pytest.mark.parametrize("relation", RELATIONS, ids=lambda r: r.__name__)
def test_relation(famille: Famille, relation: Callable[[Depart], None]) -> None:
    relation(depart(famille))


def decrits() -> set[str]:
    """Les indicateurs des trois dictionnaires du bilan d'insertion, et les contrats de l'IAE."""
    noms: set[str] = set()
    for theme in ("clauses", "insertion", "objectif"):
        noms |= set(charger_yaml(DICTIONNAIRE / f"{theme}.yml").valeur)
    return noms - set(DE_PUBLICATION) | DE_L_IAE


def cas_par_indicateur() -> Counter[str]:
    """Nombre de cas travaillés à la main qui attendent au moins une valeur de l'indicateur."""
    cas: Counter[str] = Counter()
    for _, travaille in cas_travailles():
        cas.update({nom for _, nom, _, _ in attendus(travaille)})
    for fichier in CAS.glob("*.yml"):
        for travaille in charger_yaml(fichier).valeur["cas"]:
            cas.update({ligne[1] for ligne in travaille["attendu"]})
    return cas


@cache
def rendus_et_appelees() -> tuple[frozenset[str], frozenset[str]]:
    """Les indicateurs que rendent les familles, et les fonctions qu'elles appellent."""
    appelees: set[str] = set()
    maison = str(Path(indicateurs.__file__).parent)

    def noter(cadre: FrameType, evenement: str, _: Any) -> None:
        if evenement == "call" and cadre.f_code.co_filename.startswith(maison):
            appelees.add(cadre.f_code.co_name)

    sys.setprofile(noter)
    try:
        tables = [famille.calculer(famille.tirer(1, 1)) for famille in FAMILLES]
    finally:
        sys.setprofile(None)
    rendus = {str(nom) for table in tables for nom in table["indicateur"]}
    return frozenset(rendus), frozenset(appelees)


def test_chaque_indicateur_a_ses_cas_son_second_calcul_et_ses_relations() -> None:
    """Le tableau indicateur × (cas, second calcul, relations) n'a pas de case vide.

    Une famille enregistrée passe par tous les essais de ce module : ce qu'elle rend est comparé à
    un second calcul et tient six relations.
    """
    rendus, _ = rendus_et_appelees()
    cas = cas_par_indicateur()
    manques = {
        nom: {"cas": cas[nom], "second calcul et relations": nom in rendus}
        for nom in sorted(decrits())
        if cas[nom] < 5 or nom not in rendus
    }
    assert manques == {}
    assert len(set(RELATIONS)) >= 6


def test_chaque_fonction_publique_passe_par_une_famille() -> None:
    """Un indicateur ajouté sans famille se voit, même si son nom existe déjà ailleurs."""
    _, appelees = rendus_et_appelees()
    publiques = {
        nom
        for module in MODULES
        for nom, fonction in getmembers(module, isfunction)
        if not nom.startswith("_") and fonction.__module__.startswith(module.__name__)
    }
    relations = {"additionner"}  # appelée par la relation « réunion »
    assert publiques - appelees - relations == set(A_PART)
