"""Un programme linéaire chargé une fois : d'une cible à la suivante, seul l'objectif change.

HiGHS repart alors du sommet qu'il vient de trouver. `scipy.optimize.linprog`, qui repart de rien à
chaque appel, met dix à quinze fois plus de temps sur un millier de cellules.
"""

from typing import TypeAlias

import highspy
import numpy as np
from numpy.typing import NDArray
from scipy import sparse

Reels = NDArray[np.float64]
Creuse: TypeAlias = sparse.csr_array

_REGLAGES: dict[str, str | bool | int] = {
    "output_flag": False,
    "presolve": "off",  # il ferait oublier le sommet d'avant
    "solver": "simplex",
    "parallel": "off",
    "threads": 1,
}


class SystemeIncompatible(Exception):
    """Les chiffres publiés se contredisent : aucun jeu de valeurs ne les satisfait tous."""


class Programme:
    """Les x possibles : matrice · x = second, bas ≤ x ≤ haut."""

    def __init__(self, matrice: Creuse, second: Reels, bas: Reels, haut: Reels) -> None:
        colonnes = sparse.csc_array(matrice)
        if any(np.isnan(nombres).any() for nombres in (colonnes.data, second, bas, haut)):
            # HiGHS lirait une borne inconnue comme pas de borne : la cellule paraîtrait protégée.
            raise ValueError("Un programme linéaire ne se résout pas avec des valeurs inconnues.")
        modele = highspy.HighsLp()
        modele.num_row_, modele.num_col_ = matrice.shape
        modele.col_cost_ = np.zeros(len(bas))
        modele.col_lower_, modele.col_upper_ = bas, haut
        modele.row_lower_ = modele.row_upper_ = second
        modele.a_matrix_.format_ = highspy.MatrixFormat.kColwise
        modele.a_matrix_.start_ = colonnes.indptr
        modele.a_matrix_.index_, modele.a_matrix_.value_ = colonnes.indices, colonnes.data
        self._solveur = highspy.Highs()  # type: ignore[no-untyped-call]
        for nom, valeur in _REGLAGES.items():
            if self._solveur.setOptionValue(nom, valeur) != highspy.HighsStatus.kOk:
                raise RuntimeError(f"HiGHS ne connaît pas le réglage « {nom} : {valeur} »")
        self._solveur.passModel(modele)
        self._objectif = 0

    def extreme(self, cible: int, sens: int) -> tuple[Reels, Reels]:
        """Un point où la cible est au plus bas (`sens` = 1) ou au plus haut (−1), et les prix.

        Le prix d'une relation : ce que `sens` × l'extrême gagne quand son second membre croît de 1.
        Erreur : SystemeIncompatible.
        """
        self._solveur.changeColCost(self._objectif, 0.0)
        self._solveur.changeColCost(cible, float(sens))
        self._objectif = cible
        self._solveur.run()
        etat = self._solveur.getModelStatus()
        if etat == highspy.HighsModelStatus.kInfeasible:
            raise SystemeIncompatible
        if etat != highspy.HighsModelStatus.kOptimal:
            raise RuntimeError(f"HiGHS s'est arrêté (état {etat.name})")
        solution = self._solveur.getSolution()
        return np.array(solution.col_value), np.array(solution.row_dual)
