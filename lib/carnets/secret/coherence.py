"""Cohérence : des chiffres qui se contredisent sont refusés, ceux que l'on ignore complétés."""

import math

import numpy as np
from scipy.optimize import linprog

from carnets.erreurs import RefusSecret
from carnets.secret.attaque import Booleens, Reels
from carnets.secret.cellules import Cle
from carnets.secret.chantier import Chantier, marge
from carnets.secret.regles import Regle
from carnets.secret.relations import Relation

TOLERANCE = 1e-6  # part du total : des montants décimaux s'additionnent à un cheveu près


class ChiffresContradictoires(RefusSecret):
    """Les chiffres à publier, et ceux déjà publiés, ne peuvent pas être vrais ensemble."""


def verifier(
    chantier: Chantier, relations: tuple[Relation, ...], cles: tuple[Cle, ...], regle: Regle
) -> None:
    """Refuse ce qui ne s'additionne pas ; complète ce que nous ne connaissons pas non plus."""
    for relation in relations:
        total = chantier.cellules[relation.total].valeur
        somme = sum(chantier.cellules[partie].valeur for partie in relation.parties)
        if abs(total - somme) > TOLERANCE * max(1.0, abs(total)):
            raise _incoherence(relation)
        if any(chantier.cellules[c].valeur < -TOLERANCE for c in relation.parties):
            raise _incoherence(relation)
    _completer(chantier, relations, cles, regle)


def _incoherence(relation: Relation) -> ChiffresContradictoires:
    total = relation.total
    return ChiffresContradictoires(
        f"Indicateur « {total.indicateur} », territoire « {total.territoire} », période "
        f"« {total.periode} » : les parties sur « {relation.origine} » ne font pas leur total. "
        "L'attaque suppose qu'elles le font : corrigez les données, ou déclarez une Hierarchie "
        "« partielle » (il reste quelque chose) ou « recouvrante » (les parties se recoupent)."
    )


def _completer(
    chantier: Chantier, relations: tuple[Relation, ...], cles: tuple[Cle, ...], regle: Regle
) -> None:
    """Donne aux cellules inconnues des valeurs possibles : l'attaque n'en demande pas plus."""
    inconnues = [cle for cle in cles if math.isnan(chantier.cellules[cle].valeur)]
    if not inconnues:
        return
    rang = {cle: numero for numero, cle in enumerate(inconnues)}
    concernees = [r for r in relations if any(c in rang for c in (r.total, *r.parties))]
    matrice, second = np.zeros((len(concernees), len(rang))), np.zeros(len(concernees))
    for ligne, relation in enumerate(concernees):
        for cle, signe in ((relation.total, 1.0), *((p, -1.0) for p in relation.parties)):
            if cle in rang:
                matrice[ligne, rang[cle]] = signe
            else:
                second[ligne] -= signe * chantier.cellules[cle].valeur
    montants = np.array([chantier.cellules[cle].montant for cle in inconnues], dtype=bool)
    solution = _resoudre_inconnues(matrice, second, montants)
    if solution is None:
        raise _incoherence(concernees[0])
    for cle, valeur in zip(inconnues, solution, strict=True):
        cellule = chantier.cellules[cle]
        cellule.valeur = float(valeur)
        if cellule.montant and cellule.primaire:
            cellule.marge = marge(cellule, regle)


def _resoudre_inconnues(matrice: Reels, second: Reels, montants: Booleens) -> Reels | None:
    """Des valeurs possibles : des effectifs au plus bas, des montants au plus égal.

    La marge d'un montant se mesure à sa valeur : en donner tout à l'un et rien à l'autre, c'est ne
    rien demander pour le second.
    """
    relations, cellules = matrice.shape
    if not relations:
        return np.zeros(cellules)
    # Une variable de plus par relation : le moindre de ses montants, que l'on pousse vers le haut.
    lignes, colonnes = np.nonzero((matrice != 0) & montants)
    plus_bas = np.zeros((len(lignes), relations + cellules))
    rangs = np.arange(len(lignes))
    plus_bas[rangs, cellules + lignes], plus_bas[rangs, colonnes] = 1, -1
    resultat = linprog(
        np.concatenate([np.where(montants, 0.0, 1.0), np.full(relations, -1.0)]),
        A_ub=plus_bas,
        b_ub=np.zeros(len(lignes)),
        A_eq=np.hstack([matrice, np.zeros((relations, relations))]),
        b_eq=second,
        bounds=[(0, None)] * cellules + [(0, np.abs(second).max())] * relations,
    )
    if resultat.status == 2:
        return None
    if resultat.status != 0:
        raise RuntimeError(f"HiGHS s'est arrêté (état {resultat.status})")
    return np.asarray(resultat.x[:cellules])
