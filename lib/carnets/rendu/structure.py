"""Donner sa structure au corps : un seul titre de niveau 1, des ancres, un sommaire."""

import re
import unicodedata
from dataclasses import dataclass

from bs4 import BeautifulSoup, Tag

NIVEAUX = re.compile("^h[1-6]$")


@dataclass(frozen=True)
class Entree:
    """Une entrée du sommaire : son ancre, son texte et sa profondeur (2 ou 3)."""

    ancre: str
    texte: str
    niveau: int


def structurer(corps: str) -> tuple[str, list[Entree]]:
    """Corps aux titres bien emboîtés et ancrés, et son sommaire.

    Le titre du livrable est le seul niveau 1 ; dans le corps on commence à 2 et aucun niveau
    n'est sauté, quelle que soit la façon dont le carnet a été écrit.
    """
    arbre = BeautifulSoup(corps, "html.parser")
    pris: set[str] = set()
    entrees, precedent = [], 1
    for titre in arbre.find_all(NIVEAUX):
        niveau = min(max(int(titre.name[1]), 2), precedent + 1)
        titre.name, precedent = f"h{niveau}", niveau
        titre["id"] = _ancre(titre.get_text(), pris)
        if niveau <= 3:
            entrees.append(Entree(str(titre["id"]), titre.get_text().strip(), niveau))
    for image in arbre.find_all("img"):
        _verifier_image(image)
    return str(arbre), entrees


def _verifier_image(image: Tag) -> None:
    """Une image du texte sans alternative est décrite comme telle, jamais passée sous silence."""
    if not str(image.get("alt") or "").strip():
        image["alt"] = "Image sans texte de remplacement : son auteur n'en a pas fourni."


def _ancre(texte: str, pris: set[str]) -> str:
    sans_accent = unicodedata.normalize("NFKD", texte).encode("ascii", "ignore").decode()
    base = re.sub(r"[^a-z0-9]+", "-", sans_accent.lower()).strip("-") or "section"
    ancre, rang = base, 2
    while ancre in pris:
        ancre, rang = f"{base}-{rang}", rang + 1
    pris.add(ancre)
    return ancre
