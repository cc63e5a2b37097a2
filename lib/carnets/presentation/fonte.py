"""La police du projet, mise en forme par HarfBuzz : largeurs, crénage et contours des lettres.

Les lettres d'une figure sont des tracés, les mêmes sur tout poste : aucune police n'est demandée à
la machine, ni pour mesurer un texte, ni pour le dessiner.
"""

from functools import cache, lru_cache
from typing import NamedTuple

import uharfbuzz
from fontTools.pens.svgPathPen import SVGPathPen

from carnets.chemins import POLICES

FICHIERS = {False: "CarnetsSans-Regular.ttf", True: "CarnetsSans-Bold.ttf"}


class Lettre(NamedTuple):
    """Un glyphe de la police et son abscisse, en unités de la police."""

    glyphe: int
    abscisse: int


@lru_cache(maxsize=4096)
def composer(texte: str, gras: bool) -> tuple[tuple[Lettre, ...], int]:
    """Les lettres d'une ligne et sa largeur, en unités de la police (voir `unites`)."""
    tampon = uharfbuzz.Buffer()
    tampon.add_str(texte)
    tampon.guess_segment_properties()
    uharfbuzz.shape(_fonte(gras), tampon)
    lettres, abscisse = [], 0
    for signe, place in zip(tampon.glyph_infos, tampon.glyph_positions or (), strict=True):
        lettres.append(Lettre(signe.codepoint, abscisse + place.x_offset))
        abscisse += place.x_advance
    return tuple(lettres), abscisse


@cache
def contour(glyphe: int, gras: bool) -> str:
    """Le tracé SVG d'un glyphe, en unités de la police, l'axe vertical vers le haut."""
    plume = SVGPathPen(None)
    _fonte(gras).draw_glyph_with_pen(glyphe, plume)
    return str(plume.getCommands())


def lettre(glyphe: int, gras: bool) -> str | None:
    """La lettre que dessine ce glyphe, s'il n'en dessine qu'une."""
    return _lettres(gras).get(glyphe)


@cache
def _lettres(gras: bool) -> dict[int, str]:
    face = _fonte(gras).face
    lues: dict[int, str] = {}
    for code in sorted(face.unicodes, reverse=True):
        lues[_fonte(gras).get_nominal_glyph(code)] = chr(code)
    return lues


@cache
def unites(gras: bool) -> int:
    """Unités de la police dans un cadratin."""
    return int(_fonte(gras).face.upem)


@cache
def _fonte(gras: bool) -> uharfbuzz.Font:
    fichier = uharfbuzz.Blob.from_file_path(str(POLICES / FICHIERS[gras]))
    return uharfbuzz.Font(uharfbuzz.Face(fichier))
