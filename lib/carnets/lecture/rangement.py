"""L'ordre des lignes d'une table : celui de son modèle, jamais celui d'un fichier.

Un producteur n'écrit pas deux fois ses lignes dans le même ordre. Fixé ici, une fois, l'ordre ne
change plus rien en aval : ni celui d'un tableau, ni le dernier chiffre d'une somme.
"""

import pandas as pd
import pyarrow as pa
from pyarrow import compute as pc

from carnets.modeles.base import Colonne, Modele

_CHIFFRES = 12
"""Longueur à laquelle un nombre pris dans un texte est complété : 9 se range avant 10."""


def ranger(table: pd.DataFrame, modele: Modele) -> pd.DataFrame:
    """Les lignes par `rangement` du modèle puis par clé, croissants, sur une copie.

    Une liste fermée suit l'ordre de ses valeurs. Une clé est unique ; d'un modèle sans clé, toutes
    les colonnes rangent les lignes.
    """
    noms = list(dict.fromkeys((*modele.rangement, *(modele.cle or modele.noms))))
    cases = pd.DataFrame(
        {nom: _rangs(table[nom], modele.colonne(nom), nom in modele.rangement) for nom in noms}
    )
    lignes = pc.sort_indices(
        pa.Table.from_pandas(cases, preserve_index=False), [(nom, "ascending") for nom in noms]
    )
    return table.take(lignes.to_numpy()).reset_index(drop=True)


def _rangs(cases: pd.Series, colonne: Colonne, demandee: bool) -> pd.Series:
    if colonne.valeurs and colonne.type != "liste":
        return pd.Series(pd.Categorical(cases, categories=colonne.valeurs).codes, cases.index)
    if demandee and colonne.type == "texte":
        return cases.str.replace(r"\d+", lambda nombre: nombre[0].zfill(_CHIFFRES), regex=True)
    return cases
