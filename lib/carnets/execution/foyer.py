"""Côté parent : tenir un processus tiède et lui faire faire un fils par carnet (Linux, BSD)."""

import atexit
import json
import os
import secrets
import socket
import subprocess
import sys
import threading
from contextlib import suppress
from itertools import count
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from carnets.erreurs import UsageIncorrect
from carnets.execution.echecs import FoyerMort
from carnets.execution.processus import ENVIRONNEMENT_FIXE, Demande, expliquer
from carnets.execution.tresse import Tresse

TAILLE_REPONSE = 4096
MORT = "Le processus tiède a été tué au milieu d'un carnet ; relancer l'exécution."
DELAI_FERMETURE = 5.0
# Une graine fixe : l'ordre d'un ensemble de textes, donc d'un affichage, ne change pas d'un
# processus à l'autre. Elle se fixe au lancement de Python, un noyau ou un `fork` n'y peuvent rien.
_ENVIRONNEMENT = ENVIRONNEMENT_FIXE | {"PYTHONHASHSEED": "0"}
_RACINE = str(Path(__file__).parents[2])
_AMORCE = """
import socket, sys
sys.path = [dossier for dossier in sys.path if dossier]
sys.path.insert(0, sys.argv[1])
from carnets.execution.serveur import servir
del sys.path[0]
servir(socket.socket(fileno=int(sys.argv[2])), sys.argv[3:])
"""


class Foyer:
    """Un processus tiède et la prise par laquelle on lui demande des fils.

    Lève UsageIncorrect si les modules à précharger ne conviennent pas.
    """

    def __init__(self, precharges: tuple[str, ...]) -> None:
        self._verrou, self._numeros = threading.Lock(), count()
        self._charges: tuple[str, ...] = ()
        self._prise, la = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with la:
            self._serveur = subprocess.Popen(
                [sys.executable, "-c", _AMORCE, _RACINE, str(la.fileno()), *precharges],
                pass_fds=[la.fileno()],
                env=os.environ | _ENVIRONNEMENT,
                stdin=subprocess.DEVNULL,
                start_new_session=True,
            )
        reponse = self._prise.recv(TAILLE_REPONSE).decode()
        if reponse != "pret":
            self.fermer()
            raise UsageIncorrect(
                reponse.removeprefix("refus ")
                or "Le processus tiède n'a pas démarré ; sa trace est sur la sortie d'erreur."
            )

    @property
    def vivant(self) -> bool:
        return self._serveur.poll() is None

    def naitre(self, demande: Demande, charges: tuple[str, ...] = ()) -> "FilsDuFoyer":
        """Un fils neuf qui exécute `demande`.

        `charges` (« module:argument ») : ce que le processus tiède doit avoir en mémoire ; il le
        charge ce qu'il ne tient pas encore, dans l'ordre, et ses fils suivants en héritent ; une
        liste qui ne prolonge pas la sienne est chargée en entier. UsageIncorrect s'il ne peut.
        """
        entrees, sorties = zip(*(os.pipe() for _ in range(4)), strict=True)
        lecture_demande, ecriture_demande = os.pipe()
        try:
            with self._verrou:
                self._tenir(charges)
                numero = next(self._numeros)
                ordre = f"naitre {numero}".encode()
                socket.send_fds(self._prise, [ordre], [lecture_demande, *sorties])
        except (UsageIncorrect, FoyerMort):
            _fermer(*entrees, ecriture_demande)
            raise
        except OSError as cause:
            _fermer(*entrees, ecriture_demande)
            self.constater_la_mort()
            raise FoyerMort(MORT) from cause
        finally:
            _fermer(lecture_demande, *sorties)
        return FilsDuFoyer(self, numero, entrees, ecriture_demande, demande)

    def _tenir(self, charges: tuple[str, ...]) -> None:
        tenues = len(self._charges)
        ajouts = charges[tenues:] if charges[:tenues] == self._charges else charges
        for charge in ajouts:
            self._prise.send(f"charger {charge}".encode())
            reponse = self._prise.recv(TAILLE_REPONSE).decode()
            if not reponse:
                raise FoyerMort(MORT)
            if reponse != "pret":
                raise UsageIncorrect(reponse.removeprefix("refus "))
        self._charges = charges

    def constater_la_mort(self) -> None:
        """Attend la fin d'un serveur qui a déjà lâché ses descripteurs.

        Sans cela il passerait encore pour vivant, le temps que le système le range.
        """
        with suppress(subprocess.TimeoutExpired):
            self._serveur.wait(DELAI_FERMETURE)

    def tuer(self, numero: int) -> None:
        with self._verrou, suppress(OSError):
            self._prise.send(f"tuer {numero}".encode())

    def fermer(self) -> None:
        """Ferme la prise : le serveur tue ses fils et s'en va."""
        self._prise.close()
        self._serveur.wait(DELAI_FERMETURE)

    def oublier(self) -> None:
        """Dans une copie de ce processus : le foyer appartient à l'original."""
        self._prise.close()
        self._serveur.returncode = 0


class FilsDuFoyer:
    """Un carnet exécuté par un fils du processus tiède (voir `Processus`)."""

    def __init__(
        self,
        foyer: Foyer,
        numero: int,
        entrees: tuple[int, ...],
        demande_a_ecrire: int,
        demande: Demande,
    ) -> None:
        marque = f"\0{secrets.token_hex(16)}\0"
        liaison, stdout, stderr, self._fin = entrees
        self._foyer, self._numero = foyer, numero
        self._descripteurs = (stdout, stderr, self._fin)
        self._liaison: Connection[Any, Any] = Connection(liaison, writable=False)
        limite = demande.sortie or sys.maxsize
        self._tresse = Tresse(self._liaison, stdout, stderr, marque.encode(), limite)
        self.mort: str | None = None
        with (
            suppress(BrokenPipeError),
            os.fdopen(demande_a_ecrire, "w", encoding="utf-8") as ecriture,
        ):
            json.dump(demande._asdict() | {"marque": marque}, ecriture)

    @property
    def recu(self) -> int:
        return self._tresse.recu

    def lire(self, delai: float | None) -> list[dict[str, Any]]:
        messages = self._tresse.lire(delai, autre=self._fin)
        if self._tresse.tarie:
            self._constater_la_mort()
        return messages

    def _constater_la_mort(self) -> None:
        statut = os.read(self._fin, TAILLE_REPONSE).decode()
        if not statut:
            self._foyer.constater_la_mort()
            raise FoyerMort(MORT)
        self.mort = expliquer(int(statut))

    def finir(self) -> None:
        self._foyer.tuer(self._numero)
        self._liaison.close()
        for descripteur in self._descripteurs:
            os.close(descripteur)


def _fermer(*descripteurs: int) -> None:
    for descripteur in descripteurs:
        os.close(descripteur)


_foyers: dict[tuple[str, ...], Foyer] = {}
_verrou = threading.Lock()


def foyer_pour(precharges: tuple[str, ...]) -> Foyer:
    """Le processus tiède de ces préchargements ; le lance s'il n'existe pas ou s'il est mort."""
    with _verrou:
        ancien = _foyers.get(precharges)
        if ancien is not None and ancien.vivant:
            return ancien
        if ancien is not None:
            ancien.fermer()
        foyer = _foyers[precharges] = Foyer(precharges)
        return foyer


def eteindre() -> None:
    """Ferme tous les processus tièdes de ce processus."""
    with _verrou:
        while _foyers:
            _foyers.popitem()[1].fermer()


def _oublier() -> None:
    global _verrou
    _verrou = threading.Lock()
    while _foyers:
        _foyers.popitem()[1].oublier()


atexit.register(eteindre)
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_oublier)
