"""Diagnostic territorial : ce que le carnet `diagnostic_territorial` montre d'un territoire."""

from carnets.presentation.diagnostic.activite import tableau_equipements, tableau_offre
from carnets.presentation.diagnostic.comparateurs import (
    comparateurs,
    tableau_comparateurs,
    tableau_editions,
    tableau_evolution,
    tableau_incomparables,
    tableau_passage,
)
from carnets.presentation.diagnostic.composition import Diagnostic, composer
from carnets.presentation.diagnostic.figures import (
    carte_de_situation,
    figure_ecarts,
    figure_emploi,
    figure_pentes,
    figure_profil,
    figure_revenus,
)
from carnets.presentation.diagnostic.tables import (
    tableau_amorces,
    tableau_etendue,
    tableau_par_sexe,
    tableau_position,
    tableau_theme,
)
from carnets.presentation.diagnostic.textes import (
    chiffres_du_quartier,
    limites,
    situation,
    synthese_du_diagnostic,
)

__all__ = [
    "Diagnostic",
    "carte_de_situation",
    "chiffres_du_quartier",
    "comparateurs",
    "composer",
    "figure_ecarts",
    "figure_emploi",
    "figure_pentes",
    "figure_profil",
    "figure_revenus",
    "limites",
    "situation",
    "synthese_du_diagnostic",
    "tableau_amorces",
    "tableau_comparateurs",
    "tableau_editions",
    "tableau_equipements",
    "tableau_etendue",
    "tableau_evolution",
    "tableau_incomparables",
    "tableau_offre",
    "tableau_par_sexe",
    "tableau_passage",
    "tableau_position",
    "tableau_theme",
]
