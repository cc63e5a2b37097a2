"""Panel long des quartiers prioritaires : harmonisation, et ce qu'un chercheur en tire."""

from carnets.indicateurs.panel.convergence import (
    convergence_beta,
    convergence_sigma,
    evolution_sigma,
)
from carnets.indicateurs.panel.encadrement import BAS, CENTRE, HAUT, PANEL
from carnets.indicateurs.panel.etude_evenement import etude_evenement
from carnets.indicateurs.panel.evenement import evenement
from carnets.indicateurs.panel.fiches import fiches_du_panel
from carnets.indicateurs.panel.groupes import deux_groupes
from carnets.indicateurs.panel.harmonisation import (
    COLONNES,
    harmoniser,
    harmoniser_filosofi,
    refuser_agregat,
    registre,
    serie,
)
from carnets.indicateurs.panel.resserrement import convergence, croissance_par_decile
from carnets.indicateurs.panel.trajectoires import (
    PAUVRETE,
    REVENU,
    annees_connues,
    couverture_du_panel,
    position,
    trajectoires,
)
from carnets.indicateurs.panel.transitions import (
    decile_pauvre,
    pairs,
    passages,
    quartiers_du_decile,
    voisins,
)

__all__ = [
    "BAS",
    "CENTRE",
    "COLONNES",
    "HAUT",
    "PANEL",
    "PAUVRETE",
    "REVENU",
    "annees_connues",
    "convergence",
    "convergence_beta",
    "convergence_sigma",
    "couverture_du_panel",
    "croissance_par_decile",
    "decile_pauvre",
    "deux_groupes",
    "etude_evenement",
    "evenement",
    "evolution_sigma",
    "fiches_du_panel",
    "harmoniser",
    "harmoniser_filosofi",
    "pairs",
    "passages",
    "position",
    "quartiers_du_decile",
    "refuser_agregat",
    "registre",
    "serie",
    "trajectoires",
    "voisins",
]
