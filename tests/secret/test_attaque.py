"""Le moteur de l'attaque, contre l'énumération de toutes les valeurs possibles."""

import math
import subprocess
import sys
from dataclasses import replace
from itertools import product
from types import SimpleNamespace

import numpy as np
import pytest
from scipy import sparse

from carnets.secret import programme
from carnets.secret.attaque import (
    PRECISION,
    Polyedre,
    _points_entiers,
    echanges,
    extreme_entier,
    extremes,
    intervalles,
    morceaux,
)
from carnets.secret.programme import SystemeIncompatible

Cas = list[list[float]]


def polyedre(
    matrice: Cas,
    second: list[float],
    haut: list[float],
    *,
    bas: list[float] | None = None,
    entier: list[bool] | None = None,
) -> Polyedre:
    taille = len(haut)
    return Polyedre(
        sparse.csr_array(np.array(matrice, dtype=float).reshape(-1, taille)),
        np.array(second, dtype=float),
        np.zeros(taille) if bas is None else np.array(bas),
        np.array(haut, dtype=float),
        np.ones(taille, dtype=bool) if entier is None else np.array(entier),
    )


def exacts(cas: Polyedre) -> tuple[np.ndarray, np.ndarray]:
    """Bornes de chaque cellule, par énumération de tous les points entiers."""
    cotes = [np.arange(b, h + 1) for b, h in zip(cas.bas, cas.haut, strict=True)]
    points = np.array(list(product(*cotes)))
    possibles = points[np.all(np.isclose(points @ cas.matrice.T, cas.second), axis=1)]
    return possibles.min(axis=0), possibles.max(axis=0)


@pytest.mark.parametrize("graine", range(80))
def test_intervalles_contre_l_enumeration(graine: int) -> None:
    """L'attaque dit étroite toute cellule qui l'est, et elle seule ; ses bornes sont justes."""
    hasard = np.random.default_rng(graine)
    bas = hasard.integers(0, 2, 4)
    haut = bas + hasard.integers(1, 5, 4)
    point = hasard.integers(bas, haut + 1).astype(float)
    matrice = hasard.integers(-3, 4, (int(hasard.integers(1, 3)), 4))
    cas = polyedre(matrice.tolist(), list(matrice @ point), list(haut), bas=list(map(float, bas)))
    marges = hasard.integers(1, 4, 4).astype(float)
    trouves = intervalles(cas, point, np.arange(4), marges)
    vrais = exacts(cas)
    etroites = vrais[1] - vrais[0] < marges
    assert np.array_equal(trouves[1] - trouves[0] < marges, etroites)
    dedans, autour = (
        [ou[sens][choix] for sens, choix in product((0, 1), (etroites, ~etroites))]
        for ou in (trouves, vrais)
    )
    # Étroite, la cellule est enfermée là où il est dit ; large, ses deux bouts sont possibles.
    assert (dedans[0] <= autour[0]).all()
    assert (dedans[2] >= autour[2]).all()
    assert (dedans[1] >= autour[1]).all()
    assert (dedans[3] <= autour[3]).all()


def test_un_point_est_entier_au_millionieme_pres_la_ou_il_doit_l_etre() -> None:
    cas = polyedre([], [], [9, 9], entier=[True, False])
    points = np.array([[PRECISION, 0.5], [2 * PRECISION, 0.5], [3, 0.5]])
    assert list(_points_entiers(cas, points)) == [True, False, True]


def test_une_borne_plus_d_un_millionieme_sous_un_entier_ne_l_atteint_pas() -> None:
    for ecart, atteint in ((0.5 * PRECISION, 3), (1.5 * PRECISION, 2)):
        cas = polyedre([[1, 1]], [3], [3 - ecart, 3])
        bas, haut = intervalles(cas, np.array([1.0, 2.0]), np.array([0]), np.array([9.0]))
        assert (bas[0], haut[0]) == (0, atteint)


def test_la_largeur_reelle_egale_a_la_marge_ne_suffit_pas() -> None:
    """z = 4a − 2 : le réel laisse z aller de 0 à 2, l'entier n'admet que z = 2."""
    cas = polyedre([[1, -4]], [-2], [2, 1])
    bas, haut = intervalles(cas, np.array([2.0, 1.0]), np.array([0]), np.array([2.0]))
    assert (bas[0], haut[0]) == (2, 2)


def test_un_autre_morceau_ne_prouve_rien() -> None:
    """Le même z, à côté d'une relation qui n'en parle pas : ses points ne disent rien de z."""
    cas = polyedre([[1, -4, 0, 0], [0, 0, 1, 1]], [-2, 7], [2, 1, 5, 5])
    point, marges = np.array([2.0, 1.0, 3.0, 4.0]), np.array([2.0, 9.0])
    bas, haut = intervalles(cas, point, np.array([0, 2]), marges)
    assert (bas[0], haut[0]) == (2, 2)


def test_les_points_entiers_deja_trouves_dispensent_du_programme_entier(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    cas = polyedre([[2, 2, 1, 1], [-2, -1, 2, -1]], [7, -3], [4, 1, 2, 4])
    point, marges = np.array([2.0, 1.0, 1.0, 0.0]), np.full(4, 2.0)
    attendus = intervalles(cas, point, np.arange(4), marges)
    vrais = exacts(cas)
    monkeypatch.delattr("carnets.secret.attaque.extreme_entier")
    bas, haut = intervalles(cas, point, np.arange(4), marges)
    assert np.array_equal([bas, haut], attendus)
    larges = haut - bas >= marges
    assert larges.any()
    assert (bas >= vrais[0])[larges].all()
    assert (haut <= vrais[1])[larges].all()


def test_un_echange_qui_suffit_dispense_du_programme_lineaire(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    cas = polyedre([[1, 1]], [4], [3, 3])
    monkeypatch.delattr("carnets.secret.attaque.Programme")
    bas, haut = intervalles(cas, np.array([2.0, 2.0]), np.array([0, 1]), np.array([2.0, 2.0]))
    assert (list(bas), list(haut)) == ([1, 1], [3, 3])


def test_ce_qu_un_echange_ne_voit_pas_le_programme_le_trouve() -> None:
    """x + y = 20 et y + z = 20 : nulle paire ne s'échange, et pourtant tout bouge."""
    chaine = polyedre([[1, 1, 0], [0, 1, 1]], [20, 20], [20, 20, 20])
    point = np.array([10.0, 10.0, 10.0])
    assert list(echanges(chaine, point, np.arange(3))[0]) == [10, 10, 10]
    bas, haut = intervalles(chaine, point, np.arange(3), np.full(3, 9.0))
    assert (list(bas), list(haut)) == ([0, 0, 0], [20, 20, 20])


def test_un_echange_s_arrete_aux_bornes_de_chacun() -> None:
    cas = polyedre([[1, 1]], [9], [6, 9], bas=[2, 2])
    bas, haut = echanges(cas, np.array([4.0, 5.0]), np.array([0, 1]))
    assert (list(bas), list(haut)) == ([2, 3], [6, 7])


def test_un_echange_de_nombres_entiers_est_entier() -> None:
    """Bornes à 2,5 et 6,5 : un effectif ne descend que jusqu'à 3, un montant jusqu'au bout."""
    for entier, attendu in ((True, (3, 6)), (False, (2.5, 6.5))):
        cas = polyedre([[1, 1]], [9], [6.5, 6.5], bas=[2.5, 2.5], entier=[entier, entier])
        bas, haut = echanges(cas, np.array([5.0, 4.0]), np.array([0]))
        assert (bas[0], haut[0]) == attendu


def test_un_effectif_ne_s_echange_pas_contre_un_montant() -> None:
    """x entier, y décimal, x + y = 3,5 : donner 1,5 à x n'en ferait plus un nombre entier."""
    cas = polyedre([[1, 1]], [3.5], [5, 5], entier=[True, False])
    bas, haut = echanges(cas, np.array([2.0, 1.5]), np.array([0, 1]))
    assert list(bas) == list(haut) == [2.0, 1.5]


@pytest.mark.parametrize(
    ("second", "point", "dedans"),
    [
        (0.0, 0.0, True),
        (PRECISION, 0.0, True),
        (1.5 * PRECISION, 0.0, False),
        (1e6 + 0.5, 1e6, True),
        (1e6 + 1.5, 1e6, False),
    ],
)
def test_contenir_est_a_un_millionieme_pres(second: float, point: float, dedans: bool) -> None:
    cas = polyedre([[1.0]], [second], [2e6], bas=[-1.0])
    assert cas.contient(np.array([point])) is dedans


@pytest.mark.parametrize(
    ("point", "dedans"),
    [(-PRECISION, True), (-2 * PRECISION, False), (5 + PRECISION, True), (5.00001, False)],
)
def test_contenir_dit_les_bornes_au_meme_millionieme(point: float, dedans: bool) -> None:
    assert polyedre([[0.0]], [0.0], [5.0]).contient(np.array([point])) is dedans


def test_un_extreme_entier_laisse_les_montants_decimaux() -> None:
    """x + y = 1,5 avec y entier : x vaut 0,5 ou 1,5, jamais 0 ni 2."""
    cas = polyedre([[1, 1]], [1.5], [3, 3], entier=[False, True])
    assert extreme_entier(cas, 0, sens=1) == pytest.approx(0.5)
    assert extreme_entier(cas, 0, sens=-1) == pytest.approx(1.5)


def test_aucun_entier_possible_est_une_contradiction() -> None:
    """2x = 3 : le réel dit 1,5, aucun effectif ne convient."""
    with pytest.raises(SystemeIncompatible):
        extreme_entier(polyedre([[2.0]], [3.0], [5.0]), 0, sens=1)


def test_sans_relation_chaque_cellule_est_seule() -> None:
    libre = polyedre([], [], [5, 6, 7])
    assert len(set(morceaux(libre.matrice))) == 3
    _, trouve = extremes(libre, np.array([0, 2]))
    assert list(trouve.valeurs) == [5, 7]
    assert trouve.points[0, 2] == 0
    assert trouve.prix.shape == (2, 0)


def test_rien_a_viser() -> None:
    cas = polyedre([[1, 1]], [4], [3, 3])
    assert [len(e.valeurs) for e in extremes(cas, np.array([], dtype=np.intp))] == [0, 0]


def test_un_prix_dit_ce_que_vaut_une_unite_de_plus() -> None:
    """Le prix d'une relation est la pente de l'extrême : il donne sa coupe au masquage."""
    sept = extremes(polyedre([[1, 1]], [7], [5, 5]), np.array([0]))
    huit = extremes(polyedre([[1, 1]], [8], [5, 5]), np.array([0]))
    for sens, avant, apres in zip((1, -1), sept, huit, strict=True):
        pente = sens * (apres.valeurs[0] - avant.valeurs[0])
        assert avant.prix[0, 0] == pytest.approx(pente)


def test_un_effectif_extreme_est_rendu_entier(monkeypatch: pytest.MonkeyPatch) -> None:
    """Le solveur rend 2,999 999 7 pour 3 ; un montant, lui, reste tel quel."""
    rendu = SimpleNamespace(status=0, x=np.array([2.9999997, 2.25]))
    monkeypatch.setattr("carnets.secret.attaque.milp", lambda *_, **__: rendu)
    cas = polyedre([[1, 1]], [5.25], [9, 9], entier=[True, False])
    assert [extreme_entier(cas, cible, sens=1) for cible in (0, 1)] == [3.0, 2.25]


def test_un_solveur_qui_s_arrete_est_une_panne(monkeypatch: pytest.MonkeyPatch) -> None:
    cas = polyedre([[1, 1]], [4], [3, 3])
    arret = SimpleNamespace(status=4, x=None)
    monkeypatch.setattr("carnets.secret.attaque.milp", lambda *_, **__: arret)
    with pytest.raises(RuntimeError, match=r"^HiGHS s'est arrêté \(état 4\)$"):
        extreme_entier(cas, 0, sens=1)
    sans_fin = replace(cas, matrice=sparse.csr_array([[1.0, -1.0]]), haut=np.full(2, np.inf))
    with pytest.raises(RuntimeError, match=r"^HiGHS s'est arrêté \(état kUnbounded\)$"):
        extremes(sans_fin, np.array([0]))


def test_le_solveur_ne_dit_rien_dans_le_carnet() -> None:
    """Une ligne de plus sur la sortie serait un contenu libre, et le livrable refusé."""
    source = (
        "import numpy as np\n"
        "from tests.secret.test_attaque import extremes, polyedre\n"
        "for _ in range(2): extremes(polyedre([[1, 1]], [4], [3, 3]), np.array([0, 1]))"
    )
    fini = subprocess.run([sys.executable, "-c", source], capture_output=True, check=True)
    assert (fini.stdout, fini.stderr) == (b"", b"")


def test_un_reglage_que_le_solveur_ignore_est_une_panne(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(programme._REGLAGES, "presolve", "jamais")
    with pytest.raises(RuntimeError, match="ne connaît pas le réglage « presolve"):
        extremes(polyedre([[1, 1]], [4], [3, 3]), np.array([0]))


@pytest.mark.parametrize(
    ("matrice", "second", "bas", "haut"),
    [
        ([[1, math.nan]], [4], [0, 0], [3, 3]),
        ([[1, 1]], [math.nan], [0, 0], [3, 3]),
        ([[1, 1]], [4], [math.nan, 0], [3, 3]),
        ([[1, 1]], [4], [0, 0], [3, math.nan]),
    ],
)
def test_une_valeur_inconnue_n_elargit_pas_ce_qui_est_possible(
    matrice: Cas, second: list[float], bas: list[float], haut: list[float]
) -> None:
    with pytest.raises(ValueError, match="valeurs inconnues"):
        extremes(polyedre(matrice, second, haut, bas=bas), np.array([0]))


def test_un_programme_sans_solution_est_une_contradiction() -> None:
    with pytest.raises(SystemeIncompatible):
        extremes(polyedre([[1.0]], [9.0], [5.0]), np.array([0]))


def test_les_bornes_d_un_programme_s_arrondissent_vers_l_interieur() -> None:
    """2x + y = 5 et y + 2z = 5, sans échange : x va jusqu'à 2,5, donc 2 pour un effectif."""
    cas = polyedre([[2, 1, 0], [0, 1, 2]], [5, 5], [9, 9, 9], entier=[True, True, True])
    bas, haut = intervalles(cas, np.array([2.0, 1.0, 2.0]), np.arange(3), np.full(3, 99.0))
    assert (list(bas), list(haut)) == ([0, 0, 0], [2, 5, 2])
    decimal = polyedre([[2, 1, 0], [0, 1, 2]], [5, 5], [9, 9, 9], entier=[False, True, False])
    bas, haut = intervalles(decimal, np.array([2.0, 1.0, 2.0]), np.arange(3), np.full(3, 99.0))
    assert (list(bas), list(haut)) == ([0, 0, 0], [2.5, 5, 2.5])
