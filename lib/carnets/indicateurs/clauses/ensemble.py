"""Tous les indicateurs d'un relevé, en une table longue."""

import pandas as pd

from carnets.indicateurs.cadre import empiler
from carnets.indicateurs.clauses import contrats, heures, marches, personnes, realisation
from carnets.indicateurs.clauses.releve import Releve


def tous(releve: Releve) -> pd.DataFrame:
    """CL-01 à CL-29 hors sorties, ETP et couverture publiée, pour chaque territoire du relevé."""
    return empiler(
        fonction(releve)
        for fonction in (
            heures.heures,
            heures.heures_qpv,
            heures.heures_par_sexe,
            heures.heures_gup,
            heures.heures_par_modalite,
            personnes.beneficiaires,
            personnes.personnes_par_quartier,
            personnes.personnes_par_public,
            personnes.personnes_par_statut_social,
            personnes.personnes_par_sexe,
            personnes.personnes_par_age,
            personnes.personnes_par_niveau,
            personnes.jeunes_peu_qualifies,
            personnes.moyennes_par_personne,
            personnes.formations,
            contrats.contrats,
            contrats.durees_contrats,
            contrats.parcours,
            contrats.entreprises_mobilisees,
            marches.marches_reserves,
            marches.couverture,
            realisation.realisation,
            realisation.avancement,
            realisation.penalites_theoriques,
        )
    )
