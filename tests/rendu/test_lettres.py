"""Les lettres d'un dessin redeviennent, dans le PDF, les textes qu'il montre, à la même place."""

import re
from io import BytesIO

import page
import pypdfium2
import pytest
from PIL import ImageChops

from carnets.presentation.toile import Toile
from carnets.rendu.lettres import ecrire
from carnets.rendu.pdf import compiler

TEXTES = [
    "Part des moins de 25 ans",
    "49,6\u202f%  Le quartier",
    "1\u202f234\u202f567,8\u00a0€",
    "Centre-Ville (La Grand'Combe), AVATAR & Té…",
    "−1,2 à +3",
]


def dessin(texte: str, *, gras: bool = False) -> bytes:
    toile = Toile(hauteur=1.0)
    toile.texte(0.5, 0.5, texte, gras=gras)
    return toile.en_svg().encode()


def compose(svg: bytes) -> bytes:
    source = b'#set page(width: 480pt, height: 60pt, margin: 0pt)\n#image("x.svg", alt: "x")'
    return compiler({"main.typ": source, "x.svg": svg}, format="pdf")


@pytest.mark.parametrize("texte", TEXTES)
@pytest.mark.parametrize("gras", [False, True])
def test_un_texte_est_ecrit_et_non_trace(texte: str, gras: bool) -> None:
    svg = dessin(texte, gras=gras)
    ecrit = ecrire(svg)
    assert b"<use" in svg
    assert b"<use" not in ecrit
    assert b'<path id="' not in ecrit
    lu = pypdfium2.PdfDocument(BytesIO(compose(ecrit)))[0].get_textpage().get_text_range()
    assert "".join(lu.split()) == "".join(texte.split())


@pytest.mark.parametrize("texte", TEXTES)
def test_ecrit_ou_trace_le_dessin_est_le_meme(texte: str) -> None:
    svg = dessin(texte)
    trace, ecrit = (
        pypdfium2.PdfDocument(BytesIO(compose(d)))[0].render(scale=8).to_pil().convert("L")
        for d in (svg, ecrire(svg))
    )
    ecart = ImageChops.difference(trace, ecrit).point(lambda v: 255 if v > 128 else 0)
    assert sum(ecart.histogram()[1:]) < 0.002 * trace.width * trace.height


def test_une_lettre_deplacee_reste_un_trace() -> None:
    svg = dessin("quartier").decode()
    deplacee = re.sub(r'x="(\d+)"/></g>', lambda t: f'x="{int(t[1]) + 7}"/></g>', svg)
    assert deplacee != svg
    assert ecrire(deplacee.encode()) == deplacee.encode()


def test_un_dessin_venu_d_ailleurs_passe_tel_quel() -> None:
    svg = b'<svg xmlns="http://www.w3.org/2000/svg"><text>\xe9</text><use href="#z1" x="0"/></svg>'
    assert ecrire(svg) == svg


def test_les_lettres_d_une_figure_ne_genent_pas_l_accessibilite() -> None:
    source = (
        b'#set document(title: "t")\n#set text(lang: "fr")\n'
        b'#title()\n#figure(image("x.svg", alt: "Une figure"), caption: [L])'
    )
    svg = ecrire(dessin("quartier"))
    pdf = compiler({"main.typ": source, "x.svg": svg}, format="pdf", pdf_standards=["ua-1"])
    rapport = page.validate_pdf_bytes(pdf, profile=page.ValidationProfile.PDF_UA_1)
    assert [str(faute) for faute in rapport.failures] == []
