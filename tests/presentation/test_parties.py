"""Une partie se compose quand ses tables sont là ; sinon elle dit laquelle manque."""

import pytest

from carnets.dossier import charger_dossier
from carnets.presentation.etude import Etude, etudier
from carnets.presentation.objets import Objet, note
from carnets.presentation.parties import manque_de, partie, sources_de


@pytest.fixture
def etude() -> Etude:
    return etudier(charger_dossier("occitanie-iae-2019"), territoire="76", annee=2019)


def test_une_partie_rend_ses_objets_dans_l_ordre(monkeypatch: pytest.MonkeyPatch) -> None:
    objets, montres = [note("Un", "1"), note("Deux", "2")], []
    monkeypatch.setattr("carnets.presentation.parties.display", montres.append)
    partie(lambda: objets)._ipython_display_()
    assert montres == objets


def test_ce_qui_manque_est_nomme_et_rien_n_est_compose(etude: Etude) -> None:
    def ne_pas_composer() -> list[Objet]:
        raise AssertionError("composée alors qu'une table manque")

    manque = manque_de(etude, "iae_part_qpv_publiee", "etat_mensuel_iae")
    (dite,) = partie(ne_pas_composer, manque=manque).objets
    (raison,) = dite.charge["paragraphes"]
    assert "etat_mensuel_iae" in raison
    assert "iae_part_qpv_publiee" not in raison


def test_une_source_se_trouve_par_son_modele(etude: Etude) -> None:
    assert sources_de(etude, "chiffres_publies") == ["chiffres_publies", "reperes"]
    assert manque_de(etude, "chiffres_publies") == ""
