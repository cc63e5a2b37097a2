"""Ce que le parent sait d'un processus de carnet, quelle que soit la façon dont il est né."""

import ctypes
import signal
import sys
from typing import Any, NamedTuple, Protocol

# Un seul fil de calcul par carnet : les carnets se partagent déjà les cœurs, et l'ordre des
# additions, donc le dernier chiffre, ne dépend plus de la machine.
ENVIRONNEMENT_FIXE = {
    "MPLBACKEND": "module://matplotlib_inline.backend_inline",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
}
_PR_SET_PDEATHSIG = 1
DEDOUBLEMENT = getattr(signal, "SIGUSR2", signal.SIGTERM)


class Demande(NamedTuple):
    """Ce qu'on demande à un processus : des cellules (rang, source, tolere), un lieu, une limite.

    `memoire` et `sortie` en octets, comme dans `Bornes`.
    """

    cellules: list[dict[str, Any]]
    dossier: str
    environnement: dict[str, str]
    memoire: int | None
    sortie: int | None


class Processus(Protocol):
    """Un carnet en cours d'exécution.

    `recu` : octets reçus jusqu'ici. `mort` : pourquoi il n'y a plus rien à attendre, ou None.
    """

    @property
    def recu(self) -> int: ...

    @property
    def mort(self) -> str | None: ...

    def lire(self, delai: float | None) -> list[dict[str, Any]]:
        """Messages arrivés en au plus `delai` secondes ; SortieTropVolumineuse, MemoireDepassee."""

    def finir(self) -> None:
        """Tue le processus et sa descendance, s'il en reste, et rend ses descripteurs."""


def expliquer(code: int) -> str:
    """Cause lisible d'une fin de processus, d'après son code (négatif : un signal)."""
    if code == -DEDOUBLEMENT:
        return "une cellule a dédoublé le processus (os.fork) et la copie est sortie de la cellule"
    if code < 0:
        return f"signal {-code}, souvent un manque de mémoire ou une bibliothèque défaillante"
    return f"le carnet a quitté son processus lui-même (exit, os._exit), code {code}"


def mourir_avec_le_parent() -> None:
    """Demande au système de tuer ce processus quand son parent meurt, sous Linux.

    Un lot tué ne laisse ainsi ni ouvrier qui travaille encore, ni trace de tuyaux rompus.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
