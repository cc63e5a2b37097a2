"""Chaque indicateur égale la cellule brute de l'Insee, relue à part."""

import math
import random

import pandas as pd
import pytest

from carnets.dossier import Dossier, charger_dossier
from carnets.indicateurs import territoire
from carnets.indicateurs.territoire import Mesure
from tests.indicateurs.territoire.dossier_officiel import brutes, dossier, nombre
from tests.partage import exige_partage

THEMES = ("demo", "ipro", "revn")
EDITIONS = {
    "demo": ("2017", "2019", "2022"),
    "ipro": ("2017", "2019", "2020", "2022"),
    "revn": ("2017", "2019", "2022"),
}
ALES = "QP030001"


@pytest.fixture(scope="module")
def officiel(tmp_path_factory: pytest.TempPathFactory) -> Dossier:
    racine = tmp_path_factory.mktemp("officiel")
    return charger_dossier(dossier(racine / "diagnostic", exige_partage()))


def mesures(officiel: Dossier, theme: str, edition: str) -> pd.DataFrame:
    table = officiel.table(f"{theme}_{edition}")
    return territoire.mesurer(
        table, theme=theme, renseignees=territoire.colonnes_renseignees(table)
    )


def a_part(theme: str, edition: str, code: str, mesure: Mesure) -> float | None:
    """La mesure, calculée des cellules brutes."""
    fichier = exige_partage() / "insee-qpv-2015" / f"{theme.upper()}_{edition}.csv"
    ligne = brutes(fichier)[code]
    entetes = {e.strip().lower(): e for e in ligne if e}
    lus = [nombre(ligne[entetes[c]]) for c in mesure.colonnes]
    connus = [n for n in lus if n is not None]
    if len(connus) < len(lus):
        return None
    if mesure.genre == "cellule":
        return connus[0]
    if mesure.genre == "ecart":
        return connus[0] - connus[1]
    return 100 * sum(connus[:-1]) / connus[-1]


def egale(lue: float, attendue: float | None) -> bool:
    return math.isnan(lue) if attendue is None else math.isclose(lue, attendue, rel_tol=1e-12)


def mesures_de(theme: str, cadre: pd.DataFrame) -> list[Mesure]:
    portes = set(zip(cadre["indicateur"], cadre["modalite"], strict=True))
    return [m for m in territoire.MESURES[theme] if (m.indicateur, m.modalite) in portes]


def test_ales_toutes_les_editions(officiel: Dossier) -> None:
    """Chaque chiffre d'Alès, dans chaque édition, est la cellule brute ou son rapport."""
    comparees = 0
    for theme, editions in EDITIONS.items():
        for edition in editions:
            cadre = mesures(officiel, theme, edition)
            ales = cadre[cadre["territoire"] == ALES].set_index(["indicateur", "modalite"])
            for mesure in mesures_de(theme, cadre):
                lue = float(ales.loc[(mesure.indicateur, mesure.modalite), "valeur"])
                assert egale(lue, a_part(theme, edition, ALES, mesure)), (edition, mesure)
                comparees += 1
    assert comparees > 300


def test_ales_2022(officiel: Dossier) -> None:
    """Les nombres que l'issue cite, écrits ici comme dans le fichier."""
    cadre = pd.concat([mesures(officiel, theme, "2022") for theme in THEMES])
    ales = cadre[(cadre["territoire"] == ALES) & (cadre["modalite"] == "")]
    lus = ales.set_index("indicateur")["valeur"]
    assert lus["taux_emploi"] == 36.1
    assert lus["demandeurs_abc"] == 2459
    assert lus["population_municipale"] == 14036
    assert lus["taux_pauvrete"] == 49.6
    assert lus["revenu_disponible_median"] == 13080
    assert lus["part_population_commune"] == 100 * 14036 / 40802


def test_cinquante_quartiers_et_vingt_indicateurs_tires_au_hasard(officiel: Dossier) -> None:
    hasard = random.Random(2022)
    cadres = {theme: mesures(officiel, theme, "2022") for theme in THEMES}
    toutes = [(t, m) for t, cadre in cadres.items() for m in mesures_de(t, cadre)]
    codes = hasard.sample(sorted(set(cadres["ipro"]["territoire"])), 50)
    tirees = hasard.sample(toutes, 20)
    cle = ["territoire", "indicateur", "modalite"]
    indexes = {theme: cadre.set_index(cle)["valeur"] for theme, cadre in cadres.items()}
    vides = 0
    for theme, mesure in tirees:
        valeurs = indexes[theme]
        for code in codes:
            place = (code, mesure.indicateur, mesure.modalite)
            lue = float(valeurs[place]) if place in valeurs.index else math.nan
            fichier = exige_partage() / "insee-qpv-2015" / f"{theme.upper()}_2022.csv"
            attendue = a_part(theme, "2022", code, mesure) if code in brutes(fichier) else None
            assert egale(lue, attendue), place
            vides += attendue is None
    assert 0 < vides < 500  # le tirage porte aussi des cases vides, qui restent vides


def test_une_case_vide_est_un_etat_et_une_note_se_garde(officiel: Dossier) -> None:
    cadre = mesures(officiel, "ipro", "2022")
    besancon = cadre[
        (cadre["territoire"] == "QP025002") & (cadre["indicateur"] == "demandeurs_abc")
    ]
    assert set(besancon["etat"]) == {"nd"}
    assert set(besancon["note"]) == {"3"}
    assert besancon["valeur"].isna().all()


def test_edition_et_annee_sont_tenues_a_part(officiel: Dossier) -> None:
    revenus = mesures(officiel, "revn", "2022").query("indicateur == 'taux_pauvrete'")
    assert set(revenus["periode"]) == {"2018"}
    assert set(revenus["edition"]) == {"2022"}
    emploi = mesures(officiel, "ipro", "2022").query("indicateur == 'taux_emploi'")
    assert set(emploi["periode"]) == {"édition 2022"}
    assert emploi["annee_reference"].isna().all()


def test_les_comparateurs_sont_ceux_de_filosofi(officiel: Dossier) -> None:
    lignes = officiel.lignes("filosofi_commune", "codgeo", ["30007"])
    cadre = territoire.comparateurs(lignes, territoire="30007").set_index("indicateur")
    fichier = exige_partage() / "insee-filosofi-2019" / "FILO2019_DISP_COM.csv"
    brute = brutes(fichier)["30007"]
    assert cadre.loc["revenu_disponible_median", "valeur"] == nombre(brute["Q219"])
    assert cadre.loc["indice_gini", "valeur"] == nombre(brute["GI19"])
    assert cadre.loc["indice_gini", "periode"] == "2019"


def test_les_territoires_se_tirent_des_sources(officiel: Dossier) -> None:
    types = pd.Series([t.type for t in officiel.territoires]).value_counts()
    assert types["qpv"] == 1514
    assert officiel.territoire(ALES).parent == "30007"
    assert officiel.territoire("30007").parent == "30"
    assert officiel.territoire("30").parent == "R76"
    assert officiel.territoire("200066918").type == "epci"
