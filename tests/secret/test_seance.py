"""La séance d'un carnet : un seul système par livrable, et de quoi écrire reçu et registre."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from carnets.erreurs import RefusSecret
from carnets.secret import Fusion, Hierarchie, ProtectionImpossible, lire_registre, seance
from tests.secret.fabrique import table

PARTIES = table([("f", 3), ("h", 10), ("x", 30)])
TOUTES = [Hierarchie("sexe", "", ("f", "h", "x"))]


@pytest.fixture(autouse=True)
def a_part() -> Iterator[None]:
    """Chaque essai a sa séance, et n'en laisse rien."""
    seance.ouvrir("", ())
    yield
    seance.ouvrir("", ())


def test_rien_de_protege_rien_a_ecrire() -> None:
    assert (seance.constat(), seance.rapport(), seance.rang()) == (None, None, 1)
    seance.publier_ensemble([table([("", 3)], regle="deja_publie")])
    assert (seance.constat(), seance.rapport(), seance.rang()) == (None, None, 2)


def test_des_chiffres_deja_publies_se_passent_en_plusieurs_fois() -> None:
    """Chaque appel rend ses tables, et elles seules ; toutes nourriront l'attaque."""
    for nom in ("a", "b"):
        seule = table([("", 43)], nom=nom, regle="deja_publie")
        assert list(seance.publier_ensemble([seule])) == [nom]
    assert seance.rang() == 3


def test_un_registre_illisible_n_arrete_que_ce_qui_se_protege(tmp_path: Path) -> None:
    fichier = tmp_path / "registre.jsonl"
    fichier.write_text("{", encoding="utf-8")
    seance.ouvrir("bilan 2019", [str(fichier)])
    assert list(seance.publier_ensemble([table([("", 3)], regle="deja_publie")])) == ["t"]
    with pytest.raises(RefusSecret, match=r"« registre\.jsonl » est illisible"):
        seance.publier_ensemble([PARTIES])


def test_le_rapport_porte_le_constat_sa_ligne_et_le_registre(tmp_path: Path) -> None:
    seance.ouvrir("bilan 2019", ())
    tables = seance.publier_ensemble([table([("", 43), ("f", 3), ("h", 10), ("x", 30)])])
    constat, rapport = seance.constat(), seance.rapport()
    assert constat is not None
    assert rapport is not None
    assert list(tables) == ["t"]
    assert rapport["constat"]["masquees"] == constat.masquees == 2
    assert rapport["ligne"] == constat.ligne
    fichier = tmp_path / "registre.jsonl"
    fichier.write_text(rapport["registre"], encoding="utf-8")
    entrees = lire_registre(fichier).entrees
    assert {entree.livrable for entree in entrees} == {"bilan 2019"}
    assert [entree.valeur for entree in entrees] == [43, None, None, 30]


def test_une_seconde_publication_protegee_est_refusee() -> None:
    seance.publier_ensemble([PARTIES])
    for suivante in (PARTIES, table([("", 3)], regle="deja_publie")):
        with pytest.raises(RefusSecret, match="Table « t » : ce carnet a déjà publié"):
            seance.publier_ensemble([suivante])


def test_ce_qui_etait_deja_publie_nourrit_l_attaque() -> None:
    total = table([("", 43)], nom="p", regle="deja_publie")
    seance.publier_ensemble([total])
    seance.publier_ensemble([PARTIES], hierarchies=TOUTES)
    constat = seance.constat()
    assert constat is not None
    assert constat.masquees == 2


def test_le_conseil_se_donne_sauf_a_qui_s_en_passe() -> None:
    seance.publier_ensemble([table([("", 43), ("h", 40)], nom="p", regle="deja_publie")])
    hierarchies = [Hierarchie("sexe", "", ("f", "h"))]
    longueurs = []
    for options in ({}, {"conseil": True}, {"conseil": False}):
        with pytest.raises(ProtectionImpossible) as refus:
            seance.publier_ensemble([table([("f", 3)])], hierarchies=hierarchies, **options)
        longueurs.append(len(str(refus.value)))
    assert longueurs[0] == longueurs[1] > longueurs[2]


def test_les_registres_nourrissent_l_attaque_sauf_celui_du_livrable(tmp_path: Path) -> None:
    fichiers = [tmp_path / "un.jsonl", tmp_path / "deux.jsonl"]
    for fichier, modalite, valeur in zip(fichiers, ("", "x"), (43, 30), strict=True):
        seance.ouvrir(fichier.stem, ())
        seance.publier_ensemble([table([(modalite, valeur)])])
        rapport = seance.rapport()
        assert rapport is not None
        fichier.write_text(rapport["registre"], encoding="utf-8")
    for livrable, masquees in (("trois", 2), ("un", 1)):
        seance.ouvrir(livrable, map(str, fichiers))
        tables = seance.publier_ensemble([PARTIES], hierarchies=TOUTES)
        etats = list(tables["t"].table["etat"])
        assert etats.count("secret") == masquees
        assert etats[2] == "ok", "30 est déjà lu"


def test_les_emboitements_et_les_reunions_du_carnet_sont_ceux_du_livrable() -> None:
    """Total et partie sans rien entre eux : ce que le carnet déclare, et rien d'autre."""
    recouvrante = [Hierarchie("sexe", "", ("f",), "recouvrante")]
    tables = seance.publier_ensemble([table([("", 43), ("f", 40)])], hierarchies=recouvrante)
    assert list(tables["t"].table["etat"]).count("secret") == 1
    seance.ouvrir("", ())
    petits = Fusion("sexe", ("f", "h"), "f ou h")
    tables = seance.publier_ensemble([table([("f", 3), ("h", 4), ("x", 30)])], fusions=[petits])
    assert list(tables["t"].table["modalite"]) == ["x", "f ou h"]


def test_un_carnet_execute_a_la_main_repart_de_rien_un_rendu_non() -> None:
    seance.publier_ensemble([PARTIES])
    seance.recommencer()
    assert seance.constat() is None
    seance.publier_ensemble([PARTIES])
    rapport = seance.rapport()
    assert rapport is not None
    assert '"livrable": ""' in rapport["registre"], "et il n'a pas de nom"
    seance.ouvrir("bilan", ())
    seance.publier_ensemble([PARTIES])
    seance.recommencer()
    assert seance.constat() is not None
