"""Conventionnements : ce qui en est réalisé, et qui ne porte qu'un seul type."""

import pandas as pd

from carnets.indicateurs.cadre import empiler, rapport
from carnets.indicateurs.iae.implantation import ENSEMBLE


def taux_realisation(
    conventions: pd.DataFrame, appartenance: pd.DataFrame, *, annee: int
) -> pd.DataFrame:
    """Taux de réalisation du conventionnement (IA-12) : ETP réalisés / conventionnés, en %.

    Seules les structures dont les deux nombres sont connus y entrent : l'un sans l'autre fausserait
    le rapport. Une année incomplète donne un taux provisoire : le livrable doit le dire.

    Colonnes lues : `siret, type_siae, annee, code_departement, etp_conventionnes, etp_realises`.
    """
    connues = conventions[conventions["annee"] == annee].dropna(
        subset=["etp_conventionnes", "etp_realises"]
    )
    etages = connues.merge(appartenance, on="code_departement")
    ensemble = etages.assign(type_siae=ENSEMBLE)
    cadres = []
    for type_siae, lot in pd.concat([ensemble, etages]).groupby("type_siae", sort=True):
        sommes = (
            lot.groupby("territoire")[["etp_realises", "etp_conventionnes"]].sum().reset_index()
        )
        cadres.append(
            rapport(
                sommes["territoire"],
                sommes["etp_realises"],
                sommes["etp_conventionnes"],
                periode=str(annee),
                indicateur="taux_realisation_conventionnement",
                modalite=str(type_siae),
                facteur=100.0,
            )
        )
    return empiler(cadres)


def part_un_seul_type(
    structures: pd.DataFrame, appartenance: pd.DataFrame, *, periode: str
) -> pd.DataFrame:
    """Part des établissements qui ne portent qu'un type de SIAE (IA-16), en %.

    « Unique » s'entend du type (ACI, EI, AI, ETTI), pas du dispositif : un SIRET de deux
    conventions du même type compte comme unique. Un territoire sans structure est `sans_objet`.

    Colonnes lues : `siret, type_siae, code_departement`.
    """
    types = structures.merge(appartenance, on="code_departement")
    par_siret = types.groupby(["territoire", "siret"])["type_siae"].nunique().reset_index()
    comptes = (
        par_siret.assign(unique=par_siret["type_siae"] == 1)
        .groupby("territoire")["unique"]
        .agg(["sum", "size"])
        .reindex(sorted(set(appartenance["territoire"])), fill_value=0)
        .rename_axis("territoire")
        .reset_index()
    )
    return rapport(
        comptes["territoire"],
        comptes["sum"],
        comptes["size"],
        periode=periode,
        indicateur="part_un_seul_type",
        facteur=100.0,
    )
