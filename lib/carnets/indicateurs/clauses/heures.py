"""Heures d'insertion : travaillées, de formation et valorisées sont trois mesures distinctes.

Unité : heure, non arrondie. Seules comptent les déclarations retenues (`releve.retenir`).
"""

import pandas as pd

from carnets.indicateurs.cadre import empiler
from carnets.indicateurs.clauses.comptes import completer, longue, rapports, sommer, ventiler
from carnets.indicateurs.clauses.releve import Releve

STATUTS_QPV = ("QP", "NQP", "NR")
SEXES = ("F", "H", "nr")
MODALITES = (
    "embauche_directe", "mise_a_disposition", "sous_traitance_ou_cotraitance", "marche_reserve",
    "nr",
)  # fmt: skip
FAMILLES_GUP = (
    "proprete", "espaces_verts", "dechets", "maintenance", "gardiennage_mediation",
    "petits_travaux", "animation", "nr",
)  # fmt: skip


def heures(releve: Releve) -> pd.DataFrame:
    """CL-01, CL-04, CL-05 : heures d'insertion de chaque territoire, sous leurs trois mesures.

    Champ : déclarations retenues. `heures_realisees` : Σ heures valorisées, ce qui compte pour la
    clause ; `heures_insertion_travaillees` et `heures_insertion_formation` : ce qui a été déclaré
    à côté ; `part_des_heures` (%) : part dans le périmètre entier.
    `declarations_sans_valorisation` : contrats × lots × mois validés dont les heures valorisées
    manquent ; elles ne comptent pour rien tant qu'elles manquent.
    """
    realisees = sommer(releve.heures, "heures_valorisees")
    totaux = completer(releve, realisees)
    ensembles = pd.Series(
        [totaux.get(releve.ensembles[t]) for t in releve.territoires],
        index=releve.territoires,
        dtype="float64",
    )
    return empiler(
        [
            longue(releve, realisees, "heures_realisees"),
            longue(
                releve, sommer(releve.heures, "heures_travaillees"), "heures_insertion_travaillees"
            ),
            longue(releve, sommer(releve.heures, "heures_formation"), "heures_insertion_formation"),
            longue(
                releve, sommer(releve.heures, "sans_valorisation"), "declarations_sans_valorisation"
            ),
            rapports(releve, realisees, ensembles.dropna(), "part_des_heures"),
        ]
    )


def heures_qpv(releve: Releve) -> pd.DataFrame:
    """CL-06 : heures du public des quartiers prioritaires, par statut d'adresse et par quartier.

    `heures_par_statut_qpv` : modalités QP, NQP, NR, dont la somme est CL-01. `part_heures_qpv`
    (%) : QP / CL-01, les adresses inconnues restant au dénominateur. `heures_par_quartier` :
    modalité = code du quartier à l'entrée ; plusieurs secteurs locaux peuvent être dans un seul.
    """
    quartiers = sorted(releve.heures["code_qpv_entree"].dropna().unique())
    qpv = releve.heures[releve.heures["statut_qpv"] == "QP"]
    return empiler(
        [
            ventiler(
                releve, releve.heures, "statut_qpv", STATUTS_QPV,
                nombre="heures_par_statut_qpv", somme="heures_valorisees",
            ),
            rapports(
                releve,
                sommer(qpv, "heures_valorisees"),
                sommer(releve.heures, "heures_valorisees"),
                "part_heures_qpv",
            ),
            *(
                longue(
                    releve,
                    sommer(qpv[qpv["code_qpv_entree"] == code], "heures_valorisees"),
                    "heures_par_quartier",
                    code,
                )
                for code in quartiers
            ),
        ]
    )  # fmt: skip


def heures_par_sexe(releve: Releve) -> pd.DataFrame:
    """CL-10, en heures : heures par sexe, et part des femmes (%) parmi les sexes renseignés."""
    lignes = releve.heures.assign(sexe=releve.heures["sexe"].fillna("nr"))
    connues = lignes[lignes["sexe"].isin(("F", "H"))]
    return empiler(
        [
            ventiler(
                releve, lignes, "sexe", SEXES,
                nombre="heures_par_sexe", somme="heures_valorisees",
            ),
            rapports(
                releve,
                sommer(connues[connues["sexe"] == "F"], "heures_valorisees"),
                sommer(connues, "heures_valorisees"),
                "part_heures_femmes",
            ),
        ]
    )  # fmt: skip


def heures_gup(releve: Releve) -> pd.DataFrame:
    """CL-20 : heures des marchés de gestion urbaine de proximité, en tout et par famille.

    Champ : lots dont `est_gup` est vrai. Elles ne s'ajoutent pas à la base des 5 % d'heures
    d'investissement (NP-01) : ce sont deux objectifs.
    """
    gup = releve.heures[releve.heures["est_gup"].fillna(value=False).astype(bool)]
    gup = gup.assign(famille_gup=gup["famille_gup"].fillna("nr"))
    return empiler(
        [
            longue(releve, sommer(gup, "heures_valorisees"), "heures_gup"),
            ventiler(
                releve, gup, "famille_gup", FAMILLES_GUP,
                nombre="heures_gup_par_famille", somme="heures_valorisees",
            ),
        ]
    )  # fmt: skip


def heures_par_modalite(releve: Releve) -> pd.DataFrame:
    """CL-23 : heures par modalité de réalisation et leur part (%) de CL-01, inconnue comprise."""
    lignes = releve.heures.assign(modalite=releve.heures["modalite"].fillna("nr"))
    return ventiler(
        releve, lignes, "modalite", MODALITES,
        nombre="heures_par_modalite", part="part_heures_par_modalite", somme="heures_valorisees",
    )  # fmt: skip
