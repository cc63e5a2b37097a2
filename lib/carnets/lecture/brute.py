"""Une table brute : des cellules de texte et, pour chaque ligne, son numéro dans le fichier."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa

COLONNES_REFUS = ("fichier", "ligne", "colonne", "valeur", "cause", "attendu", "remede")


DOUBLON, VERSION = "doublon exact", "version antérieure"
REDITES = (DOUBLON, VERSION)


@dataclass(frozen=True)
class RefusCellule:
    """Une cellule (ou une ligne, si `colonne` est vide) refusée, et ce qu'il faut faire.

    `ecartee` : mise à part par une règle nommée (total, ligne vide), et non à corriger.
    """

    ligne: int
    colonne: str
    valeur: str
    cause: str
    attendu: str
    remede: str
    ecartee: bool = False

    @property
    def sans_donnee(self) -> bool:
        """Vrai d'une ligne qui n'est pas une donnée ; un doublon exact en est une, redite."""
        return self.ecartee and not self.cause.startswith(REDITES)


@dataclass(frozen=True)
class TableBrute:
    """Ce qui a été lu d'un fichier, avant tout contrôle : rien n'y est converti ni perdu.

    `lues` compte toutes les lignes de données présentes ; celles de `refus` n'ont pas pu être
    découpées en cellules. `reparations` compte ce que le lecteur lui-même a réparé, par règle.
    """

    fichier: Path
    entetes: tuple[str, ...]
    lignes: npt.NDArray[np.int64]
    cellules: tuple[pa.ChunkedArray, ...]
    refus: tuple[RefusCellule, ...]
    lues: int
    reparations: dict[str, int]

    def valeurs(self, rang: int) -> list[str]:
        """Les cellules de la colonne de ce rang."""
        return [v or "" for v in self.cellules[rang].to_pylist()]


def depuis_lignes(
    fichier: Path, entetes: tuple[str, ...], lignes: list[tuple[int, list[str]]]
) -> TableBrute:
    """Table brute bâtie de lignes (numéro, cellules), pour les formats autres que CSV."""
    colonnes = tuple(
        pa.chunked_array([[cellules[rang] for _, cellules in lignes]], type=pa.string())
        for rang in range(len(entetes))
    )
    numeros = np.array([numero for numero, _ in lignes], dtype=np.int64)
    return TableBrute(fichier, entetes, numeros, colonnes, (), len(lignes), {})
