"""Coupes : ce qu'il faut cacher de plus pour qu'une cellule masquée ne soit plus prévisible.

Une coupe dit : si la cible est cachée, la somme pesée des autres cellules cachées atteint
`requis`. Les poids viennent des prix du programme linéaire de l'attaque (dualité) ; ils sont
valables pour tout choix de cellules, pas seulement pour celui qui les a fait naître.
"""

from dataclasses import dataclass

import numpy as np

from carnets.secret.attaque import (
    PRECISION,
    Booleens,
    Entiers,
    Extremes,
    Polyedre,
    echanges,
    extremes,
    morceaux,
)
from carnets.secret.connaissances import contributeurs_seuls, visees_de_l_interieur
from carnets.secret.programme import Reels
from carnets.secret.systeme import Systeme

AUCUNE: Entiers = np.array([], dtype=np.intp)


@dataclass(frozen=True)
class Coupe:
    """coefficients · cachées (hors cible) ≥ requis si la cible est cachée ; cible −1 : toujours."""

    cible: int
    coefficients: Reels
    requis: float


def coupes_de_comptage(systeme: Systeme, tout: Booleens) -> list[Coupe]:
    """Dans chaque relation, une cellule cachée n'est jamais seule."""
    coupes = []
    for ligne in systeme.matrice != 0:
        presentes = ligne & tout
        for cible in np.flatnonzero(presentes & systeme.surveillees):
            autres = presentes.astype(float)
            autres[cible] = 0.0
            if not np.any(presentes & systeme.doffice & ~systeme.surveillees):
                coupes.append(Coupe(int(cible), autres, 1.0))
    return coupes


def chercher_coupes(
    systeme: Systeme, cachees: Booleens, visees: Booleens, bornes: tuple[Reels, Reels]
) -> list[Coupe]:
    """Les coupes que ce masque viole : attaquant informé, puis contributeurs uniques.

    `visees` : cellules que l'attaquant informé vise, parmi celles qui sont surveillées.
    """
    deviations = _Deviations(systeme, cachees, *bornes)
    cibles = np.flatnonzero((systeme.surveillees & visees)[deviations.colonnes])
    coupes, points = deviations.attaquer(deviations.polyedre, cibles)
    if coupes:
        return coupes
    return deviations.attaquer_de_l_interieur(points)


class _Deviations:
    """Le système réduit aux cellules cachées, en écarts à la vraie valeur (0 est possible)."""

    def __init__(self, systeme: Systeme, cachees: Booleens, bas: Reels, haut: Reels) -> None:
        self.systeme = systeme
        self.colonnes = np.flatnonzero(cachees)
        self.marges = systeme.marges[self.colonnes]
        self.bas, self.haut = bas - systeme.valeurs, haut - systeme.valeurs
        matrice = systeme.relations[:, self.colonnes]
        self.lignes = np.flatnonzero(np.diff(matrice.indptr))
        self.transposee = systeme.relations[self.lignes].T
        self.polyedre = Polyedre(
            matrice[self.lignes],
            np.zeros(len(self.lignes)),
            self.bas[self.colonnes],
            self.haut[self.colonnes],
            systeme.entieres[self.colonnes],
        )

    def attaquer(
        self, polyedre: Polyedre, cibles: Entiers, connues: Entiers = AUCUNE
    ) -> tuple[list[Coupe], Reels]:
        bas, haut = echanges(polyedre, np.zeros(len(self.colonnes)), cibles)
        cibles = cibles[haut - bas < self.marges[cibles] - PRECISION]
        minima, maxima = extremes(polyedre, cibles)
        largeurs = maxima.valeurs - minima.valeurs
        marges = self.marges[cibles]
        coupes = [
            self._coupe(int(cibles[rang]), int(rang), minima, maxima, connues)
            for rang in np.flatnonzero(largeurs < marges - PRECISION)
        ]
        return coupes, np.vstack([minima.points, maxima.points])

    def attaquer_de_l_interieur(self, points: Reels) -> list[Coupe]:
        """Chaque contributeur seul dans sa cellule la connaît ; il vise les autres primaires."""
        coupes: list[Coupe] = []
        numero = morceaux(self.polyedre.matrice)
        exposees = visees_de_l_interieur(self.systeme)[self.colonnes]
        marges = self.marges
        for cellules in contributeurs_seuls(self.systeme):
            connues = np.isin(self.colonnes, cellules)
            compatibles = points[np.all(np.abs(points[:, connues]) < PRECISION, axis=1)]
            larges = _etendue(compatibles) >= marges - PRECISION
            visees = exposees & np.isin(numero, numero[connues]) & ~larges & ~connues
            if visees.any():
                siennes = np.flatnonzero(connues)
                polyedre = self.polyedre.fixer(siennes, np.zeros(len(siennes)))
                coupes += self.attaquer(polyedre, np.flatnonzero(visees), cellules)[0]
        return coupes

    def _coupe(
        self, cible: int, rang: int, minima: Extremes, maxima: Extremes, connues: Entiers
    ) -> Coupe:
        poids = self._poids(minima.prix[rang], cible, 1) + self._poids(maxima.prix[rang], cible, -1)
        poids[connues] = 0.0
        colonne = int(self.colonnes[cible])
        requis = float(self.systeme.marges[colonne] - poids[colonne])
        poids[colonne] = 0.0
        return Coupe(colonne, np.minimum(poids, requis), requis)

    def _poids(self, prix: Reels, cible: int, sens: int) -> Reels:
        """Ce que chaque cellule, cachée, peut ajouter à l'étendue de la cible dans ce sens."""
        reduits = -self.transposee @ prix
        reduits[self.colonnes[cible]] += sens
        reduits[np.abs(reduits) < 1e-9] = 0.0
        return np.asarray(np.where(reduits > 0, -reduits * self.bas, -reduits * self.haut))


def _etendue(points: Reels) -> Reels:
    if not len(points):
        return np.zeros(points.shape[1])
    return np.asarray(np.maximum(points.max(axis=0), 0) - np.minimum(points.min(axis=0), 0))
