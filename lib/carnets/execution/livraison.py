"""Livrer entier ou pas du tout : tout est écrit à côté, le reçu en dernier, puis renommé."""

import json
import os
import re
import shutil
import tempfile
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

from carnets.erreurs import UsageIncorrect

RECU = "recu.json"
PREFIXE_CHANTIER = ".chantier-"
COMPOSANT = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,79}", re.ASCII)
RESERVES = {
    *("con", "prn", "aux", "nul"),
    *(f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10)),
}
"""Noms que Windows refuse à un fichier."""


def composant(nom: str) -> str:
    """Un nom qui peut entrer dans un chemin, partout : lettres, chiffres, tirets.

    Lève `UsageIncorrect` sinon : un nom venu des données ne choisit pas où l'on écrit.
    """
    if not COMPOSANT.fullmatch(nom) or nom.lower() in RESERVES:
        raise UsageIncorrect(
            f"« {nom} » ne peut pas nommer un fichier : attendu 1 à 80 lettres sans accent, "
            "chiffres, tirets ou soulignés, commençant par une lettre ou un chiffre."
        )
    return nom


def empreinte(octets: bytes) -> str:
    """SHA-256, en hexadécimal."""
    return sha256(octets).hexdigest()


def livrer(destination: Path, fichiers: Mapping[str, bytes], recu: Mapping[str, Any]) -> None:
    """Écrit un livrable : ses fichiers puis son reçu, visibles d'un coup à `destination`.

    Le dossier de chantier est sur le même disque : le renommage est indivisible, et une coupure
    ne laisse qu'un chantier caché, jamais un livrable à moitié écrit.
    """
    try:
        destination.parent.mkdir(parents=True, exist_ok=True)
        chantier = Path(tempfile.mkdtemp(prefix=PREFIXE_CHANTIER, dir=destination.parent))
    except OSError as erreur:
        raise UsageIncorrect(
            f"Impossible d'écrire dans {destination.parent} ({erreur.strerror}) : choisissez un "
            "autre dossier avec --sortie, ou donnez-vous le droit d'y écrire."
        ) from None
    try:
        # mkdtemp réserve le dossier à son créateur ; un livrable se partage.
        chantier.chmod(0o755)
        for nom, contenu in fichiers.items():
            _ecrire(chantier / nom, contenu)
        texte = json.dumps(recu, ensure_ascii=False, indent=2, sort_keys=True) + "\n"
        _ecrire(chantier / RECU, texte.encode())
        _mettre_en_place(chantier, destination)
    finally:
        shutil.rmtree(chantier, ignore_errors=True)


def remplacer(fichier: Path, contenu: bytes) -> None:
    """Écrit un fichier seul, d'un coup."""
    provisoire = fichier.with_name(f"{PREFIXE_CHANTIER}{fichier.name}")
    _ecrire(provisoire, contenu)
    provisoire.replace(fichier)


def _ecrire(fichier: Path, contenu: bytes) -> None:
    with fichier.open("wb") as flux:
        flux.write(contenu)
        flux.flush()
        os.fsync(flux.fileno())


def _mettre_en_place(chantier: Path, destination: Path) -> None:
    """Renomme le chantier ; une édition antérieure s'efface d'abord, entière elle aussi."""
    if not destination.exists():
        chantier.rename(destination)
        return
    ancien = Path(tempfile.mkdtemp(prefix=PREFIXE_CHANTIER, dir=destination.parent))
    destination.rename(ancien / destination.name)
    try:
        chantier.rename(destination)
    except OSError:
        (ancien / destination.name).rename(destination)
        raise
    finally:
        shutil.rmtree(ancien, ignore_errors=True)
