"""Livrable Word : vrais styles de titre, légendes, tableaux ; un document que l'on poursuit."""

import re
from html import escape
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

from lxml import html as arbres

from carnets.chemins import GABARITS
from carnets.presentation import charte
from carnets.rendu.contenu import Contenu
from carnets.rendu.exporteur import Exporteur
from carnets.rendu.grille import lire_grille, planifier_tableau
from carnets.rendu.html import corps
from carnets.rendu.images import Images
from carnets.rendu.lecture import lire
from carnets.rendu.pandoc import convertir
from carnets.rendu.pdf import compiler

FINESSE = 200
"""Points par pouce des figures : nettes à l'impression, légères à l'envoi."""

LETTRE = 1.3
"""Les lettres de Word, dont la police change d'un poste à l'autre, sont plus larges que celles du
PDF, et Word coupe un nombre de son unité là où la colonne est trop étroite."""

_MENTION = (
    '<w:r><w:rPr><w:b/></w:rPr><w:t xml:space="preserve">'
    "Données fictives \u2013 page\u00a0</w:t></w:r>"
)


def document(contenu: Contenu) -> bytes:
    """Document Word du contenu ; les figures vectorielles y deviennent des images."""
    images = Images()
    interieur, _ = corps(contenu, images.adresse)
    for nom in images.fichiers:
        interieur = interieur.replace(f'src="{nom}"', f'src="{nom.replace(".svg", ".png")}"')
    converti = convertir(
        _couverture(contenu) + pour_papier(interieur),
        vers="docx",
        filtre="word.lua",
        options=[
            f"--reference-doc={GABARITS / 'reference.docx'}",
            "--metadata=lang:fr-FR",
            f"--metadata=title:{contenu.titre}",
            f"--metadata=subtitle:{contenu.cartouche.get('sous_titre', '')}",
        ],
        fichiers={
            nom.replace(".svg", ".png"): _en_points(nom, image)
            for nom, image in images.fichiers.items()
        },
    )
    return _pied_fictif(converti) if contenu.cartouche.get("fictif") else converti


def pour_papier(interieur: str) -> str:
    """Corps où plus rien n'est replié, titres remontés d'un niveau, tableaux aux colonnes mesurées.

    À l'écran le titre du livrable est le niveau 1 ; sur papier il est sur la couverture, et les
    sections commencent donc à 1. Une classe de paragraphe, que pandoc ignore, devient un bloc.
    """
    arbre = lire(interieur)
    for element in list(arbre.iter("details", "summary", "h2", "h3", "h4", "h5", "h6")):
        if element.tag == "details":
            element.tag = "div"
            element.set("class", "donnees")
        elif element.tag == "summary":
            element.tag = "p"
            element.set("class", "titre-donnees")
        else:
            element.tag = f"h{int(element.tag[1]) - 1}"
    for paragraphe in arbre.xpath(".//p[@class]"):
        enveloppe = arbres.Element("div", {"class": paragraphe.attrib.pop("class")})
        enveloppe.tail, paragraphe.tail = paragraphe.tail, None
        paragraphe.getparent().replace(paragraphe, enveloppe)
        enveloppe.append(paragraphe)
    for tableau in arbre.iter("table"):
        _mesurer(tableau)
    return str(arbres.tostring(arbre, encoding="unicode"))


def _mesurer(tableau: arbres.HtmlElement) -> None:
    """Écrit la largeur de chaque colonne là où pandoc la lit."""
    for perimee in tableau.xpath("./colgroup | ./col"):
        tableau.remove(perimee)
    grille = lire_grille(tableau)
    if not grille.colonnes:
        return
    plan = planifier_tableau(grille, lettre=LETTRE)
    total = sum(plan.parts)
    colonnes = arbres.Element("colgroup")
    for part in plan.parts:
        largeur = 100 * plan.largeur * part / total
        colonnes.append(arbres.Element("col", {"style": f"width: {largeur}%"}))
    tableau.insert(1 if tableau.find("caption") is not None else 0, colonnes)


def _pied_fictif(document: bytes) -> bytes:
    """Le même document, « Données fictives » au pied de chaque page, avant son numéro."""
    sortie = BytesIO()
    with ZipFile(BytesIO(document)) as lu, ZipFile(sortie, "w", ZIP_DEFLATED) as ecrit:
        for membre in lu.infolist():
            octets = lu.read(membre)
            if re.fullmatch(r"word/footer[0-9]+\.xml", membre.filename):
                octets = octets.replace(b"</w:pPr>", b"</w:pPr>" + _MENTION.encode(), 1)
            ecrit.writestr(membre, octets)
    return sortie.getvalue()


def _en_points(nom: str, image: bytes) -> bytes:
    """Image matricielle : Word ne dessine pas partout le SVG."""
    if not nom.endswith(".svg"):
        return image
    source = (
        f"#set page(width: {charte.LARGEUR_UTILE}cm, height: auto, margin: 0pt)\n"
        f'#image("{nom}", width: 100%)'
    )
    return compiler({"main.typ": source.encode(), nom: image}, format="png", ppi=FINESSE)


def _couverture(contenu: Contenu) -> str:
    """Repères du cartouche, en liste de définitions sous le titre."""
    carte = contenu.cartouche
    fictif = '<p class="avertissement">Données fictives</p>' if carte.get("fictif") else ""
    lignes = "".join(
        f"<p><strong>{escape(ligne['libelle'])}\u00a0:</strong> {escape(ligne['texte'])}</p>"
        for ligne in carte.get("reperes", [])
    )
    return pour_papier(fictif + lignes)


class ExportDocx(Exporteur):
    """`jupyter nbconvert --to carnets-docx` : le document Word d'un carnet exécuté."""

    output_mimetype = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    export_from_notebook = "Carnets (Word)"
    suffixe = ".docx"

    def ecrire(self, contenu: Contenu) -> bytes:
        return document(contenu)
