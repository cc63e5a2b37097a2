"""Sans `fork` (Windows, macOS) : des ouvriers tièdes nés par `spawn`, un carnet chacun.

Un ouvrier n'exécute qu'un carnet, rien ne fuit donc d'un carnet au suivant ; son remplaçant
s'échauffe pendant ce temps. Comme un noyau sous Windows, il ne voit pas ce qui est écrit par les
descripteurs 1 et 2 sans passer par Python. Selon la règle de Python, un script qui lance des
carnets par cette voie protège son corps par `if __name__ == "__main__":`.
"""

import atexit
import json
import multiprocessing
import os
import sys
import threading
import time
from contextlib import suppress
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from typing import Any

import psutil

from carnets.erreurs import UsageIncorrect
from carnets.execution.bornes import MEBIOCTET
from carnets.execution.echecs import MemoireDepassee, SortieTropVolumineuse
from carnets.execution.processus import ENVIRONNEMENT_FIXE, Demande, expliquer

PERIODE_RONDE = 0.1
_SPAWN = multiprocessing.get_context("spawn")


def _travailler(liaison: "Connection[Any, Any]", precharges: tuple[str, ...]) -> None:
    """L'ouvrier : s'échauffe, attend une demande, l'exécute, s'en va."""
    if hasattr(os, "setpgid"):
        os.setpgid(0, 0)  # ce qui vise le groupe d'un carnet n'atteint pas le parent
    os.environ.update(ENVIRONNEMENT_FIXE)
    from carnets.execution.emission import Emission, FluxEmis
    from carnets.execution.fils import vivre
    from carnets.execution.interprete import preparer

    try:
        interprete = preparer(precharges)
    except UsageIncorrect as erreur:
        liaison.send_bytes(json.dumps({"genre": "refus", "cause": str(erreur)}).encode())
        return
    try:
        liaison.send_bytes(json.dumps({"genre": "pret"}).encode())
        demande = json.loads(liaison.recv_bytes())
    except (EOFError, OSError):
        return  # le parent n'a plus besoin de cet ouvrier
    emission = Emission(liaison)
    for nom in ("stdout", "stderr"):
        flux = FluxEmis(emission, nom)
        setattr(sys, nom, flux)
        emission.flux.append(flux)  # type: ignore[arg-type]
    vivre(interprete, demande, emission)


class Ouvrier:
    """Un carnet exécuté par un ouvrier né par `spawn` (voir `Processus`).

    La mémoire est surveillée par rondes : rien d'équivalent à RLIMIT_DATA n'existe partout.
    """

    def __init__(self, precharges: tuple[str, ...]) -> None:
        self._liaison, la = _SPAWN.Pipe()
        self._processus: SpawnProcess = _SPAWN.Process(target=_travailler, args=(la, precharges))
        self._processus.start()
        la.close()
        self.recu = 0
        self.mort: str | None = None
        self._memoire: int | None = None
        self._limite: int | None = None
        self._prochaine_ronde = 0.0

    def charger(self, demande: Demande) -> None:
        """Attend que l'ouvrier soit tiède et lui confie la demande."""
        try:
            accueil = json.loads(self._liaison.recv_bytes())
        except (EOFError, OSError) as cause:
            raise UsageIncorrect(
                "L'ouvrier n'a pas démarré ; sa trace est sur la sortie d'erreur. Un script qui "
                'exécute des carnets protège son corps par if __name__ == "__main__".'
            ) from cause
        if accueil["genre"] == "refus":
            raise UsageIncorrect(accueil["cause"])
        self._limite = demande.sortie
        if demande.memoire is not None:
            self._memoire = demande.memoire + self._occupe()
        self._liaison.send_bytes(json.dumps(demande._asdict()).encode())

    def lire(self, delai: float | None) -> list[dict[str, Any]]:
        if self._memoire is not None:
            self._faire_la_ronde(self._memoire)
            delai = PERIODE_RONDE if delai is None else min(delai, PERIODE_RONDE)
        prets = wait([self._liaison, self._processus.sentinel], delai)
        if self._liaison in prets:
            return self._lire_message()
        if prets:
            self._constater_la_mort()
        return []

    def _lire_message(self) -> list[dict[str, Any]]:
        try:
            octets = self._liaison.recv_bytes(self._limite)
        except (EOFError, OSError) as cause:
            if not isinstance(cause, EOFError) and self._processus.is_alive():
                raise SortieTropVolumineuse("Un seul affichage dépasse la limite.") from cause
            self._constater_la_mort()
            return []
        self.recu += len(octets)
        return [json.loads(octets)]

    def _constater_la_mort(self) -> None:
        self._processus.join()
        self.mort = expliquer(self._processus.exitcode or 0)

    def _occupe(self) -> int:
        try:
            return int(psutil.Process(self._processus.pid).memory_info().rss)
        except psutil.Error:
            return 0  # déjà mort : la lecture le dira

    def _faire_la_ronde(self, permis: int) -> None:
        if time.monotonic() < self._prochaine_ronde:
            return
        self._prochaine_ronde = time.monotonic() + PERIODE_RONDE
        occupe = self._occupe()
        if occupe > permis:
            raise MemoireDepassee(
                f"Le carnet occupe {occupe // MEBIOCTET} Mio, {permis // MEBIOCTET} permis. "
                "Réduire ce qu'il charge, ou élargir la borne « memoire »."
            )

    def finir(self) -> None:
        with suppress(psutil.Error):
            for descendant in psutil.Process(self._processus.pid).children(recursive=True):
                with suppress(psutil.Error):
                    descendant.kill()
        self._processus.kill()
        self._processus.join()
        self._processus.close()
        self._liaison.close()


_reserve: dict[tuple[str, ...], Ouvrier] = {}
_verrou = threading.Lock()


def prendre_un_ouvrier(precharges: tuple[str, ...]) -> Ouvrier:
    """Un ouvrier neuf, tiède s'il a pu s'échauffer ; le suivant commence à s'échauffer."""
    with _verrou:
        ouvrier = _reserve.pop(precharges, None) or Ouvrier(precharges)
        _reserve[precharges] = Ouvrier(precharges)
    return ouvrier


def congedier() -> None:
    """Arrête les ouvriers en réserve."""
    with _verrou:
        while _reserve:
            _reserve.popitem()[1].finir()


atexit.register(congedier)
