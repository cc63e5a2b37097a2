"""Le carnet d'implantation, rendu pour quelques territoires qui n'ont rien de commun."""

import json
from pathlib import Path

import pytest

from carnets.execution.commandes import commandes_du_lot
from carnets.execution.lot import executer_lot
from carnets.execution.ouvriers import OuvriersLocaux
from tests.indicateurs.iae.dossier_2020 import dossier
from tests.partage import exige_partage


@pytest.fixture(scope="module")
def livres(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Une région, la Lozère sans quartier, Mayotte, et un territoire sans aucune structure."""
    racine = tmp_path_factory.mktemp("implantation")
    cas = dossier(racine / "iae-2020", exige_partage())
    commandes = commandes_du_lot("implantation_iae", str(cas), "R76,48,976,988", [])
    resume = executer_lot(
        commandes, OuvriersLocaux(1), sortie=racine / "reports", formats=("html", "pdf")
    )
    assert not resume.echecs, [e.cause[:300] for e in resume.echecs]
    return {p.name.removesuffix("-2020"): p for p in resume.livres}


def page(place: Path) -> str:
    (fichier,) = place.glob("*.html")
    return fichier.read_text(encoding="utf-8")


def test_la_region_dit_ses_comptes(livres: dict[str, Path]) -> None:
    chiffres = json.loads((livres["R76"] / "recu.json").read_text("utf-8"))["chiffres_cles"]
    assert [c["texte"] for c in chiffres] == ["176", "89", "56"]
    assert "<svg" in page(livres["R76"]) or "image/svg+xml" in page(livres["R76"])


def test_un_territoire_sans_quartier_ou_sans_structure_le_dit(livres: dict[str, Path]) -> None:
    assert "988" in livres
    assert "aucun quartier prioritaire" in page(livres["988"])
    assert "(sans objet)" in page(livres["988"])
    assert "QN97" in page(livres["976"])
