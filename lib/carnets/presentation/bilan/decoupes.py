"""Les découpes d'un bilan au seul niveau du périmètre : profils, adresses, modalités, sorties."""

import pandas as pd

from carnets.indicateurs import clauses
from carnets.indicateurs.clauses import cellules
from carnets.presentation.bilan.perimetre import Perimetre
from carnets.secret import Table

PROFILS = (
    "personnes_par_sexe", "personnes_par_age", "personnes_par_statut_social",
    "personnes_par_niveau", "personnes_par_public", "contrats_par_type",
)  # fmt: skip


# Une découpe d'un si petit total serait presque toute masquée, et parfois ne se protège pas.
FOIS_LE_SEUIL = 5


def decoupes(lieu: Perimetre, releve: clauses.Releve, ici: pd.DataFrame) -> list[Table]:
    """Personnes, contrats et heures découpés ; `ici` : lignes du périmètre, depuis l'origine."""
    lignes = releve.heures[releve.heures["territoire"] == lieu.code]
    profils = {nom: cellules.decouper(ici, nom) for nom in PROFILS}
    return [
        *(
            lieu.declarer(nom, table, cellules.DECOUPES[nom][1])
            for nom, table in profils.items()
            if ventilable(lieu, table)
        ),
        _adresses(lieu, releve, ici, lignes),
        _heures(lieu, ici, lignes, "heures_par_modalite", "modalite"),
        _heures(lieu, ici, lignes, "heures_par_sexe", "sexe"),
        *_sorties(lieu, releve),
    ]


def ventilable(lieu: Perimetre, table: pd.DataFrame) -> bool:
    """Vrai si le total de la découpe (sa première ligne) fait assez de fois le seuil du secret."""
    return bool(table["valeur"].iloc[0] >= FOIS_LE_SEUIL * lieu.seuil)


def _adresses(
    lieu: Perimetre, releve: clauses.Releve, ici: pd.DataFrame, lignes: pd.DataFrame
) -> Table:
    table = cellules.adresses(releve, ici)
    table = table[table["territoire"] == lieu.code]
    montants = table[table["indicateur"] == "heures_realisees"]
    statuts = lignes["statut_qpv"]
    quartiers = lignes["code_qpv_entree"].where(statuts == "QP")
    poids = cellules.apports(montants, lignes, statuts, quartiers)
    return lieu.declarer("adresses", table, "adresse", poids=poids)


def _heures(
    lieu: Perimetre, ici: pd.DataFrame, lignes: pd.DataFrame, nom: str, colonne: str
) -> Table:
    table = cellules.decouper(ici, nom)
    poids = cellules.apports(table, lignes, lignes[colonne].fillna("nr"))
    return lieu.declarer(nom, table, cellules.DECOUPES[nom][1], poids=poids)


def _sorties(lieu: Perimetre, releve: clauses.Releve) -> list[Table]:
    """Une table par référentiel : leurs définitions ne se mélangent pas."""
    declarees = []
    for referentiel in sorted(releve.sorties["referentiel_sortie"].dropna().unique()):
        table = clauses.sorties(releve, referentiel=referentiel)
        table = table[
            (table["territoire"] == lieu.code)
            & table["indicateur"].isin(["sorties_examinees", "sorties_par_categorie"])
        ]
        total = table["modalite"] == referentiel
        table = table.assign(
            indicateur="sorties_examinees",
            modalite=table["modalite"].mask(total, f"{referentiel}|"),
        )
        if ventilable(lieu, table):
            declarees.append(
                lieu.declarer(f"sorties {referentiel}", table, "referentiel", "categorie")
            )
    return declarees
