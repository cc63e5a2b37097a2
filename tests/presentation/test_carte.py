"""Cartes : projection du lieu, états distincts, points comptés, et jamais d'erreur sans contour."""

from typing import Any

import geopandas
import numpy as np
import pandas as pd
import pytest
import shapely

import carnets as c
from carnets.presentation.classes import HACHURES, classer
from carnets.presentation.formes import METROPOLE, ZONES, anneaux, formes_de
from carnets.presentation.grille import grille
from carnets.secret import Diffusable
from tests.partage import exige_partage
from tests.presentation.fabrique import diffusable, rangee

PART = "part_qpv_salaries"


def carre(longitude: float, latitude: float, cote: float = 0.5) -> shapely.Polygon:
    return shapely.box(longitude, latitude, longitude + cote, latitude + cote)


def contours(**places: tuple[float, float]) -> geopandas.GeoDataFrame:
    """Un carré par code."""
    codes = [code.removeprefix("d") for code in places]
    formes = [carre(*place) for place in places.values()]
    return geopandas.GeoDataFrame({"code": codes}, geometry=formes, crs=4326)


DEUX = contours(d30=(4.0, 44.0), d48=(3.4, 44.5))
VALEURS = [rangee("30", PART, 26.4), rangee("48", PART, None, etat="secret")]


def tracer(donnees: Diffusable | None = None, formes: Any = DEUX, **autres: Any) -> dict[str, Any]:
    return c.carte(donnees, formes, titre="Carte", source="S", **autres).charge


def test_l_alternative_et_les_donnees() -> None:
    charge = tracer(diffusable(VALEURS), accent="30")
    assert "carte de 2 territoires" in charge["alternative"]
    assert "26\u202f% (Gard)" in charge["alternative"]
    assert "1 sans valeur publiable" in charge["alternative"]
    textes = [x["cellules"][0]["texte"] for x in charge["donnees"]["lignes"]]
    assert textes == ["26\u202f%", "s"]
    assert any(n.startswith("s : couvert") for n in charge["notes"])


@pytest.mark.parametrize("formes", [None, DEUX.iloc[:0], contours(d99=(4.0, 44.0))])
def test_sans_contour_une_note_le_dit(formes: Any) -> None:
    charge = tracer(diffusable(VALEURS), formes)
    assert charge["genre"] == "note"
    assert "aucun contour" in charge["paragraphes"][0]


def test_un_territoire_sans_contour_est_nomme() -> None:
    charge = tracer(diffusable([*VALEURS, rangee("76", PART, 12)]))
    assert any("Occitanie" in n and "(1)" in n for n in charge["notes"])


def test_chaque_etat_a_ses_hachures() -> None:
    assert len(set(HACHURES.values())) == len(HACHURES)
    rangees = [rangee(str(k), PART, None, etat=e) for k, e in enumerate(HACHURES)]
    lue = grille(
        diffusable([*rangees, rangee("30", PART, 5)]), lignes="territoire", colonnes="indicateur"
    )
    classes = classer(lue, formes_de(DEUX), "")
    assert [k.hachures for k in classes] == [None, *HACHURES.values()]


def test_les_classes_contiennent_chaque_territoire_une_fois() -> None:
    rangees = [rangee(str(k), PART, float(k % 13)) for k in range(40)]
    lue = grille(diffusable(rangees), lignes="territoire", colonnes="indicateur")
    codes = [code for k in classer(lue, formes_de(DEUX), "") for code in k.codes]
    assert sorted(codes) == sorted(lue.lignes)
    teintes = [k.teinte for k in classer(lue, formes_de(DEUX), "")]
    assert len(set(teintes)) == len(teintes) <= 5


def test_points_sans_coordonnees_et_hors_cadre_sont_comptes() -> None:
    points = pd.DataFrame(
        {
            "longitude": [4.2, 4.3, None, -1.0],
            "latitude": [44.2, 44.3, None, 47.0],
            "categorie": ["ACI", "EI", "EI", "EI"],
        }
    )
    charge = tracer(diffusable(VALEURS), points=points)
    assert "ACI\u00a0: 1 ; EI\u00a0: 1" in charge["alternative"]
    assert any("sans coordonnées" in n and n.endswith(": 1.") for n in charge["notes"])
    assert any("hors du cadre" in n and n.endswith(": 1.") for n in charge["notes"])


def test_trop_de_categories_se_refuse() -> None:
    points = pd.DataFrame({"longitude": 4.2, "latitude": 44.2, "categorie": list("abcdefg")})
    with pytest.raises(ValueError, match="7 catégories"):
        tracer(points=points)


def test_table_de_contours_du_magasin() -> None:
    table = pd.DataFrame(
        {"code": DEUX["code"], "libelle": ["Gard", "Lozère"], "geometrie": DEUX.geometry.to_wkt()}
    )
    assert tracer(None, table)["donnees"]["lignes"][0]["entete"] == "Gard"


def test_situation_cadree_sur_un_territoire() -> None:
    charge = tracer(accent="30", autour=5.0, fond=DEUX)
    assert "carte de situation, au centre du cadre" in charge["alternative"]
    assert "(30)" in charge["alternative"]
    assert len(charge["donnees"]["lignes"]) == 1


@pytest.mark.parametrize("zone", ZONES, ids=lambda z: z.nom)
def test_chaque_zone_garde_les_distances(zone: Any) -> None:
    """Un degré de latitude vaut 110,6 à 111,7 km partout : la projection est la bonne."""
    ouest, sud, est, nord = zone.etendue
    x, y = (ouest + est) / 2, (sud + nord) / 2

    deux = zone.projeter(np.array([x, x]), np.array([y, y + 0.01]))
    metres = float(np.hypot(*(deux[1] - deux[0])))
    assert metres == pytest.approx(1111, rel=0.02)


def test_un_trou_reste_un_trou() -> None:
    anneau = carre(0, 0, 10).difference(carre(3, 3, 4))
    morceaux = anneaux([anneau], (0.0, 0.0, 10.0, 10.0), 1.0, 0.0, 0.0)
    assert len(morceaux) == 2
    sens = [shapely.LinearRing(m).is_ccw for m in morceaux]
    assert sens[0] != sens[1]


def test_departements_et_outre_mer_reels() -> None:
    fichier = exige_partage() / "geographie" / "polygone-4326_dep.geojson"
    lus = geopandas.read_file(fichier).rename(columns={"insee_dep": "code", "lib_dep": "libelle"})
    table = diffusable([rangee(code, PART, float(k)) for k, code in enumerate(lus["code"])])
    charge, second = tracer(table, lus), tracer(table, lus)
    assert charge["svg"] == second["svg"]
    assert len(charge["svg"]) < 300_000
    assert "carte de 101 territoires" in charge["alternative"]
    assert any("vignette" in n for n in charge["notes"])
    zones = [z.nom for z in ZONES if len(formes_de(lus).dans(z))]
    assert zones == ["Métropole", "Guadeloupe", "Martinique", "Guyane", "La Réunion", "Mayotte"]
    assert len(formes_de(lus).dans(METROPOLE)) == 96


@pytest.mark.parametrize("departement", ["971", "972", "973", "974", "976", "30"])
def test_quartiers_reels_en_situation(departement: str) -> None:
    lus = geopandas.read_file(exige_partage() / "qpv-2024" / "qpv2024_simplified.geojson")
    lus = lus.rename(columns={"code_qp": "code", "lib_qp": "libelle"})
    premier = lus.loc[lus["insee_dep"] == departement, "code"].iloc[0]
    charge = tracer(None, lus, accent=premier, autour=3.0)
    assert charge["genre"] == "figure"
    assert len(charge["svg"]) < 300_000
    assert not any("vignette" in n for n in charge["notes"])


def test_chaque_quartier_de_2024_tombe_dans_une_zone() -> None:
    lus = geopandas.read_file(exige_partage() / "qpv-2024" / "qpv2024_simplified.geojson")
    formes = formes_de(lus.rename(columns={"code_qp": "code"}))
    assert sum(len(formes.dans(z)) for z in ZONES) == len(lus)
