"""Les dispositifs conventionnés, et la chaîne établissements ≤ SIAE ≤ dispositifs."""

from collections.abc import Iterable

import pandas as pd

from carnets.indicateurs.cadre import empiler, mesure
from carnets.indicateurs.iae.types import ENSEMBLE

CHAINE = ("etablissements", "siae_conventionnees", "dispositifs")


def dispositifs(
    structures: pd.DataFrame,
    conventions: pd.DataFrame,
    appartenance: pd.DataFrame,
    *,
    types: Iterable[str],
    periode: str,
) -> pd.DataFrame:
    """Dispositifs conventionnés de chaque territoire (IA-03), par type et ensemble.

    Un dispositif est une convention active : une structure peut en porter plusieurs, deux fiches
    d'une même convention n'en font qu'une. Le lieu est celui du siège de la fiche, le type celui de
    la convention.

    Colonnes lues : `convention_id` et la clé d'`appartenance` (structures) ; `convention_id,
    type_siae, active` (conventions).
    """
    actives = conventions.loc[conventions["active"].fillna(value=False).astype(bool)]
    cle = str(appartenance.columns[0])
    portes = structures[["convention_id", cle]].merge(
        actives[["convention_id", "type_siae"]], on="convention_id", validate="m:1"
    )
    places = portes.merge(appartenance, on=cle)
    territoires = pd.Series(sorted(set(appartenance["territoire"])))
    cadres = []
    for nom in (ENSEMBLE, *types):
        lot = places if nom == ENSEMBLE else places[places["type_siae"] == nom]
        comptes = lot.groupby("territoire")["convention_id"].nunique()
        cadres.append(
            mesure(
                territoires,
                territoires.map(comptes).fillna(0),
                periode=periode,
                indicateur="dispositifs",
                modalite=nom,
            )
        )
    return empiler(cadres)


def chaine_rompue(comptes: pd.DataFrame) -> pd.DataFrame:
    """Les territoires et types où la chaîne établissements ≤ SIAE ≤ dispositifs ne tient pas.

    `comptes` : ce que rendent `implantation` et `dispositifs`, l'un sous l'autre. Rend :
    `territoire, modalite`, puis les trois comptes ; vide si la chaîne tient partout.
    """
    tables = comptes[comptes["indicateur"].isin(list(CHAINE))].pivot_table(
        index=["territoire", "modalite"], columns="indicateur", values="valeur"
    )
    etablissements, siae, portes = (tables[nom] for nom in CHAINE)
    rompue = (etablissements > siae) | (siae > portes)
    return tables.loc[rompue, list(CHAINE)].reset_index()
