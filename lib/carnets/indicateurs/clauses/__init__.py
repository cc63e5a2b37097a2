"""Bilan des clauses sociales d'insertion : chiffres publiés d'un document, ou microdonnées.

`publies` part des chiffres qu'un document imprime. Tout le reste part d'un `Releve` : les lots
d'un périmètre, leurs déclarations d'heures retenues, leurs contrats et leurs personnes, rattachés
d'avance à chaque niveau (opération, maître d'ouvrage, projet, région). Chaque fonction prend le
relevé et rend une table longue, une valeur par territoire : les personnes y sont donc distinctes
à chaque niveau, jamais additionnées.
"""

from carnets.indicateurs.clauses.contrats import (
    contrats,
    durees_contrats,
    entreprises_mobilisees,
    parcours,
)
from carnets.indicateurs.clauses.cumul import cumul_mensuel, prevu_cumule
from carnets.indicateurs.clauses.ensemble import tous
from carnets.indicateurs.clauses.heures import (
    STATUTS_QPV,
    heures,
    heures_gup,
    heures_par_modalite,
    heures_par_sexe,
    heures_qpv,
)
from carnets.indicateurs.clauses.marches import couverture, couverture_publiee, marches_reserves
from carnets.indicateurs.clauses.personnes import (
    beneficiaires,
    moyennes_par_personne,
    personnes_par_quartier,
)
from carnets.indicateurs.clauses.profils import (
    PUBLICS,
    jeunes_peu_qualifies,
    personnes_par_age,
    personnes_par_niveau,
    personnes_par_public,
    personnes_par_sexe,
    personnes_par_statut_social,
)
from carnets.indicateurs.clauses.publies import (
    COMPTES,
    Lecteur,
    bilan,
    lecteur,
    types_contrats,
)
from carnets.indicateurs.clauses.realisation import (
    avancement,
    ecart_realisation,
    heures_dues,
    penalites_theoriques,
    realisation,
)
from carnets.indicateurs.clauses.releve import Releve, relever, retenir
from carnets.indicateurs.clauses.suites import FAVORABLES, formations, sorties
from carnets.indicateurs.clauses.suivi import suivi

__all__ = [
    "COMPTES",
    "FAVORABLES",
    "PUBLICS",
    "STATUTS_QPV",
    "Lecteur",
    "Releve",
    "avancement",
    "beneficiaires",
    "bilan",
    "contrats",
    "couverture",
    "couverture_publiee",
    "cumul_mensuel",
    "durees_contrats",
    "ecart_realisation",
    "entreprises_mobilisees",
    "formations",
    "heures",
    "heures_dues",
    "heures_gup",
    "heures_par_modalite",
    "heures_par_sexe",
    "heures_qpv",
    "jeunes_peu_qualifies",
    "lecteur",
    "marches_reserves",
    "moyennes_par_personne",
    "parcours",
    "penalites_theoriques",
    "personnes_par_age",
    "personnes_par_niveau",
    "personnes_par_public",
    "personnes_par_quartier",
    "personnes_par_sexe",
    "personnes_par_statut_social",
    "prevu_cumule",
    "realisation",
    "relever",
    "retenir",
    "sorties",
    "suivi",
    "tous",
    "types_contrats",
]
