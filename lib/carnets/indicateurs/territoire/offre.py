"""DT-13 : l'offre d'insertion la plus proche de chaque quartier, à vol d'oiseau."""

import pandas as pd

from carnets.indicateurs import iae

TYPES = ("ACI", "EI", "AI", "ETTI")


def offre_la_plus_proche(
    contours: pd.DataFrame, structures: pd.DataFrame, *, periode: str
) -> pd.DataFrame:
    """Kilomètres de chaque contour à la structure conventionnée la plus proche, par type.

    Colonnes lues : `code, geometrie` ; celles de `iae.distances`. Sortie : cadre long,
    `distance_siae`, une modalité par type de structure.
    """
    conventionnees = iae.conventionnees(structures)
    return iae.distances(contours, conventionnees, types=TYPES, periode=periode)
