"""Copier un dossier ailleurs sans rien changer à ce qu'il dit : seul l'ordre y est autre."""

import json
import random
from pathlib import Path


def meler(dossier: Path, destination: Path, tirage: random.Random) -> Path:
    """Le dossier, écrit fichier par fichier au hasard, lignes et contours mêlés."""
    fichiers = [f for f in dossier.iterdir() if f.is_file()]
    tirage.shuffle(fichiers)
    destination.mkdir(parents=True)
    for fichier in fichiers:
        meles = {".csv": _csv, ".geojson": _geojson}.get(fichier.suffix, _tel_quel)
        (destination / fichier.name).write_bytes(meles(fichier.read_bytes(), tirage))
    return destination


def _csv(contenu: bytes, tirage: random.Random) -> bytes:
    entete, *lignes = contenu.splitlines(keepends=True)
    lignes = [ligne if ligne.endswith(b"\n") else ligne + b"\n" for ligne in lignes]
    tirage.shuffle(lignes)
    return b"".join([entete, *lignes])


def _geojson(contenu: bytes, tirage: random.Random) -> bytes:
    carte = json.loads(contenu)
    tirage.shuffle(carte["features"])
    return json.dumps(carte).encode()


def _tel_quel(contenu: bytes, _: random.Random) -> bytes:
    return contenu
