"""Les coupes : chacune interdit un masque qui fuit, aucune n'interdit un masque sûr."""

from itertools import product

import numpy as np
import pytest

from carnets.secret.connaissances import bornes_informees
from carnets.secret.coupes import Coupe, chercher_coupes, coupes_de_comptage
from carnets.secret.registre import Registre
from carnets.secret.systeme import Systeme, assembler
from tests.secret.fabrique import table
from tests.secret.fuites import GRILLES, TEMOINS, grille, livrable


def coupes(systeme: Systeme, cachees: np.ndarray) -> list[Coupe]:
    relachees = np.zeros(len(systeme), dtype=bool)
    return chercher_coupes(systeme, cachees, cachees, bornes_informees(systeme, relachees))


def respecte(coupe: Coupe, cachees: np.ndarray) -> bool:
    """Vrai si ce masque satisfait la coupe."""
    visee = coupe.cible < 0 or bool(cachees[coupe.cible])
    return not visee or float(coupe.coefficients @ cachees) >= coupe.requis - 1e-6


@pytest.mark.parametrize("nom", GRILLES)
def test_un_masque_qui_fuit_est_coupe(nom: str) -> None:
    systeme, masque = livrable(GRILLES[nom])
    trouvees = coupes(systeme, masque.cachees)
    assert trouvees
    assert not any(respecte(coupe, masque.cachees) for coupe in trouvees)
    for coupe in trouvees:
        assert coupe.coefficients[coupe.cible] == 0
        assert (coupe.coefficients >= 0).all()
        assert (coupe.coefficients <= coupe.requis).all()


@pytest.mark.parametrize("nom", TEMOINS)
def test_un_masque_sur_ne_l_est_pas(nom: str) -> None:
    systeme, masque = livrable(TEMOINS[nom])
    assert not coupes(systeme, masque.cachees)


# Une petite cellule, deux dans la même ligne, une personne seule face à une autre.
PETITES = (
    "3 20 23 / 20 30 50 / 23 50 73",
    "2 4 6 / 20 30 50 / 22 34 56",
    "1 18 19 / 18 2 20 / 19 20 39",
)


@pytest.mark.parametrize("dessin", PETITES)
def test_aucune_coupe_n_exclut_un_masque_sur(dessin: str) -> None:
    """Tous les masques énumérés : une coupe vaut pour chacun, pas pour celui qui l'a donnée."""
    systeme = assembler((grille(dessin)[0],), (), Registre())
    libres = np.flatnonzero(~systeme.primaires)[:6]
    masques = []
    for choix in product((False, True), repeat=len(libres)):
        cachees = systeme.primaires.copy()
        cachees[libres] = choix
        masques.append(cachees)
    trouvees = [(cachees, coupes(systeme, cachees)) for cachees in masques]
    surs = [cachees for cachees, fuites in trouvees if not fuites]
    toutes = [coupe for _, fuites in trouvees for coupe in fuites]
    toutes += coupes_de_comptage(systeme, np.ones(len(systeme), dtype=bool))
    assert surs
    assert all(respecte(coupe, sur) for coupe in toutes for sur in surs)


def test_une_cellule_cachee_n_est_jamais_seule_dans_sa_relation() -> None:
    systeme = assembler((table([("", 43), ("f", 3), ("h", 40)]),), (), Registre())
    tout = np.array([True, True, True])
    comptages = coupes_de_comptage(systeme, tout)
    assert [coupe.cible for coupe in comptages] == [0, 1, 2]
    assert [list(coupe.coefficients) for coupe in comptages] == [[0, 1, 1], [1, 0, 1], [1, 1, 0]]
    assert {coupe.requis for coupe in comptages} == {1.0}
    assert len(coupes_de_comptage(systeme, np.array([True, True, False]))) == 2


def test_ou_une_cellule_se_tait_deja_rien_n_est_a_compter() -> None:
    """Le total que personne n'affiche cache déjà la petite cellule."""
    croise = table([("a|f", 3), ("a|h", 20), ("b|f", 30), ("b|h", 40)], dimensions=("age", "sexe"))
    systeme = assembler((croise,), (), Registre())
    assert systeme.doffice.any()
    assert not coupes_de_comptage(systeme, np.ones(len(systeme), dtype=bool))
