"""La toile : une figure mesurée en centimètres, où chaque trait est posé à sa place exacte.

Les textes sont mesurés avec leur police avant d'être posés. Il n'y a donc ni axe, ni graduation, ni
mise en page à deviner : c'est ce qui coûte, et ce qui change d'une version à l'autre.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from carnets.presentation import charte, fonte, svg

Ancre = Literal["gauche", "centre", "droite"]

INTERLIGNE = 0.47
"""D'une ligne de texte à la suivante, en centimètres, au corps de la charte."""

HAUTEUR_MAXIMALE = 21.0
"""Au-delà, une figure et sa légende ne tiennent plus sur une page A4."""

DEMI_CAPITALE = 0.12
"""Moitié de la hauteur d'une capitale, en centimètres, au corps de la charte."""

CENTIMETRES_PAR_POUCE = 2.54
POINTS = 72 / CENTIMETRES_PAR_POUCE
"""Points typographiques dans un centimètre."""

_RECUL = {"gauche": 0.0, "centre": 0.5, "droite": 1.0}

PAS_DE_LIGNE = 1.2
"""D'une ligne à l'autre d'un même texte, en cadratins."""


@dataclass
class Toile:
    """Surface de la largeur du texte ; l'origine est en haut à gauche, l'unité le centimètre.

    Une épaisseur, une taille de marque et des tirets sont en points. `plan` : ce qui passe devant.
    """

    hauteur: float
    largeur: float = charte.LARGEUR_UTILE
    _formes: list[tuple[float, str]] = field(default_factory=list, repr=False)
    _glyphes: svg.Glyphes = field(default_factory=svg.Glyphes, repr=False)
    _rayures: dict[tuple[svg.Hachures, str], str] = field(default_factory=dict, repr=False)

    def en_svg(self) -> str:
        """Le dessin ; à plan égal, ce qui a été posé après passe devant."""
        rayures = "".join(svg.hachures(n, *teintes) for teintes, n in self._rayures.items())
        return svg.document(
            self.largeur * POINTS,
            self.hauteur * POINTS,
            self._glyphes.definitions() + rayures,
            (forme for _, forme in sorted(self._formes, key=lambda posee: posee[0])),
        )

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
        lignes = texte.split("\n")
        pas = PAS_DE_LIGNE * charte.CORPS / POINTS
        # Une ligne se centre sur la hauteur de ses capitales, avec ou sans jambage.
        pied = y + DEMI_CAPITALE - pas * (len(lignes) - 1) / 2
        for rang, ligne in enumerate(lignes):
            recul = _RECUL[ancre] * _largeur_ligne(ligne, gras)
            trace = self._glyphes.texte(
                ligne,
                (x - recul) * POINTS,
                (pied + pas * rang) * POINTS,
                corps=charte.CORPS,
                couleur=couleur,
                gras=gras,
            )
            self._formes.append((5, trace))

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
        """Ligne brisée ; un nan l'interrompt. `tirets` : plein et vide."""
        points = [(x * POINTS, y * POINTS) for x, y in zip(xs, ys, strict=True)]
        trace = svg.ligne(points, couleur=couleur, epaisseur=epaisseur, tirets=tirets)
        self._formes.append((plan, trace))

    def bande(
        self,
        x0: float,
        x1: float,
        y: float,
        epaisseur: float,
        couleur: str,
        *,
        bord: str = "none",
        hachures: svg.Hachures | None = None,
        opacite: float = 1.0,
        plan: float = 1,
    ) -> None:
        """Rectangle de `x0` à `x1`, centré sur `y` ; `hachures` le raye de la couleur du bord."""
        gauche, droite = sorted((x0, x1))
        coin = (gauche * POINTS, (y - epaisseur / 2) * POINTS)
        taille = ((droite - gauche) * POINTS, epaisseur * POINTS)
        for habit in self._habits(couleur, bord, 0.8, hachures):
            trace = svg.rectangle(*coin, *taille, habit, opacite=opacite)
            self._formes.append((plan, trace))

    def surface(
        self,
        anneaux: Sequence[np.ndarray],
        couleur: str,
        *,
        bord: str = "none",
        epaisseur: float = 0.0,
        hachures: svg.Hachures | None = None,
        plan: float = 1,
    ) -> None:
        """Surface bordée d'anneaux (points en deux colonnes) ; un trou tourne à l'envers."""
        points = [anneau * POINTS for anneau in anneaux]
        for habit in self._habits(couleur, bord, epaisseur, hachures):
            self._formes.append((plan, svg.surface(points, habit)))

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
        """Marques isolées (formes de `svg.marque`) ; `creuse` : le contour, fond de papier.

        Un nan ne pose rien.
        """
        xs, ys = ([v] if isinstance(v, float | int) else list(v) for v in (x, y))
        fond, bord = (charte.PAPIER, couleur) if creuse else (couleur, charte.PAPIER)
        habit = svg.habiller(fond, bord=bord, epaisseur=1.4 if creuse else 0.6)
        for a, b in zip(xs, ys, strict=True):
            if not (np.isnan(a) or np.isnan(b)):
                trace = svg.marque(a * POINTS, b * POINTS, forme, taille, habit)
                self._formes.append((plan, trace))

    def _habits(
        self, couleur: str, bord: str, epaisseur: float, hachures: svg.Hachures | None
    ) -> list[str]:
        """Ce dont une forme se vêt : son fond, et par-dessus ses rayures s'il y en a."""
        if hachures is None:
            return [svg.habiller(couleur, bord=bord, epaisseur=epaisseur)]
        nom = self._rayures.setdefault((hachures, bord), f"r{len(self._rayures)}")
        return [
            svg.habiller(couleur),
            svg.habiller(f"url(#{nom})", bord=bord, epaisseur=epaisseur),
        ]


def largeur_texte(texte: str, *, gras: bool = False) -> float:
    """Largeur d'un texte au corps de la charte, en centimètres (la plus longue de ses lignes)."""
    return max(_largeur_ligne(ligne, gras) for ligne in texte.split("\n"))


def couper(texte: str, largeur: float, *, lignes: int = 2, gras: bool = False) -> str:
    """`texte` sur au plus `lignes` lignes tenant dans `largeur` ; ce qui déborde finit par « … ».

    Le texte complet reste dans les données de la figure.
    """
    if largeur_texte(texte, gras=gras) <= largeur:  # presque toujours : rien d'autre à mesurer
        return texte
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


def _largeur_ligne(ligne: str, gras: bool) -> float:
    return fonte.composer(ligne, gras)[1] * charte.CORPS / fonte.unites(gras) / POINTS
