"""Les agrégats d'un lot : calculés par un seul de ses processus, lus par les autres.

Le carnet qui en demande un le premier le calcule et l'écrit ; son ouvrier, le processus tiède et
les autres ouvriers le lisent. Le répertoire est celui du lot, à lui seul : pickle n'y lit que ce
que le lot a écrit.
"""

import json
import pickle
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from carnets.agregats import Agregat, Resultat
from carnets.dossier import charger_dossier
from carnets.execution.livraison import empreinte, remplacer
from carnets.execution.verrou import chacun_son_tour

LONGUEUR = 3000
"""Caractères d'un ordre au processus tiède ; plus longue, une demande se lit par carnet."""


class MiseEnCommun:
    """Les résultats d'un dossier dans `repertoire` (voir `carnets.agregats.Partage`)."""

    def __init__(self, repertoire: Path, dossier: str) -> None:
        self._repertoire, self._dossier = repertoire, dossier

    def __call__(self, demande: Agregat, calculer: Callable[[], Resultat]) -> Resultat:
        nom = empreinte(json.dumps([self._dossier, *demande]).encode())
        fichier = self._repertoire / f"{nom}.agregat"
        if not fichier.is_file():
            with chacun_son_tour(fichier.with_suffix(".tour")):
                if not fichier.is_file():
                    resultat = calculer()
                    with suppress(OSError):  # plus de place : chacun calculera le sien
                        remplacer(fichier, pickle.dumps(resultat.cadre, pickle.HIGHEST_PROTOCOL))
                    return resultat
        return Resultat(pickle.loads(fichier.read_bytes()))


def charge(dossier: str, demande: Agregat, colonnes: str = "") -> str:
    """Le préchargement de cet agrégat (voir `interprete.precharger`), rangé par ces colonnes."""
    return f"{__name__}:{json.dumps([dossier, *demande, colonnes])}"


def precharger(argument: str) -> None:
    """Lit ou calcule l'agrégat du dossier que tient ce processus."""
    dossier, *demande, colonnes = json.loads(argument)
    resultat = charger_dossier(dossier).resultat(Agregat(*demande))
    if colonnes:
        resultat.places(colonnes)
