"""Le moteur de l'attaque : entre quelles bornes un système linéaire enferme chaque cellule.

Toutes les cibles d'un même morceau sont résolues dans un seul programme linéaire, par blocs
indépendants : l'appel à HiGHS coûte plus cher que les petits programmes eux-mêmes.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, linprog, milp
from scipy.sparse.csgraph import connected_components

Reels = NDArray[np.float64]
Entiers = NDArray[np.intp]
Booleens = NDArray[np.bool_]

TAILLE_DE_LOT = 3000  # variables par programme : au-delà, le temps croît plus vite que la taille
PRECISION = 1e-6


class SystemeIncompatible(Exception):  # noqa: N818 — nom français, comme carnets.erreurs
    """Les chiffres publiés se contredisent : aucun jeu de valeurs ne les satisfait tous."""


@dataclass(frozen=True)
class Polyedre:
    """Les valeurs x possibles : matrice · x = second, bas ≤ x ≤ haut ; `entier` : x est entier."""

    matrice: Reels
    second: Reels
    bas: Reels
    haut: Reels
    entier: Booleens

    def fixer(self, cellules: Entiers, valeurs: Reels) -> "Polyedre":
        """Le même polyèdre pour qui connaît ces cellules."""
        bas, haut = self.bas.copy(), self.haut.copy()
        bas[cellules] = haut[cellules] = valeurs
        return Polyedre(self.matrice, self.second, bas, haut, self.entier)


@dataclass(frozen=True)
class Extremes:
    """Pour chaque cible et un sens : valeur extrême, point atteint, prix de chaque relation."""

    valeurs: Reels
    points: Reels
    prix: Reels


def morceaux(matrice: Reels) -> NDArray[np.int32]:
    """Numéro du morceau connexe de chaque colonne : deux morceaux ne s'apprennent rien."""
    relations, cellules = matrice.shape
    haut = sparse.csr_array(matrice != 0)
    graphe = sparse.block_array([[None, haut.T], [haut, None]]) if relations else None
    if graphe is None:
        return np.arange(cellules, dtype=np.int32)
    return np.asarray(connected_components(graphe, directed=False)[1][:cellules], dtype=np.int32)


def extremes(polyedre: Polyedre, cibles: Entiers, *, sens: int) -> Extremes:
    """Minimum (`sens` = 1) ou maximum (`sens` = −1) de chaque cible.

    Les points valent 0 hors du morceau de leur cible. Erreur : SystemeIncompatible.
    """
    relations, cellules = polyedre.matrice.shape
    points, prix = np.zeros((len(cibles), cellules)), np.zeros((len(cibles), relations))
    numero = morceaux(polyedre.matrice)
    for morceau in np.unique(numero[cibles]):
        colonnes = np.flatnonzero(numero == morceau)
        lignes = np.flatnonzero(np.any(polyedre.matrice[:, colonnes] != 0, axis=1))
        rangs = np.flatnonzero(numero[cibles] == morceau)
        pas = max(1, TAILLE_DE_LOT // len(colonnes))
        for lot in (rangs[debut : debut + pas] for debut in range(0, len(rangs), pas)):
            places = np.searchsorted(colonnes, cibles[lot])
            solution, dual = _resoudre(polyedre, lignes, colonnes, places, sens)
            points[np.ix_(lot, colonnes)] = solution
            prix[np.ix_(lot, lignes)] = dual
    return Extremes(points[np.arange(len(cibles)), cibles], points, prix)


def _resoudre(
    polyedre: Polyedre, lignes: Entiers, colonnes: Entiers, places: Entiers, sens: int
) -> tuple[Reels, Reels]:
    copies = len(places)
    objectif = np.zeros((copies, len(colonnes)))
    objectif[np.arange(copies), places] = sens
    bornes = np.column_stack([polyedre.bas[colonnes], polyedre.haut[colonnes]])
    bloc = sparse.csr_array(polyedre.matrice[np.ix_(lignes, colonnes)])
    resultat = linprog(
        objectif.ravel(),
        A_eq=sparse.kron(sparse.eye_array(copies), bloc, format="csr") if len(lignes) else None,
        b_eq=np.tile(polyedre.second[lignes], copies) if len(lignes) else None,
        bounds=np.tile(bornes, (copies, 1)),
        method="highs-ds",
        options={"presolve": False},
    )
    if resultat.status == 2:
        raise SystemeIncompatible
    if resultat.status != 0:
        raise RuntimeError(f"HiGHS s'est arrêté (état {resultat.status})")
    dual = resultat.eqlin.marginals if len(lignes) else np.zeros(0)
    return resultat.x.reshape(copies, -1), np.asarray(dual).reshape(copies, -1)


def extreme_entier(polyedre: Polyedre, cible: int, *, sens: int) -> float:
    """L'extrême d'une cible quand les nombres entiers doivent l'être (plus lent, exact)."""
    objectif = np.zeros(polyedre.matrice.shape[1])
    objectif[cible] = sens
    resultat = milp(
        objectif,
        integrality=polyedre.entier.astype(int),
        bounds=Bounds(polyedre.bas, polyedre.haut),
        constraints=LinearConstraint(polyedre.matrice, polyedre.second, polyedre.second),
    )
    if resultat.status == 2:
        raise SystemeIncompatible
    if resultat.status != 0:
        raise RuntimeError(f"HiGHS s'est arrêté (état {resultat.status})")
    return float(round(resultat.x[cible]) if polyedre.entier[cible] else resultat.x[cible])


def intervalles(polyedre: Polyedre, cibles: Entiers, marges: Reels) -> tuple[Reels, Reels]:
    """Intervalle exact de chaque cible : bornes basses, bornes hautes.

    Le programme entier n'est appelé que là où il peut changer le verdict : extrémité non
    entière, et intervalle encore assez large pour `marges`.
    """
    bas, haut = (_arrondis(polyedre, cibles, sens) for sens in (1, -1))
    douteuses = np.flatnonzero((bas[1] | haut[1]) & (haut[0] - bas[0] >= marges - PRECISION))
    for rang in douteuses:
        bas[0][rang] = extreme_entier(polyedre, int(cibles[rang]), sens=1)
        haut[0][rang] = extreme_entier(polyedre, int(cibles[rang]), sens=-1)
    return bas[0], haut[0]


def _arrondis(polyedre: Polyedre, cibles: Entiers, sens: int) -> tuple[Reels, Booleens]:
    """Bornes ramenées à l'entier, et celles dont le point n'est pas entier."""
    trouve = extremes(polyedre, cibles, sens=sens)
    vers = np.ceil if sens == 1 else np.floor
    serre = vers(trouve.valeurs - sens * PRECISION)
    valeurs = np.where(polyedre.entier[cibles], serre, trouve.valeurs)
    ecarts = np.abs(trouve.points - np.round(trouve.points))[:, polyedre.entier]
    return valeurs, np.any(ecarts > PRECISION, axis=1)
