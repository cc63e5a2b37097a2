"""Les territoires de la clause autour d'un bilan, et les lots dont chacun est fait."""

from collections.abc import Mapping

from carnets.indicateurs.clauses.structure import structure_des_lots
from carnets.presentation.etude import Etude
from carnets.presentation.lignee import Decoupes, Unites

NIVEAUX = {"projet": "id_projet", "maitre_ouvrage": "id_mo", "operation": "id_operation"}


def decoupes(etude: Etude) -> Decoupes:
    """Type → code → ses lots, dans les projets de la région de l'étude, ou dans tous.

    Un maître d'ouvrage de deux projets n'est dans aucun : ses lots le disent, non le dossier.
    """
    dossier = etude.dossier
    lignee = (etude.territoire, *dossier.au_dessus(etude.territoire))
    regions = [t.code for t in lignee if t.type == "region"]
    par_region = {
        region: [t.code for t in dossier.territoires if t.type == "projet" and t.parent == region]
        for region in regions
    }
    projets = [projet for siens in par_region.values() for projet in siens]
    lots = etude.agregat(
        structure_des_lots,
        "operations",
        "marches",
        ou={"id_projet": projets} if projets else None,
    )
    niveaux = {
        type_: {
            str(code): frozenset(siens["id_lot"].astype(str))
            for code, siens in lots.groupby(colonne, observed=True)
        }
        for type_, colonne in NIVEAUX.items()
    }
    return {"region": _reunir(par_region, niveaux["projet"]), **niveaux}


def _reunir(
    par_region: Mapping[str, list[str]], projets: Mapping[str, Unites]
) -> dict[str, Unites]:
    vide: Unites = frozenset()
    return {
        region: vide.union(*(projets.get(projet, vide) for projet in siens))
        for region, siens in par_region.items()
    }
