"""À quelle distance d'un quartier est la structure la plus proche de chaque type."""

from collections.abc import Iterable

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from pyproj import Geod
from scipy.spatial import cKDTree
from shapely import Point, from_wkt
from shapely.affinity import scale
from shapely.geometry.base import BaseGeometry

from carnets.codes import departement_du_quartier
from carnets.indicateurs.cadre import ABSENT, COLONNES

ELLIPSOIDE = Geod(ellps="WGS84")
METROPOLE = "metropole"
TOLERANCE = 5.0
"""Kilomètres : un contour simplifié s'écarte du vrai d'un ou deux."""
CANDIDATES = 8
"""Structures les plus proches du centre, parmi lesquelles se trouve celle du contour."""

Reels = NDArray[np.float64]


def distances(
    contours: pd.DataFrame, structures: pd.DataFrame, *, types: Iterable[str], periode: str
) -> pd.DataFrame:
    """Distance, en kilomètres, du contour de chaque quartier à la SIAE la plus proche d'un type.

    0 dans le quartier. À vol d'oiseau, sur l'ellipsoïde WGS84 : ni route ni temps de trajet. Une
    structure d'outre-mer ne dessert que son territoire, une de métropole que la métropole ; s'il
    n'y en a aucune, l'état est `sans_objet`. Le point est le siège de la fiche.

    Colonnes lues : `code, geometrie` (WKT, WGS84) ; `type_siae, code_departement, longitude,
    latitude`. Rend un cadre long : `distance_siae`, le type en modalité (IA-13).
    """
    situees = structures.dropna(subset=["longitude", "latitude"])
    zones = situees["code_departement"].map(zone)
    quartiers = [
        (str(code), _Contour(from_wkt(contour)))
        for code, contour in contours[["code", "geometrie"]].itertuples(index=False)
    ]
    lignes = []
    for type_siae in types:
        cibles = {
            nom: _Semis(lot[["longitude", "latitude"]].to_numpy(dtype="float64"))
            for nom, lot in situees[situees["type_siae"] == type_siae].groupby(zones)
        }
        for code, contour in quartiers:
            semis = cibles.get(zone(departement_du_quartier(code)))
            valeur = semis.distance(contour) if semis else ABSENT
            etat = "ok" if semis else "sans_objet"
            lignes.append((code, periode, "distance_siae", type_siae, ABSENT, ABSENT, valeur, etat))
    return pd.DataFrame(lignes, columns=list(COLONNES))


def hors_departement(structures: pd.DataFrame, contours: pd.DataFrame) -> pd.DataFrame:
    """Les structures dont le point est à plus de 5 km du département qu'elles déclarent.

    Une adresse mal géocodée, ou un siège ailleurs : le point reste tel que déclaré, il est à
    vérifier. Un département sans contour ne se juge pas.

    Colonnes lues : `code_departement, longitude, latitude` ; `code, geometrie` (WKT, WGS84).
    """
    formes = {
        str(code): from_wkt(contour)
        for code, contour in contours[["code", "geometrie"]].itertuples(index=False)
    }
    jugees = structures[
        structures["longitude"].notna() & structures["code_departement"].isin(list(formes))
    ]
    colonnes = ["code_departement", "longitude", "latitude"]
    loin = [
        not formes[departement].contains(Point(x, y))
        and _Contour(formes[departement], float(y)).distances(np.array([[x, y]]))[0] > TOLERANCE
        for departement, x, y in jugees[colonnes].itertuples(index=False)
    ]
    return jugees[np.array(loin, dtype=bool)]


def zone(departement: str) -> str:
    """Ce qu'une route peut relier : la métropole, ou un seul département d'outre-mer."""
    return departement if str(departement).startswith(("97", "98")) else METROPOLE


class _Contour:
    """Un contour et son double, dans un plan où un degré vaut partout la même longueur.

    Le plus proche s'y cherche ; la distance se mesure ensuite sur l'ellipsoïde. `latitude` : celle
    où le plan est juste, par défaut le centre du contour.
    """

    def __init__(self, contour: BaseGeometry, latitude: float | None = None) -> None:
        centre = contour.centroid
        self.centre = np.array([[centre.x, centre.y]])
        self.etirement = float(np.cos(np.radians(centre.y if latitude is None else latitude)))
        self.plan = scale(contour, xfact=self.etirement, yfact=1.0, origin=(0, 0))

    def distances(self, points: Reels) -> Reels:
        """Kilomètres du contour à chacun de ces points, en degrés ; 0 s'il est dedans."""
        etires = shapely.points(points * [self.etirement, 1.0])
        segments = shapely.get_coordinates(shapely.shortest_line(self.plan, etires))
        proches = segments[::2] / [self.etirement, 1.0]
        _, _, metres = ELLIPSOIDE.inv(*proches.T, *points.T)
        return np.asarray(metres, dtype="float64") / 1000


class _Semis:
    """Des points, et le plus proche d'un contour."""

    def __init__(self, points: Reels) -> None:
        self.points = points
        self.arbre = cKDTree(_sur_la_sphere(points))

    def distance(self, contour: _Contour) -> float:
        """Kilomètres du contour au point le plus proche ; 0 s'il est dedans."""
        combien = min(CANDIDATES, len(self.points))
        _, rangs = self.arbre.query(_sur_la_sphere(contour.centre)[0], combien)
        return float(contour.distances(self.points[np.atleast_1d(rangs)]).min())


def _sur_la_sphere(degres: Reels) -> Reels:
    """Degrés en points d'une sphère de rayon 1 : la corde y croît avec l'arc."""
    longitude, latitude = np.radians(degres).T
    return np.column_stack(
        [
            np.cos(latitude) * np.cos(longitude),
            np.cos(latitude) * np.sin(longitude),
            np.sin(latitude),
        ]
    )
