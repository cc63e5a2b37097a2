"""Les territoires d'un panorama, et les départements dont chacun est fait."""

import pandas as pd

from carnets.presentation.lignee import Decoupes
from carnets.presentation.panorama.lieu import Lieu
from carnets.presentation.parties import sources_de


def decoupes(lieu: Lieu, vues: pd.DataFrame) -> Decoupes:
    """Type → code → ses EPCI, ou parts d'EPCI ; pour un département, ce qui n'est d'aucun.

    Du plus large territoire du dossier qui contient `lieu` jusqu'aux EPCI qu'il contient ; d'un
    EPCI, à tous ceux de ses départements : leurs livrables, retranchés du leur, diraient le sien.
    `vues` : `code_departement, code_commune` de ce qui est compté ; un département où tout l'est
    dans un EPCI en est la somme. Un EPCI à cheval sur deux départements n'est dans aucun des deux.
    """
    ici = lieu.etude.territoire
    sommet = [ici, *lieu.etude.dossier.au_dessus(ici)][-1]
    communes = _communes(lieu)
    epci = _epci(communes)
    if sommet.type == "epci":
        return {"epci": {lieu.code: epci[lieu.code]}}
    connues = set(communes["code_commune"].dropna())
    hors = set(vues.loc[~vues["code_commune"].isin(connues), "code_departement"])
    parts = sorted(frozenset().union(*epci.values()))
    departements = {}
    for code in lieu.departements_de(sommet):
        siennes = frozenset(p for p in parts if p.startswith(f"{code} "))
        reste = {code} if code in hors or not siennes else frozenset[str]()
        departements[code] = siennes | reste
    dans = lieu.referentiel[lieu.referentiel["code"].isin(departements)]
    par_region = pd.Series(lieu.regions_de(dans).to_numpy(), dans["code"])
    if sommet.type == "departement":
        return {"departement": departements, "epci": epci}
    regions = {
        str(region): frozenset[str]().union(*(departements[code] for code in codes))
        for region, codes in par_region.groupby(par_region).groups.items()
    }
    pays = {sommet.code: frozenset[str]().union(*regions.values())}
    france = {"france": pays} if sommet.type == "france" else {}
    return {**france, "region": regions, "departement": departements, "epci": epci}


def _epci(communes: pd.DataFrame) -> dict[str, frozenset[str]]:
    """Code d'un EPCI → « département EPCI » pour chacun de ses départements."""
    parts = communes["code_departement"] + " " + communes["code_epci"]
    return {str(code): frozenset(lot) for code, lot in parts.groupby(communes["code_epci"])}


def _communes(lieu: Lieu) -> pd.DataFrame:
    """`code_commune, code_epci, code_departement` des EPCI du lieu ; vide sans leur table.

    Toutes leurs communes : un EPCI à cheval n'est pas tout entier dans le département d'où on le
    voit. D'une région ou du pays, les EPCI qui ont un livrable au dossier.
    """
    dossier, noms = lieu.etude.dossier, sources_de(lieu.etude, "commune_epci")
    if lieu.communes_autour is not None and lieu.type in {"departement", "epci"}:
        codes = sorted(set(lieu.communes_autour["code_epci"].dropna()))
    else:
        codes = [
            t.code
            for t in dossier.territoires
            if t.type == "epci" and any(haut.code == lieu.code for haut in dossier.au_dessus(t))
        ]
    colonnes = ["code_commune", "code_epci", "code_departement"]
    if not noms or not codes:
        return pd.DataFrame({c: pd.Series(dtype="str") for c in colonnes})
    return lieu.etude.lignes(noms[0], "code_epci", *codes)[colonnes]
