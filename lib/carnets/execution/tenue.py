"""Les dossiers d'un lot, lus une fois, emballés pour ses ouvriers et tenus par leurs carnets.

Le fichier emballé est celui de ce lot, écrit par lui ou reçu de lui : il n'est jamais celui d'un
autre, pickle ne lit donc rien d'inconnu.
"""

import pickle
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from carnets.dossier import Dossier, charger_dossier, tenir
from carnets.execution.livraison import empreintes_des_fichiers
from carnets.execution.partages import MiseEnCommun


@dataclass(frozen=True)
class Tenu:
    """Un dossier chargé, et l'empreinte de chacun de ses fichiers au moment où il l'a été."""

    dossier: Dossier
    fichiers: dict[str, str]


def charger(nom_ou_chemin: str, dossier: Dossier | None = None) -> Tenu:
    """Charge un dossier, si ce n'est déjà fait, et prend l'empreinte de ses fichiers.

    Lève les erreurs de `charger_dossier`.
    """
    dossier = dossier or charger_dossier(nom_ou_chemin)
    return Tenu(dossier, empreintes_des_fichiers(dossier.fichiers(), dossier.chemin))


def emballer(tenus: Mapping[str, Tenu]) -> bytes:
    """Les dossiers, tables comprises, en octets ; chacun sous le nom que lui donne le carnet."""
    return pickle.dumps(dict(tenus), protocol=pickle.HIGHEST_PROTOCOL)


def deballer(fichier: Path) -> dict[str, Tenu]:
    """Les dossiers emballés ; leurs agrégats se partagent à côté, entre les processus du lot."""
    tenus: dict[str, Tenu] = pickle.loads(fichier.read_bytes())
    return {
        nom: replace(tenu, dossier=replace(tenu.dossier, partage=MiseEnCommun(fichier.parent, nom)))
        for nom, tenu in tenus.items()
    }


def precharger(fichier: str) -> None:
    """Tient les dossiers emballés dans `fichier` (voir `interprete.preparer`)."""
    emballes = deballer(Path(fichier))
    tenir({nom: tenu.dossier for nom, tenu in emballes.items()})
