"""Livrable PDF : le même corps que le HTML, composé par Typst, conforme à PDF/UA-1.

HTML → pandoc (écriture Typst, filtre Lua) → Typst. La compilation refuse une image sans texte de
remplacement : un document inaccessible ne peut pas sortir d'ici.
"""

import json
import os
from functools import cache
from typing import Any

import typst
from bs4 import BeautifulSoup

from carnets.chemins import GABARITS, POLICES
from carnets.presentation import charte
from carnets.rendu.contenu import Contenu
from carnets.rendu.exporteur import Exporteur
from carnets.rendu.html import corps
from carnets.rendu.images import Images
from carnets.rendu.pandoc import convertir

NORMES = ["ua-1"]

# Un fil par livrable : un lot en compose autant à la fois qu'il a de cœurs. Typst lit ce réglage
# à sa première composition.
os.environ.setdefault("RAYON_NUM_THREADS", "1")


def document(contenu: Contenu) -> bytes:
    """PDF du contenu : couverture, sommaire, sections."""
    images = Images()
    interieur, sommaire = corps(contenu, images.adresse)
    fichiers = {
        "main": f"{_modele()}\n{vers_typst(interieur)}".encode(),
        "reperes.json": json.dumps(_reperes(contenu, bool(sommaire))).encode(),
        **images.fichiers,
    }
    return compiler(fichiers, format="pdf", pdf_standards=NORMES)


def vers_typst(interieur: str) -> str:
    """Corps HTML → Typst ; les blocs repliés à l'écran sont dépliés sur le papier."""
    ecrit = convertir(
        pour_papier(interieur), vers="typst", filtre="typst.lua", options=["--wrap=none"]
    )
    return ecrit.decode()


def pour_papier(interieur: str) -> str:
    """Corps où plus rien n'est replié ni défilant, titres remontés d'un niveau.

    À l'écran le titre du livrable est le niveau 1 ; sur papier il est sur la couverture, et les
    sections commencent donc à 1. Une classe de paragraphe, que pandoc ignore, devient un bloc.
    """
    arbre = BeautifulSoup(interieur, "html.parser")
    for repli in arbre.find_all("details"):
        repli.name = "div"
        repli["class"] = "donnees"
    for resume in arbre.find_all("summary"):
        resume.name = "p"
        resume["class"] = "titre-donnees"
    for titre in arbre.find_all(["h2", "h3", "h4", "h5", "h6"]):
        titre.name = f"h{int(titre.name[1]) - 1}"
    for paragraphe in arbre.select("p[class]"):
        enveloppe = arbre.new_tag(
            "div", attrs={"class": " ".join(paragraphe.get_attribute_list("class"))}
        )
        paragraphe.wrap(enveloppe)
        del paragraphe["class"]
    return str(arbre)


def compiler(fichiers: dict[str, bytes], **options: Any) -> bytes:
    """Compile un document Typst tenu en mémoire ; seules nos polices sont lues sur le disque."""
    resultat = typst.compile(fichiers, font_paths=_polices(), ignore_system_fonts=True, **options)
    return bytes(resultat)


@cache
def _polices() -> typst.Fonts:
    """Nos polices et celles de Typst, lues une fois : les lire coûtait autant que composer."""
    return typst.Fonts(include_system_fonts=False, font_paths=[str(POLICES)])


def _reperes(contenu: Contenu, sommaire: bool) -> dict[str, Any]:
    carte = contenu.cartouche
    teintes = {nom: getattr(charte, nom) for nom in dir(charte) if nom.isupper()}
    return {
        "titre": contenu.titre,
        "auteur": "carnets",
        "surtitre": carte.get("surtitre", ""),
        "sous_titre": carte.get("sous_titre", ""),
        "reperes": carte.get("reperes", []),
        "fictif": bool(carte.get("fictif", False)),
        "sommaire": sommaire,
        "charte": teintes,
    }


@cache
def _modele() -> str:
    return (GABARITS / "livrable.typ").read_text(encoding="utf-8")


class ExportPdf(Exporteur):
    """`jupyter nbconvert --to carnets-pdf` : le PDF d'un carnet exécuté."""

    output_mimetype = "application/pdf"
    export_from_notebook = "Carnets (PDF)"
    suffixe = ".pdf"

    def ecrire(self, contenu: Contenu) -> bytes:
        return document(contenu)
