"""Un livrable : ses formats, sa place, ses octets. Ne charge rien de ce qui sert à le faire."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any, Literal, get_args

from carnets.execution.livraison import composant

Format = Literal["html", "pdf", "docx", "xlsx"]
FORMATS: tuple[Format, ...] = get_args(Format)

REGISTRE = "registre.jsonl"
"""Ce qu'un livrable protégé a montré, à côté de son reçu ; aucune valeur masquée n'y est."""


@dataclass(frozen=True)
class Livrable:
    """Un livrable en mémoire : le dossier où le poser, ses fichiers, son reçu."""

    place: PurePosixPath
    fichiers: Mapping[str, bytes]
    recu: Mapping[str, Any]


def place_du_livrable(dossier: str, carnet: str, territoire: str, annee: int) -> PurePosixPath:
    """`<dossier>/<carnet>/<territoire>-<annee>`, depuis la sortie."""
    return PurePosixPath(composant(dossier), composant(carnet), composant(f"{territoire}-{annee}"))
