"""Côté parent : remettre dans l'ordre ce qui arrive par trois tuyaux.

Le fils écrit une marque dans chacun de ses flux avant chaque message. Un message n'est rendu
qu'une fois les deux marques passées ; ce qui suit une marque attend ce message. Le parent lit au
fil de l'eau : un flux trop bavard est freiné par son tuyau, jamais mis en mémoire.

Tant que les flux se taisent, seuls les messages réveillent le parent : leurs marques sont alors
déjà là. Réveillé aussi par chaque marque, il le serait trois fois par message.
"""

import codecs
import json
import math
import os
import select
from collections import deque
from collections.abc import Collection, Iterator
from multiprocessing.connection import Connection
from typing import Any

from carnets.execution.echecs import SortieTropVolumineuse

TAILLE_LECTURE = 1 << 16
RONDE = 0.01
"""Secondes entre deux regards sur des flux muets."""


class _Tube:
    def __init__(self, nom: str, descripteur: int, marque: bytes) -> None:
        self.nom, self.descripteur, self._marque = nom, descripteur, marque
        self.ouvert, self.arrete = True, False
        self._reste = b""
        os.set_blocking(descripteur, False)
        self._decodeur = codecs.getincrementaldecoder("utf-8")("replace")

    @property
    def passe(self) -> bool:
        """Vrai si rien ne peut plus venir ici avant le prochain message."""
        return self.arrete or not self.ouvert

    def lire(self) -> int | None:
        """Octets lus, sans attendre ; None si le tuyau est vide."""
        try:
            octets = os.read(self.descripteur, TAILLE_LECTURE)
        except BlockingIOError:
            return None
        self.ouvert = bool(octets)
        self._reste += octets
        return len(octets)

    def avancer(self) -> str:
        """Texte lisible jusqu'à la prochaine marque, où le tube s'arrête."""
        if self.arrete:
            return ""
        avant, marque, apres = self._reste.partition(self._marque)
        if marque:
            self.arrete, self._reste = True, apres
        elif self.ouvert:
            coupure = self._debut_de_marque(avant)
            avant, self._reste = avant[:coupure], avant[coupure:]
        else:
            self._reste = b""
        return self._decodeur.decode(avant)

    def _debut_de_marque(self, octets: bytes) -> int:
        """Position d'une marque peut-être commencée en fin d'octets, sinon leur longueur."""
        for longueur in range(min(len(self._marque) - 1, len(octets)), 0, -1):
            if octets.endswith(self._marque[:longueur]):
                return len(octets) - longueur
        return len(octets)


class Tresse:
    """Les messages d'un fils, dans l'ordre où il les a émis, flux compris.

    `recu` compte les octets lus. `limite` (octets) borne un message seul : au-delà,
    SortieTropVolumineuse, sans l'avoir lu. `tarie` : à la dernière lecture, seul `autre` était
    prêt.
    """

    def __init__(
        self, liaison: "Connection[Any, Any]", stdout: int, stderr: int, marque: bytes, limite: int
    ) -> None:
        self._liaison, self._limite = liaison, limite
        self._tubes = (_Tube("stdout", stdout, marque), _Tube("stderr", stderr, marque))
        self._messages: deque[dict[str, Any]] = deque()
        self._liaison_ouverte, self._bavards = True, False
        self.recu, self.tarie = 0, False

    def lire(self, delai: float | None, *, autre: int | None = None) -> list[dict[str, Any]]:
        """Attend au plus `delai` secondes un octet (ou `autre`), rend les messages complets."""
        attendus = [self._liaison.fileno()] if self._liaison_ouverte else []
        attendus += [] if autre is None else [autre]
        if self._bavards or self._messages:
            attendus += [tube.descripteur for tube in self._tubes if not tube.passe]
        else:
            delai = RONDE if delai is None else min(delai, RONDE)
        prets = _attendre(attendus, delai)
        if message := self._liaison_ouverte and self._liaison.fileno() in prets:
            self._lire_message()
        lus = [tube.lire() for tube in self._tubes if not tube.passe]
        self.recu += sum(filter(None, lus))
        self.tarie = autre in prets and not message and lus.count(None) == len(lus)
        rendus = list(self._avancer())
        self._bavards = any(m["genre"] == "sortie" and m["type"] == "stream" for m in rendus)
        return rendus

    def _lire_message(self) -> None:
        try:
            octets = self._liaison.recv_bytes(self._limite)
        except (EOFError, OSError) as cause:
            if self._liaison.closed:  # ce que fait `recv_bytes` d'un message trop long
                raise SortieTropVolumineuse("Un seul affichage dépasse la limite.") from cause
            self._liaison_ouverte = False  # fin, ou mort au milieu d'un message
            return
        self.recu += len(octets)
        self._messages.append(json.loads(octets))

    def _avancer(self) -> Iterator[dict[str, Any]]:
        while True:
            for tube in self._tubes:
                if texte := tube.avancer():
                    contenu = {"name": tube.nom, "text": texte}
                    yield {"genre": "sortie", "type": "stream", "contenu": contenu}
            if not self._messages or not all(tube.passe for tube in self._tubes):
                return
            for tube in self._tubes:
                tube.arrete = False
            yield self._messages.popleft()


def _attendre(descripteurs: Collection[int], delai: float | None) -> set[int]:
    """Ceux qui ont de quoi lire, ou plus personne pour y écrire, en au plus `delai` secondes."""
    guet = select.poll()
    for descripteur in descripteurs:
        guet.register(descripteur, select.POLLIN)
    return {prete for prete, _ in guet.poll(None if delai is None else math.ceil(delai * 1000))}
