"""Un seul lot à la fois sur une sortie ; le verrou tombe avec le processus qui le tient."""

import os
import secrets
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from carnets.erreurs import UsageIncorrect
from carnets.execution.livraison import EcritureImpossible

VERROU = ".lot.verrou"
PERIODE = 0.05


@contextmanager
def verrouiller(sortie: Path, *, patience: float = 0.0) -> Iterator[str]:
    """Tient la sortie le temps d'un bloc ; rend le jeton écrit dans le verrou.

    Un ouvrier qui lit ce jeton dans la sortie voit le même disque que le lot. `patience` : les
    secondes à attendre qu'un autre la lâche.
    Lève `UsageIncorrect` si un autre lot y travaille, `EcritureImpossible` si l'on n'y écrit pas.
    """
    neuve = not sortie.exists()
    descripteur = _tenir(sortie, patience)
    if descripteur is None:
        raise UsageIncorrect(
            f"Un lot travaille déjà dans {sortie} : attendez qu'il finisse, ou choisissez une "
            "autre sortie avec --sortie."
        )
    try:
        jeton = secrets.token_hex(16)
        os.lseek(descripteur, 0, os.SEEK_SET)
        os.write(descripteur, jeton.encode())  # toujours de même longueur : rien à tronquer
        yield jeton
    finally:
        if neuve:
            _defaire(sortie)
        os.close(descripteur)
        if neuve and sys.platform == "win32":  # Windows n'efface pas un fichier ouvert
            _defaire(sortie)


def _tenir(sortie: Path, patience: float) -> int | None:
    """Le verrou ouvert et pris, ou None passé la patience."""
    terme = time.monotonic() + patience
    while True:
        try:
            sortie.mkdir(parents=True, exist_ok=True)
            descripteur = os.open(sortie / VERROU, os.O_RDWR | os.O_CREAT, 0o644)
        except OSError as cause:
            raise EcritureImpossible.de(sortie, cause) from None
        if _prendre(descripteur) and _en_place(descripteur, sortie):
            return descripteur
        os.close(descripteur)
        if time.monotonic() >= terme:
            return None
        time.sleep(PERIODE)


@contextmanager
def chacun_son_tour(fichier: Path) -> Iterator[None]:
    """Attend que nul autre processus ne soit dans ce bloc ; le tour d'un mort est aussitôt rendu.

    Lève `OSError` si le fichier ne peut pas être ouvert.
    """
    descripteur = os.open(fichier, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        while not _prendre(descripteur):
            time.sleep(PERIODE)
        yield
    finally:
        os.close(descripteur)


def _en_place(descripteur: int, sortie: Path) -> bool:
    """Vrai si le verrou pris est celui que les autres verront : un autre a pu l'effacer."""
    try:
        return os.path.samestat(os.fstat(descripteur), (sortie / VERROU).stat())
    except OSError:
        return False


def _defaire(sortie: Path) -> None:
    """Une sortie créée pour rien, où un refus n'a rien laissé, disparaît avec son verrou."""
    if [f.name for f in sortie.iterdir()] == [VERROU]:
        with suppress(OSError):
            (sortie / VERROU).unlink()
            sortie.rmdir()


def _prendre(descripteur: int) -> bool:
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(descripteur, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(descripteur, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def partagee(sortie: Path, jeton: str) -> bool:
    """Vrai si `sortie`, vue d'ici, est bien celle du lot qui détient ce jeton."""
    try:
        return (sortie / VERROU).read_text(encoding="ascii") == jeton
    except OSError:
        return False
