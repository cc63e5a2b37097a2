"""Constats d'un suivi agrégé : chaque taux publié, face au quotient de ses deux nombres."""

import pandas as pd

from carnets.indicateurs.cadre import nombres
from carnets.indicateurs.controles.verdict import Constat, constat


def constats_suivi(table: pd.DataFrame) -> list[Constat]:
    """Un constat par taux publié, à la précision qu'il imprime.

    « 53,50 % » est un 53,5 affiché à deux décimales : un zéro final n'est pas une précision.
    Colonnes lues : `maitre_ouvrage, objectif_h, heures, taux_publie`.
    """
    return [
        constat(
            "taux_recalcule",
            f"{nom} : heures réalisées / objectif",
            publie,
            100 * faites / prevues if prevues else float("nan"),
            unite="pourcentage",
            precision=precision_imprimee(publie),
            explication="Taux publié, face au quotient des heures et de l'objectif de la ligne.",
        )
        for nom, prevues, faites, publie in zip(
            table["maitre_ouvrage"].astype("str"),
            nombres(table["objectif_h"]),
            nombres(table["heures"]),
            nombres(table["taux_publie"]),
            strict=True,
        )
    ]


def precision_imprimee(valeur: float) -> float:
    """Pas de l'arrondi d'un nombre lu : 1 pour 61, 0,1 pour 21,6, 0,01 pour 43,68."""
    decimales = f"{valeur:.6f}".rstrip("0").partition(".")[2]
    return 10.0 ** -len(decimales)
