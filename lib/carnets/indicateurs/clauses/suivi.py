"""Bilan d'un suivi agrégé : l'objectif et les heures de chaque maître d'ouvrage, rien de plus."""

import pandas as pd

from carnets.indicateurs.cadre import empiler, mesure, nombres, rapport


def suivi(table: pd.DataFrame, *, territoire: str, periode: str) -> pd.DataFrame:
    """Heures prévues, réalisées et taux de réalisation (%) de chaque maître d'ouvrage, et du tout.

    Le tout, sous le code `territoire`, est la somme des maîtres d'ouvrage, jamais la ligne de total
    du fichier. Taux non plafonné ; sans objectif : `sans_objet`. Une case absente rend le tout
    absent, un fichier sans ligne aussi. Colonnes lues : `maitre_ouvrage, objectif_h, heures`.
    """
    noms = pd.Series([territoire, *table["maitre_ouvrage"].astype("str")], dtype="str")
    prevues, faites = (_avec_le_tout(table[colonne]) for colonne in ("objectif_h", "heures"))
    return empiler(
        [
            mesure(noms, faites, periode=periode, indicateur="heures_realisees"),
            mesure(noms, prevues, periode=periode, indicateur="heures_prevues"),
            rapport(
                noms, faites, prevues,
                periode=periode, indicateur="taux_realisation", facteur=100.0,
            ),
        ]
    )  # fmt: skip


def _avec_le_tout(colonne: pd.Series) -> pd.Series:
    valeurs = nombres(colonne)
    return pd.Series([valeurs.sum(skipna=False, min_count=1), *valeurs], dtype="float64")
