"""Le registre : ce qu'un lecteur a déjà lu, et ce que la protection en fait."""

from pathlib import Path

import numpy as np
import pytest

from carnets.erreurs import RefusSecret
from carnets.secret import Hierarchie, Montant, Registre, declarer, lire_registre, texte_du_registre
from carnets.secret.cellules import Cle
from carnets.secret.chantier import Chantier, Visibilite
from carnets.secret.registre import Diffusion, Entree
from carnets.secret.regles import regle
from carnets.secret.systeme import Systeme, assembler
from tests.secret.fabrique import SALARIES, apports, longue, table

Axes = tuple[tuple[str, str], ...]


def entree(
    valeur: float | None,
    modalite: str = "",
    *,
    periode: str = "2019",
    diffusion: Diffusion = "partenaires",
    livrable: str = "avant",
) -> Entree:
    axes: Axes = (("sexe", modalite),) if modalite else ()
    return Entree(Cle("30", periode, "salaries", axes), valeur, diffusion, livrable)


LIGNES = [("", 60.0), ("f", 20.0), ("h", 10.0), ("x", 30.0)]


def systeme(*entrees: Entree, regle: str = "personnes_partenaires") -> Systeme:
    return assembler((table(LIGNES, regle=regle),), (), Registre(entrees))


def choisies(assemble: Systeme, masque: np.ndarray) -> set[str]:
    noms = [cle.sur("sexe") for cle in assemble.cles]
    return {nom for nom, oui in zip(noms, masque, strict=True) if oui}


def test_un_partenaire_lit_tout_et_le_public_ce_qui_est_public() -> None:
    deux = (entree(1.0, "f"), entree(2.0, "h", diffusion="public", livrable="autre"))
    assert Registre(deux).lu_par("partenaires").entrees == deux
    assert Registre(deux).lu_par("public").entrees == deux[1:]
    assert Registre(deux).lu_par("partenaires", sauf="avant").entrees == deux[1:]
    assert Registre(deux).lu_par("public", sauf="autre").entrees == ()
    sans_nom = Registre((entree(1.0, livrable=""),))
    assert sans_nom.lu_par("partenaires").entrees == (), "un livrable sans nom est le sien"


def test_refaire_un_livrable_remplace_ses_entrees() -> None:
    registre = Registre((entree(1.0), entree(2.0, livrable="autre")))
    refait = registre.ajouter(iter([entree(9.0)]))
    assert [(e.livrable, e.valeur) for e in refait.entrees] == [("autre", 2.0), ("avant", 9.0)]


def test_une_place_masquee_une_autre_annee_est_habituelle() -> None:
    registre = Registre((entree(None, "f", periode="2018"), entree(20.0, "h", periode="2018")))
    vus = {m: registre.habituelle(entree(0, m).cle) for m in ("f", "h", "x")}
    assert vus == {"f": True, "h": False, "x": False}


def test_le_systeme_sait_quelles_places_sont_habituelles() -> None:
    assemble = systeme(entree(None, "f", periode="2018"), entree(10.0, "h", periode="2018"))
    assert choisies(assemble, assemble.habituelles) == {"f"}


def test_ce_qui_a_deja_ete_lu_ne_se_masque_plus() -> None:
    assemble = systeme(entree(20.0, "f"), entree(60.0 + 1e-9))
    assert choisies(assemble, assemble.masquables) == {"h", "x"}
    assert not choisies(assemble, assemble.doffice)


def test_un_chiffre_revise_se_publie_a_neuf() -> None:
    """20 aujourd'hui, 20,5 hier : l'ancien nombre ne dit pas le nouveau."""
    assemble = systeme(entree(20.5, "f"))
    assert "f" in choisies(assemble, assemble.masquables)


def test_ce_qui_a_ete_masque_le_reste_meme_si_un_autre_livrable_le_montre() -> None:
    assert choisies(systeme(entree(None, "f")), systeme(entree(None, "f")).doffice) == {"f"}
    for ordre in (1, -1):
        montree_puis_lue = (entree(None, "f"), entree(20.0, "f", livrable="autre"))[::ordre]
        assemble = systeme(*montree_puis_lue)
        assert not choisies(assemble, assemble.doffice), "lue quelque part, elle est lue"
        assert "f" not in choisies(assemble, assemble.masquables)


@pytest.mark.parametrize(("valeur", "reste"), [(0.0, False), (1.0, True), (20.0, True)])
def test_un_zero_masque_hier_se_montre_s_il_n_a_personne_a_proteger(
    valeur: float, reste: bool
) -> None:
    lignes = [("", 40.0 + valeur), ("f", valeur), ("h", 40.0)]
    registre = Registre((entree(None, "f"),))
    assemble = assembler((table(lignes),), (), registre)
    assert ("f" in choisies(assemble, assemble.doffice)) is reste


def test_une_cellule_du_registre_seul_garde_ce_qu_on_en_sait() -> None:
    """Un total de 60,5, lu ailleurs : ni entier, ni affiché ici, ni masquable."""
    valeurs = {"f": 20.0, "h": 10.0, "x": 30.5}
    donnees = longue(list(valeurs.items()))
    parties = declarer(
        "t", donnees, source="s", regle="personnes_partenaires", natures=SALARIES,
        dimensions=("sexe",), contributions=apports(donnees, dict.fromkeys(valeurs, (10.0, 0.2))),
    )  # fmt: skip
    lu = assembler((parties,), (), Registre((entree(60.5),)))
    total = [cle.sur("sexe") for cle in lu.cles].index("")
    assert not lu.masquables[total]
    assert not lu.entieres[total]
    assert not lu.affichees[total]


def test_d_un_autre_territoire_rien_ne_se_lit() -> None:
    deux = Registre((entree(1.0), Entree(Cle("48", "2019", "salaries"), 2.0, "public", "a")))
    assert deux.sur(frozenset({"48", "12"})).entrees == deux.entrees[1:]


def test_un_montant_du_registre_compte_les_unites_qui_sont_derriere() -> None:
    """Heures lues avant les salariés qui les ont faites ; celles de 2018 n'ont pas de compte."""
    heures, regle_ = Cle("30", "2019", "heures"), regle("personnes_partenaires", source="s")
    lus = (
        Entree(heures, 1000.0, "partenaires", "a"),
        Entree(heures.vers("periode", "2018"), None, "partenaires", "a"),
        entree(20.0),
        entree(None, "f"),
        Entree(Cle("30", "2019", "autres"), 3.0, "partenaires", "a"),
    )
    chantier = Chantier()
    Registre(lus).completer(
        chantier, regle_, frozenset({"heures", "salaries"}), {"heures": Montant("salaries")}
    )
    assert "autres" not in {cle.indicateur for cle in chantier.cellules}
    lue, masquee = chantier.cellules[heures], chantier.cellules[heures.vers("periode", "2018")]
    assert (lue.valeur, lue.unites, lue.montant, lue.entiere) == (1000, 20, True, False)
    assert (lue.visibilite, lue.primaire, lue.inconnue) == (Visibilite.CONNUE, False, False)
    assert (masquee.montant, masquee.entiere, masquee.inconnue) == (True, False, True)
    assert (masquee.visibilite, masquee.primaire) == (Visibilite.IMPLICITE, True)
    assert np.isnan([masquee.valeur, masquee.unites]).all()
    femmes = chantier.cellules[entree(None, "f").cle]
    assert (femmes.montant, femmes.entiere, femmes.inconnue) == (False, True, False)
    assert (femmes.primaire, femmes.marge, masquee.marge) == (True, 2, 2)
    assert (chantier.cellules[entree(20.0).cle].unites, lue.marge) == (20, 0)


def test_un_total_masque_au_registre_est_une_cellule_a_proteger() -> None:
    lu = assembler((table([("f", 20.0), ("h", 30.0)]),), (), Registre((entree(None),)))
    total = [cle.sur("sexe") for cle in lu.cles].index("")
    assert lu.primaires[total]
    assert lu.surveillees[total]
    assert lu.doffice[total]
    assert lu.entieres[total]
    assert lu.seuils[total] == 0, "inconnue de nous : aucun seuil ne la borne"
    assert (lu.marges[total], lu.valeurs[total]) == (2, 50)


@pytest.mark.parametrize("ordre", [1, -1])
def test_masquee_ici_et_montree_la_une_cellule_est_sue(ordre: int) -> None:
    """Hors du livrable aussi : qui a lu les 10 hommes ailleurs les retranche du total."""
    lus = (entree(None, "h"), entree(10.0, "h", livrable="autre"))[::ordre]
    emboitement = (Hierarchie("sexe", "", ("f", "h", "x")),)
    registre = Registre((entree(60.0), *lus))
    lu = assembler((table([("f", 20.0), ("x", 30.0)]),), emboitement, registre)
    assert "h" not in choisies(lu, lu.primaires | lu.doffice)
    assert lu.valeurs[[cle.sur("sexe") for cle in lu.cles].index("h")] == 10


def test_le_registre_se_relit_tel_qu_il_s_ecrit(tmp_path: Path) -> None:
    accents = Entree(
        Cle("30", "2019", "salaries", (("age", "26_45"), ("sexe", "féminin"))), 2.5, "public", "é"
    )
    coupee = entree(3.0, livrable="bilan\u2028revu")
    registre = Registre((entree(None, "f"), accents, coupee))
    fichier = tmp_path / "registre.jsonl"
    fichier.write_text(texte_du_registre(registre), encoding="utf-8")
    assert lire_registre(fichier) == registre
    texte = fichier.read_text("utf-8")
    assert "féminin" in texte, "lisible à l'œil nu"
    assert texte.splitlines()[0] == (
        '{"diffusion": "partenaires", "indicateur": "salaries", "livrable": "avant", '
        '"modalites": {"sexe": "f"}, "periode": "2019", "territoire": "30", "valeur": null}'
    )


def test_un_registre_relu_a_ses_modalites_dans_l_ordre(tmp_path: Path) -> None:
    fichier = tmp_path / "registre.jsonl"
    fichier.write_text(
        '{"livrable": "l", "diffusion": "public", "territoire": "30", "periode": "2019", '
        '"indicateur": "n", "modalites": {"sexe": "f", "age": "j"}, "valeur": 7}\n',
        encoding="utf-8",
    )
    (lue,) = lire_registre(fichier).entrees
    assert lue.cle.modalites == (("age", "j"), ("sexe", "f"))
    assert (lue.valeur, lue.diffusion) == (7.0, "public")


@pytest.mark.parametrize("mauvaise", ['"prive"', "null", "1"])
def test_une_diffusion_inconnue_est_refusee(tmp_path: Path, mauvaise: str) -> None:
    fichier = tmp_path / "registre.jsonl"
    texte = texte_du_registre(Registre((entree(20.0),)))
    fichier.write_text(texte.replace('"partenaires"', mauvaise), encoding="utf-8")
    with pytest.raises(RefusSecret, match=r"« registre\.jsonl » est illisible") as refus:
        lire_registre(fichier)
    assert "20" not in str(refus.value)


def test_un_registre_illisible_dit_quoi_faire_et_garde_sa_cause(tmp_path: Path) -> None:
    fichier = tmp_path / "registre.jsonl"
    texte = texte_du_registre(Registre((entree(20.0),)))
    fichier.write_text(texte.replace('"partenaires"', '"prive"'), encoding="utf-8")
    with pytest.raises(RefusSecret) as refus:
        lire_registre(fichier)
    assert str(refus.value) == (
        "Le registre des publications « registre.jsonl » est illisible : ce qui a déjà été montré "
        "est inconnu, donc rien n'est livré. Restaurez-le depuis une sauvegarde."
    )
    assert str(refus.value.__cause__) == "entrée de registre mal formée"
