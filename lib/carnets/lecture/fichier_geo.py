"""Lecteurs de contours : GeoJSON et Shapefile, en WGS84, une ligne par territoire."""

import json
from pathlib import Path
from typing import Any

from carnets.erreurs import DonneesRefusees
from carnets.lecture.brute import TableBrute, depuis_lignes
from carnets.lecture.texte import lire_texte

GEOMETRIE = "geometrie"
_WGS84 = ("CRS84", "EPSG::4326", "EPSG:4326")


def lire_geojson(fichier: Path) -> TableBrute:
    """Lit une collection GeoJSON ; `ligne` est le rang de l'objet. Le contour devient du WKT."""
    objets = lire_json(fichier)
    if not isinstance(objets, dict) or objets.get("type") != "FeatureCollection":
        raise DonneesRefusees(
            f"{fichier} : une collection GeoJSON (FeatureCollection) est attendue."
        )
    crs = json.dumps(objets.get("crs") or "CRS84")
    if not any(nom in crs for nom in _WGS84):
        raise DonneesRefusees(f"{fichier} : projection {crs} ; reprojetez les contours en WGS84.")
    contours = objets.get("features") or []
    noms = sorted({nom for c in contours for nom in c.get("properties") or {}})
    lignes = [
        (rang, [*(texte_json((c.get("properties") or {}).get(n)) for n in noms), _wkt(c)])
        for rang, c in enumerate(contours, start=1)
    ]
    return depuis_lignes(fichier, (*noms, GEOMETRIE), lignes)


def lire_shapefile(fichier: Path) -> TableBrute:
    """Lit un Shapefile et le reprojette en WGS84 ; il faut ses fichiers .shx, .dbf et .prj."""
    manquants = [s for s in (".shx", ".dbf", ".prj") if not fichier.with_suffix(s).is_file()]
    if manquants:
        raise DonneesRefusees(
            f"{fichier} : il manque {', '.join(manquants)} ; copiez tous les fichiers du Shapefile."
        )
    # Importé ici : geopandas met une seconde à charger et ne sert qu'aux Shapefile.
    import geopandas

    contours = geopandas.read_file(fichier).to_crs(4326)
    noms = [str(c) for c in contours.columns if c != contours.geometry.name]
    lignes = [
        (rang, [*(texte_json(ligne[n]) for n in noms), ligne[contours.geometry.name].wkt])
        for rang, (_, ligne) in enumerate(contours.iterrows(), start=1)
    ]
    return depuis_lignes(fichier, (*noms, GEOMETRIE), lignes)


def lire_json(fichier: Path) -> Any:
    """Le contenu d'un fichier JSON ; DonneesRefusees, avec la ligne, s'il est mal formé."""
    try:
        return json.loads(lire_texte(fichier).octets)
    except json.JSONDecodeError as erreur:
        raise DonneesRefusees(
            f"{fichier}, ligne {erreur.lineno} : JSON mal formé ; reprenez l'export d'origine."
        ) from erreur
    except RecursionError as erreur:
        raise DonneesRefusees(f"{fichier} : JSON trop imbriqué ; reprenez l'export.") from erreur


def texte_json(valeur: object) -> str:
    """Une valeur JSON en texte : vide si absente, « | » entre les éléments d'une liste."""
    if valeur is None:
        return ""
    if isinstance(valeur, bool):
        return "oui" if valeur else "non"
    if isinstance(valeur, float) and valeur.is_integer():
        return str(int(valeur))
    if isinstance(valeur, list):
        return "|".join(texte_json(v) for v in valeur)
    return str(valeur)


def _wkt(contour: dict[str, Any]) -> str:
    if not contour.get("geometry"):
        return ""
    from shapely.geometry import shape

    return str(shape(contour["geometry"]).wkt)
