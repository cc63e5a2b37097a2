"""Banc des canaris : le vrai carnet du bilan, des lots d'une à trois personnes, aucune heure lue.

Deux cents lots, quarante par dossier, portent chacun un nombre d'heures introuvable ailleurs.
Chaque support de chaque bilan est lu ; les heures échangées entre lots ne changent ni page ni
tracé ; un bilan qui fuit exprès est vu dans chaque support.
Lancement : python -m tests.bench.bench_canaris [nombre de dossiers] [répertoire de travail]
"""

import csv
import sys
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import nbformat
from nbformat.v4 import new_code_cell

from carnets.chemins import CARNETS
from carnets.exemple import exemple
from tests.bout_en_bout.canaris import canaris, chants, dessins, rendre_et_lire
from tests.bout_en_bout.microdonnees import permutes
from tests.bout_en_bout.sabotages import FUITES, chaine_qui_fuit

DOSSIERS, LOTS, PERSONNES = 5, 40, 120
BILAN = CARNETS / "bilan_insertion.ipynb"
CHOIX = ("-p", "territoire=projet-1", "-p", "annee=2020")
Ligne = Mapping[str, object]


def dossier(racine: Path, nombres: Sequence[int]) -> Path:
    """Le dossier d'exemple, plus un lot d'une à trois personnes par nombre d'heures."""
    exemple(racine, 3, PERSONNES)
    for rang, heures in enumerate(nombres):
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


def classe(rang: int) -> object:
    """Les lots de même opération et d'autant de personnes."""
    return rang % 4, rang % 3


def carnet_qui_fuit(racine: Path) -> Path:
    """Le bilan, et les cellules d'un consultant qui affiche un lot sans le publier."""
    carnet = nbformat.read(BILAN, as_version=4)
    carnet.cells += [new_code_cell(source) for source in FUITES]
    nbformat.write(carnet, racine / BILAN.name)
    return racine / BILAN.name


def _dessins(sortie: Path) -> list[str]:
    return [d for page in sortie.glob("*/*/*/*.html") for d in dessins(page.read_text("utf-8"))]


def mesurer(dossiers: int, racine: Path) -> int:
    """Rend les bilans et y cherche chaque canari ; 1 s'il s'en trouve, ou qu'une fuite échappe."""
    trouves, tus = 0, []
    premier: Mapping[str, str] = {}
    for rang in range(dossiers):
        nombres = canaris()[LOTS * rang : LOTS * (rang + 1)]
        cas = dossier(racine / f"sain-{rang}" / "canaris", nombres)
        _, lus = rendre_et_lire(str(BILAN), cas, racine / f"reports-{rang}", *CHOIX)
        premier = premier or lus
        vus = chants(lus)
        trouves += sum(map(len, vus.values()))
        print(f"dossier {rang + 1} : {len(nombres)} canaris, {len(lus)} supports, {vus or 'aucun'}")
    autres = dossier(racine / "permute" / "canaris", permutes(canaris()[:LOTS], classe))
    _, relus = rendre_et_lire(str(BILAN), autres, racine / "permutes", *CHOIX, "--format", "html")
    changes = [s for s in ("html", "registre") if relus[s] != premier[s]]
    if _dessins(racine / "permutes") != _dessins(racine / "reports-0"):
        changes.append("un dessin")
    print(f"canaris échangés entre lots : {changes or 'rien ne change'}")
    cas = dossier(racine / "fuite" / "canaris", canaris()[:LOTS])
    with chaine_qui_fuit():
        nb = str(carnet_qui_fuit(racine))
        _, lus = rendre_et_lire(nb, cas, racine / "fuites", *CHOIX)
    tus = sorted(set(lus) - set(chants(lus)))
    print(f"bilan qui fuit exprès : vu dans {len(lus) - len(tus)} supports sur {len(lus)} {tus}")
    print(f"{dossiers * LOTS} canaris, {trouves} trouvé")
    return int(bool(trouves or changes or tus))


if __name__ == "__main__":
    nombre = int(sys.argv[1]) if len(sys.argv) > 1 else DOSSIERS
    with tempfile.TemporaryDirectory() as provisoire:
        raise SystemExit(mesurer(nombre, Path(sys.argv[2] if len(sys.argv) > 2 else provisoire)))
