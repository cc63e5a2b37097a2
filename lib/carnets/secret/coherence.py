"""Cohérence : des chiffres qui se contredisent sont refusés, ceux que l'on ignore complétés."""

import math
from dataclasses import replace

import numpy as np
from scipy import sparse
from scipy.optimize import linprog

from carnets.erreurs import RefusSecret
from carnets.secret.attaque import Booleens, Polyedre, extremes, morceaux
from carnets.secret.cellules import Cle
from carnets.secret.chantier import Cellule, Chantier, marge
from carnets.secret.programme import Reels
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
    montants = np.array([_est_masque(chantier.cellules[cle]) for cle in inconnues])
    solution = _resoudre_inconnues(matrice, second, montants)
    if solution is None:
        raise _incoherence(concernees[0])
    for cle, numero in rang.items():
        chantier.cellules[cle].valeur = float(solution[numero])
    for rang_cellule in np.flatnonzero(montants):
        # Masqué, mais pour lui-même ou pour en couvrir un autre ? Nous l'ignorons : la marge est
        # celle du plus petit des montants masqués des mêmes sommes, comme à sa publication.
        voisins = np.any(matrice[matrice[:, rang_cellule] != 0] != 0, axis=0) & montants
        voisins[rang_cellule] = True
        cellule = chantier.cellules[inconnues[rang_cellule]]
        cellule.marge = marge(replace(cellule, valeur=float(solution[voisins].min())), regle)


def _est_masque(cellule: Cellule) -> bool:
    """Un montant qu'un livrable a masqué ; un reste inconnu, lui, n'a pas de marge à tenir."""
    return cellule.montant and cellule.primaire


def _resoudre_inconnues(matrice: Reels, second: Reels, masques: Booleens) -> Reels | None:
    """Des valeurs possibles : au plus bas, sauf les montants masqués, au milieu de leurs extrêmes.

    La marge d'un montant se mesure à sa valeur : au plus bas, certains n'en auraient aucune.
    """
    relations, cellules = matrice.shape
    if not relations:
        return np.zeros(cellules)
    resultat = linprog(np.ones(cellules), A_eq=matrice, b_eq=second)
    if resultat.status == 2:
        return None
    if resultat.status != 0:
        raise RuntimeError(f"HiGHS s'est arrêté (état {resultat.status})")
    trouvees = np.array(resultat.x)
    cibles = np.flatnonzero(masques)
    plafond = np.full(cellules, 1 + 2 * np.abs(second).sum())
    libres = np.zeros(cellules, dtype=bool)
    lu = Polyedre(sparse.csr_array(matrice), second, np.zeros(cellules), plafond, libres)
    points = np.vstack([extreme.points for extreme in extremes(lu, cibles)])
    numero = morceaux(matrice)
    for morceau in np.unique(numero[cibles]):
        colonnes, siens = numero == morceau, np.tile(numero[cibles] == morceau, 2)
        trouvees[colonnes] = points[np.ix_(siens, colonnes)].mean(axis=0)
    return trouvees
