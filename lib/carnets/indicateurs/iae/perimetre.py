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


def etages_epci(communes: pd.DataFrame) -> pd.DataFrame:
    """Chaque commune et son EPCI : `code_commune, territoire`. Une commune sans EPCI n'y est pas.

    Colonnes lues : `code_commune, code_epci` de la table `commune_epci`.
    """
    connues = communes.dropna(subset=["code_epci"])
    return connues[["code_commune", "code_epci"]].rename(columns={"code_epci": "territoire"})


def quartiers_de(contours: pd.DataFrame, departements: list[str], epci: str = "") -> pd.DataFrame:
    """Les contours de quartiers de ces départements, ou du seul EPCI donné.

    Colonnes lues : `code` ; `codes_epci` pour un EPCI, qu'un code de quartier ne dit pas : un
    quartier qui n'en a pas n'est rendu pour aucun EPCI.
    """
    ici = contours[contours["code"].map(departement_du_quartier).isin(departements)]
    if not epci:
        return ici
    return ici[ici["codes_epci"].fillna("").str.contains(epci, regex=False)]


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
