"""Fait `reference.docx`, le document de styles que pandoc suit pour nos livrables Word.

Part du document de référence de pandoc. La police est Calibri : un document que l'on poursuit
dans Word doit employer une police que tout poste a déjà.
"""

import subprocess
from io import BytesIO

import pypandoc
from docx import Document
from docx.document import Document as DocumentWord
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from docx.styles.style import ParagraphStyle

from carnets.chemins import GABARITS
from carnets.presentation import charte

POLICE = "Calibri"
TITRES = {"Title": 26, "Subtitle": 14, "Heading 1": 16, "Heading 2": 13, "Heading 3": 11.5}
BLOCS = {
    "Source": (9, charte.ENCRE_DOUCE, None),
    "Encadré": (10.5, charte.ENCRE, charte.VOILE),
    "Message": (11, charte.ENCRE, None),
    "Avertissement": (9.5, charte.ALERTE, None),
    "Sortie": (9, charte.ENCRE, charte.VOILE),
    "Titre des données": (9.5, charte.ENCRE, None),
}


def couleur(hexa: str) -> RGBColor:
    return RGBColor.from_string(hexa.lstrip("#").upper())


def element(nom: str, **attributs: str) -> OxmlElement:
    cree = OxmlElement(nom)
    for cle, valeur in attributs.items():
        cree.set(qn(f"w:{cle}"), valeur)
    return cree


def poser(style: ParagraphStyle, corps: float, teinte: str, *, gras: bool = False) -> None:
    """Police, corps et couleur d'un style ; efface la police de thème qui l'emporterait."""
    style.font.name, style.font.size, style.font.bold = POLICE, Pt(corps), gras
    style.font.color.rgb = couleur(teinte)
    polices = style.element.get_or_add_rPr().get_or_add_rFonts()
    for attribut in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        polices.attrib.pop(qn(f"w:{attribut}"), None)
    for attribut in ("ascii", "hAnsi", "cs", "eastAsia"):
        polices.set(qn(f"w:{attribut}"), POLICE)


def texte_et_titres(document: DocumentWord) -> None:
    for nom in ("Normal", "Body Text", "First Paragraph", "Compact"):
        poser(document.styles[nom], 10.5, charte.ENCRE)
        document.styles[nom].paragraph_format.space_after = Pt(0 if nom == "Compact" else 6)
    # « Compact » est le style des cellules de tableau.
    poser(document.styles["Compact"], 9, charte.ENCRE)
    document.styles["Compact"].paragraph_format.space_before = Pt(2)
    for nom, corps in TITRES.items():
        teinte = charte.ENCRE if nom in {"Title", "Heading 2", "Heading 3"} else charte.ACCENT
        poser(document.styles[nom], corps, teinte, gras=nom != "Subtitle")
        document.styles[nom].paragraph_format.keep_with_next = True
        document.styles[nom].paragraph_format.alignment = 0
    document.styles["Heading 1"].paragraph_format.space_before = Pt(22)
    for nom in ("Table Caption", "Image Caption"):
        poser(document.styles[nom], 10.5, charte.ENCRE, gras=True)
        document.styles[nom].font.italic = False
        document.styles[nom].paragraph_format.keep_with_next = nom == "Table Caption"
        document.styles[nom].paragraph_format.space_before = Pt(12)


def blocs(document: DocumentWord) -> None:
    """Styles de nos blocs : sources, encadrés, messages de synthèse…"""
    for nom, (corps, teinte, fond) in BLOCS.items():
        style = document.styles.add_style(nom, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = document.styles["Normal"]
        poser(style, corps, teinte, gras=nom in {"Avertissement", "Titre des données"})
        style.paragraph_format.space_before = style.paragraph_format.space_after = Pt(4)
        if fond:
            trait = element("w:shd", val="clear", color="auto", fill=fond.lstrip("#"))
            style.element.get_or_add_pPr().append(trait)
    document.styles["Titre des données"].paragraph_format.keep_with_next = True


def tableau(document: DocumentWord) -> None:
    """Filets fins sous les rangées, en-tête gras souligné, comme à l'écran."""
    style = document.styles["Table"].element
    for ancien in style.findall(qn("w:tblPr")) + style.findall(qn("w:tblStylePr")):
        style.remove(ancien)
    proprietes = element("w:tblPr")
    bords = element("w:tblBorders")
    filet = charte.FILET.lstrip("#")
    for cote in ("bottom", "insideH"):
        bords.append(element(f"w:{cote}", val="single", sz="4", space="0", color=filet))
    marges = element("w:tblCellMar")
    for cote in ("left", "right"):
        marges.append(element(f"w:{cote}", w="85", type="dxa"))
    proprietes.extend([bords, marges])
    style.append(proprietes)
    entete = element("w:tblStylePr", type="firstRow")
    lettres = element("w:rPr")
    lettres.append(element("w:b"))
    cellule, cadre = element("w:tcPr"), element("w:tcBorders")
    cadre.append(
        element("w:bottom", val="single", sz="10", space="0", color=charte.ENCRE.lstrip("#"))
    )
    cellule.append(cadre)
    entete.extend([lettres, cellule])
    style.append(entete)


def page(document: DocumentWord) -> None:
    """A4, et le numéro de page au pied."""
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.2)
    section.top_margin = section.bottom_margin = Cm(2.4)
    pied = section.footer.paragraphs[0]
    pied.alignment = 2
    for genre, texte in (("begin", None), (None, "PAGE"), ("end", None)):
        course = pied.add_run()
        if genre:
            course._r.append(element("w:fldChar", fldCharType=genre))
        else:
            code = element("w:instrText")
            code.text = texte
            course._r.append(code)


def main() -> None:
    defaut = subprocess.run(
        [pypandoc.get_pandoc_path(), "--print-default-data-file=reference.docx"],
        capture_output=True,
        check=True,
    ).stdout
    document = Document(BytesIO(defaut))
    for etape in (texte_et_titres, blocs, tableau, page):
        etape(document)
    document.save(str(GABARITS / "reference.docx"))


if __name__ == "__main__":
    main()
