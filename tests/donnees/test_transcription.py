"""Chaque chiffre des trois dossiers se lit dans les lignes du document que sa carte cite."""

import re
from functools import cache

import pandas as pd
import pytest

from carnets.dossier import charger_dossier
from tests.partage import PARTAGE, exige_partage

OCCITANIE, ALES = "occitanie-iae-2019", "ales-npnru"
AUVERGNE = "auvergne-rhone-alpes-npnru-2021"
DOCUMENTS = {
    OCCITANIE: "occitanie-emploi-qpv-webinaires-2020.txt",
    ALES: "ales-charte-gup-et-plan-insertion-2019.txt",
    AUVERGNE: "auvergne-rhone-alpes-clause-sociale-2022.txt",
}
ESPACES = " \u00a0\u202f"
NOMBRE = re.compile(rf"\d{{1,3}}(?:[{ESPACES}]\d{{3}})+(?!\d)|\d+(?:[.,]\d+)?")


@cache
def lignes(dossier: str) -> list[str]:
    texte = (PARTAGE / "documents" / DOCUMENTS[dossier]).read_text(encoding="utf-8")
    return texte.split("\n")


def extrait(dossier: str, plage: str) -> str:
    debut, _, fin = plage.partition("-")
    return " ".join(lignes(dossier)[int(debut) - 1 : int(fin or debut)])


def nombres_de(texte: str) -> set[float]:
    """Les nombres imprimés, et en millions quand un M les suit (« 1,8M »)."""
    lus = set()
    for trouve in NOMBRE.finditer(texte):
        valeur = float(re.sub(f"[{ESPACES}]", "", trouve.group()).replace(",", "."))
        lus.add(round(valeur * 1e6) if texte[trouve.end() : trouve.end() + 1] == "M" else valeur)
    return lus


def mots(texte: str) -> str:
    return re.sub(rf"[\s{ESPACES}]+", " ", re.sub(r"[*✚]", "", texte)).strip()


def cellules(ligne: str) -> list[str]:
    return [re.sub(f"[{ESPACES}%]", "", c) for c in ligne.strip().split("\t")[1:]]


def _chiffres() -> list[tuple[str, str]]:
    return [
        (nom, identifiant)
        for nom in (OCCITANIE, ALES, AUVERGNE)
        for identifiant in charger_dossier(nom).table("chiffres_publies")["identifiant"]
    ]


@pytest.mark.parametrize(("nom", "identifiant"), _chiffres())
def test_chiffre_publie(nom: str, identifiant: str) -> None:
    exige_partage()
    table = charger_dossier(nom).table("chiffres_publies").set_index("identifiant")
    ligne = table.loc[identifiant]
    texte = extrait(nom, ligne["lignes"])
    assert ligne["valeur"] in nombres_de(texte)
    assert mots(ligne["citation"]) in mots(texte)
    assert len(ligne["citation"].split()) <= 15


def test_structures() -> None:
    exige_partage()
    dossier = charger_dossier(OCCITANIE)
    table = dossier.table("structures")
    imprimees = lignes(OCCITANIE)[987:1001]
    assert len(imprimees) == len(table)
    for imprimee, ligne in zip(imprimees, table.itertuples(index=False), strict=True):
        libelle = "Région" if ligne.niveau == "region" else ligne.libelle
        assert imprimee.startswith(f"{libelle}\t")
        assert cellules(imprimee) == [str(valeur) for valeur in ligne[3:]]
        assert dossier.territoire(ligne.territoire).libelle == ligne.libelle


def test_part_qpv() -> None:
    exige_partage()
    dossier = charger_dossier(OCCITANIE)
    table = dossier.table("part_qpv")
    ordre = [("EI", 2019), ("ACI", 2019), ("AI", 2019), ("ETTI", 2019)]
    ordre += [("ENSEMBLE", 2019), ("ENSEMBLE", 2018)]
    par_libelle = {
        "Région" if code == "76" else dossier.territoire(str(code)).libelle: groupe
        for code, groupe in table.groupby("territoire")
    }
    imprimees = lignes(OCCITANIE)[1069:1083]
    assert len(imprimees) == len(par_libelle)
    for imprimee in imprimees:
        groupe = par_libelle[imprimee.split("\t")[0]].set_index(["type_siae", "annee"])
        assert len(groupe) == len(ordre)
        assert cellules(imprimee) == [
            "-" if etat == "sans_objet" else f"{part:.0f}"
            for part, etat in groupe.loc[ordre, ["part_qpv", "etat"]].itertuples(index=False)
        ]


def test_lozere_garde_ses_zeros_publies() -> None:
    table = charger_dossier(OCCITANIE).table("part_qpv")
    lozere = table[table["territoire"] == "48"]
    assert lozere["part_qpv"].tolist() == [0, 0, 1, 0, 0, 0]
    assert set(lozere["etat"]) == {"ok"}


def test_objectifs() -> None:
    exige_partage()
    table = charger_dossier(ALES).table("objectifs")
    imprimees = lignes(ALES)[431:436]
    assert len(imprimees) == len(table)
    for imprimee in imprimees:
        libelle = imprimee.split("\t")[0].rstrip(" :")
        ligne = table[table["libelle"] == libelle].iloc[0]
        valeurs = ligne[["montant_ht", "heures_travaillees", "taux_insertion", "objectif_heures"]]
        assert cellules(imprimee) == [f"{valeur:.0f}" for valeur in valeurs]


def test_types_de_contrat() -> None:
    exige_partage()
    table = charger_dossier(ALES).table("types_contrats")
    assert lignes(ALES)[316].split() == table["type_contrat"].tolist()
    assert lignes(ALES)[317].split() == table["contrats"].astype(str).tolist()


def test_formule_affichee() -> None:
    """La formule de la ligne 426 reprend les trois paramètres transcrits."""
    exige_partage()
    assert nombres_de(extrait(ALES, "426")) == {37.5, 30.0, 5.0}


def test_quartiers_par_departement() -> None:
    exige_partage()
    liste = pd.read_csv(PARTAGE / "donnees" / "qpv-passage" / "qpv_2015_liste.csv", dtype="str")
    table = charger_dossier(OCCITANIE).table("qpv").set_index("territoire")
    assert len(table) == 13
    for code, ligne in table.iterrows():
        locaux = liste[liste["departement"] == code]
        assert ligne["nombre_qpv"] == len(locaux)
        for annee in (2013, 2018):
            population = pd.to_numeric(locaux[f"pop_mun_{annee}"]).sum()
            assert ligne[f"population_qpv_{annee}"] == population


def test_population_filosofi() -> None:
    exige_partage()
    fichier = PARTAGE / "donnees" / "insee-filosofi-2019" / "FILO2019_DISP_DEP.csv"
    source = pd.read_csv(fichier, sep=";", dtype="str", encoding="utf-8-sig").set_index("CODGEO")
    table = charger_dossier(OCCITANIE).table("population")
    attendues = source.loc[table["territoire"], "NBPERS19"].astype(int).tolist()
    assert table["personnes_menages_fiscaux"].tolist() == attendues
