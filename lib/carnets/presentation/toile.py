"""La toile : une figure mesurée en centimètres, où chaque trait est posé à sa place exacte.

Les textes sont mesurés avec leur police avant d'être posés. matplotlib n'a donc ni axe, ni
graduation, ni mise en page à deviner : c'est ce qui coûte, et ce qui change d'une version à
l'autre.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Literal

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties, findfont
from matplotlib.ft2font import FT2Font, LoadFlags
from matplotlib.lines import Line2D
from matplotlib.patches import Polygon, Rectangle

from carnets.presentation import charte
from carnets.presentation.figures import CENTIMETRES_PAR_POUCE, charger_polices

Ancre = Literal["gauche", "centre", "droite"]

INTERLIGNE = 0.47
"""D'une ligne de texte à la suivante, en centimètres, au corps de la charte."""

HAUTEUR_MAXIMALE = 21.0
"""Au-delà, une figure et sa légende ne tiennent plus sur une page A4."""

DEMI_CAPITALE = 0.12
"""Moitié de la hauteur d'une capitale, en centimètres, au corps de la charte."""

_POINTS = CENTIMETRES_PAR_POUCE / 72
_HORIZONTAL = {"gauche": "left", "centre": "center", "droite": "right"}


@dataclass
class Toile:
    """Surface de la largeur du texte ; l'origine est en haut à gauche, l'unité le centimètre."""

    hauteur: float
    largeur: float = charte.LARGEUR_UTILE
    dessin: Figure = field(init=False)
    axe: Axes = field(init=False)

    def __post_init__(self) -> None:
        charger_polices()
        taille = (self.largeur / CENTIMETRES_PAR_POUCE, self.hauteur / CENTIMETRES_PAR_POUCE)
        self.dessin = Figure(figsize=taille)
        self.axe = Axes(self.dessin, (0.0, 0.0, 1.0, 1.0))
        self.dessin.add_axes(self.axe)
        self.axe.set_axis_off()
        # Les artistes s'ajoutent par `add_artist` : la toile est fixée, rien n'est à remesurer.
        self.axe.set_xlim(0, self.largeur)
        self.axe.set_ylim(self.hauteur, 0)

    def texte(
        self,
        x: float,
        y: float,
        texte: str,
        *,
        ancre: Ancre = "gauche",
        couleur: str = charte.ENCRE,
        gras: bool = False,
        halo: str = "",
    ) -> None:
        """Pose un texte, centré en hauteur sur `y` ; `halo` le détache d'un fond chargé."""
        if halo:
            # Un cerne autour des lettres pèserait vingt fois ce fond.
            demi = largeur_texte(texte, gras=gras) / 2 + 0.06
            centre = {"gauche": x + demi, "centre": x, "droite": x - demi}[ancre]
            self.bande(centre - demi, centre + demi, y, 0.4, halo, opacite=0.8, plan=4.5)
        seule = "\n" not in texte
        self.axe.text(
            x,
            # Une ligne se centre sur la hauteur de ses capitales, avec ou sans jambage.
            y + DEMI_CAPITALE if seule else y,
            texte,
            ha=_HORIZONTAL[ancre],
            va="baseline" if seule else "center",
            color=couleur,
            fontproperties=_police(gras),
            linespacing=1.15,
            zorder=5,
        )

    def trait(
        self,
        xs: Sequence[float],
        ys: Sequence[float],
        *,
        couleur: str = charte.ENCRE,
        epaisseur: float = 1.0,
        tirets: tuple[float, ...] = (),
        plan: float = 2,
    ) -> None:
        """Ligne brisée ; un nan l'interrompt. `tirets` : plein et vide, en points."""
        ligne = Line2D(
            xs,
            ys,
            color=couleur,
            linewidth=epaisseur,
            linestyle=(0, tirets) if tirets else "-",
            solid_capstyle="round" if epaisseur > 2 else "butt",
            zorder=plan,
        )
        self.axe.add_artist(ligne)

    def bande(
        self,
        x0: float,
        x1: float,
        y: float,
        epaisseur: float,
        couleur: str,
        *,
        bord: str = "none",
        hachures: str = "",
        opacite: float = 1.0,
        plan: float = 1,
    ) -> None:
        """Rectangle de `x0` à `x1`, centré sur `y`."""
        gauche, droite = sorted((x0, x1))
        self.axe.add_artist(
            Rectangle(
                (gauche, y - epaisseur / 2),
                droite - gauche,
                epaisseur,
                facecolor=(couleur, opacite),
                edgecolor=bord,
                linewidth=0.8 if bord != "none" else 0,
                hatch=hachures or None,
                zorder=plan,
            )
        )

    def polygone(self, points: Sequence[tuple[float, float]], couleur: str) -> None:
        """Surface pleine, sans bord."""
        self.axe.add_artist(Polygon(points, closed=True, facecolor=couleur, linewidth=0, zorder=1))

    def marque(
        self,
        x: float | Iterable[float],
        y: float | Iterable[float],
        forme: str,
        couleur: str,
        *,
        taille: float = 7.0,
        creuse: bool = False,
        plan: float = 3,
    ) -> None:
        """Marques isolées (formes de matplotlib) ; `creuse` : le contour seul, fond de papier."""
        xs, ys = ([v] if isinstance(v, float | int) else list(v) for v in (x, y))
        self.axe.add_artist(
            Line2D(
                xs,
                ys,
                linestyle="none",
                marker=forme,
                markersize=taille,
                markerfacecolor=charte.PAPIER if creuse else couleur,
                markeredgecolor=couleur if creuse else charte.PAPIER,
                markeredgewidth=1.4 if creuse else 0.6,
                zorder=plan,
            )
        )


def largeur_texte(texte: str, *, gras: bool = False) -> float:
    """Largeur d'un texte au corps de la charte, en centimètres (la plus longue de ses lignes)."""
    return max(_largeur_ligne(ligne, gras) for ligne in texte.split("\n"))


def couper(texte: str, largeur: float, *, lignes: int = 2, gras: bool = False) -> str:
    """`texte` sur au plus `lignes` lignes tenant dans `largeur` ; ce qui déborde finit par « … ».

    Le texte complet reste dans les données de la figure.
    """
    reste = texte.split(" ")
    posees: list[str] = []
    while reste and len(posees) < lignes:
        ligne = reste.pop(0)
        while reste and largeur_texte(f"{ligne} {reste[0]}", gras=gras) <= largeur:
            ligne = f"{ligne} {reste.pop(0)}"
        posees.append(ligne)
    if reste:
        posees[-1] = f"{posees[-1]} {reste[0]}…"
    return "\n".join(_rogner(ligne, largeur, gras) for ligne in posees)


def ecarter(places: Sequence[float], ecart: float) -> list[float]:
    """Ordonnées croissantes éloignées d'au moins `ecart`, au plus près de celles demandées."""
    groupes: list[list[float]] = []  # [centre, nombre de textes]
    for place in places:
        groupes.append([place, 1.0])
        while len(groupes) > 1 and _se_touchent(groupes[-2], groupes[-1], ecart):
            (c2, n2), (c1, n1) = groupes.pop(), groupes.pop()
            groupes.append([(c1 * n1 + c2 * n2) / (n1 + n2), n1 + n2])
    return [c + (k - (n - 1) / 2) * ecart for c, n in groupes for k in range(int(n))]


def _se_touchent(haut: list[float], bas: list[float], ecart: float) -> bool:
    return bas[0] - haut[0] < ecart * (haut[1] + bas[1]) / 2


def _rogner(ligne: str, largeur: float, gras: bool) -> str:
    while len(ligne) > 2 and largeur_texte(ligne, gras=gras) > largeur:
        ligne = ligne[:-2].rstrip("… ,'") + "…"
    return ligne


@cache
def _largeur_ligne(ligne: str, gras: bool) -> float:
    fonte = _fonte(gras)
    # Sans ajustement à la grille de l'écran : le tracé vectoriel n'en a pas non plus.
    fonte.set_text(ligne, 0.0, flags=LoadFlags.NO_HINTING)
    return float(fonte.get_width_height()[0]) / 64 * _POINTS


@cache
def _police(gras: bool) -> FontProperties:
    return FontProperties(
        family=charte.POLICE, size=charte.CORPS, weight="bold" if gras else "normal"
    )


@cache
def _fonte(gras: bool) -> FT2Font:
    charger_polices()
    fonte = FT2Font(findfont(_police(gras)))
    fonte.set_size(charte.CORPS, 72)
    return fonte
