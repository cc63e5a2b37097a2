"""Le périmètre d'un panorama : quels départements, quels quartiers, quels EPCI le composent."""

import pandas as pd

from carnets.codes import departement_du_quartier
from carnets.indicateurs.cadre import empiler, scalaire
from carnets.indicateurs.iae.implantation import FRANCE


def departements_de(territoire: str, departements: pd.DataFrame) -> list[str]:
    """Codes des départements d'un territoire : `FR`, une région (`R76`) ou un département.

    Colonnes lues : `code, region`.
    """
    if territoire == FRANCE:
        return list(departements["code"])
    if territoire.startswith("R"):
        return list(departements.loc["R" + departements["region"] == territoire, "code"])
    return [territoire]


def quartiers_de(codes: pd.DataFrame, departements: list[str]) -> pd.DataFrame:
    """Les contours de quartiers de ces départements ; colonne lue : `code`."""
    return codes[codes["code"].map(departement_du_quartier).isin(departements)]


def populations(departements: pd.DataFrame) -> pd.Series:
    """Habitants de chaque département, de chaque région (`R76`) et de la France (`FR`).

    Colonnes lues : `code, region, population`.
    """
    par_departement = departements.set_index("code")["population"]
    par_region = departements.groupby("R" + departements["region"])["population"].sum()
    ensemble = pd.Series({FRANCE: departements["population"].sum()})
    toutes: pd.Series = pd.concat([par_departement, par_region, ensemble])
    return toutes


def resume_des_distances(
    distances: pd.DataFrame, *, territoire: str, seuils: tuple[float, ...]
) -> pd.DataFrame:
    """Combien de quartiers ont une SIAE de chaque type à moins de chaque seuil (en kilomètres).

    Rend un cadre long : `quartiers_a_portee`, modalité `type|seuil`, n et N en quartiers, valeur
    en %. Les quartiers `sans_objet` (aucune structure du type dans leur zone) sont
    au dénominateur : ils n'en ont pas à portée.
    """
    return empiler(
        scalaire(
            territoire,
            float((lot["valeur"] <= seuil).sum()),
            float(len(lot)),
            periode=str(lot["periode"].iloc[0]),
            indicateur="quartiers_a_portee",
            modalite=f"{type_siae}|{seuil:g}",
            facteur=100.0,
        )
        for type_siae, lot in distances.groupby("modalite", sort=False)
        for seuil in seuils
    )
