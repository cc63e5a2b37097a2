"""Les coupes : chacune interdit un masque qui fuit, aucune n'interdit un masque sûr."""

from dataclasses import replace
from itertools import product

import numpy as np
import pytest

from carnets.secret.connaissances import bornes_informees
from carnets.secret.coupes import Coupe, _etendue, chercher_coupes, coupes_de_comptage
from carnets.secret.declarations import Table
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


def coupes_nommees(
    tables: tuple[Table, ...], cachees: str, visees: str | None = None
) -> list[tuple[str, float, dict[str, float]]]:
    """Chaque coupe : sa cible, ce qu'elle requiert, ce qu'apporte chaque cellule si on la cache."""
    systeme = assembler(tables, (), Registre())
    noms = ["".join(nom for _, nom in cle.modalites) or "total" for cle in systeme.cles]
    masque = np.isin(noms, list(cachees))
    bornes = bornes_informees(systeme, np.zeros(len(systeme), dtype=bool))
    choix = masque if visees is None else np.isin(noms, list(visees))
    return [
        (
            noms[coupe.cible],
            coupe.requis,
            {
                nom: float(poids)
                for nom, poids in zip(noms, coupe.coefficients, strict=True)
                if poids
            },
        )
        for coupe in chercher_coupes(systeme, masque, choix, bornes)
    ]


def test_une_coupe_dit_ce_que_chaque_cellule_apporterait() -> None:
    """f et h font 6, h au moins 5 : il manque 2, que x (6, au moins 5) ne donne qu'à moitié."""
    seule = (table([("", 42), ("f", 1), ("h", 5), ("x", 6), ("y", 30)]),)
    apports = {"total": 2.0, "x": 1.0, "y": 2.0}
    assert coupes_nommees(seule, "fh") == [("f", 2.0, apports), ("h", 2.0, apports)]
    assert coupes_nommees(seule, "fh", "f") == [("f", 2.0, apports)]
    assert coupes_nommees(seule, "fh", "") == []


def test_une_coupe_compte_ce_que_la_cible_peut_deja() -> None:
    """f + x = 3 : f va de 1 à 2, il ne lui manque qu'un ; x de même, que f aide d'autant."""
    seule = (table([("", 38), ("f", 2), ("h", 5), ("x", 1), ("y", 30)]),)
    assert coupes_nommees(seule, "fx") == [
        ("f", 1.0, {"total": 1.0, "y": 1.0}),
        ("x", 2.0, {"total": 2.0, "f": 1.0, "y": 2.0}),
    ]


def test_chaque_contributeur_seul_a_sa_coupe() -> None:
    """f seul sait que h vaut 4, a seul que b vaut 4 : deux coupes, où sa cellule ne compte pas."""
    sexes = table([("", 35), ("f", 1), ("h", 4), ("y", 30)])
    ages = table(
        [("", 35), ("a", 1), ("b", 4), ("c", 30)], nom="ages", dimensions=("age",)
    )  # fmt: skip
    assert coupes_nommees((sexes, ages), "fhab") == [
        ("h", 2.0, {"total": 2.0, "y": 2.0}),
        ("b", 2.0, {"total": 2.0, "c": 2.0}),
    ]


@pytest.mark.parametrize(
    ("points", "etendue"),
    [([[1, -2], [3, 4]], [3, 6]), ([[2, -3]], [2, 3]), (np.zeros((0, 2)), [0, 0])],
)
def test_l_etendue_part_de_la_vraie_valeur(points: list[list[float]], etendue: list[float]) -> None:
    """Les écarts se comptent depuis zéro, qui est toujours possible."""
    assert list(_etendue(np.array(points))) == etendue


def test_le_comptage_ignore_ou_quelque_chose_se_tait_sans_etre_vise() -> None:
    systeme = assembler((table([("", 43), ("f", 3), ("h", 40)]),), (), Registre())
    tout = np.ones(3, dtype=bool)
    total = np.array([True, False, False])
    muet = replace(systeme, doffice=total, surveillees=~total)
    assert not coupes_de_comptage(muet, tout)
    vise = replace(systeme, doffice=total)
    assert [coupe.cible for coupe in coupes_de_comptage(vise, tout)] == [0, 1, 2]
    sans = replace(systeme, surveillees=~total)
    assert [coupe.cible for coupe in coupes_de_comptage(sans, tout)] == [1, 2]
