"""Le processus tiède : il a tout importé, n'a qu'un fil d'exécution, et se dédouble par carnet.

Il n'écoute rien : sa seule entrée est la prise (`socketpair`) reçue de qui l'a lancé, et il tue
ses fils et disparaît quand elle se ferme. Les descripteurs d'un carnet lui arrivent par elle.
"""

import atexit
import gc
import json
import os
import selectors
import signal
import socket
import sys
from contextlib import suppress
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, NamedTuple, NoReturn

from ipykernel.zmqshell import ZMQInteractiveShell

from carnets.erreurs import ErreurUtilisateur
from carnets.execution.emission import Emission
from carnets.execution.fils import vivre
from carnets.execution.interprete import precharger, preparer
from carnets.execution.pages import tasser
from carnets.execution.processus import mourir_avec_le_parent

if sys.platform == "linux":  # ici, et non dans chaque fils, qui rouvrirait sa bibliothèque
    import resource

TAILLE_ORDRE = 4096
PARTI = (BrokenPipeError, ConnectionResetError)
"""L'autre bout de la prise est mort : le lot a été tué, il n'y a rien à en dire."""

_FILS_INOFFENSIFS = {"jemalloc_bg_thd"}  # celui de pyarrow ; jemalloc le gère lui-même au fork


class Canaux(NamedTuple):
    """Descripteurs d'un carnet, côté fils ; `fin` reste au serveur, qui y écrit le statut."""

    demande: int
    liaison: int
    stdout: int
    stderr: int
    fin: int


class _Vivant(NamedTuple):
    processus: int
    fin: int


def servir(prise: socket.socket, precharges: list[str]) -> None:
    """Prépare l'interprète, l'annonce (« pret » ou « refus … »), puis sert jusqu'à la fermeture."""
    try:
        interprete = preparer(precharges)
        _exiger_un_seul_fil()
    except ErreurUtilisateur as erreur:
        with suppress(*PARTI):
            prise.send(f"refus {erreur}".encode()[:TAILLE_ORDRE])
        return
    _se_figer()
    with suppress(*PARTI):
        prise.send(b"pret")
        _Serveur(prise, interprete).servir()


def _se_figer() -> None:
    """Ce que les fils partagent ne bouge plus : leur ramasse-miettes ne le recopie pas."""
    gc.collect()
    gc.freeze()
    tasser()


def _exiger_un_seul_fil() -> None:
    """Un `fork` ne copie que le fil courant : un verrou tenu par un autre resterait pris."""
    taches = Path("/proc/self/task")
    if not taches.is_dir():
        return
    noms = sorted((tache / "comm").read_text().strip() for tache in taches.iterdir())
    autres = [nom for nom in noms if nom not in _FILS_INOFFENSIFS]
    if len(autres) > 1:
        raise ErreurUtilisateur(
            f"Préchargement : un module a démarré des fils d'exécution ({', '.join(autres)}), "
            "un processus tiède ne doit en avoir qu'un. Retirer ce module des préchargements."
        )


class _Serveur:
    def __init__(self, prise: socket.socket, interprete: ZMQInteractiveShell) -> None:
        self._prise, self._interprete = prise, interprete
        self._vivants: dict[int, _Vivant] = {}
        self._reveil, ecriture = socket.socketpair()
        for bout in (self._reveil, ecriture):
            bout.setblocking(False)
        self._ecriture_reveil = ecriture
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(ecriture.fileno())

    def servir(self) -> None:
        selecteur = selectors.DefaultSelector()
        selecteur.register(self._prise, selectors.EVENT_READ)
        selecteur.register(self._reveil, selectors.EVENT_READ)
        ouvert = True
        while ouvert:
            for cle, _ in selecteur.select():
                if cle.fileobj is self._reveil:
                    self._reveil.recv(TAILLE_ORDRE)
                    self._moissonner()
                else:
                    ouvert = self._obeir()
        signal.set_wakeup_fd(-1)
        for vivant in self._vivants.values():
            _tuer_groupe(vivant.processus)
            os.waitpid(vivant.processus, 0)

    def _obeir(self) -> bool:
        """Un ordre : « naitre n » et cinq descripteurs, « tuer n » ou « charger module:argument ».

        Faux : la prise est fermée.
        """
        ordre, descripteurs, _, _ = socket.recv_fds(self._prise, TAILLE_ORDRE, len(Canaux._fields))
        if not ordre:
            return False
        verbe, numero = ordre.decode().split(" ", 1)
        if verbe == "charger":
            self._charger(numero)
            return True
        if verbe == "naitre":
            self._naitre(int(numero), Canaux(*descripteurs))
        elif int(numero) in self._vivants:
            _tuer_groupe(self._vivants[int(numero)].processus)
        return True

    def _charger(self, charge: str) -> None:
        """Charge et répond comme au démarrage : les fils à venir en héritent."""
        try:
            precharger(charge)
            _exiger_un_seul_fil()
        except (ErreurUtilisateur, OSError) as erreur:
            self._prise.send(f"refus {erreur}".encode()[:TAILLE_ORDRE])
            return
        _se_figer()
        self._prise.send(b"pret")

    def _naitre(self, numero: int, canaux: Canaux) -> None:
        processus = os.fork()
        if processus == 0:
            self._devenir_fils(canaux)
        with suppress(PermissionError, ProcessLookupError):
            os.setpgid(processus, processus)
        for descripteur in canaux[:-1]:
            os.close(descripteur)
        self._vivants[numero] = _Vivant(processus, canaux.fin)

    def _moissonner(self) -> None:
        """Rend le statut de chaque fils mort, après avoir tué ce qu'il avait lui-même engendré.

        Le groupe est tué tant que le fils est encore zombie : son numéro ne peut pas resservir.
        """
        drapeaux = os.WEXITED | os.WNOHANG | os.WNOWAIT
        for numero, vivant in list(self._vivants.items()):
            if os.waitid(os.P_PID, vivant.processus, drapeaux) is None:
                continue
            _tuer_groupe(vivant.processus)
            _, statut = os.waitpid(vivant.processus, 0)
            with suppress(BrokenPipeError):
                os.write(vivant.fin, str(os.waitstatus_to_exitcode(statut)).encode())
            os.close(vivant.fin)
            del self._vivants[numero]

    def _devenir_fils(self, canaux: Canaux) -> NoReturn:
        code = 1
        try:
            self._rompre()
            os.close(canaux.fin)
            with os.fdopen(canaux.demande, "rb") as source:
                demande = json.load(source)
            emission = _brancher_les_flux(canaux, demande["marque"].encode())
            _borner_memoire(demande["memoire"])
            vivre(self._interprete, demande, emission)
            code = 0
        finally:
            os._exit(code)

    def _rompre(self) -> None:
        """Le fils oublie tout du serveur, et meurt avec lui."""
        os.setpgid(0, 0)
        atexit._clear()
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        for bout in (self._prise, self._reveil, self._ecriture_reveil):
            bout.close()
        for vivant in self._vivants.values():
            os.close(vivant.fin)
        mourir_avec_le_parent()


def _brancher_les_flux(canaux: Canaux, marque: bytes) -> Emission:
    """Les descripteurs 0, 1, 2 et `sys.std*` du fils ; ce qu'écrit un sous-processus suit aussi."""
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    liaison: Connection[Any, Any] = Connection(canaux.liaison, readable=False)
    emission = Emission(liaison, (canaux.stdout, canaux.stderr), marque)
    for nom, tube, numero in (("stdout", canaux.stdout, 1), ("stderr", canaux.stderr, 2)):
        os.dup2(tube, numero)
        flux = open(  # noqa: SIM115 - il vit autant que le fils
            tube, "w", buffering=1, encoding="UTF-8", errors="backslashreplace", closefd=False
        )
        setattr(sys, nom, flux)
        setattr(sys, f"__{nom}__", flux)
        emission.flux.append(flux)
    return emission


def _borner_memoire(permis: int | None) -> None:
    """Borne les données privées du fils à ce qu'il occupe déjà plus `permis` octets.

    RLIMIT_DATA plutôt que RLIMIT_AS, qui compte aussi les bibliothèques et les réserves jamais
    touchées, et plutôt qu'une ronde, qui passe trop tard : l'allocation de trop échoue, la
    cellule lève MemoryError.
    """
    if permis is None or sys.platform != "linux":
        return
    etat = Path("/proc/self/status").read_text()
    occupe = int(etat.split("VmData:")[1].split()[0]) * 1024
    resource.setrlimit(resource.RLIMIT_DATA, (occupe + permis,) * 2)


def _tuer_groupe(processus: int) -> None:
    """Tue le fils et sa descendance, ou lui seul s'il n'a pas encore formé son groupe."""
    try:
        os.killpg(processus, signal.SIGKILL)
    except (PermissionError, ProcessLookupError):
        with suppress(ProcessLookupError):
            os.kill(processus, signal.SIGKILL)
