"""Clés répétées dans une source, tous fichiers confondus."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from carnets.lecture.brute import RefusCellule
from carnets.lecture.controle import Controle
from carnets.modeles.base import Modele


def separer_doublons(controles: Sequence[Controle], modele: Modele) -> tuple[Controle, ...]:
    """Garde la première ligne de chaque clé ; la suite est écartée ou refusée.

    Une ligne identique à la première est écartée (doublon exact) ; une ligne qui la contredit est
    refusée, avec le lieu de la première.
    """
    table = pd.concat([c.acceptees for c in controles], ignore_index=True)
    if not modele.cle or not table.duplicated(list(modele.cle)).any():
        return tuple(controles)
    refus = _refus_par_fichier(table, controles, modele)
    return tuple(_retirer(c, refus[rang]) for rang, c in enumerate(controles))


def _refus_par_fichier(
    table: pd.DataFrame, controles: Sequence[Controle], modele: Modele
) -> list[list[RefusCellule]]:
    cle = list(modele.cle)
    fichiers = np.repeat(np.arange(len(controles)), [len(c.lignes) for c in controles])
    lignes = np.concatenate([c.lignes for c in controles])
    suspects = np.flatnonzero(table.duplicated(cle, keep=False).to_numpy())
    repetees = table.iloc[suspects]
    groupes = repetees.groupby(cle, sort=False, dropna=False).ngroup().to_numpy()
    exacts = repetees.duplicated(keep="first").to_numpy()
    premiers: dict[int, int] = {}
    refus: list[list[RefusCellule]] = [[] for _ in controles]
    for rang, groupe, exact in zip(suspects, groupes, exacts, strict=True):
        if premiers.setdefault(int(groupe), int(rang)) == rang:
            continue
        premier = premiers[int(groupe)]
        lieu = f"{controles[fichiers[premier]].brute.fichier.name}, ligne {lignes[premier]}"
        valeurs = " ; ".join(str(v) for v in table.iloc[rang][cle])
        refus[fichiers[rang]].append(_refus(int(lignes[rang]), cle, valeurs, lieu, bool(exact)))
    return refus


def _refus(ligne: int, cle: list[str], valeurs: str, lieu: str, exact: bool) -> RefusCellule:
    return RefusCellule(
        ligne=ligne,
        colonne="+".join(cle),
        valeur=valeurs,
        cause=f"doublon exact ({lieu})" if exact else f"clé déjà lue ({lieu})",
        attendu="une seule ligne par " + " + ".join(cle),
        remede="rien à faire" if exact else "gardez la ligne juste dans le fichier source",
        ecartee=exact,
    )


def _retirer(controle: Controle, refus: list[RefusCellule]) -> Controle:
    garde = ~np.isin(controle.lignes, [r.ligne for r in refus])
    return replace(
        controle,
        acceptees=controle.acceptees[garde].reset_index(drop=True),
        lignes=controle.lignes[garde],
        refus=tuple(sorted([*controle.refus, *refus], key=lambda r: (r.ligne, r.colonne))),
    )
