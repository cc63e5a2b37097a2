"""Mille trois cents diagnostics, HTML et PDF, sur deux ouvriers ; puis ce qui n'est pas à refaire.

Mesure la durée du lot, la mémoire de tout ce qu'il lance, le coût par livrable du début à la fin,
un lot sans rien à refaire, et ce qu'une valeur changée fait refaire. Un argument : le nombre de
quartiers (1 300 par défaut). Un tableau, puis le JSON.
"""

import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import pairwise
from pathlib import Path
from typing import Any

import psutil

from carnets.chemins import CARNETS, RACINE
from carnets.dossier import charger_dossier
from carnets.execution.livrables import Format
from carnets.execution.lot import executer_lot
from carnets.execution.ouvriers import OuvriersLocaux
from carnets.execution.plan import Commande
from tests.bench.france import dossier_de_france
from tests.bench.voies import Arrivees
from tests.partage import exige_partage

QUARTIERS, OUVRIERS, ANNEE = 1300, 2, 2022
FORMATS: tuple[Format, ...] = ("html", "pdf")
VOISINS, LOINTAINS = 18, 22
"""Quartiers d'un essai de changement : du département de la valeur changée, et d'ailleurs."""

DEPARTEMENT, EDITION, COLONNE = "QP030", "insee-qpv-2015/IPRO_2022.csv", "TX_TOT_EMPL"


def quartiers(dossier: Path, nombre: int) -> list[str]:
    """Dans un ordre tiré au sort : d'un quart du lot à l'autre, seul le rang diffère.

    Rangés par code, les derniers sont tous d'outre-mer, aux cartes et aux comparateurs à part.
    """
    codes = [t.code for t in charger_dossier(dossier).territoires if t.type == "qpv"]
    return random.Random(nombre).sample(codes, min(nombre, len(codes)))


def commandes(dossier: Path, codes: list[str]) -> list[Commande]:
    carnet = CARNETS / "diagnostic_territorial.ipynb"
    communs = {"dossier": str(dossier), "annee": ANNEE}
    return [Commande(carnet, {**communs, "territoire": code}) for code in codes]


def grand_lot(dossier: Path, sortie: Path, codes: list[str]) -> dict[str, float]:
    arrivees = Arrivees()
    debut = time.perf_counter()
    with _memoire() as sommet:
        resume = executer_lot(
            commandes(dossier, codes),
            OuvriersLocaux(OUVRIERS),
            sortie=sortie,
            formats=FORMATS,
            suivi=arrivees,
        )
    assert not resume.echecs, resume.echecs[0].cause
    cadences = _cadences(arrivees, len(codes))
    return {
        "livrables": len(resume.livres),
        "secondes en tout": time.perf_counter() - debut,
        "avant le premier livrable": arrivees.instants[0] - debut,
        "mémoire en tout, au plus (Mio)": sommet["pss"] / 2**20,
        **cadences,
        "le plus grand écart au premier quart (± 0,10)": _ecart(list(cadences.values())),
    }


def _cadences(arrivees: Arrivees, nombre: int) -> dict[str, float]:
    """Secondes par livrable, par quart du lot, une fois passés les dix premiers."""
    bornes = [10 + (nombre - 10) * quart // 4 for quart in range(5)]
    return {
        f"secondes par livrable, du {a}e au {b}e": arrivees.cadence(a, b)
        for a, b in pairwise(bornes)
    }


def _ecart(cadences: list[float]) -> float:
    """Ce que le quart le plus différent coûte de plus (ou de moins) que le premier."""
    premier, *suivants = cadences
    return max((cadence / premier - 1 for cadence in suivants), key=abs)


@contextmanager
def _memoire() -> Iterator[dict[str, float]]:
    """Le plus haut de la mémoire de ce processus et de sa descendance, chaque page une fois."""
    sommet, fini = {"pss": 0.0}, threading.Event()

    def ronde() -> None:
        while not fini.wait(1.0):
            moi = psutil.Process()
            total = 0
            for processus in (moi, *moi.children(recursive=True)):
                with suppress(psutil.Error):
                    total += processus.memory_full_info().pss
            sommet["pss"] = max(sommet["pss"], total)

    veilleur = threading.Thread(target=ronde)
    veilleur.start()
    try:
        yield sommet
    finally:
        fini.set()
        veilleur.join()


def rien_a_refaire(dossier: Path, sortie: Path, codes: list[str]) -> dict[str, float]:
    """Secondes de la commande entière, Python compris, au deuxième des trois passages."""
    liste = sortie.parent / "codes.txt"
    liste.write_text("\n".join(codes), encoding="utf-8")
    commande = [sys.executable, "-c", "from carnets.cli import main; main()", "lot"]
    commande += ["--carnet", "diagnostic_territorial", "--dossier", str(dossier)]
    commande += ["--territoires", str(liste), "--format", "html", "--format", "pdf"]
    commande += ["--sortie", str(sortie)]
    durees = []
    for _ in range(3):
        debut = time.perf_counter()
        lu = subprocess.run(
            commande,
            env=os.environ | {"PYTHONPATH": str(RACINE / "lib")},
            capture_output=True,
            text=True,
            check=True,
        )
        durees.append(time.perf_counter() - debut)
        assert f"{len(codes)} livrables : 0 à faire" in lu.stdout, lu.stdout[-500:]
    return {"rien à refaire, en secondes (≤ 3)": sorted(durees)[1]}


def un_territoire_change() -> dict[str, int]:
    """Une valeur d'un quartier change : ce que le lot refait, et ce qui diffère vraiment.

    Le second se sait en refaisant tout ailleurs : les pages changées sont celles qui la citent.
    """
    with tempfile.TemporaryDirectory() as nom:
        travail = Path(nom)
        officielles = _copie(travail / "officielles")
        dossier = dossier_de_france(officielles)
        tous = sorted(quartiers(dossier, 10_000))
        codes = [c for c in tous if c.startswith(DEPARTEMENT)][:VOISINS]
        codes += [c for c in tous if not c.startswith(DEPARTEMENT)][:: len(tous) // LOINTAINS]
        options: dict[str, Any] = {"formats": ("html",)}

        def lot(sortie: str) -> set[str]:
            resume = executer_lot(
                commandes(dossier, codes), OuvriersLocaux(2), sortie=travail / sortie, **options
            )
            assert not resume.echecs, resume.echecs[0].cause
            return {chemin.name for chemin in resume.livres}

        lot("s")
        avant = _pages(travail / "s")
        _changer(officielles / EDITION, codes[0])
        refaits = lot("s")
        lot("temoin")
        apres = _pages(travail / "temoin")
        citent = {nom for nom in apres if apres[nom] != avant[nom]}
        assert _pages(travail / "s") == apres
        return {
            "quartiers": len(codes),
            "dont la page change": len(citent),
            "refaits": len(refaits),
            "refaits à tort": len(refaits - citent),
            "oubliés": len(citent - refaits),
        }


def _pages(sortie: Path) -> dict[str, bytes]:
    return {page.parent.name: page.read_bytes() for page in sortie.glob("*/*/[!.]*/*.html")}


def _copie(officielles: Path) -> Path:
    """Les données partagées par liens, sauf le répertoire que l'essai change."""
    donnees = exige_partage()
    dossier = EDITION.split("/")[0]
    officielles.mkdir()
    shutil.copytree(donnees / dossier, officielles / dossier)
    for lien in donnees.iterdir():
        if lien.name != dossier:
            (officielles / lien.name).symlink_to(lien)
    (officielles / EDITION).chmod(0o644)
    return officielles


def _changer(fichier: Path, code: str) -> None:
    """Ajoute un demi-point au taux d'emploi de ce quartier."""
    entetes, *lignes = fichier.read_text(encoding="utf-8-sig").splitlines()
    rang = entetes.split(";").index(COLONNE)
    for numero, ligne in enumerate(lignes):
        cases = ligne.split(";")
        if cases[0] == code:
            valeur = float(cases[rang].replace(",", ".")) + 0.5
            cases[rang] = f"{valeur:.1f}".replace(".", ",")
            lignes[numero] = ";".join(cases)
    fichier.write_text("\n".join([entetes, *lignes]) + "\n", encoding="utf-8")


def main() -> None:
    nombre = int(sys.argv[1]) if len(sys.argv) > 1 else QUARTIERS
    dossier = dossier_de_france()
    codes = quartiers(dossier, nombre)
    with tempfile.TemporaryDirectory() as nom:
        sortie = Path(nom) / "s"
        mesures: dict[str, Any] = grand_lot(dossier, sortie, codes)
        _montrer(mesures)
        mesures |= rien_a_refaire(dossier, sortie, codes)
        _montrer(mesures)
    mesures["un territoire change"] = un_territoire_change()
    _montrer(mesures)
    print(json.dumps(mesures, ensure_ascii=False))


def _montrer(mesures: dict[str, Any]) -> None:
    for quoi, mesure in mesures.items():
        print(f"{quoi:55}{mesure if isinstance(mesure, dict) else round(mesure, 3)}", flush=True)


if __name__ == "__main__":
    main()
