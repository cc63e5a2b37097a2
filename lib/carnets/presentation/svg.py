"""Écrire un dessin en SVG : quelques formes, des nombres entiers, rien qui vienne d'un texte.

Une figure n'est que traits, surfaces, marques et lettres : les écrire directement coûte vingt fois
moins que par une bibliothèque de tracé, qui remesure chaque texte plusieurs fois. Les coordonnées
sont en centièmes de point : entières, donc égales à l'octet d'un poste à l'autre.
"""

from collections.abc import Iterable, Sequence
from html import escape
from math import isnan, sqrt
from typing import Literal

import numpy as np

from carnets.presentation import fonte

FINESSE = 100
"""Unités du dessin dans un point typographique."""

Hachures = Literal["biais", "contre", "debout", "couche", "croix"]
_ANGLES: dict[Hachures, int] = {"biais": 45, "contre": -45, "debout": 0, "couche": 90, "croix": 45}

_DEMI = 0.5
_DIAGONALE = sqrt(2) / 2
_TIERS = 1 / 3
# Sommets de chaque forme pour une taille de 1, l'axe vertical vers le bas.
_FORMES: dict[str, tuple[tuple[float, float], ...]] = {
    "s": ((-_DEMI, -_DEMI), (_DEMI, -_DEMI), (_DEMI, _DEMI), (-_DEMI, _DEMI)),
    "D": ((0, -_DIAGONALE), (_DIAGONALE, 0), (0, _DIAGONALE), (-_DIAGONALE, 0)),
    "^": ((0, -_DEMI), (_DEMI, _DEMI), (-_DEMI, _DEMI)),
    "v": ((0, _DEMI), (_DEMI, -_DEMI), (-_DEMI, -_DEMI)),
    "P": (
        *((-_TIERS / 2, -_DEMI), (_TIERS / 2, -_DEMI), (_TIERS / 2, -_TIERS / 2)),
        *((_DEMI, -_TIERS / 2), (_DEMI, _TIERS / 2), (_TIERS / 2, _TIERS / 2)),
        *((_TIERS / 2, _DEMI), (-_TIERS / 2, _DEMI), (-_TIERS / 2, _TIERS / 2)),
        *((-_DEMI, _TIERS / 2), (-_DEMI, -_TIERS / 2), (-_TIERS / 2, -_TIERS / 2)),
    ),
}


class Glyphes:
    """Les lettres d'un dessin : chacune est écrite une fois, puis citée."""

    def __init__(self) -> None:
        self._ecrits: dict[str, str] = {}

    def texte(
        self, texte: str, x: float, y: float, *, corps: float, couleur: str, gras: bool
    ) -> str:
        """Une ligne dont le pied commence en (x, y) ; tout est en points."""
        cites = []
        for glyphe, abscisse in fonte.composer(texte, gras)[0]:
            trace = fonte.contour(glyphe, gras)
            if trace:
                nom = f"{'b' if gras else 'a'}{glyphe}"
                self._ecrits[nom] = trace
                cites.append(f'<use href="#{nom}" x="{abscisse}"/>')
        echelle = f"{corps * FINESSE / fonte.unites(gras):g}"
        place = f"translate({_u(x)} {_u(y)}) scale({echelle} -{echelle})"
        return f'<g fill="{couleur}" transform="{place}">{"".join(cites)}</g>'

    def definitions(self) -> str:
        """Les contours de toutes les lettres citées."""
        return "".join(f'<path id="{n}" d="{d}"/>' for n, d in sorted(self._ecrits.items()))


def document(largeur: float, hauteur: float, definitions: str, formes: Iterable[str]) -> str:
    """Le dessin entier ; `largeur` et `hauteur` en points."""
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{largeur:.2f}pt" '
        f'height="{hauteur:.2f}pt" viewBox="0 0 {_u(largeur)} {_u(hauteur)}">\n'
        f"<defs>{definitions}</defs>\n{chr(10).join(formes)}\n</svg>\n"
    )


def ligne(
    points: Sequence[tuple[float, float]],
    *,
    couleur: str,
    epaisseur: float,
    tirets: Sequence[float] = (),
) -> str:
    """Ligne brisée ; un nan l'interrompt. Tout est en points."""
    bouts = ' stroke-linecap="round"' if epaisseur > 2 and not tirets else ""
    pointille = f' stroke-dasharray="{" ".join(_u(t) for t in tirets)}"' if tirets else ""
    return (
        f'<path d="{_chemin(points)}" fill="none" stroke="{couleur}" '
        f'stroke-width="{_u(epaisseur)}" stroke-linejoin="round"{bouts}{pointille}/>'
    )


def rectangle(
    x: float, y: float, largeur: float, hauteur: float, habit: str, *, opacite: float = 1.0
) -> str:
    """Rectangle dont (x, y) est le coin haut gauche, en points ; `habit` : voir `habiller`."""
    voile = f' fill-opacity="{opacite:g}"' if opacite < 1 else ""
    place = f'x="{_u(x)}" y="{_u(y)}" width="{_u(largeur)}" height="{_u(hauteur)}"'
    return f"<rect {place} {habit}{voile}/>"


def surface(anneaux: Iterable[np.ndarray], habit: str) -> str:
    """Surface bordée d'anneaux, en points ; un trou tourne en sens inverse de son bord."""
    return f'<path d="{"".join(map(_anneau, anneaux))}" {habit}/>'


def marque(x: float, y: float, forme: str, taille: float, habit: str) -> str:
    """Marque centrée en (x, y) : « o » rond, « s » carré, « D » losange, « ^ », « v », « P »."""
    if forme == "o":
        return f'<circle cx="{_u(x)}" cy="{_u(y)}" r="{_u(taille / 2)}" {habit}/>'
    return surface([np.array(_FORMES[forme]) * taille + (x, y)], habit)


def habiller(fond: str, *, bord: str = "none", epaisseur: float = 0.0) -> str:
    """Attributs d'une forme pleine : son fond, son bord et l'épaisseur du bord en points."""
    if bord == "none" or not epaisseur:
        return f'fill="{escape(fond)}"'
    return f'fill="{escape(fond)}" stroke="{escape(bord)}" stroke-width="{_u(epaisseur)}"'


def hachures(nom: str, sorte: Hachures, trait: str) -> str:
    """Définition de rayures sans fond, à citer par `url(#nom)`.

    Sans fond : le motif se pave, et la jointure de deux pavés pleins se verrait comme une rayure.
    """
    pas, trame = 5 * FINESSE, f'height="{5 * FINESSE}" fill="{trait}"'
    croise = f'<rect width="{pas}" height="{FINESSE}" fill="{trait}"/>' if sorte == "croix" else ""
    return (
        f'<pattern id="{nom}" width="{pas}" height="{pas}" patternUnits="userSpaceOnUse" '
        f'patternTransform="rotate({_ANGLES[sorte]})">'
        f'<rect width="{FINESSE}" {trame}/>{croise}</pattern>'
    )


def _u(points: float) -> str:
    return str(round(points * FINESSE))


def _anneau(points: np.ndarray) -> str:
    entiers = np.rint(points * FINESSE).astype(int).ravel().tolist()
    return f"M{' '.join(map(str, entiers))}Z"


def _chemin(points: Sequence[tuple[float, float]]) -> str:
    morceaux, leve = [], True
    for x, y in points:
        if isnan(x) or isnan(y):
            leve = True
            continue
        morceaux.append(f"{'M' if leve else 'L'}{_u(x)} {_u(y)}")
        leve = False
    return "".join(morceaux)
