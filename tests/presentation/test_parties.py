"""Une partie se compose quand ses tables sont là ; sinon elle dit laquelle manque."""

import pytest

from carnets.dossier import charger_dossier
from carnets.erreurs import UsageIncorrect
from carnets.presentation.etude import Etude, etudier
from carnets.presentation.objets import Objet, note
from carnets.presentation.parties import (
    Edition,
    Partie,
    composer,
    manque_de,
    sources_de,
    tableau_parties,
)

UN, DEUX = note("Un", "1"), note("Deux", "2")


@pytest.fixture
def etude() -> Etude:
    return etudier(charger_dossier("occitanie-iae-2019"), territoire="76", annee=2019)


def ne_pas_composer() -> list[Objet]:
    raise AssertionError("composée alors qu'une table manque")


def test_une_edition_montre_ses_objets_dans_l_ordre(monkeypatch: pytest.MonkeyPatch) -> None:
    montres: list[Objet] = []
    monkeypatch.setattr("carnets.presentation.parties.display", montres.append)
    edition = Edition({"offre": lambda: [UN, DEUX], "jamais": ne_pas_composer})
    edition.montrer("offre")
    assert montres == [UN, DEUX]
    with pytest.raises(UsageIncorrect, match="« ofre » ; vouliez-vous dire offre"):
        edition.montrer("ofre")


def test_une_section_ne_dit_absent_que_si_elle_n_a_rien() -> None:
    absente, autre = Partie(ne_pas_composer, "Sans a."), Partie(ne_pas_composer, "Sans b.")
    assert composer([absente, Partie(lambda: [UN]), Partie(lambda: [DEUX])]) == [UN, DEUX]
    (dite,) = composer([absente, autre, absente])
    assert dite.charge["paragraphes"] == ["Sans a. Sans b."]


def test_le_tableau_des_parties_donne_chaque_raison() -> None:
    table = tableau_parties(
        {"L'offre": Partie(ne_pas_composer), "Les mois": Partie(list, "Sans états.")}
    ).charge
    textes = [[cellule["texte"] for cellule in ligne["cellules"]] for ligne in table["lignes"]]
    assert [textes[0][-1], textes[1][-1]] == ["Rendue", "Sans états."]


def test_ce_qui_manque_est_nomme(etude: Etude) -> None:
    manque = manque_de(etude, "iae_part_qpv_publiee", "etat_mensuel_iae")
    assert "etat_mensuel_iae" in manque
    assert "iae_part_qpv_publiee" not in manque
    assert manque_de(etude, "chiffres_publies") == ""


def test_une_source_se_trouve_par_son_modele(etude: Etude) -> None:
    assert sources_de(etude, "chiffres_publies") == ["chiffres_publies", "reperes"]
