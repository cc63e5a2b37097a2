"""Une alerte, et de quoi en lire les colonnes."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

Lignes = npt.NDArray[np.int64]
MONTREES = 20
"""Au-delà, une règle cesse d'énumérer : la même faute partout se voit dès les premières lignes."""

ECART_TAUX = 0.5
"""Un taux publié sans décimale est juste à un demi-point près."""


@dataclass(frozen=True)
class Alerte:
    """Une invraisemblance : où, ce qui est écrit, et pourquoi cela surprend.

    `ligne` vaut 0 quand l'alerte porte sur tout le fichier.
    """

    ligne: int
    colonne: str
    valeur: str
    regle: str
    explication: str


def nombres(table: pd.DataFrame, *noms: str) -> list[npt.NDArray[np.float64]] | None:
    """Les colonnes nommées en nombres, NaN si vides ; None s'il en manque une."""
    if not set(noms) <= set(table.columns):
        return None
    return [table[n].to_numpy(dtype=float, na_value=np.nan) for n in noms]
