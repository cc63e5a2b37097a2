"""Heures, personnes, ETP, objectifs des quatre autres documents : chaque affirmation retrouvée.

Le fichier d'oracles donne le recalcul attendu et le verdict. Ici, chaque recalcul sort d'une
fonction du projet, sur les nombres imprimés par le document.
"""

import csv
from collections.abc import Callable
from functools import cache

import pandas as pd
import pytest

from carnets.dossier import charger_dossier
from carnets.indicateurs import clauses, etp, npnru
from carnets.indicateurs.cadre import rapport
from carnets.indicateurs.controles import verdict
from carnets.indicateurs.controles.citations import effectifs_possibles
from carnets.indicateurs.controles.sommes import somme_et_total
from carnets.indicateurs.fiche_objectif import fiche_objectif, terme_implicite
from carnets.parametres import catalogue
from tests.partage import PARTAGE, exige_partage

REGION = "auvergne-rhone-alpes-npnru-2021"
SERIES = ("HDF", "AUR", "LYT", "RCE", "AMP")
MENSUALISE = 151.67 * 12  # 35 heures, mois moyen : la convention des oracles


def par_personne(heures: float, personnes: float) -> float:
    """Par la fonction du bilan, et non par une division d'essai."""
    chiffres = pd.DataFrame(
        {
            "territoire": "x",
            "grandeur": ["heures_realisees", "beneficiaires"],
            "valeur": [heures, personnes],
            "precision": 1.0,
        }
    )
    table = clauses.bilan(chiffres, territoire="x", periode="2021").set_index("indicateur")
    return float(table.loc["heures_par_beneficiaire", "valeur"])


def en_etp(heures: float, convention: float) -> float:
    table = etp.etp_par_convention(
        heures, conventions={"c": convention}, territoire="x", periode="2021"
    )
    return float(table["valeur"].item())


def convention(heures: float, nombre: float) -> float:
    table = etp.heures_par_etp_compatibles(
        heures, etp=nombre, precision=0.0, territoire="x", periode="2021"
    )
    return float(table.loc[table["modalite"] == "", "valeur"].item())


def mois(heures: float) -> float:
    table = etp.mois_par_convention(
        heures, conventions={"c": MENSUALISE}, territoire="x", periode="2021"
    )
    return float(table["valeur"].item())


def avancement(faites: float, prevues: float) -> float:
    table = pd.DataFrame(
        {"territoire": ["x"], "heures_realisees": [faites], "heures_prevues": [prevues]}
    )
    return float(npnru.avancement_consolide(table, periode="2021")["valeur"].item())


def part(n: float, total: float) -> float:
    ici, haut, bas = pd.Series(["x"]), pd.Series([n]), pd.Series([total])
    cadre = rapport(ici, haut, bas, periode="2021", indicateur="part_des_heures", facteur=100.0)
    return float(cadre["valeur"].item())


def objectif(base: float, main_oeuvre: float, cout: float, effort: float) -> float:
    niveau = {"taux_main_oeuvre": main_oeuvre, "cout_horaire": cout, "taux_insertion": effort}
    return fiche_objectif({"travaux": base}, {"projet": niveau}).objectif


def somme(*parties: float, total: float) -> float:
    constat = somme_et_total(
        pd.Series(parties), total, objet="essai", unite="heures", explication=""
    )
    return constat.recalcule


def couverture(repondants: float, attendus: float) -> float:
    table = pd.DataFrame({"territoire": ["84"], "repondants": [repondants], "attendus": [attendus]})
    return float(clauses.couverture_publiee(table, periode="2021")["valeur"].item())


def part_de(pourcentage: float, total: float) -> float:
    """L'effectif, entier ou non, que suppose une part publiée."""
    return pourcentage * total / 100


def seuil(nom: str) -> float:
    return float(next(v.valeur for v in catalogue("insertion/charte_anru") if v.nom.endswith(nom)))


CALCULS: dict[str, Callable[[], float]] = {
    "HDF-02": lambda: en_etp(167e6, 1600),
    "HDF-03": lambda: convention(16.7e6, 10_000),
    "HDF-10": lambda: par_personne(25e6, 63_000),
    "AUR-02": lambda: objectif(4_143_000_000, 37.5, 30, 5),
    "AUR-04": lambda: par_personne(3_150_000, 7_000),
    "AUR-07": lambda: couverture(44, 53),
    "AUR-08": lambda: par_personne(396_700, 1_263),
    "AUR-09": lambda: part(606, 1_263),
    "AUR-10": lambda: avancement(396_700, 2_500_000),
    "AUR-22": lambda: en_etp(2_176, 1_607),
    "AUR-30": lambda: part(88_388, 30_472) - 100,
    "AUR-31": lambda: en_etp(88_388, 1_820),
    "AUR-33": lambda: par_personne(9_500, 25),
    "AUR-34": lambda: par_personne(133_000, 361),
    "AUR-35": lambda: somme(3_896.25, 439, 680, total=4_819),
    "AUR-36": lambda: somme(5, 7, 1, total=13),
    "AUR-37": lambda: part(mois(680), 6),
    "AUR-45": lambda: en_etp(200_000, 1_820),
    "AUR-49": lambda: par_personne(1_200, 8),
    "AUR-55": lambda: objectif(3_600_000, 70, 60, 7.5) / 4,
    "LYT-02": lambda: en_etp(150_000, 1_785),
    "LYT-04": lambda: part(49_300, 150_000),
    "LYT-05": lambda: mois(240 + 140),
    "LYT-06": lambda: par_personne(20_692, 8),
    "AMP-01": lambda: seuil("part_heures_gup"),
    "AMP-02": lambda: seuil("part_heures_investissement"),
    "HDF-11": lambda: part_de(5, 63_000),
    "AUR-03": lambda: part(12, 40),
    "AUR-05": lambda: somme(20, 33, total=53),
    "AUR-13": lambda: somme(5.2, 1, total=6.2),
    "AUR-14": lambda: somme(75_000, total=70_000),
    "AUR-15": lambda: part(55, 5) / 100,
    "AUR-19": lambda: somme(1_280, 104, 110, total=2_392),
    "AUR-21": lambda: somme(312, total=311),
    "AUR-25": lambda: part(7_200, 2_392) / 100,
    "AUR-26": lambda: somme(1.5, 0.240, 0.022, total=1.7),
    "AUR-27": lambda: somme(35, 7, 11, total=53),
    "AUR-28": lambda: part(53, 1_761),
    "AUR-29": lambda: somme(45, 35, 20, total=100),
    "AUR-38": lambda: part(92, 143),
    "AUR-40": lambda: part_de(80, 8),
    "AUR-41": lambda: somme(35, 35, total=70),
    "AUR-44": lambda: part(9, 47),
    "AUR-46": lambda: 200_000 / 1.38,
    "AUR-47": lambda: part_de(24, 511),
    "AUR-48": lambda: par_personne(164, 38),
    "AUR-51": lambda: part(1_323, 4_600),
    "AUR-52": lambda: somme(*[308.0] * 12, total=4_600),
    "AUR-56": lambda: somme(*[700.0] * 4, total=2_800),
    "AUR-72": lambda: par_personne(133_000, 26),
    "AUR-75": lambda: part(25, 49),
    "LYT-07": lambda: 24 - somme(5, 3, total=24),
    "LYT-08": lambda: part(17, 49 + 17),
    "LYT-09": lambda: part(12.5, 45 + 12.5),
}
# id → (publié, précision de l'impression). Un verdict « arrondi » ou « exact » de l'oracle admet
# l'arrondi ; « incoherent » doit être trouvé par la règle.
PUBLIES: dict[str, tuple[float, float]] = {
    "HDF-02": (100_000, 10_000),
    "HDF-03": (1_670, 1),
    "AUR-22": (1.35, 0.01),
    "AUR-35": (4_819, 1),
    "AUR-36": (13, 1),
    "AUR-55": (700, 1),
    "LYT-02": (84, 1),
    "AUR-13": (6.2, 0.1),
    "AUR-14": (70_000, 1),
    "AUR-15": (20, 1),
    "AUR-28": (0.6, 0.1),
    "AUR-19": (2_392, 1),
    "AUR-27": (53, 1),
    "AUR-29": (100, 1),
    "AUR-41": (70, 1),
    "AUR-52": (4_600, 1),
    "LYT-09": (21, 1),
    "LYT-05": (2.5, 0.1),
}
HORS = {
    "seuil, date, référence ou cible sans rien à recalculer": (
        "AMP-03", "AUR-06", "AUR-57", "AUR-58", "AUR-65", "AUR-70", "HDF-05", "HDF-12", "HDF-13",
        "HDF-16", "HDF-17", "AUR-01", "AUR-12", "AUR-54",
    ),
    "ni heures d'insertion, ni bénéficiaires : handicap, logement, territoire": (
        "AUR-18", "AUR-59", "AUR-60", "AUR-62", "AUR-63", "AUR-67", "AUR-69", "AUR-71",
    ),
    "règle de tranche du simulateur de clause": ("HDF-07",),
}  # fmt: skip
AUTREMENT = ("AUR-11", "HDF-06", "RCE-01")


@cache
def oracles() -> dict[str, dict[str, str]]:
    fichier = PARTAGE / "oracles" / "affirmations.csv"
    if not fichier.is_file():
        return {}
    with fichier.open(encoding="utf-8-sig", newline="") as flux:
        return {o["id"]: o for o in csv.DictReader(flux) if o["id"].split("-")[0] in SERIES}


@pytest.mark.parametrize("identifiant", sorted(CALCULS))
def test_recalcul(identifiant: str) -> None:
    exige_partage()
    attendu = float(oracles()[identifiant]["recalcule_num"])
    assert CALCULS[identifiant]() == pytest.approx(attendu, rel=1e-6)


@pytest.mark.parametrize("identifiant", sorted(PUBLIES))
def test_verdict(identifiant: str) -> None:
    exige_partage()
    publie, precision = PUBLIES[identifiant]
    oracle = oracles()[identifiant]
    assert float(oracle["publie_num"]) == publie
    trouve = verdict(publie, precision, CALCULS[identifiant]())
    assert (trouve == "incoherent") == (oracle["verdict"] == "incoherent")


def test_aucun_oracle_oublie() -> None:
    exige_partage()
    exclus = [identifiant for groupe in HORS.values() for identifiant in groupe]
    traites = [*CALCULS, *AUTREMENT, *exclus]
    assert len(traites) == len(set(traites))
    assert set(traites) == set(oracles())


def test_quatre_vingts_pour_cent_de_huit_personnes() -> None:
    """AUR-40 : aucun nombre entier de personnes ne fait 80 % de huit ; six font 75, sept 87,5."""
    bas, haut = effectifs_possibles(80, 1, 8)
    assert bas > haut
    assert effectifs_possibles(75, 1, 8) == (6, 6)


def test_le_bilan_national_arrondi_au_million() -> None:
    """AUR-11 : 25 124 684 h s'écrivent 25 millions."""
    assert verdict(25e6, 1e6, 25_124_684) == "arrondi"


def test_une_part_de_main_d_oeuvre_impossible() -> None:
    """HDF-06 : 220 h par 100 000 € supposent, à 30 € et 5 %, plus de main-d'œuvre que de base."""
    part_mo = terme_implicite(
        "taux_main_oeuvre", 220, base=100_000, cout_horaire=30, taux_insertion=5
    )
    assert part_mo == pytest.approx(132)


def test_dix_pour_cent_supposent_cinq_millions_d_heures() -> None:
    """RCE-01 : 500 000 h d'insertion ne font 10 % que de cinq millions d'heures travaillées."""
    table = pd.DataFrame(
        {"territoire": ["x"], "heures_insertion": [5e5], "heures_travaillees": [5e6]}
    )
    taux = npnru.part_insertion_investissement(table, periode="2022")
    assert taux["valeur"].item() == pytest.approx(10)
    inconnues = npnru.part_insertion_investissement(
        table.assign(heures_travaillees=float("nan")), periode="2022"
    )
    assert inconnues["etat"].item() == "nd"


def test_les_seuils_de_la_charte() -> None:
    """AMP-01, AMP-02 : 10 % des heures de gestion urbaine, 5 % de celles d'investissement."""
    valeurs = {v.nom: v.valeur for v in catalogue("insertion/charte_anru")}
    assert sorted(set(valeurs.values())) == [5, 10]


def test_le_dossier_de_la_region_redonne_ces_nombres() -> None:
    chiffres = charger_dossier(REGION).table("chiffres_publies")
    region = clauses.bilan(chiffres, territoire="84", periode="2021").set_index("indicateur")
    assert region.loc["heures_par_beneficiaire", "valeur"] == pytest.approx(CALCULS["AUR-08"]())
    assert region.loc["part_beneficiaires_qpv", "valeur"] == pytest.approx(CALCULS["AUR-09"]())
    assert region.loc["taux_realisation", "valeur"] == pytest.approx(CALCULS["AUR-10"]())
    uc1 = chiffres[chiffres["partition"] == "uc1_heures"]["valeur"].astype(float)
    assert somme(*uc1, total=4_819) == pytest.approx(5_015.25)
    lire = clauses.lecteur(chiffres, territoire="84")
    assert couverture(lire("qpv_couverts"), lire("qpv_attendus")) == pytest.approx(83.018868)
