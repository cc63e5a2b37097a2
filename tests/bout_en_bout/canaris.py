"""Les canaris : des heures qu'on ne trouve nulle part ailleurs, et où elles pourraient chanter.

Un support est une place d'un livrable où l'on peut lire un nombre : le texte d'une page, ses textes
de remplacement, ses figures, les propriétés et les feuilles cachées d'un classeur, le carnet
exécuté, le reçu, le registre, la liste des livrables, ce que dit la commande.
"""

import io
import os
import re
import tempfile
import zipfile
from base64 import b64decode
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from itertools import islice
from pathlib import Path
from unittest.mock import patch
from xml.etree import ElementTree

import nbformat
import pypdf
from nbformat import NotebookNode

from carnets.cli import main
from carnets.execution import rendre
from carnets.presentation.fonte import composer
from carnets.rendu.contenu import Contenu, lire_contenu

NOMBRE = 200
SEPARATEURS = "[\\s\u00a0\u202f.]?"
IMAGE = re.compile(r"data:image/svg\+xml;base64,([A-Za-z0-9+/=]+)")
ALTERNATIVE = re.compile(r'(?:alt|descr|title|aria-label)="([^"]*)"')
DONNEES = re.compile(r"data:[a-z+/-]+;base64,([A-Za-z0-9+/=]+)")


def canaris() -> list[int]:
    """Deux cents nombres premiers de six chiffres."""
    premiers = (n for n in range(100_003, 200_000, 2) if all(n % d for d in range(3, 449, 2)))
    return list(islice(premiers, NOMBRE))


def motif(nombres: list[int]) -> re.Pattern[str]:
    """Ces nombres, avec ou sans séparateur de milliers, hors d'un nombre plus long."""
    ecrits = "|".join(f"{str(n)[:3]}{SEPARATEURS}{str(n)[3:]}" for n in nombres)
    return re.compile(f"(?<![0-9A-Fa-f.,])(?:{ecrits})(?![0-9A-Fa-f])")


MOTIF = motif(canaris())


def supports(place: Path, execute: NotebookNode, dit: str) -> Mapping[str, str]:
    """Ce qui se lit de chaque support d'un livrable, dans les formats rendus."""
    (html,) = (fichier.read_text("utf-8") for fichier in place.glob("*.html"))
    lus = {
        "html": DONNEES.sub("", html),
        "html : textes de remplacement": "\n".join(ALTERNATIVE.findall(html)),
        "html : figures": "\n".join(figures(html)),
        "carnet exécuté": nbformat.writes(execute),
        "reçu": (place / "recu.json").read_text("utf-8"),
        "registre": (place / "registre.jsonl").read_text("utf-8"),
        "liste des livrables": (place.parents[2] / "index.html").read_text("utf-8"),
        "ce que dit la commande": dit,
    }
    for fichier in place.glob("*.pdf"):
        pdf = pypdf.PdfReader(fichier)
        lus |= {
            "pdf": "\n".join(page.extract_text() for page in pdf.pages),
            "pdf : textes de remplacement": "\n".join(_alternatives(pdf)),
            "pdf : propriétés": str(pdf.metadata),
        }
    for fichier in place.glob("*.docx"):
        docx = _pieces(fichier)
        lus |= {
            "docx": "\n".join(texte for nom, texte in docx.items() if "docProps" not in nom),
            "docx : textes de remplacement": "\n".join(
                ALTERNATIVE.findall(docx["word/document.xml"])
            ),
            "docx : propriétés": _proprietes(docx),
        }
    for fichier in place.glob("*.xlsx"):
        xlsx = _pieces(fichier)
        cachees = _cachees(xlsx)
        lus |= {
            "xlsx": "\n".join(t for nom, t in xlsx.items() if nom not in cachees),
            "xlsx : feuilles cachées": "\n".join(xlsx[nom] for nom in cachees),
            "xlsx : propriétés": _proprietes(xlsx),
        }
    return lus


def rendre_et_lire(
    carnet: str, dossier: Path, sortie: Path, *options: str
) -> tuple[Path, Mapping[str, str]]:
    """Rend par la commande, et lit chaque support ; le carnet exécuté est pris avant tout rendu."""
    executes: list[NotebookNode] = []

    def retenir(execute: NotebookNode, *, titre: str) -> Contenu:
        executes.append(execute)
        return lire_contenu(execute, titre=titre)

    with patch.object(rendre, "lire_contenu", retenir), _ecoute() as dit:
        try:
            main(["rendre", carnet, "--dossier", str(dossier), "--sortie", str(sortie), *options])
        except SystemExit as fin:
            code = fin.code
    assert not code, dit
    (place,) = sortie.glob("*/*/*/")
    return place, supports(place, executes[0], dit[0])


@contextmanager
def _ecoute() -> Iterator[list[str]]:
    """Ce que disent ce processus et ses enfants, sur leurs deux sorties."""
    entendu: list[str] = []
    gardes = [os.dup(rang) for rang in (1, 2)]
    with tempfile.TemporaryFile() as oreille:
        for rang in (1, 2):
            os.dup2(oreille.fileno(), rang)
        try:
            with redirect_stdout(io.StringIO()) as ici, redirect_stderr(ici):
                yield entendu
        finally:
            for rang, garde in zip((1, 2), gardes, strict=True):
                os.dup2(garde, rang)
                os.close(garde)
            oreille.seek(0)
            entendu.append(ici.getvalue() + oreille.read().decode())


def chants(lus: Mapping[str, str], cherche: re.Pattern[str] = MOTIF) -> dict[str, list[str]]:
    """Les canaris trouvés, par support où il s'en trouve."""
    trouves = {support: cherche.findall(texte) for support, texte in lus.items()}
    return {support: liste for support, liste in trouves.items() if liste}


def figures(html: str) -> list[str]:
    """Ce que disent les dessins d'une page, un texte par ligne : leurs lettres sont des tracés."""
    return [_lettres(dessin) for dessin in dessins(html)]


def dessins(html: str) -> list[str]:
    """Les dessins d'une page, tels quels : longueurs, places et contours."""
    return [b64decode(image).decode() for image in IMAGE.findall(html)]


def _lettres(dessin: str) -> str:
    chiffres = {
        f"{'b' if gras else 'a'}{composer(signe, gras)[0][0].glyphe}": signe
        for signe in "0123456789"
        for gras in (False, True)
    }
    textes = (re.findall(r'href="#(\w+)"', groupe) for groupe in dessin.split("</g>"))
    return "\n".join("".join(chiffres.get(lettre, "_") for lettre in texte) for texte in textes)


def _pieces(fichier: Path) -> dict[str, str]:
    """Le texte de chaque pièce d'un document Word ou d'un classeur."""
    with zipfile.ZipFile(io.BytesIO(fichier.read_bytes())) as archive:
        return {
            nom: archive.read(nom).decode()
            for nom in archive.namelist()
            if nom.endswith((".xml", ".rels", ".svg"))
        }


def _proprietes(pieces: Mapping[str, str]) -> str:
    return "\n".join(texte for nom, texte in pieces.items() if "docProps" in nom)


def _cachees(xlsx: Mapping[str, str]) -> list[str]:
    """Les pièces des feuilles qu'un tableur ne montre pas."""
    feuilles = ElementTree.fromstring(xlsx["xl/workbook.xml"]).iter()
    liens = {
        lien.get("Id"): f"xl/{str(lien.get('Target')).removeprefix('/xl/')}"
        for lien in ElementTree.fromstring(xlsx["xl/_rels/workbook.xml.rels"]).iter()
    }
    espace = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
    return [
        liens[feuille.get(espace)]
        for feuille in feuilles
        if feuille.tag.endswith("}sheet") and feuille.get("state") in ("hidden", "veryHidden")
    ]


def _alternatives(lecteur: pypdf.PdfReader) -> Iterator[str]:
    rangs = {*lecteur.xref_objStm, *(rang for table in lecteur.xref.values() for rang in table)}
    for rang in sorted(rangs - {0}):
        objet = lecteur.get_object(rang)
        if isinstance(objet, dict):
            yield from (str(objet[cle]) for cle in ("/Alt", "/ActualText") if cle in objet)
