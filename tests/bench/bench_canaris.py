"""Banc des canaris : le vrai carnet du bilan, des lots d'une à trois personnes, aucune heure lue.

Chaque lot ajouté au dossier d'exemple porte un nombre d'heures qu'on ne trouve nulle part ailleurs.
Lancement : python -m tests.bench.bench_canaris [nombre de lots] [répertoire de travail]
"""

import csv
import sys
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path

from carnets.execution.rendre import rendre
from carnets.exemple import exemple
from tests.bout_en_bout.microdonnees import canaris
from tests.bout_en_bout.test_microdonnees import fuites

LOTS, PERSONNES = 40, 120
Ligne = Mapping[str, object]


def dossier(racine: Path, lots: int) -> Path:
    """Le dossier d'exemple, plus `lots` lots d'une à trois personnes."""
    exemple(racine, 3, PERSONNES)
    for rang, heures in enumerate(canaris()[:lots]):
        lot, nombre = f"canari-{rang:03}", rang % 3 + 1
        operation = f"operation-{rang % 4 + 1}"
        _ajouter(racine, "marches", [{"id_lot": lot, "id_marche": lot, "id_operation": operation}])
        _ajouter(racine, "clauses", [{"id_clause": lot, "id_lot": lot, "h_objectif": 1000}])
        parts = [heures - (nombre - 1) * 11, *[11] * (nombre - 1)]
        personnes = [f"{lot}-{n}" for n in range(nombre)]
        _ajouter(racine, "personnes", [{"id_personne": p} for p in personnes])
        _ajouter(racine, "contrats", [{"id_contrat": p, "id_personne": p} for p in personnes])
        _ajouter(racine, "affectations", [{"id_contrat": p, "id_lot": lot} for p in personnes])
        declarees = [
            {"id_contrat": p, "id_lot": lot, "heures_travaillees": h, "heures_valorisees": h}
            for p, h in zip(personnes, parts, strict=True)
        ]
        _ajouter(racine, "heures", [{**ligne, "heures_formation": 0} for ligne in declarees])
    return racine


def _ajouter(racine: Path, table: str, lignes: Iterable[Ligne]) -> None:
    """Ajoute des lignes à une table, sur le modèle de sa première."""
    fichier = racine / f"{table}.csv"
    with fichier.open(encoding="utf-8", newline="") as flux:
        modele = next(csv.DictReader(flux, delimiter=";"))
    with fichier.open("a", encoding="utf-8", newline="") as flux:
        ecrivain = csv.DictWriter(flux, list(modele), delimiter=";", lineterminator="\n")
        ecrivain.writerows({**modele, **ligne} for ligne in lignes)


def mesurer(lots: int, racine: Path) -> None:
    """Rend le bilan du projet dans tous les formats et y cherche chaque canari."""
    livre = rendre(
        "bilan_insertion",
        parametres={
            "dossier": str(dossier(racine / "canaris", lots)),
            "territoire": "projet-1",
            "annee": 2020,
        },
        sortie=racine / "reports",
    )
    trouves = {fichier.name: len(fuites(fichier)) for fichier in sorted(livre.iterdir())}
    print(f"{lots} lots, {sum(trouves.values())} canari trouvé", trouves)


if __name__ == "__main__":
    nombre = int(sys.argv[1]) if len(sys.argv) > 1 else LOTS
    with tempfile.TemporaryDirectory() as provisoire:
        mesurer(nombre, Path(sys.argv[2] if len(sys.argv) > 2 else provisoire))
