"""Contrats signés dans l'année (IA-04) : un flux, qui n'est pas un nombre de salariés.

Un contrat de l'ASP ne porte ni type ni lieu : ses états mensuels les donnent, par leur annexe.
"""

import pandas as pd

from carnets.indicateurs.cadre import ABSENT, empiler, mesure, rapport, valeur_seule
from carnets.indicateurs.iae.asp import DE_L_ANNEXE, annexes_comptees, decrire_salaries
from carnets.indicateurs.iae.etats_mensuels import CLES, HORS_QPV, QPV, peser
from carnets.indicateurs.iae.profils import SEXES
from carnets.indicateurs.iae.types import ENSEMBLE, MODALITES, ventiler

ADRESSES = {
    "contrats_qpv": (QPV,),
    "contrats_autres_adresses": (HORS_QPV, "NR"),
    "contrats_hors_qpv": (HORS_QPV,),
    "contrats_adresse_inconnue": ("NR",),
}
"""Indicateur → adresses du salarié : en QPV ou non, puis ce non, hors QPV ou inconnue."""


def situer_contrats(
    contrats: pd.DataFrame,
    etats: pd.DataFrame,
    annexes: pd.DataFrame,
    salaries: pd.DataFrame | None = None,
    *,
    annee: int,
) -> pd.DataFrame:
    """Les contrats signés dans l'année, où et par qui : une ligne par contrat.

    Signé : date d'embauche dans l'année ; une reconduction, qui a son propre contrat, en est un.
    Type et lieu sont ceux de l'annexe du premier état mensuel du contrat, même sans heure : qui
    change d'annexe ne compte pas deux fois. Absents, le contrat n'a aucun état. Un contrat dont
    aucune annexe ne compte (fonds de développement, annexe annulée) n'est pas du champ. Un salarié
    inconnu de la table a le sexe « nr » et l'adresse « NR ». Un contrat sans date, d'aucune année,
    est gardé avec une année absente.

    Colonnes lues : celles des modèles `asp_contrat`, `etat_mensuel_iae`, `asp_annexe_financiere`,
    `asp_salarie`. Rend : `contrat_id_ctr, annee, type_siae, code_departement, code_commune,
    id_personne, sexe, statut_qpv`.
    """
    embauche = contrats["contrat_date_embauche"].dt.year.astype("float64")
    dates = contrats[["contrat_id_ctr", "contrat_id_pph"]].assign(annee=embauche)
    signes = dates[embauche.isna() | (embauche == annee)].reset_index(drop=True)
    lieux = _lieux(signes["contrat_id_ctr"], etats, annexes_comptees(annexes))
    du_champ = signes.join(lieux)[lieux["du_champ"]].drop(columns="du_champ")
    return _avec_salarie(du_champ.reset_index(drop=True), salaries)


def _lieux(contrats: pd.Series, etats: pd.DataFrame, annexes: pd.DataFrame) -> pd.DataFrame:
    """`DE_L_ANNEXE` de chaque contrat, dans leur ordre, et s'il est `du_champ`.

    Par rangs et non par textes : deux millions d'états s'y trient trois fois plus vite.
    """
    comptees = annexes.set_index("af_id_annexe_financiere").sort_index()
    rangs = pd.DataFrame(
        {
            "contrat": pd.Index(contrats).get_indexer(pd.Index(etats["emi_ctr_id"])),
            "mois": (12 * etats["emi_sme_annee"] + etats["emi_sme_mois"]).to_numpy("int64"),
            "annexe": comptees.index.get_indexer(pd.Index(etats["emi_afi_id"])),
        }
    )
    vus = rangs[rangs["contrat"] >= 0]
    comptes = vus[vus["annexe"] >= 0].sort_values(["mois", "annexe"])
    premiers = comptes.drop_duplicates("contrat").set_index("contrat")["annexe"]
    lieux = comptees[list(DE_L_ANNEXE)].iloc[premiers.to_numpy()].set_axis(premiers.index)
    places = pd.RangeIndex(len(contrats))
    sans_etat = ~places.isin(vus["contrat"])
    return lieux.reindex(places).assign(du_champ=sans_etat | places.isin(premiers.index))


def _avec_salarie(signes: pd.DataFrame, salaries: pd.DataFrame | None) -> pd.DataFrame:
    """Les contrats et leur salarié ; inconnu, il n'est que l'identifiant de sa structure."""
    pph = signes["contrat_id_pph"]
    if salaries is None:
        connus = signes.assign(id_personne=None, sexe=None, statut_qpv=None)
    else:
        dits = decrire_salaries(salaries)[["id_personne", "sexe", "statut_qpv"]]
        connus = signes.join(dits, on="contrat_id_pph", validate="m:1")
    return connus.assign(
        id_personne=connus["id_personne"].fillna("structure " + pph),
        sexe=connus["sexe"].fillna("nr"),
        statut_qpv=connus["statut_qpv"].fillna("NR"),
    ).drop(columns="contrat_id_pph")


def contrats_signes(
    lignes: pd.DataFrame, appartenance: pd.DataFrame, *, annee: int
) -> pd.DataFrame:
    """Contrats signés dans l'année (IA-04), par territoire, type et famille ; part des QPV.

    Chaque contrat compte une fois : les types font l'ensemble, les territoires disjoints leur
    réunion. `contrats_qpv` et `contrats_autres_adresses` font les contrats, `contrats_hors_qpv` et
    `contrats_adresse_inconnue` ces autres ; la part (%) se prend parmi les adresses connues. Aucun
    contrat n'est de l'année : `nd`, et non zéro. Un territoire sans contrat, quand d'autres en ont,
    est à zéro.

    Colonnes lues : celles de `situer_contrats`, et la clé d'`appartenance`.
    """
    cle = str(appartenance.columns[0])
    de_l_annee = lignes[lignes["annee"] == annee]
    # D'abord comptés par lieu, type et adresse : un million de lignes en font quelques milliers.
    sommes = de_l_annee.groupby([cle, "type_siae", "statut_qpv"], as_index=False).size()
    etages = ventiler(sommes, appartenance)
    inconnu = 0.0 if len(de_l_annee) else ABSENT
    attendus = pd.MultiIndex.from_product(
        [sorted(set(appartenance["territoire"])), MODALITES["modalite"].unique()], names=CLES
    )

    def compter(lot: pd.DataFrame) -> pd.Series:
        return inconnu + lot.groupby(CLES)["size"].sum().reindex(attendus, fill_value=0)

    par_adresse = {
        nom: compter(etages[etages["statut_qpv"].isin(vues)]) for nom, vues in ADRESSES.items()
    }
    en_qpv, hors_qpv = par_adresse["contrats_qpv"], par_adresse["contrats_hors_qpv"]
    territoires = attendus.get_level_values("territoire").to_series()
    modalites = attendus.get_level_values("modalite").to_numpy()
    part = rapport(
        territoires, en_qpv, en_qpv + hors_qpv,
        periode=str(annee), indicateur="part_qpv_contrats", facteur=100.0,
    )  # fmt: skip
    comptes = {"contrats": compter(etages), **par_adresse}
    cadres = [
        mesure(territoires, valeurs, periode=str(annee), indicateur=nom)
        for nom, valeurs in comptes.items()
    ]
    return empiler(cadre.assign(modalite=modalites) for cadre in (*cadres, part))


def contrats_par_sexe(
    lignes: pd.DataFrame, appartenance: pd.DataFrame, *, annee: int
) -> pd.DataFrame:
    """Contrats signés dans l'année par sexe du salarié (F, H, nr), total de modalité vide compris.

    Un salarié qui en signe deux compte deux fois. Aucun contrat n'est de l'année : `nd`.

    Colonnes lues : celles de `situer_contrats`, et la clé d'`appartenance`.
    """
    cle = str(appartenance.columns[0])
    de_l_annee = lignes[lignes["annee"] == annee]
    ici = de_l_annee[[cle, "sexe"]].merge(appartenance, on=cle)
    territoires = pd.Series(sorted(set(appartenance["territoire"])), dtype="str")
    inconnu = 0.0 if len(de_l_annee) else ABSENT

    def compter(lot: pd.DataFrame, modalite: str) -> pd.DataFrame:
        comptes = inconnu + lot.groupby("territoire").size().reindex(territoires, fill_value=0)
        return mesure(
            territoires, comptes, periode=str(annee), indicateur="contrats", modalite=modalite
        )

    return empiler([compter(ici, ""), *(compter(ici[ici["sexe"] == sexe], sexe) for sexe in SEXES)])


def contrats_non_situes(lignes: pd.DataFrame, *, territoire: str, annee: int) -> pd.DataFrame:
    """Contrats signés dans l'année sans aucun état mensuel : ni leur type ni leur lieu ne se sait.

    De l'extrait entier, puisque leur lieu est inconnu ; `territoire` n'est que celui qui le dit.
    """
    de_l_annee = lignes[lignes["annee"] == annee]
    sans = float(de_l_annee["type_siae"].isna().sum()) if len(de_l_annee) else ABSENT
    return valeur_seule(territoire, sans, periode=str(annee), indicateur="contrats_non_situes")


def peser_contrats(lignes: pd.DataFrame, appartenance: pd.DataFrame, *, annee: int) -> pd.DataFrame:
    """Combien de personnes ont signé les contrats de chaque case, et la part de la plus active.

    Douze missions d'une même personne font douze contrats, et une seule personne à protéger.
    Rend : `indicateur, territoire, modalite, unites, premiere` ; indicateurs de `contrats_signes`,
    puis `contrats` de modalités F, H et nr, tous types.
    """
    situes = lignes[lignes["annee"] == annee].dropna(subset="type_siae")
    # Des rangs et non des clés : sept pesées d'un million de contrats se groupent sur des nombres.
    signes = situes.assign(
        etp=1.0,
        id_personne=pd.factorize(situes["id_personne"])[0],
        **{nom: situes[nom].astype("category") for nom in DE_L_ANNEXE},
    )
    adresses = {nom: signes[signes["statut_qpv"].isin(a)] for nom, a in ADRESSES.items()}
    pesees = [
        peser(lot, appartenance).assign(indicateur=nom)
        for nom, lot in {"contrats": signes, **adresses}.items()
    ]
    for sexe in SEXES:
        du_sexe = peser(signes[signes["sexe"] == sexe], appartenance)
        ensemble = du_sexe[du_sexe["modalite"] == ENSEMBLE]
        pesees.append(ensemble.assign(indicateur="contrats", modalite=sexe))
    return pd.concat(pesees, ignore_index=True)
