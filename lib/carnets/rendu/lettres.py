"""Dans le PDF, les lettres d'un dessin sont écrites avec la police, et non retracées une à une.

La police y est déjà : le dessin y pèse quatre fois moins, se compose deux fois plus vite, et ses
mots se cherchent. Un texte n'est réécrit que si la police y remet chaque lettre à sa place exacte ;
sinon, il reste un tracé.
"""

import re
from functools import lru_cache
from html import escape

from carnets.presentation import fonte

FAMILLE = "Carnets Sans"
_TEXTE = re.compile(
    r'<g fill="(?P<couleur>[^"]*)" transform="translate\((?P<place>-?\d+ -?\d+)\) '
    r'scale\((?P<echelle>[\d.]+) -[\d.]+\)">'
    r'(?P<lettres><use href="#(?P<graisse>[ab])\d+" x="-?\d+"/>'
    r'(?:<use href="#(?P=graisse)\d+" x="-?\d+"/>)*)</g>'
)
_LETTRE = re.compile(r'<use href="#[ab](\d+)" x="(-?\d+)"/>')
_CITE = re.compile(r'href="#([ab]\d+)"')
_CONTOUR = re.compile(r'<path id="([ab]\d+)" d="[^"]*"/>')
CRENAGE = 40
"""Ce que le crénage peut ôter à un blanc, en unités de la police."""


def ecrire(dessin: bytes) -> bytes:
    """Le dessin SVG, ses lettres en textes, sans les contours que plus rien ne cite."""
    ecrit = _TEXTE.sub(_reecrire, dessin.decode("utf-8", "surrogateescape"))
    cites = set(_CITE.findall(ecrit))
    reste = _CONTOUR.sub(lambda trouve: trouve[0] if trouve[1] in cites else "", ecrit)
    return reste.encode("utf-8", "surrogateescape")


def _reecrire(trouve: re.Match[str]) -> str:
    gras = trouve["graisse"] == "b"
    texte = _lire(trouve["lettres"], gras)
    if texte is None:
        return trouve[0]
    corps = float(trouve["echelle"]) * fonte.unites(gras)
    graisse = ' font-weight="700"' if gras else ""
    return (
        f'<text transform="translate({trouve["place"]})" fill="{trouve["couleur"]}" '
        f'font-family="{FAMILLE}" font-size="{corps:g}"{graisse} xml:space="preserve">'
        f"{escape(texte)}</text>"
    )


@lru_cache(maxsize=8192)  # d'un livrable à l'autre, les légendes sont presque toutes les mêmes
def _lire(lettres: str, gras: bool) -> str | None:
    """Le texte que la police compose ainsi ; aucun si elle ne remet pas chaque lettre en place."""
    places = [(int(glyphe), int(x)) for glyphe, x in _LETTRE.findall(lettres)]
    espace, fine = (fonte.composer(blanc, gras)[1] for blanc in " \u202f")
    signes, bout = [], 0
    for glyphe, x in places:
        lettre = fonte.lettre(glyphe, gras)
        if lettre is None:
            return None
        espaces, reste = divmod(max(x - bout + CRENAGE, 0), espace)
        signes.append(" " * espaces)
        signes.append("\u202f" if reste > fine else "")
        signes.append(lettre)
        bout = x + fonte.composer(lettre, gras)[1]
    texte = "".join(signes)
    posees = [tuple(p) for p in fonte.composer(texte, gras)[0] if fonte.contour(p.glyphe, gras)]
    return texte if posees == places else None
