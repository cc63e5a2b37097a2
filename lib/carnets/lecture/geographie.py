"""Les référentiels géographiques du projet, en tables."""

from functools import cache

import pandas as pd

from carnets.chemins import REFERENTIELS

DEPARTEMENTS, REGIONS, EPCI, COMMUNES = "departements", "regions", "epci", "communes"


def referentiel(nom: str) -> pd.DataFrame:
    """Un référentiel de `data/referentiels`, codes en texte, population en nombre.

    `departements` : code, libelle, region, population ; `regions` : code, libelle, population ;
    `epci` : code, libelle, nature, population ; `communes` : code, libelle, epci, population.
    """
    return _lire(nom).copy()


@cache
def _lire(nom: str) -> pd.DataFrame:
    # Seules les communes sont assez nombreuses pour être comprimées.
    suffixe = ".csv.xz" if nom == COMMUNES else ".csv"
    table = pd.read_csv(REFERENTIELS / f"{nom}{suffixe}", sep=";", dtype=str)
    return table.assign(population=pd.to_numeric(table["population"]))
