"""Panneau d'une carte : une zone, son cadre en mètres, sa place sur la toile."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import shapely

from carnets.presentation import charte
from carnets.presentation.formes import Cadre, Formes, Zone, alleger, anneaux, projeter
from carnets.presentation.nombres import INSECABLE, nombre
from carnets.presentation.svg import Hachures
from carnets.presentation.temps import pas_rond
from carnets.presentation.toile import Toile, largeur_texte

FINESSE = 0.02
"""Détail le plus fin gardé, en centimètres de papier : une épaisseur de trait."""


@dataclass
class Panneau:
    """Une zone dessinée dans un rectangle de la toile, à son échelle."""

    toile: Toile
    zone: Zone
    cadre: Cadre
    place: tuple[float, float, float, float]  # gauche, haut, largeur, hauteur
    echelle: float = field(init=False)
    etiquettes: list[tuple[float, float, float, float]] = field(default_factory=list)

    def __post_init__(self) -> None:
        ouest, sud, est, nord = self.cadre
        _, _, largeur, hauteur = self.place
        self.echelle = min(largeur / (est - ouest), hauteur / (nord - sud))
        # Le cadre prend toute la place : les voisins remplissent ce que le territoire laisse.
        dx, dy = largeur / self.echelle, hauteur / self.echelle
        x, y = (ouest + est) / 2, (sud + nord) / 2
        self.cadre = (x - dx / 2, y - dy / 2, x + dx / 2, y + dy / 2)

    def visibles(self, formes: Formes) -> Formes:
        """Les contours qui peuvent tomber dans le cadre."""
        return formes.touchant(self.zone.en_degres(self.cadre))

    def tracer(
        self,
        formes: Formes,
        fond: str,
        *,
        bord: str = charte.PAPIER,
        epaisseur: float = 0.6,
        hachures: Hachures | None = None,
        plan: float = 1,
    ) -> None:
        """Remplit des contours d'une même teinte ; `fond` « none » ne trace que le bord."""
        ici = self.visibles(formes)
        if not len(ici):
            return
        metres = alleger(projeter(ici.geometries, self.zone), self.cadre, FINESSE / self.echelle)
        if not len(metres):
            return
        self.toile.surface(
            anneaux(metres, self.cadre, self.echelle, *self.place[:2]),
            fond,
            bord=bord,
            epaisseur=epaisseur,
            hachures=hachures,
            plan=plan,
        )

    def poser(self, longitudes: Any, latitudes: Any) -> tuple[list[float], list[float]]:
        """Place sur la toile des points du cadre, ceux d'ailleurs laissés."""
        lon, lat = np.asarray(longitudes, dtype=float), np.asarray(latitudes, dtype=float)
        dedans = self.zone.contient(lon, lat)
        metres = self.zone.projeter(lon[dedans], lat[dedans])
        ouest, sud, est, nord = self.cadre
        garde = (metres[:, 0] >= ouest) & (metres[:, 0] <= est)
        garde &= (metres[:, 1] >= sud) & (metres[:, 1] <= nord)
        gauche, haut = self.place[:2]
        xs = gauche + (metres[garde, 0] - ouest) * self.echelle
        ys = haut + (nord - metres[garde, 1]) * self.echelle
        return [float(v) for v in xs], [float(v) for v in ys]

    def ecrire(
        self,
        formes: Formes,
        textes: Mapping[str, str],
        *,
        couleur: str = charte.ENCRE,
        halo: str = charte.PAPIER,
    ) -> None:
        """Écrit un texte sur chaque contour, sauf s'il en recouvrirait un autre."""
        ici = self.visibles(formes)
        for code, geometrie in zip(ici.codes, ici.geometries, strict=True):
            point = shapely.point_on_surface(geometrie)
            xs, ys = self.poser([point.x], [point.y])
            if xs and code in textes:
                self._etiqueter(xs[0], ys[0], textes[code], couleur, halo)

    def _etiqueter(self, x: float, y: float, texte: str, couleur: str, halo: str) -> None:
        demi = largeur_texte(texte) / 2
        gauche, haut, largeur, hauteur = self.place
        x = min(max(x, gauche + demi + 0.1), gauche + largeur - demi - 0.1)
        boite = (x - demi, y - 0.22, x + demi, y + 0.22)
        if boite[1] < haut or boite[3] > haut + hauteur or demi * 2 > largeur - 0.2:
            return
        if not any(_se_touchent(boite, autre) for autre in self.etiquettes):
            self.etiquettes.append(boite)
            self.toile.texte(x, y, texte, ancre="centre", couleur=couleur, halo=halo)

    def graduer(self, y: float) -> None:
        """Échelle graphique : une longueur ronde, en mètres ou en kilomètres."""
        gauche, _, largeur, _ = self.place
        metres = pas_rond(largeur / self.echelle / 6)
        longueur = metres * self.echelle
        unite = (
            f"{nombre(metres / 1000)}{INSECABLE}km"
            if metres >= 1000
            else f"{nombre(metres)}{INSECABLE}m"
        )
        self.toile.trait(
            [gauche, gauche, gauche + longueur, gauche + longueur], [y - 0.1, y, y, y - 0.1]
        )
        self.toile.texte(gauche + longueur + 0.15, y - 0.02, unite, couleur=charte.ENCRE_DOUCE)


def cadre_de(formes: Formes, zone: Zone, *, marge_metres: float = 0.0) -> Cadre:
    """Cadre, en mètres, des contours d'une zone, avec un peu d'air autour."""
    bornes = shapely.total_bounds(projeter(formes.dans(zone).geometries, zone))
    ouest, sud, est, nord = (float(b) for b in bornes)
    air = marge_metres or max(est - ouest, nord - sud) * 0.03
    return ouest - air, sud - air, est + air, nord + air


def proportion(cadres: Sequence[Cadre]) -> float:
    """Hauteur sur largeur du premier cadre."""
    ouest, sud, est, nord = cadres[0]
    return (nord - sud) / (est - ouest)


def _se_touchent(a: tuple[float, ...], b: tuple[float, ...]) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]
