"""Masquage complémentaire : cacher le moins possible pour que rien ne se recalcule.

Un programme entier choisit les cellules à cacher ; l'attaque cherche celles qui restent
prévisibles ; chacune donne une coupe (ce qu'il faudrait cacher de plus, lu dans les prix du
programme linéaire) ; on recommence jusqu'à ce que l'attaque échoue.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

from carnets.erreurs import RefusSecret
from carnets.secret.attaque import PRECISION, Booleens, morceaux
from carnets.secret.connaissances import bornes_informees
from carnets.secret.coupes import Coupe, chercher_coupes, coupes_de_comptage
from carnets.secret.programme import Reels
from carnets.secret.systeme import Systeme

TOURS = 60
TOURS_EXACTS = 2
PETIT = 30  # cellules libres : jusque-là, le programme entier reste rapide jusqu'au bout
# Limites en nœuds et en écart, pas en secondes : le même livrable donne le même masque.
NOEUDS = 200
ECART = 0.02


class ProtectionImpossible(RefusSecret):
    """Aucun masque ne protège ces tables : il faut en montrer moins. `tables` : leurs noms.

    Hors du processus du carnet, elle se refait de son seul message (`execution.rendre`).
    """

    def __init__(self, message: str, tables: Iterable[str] = ()) -> None:
        super().__init__(message)
        self.tables = frozenset(tables)


@dataclass(frozen=True)
class Masque:
    """Cellules cachées, et cellules des relations où les zéros sont cachés aussi."""

    cachees: Booleens
    relachees: Booleens


def masquer(systeme: Systeme, insuffisants: tuple[Masque, ...] = ()) -> Masque:
    """Le masque le moins coûteux (cellules, pesées par les personnes) qui résiste à l'attaque.

    `insuffisants` : masques déjà refusés par l'audit ; le résultat cache au moins une cellule
    de plus que chacun. Erreur : ProtectionImpossible si tout cacher ne suffit pas.
    """
    base = systeme.primaires | systeme.doffice
    exposees = base & systeme.surveillees
    if not exposees.any():
        return Masque(base, np.zeros(len(systeme), dtype=bool))
    base, relachees = _relacher(systeme, base)
    masque = Masque(base | _candidates(systeme, base), relachees)
    bornes = bornes_informees(systeme, relachees)
    coupes = coupes_de_comptage(systeme, masque.cachees)
    coupes += [_renfort(systeme, masque, refuse) for refuse in insuffisants]
    exacts = TOURS_EXACTS if (masque.cachees & ~base).sum() > PETIT else TOURS
    for tour in range(TOURS):
        cachees = _choisir(systeme, base, masque.cachees, coupes)
        nouvelles = chercher_coupes(systeme, cachees, cachees, bornes)
        if not nouvelles:
            return Masque(cachees, relachees)
        if tour >= TOURS_EXACTS and np.array_equal(cachees, masque.cachees):
            # Tout est caché, et l'attaque trouve encore ; d'autres coupes n'y changent plus rien.
            raise _refus(systeme, [coupe.cible for coupe in nouvelles])
        coupes += nouvelles
        if tour >= exacts:
            # Le programme entier devient lent : ce qui est déjà choisi le reste.
            base = base | cachees
    return masque


def _candidates(systeme: Systeme, base: Booleens) -> Booleens:
    """Seul ce qui est relié à une cellule exposée peut aider à la cacher."""
    numero = morceaux(systeme.relations)
    touches = np.unique(numero[base & systeme.surveillees])
    return systeme.masquables & ~base & np.isin(numero, touches)


def _relacher(systeme: Systeme, base: Booleens) -> tuple[Booleens, Booleens]:
    """Là où tout cacher ne suffit pas (un total de 3 fait de trois « 1 »), cacher aussi les zéros.

    Qui voit les zéros sait que chaque cellule masquée d'abord vaut 1 ou plus ; des zéros
    masqués parmi elles lui retirent cette certitude.
    """
    relachees = np.zeros(len(systeme), dtype=bool)
    lignes = systeme.matrice != 0
    while True:
        tout = base | _candidates(systeme, base)
        coupes = chercher_coupes(systeme, tout, base, bornes_informees(systeme, relachees))
        fautives = [coupe.cible for coupe in coupes]
        if not fautives:
            return base, relachees
        proches = np.any(lignes[np.any(lignes[:, fautives], axis=1)], axis=0)
        if not np.any(proches & ~relachees):
            raise _refus(systeme, fautives)
        relachees = relachees | proches
        base = base | (proches & systeme.surveillees & (systeme.valeurs == 0))


def _refus(systeme: Systeme, fautives: Iterable[int]) -> ProtectionImpossible:
    tables = sorted({nom for cible in fautives for nom in systeme.tables[cible]})
    return ProtectionImpossible(
        f"Table « {' », « '.join(tables) or 'registre'} » : même en masquant tout ce qui peut "
        "l'être, une cellule confidentielle se recalcule.",
        tables,
    )


def _renfort(systeme: Systeme, tout: Masque, refuse: Masque) -> Coupe:
    autres = tout.cachees & ~refuse.cachees
    if not autres.any():
        raise _refus(systeme, np.flatnonzero(systeme.primaires))
    return Coupe(-1, autres.astype(float), 1.0)


def _choisir(systeme: Systeme, base: Booleens, tout: Booleens, coupes: list[Coupe]) -> Booleens:
    """Le masque de moindre coût sous ces coupes ; sans solution trouvée, cache tout."""
    libres = np.flatnonzero(tout & ~base)
    if not len(libres):
        return base
    coefficients = np.array([_ligne(coupe) for coupe in coupes]).reshape(len(coupes), len(systeme))
    requis = np.array([coupe.requis if coupe.cible < 0 else 0.0 for coupe in coupes])
    requis -= coefficients[:, base].sum(axis=1)
    # Une coupe que la base remplit déjà ne fait que ralentir.
    actives = requis - np.minimum(coefficients[:, libres], 0).sum(axis=1) > PRECISION
    matrice = sparse.csr_array(coefficients[np.ix_(actives, libres)])
    resultat = milp(
        _couts(systeme)[libres],
        integrality=np.ones(len(libres)),
        bounds=Bounds(0, 1),
        constraints=LinearConstraint(matrice, lb=requis[actives]),
        options={"node_limit": NOEUDS, "mip_rel_gap": ECART},
    )
    cachees = tout.copy()
    if resultat.x is not None:
        cachees[libres] = np.round(resultat.x)
    return cachees


def _ligne(coupe: Coupe) -> Reels:
    ligne = coupe.coefficients
    if coupe.cible >= 0:
        ligne = ligne.copy()
        ligne[coupe.cible] = -coupe.requis
    return ligne


def _couts(systeme: Systeme) -> Reels:
    """1 par table qui montre la cellule, plus sa part des personnes.

    Le total que six tables répètent coûte six fois une de leurs parties : le cacher, c'est le
    cacher partout. Une place déjà masquée une autre année coûte moins : le motif reste le même
    d'année en année.
    """
    plus_grande = systeme.valeurs.max()
    montrees = np.array([max(len(tables), 1) for tables in systeme.tables])
    couts = montrees + systeme.valeurs / plus_grande
    return np.asarray(np.where(systeme.habituelles, couts / 2, couts))
