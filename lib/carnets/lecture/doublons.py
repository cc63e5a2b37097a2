"""Clés répétées dans une source, tous fichiers confondus."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from carnets.lecture.brute import DOUBLON, VERSION, RefusCellule
from carnets.lecture.controle import Controle
from carnets.modeles.base import Modele

_REMEDE = (
    "gardez la ligne juste dans le fichier source, traduisez sous « valeurs » deux écritures du "
    "même mot, ou ne lisez pas ces colonnes"
)


def separer_doublons(controles: Sequence[Controle], modele: Modele) -> tuple[Controle, ...]:
    """Ne garde qu'une ligne par clé, sans dépendre de l'ordre des lignes ni des fichiers.

    Des lignes identiques : une est gardée, les autres écartées. Des versions datées d'une même
    ligne : la dernière est gardée. Des lignes qui se contredisent : toutes sont refusées, car
    rien ne dit laquelle est juste.
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
    repetees = table[table.duplicated(cle, keep=False)]
    refus: list[list[RefusCellule]] = [[] for _ in controles]
    for _, groupe in repetees.groupby(cle, sort=False, dropna=False):
        garde = _gardee(groupe, modele.version)
        for rang, exact in zip(groupe.index, groupe.duplicated(keep="first"), strict=True):
            if rang == garde:
                continue
            autre = garde if garde is not None else next(r for r in groupe.index if r != rang)
            lieu = f"{controles[fichiers[autre]].brute.fichier.name}, ligne {lignes[autre]}"
            cause = _cause(groupe, cle, exact=bool(exact), decide=garde is not None)
            valeurs = " ; ".join(str(groupe.loc[rang, c]) for c in cle)
            refus[fichiers[rang]].append(
                _refus(int(lignes[rang]), cle, valeurs, f"{cause} ({lieu})", garde is not None)
            )
    return refus


def _gardee(groupe: pd.DataFrame, version: str) -> int | None:
    """Le rang de la ligne à garder parmi celles de même clé ; None si elles se contredisent."""
    distinctes = groupe.drop_duplicates()
    if len(distinctes) > 1 and version:
        distinctes = distinctes[distinctes[version] == distinctes[version].max()]
    return int(str(distinctes.index[0])) if len(distinctes) == 1 else None


def _cause(groupe: pd.DataFrame, cle: list[str], *, exact: bool, decide: bool) -> str:
    if decide:
        return DOUBLON if exact else VERSION
    autres = groupe.drop(columns=cle)
    varient = [str(c) for c in autres.columns if autres[c].nunique(dropna=False) > 1]
    return f"clé répétée, lignes contradictoires sur {', '.join(varient)}"


def _refus(ligne: int, cle: list[str], valeurs: str, cause: str, ecartee: bool) -> RefusCellule:
    return RefusCellule(
        ligne=ligne,
        colonne="+".join(cle),
        valeur=valeurs,
        cause=cause,
        attendu="une seule ligne par " + " + ".join(cle),
        remede="rien à faire" if ecartee else _REMEDE,
        ecartee=ecartee,
    )


def _retirer(controle: Controle, refus: list[RefusCellule]) -> Controle:
    garde = ~np.isin(controle.lignes, [r.ligne for r in refus])
    return replace(
        controle,
        acceptees=controle.acceptees[garde].reset_index(drop=True),
        lignes=controle.lignes[garde],
        refus=tuple(sorted([*controle.refus, *refus], key=lambda r: (r.ligne, r.colonne))),
    )
