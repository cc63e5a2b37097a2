"""Grille d'un tableau HTML : combien de colonnes, et quelle cellule tient à quelle place.

Un tableau écrit à la main peut avoir des rangées inégales et des fusions qui débordent : la grille
les complète et les borne, car une place vide ferait glisser les rangées suivantes.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from lxml.html import HtmlElement

from carnets.rendu.largeurs import CAPACITE, Entete, Plan, planifier
from carnets.rendu.lecture import classes_de, texte_de

FUSION_MAXIMALE = 1000
"""Comme le HTML : une fusion plus large est une faute."""

ENVELOPPES = {"html", "body", "div", "details", "figure"}
RETRAITS = {"libre", "note"}
"""Un tableau a toute la page s'il n'est que dans ces éléments, sans ces classes."""


class Place(NamedTuple):
    """Une cellule : son élément (aucun pour une place comblée), son rang, et ses fusions."""

    element: HtmlElement | None
    rang: int
    colonnes: int = 1
    rangees: int = 1


@dataclass(frozen=True)
class Grille:
    """Rangées d'en-tête puis de corps, avec le nombre de colonnes qui leur est commun."""

    colonnes: int
    entete: list[list[Place]]
    corps: list[list[Place]]
    rangees: list[HtmlElement]
    """Les éléments `tr` du corps, dans l'ordre de `corps`."""


def lire_grille(tableau: HtmlElement) -> Grille:
    """Grille d'un élément `table`."""
    tetes, corps = _rangees(tableau)
    if not tableau.xpath(".//@colspan | .//@rowspan"):
        return _sans_fusion(tetes, corps)
    places_tete, places_corps = _placer(tetes), _placer(corps)
    colonnes = max(
        (p.rang + p.colonnes for r in (*places_tete, *places_corps) for p in r), default=0
    )
    return Grille(
        colonnes, _combler(places_tete, colonnes), _combler(places_corps, colonnes), corps
    )


def _sans_fusion(tetes: list[HtmlElement], corps: list[HtmlElement]) -> Grille:
    """Grille d'un tableau ordinaire : le rang d'une cellule est celui de sa place."""
    colonnes = max(map(len, (*tetes, *corps)), default=0)
    vide = [None] * colonnes

    def aligner(rangee: HtmlElement) -> list[Place]:
        return [Place(cellule, rang) for rang, cellule in enumerate([*rangee, *vide][:colonnes])]

    return Grille(colonnes, [*map(aligner, tetes)], [*map(aligner, corps)], corps)


def a_toute_la_page(tableau: HtmlElement) -> bool:
    """Rien autour du tableau ne lui ôte de largeur : ni cadre, ni liste, ni cellule."""
    return all(
        dehors.tag in ENVELOPPES and RETRAITS.isdisjoint(classes_de(dehors))
        for dehors in tableau.iterancestors()
    )


def planifier_tableau(grille: Grille, *, lettre: float = 1.0) -> Plan:
    """Largeurs d'un tableau lu ; l'en-tête d'une colonne de texte a la classe `texte`.

    `lettre` : largeur d'une lettre du format, une de notre police valant 1.
    """
    entetes = [
        Entete(place.rang, texte_de(place.element), "texte" in classes_de(place.element))
        for places in grille.entete
        for place in places
        if place.element is not None and place.colonnes == 1
    ]
    rangees = [_textes(places, grille.colonnes) for places in grille.corps]
    return planifier(grille.colonnes, entetes, rangees, capacite=CAPACITE / lettre)


def _textes(places: Sequence[Place], colonnes: int) -> list[str]:
    """Textes d'une rangée par colonne ; une cellule fusionnée ne dit rien de sa largeur."""
    textes = [""] * colonnes
    for place in places:
        if place.element is not None and place.colonnes == 1:
            textes[place.rang] = texte_de(place.element)
    return textes


def _rangees(tableau: HtmlElement) -> tuple[list[HtmlElement], list[HtmlElement]]:
    """En-tête et corps ; sans `thead`, une première rangée toute de `th` est l'en-tête."""
    tetes: list[HtmlElement] = []
    corps: list[HtmlElement] = []
    pied: list[HtmlElement] = []
    for enfant in tableau:
        destination = {"thead": tetes, "tfoot": pied}.get(enfant.tag, corps)
        if enfant.tag == "tr":
            corps.append(enfant)
        elif enfant.tag in {"thead", "tbody", "tfoot"}:
            destination.extend(r for r in enfant if r.tag == "tr")
    corps += pied
    if not tetes and len(corps) > 1 and len(corps[0]) and all(c.tag == "th" for c in corps[0]):
        tetes.append(corps.pop(0))
    return tetes, corps


def _placer(rangees: Sequence[HtmlElement]) -> list[list[Place]]:
    """Le rang de chaque cellule, les fusions venues d'au-dessus prises en compte."""
    placees: list[list[Place]] = []
    prises: dict[int, int] = {}  # colonne → première rangée où elle redevient libre
    for numero, rangee in enumerate(rangees):
        places, rang = [], 0
        for cellule in rangee:
            while prises.get(rang, 0) > numero:
                rang += 1
            large = 1
            voulu = _fusion(cellule.get("colspan"))
            while large < voulu and prises.get(rang + large, 0) <= numero:
                large += 1
            haut = min(_fusion(cellule.get("rowspan")), len(rangees) - numero)
            if haut > 1:
                prises |= dict.fromkeys(range(rang, rang + large), numero + haut)
            places.append(Place(cellule, rang, large, haut))
            rang += large
        placees.append(places)
    return placees


def _combler(rangees: Sequence[list[Place]], colonnes: int) -> list[list[Place]]:
    """Les mêmes rangées, une place vide partout où rien ne tient."""
    prises: set[tuple[int, int]] = set()
    comblees = []
    for numero, places in enumerate(rangees):
        for p in places:
            prises |= _couvre(p, numero)
        vides = [Place(None, r) for r in range(colonnes) if (numero, r) not in prises]
        comblees.append(sorted([*places, *vides], key=lambda p: p.rang) if vides else places)
    return comblees


def _couvre(place: Place, numero: int) -> set[tuple[int, int]]:
    return {
        (numero + bas, place.rang + droite)
        for bas in range(place.rangees)
        for droite in range(place.colonnes)
    }


def _fusion(valeur: str | None) -> int:
    return min(max(int(valeur), 1), FUSION_MAXIMALE) if valeur and valeur.isdecimal() else 1
