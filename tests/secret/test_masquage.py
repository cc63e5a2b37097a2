"""Le masque résiste, hésite peu, et ne cache rien pour rien."""

import math
from dataclasses import replace
from itertools import product
from types import SimpleNamespace

import numpy as np
import pytest

from carnets.erreurs import RefusSecret
from carnets.secret import Effectif, declarer
from carnets.secret.audit import auditer
from carnets.secret.connaissances import bornes_informees, contributeurs_seuls
from carnets.secret.coupes import Coupe, chercher_coupes, coupes_de_comptage
from carnets.secret.masquage import (
    ECART,
    NOEUDS,
    TOURS_EXACTS,
    Masque,
    ProtectionImpossible,
    _choisir,
    _couts,
    _renfort,
    masquer,
)
from carnets.secret.protection import proteger
from carnets.secret.registre import Registre
from carnets.secret.systeme import Systeme, assembler
from tests.secret.fabrique import ensemble, longue, table
from tests.secret.fuites import grille


def systeme_de(dessin: str) -> Systeme:
    return assembler((grille(dessin)[0],), (), Registre())


def cachees(dessin: str) -> list[float]:
    systeme = systeme_de(dessin)
    return sorted(systeme.valeurs[masquer(systeme).cachees])


def test_rien_a_cacher() -> None:
    assert cachees("8 9 17 / 10 12 22 / 18 21 39") == []
    assert cachees("0 9 9 / 10 0 10 / 10 9 19") == []


def test_un_carre_suffit() -> None:
    assert cachees("3 20 23 / 20 30 50 / 23 50 73") == [3, 20, 20, 30]


def test_le_carre_le_moins_peuple() -> None:
    # Deux carrés possibles autour du 3 : par les 20 et 30, ou par les 60 et 90.
    dessin = "3 20 60 83 / 20 30 50 100 / 60 50 90 200 / 83 100 200 383"
    assert cachees(dessin) == [3, 20, 20, 30]


def test_la_couvrante_au_seuil_ne_suffit_pas() -> None:
    # Le 5 est au seuil : caché seul en face du 3, il le borne. Il faut plus de quatre cellules.
    systeme = systeme_de("1 5 20 26 / 5 6 20 31 / 20 20 20 60 / 26 31 60 117")
    masque = masquer(systeme)
    assert auditer(systeme, masque).sur
    assert 5 not in systeme.valeurs[masque.cachees & ~systeme.primaires]


def test_les_zeros_se_cachent_quand_il_le_faut() -> None:
    dessin = "1 1 1 1 0 4 / 9 8 7 6 5 35 / 10 9 8 7 5 39"
    systeme = systeme_de(dessin)
    masque = masquer(systeme)
    assert auditer(systeme, masque).sur
    zero = int(np.flatnonzero(systeme.valeurs == 0)[0])
    assert masque.cachees[zero]
    assert masque.relachees[zero]


def test_seuls_les_zeros_voisins_se_cachent() -> None:
    dessin = "1 1 1 0 3 / 9 8 7 0 24 / 9 8 7 5 29 / 19 17 15 5 56"
    systeme = systeme_de(dessin)
    masque = masquer(systeme)
    assert auditer(systeme, masque).sur
    voisin, autre = np.flatnonzero(systeme.valeurs == 0)
    assert masque.cachees[voisin]
    assert not masque.cachees[autre]


def test_les_zeros_restent_sinon() -> None:
    systeme = systeme_de("3 20 0 23 / 20 30 9 59 / 23 50 9 82")
    masque = masquer(systeme)
    assert not masque.cachees[systeme.valeurs == 0].any()
    assert not masque.relachees.any()


def test_refus_quand_tout_cacher_ne_suffit_pas() -> None:
    # Une seule case : le 3 et son total déjà public, rien d'autre à cacher.
    systeme = systeme_de("3 10 13 / 8 9 17 / 11 19 30")
    rien = np.zeros(len(systeme), dtype=bool)
    bloque = replace(systeme, masquables=rien)
    with pytest.raises(RefusSecret, match="Table « t »") as refus:
        masquer(bloque)
    assert "3" not in str(refus.value)


def test_un_masque_refuse_par_l_audit_n_est_pas_rendu_deux_fois() -> None:
    systeme = systeme_de("3 20 60 83 / 20 30 50 100 / 60 50 90 200 / 83 100 200 383")
    premier = masquer(systeme)
    second = masquer(systeme, (premier,))
    assert (second.cachees & ~premier.cachees).any()
    tout = Masque(np.ones(len(systeme), dtype=bool), premier.relachees)
    with pytest.raises(RefusSecret):
        masquer(systeme, (tout,))


def test_le_motif_de_l_an_passe_est_prefere() -> None:
    dessin = "3 20 21 44 / 20 30 50 100 / 21 50 30 101 / 44 100 101 245"
    systeme = systeme_de(dessin)
    autre = {21.0, 30.0}
    habitude = np.isin(systeme.valeurs, list(autre))
    assert masquer(systeme).cachees[systeme.valeurs == 20].all()
    habitue = replace(systeme, habituelles=habitude)
    assert masquer(habitue).cachees[systeme.valeurs == 21].all()


def test_une_personne_seule_ne_s_apprend_rien_d_elle_meme() -> None:
    systeme = systeme_de("1 20 21 / 0 30 30 / 1 50 51")
    groupes = contributeurs_seuls(systeme)
    assert [list(systeme.valeurs[groupe]) for groupe in groupes] == [[1, 1]]
    deux = systeme_de("1 1 2 / 20 30 50 / 21 31 52")
    assert [list(deux.valeurs[groupe]) for groupe in contributeurs_seuls(deux)] == [[1], [1]]


def test_coupe_valable_pour_tout_masque() -> None:
    """Une coupe trouvée sur un masque n'exclut aucun masque sûr (énumération complète)."""
    systeme = systeme_de("3 20 23 / 20 30 50 / 23 50 73")
    bornes = bornes_informees(systeme, np.zeros(len(systeme), dtype=bool))
    coupes = chercher_coupes(systeme, systeme.primaires, systeme.primaires, bornes)
    assert coupes
    for choix in product((False, True), repeat=6):
        essai = np.array([*choix, False, False, True]) | systeme.primaires
        if not chercher_coupes(systeme, essai, essai, bornes):
            for coupe in coupes:
                assert coupe.coefficients @ essai >= coupe.requis - 1e-6


def _enumerer(systeme: Systeme, masque: Masque) -> tuple[np.ndarray, np.ndarray]:
    """Toutes les valeurs entières possibles, par énumération naïve, sans programme linéaire."""
    bas, haut = bornes_informees(systeme, masque.relachees)
    colonnes = np.flatnonzero(masque.cachees)
    libres, solutions = list(colonnes), [systeme.valeurs.copy()]
    vus = {tuple(solutions[0])}
    noyau = _mouvements(systeme.matrice[:, libres])
    while solutions:
        point = solutions.pop()
        for mouvement in noyau:
            suivant = point.copy()
            suivant[libres] += mouvement
            dedans = np.all(suivant >= bas - 1e-9) and np.all(suivant <= haut + 1e-9)
            if dedans and tuple(suivant) not in vus:
                vus.add(tuple(suivant))
                solutions.append(suivant)
    tous = np.array(sorted(vus))
    return tous.min(axis=0), tous.max(axis=0)


def _mouvements(matrice: np.ndarray) -> list[np.ndarray]:
    """Tous les déplacements −1, 0, 1 qui respectent les relations."""
    pas = np.array(list(product((-1, 0, 1), repeat=matrice.shape[1])))
    return [ligne for ligne in pas[np.all(pas @ matrice.T == 0, axis=1)] if ligne.any()]


@pytest.mark.parametrize("graine", range(12))
def test_intervalles_retrouves_par_enumeration(graine: int) -> None:
    hasard = np.random.default_rng(graine)
    compte = hasard.integers(1, 9, (2, 3))
    lignes = [" ".join(map(str, [*rangee, rangee.sum()])) for rangee in compte]
    lignes.append(" ".join(map(str, [*compte.sum(axis=0), compte.sum()])))
    systeme = systeme_de(" / ".join(lignes))
    masque = masquer(systeme)
    if masque.cachees.sum() > 9:
        masque = Masque(masque.cachees & (np.cumsum(masque.cachees) <= 9), masque.relachees)
    bas, haut = _enumerer(systeme, masque)
    informe = next((a for a in auditer(systeme, masque).attaques if a.attaquant == "informé"), None)
    if informe is not None:
        assert np.all(haut[informe.cibles] - bas[informe.cibles] <= informe.largeurs + 1e-9)
        serres = informe.largeurs < informe.marges
        assert np.all((haut - bas)[informe.cibles][serres] < informe.marges[serres])


@pytest.mark.parametrize("graine", range(25))
def test_echantillon_fabrique(graine: int) -> None:
    tables, hierarchies = ensemble(graine)
    try:
        systeme, masque, audit = proteger(tuple(tables), tuple(hierarchies), Registre())
    except RefusSecret:
        return
    assert audit.sur
    assert np.all(masque.cachees[systeme.primaires])
    for attaque in audit.attaques:
        assert np.all(attaque.largeurs >= attaque.marges - 1e-6)
        assert np.all(attaque.bas <= systeme.valeurs[attaque.cibles] + 1e-6)
        assert np.all(attaque.haut >= systeme.valeurs[attaque.cibles] - 1e-6)


def test_peu_de_refus() -> None:
    refus = 0
    for graine in range(100, 115):
        tables, hierarchies = ensemble(graine, petit=True)
        try:
            proteger(tuple(tables), tuple(hierarchies), Registre())
        except RefusSecret:
            refus += 1
    assert refus <= 1


def test_meme_livrable_meme_masque() -> None:
    tables, hierarchies = ensemble(6)
    masques = [proteger(tuple(tables), tuple(hierarchies), Registre())[1] for _ in range(2)]
    assert np.array_equal(masques[0].cachees, masques[1].cachees)


def test_poids_et_seuils_des_effectifs_ponderes() -> None:
    systeme = systeme_de("3 20 23 / 20 30 50 / 23 50 73")
    bas, haut = bornes_informees(systeme, np.zeros(len(systeme), dtype=bool))
    assert (bas[0], haut[0]) == (1, 4)
    assert (bas[1], math.isfinite(haut[1])) == (5, True)


def test_table_seule_sans_total() -> None:
    systeme = assembler((table([("f", 3), ("h", 20)]),), (), Registre())
    assert sorted(systeme.valeurs[masquer(systeme).cachees & systeme.affichees]) == [3]


def test_qui_est_seul_connait_les_zeros_de_son_total() -> None:
    """Seule de sa colonne, elle sait que les autres cases y sont vides : personne n'est trahi."""
    seule = table([("", 60), ("a0", 1), ("a1", 0), ("a2", 59)], regle="fiscal", dimensions=("age",))
    systeme, masque, audit = proteger((seule,), (), Registre())
    assert audit.sur
    assert masque.cachees[systeme.valeurs < 2].all()


def marge_simple() -> Systeme:
    """Un total de 43 et ses parties : 3, 10 et 30, dans cet ordre."""
    return assembler((table([("", 43), ("f", 3), ("h", 10), ("x", 30)]),), (), Registre())


def test_une_cellule_coute_ses_tables_et_ses_personnes() -> None:
    systeme = marge_simple()
    assert list(_couts(systeme)) == [2, 1 + 3 / 43, 1 + 10 / 43, 1 + 30 / 43]
    partout = replace(systeme, tables=(frozenset("ab"), *systeme.tables[1:3], frozenset()))
    assert list(_couts(partout)) == [3, 1 + 3 / 43, 1 + 10 / 43, 1 + 30 / 43]
    habitude = np.array([False, False, True, False])
    habitue = replace(systeme, habituelles=habitude)
    assert list(_couts(habitue)) == [2, 1 + 3 / 43, (1 + 10 / 43) / 2, 1 + 30 / 43]


def test_un_masque_refuse_demande_une_cellule_de_plus() -> None:
    systeme, rien = marge_simple(), np.zeros(4, dtype=bool)
    tout = Masque(np.array([False, True, True, True]), rien)
    coupe = _renfort(systeme, tout, Masque(np.array([True, True, False, False]), rien))
    assert (coupe.cible, coupe.requis) == (-1, 1.0)
    assert list(coupe.coefficients) == [0, 0, 1, 1]


@pytest.mark.parametrize(
    ("coupes", "choisies"),
    [
        ([], [1]),
        ([Coupe(1, np.array([1.0, 0, 1, 1]), 1.0)], [1, 2]),
        ([Coupe(1, np.array([1.0, 0, 1, 1]), 2.0)], [1, 2, 3]),
        ([Coupe(1, np.array([0.0, 0, 1, 2]), 2.0)], [1, 3]),
        # La cible n'est pas cachée : la coupe ne demande rien.
        ([Coupe(2, np.array([1.0, 0, 0, 1]), 1.0)], [1]),
        (
            [Coupe(1, np.array([0.0, 0, 1, 0]), 1.0), Coupe(2, np.array([0.0, 0, 0, 1]), 1.0)],
            [1, 2, 3],
        ),
        ([Coupe(-1, np.array([0.0, 1, 0, 0]), 1.0)], [1]),
        ([Coupe(-1, np.array([0.0, 0, 1, 1]), 1.0)], [1, 2]),
        # Une de chaque paire : un choix entier, là où trois moitiés coûteraient moins.
        (
            [Coupe(-1, np.array(deux, dtype=float), 1.0) for deux in ([1, 0, 1, 0], [1, 0, 0, 1])]
            + [Coupe(-1, np.array([0.0, 0, 1, 1]), 1.0)],
            [1, 2, 3],
        ),
        # Ce que la base apporte déjà est compté.
        (
            [Coupe(3, np.array([0.0, 1, 0, 0]), 1.0), Coupe(1, np.array([0.0, 0, 0, 1]), 1.0)],
            [1, 3],
        ),
    ],
)
def test_le_moins_de_cellules_sous_ces_coupes(coupes: list[Coupe], choisies: list[int]) -> None:
    base, tout = np.array([False, True, False, False]), np.ones(4, dtype=bool)
    assert list(np.flatnonzero(_choisir(marge_simple(), base, tout, coupes))) == choisies


def test_le_choix_se_limite_en_noeuds_et_jamais_en_secondes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Une machine plus lente rend le même masque."""
    limites: list[object] = []

    def resoudre(*_: object, options: object, **__: object) -> SimpleNamespace:
        limites.append(options)
        return SimpleNamespace(x=None)

    monkeypatch.setattr("carnets.secret.masquage.milp", resoudre)
    masquer(marge_simple())
    assert limites
    assert all(limite == {"node_limit": NOEUDS, "mip_rel_gap": ECART} for limite in limites)


def test_rien_a_choisir_ou_pas_de_solution(monkeypatch: pytest.MonkeyPatch) -> None:
    systeme, base = marge_simple(), np.array([False, True, False, False])
    assert _choisir(systeme, base, base, []) is base
    tout = np.array([False, True, True, True])
    impossible = [Coupe(1, np.zeros(4), 1.0)]
    assert list(_choisir(systeme, base, tout, impossible)) == list(tout)


def test_apres_les_tours_exacts_ce_qui_est_choisi_le_reste(monkeypatch: pytest.MonkeyPatch) -> None:
    """Beaucoup de cellules libres : deux tours exacts, puis chaque choix s'ajoute à la base."""
    bases: list[list[int]] = []
    rendus = iter([[1, 2], [1, 3], [1, 2], [1, 2, 3]])

    def choisir(systeme: Systeme, base: np.ndarray, *_: object) -> np.ndarray:
        bases.append(list(np.flatnonzero(base)))
        return np.isin(np.arange(4), next(rendus))

    def chercher(*_: object) -> list[Coupe]:
        return [] if len(bases) == 4 or not bases else [Coupe(1, np.ones(4), 1.0)]

    monkeypatch.setattr("carnets.secret.masquage._choisir", choisir)
    monkeypatch.setattr("carnets.secret.masquage.chercher_coupes", chercher)
    monkeypatch.setattr("carnets.secret.masquage.PETIT", 2)
    masque = masquer(marge_simple())
    assert bases == [[1], [1], [1], [1, 2]]
    assert list(np.flatnonzero(masque.cachees)) == [1, 2, 3]


def test_peu_de_cellules_restent_exactes_et_les_tours_sont_comptes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Trois libres au plus : tous les tours sont exacts ; le dernier rend tout ce qui se cache."""
    bases: list[list[int]] = []

    def choisir(systeme: Systeme, base: np.ndarray, *_: object) -> np.ndarray:
        bases.append(list(np.flatnonzero(base)))
        return np.isin(np.arange(4), [1, 2])

    def chercher(systeme: Systeme, cachees: np.ndarray, *_: object) -> list[Coupe]:
        return [Coupe(1, np.ones(4), 1.0)] if bases else []

    monkeypatch.setattr("carnets.secret.masquage._choisir", choisir)
    monkeypatch.setattr("carnets.secret.masquage.chercher_coupes", chercher)
    monkeypatch.setattr("carnets.secret.masquage.PETIT", 3)
    monkeypatch.setattr("carnets.secret.masquage.TOURS", 5)
    masque = masquer(marge_simple())
    assert bases == [[1]] * 5
    assert masque.cachees.all()
    assert not masque.relachees.any()


def test_a_bout_de_tours_seul_ce_qui_touche_une_cellule_exposee_se_cache(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Les salariés ont une case de trois ; les bénéficiaires, que rien n'y relie, restent."""
    autres = declarer(
        "b", longue([("", 60), ("f", 20), ("h", 40)], "beneficiaires"), source="s",
        regle="personnes_partenaires", natures={"beneficiaires": Effectif()}, dimensions=("sexe",),
    )  # fmt: skip
    systeme = assembler((table([("", 43), ("f", 3), ("h", 40)]), autres), (), Registre())
    monkeypatch.setattr("carnets.secret.masquage.TOURS", 0)
    cachees = masquer(systeme).cachees
    assert {c.indicateur for c, oui in zip(systeme.cles, cachees, strict=True) if oui} == {
        "salaries"
    }
    assert cachees.sum() == 3


def test_rien_d_expose_ne_demande_aucun_calcul(monkeypatch: pytest.MonkeyPatch) -> None:
    def chercher(*_: object) -> list[Coupe]:
        raise AssertionError("aucune attaque n'a de cible")

    monkeypatch.setattr("carnets.secret.masquage.chercher_coupes", chercher)
    assert not masquer(systeme_de("8 9 17 / 10 12 22 / 18 21 39")).cachees.any()


def test_le_premier_choix_compte_deja_les_cellules_et_les_masques_refuses(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    recues: list[list[Coupe]] = []

    def choisir(_: Systeme, base: np.ndarray, tout: np.ndarray, coupes: list[Coupe]) -> np.ndarray:
        recues.append(list(coupes))
        return tout

    monkeypatch.setattr("carnets.secret.masquage._choisir", choisir)
    rien = np.zeros(4, dtype=bool)
    masquer(marge_simple(), (Masque(np.array([True, True, False, False]), rien),))
    comptage = coupes_de_comptage(marge_simple(), np.ones(4, dtype=bool))
    assert len(comptage) == 4
    assert [(c.cible, list(c.coefficients), c.requis) for c in recues[0]] == [
        *((c.cible, list(c.coefficients), c.requis) for c in comptage),
        (-1, [0, 0, 1, 1], 1),
    ]


@pytest.mark.parametrize(
    ("montrees", "dites"),
    [((), "Table « registre »"), (("b",), "Table « b »"), (("b", "a"), "Table « a », « b »")],
)
def test_un_refus_nomme_toutes_les_tables_de_la_cellule(
    montrees: tuple[str, ...], dites: str
) -> None:
    systeme = marge_simple()
    bloque = Systeme(
        **{
            **vars(systeme),
            "masquables": np.zeros(4, dtype=bool),
            "tables": (frozenset("t"), frozenset(montrees), frozenset("t"), frozenset("t")),
        }
    )
    with pytest.raises(ProtectionImpossible) as refus:
        masquer(bloque)
    assert str(refus.value) == (
        f"{dites} : même en masquant tout ce qui peut l'être, une cellule confidentielle se "
        "recalcule."
    )
    assert refus.value.tables == frozenset(montrees)


def test_tout_est_cache_et_une_coupe_reste_c_est_un_refus(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pas d'emblée : arrêté à sa limite, le programme entier cache tout sans l'avoir prouvé."""
    appels: list[int] = []

    def chercher(*_: object) -> list[Coupe]:
        appels.append(1)
        return [] if len(appels) == 1 else [Coupe(1, np.ones(4), 1.0)]

    monkeypatch.setattr("carnets.secret.masquage._choisir", lambda _, base, tout, coupes: tout)
    monkeypatch.setattr("carnets.secret.masquage.chercher_coupes", chercher)
    with pytest.raises(ProtectionImpossible, match="Table « t » : même en masquant") as refus:
        masquer(marge_simple())
    assert refus.value.tables == {"t"}
    assert len(appels) == 2 + TOURS_EXACTS
