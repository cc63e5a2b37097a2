"""Ce qu'un carnet exécuté dit de lui-même : ce qu'il a lu, ce qu'il a protégé."""

import json
import sys

from carnets import lus
from carnets.secret import seance

OUVERTURE = "from carnets.presentation.objets import sans_apercu\n\nsans_apercu()"
"""La première : nul ne regardera le carnet, seules ses charges seront lues."""

CELLULE = "from carnets.execution.temoin import temoigner\n\ntemoigner()"
"""La dernière cellule qu'un rendu ajoute au carnet, et retire une fois lue."""


def temoigner() -> None:
    """Écrit le témoignage, en JSON."""
    sys.stdout.write(json.dumps({"lus": lus.relever(), "secret": seance.rapport()}))
