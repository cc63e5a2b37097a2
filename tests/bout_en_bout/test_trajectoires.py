"""Le carnet de trajectoires sur le vrai panel : ses nombres à la page, ses refus à la commande."""

import csv
from pathlib import Path

import openpyxl
import pytest
from bs4 import BeautifulSoup

from carnets.cli import main
from carnets.presentation.nombres import avec_unite
from tests.partage import exige_partage

FICHE = """\
titre: Trajectoires
fictif: false
annee: 2021
geographie: "2015"
territoires:
  - {{code: QP030001, libelle: Alès, type: qpv}}
  - {{code: QP999001, libelle: Absent, type: qpv}}
sources:
  filosofi_quartiers: {{fichier: panel_filosofi_2012_2021.csv, depuis: "{donnees}/panel-filosofi-qpv", modele: panel_filosofi_qpv, secret: deja_publie, carte: {{document: Filosofi par quartier, producteur: Insee, date: 2021-12-31, lignes: toutes}}}}
  quartiers: {{fichier: qpv_2015_liste.csv, depuis: "{donnees}/qpv-passage", modele: qpv, constantes: {{geographie: "2015"}}, secret: deja_publie, carte: {{document: Liste des quartiers, producteur: Insee, date: 2018-12-31, lignes: toutes}}}}
"""  # noqa: E501 — une source par ligne se lit mieux que cinq


def rendre(racine: Path, *parametres: str) -> int:
    """Code de sortie de `carnets rendre trajectoires_qpv`, des seuls HTML et Excel."""
    racine.mkdir(exist_ok=True)
    donnees = exige_partage().as_posix()
    (racine / "dossier.yml").write_text(FICHE.format(donnees=donnees), encoding="utf-8")
    arguments = ["rendre", "trajectoires_qpv", "--dossier", str(racine)]
    for parametre in parametres:
        arguments += ["-p", parametre]
    formats = ["--format", "html", "--format", "xlsx", "--sortie", str(racine / "reports")]
    with pytest.raises(SystemExit) as sortie:
        main([*arguments, *formats])
    return int(sortie.value.code or 0)


def test_ales_sur_le_vrai_panel(tmp_path: Path) -> None:
    racine = tmp_path / "reel"
    demande = ("territoire=QP030001", "traites=QP013*", "evenement=2016")
    assert rendre(racine, *demande) == 0
    (livre,) = (racine / "reports").glob("*/trajectoires_qpv/QP030001-2021")
    (fichier,) = livre.glob("*.html")
    page = BeautifulSoup(fichier.read_text(encoding="utf-8"), "html.parser")
    cles = [valeur.get_text() for valeur in page.select(".chiffres-cles .valeur")]
    brut = exige_partage() / "panel-filosofi-qpv" / "panel_filosofi_2012_2021.csv"
    with brut.open(encoding="utf-8-sig", newline="") as flux:
        ales = {li["annee"]: li for li in csv.DictReader(flux) if li["code"] == "QP030001"}
    assert cles[0] == avec_unite(float(ales["2021"]["revenu_median"]), "euros")
    assert cles[1] == avec_unite(float(ales["2021"]["taux_pauvrete"]), "pourcentage", 1)
    figures = page.select("div.figure img")
    assert len(figures) == 6
    assert "2021" in figures[-1]["alt"]
    textes = [str(texte) for texte in page.main.find_all(string=True)]
    assert sum(texte.startswith("Ce que") and "ne permet" in texte for texte in textes) == 4
    (classeur,) = livre.glob("*.xlsx")
    feuilles = openpyxl.load_workbook(classeur).sheetnames
    assert sum(nom.startswith("Figure") for nom in feuilles) == 6


@pytest.mark.parametrize(
    ("parametres", "message"),
    [
        (("territoire=QP999001",), "QP999001 n'est pas au panel"),
        (("territoire=QP030001", "debut=2011"), "corrigez le paramètre « debut »"),
        (("territoire=QP030001", "temoins=QP013*"), "« evenement »"),
        (
            ("territoire=QP030001", "traites=QP013*", "temoins=QP01*", "evenement=2016"),
            "les groupes se recouvrent",
        ),
        (("territoire=QP030001", "traitées=QP013*"), "vouliez-vous dire traites"),
    ],
)
def test_une_faute_du_chercheur(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    parametres: tuple[str, ...],
    message: str,
) -> None:
    assert rendre(tmp_path / "reel", *parametres) == 2
    lu = capsys.readouterr()
    assert message in lu.err
    assert "Traceback" not in lu.out + lu.err
    assert not list((tmp_path / "reel").glob("reports/*/*/*"))
