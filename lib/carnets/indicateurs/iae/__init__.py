"""Insertion par l'activité économique : l'offre et la place des habitants des QPV."""

from carnets.indicateurs.iae.contexte import contexte_qpv
from carnets.indicateurs.iae.conventionnement import part_un_seul_type, taux_realisation
from carnets.indicateurs.iae.distances import distances
from carnets.indicateurs.iae.etats_mensuels import (
    etp_realises,
    ne_s_additionnent_pas,
    part_qpv_salaries,
    salaries,
)
from carnets.indicateurs.iae.implantation import (
    conventionnees,
    densite,
    etages,
    implantation,
    non_situees,
    sans_departement,
    sirets_faux,
    situer_communes,
    zones_blanches,
)
from carnets.indicateurs.iae.offre import effectifs, familles, ratios, totaux_recalcules
from carnets.indicateurs.iae.perimetre import (
    departements_de,
    populations,
    quartiers_de,
    resume_des_distances,
)
from carnets.indicateurs.iae.qpv import (
    evolution_part_qpv,
    indice_representation,
    part_qpv,
    part_qpv_ponderee,
)
from carnets.indicateurs.iae.rangs import correlation_poids_part
from carnets.indicateurs.iae.series_dares import revisions, series

__all__ = [
    "contexte_qpv",
    "conventionnees",
    "correlation_poids_part",
    "densite",
    "departements_de",
    "distances",
    "effectifs",
    "etages",
    "etp_realises",
    "evolution_part_qpv",
    "familles",
    "implantation",
    "indice_representation",
    "ne_s_additionnent_pas",
    "non_situees",
    "part_qpv",
    "part_qpv_ponderee",
    "part_qpv_salaries",
    "part_un_seul_type",
    "populations",
    "quartiers_de",
    "ratios",
    "resume_des_distances",
    "revisions",
    "salaries",
    "sans_departement",
    "series",
    "sirets_faux",
    "situer_communes",
    "taux_realisation",
    "totaux_recalcules",
    "zones_blanches",
]
