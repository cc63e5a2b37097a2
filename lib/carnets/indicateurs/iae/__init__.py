"""Insertion par l'activité économique : l'offre et la place des habitants des QPV."""

from carnets.indicateurs.iae.contexte import contexte_qpv
from carnets.indicateurs.iae.offre import effectifs, familles, ratios, totaux_recalcules
from carnets.indicateurs.iae.qpv import (
    evolution_part_qpv,
    indice_representation,
    part_qpv,
    part_qpv_ponderee,
)
from carnets.indicateurs.iae.rangs import correlation_poids_part

__all__ = [
    "contexte_qpv",
    "correlation_poids_part",
    "effectifs",
    "evolution_part_qpv",
    "familles",
    "indice_representation",
    "part_qpv",
    "part_qpv_ponderee",
    "ratios",
    "totaux_recalcules",
]
