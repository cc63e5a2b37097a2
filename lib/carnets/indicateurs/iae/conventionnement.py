"""Conventionnements : ce qui en est réalisé, et qui ne porte qu'un seul type."""

import pandas as pd

from carnets.indicateurs.cadre import mesure, rapport
from carnets.indicateurs.iae.asp import annexes_comptees
from carnets.indicateurs.iae.parts import part_qui
from carnets.indicateurs.iae.types import ventiler


def taux_realisation(
    conventions: pd.DataFrame, appartenance: pd.DataFrame, *, annee: int
) -> pd.DataFrame:
    """Taux de réalisation du conventionnement (IA-12) : ETP réalisés / conventionnés, en %.

    Seules les structures dont les deux nombres sont connus y entrent : l'un sans l'autre fausserait
    le rapport. Une année incomplète donne un taux provisoire : le livrable doit le dire.

    Colonnes lues : `siret, type_siae, annee, etp_conventionnes, etp_realises` et la clé
    d'`appartenance`.
    """
    connues = conventions[conventions["annee"] == annee].dropna(
        subset=["etp_conventionnes", "etp_realises"]
    )
    sommes = (
        ventiler(connues, appartenance)
        .groupby(["territoire", "modalite"])[["etp_realises", "etp_conventionnes"]]
        .sum()
        .reset_index()
    )
    taux = rapport(
        sommes["territoire"],
        sommes["etp_realises"],
        sommes["etp_conventionnes"],
        periode=str(annee),
        indicateur="taux_realisation_conventionnement",
        facteur=100.0,
    )
    return taux.assign(modalite=sommes["modalite"].to_numpy())


def etp_conventionnes(
    annexes: pd.DataFrame, appartenance: pd.DataFrame, *, annee: int
) -> pd.DataFrame:
    """ETP conventionnés de l'année, par territoire, type et famille.

    Une annexe compte au prorata des mois de l'année qu'elle couvre : 12 ETP en vigueur d'avril à
    décembre font 9. Deux annexes d'une structure qui se suivent s'additionnent donc sans double
    compte. Une annexe sans dates ou sans ETP conventionnés n'y est pas.

    Colonnes lues : celles du modèle `asp_annexe_financiere` ; `appartenance`.
    """
    connues = annexes_comptees(annexes).dropna(
        subset=["af_etp_postes_insertion", "af_date_debut_effet_v2", "af_date_fin_effet_v2"]
    )
    debut, fin = (
        (dates.dt.year * 12 + dates.dt.month).clip(annee * 12 + 1, annee * 12 + 13)
        for dates in (
            connues["af_date_debut_effet_v2"],
            # Le mois de la fin compte en entier : la borne est le mois suivant.
            connues["af_date_fin_effet_v2"] + pd.offsets.MonthBegin(),
        )
    )
    etp = connues["af_etp_postes_insertion"] * (fin - debut) / 12
    sommes = (
        ventiler(connues.assign(etp=etp), appartenance)
        .groupby(["territoire", "modalite"])["etp"]
        .sum()
        .reset_index()
    )
    return mesure(
        sommes["territoire"], sommes["etp"], periode=str(annee), indicateur="etp_conventionnes"
    ).assign(modalite=sommes["modalite"].to_numpy())


def part_un_seul_type(
    structures: pd.DataFrame, appartenance: pd.DataFrame, *, periode: str
) -> pd.DataFrame:
    """Part des établissements qui ne portent qu'un type de SIAE (IA-16), en %.

    « Unique » s'entend du type (ACI, EI, AI, ETTI), pas du dispositif : un SIRET de deux
    conventions du même type compte comme unique. Un territoire sans structure est `sans_objet`.

    Colonnes lues : `siret, type_siae` et la clé d'`appartenance`.
    """
    types = structures.merge(appartenance, on=str(appartenance.columns[0]))
    par_siret = types.groupby(["territoire", "siret"])["type_siae"].nunique().reset_index()
    return part_qui(
        par_siret["type_siae"] == 1,
        par_siret["territoire"],
        parmi=appartenance["territoire"],
        periode=periode,
        indicateur="part_un_seul_type",
    )
