"""Le résultat de la conversion d'une cellule."""

from typing import NamedTuple

# Espaces que les tableurs et l'Insee placent autour des valeurs et dans les milliers.
ESPACES = " \t\n\u00a0\u202f\u2009"


class Conversion(NamedTuple):
    """Une cellule convertie. `cause` vide : acceptée ; `valeur` None : absente."""

    valeur: object = None
    regle: str = ""
    cause: str = ""
    remede: str = ""
