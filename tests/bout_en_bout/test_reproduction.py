"""Échantillon du banc de reproduction : ailleurs, fichiers et lignes mêlés, les mêmes octets."""

import random
from pathlib import Path

import pytest

from carnets.chemins import CARNETS, DOSSIERS
from carnets.execution.lot import executer_lot
from carnets.execution.ouvriers import OuvriersLocaux
from carnets.execution.plan import Commande
from tests.bout_en_bout.conftest import Livraison
from tests.melange import meler

MELES = [
    ("ales-npnru", "bilan_insertion", "npnru-ales", 2019),
    ("occitanie-iae-2019", "panorama_iae", "76", 2019),
    ("quartiers-fictifs", "diagnostic_territorial", "QP048901", 2022),
]


@pytest.mark.parametrize(("nom", "carnet", "territoire", "annee"), MELES)
def test_l_ordre_des_lignes_ne_change_pas_un_octet(
    nom: str, carnet: str, territoire: str, annee: int, livraison: Livraison, tmp_path: Path
) -> None:
    ailleurs = meler(DOSSIERS / nom, tmp_path / "ailleurs" / nom, random.Random(1))
    tables = [f for f in ailleurs.glob("*.csv") if f.read_bytes().count(b"\n") > 6]
    assert tables
    assert all(f.read_bytes() != (DOSSIERS / nom / f.name).read_bytes() for f in tables)
    parametres = {"dossier": str(ailleurs), "territoire": territoire, "annee": annee}
    commande = Commande(CARNETS / f"{carnet}.ipynb", parametres)
    resume = executer_lot(
        [commande], OuvriersLocaux(1), sortie=tmp_path / "s", formats=("html", "xlsx")
    )
    assert not resume.echecs, resume.echecs[0].cause
    for obtenu in resume.livres[0].glob(f"{carnet}-*"):
        attendu = livraison.sortie / obtenu.relative_to(tmp_path / "s")
        assert obtenu.read_bytes() == attendu.read_bytes(), obtenu.name
