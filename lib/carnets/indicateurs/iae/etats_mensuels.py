"""États mensuels de l'ASP : ETP réalisés, salariés distincts, part des habitants des QPV."""

from collections.abc import Mapping

import pandas as pd

from carnets.erreurs import DonneesRefusees
from carnets.indicateurs.cadre import ABSENT, COLONNES, empiler
from carnets.indicateurs.iae.implantation import ENSEMBLE

QPV, HORS_QPV = "QP", "NQP"


def etp_realises(
    etats: pd.DataFrame,
    appartenance: pd.DataFrame,
    *,
    heures_par_etp: Mapping[str, float],
    annee: int,
) -> pd.DataFrame:
    """ETP réalisés dans l'année (IA-06), par territoire et par type, et tous types ensemble.

    Formule : Σ heures du type / heures d'un ETP annuel de ce type. L'ensemble est la somme des
    types, chacun à sa convention : ce n'est pas Σ heures / une moyenne. S'additionne.

    Colonnes lues : `type_siae, code_departement, emi_sme_annee, emi_nb_heures_travail` ;
    `appartenance` : `code_departement, territoire`. Erreur : DonneesRefusees si un type n'a pas de
    convention.
    """
    heures = (
        etats[etats["emi_sme_annee"] == annee]
        .groupby(["code_departement", "type_siae"], observed=True)["emi_nb_heures_travail"]
        .sum()
        .reset_index()
    )
    manquants = sorted(set(heures["type_siae"]) - set(heures_par_etp))
    if manquants:
        raise DonneesRefusees(
            f"États mensuels {annee} : aucune durée annuelle d'un ETP pour "
            f"{', '.join(manquants)} ; ajoutez-la aux paramètres "
            "(insertion/heures_par_etp) ou à « conventions » du dossier."
        )
    heures["etp"] = heures["emi_nb_heures_travail"] / heures["type_siae"].map(heures_par_etp)
    etages = heures.merge(appartenance, on="code_departement")
    par_type = etages.groupby(["territoire", "type_siae"], observed=True)["etp"].sum().reset_index()
    ensemble = etages.groupby("territoire")["etp"].sum().reset_index().assign(type_siae=ENSEMBLE)
    return empiler(
        _cadre(lot, "etp", periode=str(annee), valeur="etp") for lot in (ensemble, par_type)
    )


def salaries(etats: pd.DataFrame, appartenance: pd.DataFrame, *, annee: int) -> pd.DataFrame:
    """Salariés en insertion ayant travaillé dans l'année (IA-05), distincts à chaque niveau.

    Une personne qui change de structure, de type ou de département compte une fois dans chacun, et
    une seule fois au-dessus : la somme des départements peut dépasser la région. L'identifiant de
    l'ASP est propre à la structure ; tant qu'il l'est, qui change de structure compte deux fois.

    Colonnes lues : `emi_pph_id, type_siae, code_departement, emi_sme_annee,
    emi_nb_heures_travail` (plus de 0 heure) ; `appartenance`.
    """
    presentes = _presentes(etats, annee).merge(appartenance, on="code_departement")
    par_type = _distincts(presentes, ["territoire", "type_siae"])
    ensemble = _distincts(presentes, ["territoire"]).assign(type_siae=ENSEMBLE)
    return empiler(
        _cadre(lot, "salaries", periode=str(annee), valeur="n") for lot in (ensemble, par_type)
    )


def part_qpv_salaries(
    etats: pd.DataFrame, appartenance: pd.DataFrame, *, annee: int
) -> pd.DataFrame:
    """Part des salariés au statut connu qui habitent un QPV (IA-09), par territoire et type.

    Numérateur : personnes en QPV au moins un mois de l'année. Dénominateur : personnes dont le
    statut est connu au moins un mois. Une personne dont le statut change compte une fois, en QPV.

    Colonnes lues : celles de `salaries`, et `statut_qpv` (QP, NQP, NR).
    """
    presentes = etats[
        (etats["emi_sme_annee"] == annee)
        & (etats["emi_nb_heures_travail"] > 0)
        & etats["statut_qpv"].isin([QPV, HORS_QPV])
    ]
    uniques = presentes[
        ["emi_pph_id", "type_siae", "code_departement", "statut_qpv"]
    ].drop_duplicates()
    uniques = uniques.merge(appartenance, on="code_departement")
    cadres = []
    for cles in (["territoire"], ["territoire", "type_siae"]):
        connus = _distincts(uniques, cles)
        en_qpv = _distincts(uniques[uniques["statut_qpv"] == QPV], cles)
        lot = connus.merge(en_qpv, on=cles, how="left", suffixes=("", "_qpv"))
        lot["n_qpv"] = lot["n_qpv"].fillna(0)
        lot["part"] = 100 * lot["n_qpv"] / lot["n"]
        lot = lot if "type_siae" in lot else lot.assign(type_siae=ENSEMBLE)
        cadres.append(
            _cadre(
                lot,
                "part_qpv_salaries",
                periode=str(annee),
                valeur="part",
                numerateur="n_qpv",
                denominateur="n",
            )
        )
    return empiler(cadres)


def ne_s_additionnent_pas(
    comptes: pd.DataFrame, *, total: str, parties: list[str]
) -> dict[str, float]:
    """De combien la somme des parties dépasse le total, par modalité ; ce que dit le livrable.

    `comptes` : cadre long de personnes distinctes. Rend modalité → personnes comptées plusieurs
    fois (Σ parties − total).
    """
    table = comptes.pivot_table(index="modalite", columns="territoire", values="valeur")
    presentes = [p for p in parties if p in table]
    ecarts = table[presentes].sum(axis=1) - table[total]
    return {str(modalite): float(ecart) for modalite, ecart in ecarts.items()}


def _presentes(etats: pd.DataFrame, annee: int) -> pd.DataFrame:
    actives = etats[(etats["emi_sme_annee"] == annee) & (etats["emi_nb_heures_travail"] > 0)]
    return actives[["emi_pph_id", "type_siae", "code_departement"]].drop_duplicates()


def _distincts(lignes: pd.DataFrame, cles: list[str]) -> pd.DataFrame:
    return lignes.groupby(cles, observed=True)["emi_pph_id"].nunique().rename("n").reset_index()


def _cadre(
    lot: pd.DataFrame,
    indicateur: str,
    *,
    periode: str,
    valeur: str,
    numerateur: str = "",
    denominateur: str = "",
) -> pd.DataFrame:
    vide = pd.Series(ABSENT, index=lot.index)
    return pd.DataFrame(
        {
            "territoire": lot["territoire"].astype(str),
            "periode": periode,
            "indicateur": indicateur,
            "modalite": lot["type_siae"].astype(str),
            "numerateur": lot[numerateur].astype(float) if numerateur else vide,
            "denominateur": lot[denominateur].astype(float) if denominateur else vide,
            "valeur": lot[valeur].astype(float),
            "etat": "ok",
        },
        columns=list(COLONNES),
    ).reset_index(drop=True)
