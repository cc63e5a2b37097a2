"""Les agrégats d'un lot : calculés une fois par le processus tiède, hérités par ses carnets."""

import json

from carnets.agregats import Agregat
from carnets.dossier import charger_dossier

LONGUEUR = 3000
"""Caractères d'un ordre au processus tiède ; plus longue, une demande se refait par carnet."""


def charge(dossier: str, demande: Agregat, colonnes: str = "") -> str:
    """Le préchargement de cet agrégat (voir `interprete.precharger`), rangé par ces colonnes."""
    return f"{__name__}:{json.dumps([dossier, *demande, colonnes])}"


def precharger(argument: str) -> None:
    """Calcule l'agrégat dans le dossier que tient ce processus."""
    dossier, *demande, colonnes = json.loads(argument)
    resultat = charger_dossier(dossier).resultat(Agregat(*demande))
    if colonnes:
        resultat.places(colonnes)
