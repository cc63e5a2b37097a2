"""Bilan des clauses sociales d'insertion, à partir des chiffres d'un bilan publié."""

from collections.abc import Callable
from math import isnan

import pandas as pd

from carnets.indicateurs.cadre import ABSENT, empiler, mesure, nombres, rapport

COMPTES = {
    "heures_prevues": "heures_prevues",
    "heures_realisees": "heures_realisees",
    "beneficiaires": "beneficiaires",
    "beneficiaires_qpv": "beneficiaires_qpv",
    # Dans le panorama, `contrats` compte les contrats signés dans l'année : autre chose.
    "contrats": "contrats_insertion",
}

RAPPORTS = {
    "taux_realisation": ("heures_realisees", "heures_prevues", 100.0),
    "heures_par_beneficiaire": ("heures_realisees", "beneficiaires", 1.0),
    "heures_par_contrat": ("heures_realisees", "contrats", 1.0),
    "contrats_par_beneficiaire": ("contrats", "beneficiaires", 1.0),
    "part_beneficiaires_qpv": ("beneficiaires_qpv", "beneficiaires", 100.0),
}


Lecteur = Callable[[str], float]
"""D'une grandeur publiée à sa valeur ; NaN si le document ne la donne pas."""


def lecteur(chiffres: pd.DataFrame, *, territoire: str) -> Lecteur:
    """De quoi lire les grandeurs publiées d'un territoire : la table n'est parcourue qu'une fois.

    Citée plusieurs fois, c'est la plus précise qui est retenue, puis la première imprimée :
    le contrôle des citations dit par ailleurs si elles concordent.

    Colonnes lues : `territoire, grandeur, valeur, precision`.
    """
    siennes = chiffres[chiffres["territoire"] == territoire]
    precisions, valeurs = nombres(siennes["precision"]), nombres(siennes["valeur"])
    retenues: dict[str, tuple[tuple[bool, float], float]] = {}
    for grandeur, precision, valeur in zip(siennes["grandeur"], precisions, valeurs, strict=True):
        # Une précision inconnue passe après toutes les autres.
        rang = (isnan(precision), precision)
        if grandeur not in retenues or rang < retenues[grandeur][0]:
            retenues[grandeur] = (rang, valeur)
    lues = {grandeur: valeur for grandeur, (_, valeur) in retenues.items()}
    return lambda grandeur: lues.get(grandeur, ABSENT)


def bilan(chiffres: pd.DataFrame, *, territoire: str, periode: str) -> pd.DataFrame:
    """Comptes publiés d'un bilan et rapports qui s'en déduisent (CL-01 à 03, 07, 08, 17).

    Rapports : heures réalisées / prévues (%), heures par bénéficiaire et par contrat,
    contrats par bénéficiaire, bénéficiaires habitant un QPV / bénéficiaires (%). Un taux
    supérieur à 100 % n'est pas plafonné. « Plus de 66 000 h » étant une borne basse, les
    rapports qui en dépendent le sont aussi. Une grandeur non publiée est `nd`.

    Colonnes lues : `territoire, grandeur, valeur, precision` de la table `chiffres_publies`.
    """
    lire = lecteur(chiffres, territoire=territoire)
    publie = {compte: lire(compte) for compte in COMPTES}
    comptes = mesure(
        pd.Series([territoire] * len(COMPTES)), pd.Series(publie), periode=periode, indicateur=""
    )
    hauts, bas, facteurs = zip(*RAPPORTS.values(), strict=True)
    rapports = rapport(
        pd.Series([territoire] * len(RAPPORTS)),
        pd.Series([publie[haut] for haut in hauts]),
        pd.Series([publie[compte] for compte in bas]),
        periode=periode,
        indicateur="",
        facteur=pd.Series(facteurs),
    )
    return empiler(
        [
            comptes.assign(indicateur=list(COMPTES.values())),
            rapports.assign(indicateur=list(RAPPORTS)),
        ]
    )


def types_contrats(
    types: pd.DataFrame, *, total: float, territoire: str, periode: str
) -> pd.DataFrame:
    """Contrats par type et leur part du total déclaré, ligne « nr » comprise (CL-15).

    `nr` (non renseigné) vaut total − somme des types : ainsi le tableau retrouve le total
    publié sans qu'aucun type soit retouché. Si les types dépassent le total, `nr` est négatif
    et le reste : c'est l'anomalie à montrer. Les parts (%) sont sur le total déclaré.

    Colonnes lues : `territoire, type_contrat, contrats`. Modalité : type de contrat.
    """
    lignes = types[types["territoire"] == territoire]
    comptes = dict(zip(lignes["type_contrat"], nombres(lignes["contrats"]), strict=True))
    comptes["nr"] = total - sum(comptes.values())
    valeurs = pd.Series(list(comptes.values()), dtype="float64")
    lieux = pd.Series(territoire, index=valeurs.index)
    nombre = mesure(lieux, valeurs, periode=periode, indicateur="contrats_par_type")
    parts = rapport(
        lieux, valeurs, pd.Series(total, index=valeurs.index),
        periode=periode, indicateur="part_contrats_par_type", facteur=100.0,
    )  # fmt: skip
    return empiler(cadre.assign(modalite=list(comptes)) for cadre in (nombre, parts))
