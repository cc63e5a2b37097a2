"""Insertion par l'activité économique : l'offre et la place des habitants des QPV."""

from carnets.indicateurs.iae.asp import annexes_comptees, durees_employees, rassembler
from carnets.indicateurs.iae.champ import Couverture, comparer_couverture
from carnets.indicateurs.iae.contexte import contexte_qpv
from carnets.indicateurs.iae.contrats import (
    ADRESSES,
    contrats_non_situes,
    contrats_par_sexe,
    contrats_signes,
    peser_contrats,
    situer_contrats,
)
from carnets.indicateurs.iae.conventionnement import (
    etp_conventionnes,
    part_un_seul_type,
    taux_realisation,
)
from carnets.indicateurs.iae.dispositifs import chaine_rompue, dispositifs
from carnets.indicateurs.iae.distances import distances, hors_departement
from carnets.indicateurs.iae.etats_mensuels import (
    comptes_plusieurs_fois,
    etp_par_mois,
    etp_realises,
    habitants_qpv,
    heures_par_salarie,
    peser,
    salaries,
    sans_cle_commune,
)
from carnets.indicateurs.iae.implantation import (
    conventionnees,
    densite,
    etages,
    familles_implantees,
    implantation,
    non_situees,
    part_zones_blanches,
    sans_departement,
    sirets_faux,
    situer_communes,
    zones_blanches,
)
from carnets.indicateurs.iae.offre import effectifs, familles, ratios, totaux_recalcules
from carnets.indicateurs.iae.perimetre import (
    departements_de,
    etages_epci,
    populations,
    quartiers_de,
    resume_des_distances,
)
from carnets.indicateurs.iae.profils import par_age, par_public, par_sexe, sorties
from carnets.indicateurs.iae.qpv import (
    evolution_part_qpv,
    indice_calcule,
    indice_representation,
    part_qpv,
    part_qpv_ponderee,
)
from carnets.indicateurs.iae.rangs import correlation_poids_part
from carnets.indicateurs.iae.series_dares import revisions, series
from carnets.indicateurs.iae.types import ENSEMBLE, FAMILLE, MODALITES, TYPES, ventiler

__all__ = [
    "ADRESSES",
    "ENSEMBLE",
    "FAMILLE",
    "MODALITES",
    "TYPES",
    "Couverture",
    "annexes_comptees",
    "chaine_rompue",
    "comparer_couverture",
    "comptes_plusieurs_fois",
    "contexte_qpv",
    "contrats_non_situes",
    "contrats_par_sexe",
    "contrats_signes",
    "conventionnees",
    "correlation_poids_part",
    "densite",
    "departements_de",
    "dispositifs",
    "distances",
    "durees_employees",
    "effectifs",
    "etages",
    "etages_epci",
    "etp_conventionnes",
    "etp_par_mois",
    "etp_realises",
    "evolution_part_qpv",
    "familles",
    "familles_implantees",
    "habitants_qpv",
    "heures_par_salarie",
    "hors_departement",
    "implantation",
    "indice_calcule",
    "indice_representation",
    "non_situees",
    "par_age",
    "par_public",
    "par_sexe",
    "part_qpv",
    "part_qpv_ponderee",
    "part_un_seul_type",
    "part_zones_blanches",
    "peser",
    "peser_contrats",
    "populations",
    "quartiers_de",
    "rassembler",
    "ratios",
    "resume_des_distances",
    "revisions",
    "salaries",
    "sans_cle_commune",
    "sans_departement",
    "series",
    "sirets_faux",
    "situer_communes",
    "situer_contrats",
    "sorties",
    "taux_realisation",
    "totaux_recalcules",
    "ventiler",
    "zones_blanches",
]
