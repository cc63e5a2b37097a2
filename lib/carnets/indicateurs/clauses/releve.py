"""Le relevé : les microdonnées d'un périmètre, rattachées à tous ses niveaux avant de compter."""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from carnets.indicateurs.cadre import nombres

HEURES = ("heures_travaillees", "heures_formation", "heures_valorisees")
_CLE = ["id_contrat", "id_lot", "mois"]
_DE_PERSONNE = ["id_personne", "sexe", "statut_qpv", "code_qpv_entree"]
_DE_LOT = ["id_lot", "est_gup", "famille_gup", "type_reservation"]


@dataclass(frozen=True)
class Releve:
    """Ce qui se compte, sur une période, dans un périmètre.

    `ensembles` : territoire → code du périmètre qui l'englobe ; ses clés sont les territoires
    attendus. Un territoire attendu sans aucun lot est inconnu (`nd`) ; un territoire qui a des
    lots et rien de déclaré vaut zéro.

    Tables, une ligne par niveau et par objet, toutes avec `territoire` :
    `lots` (une par lot), `heures` (une par contrat et lot), `contrats`, `personnes`, `mois`
    (une par personne et mois travaillé). `formations`, `sorties` n'ont pas de territoire : elles
    suivent la personne.
    """

    periode: str
    debut: str
    fin: str
    ensembles: Mapping[str, str]
    lots: pd.DataFrame
    heures: pd.DataFrame
    contrats: pd.DataFrame
    personnes: pd.DataFrame
    mois: pd.DataFrame
    formations: pd.DataFrame
    sorties: pd.DataFrame
    clauses: pd.DataFrame

    @property
    def territoires(self) -> "pd.Index[str]":
        """Les territoires attendus, dans l'ordre donné."""
        return pd.Index(list(self.ensembles), name="territoire", dtype="str")

    @property
    def connus(self) -> "pd.Index[str]":
        """Ceux qui ont au moins un lot : les seuls dont un zéro est une information."""
        return self.territoires[:0].append(pd.Index(self.lots["territoire"].unique()))


def retenir(declarations: pd.DataFrame, debut: str, fin: str) -> pd.DataFrame:
    """Les déclarations qui comptent : dernière version, validée, mois de `debut` à `fin` compris.

    La dernière version l'emporte avant le tri par statut : une déclaration rejetée en seconde
    lecture ne revit pas sous sa première version. Des heures valorisées absentes restent
    absentes (elles ne valent ni zéro ni les heures travaillées).

    Colonnes lues : `id_contrat, id_lot, mois, version, statut` et les trois mesures d'heures.
    Colonnes rendues : `id_contrat, id_lot, mois`, les trois mesures, `sans_valorisation`.
    """
    vues = declarations[declarations["mois"].between(debut, fin)]
    dernieres = vues.sort_values("version", kind="stable").drop_duplicates(_CLE, keep="last")
    validees = dernieres[dernieres["statut"] == "validee"]
    retenues = validees[[*_CLE, *HEURES]].reset_index(drop=True)
    return retenues.assign(sans_valorisation=retenues["heures_valorisees"].isna().astype("int64"))


def relever(
    tables: Mapping[str, pd.DataFrame],
    rattachement: pd.DataFrame,
    *,
    ensembles: Mapping[str, str],
    debut: str,
    fin: str,
    periode: str,
    retenues: pd.DataFrame | None = None,
) -> Releve:
    """Le relevé d'un périmètre du mois `debut` au mois `fin` (`AAAA-MM`, bornes comprises).

    `tables` : tables conformes à leurs modèles, sous les noms `marches, clauses, structures,
    personnes, contrats, affectations, heures, formations, sorties`. `rattachement` : colonnes
    `id_lot, territoire`, un lot y figurant à chacun de ses niveaux. `retenues` : les heures déjà
    retenues (voir `retenir`), quand elles ont été comptées ailleurs.

    Un contrat est compté s'il est en vigueur dans la période, ou si des heures y sont retenues ;
    il sert les lots de ses affectations et ceux où il déclare. Une personne est comptée par ses
    contrats. Son âge est celui de l'année de son premier contrat.
    """
    declarees = retenir(tables["heures"], debut, fin) if retenues is None else retenues
    contrats = _contrats(tables, declarees, debut, fin)
    liens = pd.concat([tables["affectations"][_CLE[:2]], declarees[_CLE[:2]]]).drop_duplicates()
    niveaux = rattachement[["id_lot", "territoire"]].drop_duplicates()
    rattaches = liens.merge(niveaux, on="id_lot")[["territoire", "id_contrat"]].drop_duplicates()
    contrats_rattaches = rattaches.merge(contrats, on="id_contrat")
    personnes = _personnes(tables["personnes"], tables["contrats"])
    presentes = contrats_rattaches[["territoire", "id_personne"]].drop_duplicates()
    sommes = declarees.groupby(_CLE[:2], as_index=False, sort=False)[
        [*HEURES, "sans_valorisation"]
    ].sum(min_count=1)
    lots = tables["marches"].merge(niveaux, on="id_lot")
    heures = (
        sommes.merge(contrats[["id_contrat", "id_personne", "modalite"]], on="id_contrat")
        .merge(personnes[_DE_PERSONNE], on="id_personne")
        .merge(tables["marches"][_DE_LOT], on="id_lot")
        .merge(niveaux, on="id_lot")
    )
    mois = (
        declarees.loc[nombres(declarees["heures_travaillees"]) > 0, _CLE]
        .merge(contrats[["id_contrat", "id_personne"]], on="id_contrat")
        .merge(niveaux, on="id_lot")[["territoire", "id_personne", "mois"]]
        .drop_duplicates()
    )
    return Releve(
        periode=periode,
        debut=debut,
        fin=fin,
        ensembles=dict(ensembles),
        lots=lots,
        heures=heures,
        contrats=contrats_rattaches,
        personnes=presentes.merge(personnes, on="id_personne"),
        mois=mois,
        formations=tables["formations"],
        sorties=tables["sorties"],
        clauses=tables["clauses"],
    )


def _contrats(
    tables: Mapping[str, pd.DataFrame], declarees: pd.DataFrame, debut: str, fin: str
) -> pd.DataFrame:
    """Les contrats de la période, avec la nature de leur employeur."""
    contrats = tables["contrats"]
    premier, dernier = pd.Timestamp(f"{debut}-01"), pd.Period(fin, "M").end_time
    fins = contrats["date_fin_reelle"]
    vigueur = (contrats["date_debut"] <= dernier) & (fins.isna() | (fins >= premier))
    # Une valeur par contrat, et non par déclaration : la recherche parcourt la liste en Python.
    retenus = contrats[vigueur | contrats["id_contrat"].isin(declarees["id_contrat"].unique())]
    natures = tables["structures"][["siret", "type"]].rename(
        columns={"siret": "employeur_siret", "type": "nature_employeur"}
    )
    return retenus.merge(natures, on="employeur_siret", how="left")


def _personnes(personnes: pd.DataFrame, contrats: pd.DataFrame) -> pd.DataFrame:
    """Les personnes, avec leur âge à l'entrée : année du premier contrat − année de naissance."""
    premiers = contrats.groupby("id_personne", sort=False)["date_debut"].min().dt.year
    annees = personnes["id_personne"].map(premiers.astype("float64"))
    # Une année est un code pour la lecture (elle ne s'additionne pas) : ici, elle se soustrait.
    naissances = pd.to_numeric(personnes["annee_naissance"]).astype("float64")
    return personnes.assign(age=nombres(annees) - naissances)
