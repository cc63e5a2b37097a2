"""Contrôles de cohérence : le publié, le recalculé et le verdict, côte à côte.

Chaque contrôle trouve par le calcul et rend des constats. Aucun ne modifie une donnée.
"""

from carnets.indicateurs.controles.bilan import constats_bilan
from carnets.indicateurs.controles.panorama import constats_panorama
from carnets.indicateurs.controles.verdict import Constat, cadre_constats, constat, verdict

__all__ = [
    "Constat",
    "cadre_constats",
    "constat",
    "constats_bilan",
    "constats_panorama",
    "verdict",
]
