"""Le dossier des fichiers officiels, et leur lecture à part, par le module csv seul."""

import csv
from functools import cache
from pathlib import Path

from carnets.chemins import DOSSIERS

OFFICIELLES = "officielles"


def dossier(racine: Path, donnees: Path) -> Path:
    """Le `dossier.yml` livré, dont `depuis` mène aux données partagées."""
    racine.mkdir(parents=True)
    fiche = (DOSSIERS / "diagnostic-qpv" / "dossier.yml").read_text(encoding="utf-8")
    pointee = fiche.replace(f"depuis: {OFFICIELLES}/", f"depuis: {donnees.as_posix()}/")
    assert OFFICIELLES + "/" not in pointee
    (racine / "dossier.yml").write_text(pointee, encoding="utf-8")
    return racine


@cache
def brutes(fichier: Path) -> dict[str, dict[str, str]]:
    """Code du quartier → ses cellules de texte, en-têtes tels quels."""
    texte = fichier.read_text(encoding="utf-8-sig")
    lignes = csv.DictReader(texte.splitlines(), delimiter=";")
    return {ligne["CODGEO"]: ligne for ligne in lignes}


def nombre(cellule: str) -> float | None:
    """Le nombre d'une cellule de l'Insee ; rien si elle est vide."""
    nu = cellule.replace("\u202f", "").replace("\u00a0", "").replace(" ", "").replace(",", ".")
    return float(nu) if nu else None
