"""États mensuels de l'ASP : ETP réalisés, salariés distincts, part des habitants des QPV.

Toutes les fonctions lisent la table que rend `rassembler`, et rendent pour chaque territoire une
ligne par type, par famille et pour l'ensemble (`ENSEMBLE`).
"""

from collections.abc import Sequence

import pandas as pd

from carnets.indicateurs.cadre import ABSENT, COLONNES, empiler, rapport
from carnets.indicateurs.iae.types import ventiler

QPV, HORS_QPV = "QP", "NQP"
CLES = ["territoire", "modalite"]
MOIS_PAR_AN = 12


def etp_realises(lignes: pd.DataFrame, appartenance: pd.DataFrame, *, annee: int) -> pd.DataFrame:
    """ETP réalisés dans l'année (IA-06), par territoire, type et famille.

    Formule : Σ heures / heures d'un ETP annuel, ligne à ligne : chaque type à sa convention.
    L'ensemble est la somme des types, non Σ heures / une moyenne. S'additionne.

    Colonnes lues : `annee, type_siae, etp` et la clé d'`appartenance` ; `territoire`.
    """
    return _etp(lignes[lignes["annee"] == annee], appartenance, periode=str(annee))


def etp_par_mois(lignes: pd.DataFrame, appartenance: pd.DataFrame, *, annee: int) -> pd.DataFrame:
    """Ce que chaque mois apporte aux ETP de l'année (`etp`) et les ETP du mois (`etp_mensuel`).

    Les ETP d'un mois sont ses heures / (heures d'un ETP annuel / 12) : douze fois son apport.
    Douze mois égaux à 10 ETP font 10 ETP annuels. Un mois sans heures n'a pas de ligne.
    """
    de_l_annee = lignes[lignes["annee"] == annee]
    apports = empiler(
        _etp(lot, appartenance, periode=f"{annee}-{mois:02}")
        for mois, lot in de_l_annee.groupby("mois", sort=True)
    )
    mensuels = apports.assign(indicateur="etp_mensuel", valeur=MOIS_PAR_AN * apports["valeur"])
    return empiler([apports, mensuels])


def salaries(lignes: pd.DataFrame, appartenance: pd.DataFrame, *, annee: int) -> pd.DataFrame:
    """Salariés en insertion ayant travaillé dans l'année (IA-05), distincts à chaque niveau.

    Une personne qui change de structure, de type ou de département compte une fois dans chacun, et
    une seule fois au-dessus : la somme des parties peut dépasser le tout. Sans clé commune aux
    structures, qui en change compte deux fois : le nombre est un majorant (`sans_cle_commune`).

    Colonnes lues : `annee, id_personne, type_siae` et la clé d'`appartenance`.
    """
    presents = _presents(lignes, appartenance, annee)
    comptes = _distincts(ventiler(presents, appartenance))
    return _cadre(comptes, "salaries", periode=str(annee), valeur="n")


def heures_par_salarie(
    lignes: pd.DataFrame, appartenance: pd.DataFrame, *, annee: int
) -> pd.DataFrame:
    """Heures de l'année par salarié (IA-07) : Σ heures / salariés distincts, en heures.

    Les heures réalisées, sans convention d'ETP. Une personne de deux structures en a la somme.

    Colonnes lues : celles de `salaries`, et `heures`.
    """
    cle = str(appartenance.columns[0])
    de_l_annee = lignes[lignes["annee"] == annee]
    sommes = de_l_annee.groupby([cle, "type_siae"], observed=True)["heures"].sum().reset_index()
    heures = ventiler(sommes, appartenance).groupby(CLES, observed=True)["heures"].sum()
    personnes = _distincts(ventiler(_presents(lignes, appartenance, annee), appartenance))
    lot = personnes.merge(heures.reset_index(), on=CLES, validate="1:1")
    ratio = rapport(
        lot["territoire"], lot["heures"], lot["n"],
        periode=str(annee), indicateur="heures_par_salarie",
    )  # fmt: skip
    return ratio.assign(modalite=lot["modalite"].to_numpy())


def sans_cle_commune(lignes: pd.DataFrame) -> float:
    """Part (0 à 1) des personnes qui n'ont que l'identifiant d'une structure."""
    cles = lignes[["id_personne", "cle_commune"]].drop_duplicates("id_personne")["cle_commune"]
    return float((~cles).mean()) if len(cles) else ABSENT


def habitants_qpv(lignes: pd.DataFrame, appartenance: pd.DataFrame, *, annee: int) -> pd.DataFrame:
    """Salariés d'adresse connue, habitants d'un QPV, et leur part (IA-09), par territoire et type.

    Une personne compte une fois par niveau : en QPV si une de ses adresses de l'année y est ; hors
    QPV si elle n'en a que d'autres ; au dénominateur dès qu'une adresse est connue. Part en %.

    Colonnes lues : celles de `salaries`, et `statut_qpv` (QP, NQP, NR).
    """
    connus = lignes[lignes["statut_qpv"].isin([QPV, HORS_QPV])]
    presents = _presents(connus, appartenance, annee, "statut_qpv")
    etages = ventiler(presents, appartenance)
    tous = _distincts(etages)
    en_qpv = _distincts(etages[etages["statut_qpv"] == QPV])
    lot = tous.merge(en_qpv, on=CLES, how="left", suffixes=("", "_qpv"), validate="1:1")
    lot = lot.assign(n_qpv=lot["n_qpv"].fillna(0))
    lot["part"] = 100 * lot["n_qpv"] / lot["n"]
    periode = str(annee)
    part = _cadre(lot, "part_qpv_salaries", periode=periode, valeur="part")
    return empiler(
        [
            _cadre(lot, "salaries_adresse_connue", periode=periode, valeur="n"),
            _cadre(lot, "salaries_qpv", periode=periode, valeur="n_qpv"),
            part.assign(
                numerateur=lot["n_qpv"].astype("float64"), denominateur=lot["n"].astype("float64")
            ),
        ]
    )


def comptes_plusieurs_fois(
    comptes: pd.DataFrame, *, total: str, parties: Sequence[str]
) -> dict[str, float]:
    """De combien la somme des parties dépasse le total, par modalité ; ce que dit le livrable.

    `comptes` : cadre long de personnes distinctes, tel que publié. Une valeur cachée ou absente
    d'une partie rend l'écart absent (NaN) : il ne se devine pas.
    """
    table = comptes.pivot_table(
        index="modalite", columns="territoire", values="valeur", aggfunc="sum", dropna=False
    )
    caches = comptes.loc[comptes["valeur"].isna(), ["modalite", "territoire"]]
    for modalite, territoire in caches.itertuples(index=False):
        table.loc[modalite, territoire] = ABSENT
    ecarts = table.reindex(columns=list(parties)).sum(axis=1, skipna=False) - table[total]
    return {str(modalite): float(ecart) for modalite, ecart in ecarts.items()}


def peser(lignes: pd.DataFrame, appartenance: pd.DataFrame) -> pd.DataFrame:
    """Combien de personnes font les ETP de chaque case, et la part de la plus grosse (0 à 1).

    Rend : `territoire, modalite, unites, premiere`. Colonnes lues : `id_personne, etp, type_siae`
    et la clé d'`appartenance`.
    """
    cle = str(appartenance.columns[0])
    par_type = lignes.groupby(["id_personne", "type_siae", cle], observed=True)["etp"].sum()
    etages = ventiler(par_type.reset_index(), appartenance)
    par_personne = etages.groupby([*CLES, "id_personne"], observed=True)["etp"].sum()
    poids = par_personne.groupby(level=CLES).agg(["sum", "max", "count"]).reset_index()
    return poids.assign(
        unites=poids["count"].astype("float64"), premiere=poids["max"] / poids["sum"]
    )[[*CLES, "unites", "premiere"]]


def _etp(lignes: pd.DataFrame, appartenance: pd.DataFrame, *, periode: str) -> pd.DataFrame:
    cle = str(appartenance.columns[0])
    # Des heures d'abord sommées par lieu et par type : deux millions de lignes en font mille.
    sommes = lignes.groupby([cle, "type_siae"], observed=True)["etp"].sum().reset_index()
    etages = ventiler(sommes, appartenance)
    lot = etages.groupby(CLES, observed=True)["etp"].sum().reset_index()
    return _cadre(lot, "etp", periode=periode, valeur="etp")


def _presents(
    lignes: pd.DataFrame, appartenance: pd.DataFrame, annee: int, *autres: str
) -> pd.DataFrame:
    colonnes = ["id_personne", "type_siae", str(appartenance.columns[0]), *autres]
    return lignes.loc[lignes["annee"] == annee, colonnes].drop_duplicates()


def _distincts(etages: pd.DataFrame) -> pd.DataFrame:
    comptes = etages.groupby(CLES, observed=True)["id_personne"].nunique()
    return comptes.rename("n").reset_index()


def _cadre(lot: pd.DataFrame, indicateur: str, *, periode: str, valeur: str) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "territoire": lot["territoire"].astype(str),
            "periode": periode,
            "indicateur": indicateur,
            "modalite": lot["modalite"].astype(str),
            "numerateur": ABSENT,
            "denominateur": ABSENT,
            "valeur": lot[valeur].astype("float64"),
            "etat": "ok",
        },
        columns=list(COLONNES),
    ).reset_index(drop=True)
