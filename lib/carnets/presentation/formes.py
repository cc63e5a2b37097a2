"""Formes d'une carte : contours lus, rangés par zone, projetés, simplifiés à leur taille."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from pyproj import Transformer

Geometries = NDArray[Any]
Cadre = tuple[float, float, float, float]


@dataclass(frozen=True)
class Zone:
    """Une partie du territoire national, sa projection légale et son étendue en degrés."""

    nom: str
    epsg: int
    etendue: Cadre

    def contient(self, longitudes: Geometries, latitudes: Geometries) -> NDArray[np.bool_]:
        """Points qui tombent dans la zone."""
        ouest, sud, est, nord = self.etendue
        dedans = (longitudes >= ouest) & (longitudes <= est)
        return np.asarray(dedans & (latitudes >= sud) & (latitudes <= nord), dtype=bool)

    def projeter(self, longitudes: Geometries, latitudes: Geometries) -> Geometries:
        """Coordonnées en mètres, en deux colonnes."""
        return np.column_stack(_vers(self.epsg).transform(longitudes, latitudes))

    def en_degres(self, cadre: Cadre) -> Cadre:
        """Étendue en degrés d'un cadre en mètres, un peu élargie : de quoi écarter le lointain."""
        ouest, sud, est, nord = cadre
        bornes = _vers(self.epsg).transform_bounds(ouest, sud, est, nord, direction="INVERSE")
        return bornes[0] - 0.01, bornes[1] - 0.01, bornes[2] + 0.01, bornes[3] + 0.01


METROPOLE = Zone("Métropole", 2154, (-6.0, 41.0, 10.2, 51.6))
ZONES = (
    METROPOLE,
    Zone("Guadeloupe", 5490, (-62.0, 15.7, -60.9, 16.7)),
    Zone("Saint-Martin", 5490, (-63.3, 17.7, -62.6, 18.3)),
    Zone("Martinique", 5490, (-61.4, 14.2, -60.7, 15.1)),
    Zone("Guyane", 2972, (-55.0, 2.0, -51.3, 6.2)),
    Zone("La Réunion", 2975, (55.0, -21.6, 56.0, -20.6)),
    Zone("Mayotte", 4471, (44.8, -13.2, 45.5, -12.4)),
    Zone("St-Pierre-et-M.", 4467, (-57.0, 46.5, -55.9, 47.4)),
    Zone("Polynésie", 3297, (-155.0, -28.0, -134.0, -7.0)),
    Zone("N.-Calédonie", 3163, (156.0, -26.0, 174.0, -14.0)),
)
"""Lambert-93 et les projections légales d'outre-mer (décret n° 2000-1276 modifié)."""


@dataclass(frozen=True)
class Formes:
    """Contours en WGS84 ; `libelles` peut être vide."""

    codes: list[str]
    libelles: Mapping[str, str]
    geometries: Geometries

    def __len__(self) -> int:
        return len(self.codes)

    def de(self, codes: set[str]) -> "Formes":
        """Les contours de ces codes."""
        return self.filtrer(np.array([c in codes for c in self.codes], dtype=bool))

    def filtrer(self, retenus: NDArray[np.bool_]) -> "Formes":
        """Les contours retenus."""
        codes = [c for c, garde in zip(self.codes, retenus, strict=True) if garde]
        return Formes(codes, self.libelles, self.geometries[retenus])

    def dans(self, zone: Zone) -> "Formes":
        """Les contours dont le milieu est dans la zone."""
        bornes = shapely.bounds(self.geometries)
        milieux = (bornes[:, 0] + bornes[:, 2]) / 2, (bornes[:, 1] + bornes[:, 3]) / 2
        return self.filtrer(zone.contient(*milieux))

    def touchant(self, degres: Cadre) -> "Formes":
        """Les contours dont l'enveloppe touche une étendue en degrés."""
        ouest, sud, est, nord = degres
        b = shapely.bounds(self.geometries)
        horizontal = (b[:, 0] <= est) & (b[:, 2] >= ouest)
        return self.filtrer(horizontal & (b[:, 1] <= nord) & (b[:, 3] >= sud))


def formes_de(contours: pd.DataFrame | None) -> Formes:
    """Contours d'un GeoDataFrame (`code`, `geometry`) ou d'une table `code, geometrie` (WKT).

    Lève `ValueError` sans colonne `code` ou sans géométrie.
    """
    if contours is None or contours.empty:
        return Formes([], {}, np.empty(0, dtype=object))
    if "code" not in contours or not {"geometrie", "geometry"} & set(contours.columns):
        raise ValueError(
            "contours : colonnes « code » et « geometrie » (ou « geometry ») attendues"
        )
    if "geometrie" in contours:
        geometries = shapely.from_wkt(contours["geometrie"].to_numpy(dtype=object))
    else:
        geometries = _en_degres(contours)
    codes = contours["code"].astype(str)
    libelles = contours["libelle"].astype(str) if "libelle" in contours else codes
    dessinables = ~(shapely.is_missing(geometries) | shapely.is_empty(geometries))
    toutes = Formes(list(codes), dict(zip(codes, libelles, strict=True)), geometries)
    return toutes.filtrer(dessinables)


def _en_degres(contours: Any) -> Geometries:
    """Géométries d'un GeoDataFrame ; sans projection déclarée, elles sont déjà en degrés."""
    projetes = contours if contours.crs is None else contours.to_crs(4326)
    return np.asarray(projetes.geometry.to_numpy(), dtype=object)


def projeter(geometries: Geometries, zone: Zone) -> Geometries:
    """Géométries en mètres dans la projection de la zone."""
    return np.asarray(
        shapely.transform(geometries, lambda xy: zone.projeter(xy[:, 0], xy[:, 1])), dtype=object
    )


def alleger(geometries: Geometries, cadre: Cadre, tolerance: float) -> Geometries:
    """Géométries simplifiées à `tolerance` mètres et coupées au cadre.

    Ce qui passerait sous l'épaisseur d'un trait ne se voit pas et pèserait dans le fichier.
    """
    simples = shapely.simplify(geometries, tolerance, preserve_topology=True)
    fautives = ~shapely.is_valid(simples)
    simples[fautives] = shapely.make_valid(simples[fautives])
    parties, rangs = shapely.get_parts(shapely.clip_by_rect(simples, *cadre), return_index=True)
    aires = shapely.area(parties)
    plus_grandes = np.zeros(len(geometries))
    np.maximum.at(plus_grandes, rangs, aires)
    # Un îlot plus petit qu'une tête d'épingle se tait, sauf s'il est tout le territoire.
    garde = (aires >= (5 * tolerance) ** 2) | (aires == plus_grandes[rangs])
    return np.asarray(parties[garde & (aires > 0)], dtype=object)


def anneaux(
    geometries: Geometries, cadre: Cadre, echelle: float, x0: float, y0: float
) -> list[NDArray[np.float64]]:
    """Bords et trous, en centimètres de toile, de polygones en mètres : trous en sens inverse."""
    parties = shapely.get_parts(shapely.normalize(shapely.get_parts(geometries)))
    fermes = shapely.get_rings(parties[shapely.get_type_id(parties) == 3])
    points = shapely.get_coordinates(fermes)
    toile = np.column_stack(
        (x0 + (points[:, 0] - cadre[0]) * echelle, y0 + (cadre[3] - points[:, 1]) * echelle)
    )
    return np.split(toile, np.cumsum(shapely.get_num_coordinates(fermes))[:-1])


@cache
def _vers(epsg: int) -> Transformer:
    return Transformer.from_crs(4326, epsg, always_xy=True)
