"""Ce qu'un lot confie à ses ouvriers et ce qu'ils en disent ; rien de ce qui sert à le faire."""

from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any, Literal

from carnets.execution.livrables import Format, Livrable
from carnets.execution.livraison import RECU, empreinte

Etat = Literal["livre", "echec", "arret"]
Colis = str | bytes
"""Les dossiers emballés : un fichier que l'ouvrier voit, ou leurs octets."""


@dataclass(frozen=True, kw_only=True)
class Tache:
    """Un livrable à faire.

    `ancien` : empreinte du reçu en place quand le lot a été planifié ; un autre reçu, trouvé au
    moment d'exécuter, est celui d'un ouvrier mort après avoir livré. `strict` : aucun contenu
    libre. `confidentiel` : son dossier contient des microdonnées ; `en_attente` : les livrables
    que le lot refera après lui.
    """

    carnet: str
    parametres: dict[str, Any]
    formats: tuple[Format, ...]
    place: PurePosixPath
    sortie: str
    ancien: str
    jeton: str
    code: str
    strict: bool = False
    confidentiel: bool = False
    en_attente: tuple[PurePosixPath, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Bilan:
    """Ce qu'est devenue une tâche.

    « arret » : rien ne peut être écrit, il est vain de continuer. `livrable` : à poser par le lot,
    quand l'ouvrier ne voit pas la sortie. `duree` en secondes.
    """

    place: PurePosixPath
    etat: Etat
    cause: str = ""
    duree: float = 0.0
    livrable: Livrable | None = None


def recu_en_place(destination: Path) -> str:
    """Empreinte du reçu d'un livrable, vide s'il n'y en a pas."""
    try:
        return empreinte((destination / RECU).read_bytes())
    except OSError:
        return ""
