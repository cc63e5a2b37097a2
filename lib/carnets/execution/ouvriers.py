"""Qui fait le travail d'un lot : ce processus, d'autres, ou un ordonnanceur Dask."""

import multiprocessing
import os
import sys
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from functools import cached_property
from pathlib import Path
from typing import Any

import psutil

from carnets.erreurs import UsageIncorrect
from carnets.execution.processus import mourir_avec_le_parent
from carnets.execution.taches import Colis

LIVRABLES = 8
"""Ce qu'un ouvrier de plus doit avoir à faire pour payer les quelques secondes de sa naissance."""

MEMOIRE = 3 << 29
"""Octets libres qu'il faut par ouvrier, 1,5 Gio : deux, sur la France entière, en prennent 2."""


def ouvriers_utiles(livrables: int) -> int:
    """Combien d'ouvriers font au plus vite ce nombre de livrables sur cette machine.

    Autant que de cœurs permis à ce processus, sans dépasser ce que porte la mémoire libre ni ce
    que le lot occupe ; au moins un.
    """
    coeurs = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    libre: int = psutil.virtual_memory().available
    return max(1, min(coeurs or 1, libre // MEMOIRE, livrables // LIVRABLES))


_MUET = "ignore::UserWarning:multiprocessing.resource_tracker"


class OuvriersLocaux:
    """`nombre` ouvriers sur cette machine, chacun avec son processus tiède.

    Un seul travaille dans ce processus même ; plusieurs naissent par `spawn`, qui n'hérite ni
    verrou ni fil d'exécution.
    """

    def __init__(self, nombre: int) -> None:
        if nombre < 1:
            raise UsageIncorrect(f"--travailleurs {nombre} : il en faut au moins un.")
        self._nombre = nombre

    def ouvrir(self) -> Executor:
        if self._nombre == 1:
            return ThreadPoolExecutor(1)
        _lancer_le_rangement()
        contexte = multiprocessing.get_context("spawn")
        return ProcessPoolExecutor(
            self._nombre, mp_context=contexte, initializer=mourir_avec_le_parent
        )

    def colis(self, fichier: Path) -> Colis:
        return str(fichier)


def _lancer_le_rangement() -> None:
    """Lance, muet, le processus par lequel Python range ce qu'un lot tué laisse derrière lui.

    Il le range de toute façon, mais s'en étonnerait en anglais sur le terminal.
    """
    if sys.platform == "win32":  # Windows range lui-même
        return
    from multiprocessing import resource_tracker

    sys.warnoptions.append(_MUET)
    try:
        resource_tracker.ensure_running()
    finally:
        sys.warnoptions.remove(_MUET)


class OuvriersDask:
    """Les ouvriers d'un ordonnanceur Dask en marche.

    Ils n'ont à voir ni le dossier, qui leur est envoyé, ni la sortie : ils rendent alors leurs
    livrables au lot. Lève `UsageIncorrect` si l'ordonnanceur ne répond pas.
    """

    def __init__(self, adresse: str) -> None:
        self._adresse = adresse

    def ouvrir(self) -> Executor:
        executeur: Executor = self._client.get_executor(pure=False, retries=2)
        return executeur

    def colis(self, fichier: Path) -> Any:
        """Envoyé une fois à chaque ouvrier, non avec chaque tâche."""
        return self._client.scatter(fichier.read_bytes(), broadcast=True)

    def fermer(self) -> None:
        self._client.close()

    @cached_property
    def _client(self) -> Any:
        try:
            from distributed import Client
        except ImportError:
            raise UsageIncorrect(
                "--cluster demande le paquet distributed : pip install 'carnets[cluster]'."
            ) from None
        try:
            ouvrir: Any = Client
            return ouvrir(self._adresse, timeout=4, set_as_default=False)
        except (OSError, ValueError) as cause:
            raise UsageIncorrect(
                f"Aucun ordonnanceur Dask ne répond à « {self._adresse} » ({cause}) : vérifiez "
                "l'adresse (tcp://machine:8786) et qu'il est lancé."
            ) from None
