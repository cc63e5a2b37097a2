"""Cent `kill -9` à des instants tirés : rien de visible à moitié, reprise égale à un lot entier.

Une coupure sur quatre tombe pendant le démarrage ; les autres après un nombre tiré de livrables, et
non de secondes, pour qu'une machine chargée ne soit pas toujours coupée avant le premier. Le même
lot est tué, relancé, tué encore ; quand il s'achève, il recommence dans une sortie neuve. Un
argument : le nombre de coupures (cent par défaut).
"""

import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path

from carnets.chemins import RACINE
from carnets.execution.lot import executer_lot
from carnets.execution.ouvriers import OuvriersLocaux
from carnets.execution.plan import Commande
from tests.execution.lots_fabrique import carnet, dossier
from tests.execution.test_lot import octets

COUPURES, LIVRABLES, PART_DU_DEMARRAGE = 100, 60, 0.25


def coupures(
    racine: Path, fichier: Path, travail: Path, codes: list[str], nombre: int
) -> dict[str, int]:
    """Tue le lot à des instants tirés ; compte ce qui paraît à moitié et ce qui est refait."""
    tirage, bilan = random.Random(1), {"coupures": 0, "a_moitie": 0, "refaits": 0, "differents": 0}
    bavards, vus_en_tout, acheves = 0, 0, 0
    temoin = travail / "temoin"
    lot(racine, fichier, temoin, codes)
    attendus = octets(temoin)
    edition, journal = 0, travail / "erreurs.txt"
    while bilan["coupures"] < nombre:
        sortie = travail / f"sortie-{edition}"
        avant = dates(sortie)
        processus = lancer(racine, fichier, sortie, journal)
        attendre(processus, sortie, len(avant), tirage)
        acheve = processus.poll() is not None
        with suppress(ProcessLookupError):
            os.killpg(processus.pid, signal.SIGKILL)
        processus.wait()
        bilan["coupures"] += not acheve
        bavards += bool(journal.read_text(encoding="utf-8").strip())
        vus = octets(sortie) if sortie.exists() else {}
        vus.pop("index.html", None)
        vus_en_tout += not acheve and len(dates(sortie))
        bilan["a_moitie"] += sum(attendus.get(nom) != contenu for nom, contenu in vus.items())
        apres = dates(sortie)
        bilan["refaits"] += sum(apres.get(nom) != jour for nom, jour in avant.items())
        if acheve:
            bilan["differents"] += octets(sortie) != attendus
            edition, acheves = edition + 1, acheves + 1
    lot(racine, fichier, sortie, codes)
    bilan["differents"] += octets(sortie) != attendus
    return {
        **bilan,
        "coupures suivies d'un message": bavards,
        "livrables visibles aux instants des coupures": vus_en_tout,
        "lots achevés entre deux coupures": acheves,
    }


def attendre(
    processus: "subprocess.Popen[bytes]", sortie: Path, deja: int, tirage: random.Random
) -> None:
    """Jusqu'à l'instant tiré de la coupure, ou la fin du lot."""
    if tirage.random() < PART_DU_DEMARRAGE:
        time.sleep(tirage.uniform(0.0, 5.0))
        return
    attendus = deja + tirage.randint(1, 12)
    while processus.poll() is None and len(dates(sortie)) < attendus:
        time.sleep(0.005)
    time.sleep(tirage.uniform(0.0, 0.3))


def dates(sortie: Path) -> dict[str, int]:
    return {str(r): r.stat().st_mtime_ns for r in sortie.glob("*/*/[!.]*/recu.json")}


def lancer(racine: Path, fichier: Path, sortie: Path, journal: Path) -> "subprocess.Popen[bytes]":
    """Le lot, en ligne de commande ; ce qu'il écrit sur la sortie d'erreur va au journal."""
    commande = [sys.executable, "-c", "from carnets.cli import main; main()", "lot"]
    commande += ["--carnet", str(fichier), "--dossier", str(racine), "--territoires", "tous"]
    commande += ["--format", "html", "--sortie", str(sortie)]
    environnement = os.environ | {"PYTHONPATH": str(RACINE / "lib")}
    with journal.open("w") as erreurs:
        return subprocess.Popen(
            commande,
            env=environnement,
            stdout=subprocess.DEVNULL,
            stderr=erreurs,
            start_new_session=True,
        )


def lot(racine: Path, fichier: Path, sortie: Path, codes: list[str]) -> None:
    """Un lot entier de ces territoires, en HTML, d'un ouvrier."""
    commandes = [Commande(fichier, {"dossier": str(racine), "territoire": c}) for c in codes]
    resume = executer_lot(commandes, OuvriersLocaux(1), sortie=sortie, formats=("html",))
    assert not resume.echecs, resume.echecs[0].cause


def main() -> None:
    nombre = int(sys.argv[1]) if len(sys.argv) > 1 else COUPURES
    with tempfile.TemporaryDirectory() as nom:
        travail = Path(nom)
        fichier = carnet(travail / "essai_lot.ipynb")
        codes = [f"T{rang:04d}" for rang in range(LIVRABLES)]
        racine = dossier(travail / "essai", codes)
        mesures = coupures(racine, fichier, travail, codes, nombre)
    for quoi, mesure in mesures.items():
        print(f"{quoi} : {mesure}")
    print(json.dumps(mesures, ensure_ascii=False))


if __name__ == "__main__":
    main()
