"""Classeurs tels qu'on les reçoit, et contours GeoJSON ou Shapefile."""

import json
import tracemalloc
from datetime import date, datetime
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import geopandas
import pytest
from openpyxl import Workbook
from shapely.geometry import box

from carnets.erreurs import DonneesRefusees
from carnets.lecture.controle import Controle
from carnets.lecture.geographie import referentiel
from carnets.lecture.lecteur import lire_source
from carnets.lecture.source import Source
from tests.lecture.fabrique import enregistrer_modele

ENTETE = ["contrat", "commune", "mois", "heures", "sexe", "debut", "gup", "effectif"]
LIGNE = ["C1", "01004", "2019-01", 151.67, "F", date(2019, 1, 31), True, 3]


def _lire(chemin: Path, modele: str = "essai_heures", **reglages: object) -> Controle:
    enregistrer_modele()
    carte = {"document": "D", "producteur": "P", "date": date(2019, 12, 31)}
    fiche = {"fichier": chemin.name, "modele": modele, "secret": "x", "carte": carte, **reglages}
    return lire_source(chemin.parent, Source.model_validate(fiche)).controles[0]


def _classeur(chemin: Path, *lignes: list[object]) -> Path:
    classeur = Workbook()
    for ligne in lignes:
        classeur.active.append(ligne)
    classeur.save(chemin / "c.xlsx")
    return chemin / "c.xlsx"


def test_titre_lignes_vides_et_total(tmp_path: Path) -> None:
    chemin = _classeur(
        tmp_path, ["Suivi des heures"], [], ENTETE, LIGNE, [], ["TOTAL", None, None, 151.67]
    )
    lu = _lire(chemin, totaux=("total",))
    assert lu.lignes.tolist() == [4]
    assert lu.acceptees["heures"].tolist() == [151.67]
    assert lu.acceptees["gup"].tolist() == [True]
    assert lu.acceptees["debut"].tolist() == [datetime(2019, 1, 31)]
    assert [(r.ligne, r.cause) for r in lu.refus] == [(5, "ligne vide"), (6, "ligne de total")]
    assert lu.totaux == ((6, {"heures": 151.67}),)


def test_zero_perdu_par_le_tableur(tmp_path: Path) -> None:
    lu = _lire(_classeur(tmp_path, ENTETE, ["C1", 1004, "2019-01", 1]))
    assert lu.acceptees["commune"].tolist() == ["01004"]
    assert "zero_initial" in {r.regle for r in lu.reparations}


def test_pour_cent_affiche(tmp_path: Path) -> None:
    classeur = Workbook()
    classeur.active.append(["maitre_ouvrage", "objectif_h", "heures", "taux_publie"])
    classeur.active.append(["Ville", 200, 100, 0.5])
    classeur.active["D2"].number_format = "0.0%"
    classeur.save(tmp_path / "c.xlsx")
    assert _lire(tmp_path / "c.xlsx", "suivi_clauses").acceptees["taux_publie"].tolist() == [50.0]


def test_en_tetes_fusionnes(tmp_path: Path) -> None:
    classeur = Workbook()
    page = classeur.active
    page.append(["", "", "Réalisé", "", "Prévu"])
    page.append(["contrat", "mois", "heures", "autre", "heures"])
    page.merge_cells("C1:D1")
    page.append(["C1", "2019-01", 10, 0, 99])
    classeur.save(tmp_path / "c.xlsx")
    lu = _lire(tmp_path / "c.xlsx", colonnes={"heures": "Réalisé heures"})
    assert lu.acceptees["heures"].tolist() == [10.0]
    assert "Prévu heures" in lu.correspondance.ignores


def test_feuilles(tmp_path: Path) -> None:
    classeur = Workbook()
    classeur.active.append(["Notice"])
    for nom in ("2018", "2019"):
        page = classeur.create_sheet(nom)
        page.append(ENTETE)
        page.append([nom, *LIGNE[1:]])
    classeur.save(tmp_path / "c.xlsx")
    with pytest.raises(DonneesRefusees, match="plusieurs feuilles conviennent"):
        _lire(tmp_path / "c.xlsx")
    lu = _lire(tmp_path / "c.xlsx", feuille="2019")
    assert lu.acceptees["contrat"].tolist() == ["2019"]
    with pytest.raises(DonneesRefusees, match="pas de feuille « 2020 »"):
        _lire(tmp_path / "c.xlsx", feuille="2020")


def test_formule_sans_valeur_et_classeur_abime(tmp_path: Path) -> None:
    chemin = _classeur(tmp_path, ENTETE, ["C1", "", "2019-01", "=1+1"])
    with pytest.raises(DonneesRefusees, match="cellule D2 : la formule n'a pas de valeur"):
        _lire(chemin)
    chemin.write_bytes(b"PK\x03\x04 tronque")
    with pytest.raises(DonneesRefusees, match="classeur illisible"):
        _lire(chemin)
    chemin.write_bytes(b"")
    with pytest.raises(DonneesRefusees, match="classeur illisible"):
        _lire(chemin)


def _geojson(chemin: Path, **ajouts: object) -> Path:
    contour = {
        "type": "Feature",
        "properties": {"code_qp": "QP030001", "nom_qp": "Quartier"},
        "geometry": {"type": "Point", "coordinates": [4.08, 44.12]},
    }
    collection = {"type": "FeatureCollection", "features": [contour], **ajouts}
    fichier = chemin / "qp.geojson"
    fichier.write_text(json.dumps(collection), encoding="utf-8")
    return fichier


def test_geojson(tmp_path: Path) -> None:
    lu = _lire(_geojson(tmp_path), "contours_qpv")
    assert lu.acceptees["geometrie"].tolist() == ["POINT (4.08 44.12)"]
    projete = {"crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::2154"}}}
    with pytest.raises(DonneesRefusees, match="reprojetez les contours en WGS84"):
        _lire(_geojson(tmp_path, **projete), "contours_qpv")
    with pytest.raises(DonneesRefusees, match="une collection GeoJSON"):
        _lire(_geojson(tmp_path, type="Topology"), "contours_qpv")
    (tmp_path / "qp.geojson").write_text('{"type":\n', encoding="utf-8")
    with pytest.raises(DonneesRefusees, match="ligne 2 : JSON mal formé"):
        _lire(tmp_path / "qp.geojson", "contours_qpv")


def test_shapefile_reprojete(tmp_path: Path) -> None:
    quartier = {"code_qp": ["QP030001"], "nom_qp": ["Quartier"]}
    contour = geopandas.GeoDataFrame(quartier, geometry=[box(4.0, 44.0, 4.1, 44.1)], crs=4326)
    contour.to_crs(2154).to_file(tmp_path / "qp.shp")
    lu = _lire(tmp_path / "qp.shp", "contours_qpv")
    assert lu.acceptees["code"].tolist() == ["QP030001"]
    relu = geopandas.GeoSeries.from_wkt(lu.acceptees["geometrie"]).iloc[0]
    assert relu.bounds == pytest.approx((4.0, 44.0, 4.1, 44.1), abs=1e-6)
    (tmp_path / "qp.dbf").unlink()
    with pytest.raises(DonneesRefusees, match=r"il manque \.dbf"):
        _lire(tmp_path / "qp.shp", "contours_qpv")


def test_une_bombe_de_decompression_est_refusee_sans_etre_ouverte(tmp_path: Path) -> None:
    chemin = _classeur(tmp_path, ENTETE, LIGNE)
    morceau = b" " * (1 << 20)
    with ZipFile(chemin, "a", ZIP_DEFLATED) as archive, archive.open("xl/x.xml", "w") as membre:
        for _ in range(150):
            membre.write(morceau)
    assert chemin.stat().st_size < 1 << 20
    tracemalloc.start()
    with pytest.raises(DonneesRefusees, match=r"c\.xlsx : le classeur fait 150 Mio"):
        _lire(chemin)
    assert tracemalloc.get_traced_memory()[1] < 20 << 20
    tracemalloc.stop()


def test_les_quatre_referentiels_ont_leur_population() -> None:
    for nom, lignes in (
        ("communes", 34_900),
        ("epci", 1_250),
        ("departements", 100),
        ("regions", 18),
    ):
        table = referentiel(nom)
        assert len(table) >= lignes, nom
        assert table["code"].is_unique
        assert table["population"].sum() > 60_000_000, nom
