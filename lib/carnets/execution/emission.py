"""Côté fils : tout ce que le carnet écrit ou affiche part, dans l'ordre, vers le parent."""

import io
import os
import threading
from multiprocessing.connection import Connection
from typing import Any, TextIO

from jupyter_client.session import Session, json_packer


class Emission:
    """Le canal du fils vers son parent.

    Avec des `tubes` (les flux du carnet, lus par le parent), une marque y est écrite avant chaque
    message : le parent sait ainsi ce qui a été écrit avant et après chaque affichage.
    """

    def __init__(
        self, liaison: "Connection[Any, Any]", tubes: tuple[int, ...] = (), marque: bytes = b""
    ) -> None:
        self._liaison, self._tubes, self._marque = liaison, tubes, marque
        self._verrou = threading.RLock()
        self._processus = os.getpid()
        self.flux: list[TextIO] = []

    @property
    def chez_soi(self) -> bool:
        """Faux dans une copie du fils née d'un `os.fork` du carnet."""
        return os.getpid() == self._processus

    def emettre(self, genre: str, **contenu: Any) -> None:
        """Envoie un message ; muet dans une copie du fils, comme un noyau après un `os.fork`."""
        if not self.chez_soi:
            return
        octets = json_packer({"genre": genre, **contenu})
        with self._verrou:
            for flux in self.flux:
                if not flux.closed:
                    flux.flush()
            for tube in self._tubes:
                os.write(tube, self._marque)
            self._liaison.send_bytes(octets)


class SessionEmettrice(Session):
    """La session qu'attendent les crochets d'affichage d'ipykernel, sans aucune prise réseau."""

    emission: Emission | None = None

    def send(
        self, stream: Any, msg_or_type: Any, content: Any = None, *autres: Any, **options: Any
    ) -> dict[str, Any] | None:
        """Émet le message au lieu de le publier."""
        if isinstance(msg_or_type, dict):
            genre, contenu = msg_or_type["header"]["msg_type"], msg_or_type["content"]
        else:
            genre, contenu = msg_or_type, content
        if self.emission is not None:
            self.emission.emettre("sortie", type=genre, contenu=contenu)
        return None


class FluxEmis(io.TextIOBase):
    """`sys.stdout` ou `sys.stderr` d'un fils qui n'a pas de tube : chaque ligne est un message."""

    encoding = "UTF-8"

    def __init__(self, emission: Emission, nom: str) -> None:
        self._emission, self._nom = emission, nom
        self._attente: list[str] = []

    def writable(self) -> bool:
        return True

    def write(self, texte: str, /) -> int:
        self._attente.append(texte)
        if "\n" in texte:
            self.flush()
        return len(texte)

    def flush(self) -> None:
        texte, self._attente = "".join(self._attente), []
        if texte:
            contenu = {"name": self._nom, "text": texte}
            self._emission.emettre("sortie", type="stream", contenu=contenu)
