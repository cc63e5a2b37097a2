"""Diagnostic territorial : les quartiers prioritaires, leurs comparateurs, et ce qui s'y refuse.

Tables : `insee_qpv_demo`, `insee_qpv_ipro`, `insee_qpv_revn`, `filosofi_disponible`,
`panel_filosofi_qpv`, `passage_qpv`, `qpv_extrait`, `siae_structures`. Indicateurs DT-01 à DT-13 du
domaine, pour ce que les tables portent : le diplôme des habitants (DT-04), la part des quartiers
parmi les demandeurs d'emploi de la commune (DT-08) et le logement (DT-11) n'y sont pas.
"""

from carnets.indicateurs.territoire.catalogue import MESURES, Mesure, origine
from carnets.indicateurs.territoire.evolution import comparables, evolution
from carnets.indicateurs.territoire.mesures import (
    COLONNES,
    colonnes_renseignees,
    comparateurs,
    mesurer,
    serie_des_revenus,
    valeurs,
)
from carnets.indicateurs.territoire.nationaux import (
    ecarts_de_tous,
    mesures_de_tous,
    rangs,
    rattachement,
    renseignees,
    reperes_de_la_serie,
    reperes_par_groupe,
)
from carnets.indicateurs.territoire.offre import TYPES, offre_la_plus_proche
from carnets.indicateurs.territoire.passage import NATURES, entrants, passages, passages_de_tous
from carnets.indicateurs.territoire.regles import (
    agreger,
    exiger_comparables,
    exiger_meme_annee,
    exiger_meme_geographie,
    exiger_mot_juste,
    refuser_taux_de_chomage,
)
from carnets.indicateurs.territoire.repartition import (
    RANG_MINIMUM,
    REPERES,
    amorces,
    ecarts_standardises,
    etendue,
    nombre_au_dessus,
    reperes,
    reperes_en_lignes,
)

__all__ = [
    "COLONNES",
    "MESURES",
    "NATURES",
    "RANG_MINIMUM",
    "REPERES",
    "TYPES",
    "Mesure",
    "agreger",
    "amorces",
    "colonnes_renseignees",
    "comparables",
    "comparateurs",
    "ecarts_de_tous",
    "ecarts_standardises",
    "entrants",
    "etendue",
    "evolution",
    "exiger_comparables",
    "exiger_meme_annee",
    "exiger_meme_geographie",
    "exiger_mot_juste",
    "mesurer",
    "mesures_de_tous",
    "nombre_au_dessus",
    "offre_la_plus_proche",
    "origine",
    "passages",
    "passages_de_tous",
    "rangs",
    "rattachement",
    "refuser_taux_de_chomage",
    "renseignees",
    "reperes",
    "reperes_de_la_serie",
    "reperes_en_lignes",
    "reperes_par_groupe",
    "serie_des_revenus",
    "valeurs",
]
