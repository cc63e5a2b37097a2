"""La lignée d'un territoire : qui le contient, qui il contient, et ce qu'ils font ensemble."""

from carnets.presentation.lignee import Decoupes, emboitements
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
