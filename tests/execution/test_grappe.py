"""Un lot sur un vrai ordonnanceur Dask : deux ouvriers, l'un tué en cours de route."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil
import pytest

from carnets.chemins import RACINE
from carnets.erreurs import UsageIncorrect
from carnets.execution.lot import Suivi, executer_lot
from carnets.execution.ouvriers import OuvriersDask, OuvriersLocaux
from carnets.execution.plan import Commande
from carnets.execution.taches import Bilan
from tests.execution.lots_fabrique import carnet, dossier
from tests.execution.test_lot import octets

pytestmark = [
    pytest.mark.filterwarnings("ignore"),  # ceux de distributed
    pytest.mark.skipif(sys.platform == "win32", reason="signaux"),
]
CODES = [f"T{rang:02d}" for rang in range(8)]


@contextmanager
def grappe_de_deux(travail: Path) -> Iterator[tuple[str, list[subprocess.Popen[bytes]]]]:
    """Adresse d'un ordonnanceur, et ses deux ouvriers."""
    fiche = travail / "ordonnanceur.json"
    environnement = os.environ | {"PYTHONPATH": str(RACINE / "lib")}

    def lancer(*arguments: str) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, "-m", "distributed.cli." + arguments[0], *arguments[1:]],
            cwd=travail,
            env=environnement,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    ordonnanceur = lancer(
        "dask_scheduler",
        *("--port", "0", "--host", "127.0.0.1", "--no-dashboard", "--scheduler-file", str(fiche)),
    )
    ouvriers = [
        lancer(
            "dask_worker",
            *("--scheduler-file", str(fiche), "--nthreads", "1", "--no-nanny", "--no-dashboard"),
        )
        for _ in range(2)
    ]
    limite = time.monotonic() + 30
    while not fiche.exists() and time.monotonic() < limite:
        time.sleep(0.05)
    adresse = json.loads(fiche.read_text())["address"]
    try:
        yield adresse, ouvriers
    finally:
        for processus in (*ouvriers, ordonnanceur):
            with suppress(psutil.NoSuchProcess):  # celui que l'essai a tué
                for fils in psutil.Process(processus.pid).children(recursive=True):
                    fils.kill()
            processus.kill()
            processus.wait()


@pytest.fixture
def grappe(tmp_path: Path) -> Iterator[tuple[str, list[subprocess.Popen[bytes]]]]:
    with grappe_de_deux(tmp_path) as tout:
        yield tout


class Assassin(Suivi):
    """Tue cet ouvrier une fois `rang` livrables arrivés, et retient ce qui arrive."""

    def __init__(self, ouvrier: "subprocess.Popen[bytes]", rang: int) -> None:
        self.vus: list[str] = []
        self._ouvrier, self._rang = ouvrier, rang

    def bilan(self, bilan: Bilan) -> None:
        self.vus.append(str(bilan.place))
        if len(self.vus) == self._rang:
            self._ouvrier.send_signal(signal.SIGKILL)


def test_un_ouvrier_tue_en_cours_de_lot(
    grappe: tuple[str, list[subprocess.Popen[bytes]]], tmp_path: Path
) -> None:
    adresse, ouvriers = grappe
    racine, fichier = dossier(tmp_path / "essai", CODES), carnet(tmp_path / "essai_lot.ipynb")
    demandes = [Commande(fichier, {"dossier": str(racine), "territoire": c}) for c in CODES]

    suivi, lointains = Assassin(ouvriers[0], 3), OuvriersDask(adresse)
    try:
        resume = executer_lot(
            demandes, lointains, sortie=tmp_path / "s", formats=("html",), suivi=suivi
        )
    finally:
        lointains.fermer()
    assert resume.echecs == ()
    assert len(resume.livres) == len(CODES)
    assert len(suivi.vus) == len(set(suivi.vus)) == len(CODES)
    executer_lot(demandes, OuvriersLocaux(1), sortie=tmp_path / "temoin", formats=("html",))
    assert octets(tmp_path / "s") == octets(tmp_path / "temoin")


def test_un_ordonnanceur_absent_se_dit() -> None:
    with pytest.raises(UsageIncorrect, match="Aucun ordonnanceur"):
        OuvriersDask("tcp://127.0.0.1:9").ouvrir()
