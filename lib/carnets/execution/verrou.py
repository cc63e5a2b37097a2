"""Un seul lot à la fois sur une sortie ; le verrou tombe avec le processus qui le tient."""

import os
import secrets
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
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
    try:
        sortie.mkdir(parents=True, exist_ok=True)
        descripteur = os.open(sortie / VERROU, os.O_RDWR | os.O_CREAT, 0o644)
    except OSError as cause:
        raise EcritureImpossible.de(sortie, cause) from None
    try:
        if not _attendre(descripteur, patience):
            raise UsageIncorrect(
                f"Un lot travaille déjà dans {sortie} : attendez qu'il finisse, ou choisissez une "
                "autre sortie avec --sortie."
            )
        jeton = secrets.token_hex(16)
        os.lseek(descripteur, 0, os.SEEK_SET)
        os.write(descripteur, jeton.encode())  # toujours de même longueur : rien à tronquer
        yield jeton
    finally:
        os.close(descripteur)


def _attendre(descripteur: int, patience: float) -> bool:
    terme = time.monotonic() + patience
    while not _prendre(descripteur):
        if time.monotonic() >= terme:
            return False
        time.sleep(PERIODE)
    return True


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
