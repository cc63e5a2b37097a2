"""Le moteur de l'attaque : entre quelles bornes un système linéaire enferme chaque cellule."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse.csgraph import connected_components

from carnets.secret.programme import Creuse, Programme, Reels, SystemeIncompatible

Entiers = NDArray[np.intp]
Booleens = NDArray[np.bool_]

PRECISION = 1e-6


@dataclass(frozen=True)
class Polyedre:
    """Les valeurs x possibles : matrice · x = second, bas ≤ x ≤ haut ; `entier` : x est entier.

    La matrice ne garde que ses coefficients non nuls : une relation lie peu de cellules.
    """

    matrice: Creuse
    second: Reels
    bas: Reels
    haut: Reels
    entier: Booleens

    def contient(self, point: Reels) -> bool:
        """Vrai si ce point satisfait les relations (au millionième près) et les bornes."""
        echelle = 1 + abs(self.matrice) @ np.abs(point)
        exact = np.abs(self.matrice @ point - self.second) <= PRECISION * echelle
        borne = (self.bas - PRECISION <= point) & (point <= self.haut + PRECISION)
        return bool(exact.all() and borne.all())

    def fixer(self, cellules: Entiers, valeurs: Reels) -> "Polyedre":
        """Le même polyèdre pour qui connaît ces cellules."""
        bas, haut = self.bas.copy(), self.haut.copy()
        bas[cellules] = haut[cellules] = valeurs
        return Polyedre(self.matrice, self.second, bas, haut, self.entier)

    def restreindre(self, cellules: Entiers) -> tuple["Polyedre", Entiers]:
        """Ce qu'il dit de ces cellules, qu'aucune relation ne lie à d'autres, et par où."""
        colonnes = self.matrice[:, cellules]
        relations = np.flatnonzero(np.diff(colonnes.indptr))
        moindre = Polyedre(
            colonnes[relations],
            self.second[relations],
            self.bas[cellules],
            self.haut[cellules],
            self.entier[cellules],
        )
        return moindre, relations


@dataclass(frozen=True)
class Extremes:
    """Pour chaque cible et un sens : valeur extrême, point atteint, prix de chaque relation."""

    valeurs: Reels
    points: Reels
    prix: Reels


def morceaux(matrice: Reels | Creuse) -> NDArray[np.int32]:
    """Numéro du morceau connexe de chaque colonne : deux morceaux ne s'apprennent rien."""
    haut = sparse.csr_array(matrice != 0)
    graphe = sparse.block_array([[None, haut.T], [haut, None]])
    numeros: NDArray[np.int32] = connected_components(graphe)[1]
    return numeros[: matrice.shape[1]]


def echanges(polyedre: Polyedre, point: Reels, cibles: Entiers) -> tuple[Reels, Reels]:
    """Jusqu'où chaque cible peut aller à partir d'un point possible, par simple échange.

    Deux cellules des mêmes relations s'échangent ce que leurs bornes permettent, et rien d'autre
    ne bouge : l'intervalle rendu est toujours possible. S'il atteint la marge, aucun programme
    linéaire n'a à le dire ; dans une longue colonne de cellules masquées, c'est le cas de toutes.
    D'un point impossible, rien ne se déduit : l'intervalle est réduit à lui.
    """
    if not polyedre.contient(point):
        return point[cibles], point[cibles]
    descente, montee = point - polyedre.bas, polyedre.haut - point
    descente[polyedre.entier] = np.floor(descente[polyedre.entier] + PRECISION)
    montee[polyedre.entier] = np.floor(montee[polyedre.entier] + PRECISION)
    groupe = _semblables(polyedre)
    vers_le_bas, vers_le_haut = (
        np.bincount(groupe, weights=marche) for marche in (descente, montee)
    )
    autres_bas = vers_le_bas[groupe] - descente
    autres_haut = vers_le_haut[groupe] - montee
    bas, haut = point - np.minimum(descente, autres_haut), point + np.minimum(montee, autres_bas)
    return bas[cibles], haut[cibles]


def _semblables(polyedre: Polyedre) -> Entiers:
    """Numéro du groupe de chaque cellule : mêmes relations, mêmes coefficients, entière ou non."""
    entiere = sparse.csr_array(polyedre.entier[np.newaxis].astype(float))
    colonnes = sparse.csc_array(sparse.vstack([polyedre.matrice, entiere]))
    cles = [
        colonnes.indices[debut:fin].tobytes() + colonnes.data[debut:fin].tobytes()
        for debut, fin in pairwise(colonnes.indptr)
    ]
    return pd.factorize(np.array(cles, dtype=object))[0]


def extremes(polyedre: Polyedre, cibles: Entiers) -> tuple[Extremes, Extremes]:
    """Minimum, puis maximum, de chaque cible.

    Les points valent 0 hors du morceau de leur cible. Erreur : SystemeIncompatible.
    """
    relations, cellules = polyedre.matrice.shape
    points = np.zeros((2, len(cibles), cellules))
    prix = np.zeros((2, len(cibles), relations))
    numero = morceaux(polyedre.matrice)
    for morceau in np.unique(numero[cibles]):
        colonnes = np.flatnonzero(numero == morceau)
        seul, lignes = polyedre.restreindre(colonnes)
        programme = Programme(seul.matrice, seul.second, seul.bas, seul.haut)
        for rang in np.flatnonzero(numero[cibles] == morceau):
            place = int(np.searchsorted(colonnes, cibles[rang]))
            for cote, sens in enumerate((1, -1)):
                solution, dual = programme.extreme(place, sens)
                points[cote, rang, colonnes] = solution
                prix[cote, rang, lignes] = dual
    minima, maxima = (
        Extremes(p[np.arange(len(cibles)), cibles], p, q) for p, q in zip(points, prix, strict=True)
    )
    return minima, maxima


def extreme_entier(polyedre: Polyedre, cible: int, *, sens: int) -> float:
    """L'extrême d'une cible quand les nombres entiers doivent l'être (plus lent, exact)."""
    objectif = np.zeros(polyedre.matrice.shape[1])
    objectif[cible] = sens
    resultat = milp(
        objectif,
        integrality=polyedre.entier,
        bounds=Bounds(polyedre.bas, polyedre.haut),
        constraints=LinearConstraint(polyedre.matrice, polyedre.second, polyedre.second),
    )
    if resultat.status == 2:
        raise SystemeIncompatible
    if resultat.status != 0:
        raise RuntimeError(f"HiGHS s'est arrêté (état {resultat.status})")
    return float(round(resultat.x[cible]) if polyedre.entier[cible] else resultat.x[cible])


def intervalles(
    polyedre: Polyedre, point: Reels, cibles: Entiers, marges: Reels
) -> tuple[Reels, Reels]:
    """Bornes basses et hautes de chaque cible, pour qui sait que les effectifs sont entiers.

    `point` : les vraies valeurs, point de départ des échanges. Sous sa marge, la cellule est
    enfermée dans l'intervalle rendu, ou plus étroitement encore. Au-delà, l'intervalle rendu est
    possible, et le vrai peut être plus large : un échange, ou des points entiers déjà trouvés,
    suffisent à le montrer.
    """
    bas, haut = echanges(polyedre, point, cibles)
    etroites = np.flatnonzero(haut - bas < marges)
    if len(etroites):
        bas[etroites], haut[etroites] = _intervalles(polyedre, cibles[etroites], marges[etroites])
    return bas, haut


def _intervalles(polyedre: Polyedre, cibles: Entiers, marges: Reels) -> tuple[Reels, Reels]:
    """Par programmes linéaires ; entiers, plus lents, quand un sommet ne l'est pas."""
    minima, maxima = extremes(polyedre, cibles)
    bas, haut = _arrondir(polyedre, cibles, minima, 1), _arrondir(polyedre, cibles, maxima, -1)
    points = np.vstack([minima.points, maxima.points])
    entiers = _points_entiers(polyedre, points)
    numero = morceaux(polyedre.matrice)
    moitie = len(cibles)
    for rang in np.flatnonzero(~(entiers[:moitie] & entiers[moitie:]) & (haut - bas >= marges)):
        morceau = numero == numero[cibles[rang]]
        voisins = points[entiers & np.tile(morceau[cibles], 2), cibles[rang]]
        if len(voisins) and np.ptp(voisins) >= marges[rang]:
            bas[rang], haut[rang] = voisins.min(), voisins.max()
        else:
            seul, _ = polyedre.restreindre(np.flatnonzero(morceau))
            place = int(morceau[: cibles[rang]].sum())
            bas[rang], haut[rang] = (extreme_entier(seul, place, sens=sens) for sens in (1, -1))
    return bas, haut


def _arrondir(polyedre: Polyedre, cibles: Entiers, trouve: Extremes, sens: int) -> Reels:
    vers = np.ceil if sens == 1 else np.floor
    serre = vers(trouve.valeurs - sens * PRECISION)
    return np.asarray(np.where(polyedre.entier[cibles], serre, trouve.valeurs))


def _points_entiers(polyedre: Polyedre, points: Reels) -> Booleens:
    ecarts = np.abs(points - np.round(points))[:, polyedre.entier]
    return np.asarray(np.all(ecarts <= PRECISION, axis=1))
