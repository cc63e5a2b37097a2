"""PDF, Word et Excel d'un carnet quelconque : conformes, fidèles, inertes, reproductibles."""

from io import BytesIO

import docx as word
import openpyxl
import page
import pypdf
import pytest
import typst
from nbconvert.exporters import get_exporter

from carnets.inerte import inerte
from carnets.presentation.barres import barres
from carnets.presentation.objets import cartouche, note
from carnets.presentation.tableaux import tableau, tableau_texte
from carnets.rendu.contenu import lire_contenu
from carnets.rendu.docx import document as document_word
from carnets.rendu.pdf import compiler
from carnets.rendu.pdf import document as document_pdf
from carnets.rendu.xlsx import classeur
from tests.presentation.fabrique import diffusable, rangee
from tests.rendu.fabrique import affiche, carnet, objet, texte

DONNEES = diffusable([rangee("30", "salaries", 3114), rangee("48", "salaries", 597)])
PIEGE = '#eval("1") $x$ @ref *gras* _it_ <a> \\ `code` "guillemets"'
LIBRE = (
    "<table><thead><tr><th>a</th><th>b</th></tr></thead>"
    "<tbody><tr><td>=1+1</td><td>2.5</td></tr></tbody></table>"
)


@pytest.fixture(scope="module")
def contenu():
    return lire_contenu(
        carnet(
            objet(
                cartouche(
                    "Titre", surtitre="S", sous_titre="Gard, 2019", reperes={"Champ": "c"}
                ).charge
            ),
            texte("## Première partie\n\nDu texte."),
            objet(tableau(DONNEES, titre="Salariés", source="DIRECCTE").charge),
            objet(barres(DONNEES, titre="Salariés en 2019", source="DIRECCTE").charge),
            objet(note(PIEGE, PIEGE).charge),
            affiche({"text/html": LIBRE}),
        ),
        titre="Essai",
    )


def test_pdf_conforme_et_reproductible(contenu) -> None:
    premier, second = document_pdf(contenu), document_pdf(contenu)
    assert premier == second
    assert fautes(premier) == []


def test_un_pdf_gate_est_vu(contenu) -> None:
    sans_normes = compiler(
        {"main.typ": b"Texte sans titre ni langue."}, format="pdf", pdf_tags=False
    )
    assert fautes(sans_normes)


def test_une_image_sans_alternative_ne_se_compile_pas() -> None:
    svg = b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"></svg>'
    source = b'#set document(title: "t")\n#set text(lang: "fr")\n#image("x.svg")'
    with pytest.raises(typst.TypstError):
        compiler({"main.typ": source, "x.svg": svg}, format="pdf", pdf_standards=["ua-1"])


@pytest.mark.parametrize("lignes", range(30, 36))
def test_la_phrase_d_une_partie_reste_avec_son_tableau(lignes: int) -> None:
    remplissage = "\n\n".join(["Une ligne."] * lignes)
    contenu = lire_contenu(
        carnet(
            texte(f"{remplissage}\n\n## Partie\n\nCeci ouvre la partie."),
            objet(tableau(DONNEES, titre="Salariés", source="DIRECCTE").charge),
        ),
        titre="Essai",
    )
    pages = [p.extract_text() for p in pypdf.PdfReader(BytesIO(document_pdf(contenu))).pages]
    (page_de_la_phrase,) = [p for p in pages if "Ceci ouvre la partie." in p]
    assert "DIRECCTE" in page_de_la_phrase


@pytest.mark.parametrize("lignes", [0, 12, 30])
def test_un_tableau_de_plusieurs_pages_commence_sous_son_titre(lignes: int) -> None:
    rangees = [(f"r{k}", "mot") for k in range(90)]
    charge = tableau_texte("Longue liste", ("Rang", "Mot"), rangees, source="DIRECCTE")
    remplissage = "\n\n".join(["Une ligne."] * lignes)
    contenu = lire_contenu(
        carnet(texte(f"{remplissage}\n\n## Partie\n\nCeci ouvre."), objet(charge.charge)),
        titre="Essai",
    )
    pages = [p.extract_text() for p in pypdf.PdfReader(BytesIO(document_pdf(contenu))).pages]
    (debut,) = [p for p in pages if "Ceci ouvre." in p]
    assert "Longue liste" in debut
    assert "r0" in debut


def test_word_a_de_vrais_styles_et_se_reproduit(contenu) -> None:
    octets = document_word(contenu)
    assert octets == document_word(contenu)
    lu = word.Document(BytesIO(octets))
    styles = {p.style.name for p in lu.paragraphs}
    attendus = {"Title", "Subtitle", "Heading 1", "Table Caption", "Source", "Encadré"}
    assert attendus | {"Titre des données"} <= styles
    assert any(PIEGE in p.text for p in lu.paragraphs)
    descriptions = lu.element.xpath("//wp:docPr/@descr")
    assert any("Gard" in d for d in descriptions)
    entetes = lu.element.xpath("//w:tr[w:trPr/w:tblHeader]")
    assert len(entetes) == len(lu.tables)


def test_une_commande_invisible_dans_la_couverture_ne_refuse_pas_le_livrable() -> None:
    carte = cartouche(
        "Ti\x0btre\x07", surtitre="S\x85", sous_titre="Gard\x01", reperes={"Ch\x02amp": "c\x1f"}
    )
    sali = lire_contenu(carnet(objet(carte.charge)), titre="Essai")
    assert fautes(document_pdf(sali)) == []
    lu = word.Document(BytesIO(document_word(sali)))
    assert [p.text for p in lu.paragraphs][:3] == ["Titre", "Gard", "Champ\u00a0: c"]
    assert lu.core_properties.title == "Titre"


def test_excel_nombres_et_textes_inertes(contenu) -> None:
    octets = classeur(contenu)
    assert octets == classeur(contenu)
    livre = openpyxl.load_workbook(BytesIO(octets))
    assert livre.sheetnames == ["Lisez-moi", "Tableau 1", "Figure 1", "Libre 1"]
    assert livre["Tableau 1"]["B4"].value == 3114
    assert livre["Tableau 1"]["B4"].number_format == "#,##0"
    assert livre["Libre 1"]["A4"].value == "'=1+1"
    assert livre["Libre 1"]["B4"].value == 2.5
    assert not [c for f in livre for r in f.iter_rows() for c in r if c.data_type == "f"]


@pytest.mark.parametrize(
    "texte_", ["=1", "+1", "-1", "@x", "\tx", "\rx", "＝1", "－1", " =1", "\u202f=1"]
)
def test_une_formule_devient_un_texte(texte_: str) -> None:
    assert inerte(texte_) == f"'{texte_}"


def test_un_texte_ordinaire_ne_change_pas() -> None:
    assert inerte("Gard") == "Gard"


@pytest.mark.parametrize("format_", ["html", "pdf", "docx", "xlsx"])
def test_les_exporteurs_sont_ceux_de_nbconvert(format_: str) -> None:
    sortie, _ = get_exporter(f"carnets-{format_}")().from_notebook_node(
        carnet(texte("# Un carnet"))
    )
    assert sortie


def fautes(pdf: bytes) -> list[str]:
    """Règles PDF/UA-1 que ce PDF enfreint."""
    rapport = page.validate_pdf_bytes(pdf, profile=page.ValidationProfile.PDF_UA_1)
    return [str(faute) for faute in rapport.failures]
