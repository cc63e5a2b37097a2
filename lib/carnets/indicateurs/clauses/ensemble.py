"""Tous les indicateurs d'un relevé, en une table longue."""

import pandas as pd

from carnets.indicateurs.cadre import empiler
from carnets.indicateurs.clauses.contrats import (
    contrats,
    durees_contrats,
    entreprises_mobilisees,
    parcours,
)
from carnets.indicateurs.clauses.heures import (
    heures,
    heures_gup,
    heures_par_modalite,
    heures_par_sexe,
    heures_qpv,
)
from carnets.indicateurs.clauses.marches import couverture, marches_reserves
from carnets.indicateurs.clauses.personnes import (
    beneficiaires,
    moyennes_par_personne,
    personnes_par_quartier,
)
from carnets.indicateurs.clauses.profils import (
    jeunes_peu_qualifies,
    personnes_par_age,
    personnes_par_niveau,
    personnes_par_public,
    personnes_par_sexe,
    personnes_par_statut_social,
)
from carnets.indicateurs.clauses.realisation import avancement, penalites_theoriques, realisation
from carnets.indicateurs.clauses.releve import Releve
from carnets.indicateurs.clauses.suites import formations


def tous(releve: Releve) -> pd.DataFrame:
    """CL-01 à CL-29 hors sorties, ETP et couverture publiée, pour chaque territoire du relevé."""
    return empiler(
        fonction(releve)
        for fonction in (
            heures,
            heures_qpv,
            heures_par_sexe,
            heures_gup,
            heures_par_modalite,
            beneficiaires,
            personnes_par_quartier,
            personnes_par_public,
            personnes_par_statut_social,
            personnes_par_sexe,
            personnes_par_age,
            personnes_par_niveau,
            jeunes_peu_qualifies,
            moyennes_par_personne,
            formations,
            contrats,
            durees_contrats,
            parcours,
            entreprises_mobilisees,
            marches_reserves,
            couverture,
            realisation,
            avancement,
            penalites_theoriques,
        )
    )
