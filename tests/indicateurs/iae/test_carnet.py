"""Le carnet panorama, sur les structures de décembre 2020 : des territoires sans rien de commun."""

import json
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from carnets.execution.commandes import commandes_du_lot
from carnets.execution.lot import executer_lot
from carnets.execution.ouvriers import OuvriersLocaux
from tests.indicateurs.iae.dossier_2020 import dossier
from tests.partage import exige_partage

DEMANDES = "R76,976,988,248400251"


@pytest.fixture(scope="module")
def livres(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Une région, Mayotte, un territoire sans structure, un EPCI sur deux régions."""
    racine = tmp_path_factory.mktemp("panorama")
    cas = dossier(racine / "iae-2020", exige_partage())
    commandes = commandes_du_lot("panorama_iae", str(cas), DEMANDES, [])
    resume = executer_lot(
        commandes, OuvriersLocaux(1), sortie=racine / "reports", formats=("html",)
    )
    assert not resume.echecs, [e.cause[:300] for e in resume.echecs]
    return {p.name.removesuffix("-2020"): p for p in resume.livres}


def page(place: Path) -> BeautifulSoup:
    (fichier,) = place.glob("*.html")
    return BeautifulSoup(fichier.read_text(encoding="utf-8"), "html.parser")


def texte(place: Path) -> str:
    return " ".join(page(place).get_text(" ").split())


def test_la_region_dit_ses_comptes(livres: dict[str, Path]) -> None:
    chiffres = json.loads((livres["R76"] / "recu.json").read_text("utf-8"))["chiffres_cles"]
    assert [c["texte"] for c in chiffres] == ["341", "176", "89"], (
        "le reçu garde les trois premiers"
    )
    titres = [legende.get_text() for legende in page(livres["R76"]).find_all(["figcaption"])]
    assert any("Sièges des structures" in t for t in titres)
    assert any("EPCI sans siège" in t for t in titres)


def test_un_territoire_sans_quartier_ou_sans_structure_le_dit(livres: dict[str, Path]) -> None:
    assert "n'a aucun quartier prioritaire" in texte(livres["988"])
    assert "sans objet" in texte(livres["988"])
    assert "QN97" in texte(livres["976"])


def test_un_epci_compte_ses_sieges_des_deux_cotes_d_une_limite(livres: dict[str, Path]) -> None:
    """Le Grand Avignon : des communes du Gard et du Vaucluse."""
    lu = texte(livres["248400251"])
    assert "Avignon" in lu
    assert "Villeneuve-lès-Avignon" in lu


def test_deux_epci_ne_se_confondent_pas_sur_un_axe(livres: dict[str, Path]) -> None:
    """« Communauté de communes » remplit à lui seul la place d'un nom."""
    assert "CC du Sud" in texte(livres["976"])


def test_ce_que_le_dossier_n_a_pas_est_dit_avec_sa_raison(livres: dict[str, Path]) -> None:
    tableau = next(
        t for t in page(livres["976"]).find_all("table") if "Parties du livrable" in t.get_text()
    )
    lignes = {
        ligne.find("th").get_text(): ligne.find("td").get_text()
        for ligne in tableau.find("tbody").find_all("tr")
    }
    assert lignes["Structures par type"] == "Rendue"
    assert "etat_mensuel_iae" in lignes["Salariés et ETP"]
    assert "panorama publié" in lignes["Contrôles du document publié"]


def test_les_millesimes_de_la_dares_sont_marques(livres: dict[str, Path]) -> None:
    lu = texte(livres["R76"])
    assert "page du 31/10/2024" in lu
    assert "page du 30/04/2025" in lu
    assert "premier mois de la page mise à jour le 30/04/2025" in lu
    assert "Révisions d'un millésime à l'autre" in lu
