"""Livrable Word : vrais styles de titre, légendes, tableaux ; un document que l'on poursuit."""

import re
from html import escape
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

from carnets.chemins import GABARITS
from carnets.presentation import charte
from carnets.rendu.contenu import Contenu
from carnets.rendu.exporteur import Exporteur
from carnets.rendu.html import corps
from carnets.rendu.images import Images
from carnets.rendu.pandoc import convertir
from carnets.rendu.pdf import compiler, pour_papier

FINESSE = 200
"""Points par pouce des figures : nettes à l'impression, légères à l'envoi."""

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
    return compiler({"main": source.encode(), nom: image}, format="png", ppi=FINESSE)


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
