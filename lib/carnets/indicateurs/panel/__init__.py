"""Panel long des quartiers prioritaires : harmonisation, et ce qu'un chercheur en tire."""

from carnets.indicateurs.panel.convergence import (
    convergence_beta,
    convergence_sigma,
    evolution_sigma,
)
from carnets.indicateurs.panel.etude_evenement import etude_evenement
from carnets.indicateurs.panel.harmonisation import (
    COLONNES,
    harmoniser,
    harmoniser_filosofi,
    refuser_agregat,
    registre,
    serie,
)
from carnets.indicateurs.panel.transitions import decile_pauvre, pairs

__all__ = [
    "COLONNES",
    "convergence_beta",
    "convergence_sigma",
    "decile_pauvre",
    "etude_evenement",
    "evolution_sigma",
    "harmoniser",
    "harmoniser_filosofi",
    "pairs",
    "refuser_agregat",
    "registre",
    "serie",
]
