"""Du relevé à la table longue : un territoire sans lot est `nd`, sans déclaration il vaut zéro."""

from collections.abc import Sequence

import pandas as pd

from carnets.indicateurs.cadre import empiler, mesure, rapport
from carnets.indicateurs.clauses.releve import Releve


def compter(lignes: pd.DataFrame, colonne: str) -> pd.Series:
    """Valeurs distinctes de `colonne` par territoire."""
    return lignes.groupby("territoire")[colonne].nunique()


def sommer(lignes: pd.DataFrame, colonne: str) -> pd.Series:
    """Somme de `colonne` par territoire ; une case absente n'y ajoute rien."""
    return lignes.groupby("territoire")[colonne].sum()


def completer(releve: Releve, valeurs: pd.Series) -> pd.Series:
    """Une valeur par territoire attendu : zéro s'il a des lots, absente sinon."""
    connues = valeurs.reindex(releve.connus, fill_value=0)
    return connues.reindex(releve.territoires).astype("float64")


def longue(releve: Releve, valeurs: pd.Series, indicateur: str, modalite: str = "") -> pd.DataFrame:
    """Table longue d'un compte ou d'une somme, une ligne par territoire attendu."""
    completes = completer(releve, valeurs)
    return mesure(
        completes.index.to_series(),
        completes,
        periode=releve.periode,
        indicateur=indicateur,
        modalite=modalite,
    )


def rapports(
    releve: Releve,
    numerateurs: pd.Series,
    denominateurs: pd.Series,
    indicateur: str,
    *,
    modalite: str = "",
    facteur: float = 100.0,
) -> pd.DataFrame:
    """Table longue de `facteur` × numérateur / dénominateur, une ligne par territoire attendu.

    Dénominateur nul : `sans_objet`. Territoire sans lot : `nd`.
    """
    return rapport(
        releve.territoires.to_series(),
        completer(releve, numerateurs),
        completer(releve, denominateurs),
        periode=releve.periode,
        indicateur=indicateur,
        modalite=modalite,
        facteur=facteur,
    )


def ventiler(
    releve: Releve,
    lignes: pd.DataFrame,
    colonne: str,
    modalites: Sequence[str],
    *,
    nombre: str,
    part: str = "",
    somme: str = "",
    compte: str = "",
    hors_part: Sequence[str] = (),
) -> pd.DataFrame:
    """`nombre` par modalité de `colonne`, et `part` (%) sur les modalités hors `hors_part`.

    Somme de la colonne `somme`, ou compte de valeurs distinctes de `compte`. Une part n'est
    rendue que pour les modalités qui entrent dans son dénominateur.
    """
    par_modalite = {}
    for modalite in modalites:
        dedans = lignes[lignes[colonne] == modalite]
        par_modalite[modalite] = sommer(dedans, somme) if somme else compter(dedans, compte)
    cadres = [longue(releve, v, nombre, modalite) for modalite, v in par_modalite.items()]
    if part:
        informees = [m for m in modalites if m not in hors_part]
        connu = lignes[lignes[colonne].isin(informees)]
        total = sommer(connu, somme) if somme else compter(connu, compte)
        cadres += [
            rapports(releve, par_modalite[m], total, part, modalite=m) for m in informees
        ]  # fmt: skip
    return empiler(cadres)
