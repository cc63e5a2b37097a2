"""Du papier à Word : chaque nature de nœud a sa forme, et rien d'une cellule riche ne se perd."""

import json
from io import BytesIO
from zipfile import ZipFile

import docx as word
import pypandoc
import pytest
from docx.document import Document
from docx.table import Table
from nbformat import NotebookNode

from carnets.presentation.barres import barres
from carnets.presentation.tableaux import tableau
from carnets.presentation.textes import chiffre_cle, chiffres_cles
from carnets.rendu.arbre_pandoc import API
from carnets.rendu.contenu import lire_contenu
from carnets.rendu.docx import document
from tests.presentation.fabrique import diffusable, rangee
from tests.rendu.fabrique import affiche, carnet, objet, texte
from tests.rendu.test_papier import PIEGES, RICHE

DONNEES = diffusable([rangee("30", "salaries", 3114), rangee("48", "salaries", 597)])


def ecrit(*cellules: NotebookNode) -> bytes:
    return document(lire_contenu(carnet(*cellules), titre="Essai"))


def lu(*cellules: NotebookNode) -> Document:
    return word.Document(BytesIO(ecrit(*cellules)))


def libre(html: str) -> NotebookNode:
    return affiche({"text/html": html})


def styles(*cellules: NotebookNode) -> dict[str, str]:
    """Style de chaque paragraphe, par son texte."""
    return {p.text: str(p.style.name) for p in lu(*cellules).paragraphs if p.style}


def tableaux(html: str) -> list[Table]:
    return lu(libre(html)).tables


def textes(document: Document) -> str:
    """Tous les textes du corps, tableaux compris, blancs ôtés."""
    return "".join("".join(t.text or "" for t in document.element.body.iter("{*}t")).split())


def test_un_texte_ecrit_comme_du_code_reste_un_texte() -> None:
    pieges = "".join(
        f"<p>{p.replace('&', '&amp;').replace('<', '&lt;').replace('>', '&gt;')}</p>"
        for p in PIEGES
    )
    vu = textes(lu(libre(pieges)))
    assert [p for p in PIEGES if "".join(p.split()) not in vu] == []


def test_rien_d_une_cellule_riche_ne_se_perd() -> None:
    vu = textes(lu(texte(RICHE)))
    mots = (
        "Partie penché gras code x2 H2O lien renvoi renvoimort premier dedans toutaufond citation "
        "danslacitation deff(x):return#x nom nombre ligne 12 terme sens replié déplié haut c d "
        "large seule"
    )
    assert [m for m in mots.split() if m not in vu] == []


@pytest.mark.parametrize(
    ("html", "forme"),
    [
        ("<b>x</b>", "w:b"),
        ("<i>x</i>", "w:i"),
        ("<u>x</u>", "w:u"),
        ("<s>x</s>", "w:strike"),
        ("<sub>x</sub>", "w:vertAlign[@w:val='subscript']"),
        ("<sup>x</sup>", "w:vertAlign[@w:val='superscript']"),
        ("<code>x</code>", "w:rStyle[@w:val='VerbatimChar']"),
    ],
)
def test_une_mise_en_forme_est_celle_de_word(html: str, forme: str) -> None:
    chemin = f"//w:r[w:rPr/{forme}][w:t='x']"
    assert len(lu(libre(f"<p>un {html} mot</p>")).element.xpath(chemin)) == 1


def test_un_lien_sort_et_un_renvoi_vise_son_titre() -> None:
    vu = lu(texte(RICHE)).element
    assert vu.xpath("//w:hyperlink/@w:anchor") == ["partie"]
    assert "partie" in vu.xpath("//w:bookmarkStart/@w:name")
    with ZipFile(BytesIO(ecrit(texte(RICHE)))) as archive:
        assert b"https://exemple.fr/a" in archive.read("word/_rels/document.xml.rels")


def test_une_liste_garde_son_premier_numero_et_ses_niveaux() -> None:
    octets = ecrit(libre('<ol start="7"><li>sept<ol><li>dedans</li></ol></li></ol>'))
    niveaux = word.Document(BytesIO(octets)).element.xpath("//w:numPr/w:ilvl/@w:val")
    assert niveaux == ["0", "1"]
    with ZipFile(BytesIO(octets)) as archive:
        numeros = archive.read("word/numbering.xml")
    assert b'<w:start w:val="7"' in numeros
    assert b'<w:lvlText w:val="%1."' in numeros


@pytest.mark.parametrize("liste", ["ul", "ol"])
@pytest.mark.parametrize(("point", "style"), [("un", "Compact"), ("<p>un</p>", "Normal")])
def test_une_liste_serree_le_reste(liste: str, point: str, style: str) -> None:
    html = f"<p>Avant.</p><{liste}><li>{point}</li></{liste}>"
    assert styles(libre(html))["un"] == style


def test_une_citation_et_un_saut_sont_a_la_francaise() -> None:
    vu = lu(libre("<p>Il dit <q>oui</q>,<br>puis part.</p>"))
    (dit,) = [p for p in vu.paragraphs if "oui" in p.text]
    assert dit.text == "Il dit «\u00a0oui\u00a0»,\npuis part."


def test_un_tableau_garde_ses_fusions_son_entete_et_ses_alignements() -> None:
    (vu,) = tableaux(
        "<table><thead><tr><th>Lieu</th><th>Nombre</th><th>Note</th></tr></thead>"
        "<tr><td rowspan='2'>haut</td><td>1</td><td>a</td></tr><tr><td>2</td><td>b</td></tr>"
        "<tr><td colspan='3'>large</td></tr></table>"
    )
    assert [c.text for c in vu.column_cells(0)] == ["Lieu", "haut", "haut", "large"]
    assert [c.text for c in vu.rows[3].cells] == ["large"] * 3
    assert len(vu._element.xpath(".//w:tr[w:trPr/w:tblHeader]")) == 1
    alignements = [c.paragraphs[0].alignment for c in vu.rows[1].cells]
    assert [str(a) for a in alignements] == ["LEFT (0)", "RIGHT (2)", "RIGHT (2)"]


@pytest.mark.parametrize("role", ["total", "accent"])
def test_une_rangee_mise_en_valeur_est_en_gras(role: str) -> None:
    (vu,) = tableaux(
        "<table><tr><td>un</td><td>2</td></tr><tr><td>rien</td><td>3</td></tr></table>"
    )
    assert not vu._element.xpath(".//w:b")
    charge = tableau(DONNEES, titre="T", source="s").charge
    charge["lignes"][1]["role"] = role
    (appuye,) = lu(objet(charge)).tables
    gras = [[bool(c._element.xpath(".//w:b")) for c in r.cells] for r in appuye.rows]
    assert gras == [[False, False], [False, False], [True, True]]


def test_un_petit_tableau_n_occupe_pas_la_page() -> None:
    (vu,) = tableaux("<table><tr><td>un</td><td>2</td></tr></table>")
    (largeur,) = vu._element.xpath("./w:tblPr/w:tblW/@w:w")
    assert 0 < int(largeur) < 4000  # cinquantièmes de pour cent


def test_nos_blocs_ont_un_style_nomme() -> None:
    figure = barres(DONNEES, titre="Salariés", source="DIRECCTE").charge
    resume = {"genre": "synthese", "phrases": [{"texte": "Un message."}]}
    vus = styles(
        texte("## Partie\n\n### Sous-partie\n\n> Une citation"), objet(resume), objet(figure)
    )
    assert vus["Partie"] == "Heading 1"
    assert vus["Sous-partie"] == "Heading 2"
    assert vus["Une citation"] == "Block Text"
    assert vus["Un message."] == "Message"
    assert vus["Figure 1 – Salariés"] == "Image Caption"


def test_les_chiffres_cles_sont_un_tableau() -> None:
    chiffres = [chiffre_cle(DONNEES, "salaries", "contre 597 en Lozère", territoire="30")]
    (vu,) = lu(objet(chiffres_cles(chiffres, source="DIRECCTE").charge)).tables
    assert [c.text for c in vu.rows[0].cells] == ["Indicateur", "Valeur", "Repère"]
    valeur = vu.rows[1].cells[1]
    assert valeur.text == "3\u202f114"
    assert valeur._element.xpath(".//w:b")
    assert vu.rows[1].cells[2].text == "contre 597 en Lozère"


def test_deux_tableaux_qui_se_suivent_ne_se_fondent_pas() -> None:
    un = "<table><tr><td>un</td></tr></table>"
    assert len(tableaux(un * 2)) == 2
    entre = lu(libre(un * 2)).element.xpath("//w:tbl/following-sibling::*[1][self::w:tbl]")
    assert entre == []


def test_aucun_paragraphe_vide_entre_deux_tableaux_legendes() -> None:
    charge = tableau(DONNEES, titre="T", source="").charge
    vides = [p for p in lu(objet(charge), objet(charge)).paragraphs if not p.text]
    assert vides == []


def test_une_legende_faite_de_blocs_garde_ses_textes() -> None:
    html = (
        "<table><caption><p>Un</p><p>deux</p><pre>trois</pre></caption><tr><td>1</td></tr></table>"
    )
    (legende,) = [p.text for p in lu(libre(html)).paragraphs if p.style.name == "Table Caption"]
    assert legende.split() == ["Un", "deux", "trois"]


def test_une_commande_invisible_ne_refuse_pas_le_livrable() -> None:
    assert "avantaprès" in textes(lu(libre("<p>avant\x07\x1b\x85après</p>")))


def test_la_version_de_l_arbre_est_celle_de_pandoc() -> None:
    vide = json.loads(pypandoc.convert_text("", "json", format="markdown"))
    assert vide["pandoc-api-version"][:2] == API
