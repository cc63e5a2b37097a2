"""Les découpes d'un bilan au seul niveau du périmètre : profils, adresses, modalités, sorties."""

import pandas as pd

from carnets.indicateurs import clauses
from carnets.indicateurs.cadre import empiler
from carnets.indicateurs.clauses import cellules
from carnets.indicateurs.clauses.suites import HORIZONS
from carnets.presentation.bilan.perimetre import Perimetre
from carnets.presentation.bilan.voisinage import Voisinage
from carnets.secret import Table

PROFILS = (
    "personnes_par_sexe", "personnes_par_age", "personnes_par_statut_social",
    "personnes_par_niveau", "personnes_par_public", "contrats_par_type",
)  # fmt: skip


# Une découpe d'un si petit total serait presque toute masquée, et parfois ne se protège pas.
FOIS_LE_SEUIL = 5


def decoupes(
    lieu: Perimetre, releve: clauses.Releve, ici: pd.DataFrame, autour: Voisinage
) -> list[Table]:
    """Personnes, contrats et heures découpés ; `ici` : lignes du périmètre, depuis l'origine."""
    lignes = releve.heures[releve.heures["territoire"] == lieu.code]
    profils = {nom: cellules.decouper(ici, nom) for nom in PROFILS}
    return [
        *(
            lieu.declarer(nom, table, cellules.DECOUPES[nom][1])
            for nom, table in profils.items()
            if ventilable(lieu, table)
        ),
        _adresses(lieu, releve, ici, lignes, autour),
        _heures(lieu, ici, lignes, autour, "heures_par_modalite", "modalite"),
        _heures(lieu, ici, lignes, autour, "heures_par_sexe", "sexe"),
        *_sorties(lieu, releve),
    ]


def ventilable(lieu: Perimetre, table: pd.DataFrame) -> bool:
    """Vrai si le total de la découpe (sa première ligne) fait assez de fois le seuil du secret."""
    return bool(table["valeur"].iloc[0] >= FOIS_LE_SEUIL * lieu.seuil)


def _adresses(
    lieu: Perimetre,
    releve: clauses.Releve,
    ici: pd.DataFrame,
    lignes: pd.DataFrame,
    autour: Voisinage,
) -> Table:
    table = cellules.adresses(releve, ici)
    table = table[table["territoire"] == lieu.code]
    montants = table[table["indicateur"] == "heures_realisees"]
    statuts = lignes["statut_qpv"]
    quartiers = lignes["code_qpv_entree"].where(statuts == "QP")
    poids = cellules.apports(montants, lignes, statuts, quartiers)
    return lieu.declarer("adresses", table, "adresse", poids=poids, autour=autour.adresses())


def _heures(
    lieu: Perimetre,
    ici: pd.DataFrame,
    lignes: pd.DataFrame,
    autour: Voisinage,
    nom: str,
    colonne: str,
) -> Table:
    table = cellules.decouper(ici, nom)
    poids = cellules.apports(table, lignes, lignes[colonne].fillna("nr"))
    dimension = cellules.DECOUPES[nom][1]
    return lieu.declarer(nom, table, dimension, poids=poids, autour=autour.par(colonne))


def periode_a_l_horizon(cumul: str, horizon: str) -> str:
    """Nom, parmi les périodes d'une table, des sorties revues après `horizon` mois."""
    return cumul if horizon == "0" else f"{cumul}, {horizon:0>2} mois après"


def _sorties(lieu: Perimetre, releve: clauses.Releve) -> list[Table]:
    """Une table par référentiel, à la sortie puis à chaque horizon revu.

    Les définitions des référentiels ne se mélangent pas, et les personnes revues ne sont pas
    toutes celles qui sont sorties : chaque horizon a sa période, et rien ne se somme de l'un à
    l'autre.
    """
    declarees = []
    for referentiel in sorted(releve.sorties["referentiel_sortie"].dropna().unique()):
        horizons = [_a_l_horizon(lieu, releve, referentiel, h) for h in HORIZONS]
        if ventilable(lieu, horizons[0]):
            suivis = empiler(table for table in horizons if ventilable(lieu, table))
            declarees.append(
                lieu.declarer(f"sorties {referentiel}", suivis, "referentiel", "categorie")
            )
    return declarees


def _a_l_horizon(
    lieu: Perimetre, releve: clauses.Releve, referentiel: str, horizon: str
) -> pd.DataFrame:
    table = clauses.sorties(releve, referentiel=referentiel, horizon=horizon)
    table = table[
        (table["territoire"] == lieu.code)
        & table["indicateur"].isin(["sorties_examinees", "sorties_par_categorie"])
    ]
    total = table["modalite"] == referentiel
    return table.assign(
        periode=periode_a_l_horizon(releve.periode, horizon),
        indicateur="sorties_examinees",
        modalite=table["modalite"].mask(total, f"{referentiel}|"),
    )
