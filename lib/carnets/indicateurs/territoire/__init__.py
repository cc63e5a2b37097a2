"""Diagnostic territorial : les quartiers prioritaires, leurs comparateurs, et ce qui s'y refuse.

Tables : `insee_qpv_demo`, `insee_qpv_ipro`, `insee_qpv_revn`, `filosofi_disponible`,
`panel_filosofi_qpv`, `passage_qpv`. Indicateurs DT-01 à DT-10 du domaine, pour ce que les tables
portent : le logement (DT-11), l'activité (DT-12) et le diplôme des habitants (DT-04) n'y sont pas.
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
    rangs,
    rattachement,
    renseignees,
    reperes_de_la_serie,
    reperes_par_groupe,
)
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
    "Mesure",
    "agreger",
    "amorces",
    "colonnes_renseignees",
    "comparables",
    "comparateurs",
    "ecarts_standardises",
    "entrants",
    "etendue",
    "evolution",
    "exiger_comparables",
    "exiger_meme_annee",
    "exiger_meme_geographie",
    "exiger_mot_juste",
    "mesurer",
    "nombre_au_dessus",
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
