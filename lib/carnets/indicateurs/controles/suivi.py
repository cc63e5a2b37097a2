"""Constats d'un suivi agrégé : chaque taux publié, chaque total, face à ce qui doit le redonner."""

from collections.abc import Iterable, Iterator, Mapping

import pandas as pd

from carnets.indicateurs.cadre import nombres
from carnets.indicateurs.controles.sommes import somme_et_total
from carnets.indicateurs.controles.verdict import Constat, constat

SOMMES = {"objectif_h": "objectif", "heures": "heures réalisées"}


def constats_suivi(
    table: pd.DataFrame, totaux: Iterable[Mapping[str, float]] = ()
) -> list[Constat]:
    """Un constat par taux publié, à la précision qu'il imprime, et par total imprimé.

    « 53,50 % » est un 53,5 affiché à deux décimales : un zéro final n'est pas une précision.
    Colonnes lues : `maitre_ouvrage, objectif_h, heures, taux_publie`. `totaux` : les nombres de
    chaque ligne de total du fichier, sous les mêmes noms ; son objectif et ses heures se
    confrontent à la somme des lignes, son taux au quotient de ses propres nombres.
    """
    lignes = [
        _taux(nom, prevues, faites, publie)
        for nom, prevues, faites, publie in zip(
            table["maitre_ouvrage"].astype("str"),
            nombres(table["objectif_h"]),
            nombres(table["heures"]),
            nombres(table["taux_publie"]),
            strict=True,
        )
    ]
    return [*lignes, *(c for total in totaux for c in _du_total(table, total))]


def _taux(nom: str, prevues: float, faites: float, publie: float) -> Constat:
    return constat(
        "taux_recalcule",
        f"{nom} : heures réalisées / objectif",
        publie,
        100 * faites / prevues if prevues else float("nan"),
        unite="pourcentage",
        precision=precision_imprimee(publie),
        explication="Taux publié, face au quotient des heures et de l'objectif de la ligne.",
    )


def _du_total(table: pd.DataFrame, total: Mapping[str, float]) -> Iterator[Constat]:
    for colonne, mot in SOMMES.items():
        if colonne in total:
            yield somme_et_total(
                table[colonne],
                total[colonne],
                objet=f"Total imprimé : {mot}",
                unite="heures",
                explication="La somme des maîtres d'ouvrage doit redonner le total du fichier.",
            )
    if {"taux_publie", *SOMMES} <= set(total):
        yield _taux("Total imprimé", total["objectif_h"], total["heures"], total["taux_publie"])


def precision_imprimee(valeur: float) -> float:
    """Pas de l'arrondi d'un nombre lu : 1 pour 61, 0,1 pour 21,6, 0,01 pour 43,68."""
    decimales = f"{valeur:.6f}".rstrip("0").partition(".")[2]
    return 10.0 ** -len(decimales)
