"""Livrer entier ou pas du tout : tout est écrit à côté, le reçu en dernier, puis renommé."""

import errno
import json
import os
import re
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any

from carnets.erreurs import UsageIncorrect

RECU = "recu.json"
ECHEC = ".echec.json"
"""Suffixe du reçu d'un échec, posé à côté de l'endroit où le livrable aurait paru."""

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


def empreintes_des_fichiers(fichiers: Iterable[Path], depuis: Path) -> dict[str, str]:
    """Empreinte de chaque fichier, par son chemin depuis `depuis`.

    Un fichier pris ailleurs est nommé avec son seul répertoire : le chemin entier dirait la
    machine, et deux machines aux mêmes données n'auraient plus le même reçu.
    """
    return {_nom(f, depuis): empreinte(f.read_bytes()) for f in sorted(fichiers)}


def _nom(fichier: Path, depuis: Path) -> str:
    if fichier.is_relative_to(depuis):
        return fichier.relative_to(depuis).as_posix()
    return f"{fichier.parent.name}/{fichier.name}"


class EcritureImpossible(UsageIncorrect):
    """La sortie ne peut pas être écrite : disque plein, droits, obstacle."""

    @classmethod
    def de(cls, dossier: Path, cause: OSError) -> "EcritureImpossible":
        """L'erreur du système, dite à l'usager avec ce qu'il peut y faire."""
        remede = (
            "libérez de la place, puis relancez : ce qui est livré ne sera pas refait"
            if cause.errno in {errno.ENOSPC, errno.EDQUOT}
            else "choisissez un autre dossier avec --sortie, ou donnez-vous le droit d'y écrire"
        )
        return cls(f"Impossible d'écrire dans {dossier} ({cause.strerror or cause}) : {remede}.")


@contextmanager
def _ecriture(dossier: Path) -> Iterator[None]:
    try:
        yield
    except OSError as cause:
        raise EcritureImpossible.de(dossier, cause) from None


def livrer(destination: Path, fichiers: Mapping[str, bytes], recu: Mapping[str, Any]) -> None:
    """Écrit un livrable : ses fichiers puis son reçu, visibles d'un coup à `destination`.

    Le dossier de chantier est sur le même disque : le renommage est indivisible, et une coupure
    ne laisse qu'un chantier caché, jamais un livrable à moitié écrit. Lève `EcritureImpossible`.
    """
    with _ecriture(destination.parent):
        destination.parent.mkdir(parents=True, exist_ok=True)
        chantier = Path(tempfile.mkdtemp(prefix=PREFIXE_CHANTIER, dir=destination.parent))
        try:
            # mkdtemp réserve le dossier à son créateur ; un livrable se partage.
            chantier.chmod(0o755)
            for nom, contenu in fichiers.items():
                _ecrire(chantier / nom, contenu)
            _ecrire(chantier / RECU, _texte(recu))
            _mettre_en_place(chantier, destination)
        finally:
            shutil.rmtree(chantier, ignore_errors=True)
        recu_d_echec(destination).unlink(missing_ok=True)


def constater_l_echec(destination: Path, recu: Mapping[str, Any]) -> None:
    """Pose le reçu d'un échec ; une édition antérieure du livrable reste en place."""
    with _ecriture(destination.parent):
        destination.parent.mkdir(parents=True, exist_ok=True)
        remplacer(recu_d_echec(destination), _texte(recu))


def recu_d_echec(destination: Path) -> Path:
    """Où se pose le reçu d'échec de ce livrable."""
    return destination.with_name(destination.name + ECHEC)


def balayer(sortie: Path) -> None:
    """Retire les chantiers qu'une coupure a laissés ; à n'appeler que sous le verrou."""
    for motif in (f"{PREFIXE_CHANTIER}*", f"*/*/{PREFIXE_CHANTIER}*"):
        for reste in sortie.glob(motif):
            if reste.is_dir():
                shutil.rmtree(reste, ignore_errors=True)
            else:
                reste.unlink(missing_ok=True)


def _texte(recu: Mapping[str, Any]) -> bytes:
    return (json.dumps(recu, ensure_ascii=False, indent=2, sort_keys=True) + "\n").encode()


def remplacer(fichier: Path, contenu: bytes) -> None:
    """Écrit un fichier seul, d'un coup ; deux processus peuvent le faire à la fois."""
    provisoire = fichier.with_name(f"{PREFIXE_CHANTIER}{os.getpid()}-{fichier.name}")
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
