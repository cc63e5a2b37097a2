"""Constats sur l'encadré de contexte et les affirmations d'un panorama."""

import pandas as pd

from carnets.indicateurs.cadre import nombres
from carnets.indicateurs.clauses import Lecteur, lecteur
from carnets.indicateurs.controles.formules import ordre_de_grandeur
from carnets.indicateurs.controles.structure import affirmation
from carnets.indicateurs.controles.verdict import Constat, constat
from carnets.indicateurs.iae import indice_representation


def constats_contexte(
    chiffres: pd.DataFrame,
    reperes: pd.DataFrame,
    qpv: pd.DataFrame,
    part_qpv: pd.DataFrame,
    region: str,
    annee: int,
) -> list[Constat]:
    """Part de population, écarts de taux d'emploi, sur-représentation, heures de clauses."""
    publie = lecteur(chiffres, territoire=region)
    habitants = lecteur(reperes, territoire=region)("population_municipale_2018")
    quartiers = float(nombres(qpv["population_qpv_2018"]).sum())
    return [
        constat(
            "part_recalculee",
            "Part de la population régionale résidant en QPV",
            publie("part_population_qpv"),
            100 * quartiers / habitants,
            unite="pourcentage",
            precision=0.1,
            explication="Population municipale 2018 des quartiers / population municipale 2018 "
            "de la région (Insee).",
        ),
        *(_ecart_emploi(publie, sexe) for sexe in ("femmes", "hommes")),
        *_representation(part_qpv, region, annee, publie),
        _heures_clauses(publie),
    ]


def _ecart_emploi(publie: Lecteur, sexe: str) -> Constat:
    return constat(
        "ecart_en_points",
        f"Écart de taux d'emploi des {sexe} entre QPV et hors QPV",
        publie(f"ecart_taux_emploi_{sexe}"),
        publie(f"taux_emploi_{sexe}_hors_qpv") - publie(f"taux_emploi_{sexe}_qpv"),
        unite="points",
        precision=1.0,
        explication="Le texte dit « au taux national », l'encadré « hors QPV » : deux "
        "références. Une différence de taux se compte en points.",
    )


def _representation(
    part_qpv: pd.DataFrame, region: str, annee: int, publie: Lecteur
) -> list[Constat]:
    references = {
        "demandeurs_emploi": publie("part_demandeurs_emploi_qpv"),
        "population": publie("part_population_qpv"),
    }
    noms = {"demandeurs_emploi": "des demandeurs d'emploi", "population": "de la population"}
    indices = indice_representation(part_qpv, territoire=region, annee=annee, references=references)
    return [
        affirmation(
            f"Sur-représentation des QPV dans l'IAE, au regard {noms[str(modalite)]}",
            float(indice),
            tenue=float(indice) > 1,
            unite="indice",
            explication="Tenue si l'indice (part dans l'IAE / part dans la référence) dépasse 1.",
        )
        for modalite, indice in zip(indices["modalite"], indices["valeur"], strict=True)
    ]


def _heures_clauses(publie: Lecteur) -> Constat:
    annees = publie("annee_fin_clauses") - publie("annee_debut_clauses") + 1
    return ordre_de_grandeur(
        "Moyenne annuelle des heures d'insertion, Toulouse et Toulouse Métropole",
        publie("heures_insertion_par_an"),
        publie("heures_insertion_cumul") / annees,
        precision=1.0,
        incertitude=50_000 / annees,
        unite="heures_par_an",
    )
