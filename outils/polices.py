"""Fait la police Carnets Sans à partir des TTF de Source Sans 3 (paquet npm `source-sans`).

Usage : python outils/polices.py DOSSIER_TTF  (demande fonttools et brotli, hors du verrou).
"""

import sys
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

DESTINATION = Path(__file__).resolve().parents[1] / "lib" / "carnets" / "rendu" / "polices"
STYLES = {"Regular": "Regular", "Semibold": "Bold", "It": "Italic"}
TRAITS = ["kern", "mark", "mkmk", "ccmp", "locl", "sups", "subs", "lnum", "tnum", "pnum"]
CARACTERES = [
    *range(0x20, 0x17F),
    *range(0x2000, 0x2070),
    *range(0x2070, 0x209D),
    *range(0x1D43, 0x1D4A),
    *(ord(c) for c in "ˆ˚˜€№™←↑→↓∆∑−∕≈≠≤≥■▲▼●○◆✓ﬁﬂ"),
]
GRAS, ITALIQUE_OU_NORMAL = 0x20, 0x40


def reduire(source: Path, nom: str, format_: str | None) -> TTFont:
    """Police réduite à nos caractères et renommée (la licence réserve le nom « Source »)."""
    options = subset.Options()
    options.layout_features, options.hinting, options.flavor = TRAITS, False, format_
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14, 16, 17]
    police = TTFont(source, recalcTimestamp=False)
    reducteur = subset.Subsetter(options)
    reducteur.populate(unicodes=CARACTERES)
    reducteur.subset(police)
    noms = {1: "Carnets Sans", 2: nom, 3: f"CarnetsSans-{nom}", 4: f"Carnets Sans {nom}"}
    noms |= {6: f"CarnetsSans-{nom}", 16: "Carnets Sans", 17: nom}
    for entree in police["name"].names:
        if entree.nameID in noms:
            entree.string = noms[entree.nameID]
    if nom == "Bold":
        police["OS/2"].usWeightClass = 700
        selection = police["OS/2"].fsSelection
        police["OS/2"].fsSelection = (selection | GRAS) & ~ITALIQUE_OU_NORMAL
        police["head"].macStyle |= 1
    police.flavor = format_
    return police


def main(dossier: Path) -> None:
    """Écrit les trois graisses en TTF, et les deux de la page en WOFF2."""
    for style, nom in STYLES.items():
        for format_ in (None, "woff2") if nom != "Italic" else (None,):
            police = reduire(dossier / f"SourceSans3-{style}.ttf", nom, format_)
            police.save(DESTINATION / f"CarnetsSans-{nom}.{format_ or 'ttf'}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
