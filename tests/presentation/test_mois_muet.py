"""Un EPCI sans heures d'un mois couvert en a zéro ; d'un département entier, elles manquent."""

import shutil
from pathlib import Path

import pandas as pd
import pytest

import carnets as c
from carnets.chemins import DOSSIERS
from carnets.indicateurs import iae
from carnets.presentation.panorama.etats import Etats
from carnets.presentation.panorama.extrait import Extrait
from carnets.presentation.panorama.lieu import Lieu
from carnets.presentation.panorama.mensuel_tables import declarer_tables

RIVAGE, ANNEE, MUET = "299999003", 2023, 1


def etats_de(dossier: Path, territoire: str) -> Etats:
    return Etats(Lieu(c.ouvrir(dossier, territoire=territoire, annee=ANNEE)))


def sans_janvier(dossier: Path, territoire: str) -> Path:
    """Une copie du dossier fictif, où ce territoire n'a pas d'heures en janvier."""
    shutil.copytree(
        DOSSIERS / "panorama-fictif", dossier, ignore=shutil.ignore_patterns(".magasin")
    )
    annexes = set(etats_de(dossier, territoire).lignes["emi_afi_id"])
    fichier = dossier / "etats_mensuels.csv"
    lus = pd.read_csv(fichier, dtype=str)
    otees = lus["emi_afi_id"].isin(annexes) & (lus["emi_sme_mois"] == str(MUET))
    assert otees.any()
    lus[~otees].to_csv(fichier, index=False)
    return dossier


@pytest.fixture(scope="module")
def etats(tmp_path_factory: pytest.TempPathFactory) -> Etats:
    return etats_de(sans_janvier(tmp_path_factory.mktemp("muet") / "fictif", RIVAGE), RIVAGE)


def test_l_annee_reste_pleine(etats: Etats) -> None:
    assert MUET not in set(etats.lignes["mois"])
    assert etats.mois == list(range(1, 13))
    assert etats.annee_pleine


def test_un_departement_sans_heures_d_un_mois_n_a_pas_d_annee_pleine(tmp_path: Path) -> None:
    """C'est que son fichier manque : ni lui ni son EPCI n'ont zéro."""
    dossier = sans_janvier(tmp_path / "fictif", "2A")
    assert not etats_de(dossier, "2A").annee_pleine
    assert not etats_de(dossier, RIVAGE).annee_pleine
    assert etats_de(dossier, "2B").annee_pleine


def test_le_mois_muet_vaut_zero_et_ne_demande_personne(etats: Etats) -> None:
    (mois,) = [t for t in declarer_tables(Extrait(etats)) if t.nom == "mois"]
    muet = mois.donnees[mois.donnees["periode"] == f"{ANNEE}-{MUET:02}"]
    autre = mois.donnees[mois.donnees["periode"] == f"{ANNEE}-02"]
    assert set(muet["valeur"]) == {0.0}
    assert set(muet["etat"]) == {"ok"}
    assert set(muet["modalite"]) == set(autre["modalite"]) | {""}
    ensemble = mois.donnees.query("modalite == '' and indicateur == 'etp'")["valeur"].sum()
    annuel = iae.etp_realises(etats.lignes, etats.lieu.ici, annee=ANNEE)
    assert ensemble == pytest.approx(
        annuel.loc[annuel["modalite"] == iae.ENSEMBLE, "valeur"].item()
    )
