"""Livrable Word : vrais styles de titre, légendes, tableaux ; un document que l'on poursuit."""

import re
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

from carnets.chemins import GABARITS
from carnets.rendu import arbre_pandoc
from carnets.rendu.attaches import Noeud
from carnets.rendu.contenu import Contenu
from carnets.rendu.exporteur import Exporteur
from carnets.rendu.html import corps_autonome
from carnets.rendu.images import Images, est_vectorielle, matricielle
from carnets.rendu.pandoc import convertir
from carnets.rendu.papier import composer
from carnets.rendu.pdf import dessiner

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
    interieur, _ = corps_autonome(contenu)
    noeuds = composer(interieur, images, lettre=LETTRE)
    converti = convertir(
        arbre_pandoc.document(
            [*_couverture(contenu), *noeuds],
            {
                "lang": "fr-FR",
                "title": contenu.titre,
                "subtitle": contenu.cartouche.get("sous_titre", ""),
            },
        ),
        vers="docx",
        options=[f"--reference-doc={GABARITS / 'reference.docx'}"],
        fichiers=_en_points(images.fichiers),
    )
    return _pied_fictif(converti) if contenu.cartouche.get("fictif") else converti


def _couverture(contenu: Contenu) -> list[Noeud]:
    """Repères du cartouche, un par ligne sous le titre."""
    carte = contenu.cartouche
    fictif: list[Noeud] = [{"n": "avertissement", "c": ["Données fictives"]}]
    lignes: list[Noeud] = [
        {
            "n": "paragraphe",
            "c": [
                {"n": "gras", "c": [f"{ligne['libelle']}\u00a0:"]},
                f" {ligne['texte']}",
            ],
        }
        for ligne in carte.get("reperes", [])
    ]
    return [*(fictif if carte.get("fictif") else []), *lignes]


def _en_points(fichiers: dict[str, bytes]) -> dict[str, bytes]:
    """Les mêmes images, toutes matricielles : Word ne dessine pas partout le SVG."""
    dessins = {nom: octets for nom, octets in fichiers.items() if est_vectorielle(nom)}
    autres = {nom: octets for nom, octets in fichiers.items() if nom not in dessins}
    faits = dessiner(dessins, finesse=FINESSE)
    return autres | {matricielle(nom): octets for nom, octets in faits.items()}


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


class ExportDocx(Exporteur):
    """`jupyter nbconvert --to carnets-docx` : le document Word d'un carnet exécuté."""

    output_mimetype = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    export_from_notebook = "Carnets (Word)"
    suffixe = ".docx"

    def ecrire(self, contenu: Contenu) -> bytes:
        return document(contenu)
