"""Donner sa structure au corps : un seul titre de niveau 1, des ancres, un sommaire."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from bs4 import BeautifulSoup, Tag

NIVEAUX = re.compile("^h[1-6]$")


@dataclass(frozen=True)
class Entree:
    """Une entrée du sommaire : son ancre, son texte et sa profondeur (2 ou 3)."""

    ancre: str
    texte: str
    niveau: int


def structurer(morceaux: Iterable[tuple[str, bool]]) -> tuple[str, list[Entree]]:
    """Corps aux titres bien emboîtés et ancrés, et son sommaire.

    `morceaux` : le HTML de chaque bloc, et s'il peut porter un titre ou une image que nous n'avons
    pas écrits ; les autres passent tels quels, sans être relus.
    Le titre du livrable est le seul niveau 1 ; dans le corps on commence à 2 et aucun niveau
    n'est sauté, quelle que soit la façon dont le carnet a été écrit.
    """
    pris: set[str] = set()
    entrees: list[Entree] = []
    ecrits, precedent = [], 1
    for morceau, a_relire in morceaux:
        if not a_relire:
            ecrits.append(morceau)
            continue
        arbre = BeautifulSoup(morceau, "html.parser")
        for titre in arbre.find_all(NIVEAUX):
            niveau = min(max(int(titre.name[1]), 2), precedent + 1)
            titre.name, precedent = f"h{niveau}", niveau
            titre["id"] = _ancre(titre.get_text(), pris)
            if niveau <= 3:
                entrees.append(Entree(str(titre["id"]), titre.get_text().strip(), niveau))
        for image in arbre.find_all("img"):
            _verifier_image(image)
        ecrits.append(str(arbre))
    return "\n".join(ecrits), entrees


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
