"""Lots clausés : réservation et couverture des déclarations."""

import pandas as pd

from carnets.indicateurs.cadre import empiler, rapport
from carnets.indicateurs.clauses.comptes import compter, longue, rapports, sommer
from carnets.indicateurs.clauses.releve import Releve

RESERVES_SIAE = ("siae", "stpa_siae")


def marches_reserves(releve: Releve) -> pd.DataFrame:
    """CL-19 : part (%) des lots réservés à l'IAE, en lots, en euros notifiés et en heures.

    Champ : lots clausés du périmètre. Réservé : article L2113-13, seul ou avec le handicap. Trois
    dénominateurs, trois indicateurs : ils ne disent pas la même chose.
    """
    reserves = releve.lots[releve.lots["type_reservation"].isin(RESERVES_SIAE)]
    heures = releve.heures[releve.heures["type_reservation"].isin(RESERVES_SIAE)]
    lots = compter(releve.lots, "id_lot")
    return empiler(
        [
            longue(releve, lots, "lots_clauses"),
            rapports(releve, compter(reserves, "id_lot"), lots, "part_marches_reserves"),
            rapports(
                releve,
                sommer(reserves, "montant_ht_notifie"),
                sommer(releve.lots, "montant_ht_notifie"),
                "part_montant_reserve",
            ),
            rapports(
                releve,
                sommer(heures, "heures_valorisees"),
                sommer(releve.heures, "heures_valorisees"),
                "part_heures_reservees",
            ),
        ]
    )


def couverture(releve: Releve) -> pd.DataFrame:
    """CL-28 : part (%) des lots clausés pour lesquels au moins une déclaration est retenue.

    Elle accompagne tout total : un lot muet n'est pas un lot à zéro heure, et rien n'est extrapolé.
    """
    return rapports(
        releve, compter(releve.heures, "id_lot"), compter(releve.lots, "id_lot"), "couverture_lots"
    )


def couverture_publiee(attendus: pd.DataFrame, *, periode: str) -> pd.DataFrame:
    """CL-28 d'un total consolidé publié : territoires qui ont répondu / territoires attendus (%).

    Colonnes lues : `territoire, attendus, repondants`.
    """
    return rapport(
        attendus["territoire"],
        attendus["repondants"],
        attendus["attendus"],
        periode=periode,
        indicateur="couverture_territoires",
        facteur=100.0,
    )
