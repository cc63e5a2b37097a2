"""Ce qu'une carte dit en mots : texte de remplacement, tableau de données, notes."""

from collections.abc import Mapping, Sequence

import pandas as pd

from carnets.presentation.formes import Formes, Zone
from carnets.presentation.grille import Grille, phrase_extremes
from carnets.presentation.nombres import INSECABLE, nombre
from carnets.presentation.objets import type_charge
from carnets.presentation.tableaux import tableau_texte

NOMMES = 8
"""Territoires qu'un texte de remplacement nomme ; le tableau de la figure les donne tous."""


def notes_points(
    points: pd.DataFrame | None, lieux: pd.DataFrame, visibles: Mapping[str, int]
) -> list[str]:
    """Points que la carte ne montre pas, comptés : sans coordonnées, ou hors du cadre."""
    notes = []
    sans = (0 if points is None else len(points)) - len(lieux)
    hors = len(lieux) - sum(visibles.values())
    if sans:
        notes.append(f"Points sans coordonnées, non placés{INSECABLE}: {nombre(sans)}.")
    if hors:
        notes.append(f"Points hors du cadre de la carte{INSECABLE}: {nombre(hors)}.")
    return notes


def note_zones(zones: Sequence[Zone]) -> list[str]:
    """Ce que des vignettes d'échelles différentes interdisent de lire."""
    if len(zones) < 2:
        return []
    return ["Chaque vignette a sa projection et son échelle : les surfaces ne se comparent pas."]


def manques(lue: Grille | None, formes: Formes, mots: Mapping[str, str]) -> list[str]:
    """Territoires de la table que les contours ignorent, nommés."""
    sans = [c for c in lue.lignes if c not in set(formes.codes)] if lue else []
    if not sans:
        return []
    noms = ", ".join(mots.get(c, c) for c in sans[:6]) + ("…" if len(sans) > 6 else "")
    return [f"Sans contour, donc absents de la carte ({len(sans)}){INSECABLE}: {noms}."]


def decrire(
    titre: str,
    lue: Grille | None,
    cible: Formes,
    formes: Formes,
    mots: Mapping[str, str],
    accent: str,
    visibles: Mapping[str, int],
) -> str:
    """Texte de remplacement : étendue, extrêmes, territoire en avant, points."""
    suite = "".join(f" ; {c}{INSECABLE}: {nombre(n)}" for c, n in visibles.items())
    if lue is None:
        codes = list(cible.codes)
        nommes = ", ".join(f"{mots.get(c, c)} ({c})" for c in codes[:NOMMES])
        return (
            f"{titre}{INSECABLE}: carte de situation, au centre du cadre {nommes}"
            f"{'…' if len(codes) > NOMMES else ''} ; contours lus{INSECABLE}: "
            f"{nombre(len(formes))}{suite}."
        )
    colonne = lue.colonnes[0]
    connues = lue.connues(colonne)
    situer = f" ; {mots[accent]}, {lue.case(accent, colonne).texte}" if accent in lue.lignes else ""
    return (
        f"{titre}{INSECABLE}: carte de {nombre(len(cible))} territoires, {lue.mot(colonne)}, "
        f"{phrase_extremes(lue, connues, colonne)} ; {len(lue.lignes) - len(connues)} sans valeur "
        f"publiable{situer}{suite}."
    )


def tableau_des_donnees(
    titre: str,
    source: str,
    lue: Grille | None,
    cible: Formes,
    mots: Mapping[str, str],
    visibles: Mapping[str, int],
) -> type_charge:
    """Le tableau qui porte les mêmes données que la carte."""
    if lue is not None:
        return lue.tableau(titre, source)
    lignes = [(mots.get(c, c), c) for c in cible.codes]
    lignes += [(f"Points : {categorie}", nombre(n)) for categorie, n in visibles.items()]
    return tableau_texte(titre, ("Élément", "Code ou nombre"), lignes, source=source).charge
