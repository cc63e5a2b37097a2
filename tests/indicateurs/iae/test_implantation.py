"""Les structures de décembre 2020 : comptes, territoires, distances, contre des calculs à part."""

import csv
import math
from collections import defaultdict
from pathlib import Path

import geopandas
import numpy as np
import pandas as pd
import pytest

from carnets.chemins import REFERENTIELS
from carnets.codes import departement_du_quartier
from carnets.indicateurs import iae
from carnets.indicateurs.iae.distances import zone
from carnets.indicateurs.iae.implantation import nom_de_ville
from carnets.lecture.lecteur import lire_source
from carnets.lecture.source import Source
from tests.partage import exige_partage

TYPES = ("ACI", "EI", "AI", "ETTI")
DEPARTEMENTS = pd.read_csv(REFERENTIELS / "departements.csv", sep=";", dtype=str)
ETAGES = iae.etages(DEPARTEMENTS)


def lire(modele: str, fichier: Path) -> pd.DataFrame:
    carte = {"document": "d", "producteur": "p", "date": "2020-12-31"}
    source = Source.model_validate(
        {
            "fichier": fichier.name, "modele": modele, "secret": "deja_publie", "nom": modele,
            "carte": carte, "depuis": str(fichier.parent),
        }
    )  # fmt: skip
    return lire_source(fichier.parent, source).table


@pytest.fixture(scope="module")
def structures() -> pd.DataFrame:
    table = lire("siae_structures", exige_partage() / "iae-structures-2020/siae_2020-12.csv")
    return iae.conventionnees(table)


@pytest.fixture(scope="module")
def contours() -> pd.DataFrame:
    return lire("contours_qpv", exige_partage() / "qpv-2024/qpv2024_simplified.geojson")


@pytest.fixture(scope="module")
def comptes(structures: pd.DataFrame) -> pd.DataFrame:
    return iae.implantation(structures, ETAGES, types=TYPES, periode="2020")


def brut() -> list[dict[str, str]]:
    fichier = exige_partage() / "iae-structures-2020/siae_2020-12.csv"
    with fichier.open(encoding="utf-8", newline="") as flux:
        return [ligne for ligne in csv.DictReader(flux) if ligne["source"] == "ASP"]


def test_les_quatre_comptes_publies(structures: pd.DataFrame) -> None:
    par_type = structures["type_siae"].value_counts().to_dict()
    assert par_type == {"ACI": 1815, "EI": 942, "AI": 620, "ETTI": 299}


def test_chaque_departement_et_type_egalent_un_comptage_a_part(comptes: pd.DataFrame) -> None:
    regions = {d: f"R{r}" for d, r in DEPARTEMENTS[["code", "region"]].itertuples(index=False)}
    siae, etablissements = defaultdict(set), defaultdict(set)
    for ligne in brut():
        departement = ligne["department"]
        for territoire in (departement, regions[departement], "FR"):
            for nom in (ligne["kind"], "ENSEMBLE"):
                siae[territoire, nom].add((ligne["siret"], ligne["kind"]))
                etablissements[territoire, nom].add(ligne["siret"])
    for attendu, indicateur in ((siae, "siae_conventionnees"), (etablissements, "etablissements")):
        lus = comptes[comptes["indicateur"] == indicateur]
        assert len(lus) == (len(DEPARTEMENTS) + DEPARTEMENTS["region"].nunique() + 1) * 5
        for territoire, nom, valeur in lus[["territoire", "modalite", "valeur"]].itertuples(
            index=False
        ):
            assert valeur == len(attendu[territoire, nom]), (indicateur, territoire, nom)


def test_la_chaine_des_comptes_tient_partout(comptes: pd.DataFrame) -> None:
    large = comptes.pivot_table(
        index=["territoire", "modalite"], columns="indicateur", values="valeur"
    )
    assert (large["etablissements"] <= large["siae_conventionnees"]).all()


def test_les_dispositifs_egalent_un_comptage_a_part(
    structures: pd.DataFrame, comptes: pd.DataFrame
) -> None:
    fichier = exige_partage() / "iae-structures-2020/siae_conventions_2020-12.csv"
    conventions = lire("siae_conventions", fichier)
    regions = {d: f"R{r}" for d, r in DEPARTEMENTS[["code", "region"]].itertuples(index=False)}
    with fichier.open(encoding="utf-8", newline="") as flux:
        types = {
            c["convention_id"]: c["kind"] for c in csv.DictReader(flux) if c["is_active"] == "True"
        }
    attendu = defaultdict(set)
    for ligne in brut():
        if ligne["convention_id"] in types:
            departement = ligne["department"]
            for territoire in (departement, regions[departement], "FR"):
                for nom in (types[ligne["convention_id"]], "ENSEMBLE"):
                    attendu[territoire, nom].add(ligne["convention_id"])
    lus = iae.dispositifs(structures, conventions, ETAGES, types=TYPES, periode="2020")
    for territoire, nom, valeur in lus[["territoire", "modalite", "valeur"]].itertuples(
        index=False
    ):
        assert valeur == len(attendu[territoire, nom]), (territoire, nom)
    assert len(attendu["FR", "ENSEMBLE"]) == 3676
    assert iae.chaine_rompue(pd.concat([comptes, lus])).empty


def test_une_structure_sans_convention_active_rompt_la_chaine() -> None:
    """Deux ACI du Gard, deux conventions dont une close ; une AI de deux conventions."""
    fiches = pd.DataFrame(
        [
            ("1", "ACI", "a"),
            ("2", "ACI", "b"),
            ("3", "AI", "c"),
            ("3", "AI", "d"),
            ("3", "AI", "d"),
        ],
        columns=["siret", "type_siae", "convention_id"],
    ).assign(code_departement="30")
    conventions = pd.DataFrame(
        [("a", "ACI", True), ("b", "ACI", False), ("c", "AI", True), ("d", "AI", True)],
        columns=["convention_id", "type_siae", "active"],
    )
    ou = {"types": ("ACI", "AI"), "periode": "2020"}
    gard = ETAGES[ETAGES["territoire"] == "30"]
    portes = iae.dispositifs(fiches, conventions, gard, **ou)
    assert dict(zip(portes["modalite"], portes["valeur"], strict=True)) == {
        "ENSEMBLE": 3, "ACI": 1, "AI": 2,
    }  # fmt: skip
    rompue = iae.chaine_rompue(pd.concat([iae.implantation(fiches, gard, **ou), portes]))
    assert rompue.to_numpy().tolist() == [["30", "ACI", 2, 2, 1]]


def test_nulle_structure_ne_disparait(structures: pd.DataFrame) -> None:
    assert len(iae.sans_departement(structures, ETAGES)) == 0
    perdue = structures.head(1).assign(code_departement=None)
    assert len(iae.sans_departement(perdue, ETAGES)) == 1
    sans = [ligne for ligne in brut() if not ligne["lon"] or not ligne["lat"]]
    assert sorted(iae.non_situees(structures)["id"]) == sorted(ligne["id"] for ligne in sans)
    assert len(sans) > 0


def test_les_sirets_faux_sont_comptes_et_listes(structures: pd.DataFrame) -> None:
    faux = iae.sirets_faux(structures)
    assert set(faux["siret"]) <= {ligne["siret"] for ligne in brut()}
    assert "34445638900012" in set(faux["siret"])
    assert 0 < len(faux) < 13


def test_la_densite_nomme_sa_reference(comptes: pd.DataFrame) -> None:
    population = pd.Series({"30": 748437.0, "48": 0.0})
    lu = iae.densite(comptes, population, nom="habitants", periode="2020").set_index("territoire")
    gard = len({(x["siret"], x["kind"]) for x in brut() if x["department"] == "30"})
    assert lu.loc["30", "valeur"] == pytest.approx(1000 * gard / 748437)
    assert lu.loc["30", "modalite"] == "habitants"
    assert lu.loc["48", "etat"] == "sans_objet"
    assert lu.loc["34", "etat"] == "nd"


@pytest.mark.parametrize(
    ("ville", "attendu"),
    [
        ("ST-DENIS CEDEX 1", "saint denis"),
        ("Saint-Denis", "saint denis"),
        ("LA ROCHE SUR YON", "roche sur yon"),
        ("L'Île-d'Yeu", "ile d yeu"),
        ("Sainte-Menehould", "sainte menehould"),
        ("STE MENEHOULD", "sainte menehould"),
        ("Vœuil-et-Giget", "voeuil et giget"),
        ("PARIS 18", "paris"),
        (float("nan"), ""),
        ("", ""),
    ],
)
def test_un_nom_de_ville_se_reconnait(ville: str | float, attendu: str) -> None:
    assert nom_de_ville(ville) == attendu


def test_zones_blanches_et_communes_non_trouvees(structures: pd.DataFrame) -> None:
    communes = lire("commune_epci", exige_partage() / "geographie/epci_commune.csv")
    situees = iae.situer_communes(structures, communes)
    assert len(situees) == len(structures)
    trouvees = situees["code_commune"].notna()
    assert trouvees.mean() > 0.9
    assert (
        situees.loc[trouvees, "code_commune"].str[:2]
        == situees.loc[trouvees, "code_departement"].str[:2]
    ).all()
    zones = iae.zones_blanches(situees, communes, periode="2020")
    assert len(zones) == communes["code_epci"].nunique()
    placees = situees.dropna(subset=["code_epci"]).drop_duplicates(["siret", "type_siae"])
    assert zones["valeur"].sum() == len(placees)
    assert (zones["valeur"] == 0).sum() == communes["code_epci"].nunique() - placees[
        "code_epci"
    ].nunique()


def test_deux_communes_du_meme_nom_ne_se_devinent_pas() -> None:
    communes = pd.DataFrame(
        {"commune": ["Le Bourg", "Bourg", "Ville"], "code_commune": ["30001", "30002", "30003"],
         "code_epci": ["a", "b", "c"], "code_departement": ["30"] * 3}
    )  # fmt: skip
    fiches = pd.DataFrame({"ville": ["BOURG", "ville"], "code_departement": ["30", "30"]})
    lues = iae.situer_communes(fiches, communes)
    assert lues["code_commune"].isna().tolist() == [True, False]


def test_un_point_loin_de_son_departement_est_a_verifier(structures: pd.DataFrame) -> None:
    fichier = exige_partage() / "geographie/polygone-4326_dep.geojson"
    loin = iae.hors_departement(structures, lire("contours_departements", fichier))
    formes = geopandas.read_file(fichier).set_index("insee_dep").to_crs(2154)["geometry"]
    en_metropole = loin[~loin["code_departement"].str.startswith("97")]
    for fiche in en_metropole.itertuples():
        point = geopandas.GeoSeries.from_xy([fiche.longitude], [fiche.latitude], crs=4326)
        assert formes[fiche.code_departement].distance(point.to_crs(2154).iloc[0]) > 4_900
    assert 0 < len(loin) < 0.02 * len(structures)
    ici = structures.dropna(subset=["longitude"]).drop(loin.index).sample(60, random_state=2)
    ici = ici[~ici["code_departement"].str.startswith("97")]
    points = geopandas.GeoSeries.from_xy(ici["longitude"], ici["latitude"], crs=4326).to_crs(2154)
    for departement, point in zip(ici["code_departement"], points, strict=True):
        assert formes[departement].distance(point) < 5_200


def haversine(lon: float, lat: float, lons: np.ndarray, lats: np.ndarray) -> np.ndarray:
    a, b = math.radians(lat), np.radians(lats)
    h = np.sin((b - a) / 2) ** 2 + math.cos(a) * np.cos(b) * np.sin(np.radians(lons - lon) / 2) ** 2
    return 2 * 6371.0088 * np.arcsin(np.sqrt(h))


def test_distances_egales_a_un_calcul_geodesique_a_part(
    structures: pd.DataFrame, contours: pd.DataFrame
) -> None:
    """Contour échantillonné tous les dix mètres, toutes les structures, sphère : à 1 % près."""
    codes = ["QN03001I", "QN97401M", "QN97601M", "QN97101M", "QN02A01M", "QN07501M", "QN06927M"]
    presents = contours[contours["code"].isin(codes)]
    hasard = contours.sample(40, random_state=3)
    tires = pd.concat([presents, hasard]).drop_duplicates("code")
    assert {zone(departement_du_quartier(c)) for c in tires["code"]} >= {"metropole", "974"}
    lues = iae.distances(tires, structures, types=TYPES, periode="2020")
    situees = structures.dropna(subset=["longitude"])
    formes = geopandas.GeoSeries.from_wkt(tires.set_index("code")["geometrie"])
    for code, type_siae, valeur, etat in lues[
        ["territoire", "modalite", "valeur", "etat"]
    ].itertuples(index=False):
        memes = situees[
            (situees["type_siae"] == type_siae)
            & (situees["code_departement"].map(zone) == zone(departement_du_quartier(code)))
        ]
        if not len(memes):
            assert etat == "sans_objet"
            continue
        forme = formes[code]
        dedans = geopandas.GeoSeries.from_xy(memes["longitude"], memes["latitude"]).within(forme)
        if dedans.any():
            assert valeur == pytest.approx(0, abs=0.001)
            continue
        bord = np.array(
            [xy for partie in getattr(forme.segmentize(0.0001), "geoms", [forme.segmentize(0.0001)])
             for xy in partie.exterior.coords]
        )  # fmt: skip
        proches = haversine(
            *bord.mean(axis=0), memes["longitude"].to_numpy(), memes["latitude"].to_numpy()
        ).argsort()[:40]
        attendu = min(
            haversine(
                *memes.iloc[r][["longitude", "latitude"]].astype(float), bord[:, 0], bord[:, 1]
            ).min()
            for r in proches
        )
        assert valeur == pytest.approx(attendu, rel=0.01, abs=0.012), (code, type_siae)


def test_une_distance_ne_traverse_pas_l_ocean(
    structures: pd.DataFrame, contours: pd.DataFrame
) -> None:
    mayotte = contours[contours["code"].str.startswith("QN976")].head(3)
    ailleurs = structures[structures["code_departement"] != "976"]
    assert set(iae.distances(mayotte, ailleurs, types=("ACI",), periode="2020")["etat"]) == {
        "sans_objet"
    }
