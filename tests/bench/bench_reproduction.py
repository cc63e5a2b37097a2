"""Vingt livrables refaits ailleurs, lignes mêlées, un et deux ouvriers : mêmes octets partout.

Les quatre formats du panorama de chaque département d'Occitanie et du diagnostic de quartiers
fictifs. Le second dossier est ailleurs, ses fichiers sont écrits dans un autre ordre et leurs
lignes sont mêlées.
"""

import json
import random
import tempfile
from pathlib import Path

from carnets.chemins import CARNETS, DOSSIERS
from carnets.dossier import charger_dossier
from carnets.execution.livrables import FORMATS
from carnets.execution.lot import executer_lot
from carnets.execution.ouvriers import OuvriersLocaux
from carnets.execution.plan import Commande

LIVRABLES = {
    "occitanie-iae-2019": ("panorama_iae", 2019, "departement"),
    "quartiers-fictifs": ("diagnostic_territorial", 2022, "qpv"),
}
NOMBRE = 20


def commandes(racine: Path) -> list[Commande]:
    """Les demandes, sur les dossiers de ce répertoire."""
    demandes = []
    for nom, (carnet, annee, genre) in LIVRABLES.items():
        codes = [t.code for t in charger_dossier(racine / nom).territoires if t.type == genre]
        demandes += [
            Commande(
                CARNETS / f"{carnet}.ipynb",
                {"dossier": str(racine / nom), "territoire": code, "annee": annee},
            )
            for code in codes
        ]
    return demandes[:NOMBRE]


def meler(racine: Path, graine: int) -> Path:
    """Copie des dossiers, écrite fichier par fichier au hasard, les lignes de chaque CSV mêlées."""
    tirage = random.Random(graine)
    for nom in LIVRABLES:
        fichiers = [f for f in (DOSSIERS / nom).iterdir() if f.is_file()]
        tirage.shuffle(fichiers)
        (racine / nom).mkdir(parents=True)
        for fichier in fichiers:
            contenu = fichier.read_bytes()
            if fichier.suffix == ".csv":
                entete, *lignes = contenu.splitlines(keepends=True)
                lignes = [ligne if ligne.endswith(b"\n") else ligne + b"\n" for ligne in lignes]
                tirage.shuffle(lignes)
                contenu = b"".join([entete, *lignes])
            (racine / nom / fichier.name).write_bytes(contenu)
    return racine


def octets(sortie: Path) -> dict[str, bytes]:
    """Chaque fichier livré, sans les reçus : eux disent l'empreinte des fichiers lus."""
    return {
        f.relative_to(sortie).as_posix(): f.read_bytes()
        for f in sortie.glob("*/*/[!.]*/*")
        if f.suffix.removeprefix(".") in FORMATS
    }


def main() -> None:
    with tempfile.TemporaryDirectory() as nom:
        travail = Path(nom)
        lots = {"un": (DOSSIERS, 1), "deux": (meler(travail / "ailleurs", 1), 2)}
        for sortie, (racine, ouvriers) in lots.items():
            resume = executer_lot(
                commandes(racine), OuvriersLocaux(ouvriers), sortie=travail / sortie
            )
            assert not resume.echecs, resume.echecs[0].cause
        attendus, obtenus = octets(travail / "un"), octets(travail / "deux")
    differents = sorted(n for n in attendus.keys() | obtenus if attendus.get(n) != obtenus.get(n))
    mesures = {
        "livrables": len(attendus) // len(FORMATS),
        "fichiers comparés": len(attendus),
        "fichiers différents": differents,
    }
    for quoi, mesure in mesures.items():
        print(f"{quoi} : {mesure}")
    print(json.dumps(mesures, ensure_ascii=False))


if __name__ == "__main__":
    main()
