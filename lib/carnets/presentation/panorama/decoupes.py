"""Les territoires d'un panorama, et les départements dont chacun est fait."""

import pandas as pd

from carnets.presentation.lignee import Decoupes
from carnets.presentation.panorama.lieu import Lieu
from carnets.presentation.parties import sources_de


def decoupes(lieu: Lieu, parties: tuple[str, ...]) -> Decoupes:
    """Type → code → ses départements, ou parts de départements pour un EPCI.

    Du plus large territoire du dossier qui contient `lieu`, jusqu'à ses `parties` et aux EPCI du
    dossier qu'il contient. Un EPCI à cheval sur deux départements n'est dans aucun des deux.
    """
    ici = lieu.etude.territoire
    sommet = [ici, *lieu.etude.dossier.au_dessus(ici)][-1]
    epci = _epci(lieu, parties)
    if sommet.type == "epci":
        return {"epci": epci}
    parts = sorted(frozenset().union(*epci.values()))
    departements = {
        code: frozenset({code, *(p for p in parts if p.startswith(f"{code} "))})
        for code in lieu.departements_de(sommet)
    }
    connus = lieu.referentiel[lieu.referentiel["code"].isin(departements)]
    par_region = pd.Series(lieu.regions_de(connus).to_numpy(), connus["code"])
    if sommet.type == "departement":
        return {"departement": departements, "epci": epci}
    regions = {
        str(region): frozenset[str]().union(*(departements[code] for code in codes))
        for region, codes in par_region.groupby(par_region).groups.items()
    }
    pays = {sommet.code: frozenset[str]().union(*regions.values())}
    france = {"france": pays} if sommet.type == "france" else {}
    return {**france, "region": regions, "departement": departements, "epci": epci}


def _epci(lieu: Lieu, parties: tuple[str, ...]) -> dict[str, frozenset[str]]:
    """Code d'un EPCI → « département EPCI » pour chacun de ses départements."""
    communes = lieu.communes if lieu.type in {"departement", "epci"} else _communes_des_epci(lieu)
    if communes is None:
        return {}
    voulus = parties if lieu.type == "departement" else tuple(communes["code_epci"].unique())
    ici = communes[communes["code_epci"].isin(voulus)]
    parts = ici["code_departement"] + " " + ici["code_epci"]
    return {str(code): frozenset(lot) for code, lot in parts.groupby(ici["code_epci"])}


def _communes_des_epci(lieu: Lieu) -> pd.DataFrame | None:
    """Les communes des EPCI du dossier que contient une région ou le pays."""
    dossier, noms = lieu.etude.dossier, sources_de(lieu.etude, "commune_epci")
    codes = [
        t.code
        for t in dossier.territoires
        if t.type == "epci" and any(haut.code == lieu.code for haut in dossier.au_dessus(t))
    ]
    return lieu.etude.lignes(noms[0], "code_epci", *codes) if noms and codes else None
