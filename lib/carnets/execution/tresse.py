"""Côté parent : remettre dans l'ordre ce qui arrive par trois tuyaux.

Le fils écrit une marque dans chacun de ses flux avant chaque message. Un message n'est rendu
qu'une fois les deux marques passées ; ce qui suit une marque attend ce message. Le parent lit au
fil de l'eau : un flux trop bavard est freiné par son tuyau, jamais mis en mémoire.
"""

import codecs
import json
import os
from collections import deque
from collections.abc import Iterator
from multiprocessing.connection import Connection, wait
from typing import Any

from carnets.execution.echecs import SortieTropVolumineuse

TAILLE_LECTURE = 1 << 16


class _Tube:
    def __init__(self, nom: str, descripteur: int, marque: bytes) -> None:
        self.nom, self.descripteur, self._marque = nom, descripteur, marque
        self.ouvert, self.arrete = True, False
        self._reste = b""
        self._decodeur = codecs.getincrementaldecoder("utf-8")("replace")

    @property
    def passe(self) -> bool:
        """Vrai si rien ne peut plus venir ici avant le prochain message."""
        return self.arrete or not self.ouvert

    def lire(self) -> int:
        octets = os.read(self.descripteur, TAILLE_LECTURE)
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
        self._liaison_ouverte = True
        self.recu, self.tarie = 0, False

    def lire(self, delai: float | None, *, autre: int | None = None) -> list[dict[str, Any]]:
        """Attend au plus `delai` secondes un octet (ou `autre`), rend les messages complets."""
        attendus: list[Any] = [tube.descripteur for tube in self._tubes if not tube.passe]
        attendus += [self._liaison] if self._liaison_ouverte else []
        attendus += [] if autre is None else [autre]
        prets = wait(attendus, delai)
        self.tarie = prets == [autre]
        for tube in self._tubes:
            if tube.descripteur in prets:
                self.recu += tube.lire()
        if self._liaison in prets:
            self._lire_message()
        return list(self._avancer())

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
