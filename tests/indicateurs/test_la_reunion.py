"""La Réunion, fichier par fichier : taux et totaux publiés qui ne suivent pas de leurs parties."""

import csv
import re
from functools import cache
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from carnets.indicateurs import npnru, objectif
from carnets.indicateurs.controles import verdict
from carnets.presentation.bilan.edition import bilan_insertion
from carnets.presentation.etude import ouvrir
from carnets.presentation.parties import Edition
from tests.partage import PARTAGE, exige_partage

LIEU = PARTAGE / "donnees" / "clauses-la-reunion"
# Fichier → maîtres d'ouvrage (ou TOTAL) et ce qui, chez eux, ne suit pas. 43,686 et 14,117 sont
# publiés 43,68 et 14,11 : tronqués, non arrondis.
FAUTES = {
    "heure_ANRU_saint_benoit.csv": {("TOTAL", "objectif")},
    "heure_echelle_saint_benoit.csv": {("CIREST", "taux"), ("TOTAL", "taux")},
    "heure_saint_louis.csv": {("TOTAL", "taux")},
    "heure_saint_louis1.csv": {("TOTAL", "taux")},
    "heure_saint_louis_conventionnées.csv": {("TOTAL", "taux")},
    "heures_saint_denis.csv": set(),
    "heures_saint_denis_anru.csv": set(),
    "heures_saint_denis_conventionnées.csv": set(),
}
OBJECTIFS = "MO_saint_denis.xlsx"


def nombre(texte: str) -> float:
    return float(re.sub(r"[\s\u00a0\u202f%]", "", texte).replace(",", "."))


def precision(texte: str) -> float:
    """Celle de l'arrondi : « 53,50 % » est un 53,5 affiché à deux décimales (53,54 recalculé)."""
    decimales = texte.strip(" %").partition(",")[2].rstrip("0")
    return 10.0 ** -len(decimales)


@cache
def suivi(fichier: Path) -> pd.DataFrame:
    with fichier.open(encoding="utf-8-sig", newline="") as flux:
        lignes = [ligne for ligne in csv.reader(flux, delimiter=";") if ligne and ligne[0]][1:]
    return pd.DataFrame(
        {
            "territoire": [ligne[0].strip(" *") for ligne in lignes],
            "heures_prevues": [nombre(ligne[1]) for ligne in lignes],
            "heures_realisees": [nombre(ligne[2]) for ligne in lignes],
            "taux": [nombre(ligne[3]) for ligne in lignes],
            "precision": [precision(ligne[3]) for ligne in lignes],
        }
    )


def fautes(fichier: Path) -> set[tuple[str, str]]:
    table = suivi(fichier)
    taux = npnru.avancement_consolide(table, periode="2026")["valeur"]
    trouvees = {
        (str(ligne.territoire), "taux")
        for ligne, recalcule in zip(table.itertuples(), taux, strict=True)
        if verdict(float(ligne.taux), float(ligne.precision), recalcule) == "incoherent"
    }
    parties, total = table[table["territoire"] != "TOTAL"], table.iloc[-1]
    for colonne, nom in (("heures_prevues", "objectif"), ("heures_realisees", "heures")):
        if verdict(float(total[colonne]), 0.1, float(parties[colonne].sum())) == "incoherent":
            trouvees.add(("TOTAL", nom))
    return trouvees


@pytest.mark.parametrize("nom", sorted(FAUTES))
def test_ce_qui_ne_suit_pas_est_nomme(nom: str) -> None:
    exige_partage()
    assert fautes(LIEU / nom) == FAUTES[nom]


def test_aucun_fichier_oublie() -> None:
    exige_partage()
    assert {f.name for f in LIEU.iterdir()} == {*FAUTES, OBJECTIFS}


def test_les_objectifs_de_saint_denis() -> None:
    """37,5 % de main-d'œuvre à 35 € redonnent chaque ligne à l'heure près, et 5 % l'objectif.

    Les totaux sont faits à part : 1 479 318 h travaillées pour 1 479 319 en somme, 73 966 h
    d'objectif pour 73 965. L'investissement, lui, est la somme.
    """
    exige_partage()
    (feuille,) = openpyxl.load_workbook(LIEU / OBJECTIFS, read_only=True).worksheets
    lignes = list(feuille.iter_rows(min_row=2, values_only=True))
    table = pd.DataFrame(
        {
            "territoire": [str(ligne[0]).strip() for ligne in lignes],
            "montant_ht": [nombre(str(ligne[1]).replace(".", ",").strip(" €")) for ligne in lignes],
            "heures_travaillees": [float(str(ligne[2])) for ligne in lignes],
            "objectif_heures": [float(str(ligne[4])) for ligne in lignes],
        }
    )
    longue = objectif.objectif_recalcule(
        table, taux_main_oeuvre=37.5, cout_horaire=35, taux_insertion=5, periode="2026"
    )
    lus = {
        nom: cadre.set_index("territoire")["valeur"] for nom, cadre in longue.groupby("indicateur")
    }
    ecarts = (lus["heures_travaillees"] - lus["heures_travaillees_recalculees"]).abs()
    assert (ecarts <= 1).all()
    assert ((lus["objectif_heures"] - lus["objectif_sur_heures_publiees"]).abs() <= 0.5).all()
    total, parties = table.iloc[0], table.iloc[1:]
    sommes = parties[["montant_ht", "heures_travaillees", "objectif_heures"]].sum()
    assert total["montant_ht"] == pytest.approx(sommes["montant_ht"], abs=0.005)
    assert (total["heures_travaillees"], sommes["heures_travaillees"]) == (1_479_318, 1_479_319)
    assert (total["objectif_heures"], sommes["objectif_heures"]) == (73_966, 73_965)


def test_un_objectif_atteint_quatre_fois_n_est_pas_plafonne() -> None:
    exige_partage()
    table = suivi(LIEU / "heure_ANRU_saint_benoit.csv")
    taux = npnru.avancement_consolide(table, periode="2026").set_index("territoire")["valeur"]
    assert taux["SHLMR"] == pytest.approx(399.82, abs=0.005)
    assert taux["SEMAC"] == pytest.approx(944.60, abs=0.005)


FICHE = """titre: Suivi de Saint-Benoît
fictif: false
annee: 2026
geographie: "2015"
territoires:
  - {{code: saint-benoit, libelle: Projet de Saint-Benoît, type: projet}}
sources:
  suivi:
    fichier: {fichier}
    depuis: {lieu}
    modele: suivi_clauses
    secret: deja_publie
    colonnes: {{objectif_h: "{objectif}", heures: "{heures}"}}
    carte: {{document: Suivi des clauses, producteur: Porteur du projet, date: 2026-03-31, lignes: toutes}}
conventions: {{}}
"""  # noqa: E501 — la carte d'une source tient en une ligne de YAML


def _edition(
    racine: Path, nom: str, objectif: str, heures: str = "Heures effectuées au 31/03/2026"
) -> Edition:
    fiche = FICHE.format(fichier=nom, lieu=LIEU, objectif=objectif, heures=heures)
    (racine / "dossier.yml").write_text(fiche, encoding="utf-8")
    return bilan_insertion(ouvrir(racine, territoire="saint-benoit", annee=2026))


def test_un_suivi_par_maitre_d_ouvrage_donne_un_bilan(tmp_path: Path) -> None:
    """Chaque partie se compose, dit ce que le suivi tait, et liste l'incohérence."""
    exige_partage()
    edition = _edition(
        tmp_path, "heure_echelle_saint_benoit.csv", "Objectif à l’échelle du projet (en h)"
    )
    objets = {nom: composer() for nom, composer in edition.sections.items()}
    assert all(objets.values())
    (niveaux,) = objets["niveaux"]
    lignes = {ligne["entete"]: ligne["cellules"] for ligne in niveaux.charge["lignes"]}
    assert lignes["CIREST"][2]["valeur"] == 11.9
    assert lignes["Projet de Saint-Benoît"][0]["valeur"] == 14_864
    (profils,) = objets["profils"]
    assert profils.charge["titre"] == "Non disponible"
    incoherents = objets["alertes"][1].charge
    assert incoherents["titre"] == "Incohérences relevées"
    assert [ligne["entete"][:6] for ligne in incoherents["lignes"]] == ["CIREST", "Total "]
    (synthese,) = objets["synthese"]
    assert 5 <= len(synthese.charge["phrases"]) <= 8


def listees(edition: Edition) -> set[tuple[str, str]]:
    """Ce que le livrable liste comme incohérent, dit comme dans `FAUTES`."""
    trouvees = set()
    for objet in edition.sections["alertes"]():
        if objet.charge.get("titre") != "Incohérences relevées":
            continue
        for ligne in objet.charge["lignes"]:
            qui, _, quoi = str(ligne["entete"]).replace("\xa0", " ").partition(" :")
            nature = "objectif" if quoi.strip() == "objectif" else "heures"
            if "/" in quoi:
                nature = "taux"
            trouvees.add(("TOTAL" if qui == "Total imprimé" else qui, nature))
    return trouvees


@pytest.mark.parametrize("nom", sorted(FAUTES))
def test_le_livrable_liste_chaque_faute(tmp_path: Path, nom: str) -> None:
    exige_partage()
    with (LIEU / nom).open(encoding="utf-8-sig", newline="") as flux:
        _, prevues, heures, *_ = next(csv.reader(flux, delimiter=";"))
    assert listees(_edition(tmp_path, nom, prevues, heures)) == FAUTES[nom]
