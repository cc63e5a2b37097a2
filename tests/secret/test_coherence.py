"""Cohérence : ce qui ne s'additionne pas est refusé, ce qu'on ignore prend une valeur possible."""

import math
from types import SimpleNamespace

import pytest

from carnets.secret.cellules import Cle
from carnets.secret.chantier import Cellule, Chantier, Visibilite
from carnets.secret.coherence import TOLERANCE, ChiffresContradictoires, verifier
from carnets.secret.regles import regle
from carnets.secret.relations import Relation

REGLE = regle("personnes_public", source="s")


def recueil(**valeurs: float) -> Chantier:
    chantier = Chantier()
    for nom, valeur in valeurs.items():
        cle = Cle("30", "2019", nom)
        chantier.cellules[cle] = Cellule(cle, valeur, Visibilite.PUBLIEE)
    return chantier


def somme(total: str, *parties: str) -> Relation:
    return Relation(
        Cle("30", "2019", total), tuple(Cle("30", "2019", nom) for nom in parties), "indicateur"
    )


def completees(chantier: Chantier, *relations: Relation) -> dict[str, float]:
    verifier(chantier, relations, tuple(chantier.cellules), REGLE)
    return {cle.indicateur: cellule.valeur for cle, cellule in chantier.cellules.items()}


def test_une_inconnue_prend_une_valeur_que_ses_relations_admettent() -> None:
    """a = b + u : u vaut 6 ; u = v + w : v et w se partagent 6 ; c = d + e n'y est pour rien."""
    inconnues = dict.fromkeys("uvw", math.nan)
    chantier = recueil(c=8, d=3, e=5, a=10, b=4, **inconnues)
    trouvees = completees(
        chantier, somme("c", "d", "e"), somme("a", "b", "u"), somme("u", "v", "w")
    )
    assert trouvees["u"] == 6
    assert trouvees["v"] + trouvees["w"] == 6
    assert min(trouvees["v"], trouvees["w"]) >= 0
    assert (trouvees["a"], trouvees["b"], trouvees["c"]) == (10, 4, 8)


def test_une_inconnue_que_rien_ne_relie_vaut_zero() -> None:
    assert completees(recueil(a=10, b=10, u=math.nan), somme("a", "b"))["u"] == 0


def test_une_inconnue_negative_est_une_contradiction() -> None:
    with pytest.raises(ChiffresContradictoires, match="« a »"):
        completees(recueil(a=3, b=4, u=math.nan), somme("a", "b", "u"))


@pytest.mark.parametrize(("reste", "admis"), [(-TOLERANCE, True), (-2 * TOLERANCE, False)])
def test_un_reste_negatif_au_cheveu_pres_est_un_arrondi(reste: float, admis: bool) -> None:
    chantier, relation = recueil(a=10, b=10 - reste, c=reste), somme("a", "b", "c")
    if admis:
        verifier(chantier, (relation,), (), REGLE)
    else:
        with pytest.raises(ChiffresContradictoires, match="« a »"):
            verifier(chantier, (relation,), (), REGLE)


def test_un_solveur_arrete_en_completant_est_une_panne(monkeypatch: pytest.MonkeyPatch) -> None:
    arret = SimpleNamespace(status=4, x=None)
    monkeypatch.setattr("carnets.secret.coherence.linprog", lambda *_, **__: arret)
    with pytest.raises(RuntimeError) as panne:
        completees(recueil(a=10, b=4, u=math.nan), somme("a", "b", "u"))
    assert str(panne.value) == "HiGHS s'est arrêté (état 4)"


def test_des_montants_caches_se_partagent_a_parts_egales_et_y_mesurent_leur_marge() -> None:
    """Deux ETP masqués font 12 avec un montré de 10 : 1 et 1, non 2 et 0, dont l'un sans marge."""
    chantier = recueil(total=12, montre=10, un=math.nan, deux=math.nan)
    for nom in ("un", "deux"):
        cellule = chantier.cellules[Cle("30", "2019", nom)]
        cellule.montant, cellule.primaire = True, True
    trouvees = completees(chantier, somme("total", "montre", "un", "deux"))
    assert (trouvees["un"], trouvees["deux"]) == pytest.approx((1, 1))
    marges = [chantier.cellules[Cle("30", "2019", nom)].marge for nom in ("un", "deux")]
    assert marges == pytest.approx([REGLE.marge / REGLE.seuil] * 2)


def masques(chantier: Chantier, *noms: str) -> list[Cellule]:
    """Ces cellules, montants qu'un autre livrable a masqués."""
    cellules = [chantier.cellules[Cle("30", "2019", nom)] for nom in noms]
    for cellule in cellules:
        cellule.montant, cellule.primaire = True, True
    return cellules


def test_un_montant_masque_prend_la_marge_du_plus_petit_de_ses_sommes() -> None:
    """u + v = 2, u + z = 1 : u et z au milieu de 0…1, v de 1…2 ; w et x, à part, se partagent 0,2.

    v se mesure à u, que sa somme contient, et non à w, plus petit encore, qu'elle ne contient pas.
    """
    inconnues = dict.fromkeys("uvzwx", math.nan)
    chantier = recueil(total=12, montre=10, b=1, petit=0.2, **inconnues)
    cellules = masques(chantier, *"uvzwx")
    trouvees = completees(
        chantier, somme("total", "montre", "u", "v"), somme("b", "u", "z"), somme("petit", "w", "x")
    )
    assert [trouvees[nom] for nom in "uvzwx"] == pytest.approx([0.5, 1.5, 0.5, 0.1, 0.1])
    part = REGLE.marge / REGLE.seuil
    assert [c.marge / part for c in cellules] == pytest.approx([0.5, 0.5, 0.5, 0.1, 0.1])


def test_un_montant_masque_que_rien_ne_borne_se_tient_au_double_de_ce_qui_est_connu() -> None:
    """T = 10 + u, sans plus : u est au milieu de 0 et de 21 − 10."""
    chantier = recueil(dix=10, T=math.nan, u=math.nan)
    masques(chantier, "T", "u")
    trouvees = completees(chantier, somme("T", "dix", "u"))
    assert (trouvees["T"], trouvees["u"]) == pytest.approx((15.5, 5.5))


def test_un_effectif_masque_ou_un_montant_inconnu_garde_sa_marge() -> None:
    for champ in ("primaire", "montant"):
        chantier = recueil(total=12, montre=10, u=math.nan, v=math.nan)
        for nom in "uv":
            setattr(chantier.cellules[Cle("30", "2019", nom)], champ, True)
        trouvees = completees(chantier, somme("total", "montre", "u", "v"))
        assert trouvees["u"] + trouvees["v"] == 2
        assert [chantier.cellules[Cle("30", "2019", nom)].marge for nom in "uv"] == [0, 0]
