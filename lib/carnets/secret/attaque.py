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


class SystemeIncompatible(Exception):
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
    """Bornes basses et hautes de chaque cible, pour qui sait que les effectifs sont entiers.

    Exactes si l'intervalle manque sa marge. Sinon il peut être plus large que celui rendu :
    quand l'extrémité n'est pas entière, des points entiers déjà trouvés suffisent à montrer que
    la marge est atteinte, et le programme entier, lent, ne sert que s'ils manquent.
    """
    minima, maxima = (extremes(polyedre, cibles, sens=sens) for sens in (1, -1))
    bas, haut = _arrondir(polyedre, cibles, minima, 1), _arrondir(polyedre, cibles, maxima, -1)
    points = np.vstack([minima.points, maxima.points])
    entiers = _points_entiers(polyedre, points)
    numero = np.tile(morceaux(polyedre.matrice)[cibles], 2)
    moitie = len(cibles)
    for rang in np.flatnonzero(~(entiers[:moitie] & entiers[moitie:]) & (haut - bas >= marges)):
        voisins = points[entiers & (numero == numero[rang]), cibles[rang]]
        if len(voisins) and np.ptp(voisins) >= marges[rang]:
            bas[rang], haut[rang] = voisins.min(), voisins.max()
        else:
            bas[rang] = extreme_entier(polyedre, int(cibles[rang]), sens=1)
            haut[rang] = extreme_entier(polyedre, int(cibles[rang]), sens=-1)
    return bas, haut


def _arrondir(polyedre: Polyedre, cibles: Entiers, trouve: Extremes, sens: int) -> Reels:
    vers = np.ceil if sens == 1 else np.floor
    serre = vers(trouve.valeurs - sens * PRECISION)
    return np.asarray(np.where(polyedre.entier[cibles], serre, trouve.valeurs))


def _points_entiers(polyedre: Polyedre, points: Reels) -> Booleens:
    ecarts = np.abs(points - np.round(points))[:, polyedre.entier]
    return np.asarray(np.all(ecarts <= PRECISION, axis=1))
