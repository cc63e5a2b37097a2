"""Formules : un chiffre publié qu'un calcul annoncé ou plausible doit redonner."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from math import isnan, log

import pandas as pd

from carnets.indicateurs.cadre import nombres
from carnets.indicateurs.controles.verdict import Constat, constat

NATURES = {
    "egal": "",
    "plus_de": " Le numérateur publié est une borne basse (« plus de »).",
    "environ": " Le numérateur publié est approximatif.",
}


def denominateurs_candidats(
    objet: str,
    publie: float,
    numerateur: float,
    candidats: Mapping[str, float],
    *,
    precision: float,
    unite: str,
    nature: str = "egal",
) -> list[Constat]:
    """Cherche lequel des dénominateurs redonne une moyenne publiée : par personne, par contrat ?

    Un constat par candidat ; celui dont le verdict est exact ou arrondi dit ce que la moyenne
    mesure, quel que soit son libellé.
    """
    return _candidats(
        constat(
            "denominateur_retrouve",
            f"{objet} : par {nom}",
            publie,
            numerateur / denominateur,
            unite=unite,
            precision=precision,
            explication=f"Numérateur divisé par le nombre de {nom}s.{NATURES[nature]}",
        )
        for nom, denominateur in candidats.items()
    )


def conventions_etp(
    objet: str,
    publie: float,
    recalculs: pd.DataFrame,
    *,
    unite: str,
    precision: float,
    libelles: Mapping[str, str],
) -> list[Constat]:
    """Un constat par convention d'heures : laquelle redonne le nombre publié ?

    Colonnes lues : `modalite` (nom de la convention), `valeur`.
    """
    return _candidats(
        constat(
            "convention_etp",
            f"{objet} : {libelles[str(convention)]}",
            publie,
            valeur,
            unite=unite,
            precision=precision,
            explication="Nombre recalculé sous cette convention, face au nombre publié.",
        )
        for convention, valeur in zip(
            recalculs["modalite"], nombres(recalculs["valeur"]), strict=True
        )
    )


def _candidats(constats: Iterable[Constat]) -> list[Constat]:
    """Des hypothèses concurrentes : dès que l'une convient, les autres ne sont plus des anomalies.

    Leur verdict reste « incohérent », seule la gravité devient « information ».
    """
    lignes = list(constats)
    if any(ligne.verdict in ("exact", "arrondi") for ligne in lignes):
        return [replace(ligne, gravite="information") for ligne in lignes]
    return lignes


def lignes_recalculees(
    table: pd.DataFrame,
    recalculs: pd.DataFrame,
    *,
    colonne: str,
    controle: str,
    libelle: str,
    unite: str,
    explication: str,
    precision: float = 1.0,
) -> list[Constat]:
    """Compare, territoire par territoire, une colonne publiée à un cadre long recalculé.

    Colonnes lues : `territoire, libelle` et `colonne` ; `territoire, valeur` du cadre long.
    """
    paires = table[["territoire", "libelle", colonne]].merge(
        recalculs[["territoire", "valeur"]], on="territoire", how="left", validate="1:1"
    )
    return [
        constat(
            controle,
            f"{nom} : {libelle}",
            publie,
            recalcule,
            unite=unite,
            precision=precision,
            explication=explication,
        )
        for nom, publie, recalcule in zip(
            paires["libelle"], nombres(paires[colonne]), paires["valeur"], strict=True
        )
    ]


def taux_implicites(
    table: pd.DataFrame, implicites: pd.DataFrame, *, affiche: float, precision: float
) -> list[Constat]:
    """Compare le taux de main-d'œuvre affiché à celui que supposent base et heures publiées.

    Colonnes lues : `territoire, libelle` ; `territoire, valeur` du cadre long.
    """
    return lignes_recalculees(
        table.assign(affiche=affiche),
        implicites,
        colonne="affiche",
        controle="taux_main_oeuvre_implicite",
        libelle="taux de main-d'œuvre que supposent la base et les heures publiées",
        unite="pourcentage",
        precision=precision,
        explication="Taux affiché par la formule du document, face au taux qui redonne les "
        "heures publiées au même coût horaire.",
    )


def ordre_de_grandeur(
    objet: str,
    publie: float,
    recalcule: float,
    *,
    precision: float,
    incertitude: float,
    unite: str,
) -> Constat:
    """Compare deux valeurs et nomme le facteur mille qui les sépare, s'il explique l'écart.

    Une unité oubliée (milliers, millions) laisse un rapport proche d'une puissance de mille.
    """
    facteur = _facteur_mille(publie, recalcule)
    explication = "Même ordre de grandeur."
    if facteur != 1:
        explication = (
            "Le rapport est proche d'une puissance de mille : une unité (milliers, millions) "
            "manque à la valeur publiée."
        )
    return constat(
        "ordre_de_grandeur",
        objet,
        publie,
        recalcule,
        unite=unite,
        precision=precision,
        incertitude=incertitude,
        explication=explication,
    )


def _facteur_mille(publie: float, recalcule: float, *, tolerance: float = 0.1) -> float:
    if isnan(publie) or isnan(recalcule) or publie <= 0 or recalcule <= 0:
        return 1.0
    rapport = recalcule / publie
    facteur = 1000.0 ** round(log(rapport, 1000))
    return facteur if abs(rapport / facteur - 1) <= tolerance else 1.0
