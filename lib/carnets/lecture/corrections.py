"""Corrections : des données, pas du code. Chacune dit quelle cellule, pourquoi, et qui le dit.

`corrections.yml`, à côté de `dossier.yml` :

    corrections:
      - source: heures
        fichier: heures.csv
        ligne: 12
        colonne: heures
        lu: "1516"
        corrige: "151,6"
        motif: virgule oubliée à la saisie
        auteur: facilitateur, courriel du 3 mars 2020
        date: 2020-03-03
"""

from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa
from pydantic import Field, StrictInt

from carnets.erreurs import DonneesRefusees
from carnets.lecture.brute import TableBrute
from carnets.lecture.entetes import Correspondance
from carnets.lecture.source import Texte
from carnets.schema_yaml import Schema, lire_yaml

NOM_FICHIER = "corrections.yml"


class Correction(Schema):
    """Une cellule corrigée : `lu` doit être ce qui est écrit, sinon le fichier a changé."""

    source: Texte
    fichier: Texte
    ligne: StrictInt = Field(ge=1)
    colonne: Texte
    lu: str
    corrige: str
    motif: Texte
    auteur: Texte
    date: date


class _Corrections(Schema):
    corrections: tuple[Correction, ...]


@dataclass(frozen=True)
class TableCorrigee:
    """Une table brute et les corrections qui y ont été appliquées."""

    brute: TableBrute
    appliquees: tuple[Correction, ...]


def lire_corrections(dossier: Path) -> tuple[Correction, ...]:
    """Les corrections d'un dossier ; aucune si le fichier n'existe pas."""
    fichier = dossier / NOM_FICHIER
    return lire_yaml(fichier, _Corrections).corrections if fichier.is_file() else ()


def corriger(
    brute: TableBrute, correspondance: Correspondance, corrections: tuple[Correction, ...]
) -> TableCorrigee:
    """Applique à une table les corrections qui la visent.

    DonneesRefusees si la ligne ou la colonne n'existe pas, ou si la cellule n'est plus ce que la
    correction dit avoir lu.
    """
    visees = tuple(c for c in corrections if c.fichier == brute.fichier.name)
    cellules = list(brute.cellules)
    for correction in visees:
        rang = correspondance.rangs.get(correction.colonne)
        places = np.flatnonzero(brute.lignes == correction.ligne)
        if rang is None or not len(places):
            raise _perdue(correction, "cette ligne ou cette colonne n'existe pas")
        textes = cellules[rang].to_pylist()
        lu = textes[places[0]]
        if lu.strip() != correction.lu.strip():
            raise _perdue(correction, f"la cellule contient « {lu} » et non « {correction.lu} »")
        textes[places[0]] = correction.corrige
        cellules[rang] = pa.chunked_array([textes], type=pa.string())
    return TableCorrigee(replace(brute, cellules=tuple(cellules)), visees)


def _perdue(correction: Correction, cause: str) -> DonneesRefusees:
    return DonneesRefusees(
        f"{NOM_FICHIER} : correction de {correction.fichier}, ligne {correction.ligne}, colonne "
        f"{correction.colonne} : {cause} ; mettez la correction à jour ou ôtez-la."
    )
