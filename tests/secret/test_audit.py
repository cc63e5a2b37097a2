"""L'attaque trouve les fuites faites à la main, et se tait devant ce qui est sûr."""

import numpy as np
import pytest
from scipy import sparse
from scipy.optimize import linprog

from carnets.secret.attaque import (
    PRECISION,
    Polyedre,
    echanges,
    extremes,
    intervalles,
)
from carnets.secret.audit import Attaque, auditer
from carnets.secret.masquage import Masque
from carnets.secret.programme import SystemeIncompatible
from tests.secret.fuites import AUTRES, GRILLES, TEMOINS, autre_livrable, livrable


def test_cinquante_fuites() -> None:
    assert len(GRILLES) + len(AUTRES) == 50


@pytest.mark.parametrize("nom", GRILLES)
def test_chaque_grille_qui_fuit_est_trouvee(nom: str) -> None:
    assert not auditer(*livrable(GRILLES[nom])).sur


@pytest.mark.parametrize("nom", AUTRES)
def test_chaque_autre_fuite_est_trouvee(nom: str) -> None:
    audit = auditer(*autre_livrable(AUTRES[nom]))
    attaquants = {a.attaquant for a in audit.attaques if len(a.fautives)}
    assert attaquants - {"masquage primaire"}, "trouvée par l'attaque, pas par la règle"


@pytest.mark.parametrize("nom", TEMOINS)
def test_chaque_temoin_est_sur(nom: str) -> None:
    audit = auditer(*livrable(TEMOINS[nom]))
    assert audit.sur
    assert audit.plus_petit >= 1


def test_une_primaire_montree_est_une_fuite() -> None:
    systeme, masque = livrable("3 10 13 / 8 9 17 / 11 19 30")
    audit = auditer(systeme, masque)
    assert [systeme.valeurs[cellule] for cellule in audit.fautives] == [3.0]
    assert audit.plus_petit == 0


def test_intervalles_exacts_d_un_carre() -> None:
    # 3* 20* / 20* 30* : un seul degré de liberté d. Informé : 1 ≤ 3 + d ≤ 4, 20 − d ≥ 5.
    systeme, masque = livrable("3* 20* 23 / 20* 30* 50 / 23 50 73")
    aveugle, informe = auditer(systeme, masque).attaques[1:]
    assert list(zip(aveugle.bas, aveugle.haut, strict=True)) == [
        (0, 23),
        (0, 23),
        (0, 23),
        (27, 50),
    ]
    assert list(zip(informe.bas, informe.haut, strict=True)) == [
        (1, 4),
        (19, 22),
        (19, 22),
        (28, 31),
    ]
    assert list(informe.marges) == [2, 2, 2, 2]


def test_chaque_attaquant_est_nomme() -> None:
    """Sous les noms que les bancs et les essais lui connaissent."""
    systeme, masque = livrable("1* 8* 9 / 8* 2* 10 / 9 10 19")
    noms = [attaque.attaquant for attaque in auditer(systeme, masque).attaques]
    assert noms == ["masquage primaire", "aveugle", "informé", "contributeur"]
    rien = livrable("8 9 17 / 10 12 22 / 18 21 39")
    assert [a.attaquant for a in auditer(*rien).attaques] == ["masquage primaire"]


def test_sans_relation_ou_rien_de_cache() -> None:
    systeme, masque = livrable("8 9 17 / 10 12 22 / 18 21 39")
    assert auditer(systeme, masque).plus_petit == float("inf")


def polyedre(matrice: list[list[float]], second: list[float], haut: float) -> Polyedre:
    taille = len(matrice[0])
    return Polyedre(
        sparse.csr_array(np.array(matrice, dtype=float)),
        np.array(second),
        np.zeros(taille),
        np.full(taille, haut),
        np.ones(taille, dtype=bool),
    )


def test_extremes_et_prix() -> None:
    carre = polyedre([[1, 1]], [7], 5)
    cibles = np.array([0, 1])
    minima, maxima = extremes(carre, cibles)
    assert list(minima.valeurs) == [2, 2]
    assert list(maxima.valeurs) == [5, 5]


def test_les_morceaux_separes_ne_se_melangent_pas() -> None:
    deux = polyedre([[1, 1, 0, 0], [0, 0, 1, 1]], [7, 4], 5)
    _, trouve = extremes(deux, np.array([0, 2]))
    assert list(trouve.valeurs) == [5, 4]
    assert list(trouve.points[0, 2:]) == [0, 0]
    assert list(trouve.points[1, :2]) == [0, 0]


@pytest.mark.parametrize("graine", range(20))
def test_repartir_du_sommet_d_avant_ne_change_ni_les_extremes_ni_leurs_prix(graine: int) -> None:
    """Contre `linprog`, qui repart de rien à chaque cible, et les prix par leur définition."""
    hasard = np.random.default_rng(graine)
    matrice = hasard.integers(-1, 2, (8, 30)).astype(float)
    point, haut = hasard.integers(0, 5, 30).astype(float), np.full(30, 6.0)
    creuse, entier = sparse.csr_array(matrice), np.ones(30, dtype=bool)
    cas = Polyedre(creuse, matrice @ point, np.zeros(30), haut, entier)
    cibles = hasard.permutation(30)
    for sens, trouve in zip((1, -1), extremes(cas, cibles), strict=True):
        for rang, cible in enumerate(cibles):
            objectif = np.zeros(30)
            objectif[cible] = sens
            seul = linprog(objectif, A_eq=matrice, b_eq=cas.second, bounds=(0, 6))
            assert sens * trouve.valeurs[rang] == pytest.approx(seul.fun, abs=PRECISION)
            assert cas.contient(trouve.points[rang])
            reduits = objectif - matrice.T @ trouve.prix[rang]
            dual = trouve.prix[rang] @ cas.second + np.minimum(reduits, 0) @ haut
            assert dual == pytest.approx(seul.fun, abs=PRECISION)


def test_entiers_plus_serres_que_reels() -> None:
    # x + y = 3, y + z = 3, x + z = 3 : seul 1,5 partout, et aucun entier.
    triangle = polyedre([[1, 1, 0], [0, 1, 1], [1, 0, 1]], [3, 3, 3], 9)
    bas, haut = intervalles(triangle, np.zeros(3), np.array([0]), np.array([2.0]))
    assert (bas[0], haut[0]) == (2, 1)


def test_l_entier_tranche_quand_le_reel_suffirait() -> None:
    # x + y = 2z + 1, tout dans 0…1 : le réel laisse z = 0…0,5 ; l'entier fixe z à 0.
    cas = polyedre([[1, 1, -2]], [1], 1)
    bas, haut = intervalles(cas, np.zeros(3), np.array([2]), np.array([0.0]))
    assert (bas[0], haut[0]) == (0, 0)


def test_un_echange_ne_promet_que_ce_qui_est_possible() -> None:
    trio = polyedre([[1, 1, 1, 0], [0, 0, 1, 1]], [9, 6], 5)
    point = np.array([4.0, 3.0, 2.0, 4.0])
    bas, haut = echanges(trio, point, np.arange(4))
    # 0 et 1 s'échangent deux unités vers le haut de 1, une vers le haut de 0 ; 2 et 3 sont seules.
    assert list(bas) == [2, 2, 2, 4]
    assert list(haut) == [5, 5, 2, 4]
    assert echanges(trio, point + 1, np.array([0])) == (5, 5)


@pytest.mark.parametrize("graine", range(30))
def test_un_echange_tient_toujours_dans_l_intervalle_exact(graine: int) -> None:
    hasard = np.random.default_rng(graine)
    matrice = hasard.integers(0, 2, size=(3, 9)).astype(float)
    point = hasard.integers(0, 6, size=9).astype(float)
    cas = polyedre(matrice.tolist(), list(matrice @ point), 6)
    cibles = np.arange(9)
    bas, haut = echanges(cas, point, cibles)
    exact_bas, exact_haut = intervalles(cas, point - 0.5, cibles, np.full(9, 99.0))
    assert (exact_bas <= bas).all()
    assert (haut <= exact_haut).all()
    assert (bas <= point).all()
    assert (point <= haut).all()


def test_chiffres_contradictoires() -> None:
    impossible = polyedre([[1, 1]], [30], 5)
    with pytest.raises(SystemeIncompatible):
        extremes(impossible, np.array([0]))
    with pytest.raises(SystemeIncompatible):
        intervalles(impossible, np.zeros(2), np.array([0]), np.array([2.0]))


def test_relacher_un_zero_elargit_l_attaque() -> None:
    systeme, masque = livrable("1* 1* 1* 1* 4* / 9 8 7 6 30 / 10* 9* 8* 7* 34*")
    assert not auditer(systeme, masque).sur
    relache = Masque(masque.cachees, systeme.primaires)
    assert auditer(systeme, relache).sur


def test_une_cible_est_fautive_a_un_millionieme_sous_sa_marge() -> None:
    haut = 2 - PRECISION * np.array([0.0, 1.0, 2.0])
    attaque = Attaque("aveugle", np.array([4, 7, 9]), np.zeros(3), haut, np.full(3, 2.0))
    assert list(attaque.fautives) == [9]


def test_le_plus_petit_intervalle_se_compte_en_marges() -> None:
    """Trois unités de large pour une marge de deux ; un zéro montré n'en a pas."""
    assert auditer(*livrable("3* 20* 23 / 20* 30* 50 / 23 50 73")).plus_petit == 1.5
