"""Ce qui était dû, ce qui est fait, ce qui manque. Le relevé est ici cumulé depuis l'origine."""

import pandas as pd

from carnets.indicateurs.cadre import empiler, nombres
from carnets.indicateurs.clauses.comptes import completer, longue, rapports, sommer
from carnets.indicateurs.clauses.releve import Releve


def heures_dues(releve: Releve) -> pd.DataFrame:
    """Objectif de chaque lot : `id_lot, initial, ajuste, penalite_h, ecoule` (part de la durée).

    `initial` : première version de la clause ; `ajuste` : dernière version datée au plus tard de
    la fin de période. Un lot à plusieurs clauses les additionne. `ecoule` : mois commencés depuis
    la notification / durée du lot, entre 0 et 1 ; absent si la durée n'est pas connue.
    """
    fin = rang_du_mois(releve.fin)
    versions = versions_des_clauses(releve.clauses)
    versions = versions[versions["depuis"] <= fin]
    premieres = versions.drop_duplicates("id_clause").set_index("id_clause")["h_objectif"]
    dernieres = versions.drop_duplicates("id_clause", keep="last")
    par_clause = dernieres.assign(
        initial=nombres(dernieres["id_clause"].map(premieres)), ajuste=dernieres["h_objectif"]
    )
    par_lot = par_clause.groupby("id_lot", as_index=False, sort=False).agg(
        initial=("initial", "sum"), ajuste=("ajuste", "sum"), penalite_h=("penalite_h", "max")
    )
    lots = releve.lots[["id_lot", "date_notification", "duree_mois"]].drop_duplicates("id_lot")
    mois = fin - rangs_des_mois(lots["date_notification"]) + 1
    ecoule = (mois / nombres(lots["duree_mois"])).clip(0, 1)
    return par_lot.merge(lots.assign(ecoule=ecoule)[["id_lot", "ecoule"]], on="id_lot")


def rang_du_mois(mois: str) -> int:
    """Rang d'un mois `AAAA-MM` : douze par an, pour compter des mois d'une date à l'autre."""
    return int(mois[:4]) * 12 + int(mois[5:7])


def rangs_des_mois(dates: pd.Series) -> pd.Series:
    """Rang du mois de chaque date, comme `rang_du_mois` ; absent si la date l'est."""
    return nombres(dates.dt.year * 12 + dates.dt.month)


def versions_des_clauses(clauses: pd.DataFrame) -> pd.DataFrame:
    """Les versions des clauses, de la plus ancienne à la plus récente, et leur mois `depuis`.

    Une version sans date est celle d'origine : elle vaut depuis toujours.
    """
    depuis = rangs_des_mois(clauses["date_avenant"]).fillna(float("-inf"))
    return clauses.assign(depuis=depuis).sort_values(
        "date_avenant", kind="stable", na_position="first"
    )


def realisation(releve: Releve) -> pd.DataFrame:
    """CL-02, CL-03 : heures prévues (ajustées et initiales), taux de réalisation (%).

    Champ du taux : les seuls lots qui ont un objectif, au numérateur comme au dénominateur. Il
    n'est pas plafonné. `lots_sans_objectif` : lots clausés sans objectif en heures.
    """
    dues = heures_dues(releve)
    lots = releve.lots[["territoire", "id_lot"]].merge(dues, on="id_lot", how="left")
    avec = lots[nombres(lots["ajuste"]) > 0]
    sans = lots[~(nombres(lots["ajuste"]) > 0)]
    faites = releve.heures[releve.heures["id_lot"].isin(avec["id_lot"])]
    prevues = sommer(avec, "ajuste")
    return empiler(
        [
            longue(releve, prevues, "heures_prevues"),
            longue(releve, sommer(lots, "initial"), "heures_prevues_initiales"),
            longue(releve, sommer(lots, "ajuste") - sommer(lots, "initial"), "ajustement_objectif"),
            rapports(releve, sommer(faites, "heures_valorisees"), prevues, "taux_realisation"),
            longue(releve, sans.groupby("territoire").size(), "lots_sans_objectif"),
        ]
    )


def ecart_realisation(table: pd.DataFrame) -> pd.DataFrame:
    """Heures réalisées − heures prévues (h) des lots qui ont un objectif, d'après leur taux.

    Lignes lues : `taux_realisation`, dont le numérateur et le dénominateur portent sur ces seuls
    lots. Négatif : il reste à faire. Sans objectif : `sans_objet`, comme le taux.
    """
    taux = table[table["indicateur"] == "taux_realisation"]
    ecart = (taux["numerateur"] - taux["denominateur"]).where(taux["etat"] == "ok")
    return taux.assign(
        indicateur="ecart_realisation",
        valeur=ecart,
        numerateur=float("nan"),
        denominateur=float("nan"),
    )


def avancement(releve: Releve) -> pd.DataFrame:
    """CL-25 : durée écoulée (%, pondérée par les objectifs), et avance ou retard en points.

    `heures_prevues_prorata` : Σ objectif × part de la durée écoulée, soit l'objectif d'une année
    partielle, dit comme tel. Champ : lots qui ont un objectif et une durée. L'écart est
    (réalisé − prorata) / prévu. Un chantier ne consomme pas ses heures au même rythme du début à
    la fin : un retard n'est pas un manquement.
    """
    dues = heures_dues(releve)
    dues = dues[(nombres(dues["ajuste"]) > 0) & dues["ecoule"].notna()]
    dues = dues.assign(prorata=nombres(dues["ajuste"]) * dues["ecoule"])
    lots = releve.lots[["territoire", "id_lot"]].merge(dues, on="id_lot")
    faites = sommer(
        releve.heures[releve.heures["id_lot"].isin(dues["id_lot"])], "heures_valorisees"
    )
    prevues, prorata = sommer(lots, "ajuste"), sommer(lots, "prorata")
    return empiler(
        [
            longue(releve, prorata, "heures_prevues_prorata"),
            rapports(releve, prorata, prevues, "duree_ecoulee"),
            rapports(
                releve,
                completer(releve, faites) - completer(releve, prorata),
                prevues,
                "ecart_avancement",
            ),
        ]
    )


def penalites_theoriques(releve: Releve) -> pd.DataFrame:
    """CL-26 : Σ max(0, dû − réalisé) × pénalité horaire, sur les lots arrivés à leur terme.

    En euros. Un montant théorique : jamais celui qui a été appliqué, que ces données ignorent. Un
    lot en cours ne doit encore rien ; absences et défauts de transmission ne sont pas déclarés,
    donc pas comptés.
    """
    dues = heures_dues(releve)
    echues = dues[(dues["ecoule"] >= 1) & dues["penalite_h"].notna()]
    faites = (
        releve.heures.drop_duplicates(["id_contrat", "id_lot"])
        .groupby("id_lot")["heures_valorisees"]
        .sum()
    )
    fait = faites.reindex(echues["id_lot"], fill_value=0).astype("float64").to_numpy()
    manque = (nombres(echues["ajuste"]) - fait).clip(lower=0)
    echues = echues.assign(
        penalite=manque * nombres(echues["penalite_h"]), manque=manque.astype("float64")
    )
    lots = releve.lots[["territoire", "id_lot"]].merge(echues, on="id_lot")
    return empiler(
        [
            longue(releve, sommer(lots, "manque"), "heures_manquantes_a_terme"),
            longue(releve, sommer(lots, "penalite"), "penalites_theoriques"),
        ]
    )
