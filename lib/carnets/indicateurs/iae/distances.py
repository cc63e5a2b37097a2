"""À quelle distance d'un quartier est la structure la plus proche de chaque type."""

from collections.abc import Iterable

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pyproj import Geod
from scipy.spatial import cKDTree
from shapely import Point, from_wkt
from shapely.affinity import scale
from shapely.geometry.base import BaseGeometry
from shapely.ops import nearest_points

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
        (str(code), from_wkt(contour))
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
        and _au_contour(formes[departement], np.array([x, y]), float(y)) > TOLERANCE
        for departement, x, y in jugees[colonnes].itertuples(index=False)
    ]
    return jugees[np.array(loin, dtype=bool)]


def zone(departement: str) -> str:
    """Ce qu'une route peut relier : la métropole, ou un seul département d'outre-mer."""
    return departement if str(departement).startswith(("97", "98")) else METROPOLE


class _Semis:
    """Des points, et le plus proche d'un contour."""

    def __init__(self, points: Reels) -> None:
        self.points = points
        self.arbre = cKDTree(_sur_la_sphere(points))

    def distance(self, contour: BaseGeometry) -> float:
        """Kilomètres du contour au point le plus proche ; 0 s'il est dedans."""
        centre = contour.centroid
        combien = min(CANDIDATES, len(self.points))
        _, rangs = self.arbre.query(_sur_la_sphere(np.array([[centre.x, centre.y]]))[0], combien)
        return min(
            _au_contour(contour, self.points[rang], float(centre.y))
            for rang in np.atleast_1d(rangs)
        )


def _au_contour(contour: BaseGeometry, point: Reels, latitude: float) -> float:
    """Le plus proche se cherche dans un plan où un degré vaut partout la même longueur."""
    etirement = float(np.cos(np.radians(latitude)))
    plan = scale(contour, xfact=etirement, yfact=1.0, origin=(0, 0))
    proche = nearest_points(plan, Point(point[0] * etirement, point[1]))[0]
    _, _, metres = ELLIPSOIDE.inv(proche.x / etirement, proche.y, point[0], point[1])
    return float(metres) / 1000


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
