"""Règles de comparabilité des indicateurs par quartier : des données, lues une fois."""

from fnmatch import fnmatch
from typing import Annotated

from pydantic import Field, StrictBool, StrictInt

from carnets.chemins import DICTIONNAIRE
from carnets.erreurs import UsageIncorrect
from carnets.schema_yaml import Schema, lire_yaml

Texte = Annotated[str, Field(min_length=1)]


class Famille(Schema):
    """Des colonnes d'un thème qui ont même producteur, même note et mêmes années.

    `annees` : édition → année de référence établie. `consecutives` : faux si deux années qui se
    suivent ne se comparent pas.
    """

    nom: Texte
    theme: Texte
    colonnes: tuple[Texte, ...]
    note: str
    annees: dict[str, StrictInt]
    consecutives: StrictBool


class _Regles(Schema):
    familles: tuple[Famille, ...]


FAMILLES = lire_yaml(DICTIONNAIRE / "comparabilite" / "qpv.yml", _Regles).familles


def famille(theme: str, colonne: str) -> Famille:
    """La famille d'une colonne ; UsageIncorrect si aucune règle ne la désigne."""
    for candidate in FAMILLES:
        if candidate.theme == theme and any(fnmatch(colonne, m) for m in candidate.colonnes):
            return candidate
    raise UsageIncorrect(
        f"« {theme}_{colonne} » n'a pas de règle de comparabilité ; ajoutez-la au dictionnaire."
    )
