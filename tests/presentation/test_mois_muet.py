"""Un lieu sans heures d'un mois que l'extrait couvre : elles y sont nulles, non inconnues."""

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


@pytest.fixture(scope="module")
def etats(tmp_path_factory: pytest.TempPathFactory) -> Etats:
    """L'EPCI Rivage, dont personne n'a travaillé en janvier ; ailleurs, si."""
    dossier: Path = tmp_path_factory.mktemp("muet") / "panorama-fictif"
    shutil.copytree(
        DOSSIERS / "panorama-fictif", dossier, ignore=shutil.ignore_patterns(".magasin")
    )
    etude = c.ouvrir(dossier, territoire=RIVAGE, annee=ANNEE)
    annexes = set(Etats(Lieu(etude)).lignes["emi_afi_id"])
    fichier = dossier / "etats_mensuels.csv"
    lus = pd.read_csv(fichier, dtype=str)
    muettes = lus["emi_afi_id"].isin(annexes) & (lus["emi_sme_mois"] == str(MUET))
    assert muettes.any()
    lus[~muettes].to_csv(fichier, index=False)
    return Etats(Lieu(c.ouvrir(dossier, territoire=RIVAGE, annee=ANNEE)))


def test_l_annee_reste_pleine(etats: Etats) -> None:
    assert MUET not in set(etats.lignes["mois"])
    assert etats.mois == list(range(1, 13))
    assert etats.annee_pleine


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
