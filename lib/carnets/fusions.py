"""Les modalités que le dictionnaire permet de réunir plutôt que de cacher."""

from typing import Annotated

from pydantic import Field

from carnets.chemins import DICTIONNAIRE
from carnets.schema_yaml import Schema, lire_yaml

Texte = Annotated[str, Field(min_length=1)]


class FusionPermise(Schema):
    """Des modalités d'une dimension, et le libellé de leur réunion."""

    dimension: Texte
    libelle: Texte
    parties: Annotated[tuple[Texte, ...], Field(min_length=2)]


class _Fusions(Schema):
    fusions: tuple[FusionPermise, ...]


FUSIONS = lire_yaml(DICTIONNAIRE / "fusions" / "personnes.yml", _Fusions).fusions
