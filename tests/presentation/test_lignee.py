"""La lignée d'un territoire : qui le contient, qui il contient, et ce qu'ils font ensemble."""

import pandas as pd
import pytest

import carnets as c
from carnets.indicateurs.clauses.structure import structure_des_lots
from carnets.presentation.bilan.lignee import decoupes as decoupes_d_un_bilan
from carnets.presentation.lignee import Decoupes, emboitements
from carnets.presentation.panorama.decoupes import decoupes as decoupes_d_un_panorama
from carnets.presentation.panorama.lieu import Lieu
from carnets.secret import Hierarchie


def des(*unites: str) -> frozenset[str]:
    return frozenset(unites)


CLAUSE: Decoupes = {
    "region": {"r": des("1", "2", "3", "4")},
    "projet": {"p": des("1", "2"), "q": des("3", "4")},
    "maitre_ouvrage": {"seul": des("1", "2"), "deux": des("3"), "trois": des("4")},
    "operation": {"o1": des("1"), "o2": des("2"), "o3": des("3"), "o4": des("4")},
}


def declarees(decoupes: Decoupes, ici: str) -> set[tuple[str, frozenset[str], str]]:
    lues = emboitements(decoupes, ici, additifs=("heures",), couvrants=("personnes",))
    return {(h.total, frozenset(h.parties), h.mode) for h in lues}


def test_une_operation_se_retranche_de_tout_ce_qui_la_contient() -> None:
    trouvees = declarees(CLAUSE, "o1")
    assert ("r", des("o1", "p", "seul"), "recouvrante") in trouvees
    assert ("p", des("o1"), "recouvrante") in trouvees
    assert ("r", des("o1", "o2", "o3", "o4"), "exacte") in trouvees
    assert ("r", des("p", "q"), "couvrante") in trouvees
    assert not [t for t in trouvees if t[0] in {"q", "deux", "o2"}], "les branches voisines"


def test_une_region_contient_ce_qui_n_est_pas_dans_ses_tables() -> None:
    trouvees = declarees(CLAUSE, "r")
    assert ("q", des("deux", "trois", "o3", "o4"), "recouvrante") in trouvees
    assert ("q", des("deux", "trois"), "exacte") in trouvees


def test_deux_noms_d_un_meme_territoire_disent_le_meme_nombre() -> None:
    egales = [t for t in declarees(CLAUSE, "o1") if t[:2] == ("p", des("seul"))]
    assert ("p", des("seul"), "exacte") in egales
    sans_indicateur = [
        h for h in emboitements(CLAUSE, "o1", additifs=("heures",)) if h.parties == ("seul",)
    ]
    assert Hierarchie("territoire", "p", ("seul",), "exacte") in sans_indicateur


def test_un_territoire_a_cheval_n_est_dans_aucun_des_deux() -> None:
    decoupes: Decoupes = {
        "departement": {"30": des("30", "30 e"), "34": des("34", "34 e")},
        "epci": {"e": des("30 e", "34 e")},
    }
    assert declarees(decoupes, "e") == set()
    assert declarees(decoupes, "30") == set()


def test_un_epci_ne_fait_qu_une_partie_de_son_departement() -> None:
    decoupes: Decoupes = {
        "departement": {"30": des("30", "30 e", "30 f")},
        "epci": {"e": des("30 e"), "f": des("30 f")},
    }
    assert declarees(decoupes, "30") == {
        ("30", des("e", "f"), "partielle"),
        ("30", des("e", "f"), "recouvrante"),
    }


@pytest.mark.parametrize("territoire", ["region-fictive", "logements-bellegrave"])
def test_un_bilan_connait_les_lots_de_toute_sa_region(territoire: str) -> None:
    trouvees = decoupes_d_un_bilan(c.ouvrir("projet-fictif", territoire=territoire, annee=2021))
    bellegrave = trouvees["projet"]["projet-bellegrave"]
    assert trouvees["operation"]["logements-bellegrave"] < bellegrave
    assert bellegrave == trouvees["maitre_ouvrage"]["bailleur-bellegrave"]
    assert trouvees["region"]["region-fictive"] == frozenset[str]().union(
        *trouvees["projet"].values()
    )


def test_un_lot_suit_son_operation_et_un_orphelin_n_est_nulle_part() -> None:
    operations = pd.DataFrame(
        {"id_operation": ["o", "p"], "id_mo": ["m", "m"], "id_projet": ["a", "b"], "cout": [1, 2]}
    )
    marches = pd.DataFrame(
        {"id_lot": ["1", "2", "2", "3"], "id_operation": ["o", "p", "p", "inconnue"]}
    )
    assert structure_des_lots(operations, marches).to_numpy().tolist() == [
        ["1", "o", "m", "a"],
        ["2", "p", "m", "b"],
    ]


VUES = pd.DataFrame({"code_departement": ["2A", "2B"], "code_commune": ["2A990", "2B999"]})
"""Une commune de chaque département fictif, chacune dans un EPCI."""


def d_un_panorama(territoire: str, vues: pd.DataFrame = VUES) -> Decoupes:
    etude = c.ouvrir("panorama-fictif", territoire=territoire, annee=2023)
    return decoupes_d_un_panorama(Lieu(etude), vues)


def test_un_departement_est_fait_de_ses_epci() -> None:
    trouvees = d_un_panorama("2B")
    assert trouvees["region"]["R94"] >= {"2A", "2B 299999029"}
    assert trouvees["departement"]["2B"] == frozenset[str]().union(*trouvees["epci"].values())
    assert trouvees["epci"].keys() == {"299999029", "299999037", "299999045"}
    assert ("2B", des(*trouvees["epci"]), "exacte") in declarees(trouvees, "2B")


def test_un_epci_connait_ceux_de_son_departement() -> None:
    """Le leur et celui du département, retranchés, diraient le sien."""
    trouvees = d_un_panorama("299999029")
    assert trouvees["epci"].keys() == {"299999029", "299999037", "299999045"}
    assert ("2B", des(*trouvees["epci"]), "exacte") in declarees(trouvees, "299999029")


def test_ce_qui_n_est_d_aucun_epci_reste_au_departement() -> None:
    ailleurs = pd.DataFrame({"code_departement": ["2B"], "code_commune": ["2B001"]})
    trouvees = d_un_panorama("299999029", pd.concat([VUES, ailleurs]))
    assert "2B" in trouvees["departement"]["2B"]
    assert ("2B", des(*trouvees["epci"]), "partielle") in declarees(trouvees, "299999029")


def test_une_region_connait_les_epci_du_dossier() -> None:
    epci = d_un_panorama("R94")["epci"]
    assert epci["299999003"] == des("2A 299999003")
    assert len(epci) == 5


def test_une_somme_ne_se_dit_qu_au_plus_pres() -> None:
    """Les EPCI d'un département font le département ; de la région, ils s'en déduisent."""
    additives = {
        (h.total, frozenset(h.parties))
        for h in emboitements(d_un_panorama("2B"), "2B", additifs=("etp",))
        if h.indicateurs == ("etp",)
    }
    assert {total for total, parties in additives if "299999029" in parties} == {"2B"}
    assert ("R94", des("2A", "2B")) in additives


def test_un_epci_a_cheval_n_est_pas_tout_entier_dans_le_departement_d_ou_on_le_voit() -> None:
    """Une commune de plus, de l'autre département : 2B n'est plus la somme de ses EPCI."""
    etude = c.ouvrir("panorama-fictif", territoire="299999029", annee=2023)
    lignes = etude.lignes

    class ACheval(type(etude)):  # type: ignore[misc]
        def lignes(self, source: str, colonne: str, *valeurs: str) -> pd.DataFrame:
            lues = lignes(source, colonne, *valeurs)
            ailleurs = lues.head(1).assign(
                code_commune="2A999", code_epci="299999037", code_departement="2A"
            )
            vue = colonne == "code_epci" and "299999037" in valeurs
            return pd.concat([lues, ailleurs]) if vue else lues

    lieu = Lieu(ACheval(etude.dossier, etude.territoire, etude.annee))
    trouvees = decoupes_d_un_panorama(lieu, VUES)
    assert trouvees["epci"]["299999037"] == des("2A 299999037", "2B 299999037")
    sommes = {
        (h, m) for h, parties, m in declarees(trouvees, "299999029") if "299999029" in parties
    }
    assert ("2B", "exacte") not in sommes
    assert ("2B", "partielle") in sommes
