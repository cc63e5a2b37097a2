"""Une valeur datée se prend à sa date, ou ne se prend pas."""

import os
from datetime import date
from pathlib import Path

import pytest

from carnets.erreurs import DonneesRefusees, UsageIncorrect
from carnets.parametres import catalogue, existe, noms, periodes_de, valeur_datee

LEGALE = "insertion/heures_par_etp/duree_legale"
PNAD = "commande_publique/part_marches_consideration_sociale"


def test_valeur_et_sa_justification() -> None:
    valeur = valeur_datee(LEGALE, date(2019, 12, 31))
    assert (valeur.valeur, valeur.unite, valeur.statut) == (1607, "heures_par_etp", "a_valider")
    assert valeur.reference
    assert valeur.nom == LEGALE


@pytest.mark.parametrize(
    ("jour", "attendu"),
    [
        (date(2015, 1, 1), 25),
        (date(2020, 12, 31), 25),
        (date(2022, 1, 1), 30),
        (date(2025, 12, 31), 30),
    ],
)
def test_bornes_comprises(jour: date, attendu: float) -> None:
    assert valeur_datee(PNAD, jour).valeur == attendu


@pytest.mark.parametrize("jour", [date(2014, 12, 31), date(2021, 6, 1), date(2026, 1, 1)])
def test_hors_dates_jamais_la_plus_proche(jour: date) -> None:
    with pytest.raises(UsageIncorrect) as refus:
        valeur_datee(PNAD, jour)
    for mot in (PNAD, str(jour), "2015-01-01", "2025-12-31"):
        assert mot in str(refus.value)


def test_nom_inconnu() -> None:
    with pytest.raises(UsageIncorrect, match="vouliez-vous dire insertion/heures_par_etp/duree_l"):
        valeur_datee("insertion/heures_par_etp/duree_legal", date(2019, 1, 1))


def test_nom_qui_sort_du_dossier() -> None:
    with pytest.raises(UsageIncorrect):
        periodes_de("../dictionnaire/iae")


def test_toutes_les_fiches_se_lisent_et_disent_leur_source() -> None:
    valeurs = [v for nom in noms() for v in periodes_de(nom)]
    assert len(valeurs) > 20
    for valeur in valeurs:
        assert valeur.depuis <= valeur.fin
        assert len(valeur.reference) > 10, valeur.nom


def test_conventions_d_etp_du_domaine() -> None:
    """Les conventions de la page du domaine, § 5.3."""
    lues = {v.nom.rpartition("/")[2]: v.valeur for v in catalogue("insertion/heures_par_etp")}
    assert lues == {
        "alliance_villes_emploi": 1600,
        "duree_legale": 1607,
        "iae_ai": 1607,
        "iae_etti": 1600,
        "iae_ei": 1505,
        "iae_aci": 1820,
        "ales_lyon_turin": 1785,
        "ai_grenoble": 1815,
    }


def test_catalogue_inconnu() -> None:
    with pytest.raises(UsageIncorrect, match="insertion/heures_par_etp"):
        catalogue("insertion/heure_par_etp")


FICHE = """description: essai
unite: mois
verifie_le: 2020-06-30
valeurs:
  - depuis: 2010-01-01
    valeur: 1
    statut: verifie
    reference: texte de 2010
  - depuis: 2015-01-01
    valeur: 2
    statut: infere
    reference: texte de 2015
"""


def fiche(racine: Path, texte: str = FICHE) -> Path:
    (racine / "essai.yml").write_text(texte, encoding="utf-8")
    return racine


@pytest.mark.parametrize(
    ("jour", "attendu"),
    [(date(2010, 1, 1), 1), (date(2014, 12, 31), 1), (date(2015, 1, 1), 2), (date(2020, 6, 30), 2)],
)
def test_une_periode_finit_quand_la_suivante_commence(
    tmp_path: Path, jour: date, attendu: float
) -> None:
    assert valeur_datee("essai", jour, racine=fiche(tmp_path)).valeur == attendu


def test_une_valeur_non_reverifiee_expire(tmp_path: Path) -> None:
    with pytest.raises(UsageIncorrect, match="du 2015-01-01 au 2020-06-30"):
        valeur_datee("essai", date(2020, 7, 1), racine=fiche(tmp_path))


def test_une_fiche_changee_en_cours_de_seance_est_relue(tmp_path: Path) -> None:
    jour = date(2015, 1, 1)
    assert valeur_datee("essai", jour, racine=fiche(tmp_path)).valeur == 2
    fichier = fiche(tmp_path, FICHE.replace("valeur: 2", "valeur: 3")) / "essai.yml"
    os.utime(fichier, ns=(0, fichier.stat().st_mtime_ns + 1))
    assert valeur_datee("essai", jour, racine=tmp_path).valeur == 3


@pytest.mark.parametrize(
    ("avant", "apres", "message"),
    [
        ("unite: mois", "unite: lunes", "ligne 2"),
        ("statut: infere", "statut: sur", "statut"),
        ("2015-01-01\n", "2009-01-01\n", "finit avant de commencer"),
        ("    valeur: 1\n", "    jusqu_a: 2016-01-01\n    valeur: 1\n", "couvre"),
        ("    reference: texte de 2015\n", "", "reference"),
    ],
)
def test_fiche_refusee(tmp_path: Path, avant: str, apres: str, message: str) -> None:
    assert FICHE.count(avant) == 1
    racine = fiche(tmp_path, FICHE.replace(avant, apres))
    with pytest.raises(DonneesRefusees, match=message):
        periodes_de("essai", racine=racine)


@pytest.mark.parametrize(
    "nom", ["", "insertion", "insertion/inconnu", "../dictionnaire/clauses", "secret/fiscal"]
)
def test_un_nom_sans_fiche_n_est_pas_un_parametre(nom: str) -> None:
    assert nom not in noms()
    assert not existe(nom)


def test_chaque_nom_liste_existe() -> None:
    assert all(existe(nom) for nom in noms())
