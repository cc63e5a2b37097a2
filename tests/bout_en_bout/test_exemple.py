"""Le dossier d'exemple donne ses livrables, et chacun se dit fictif à chaque page."""

import io
from pathlib import Path
from zipfile import ZipFile

import openpyxl
import pypdfium2
import pytest
import yaml

from carnets.cli import main

MENTION = "Données fictives"


def _lancer(*arguments: str) -> int:
    with pytest.raises(SystemExit) as fin:
        main(list(arguments))
    return int(fin.value.code or 0)


@pytest.fixture(scope="module")
def livre(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Le bilan d'une opération, rendu par un chemin relatif, comme le dit l'aide."""
    ici = tmp_path_factory.mktemp("exemple")
    with pytest.MonkeyPatch.context() as lieu:
        lieu.chdir(ici)
        assert _lancer("exemple", "essai", "--graine", "5", "--personnes", "400") == 0
        rendre = ("rendre", "bilan_insertion", "--dossier", "essai", "-p", "territoire=operation-1")
        assert _lancer(*rendre, "-p", "annee=2020", "--sortie", "reports") == 0
    return ici


def _octets(livre: Path, suffixe: str) -> bytes:
    (fichier,) = (livre / "reports").rglob(f"bilan_insertion-*.{suffixe}")
    return fichier.read_bytes()


def test_chaque_territoire_declare_ses_livrables(livre: Path) -> None:
    fiche = yaml.safe_load((livre / "essai" / "dossier.yml").read_text(encoding="utf-8"))
    assert fiche["fictif"] is True
    declares = {t["territoire"] for t in fiche["livrables"]}
    assert declares == {t["code"] for t in fiche["territoires"] if t["type"] != "qpv"}
    assert {t["type"] for t in fiche["territoires"]} > {"region", "projet", "operation"}


def test_chaque_page_du_pdf_le_dit(livre: Path) -> None:
    pages = list(pypdfium2.PdfDocument(_octets(livre, "pdf")))
    assert len(pages) > 5
    for page in pages:
        assert MENTION in page.get_textpage().get_text_range()


def test_chaque_page_du_docx_le_dit(livre: Path) -> None:
    with ZipFile(io.BytesIO(_octets(livre, "docx"))) as archive:
        corps = archive.read("word/document.xml").decode()
        (pied,) = [n for n in archive.namelist() if n.startswith("word/footer")]
        assert MENTION in archive.read(pied).decode()
    # Une seule section, dont ce pied est celui de toutes les pages.
    assert corps.count("<w:sectPr") == corps.count("<w:footerReference") == 1
    assert "titlePg" not in corps


def test_la_page_html_le_dit_en_tete_et_au_pied(livre: Path) -> None:
    assert _octets(livre, "html").decode().count(MENTION) >= 2


def test_chaque_feuille_du_classeur_le_dit(livre: Path) -> None:
    feuilles = openpyxl.load_workbook(io.BytesIO(_octets(livre, "xlsx"))).worksheets
    assert len(feuilles) > 5
    for feuille in feuilles:
        assert MENTION in {cellule.value for cellule in feuille["A"]}, feuille.title
        assert MENTION in (feuille.oddHeader.left.text or "")
