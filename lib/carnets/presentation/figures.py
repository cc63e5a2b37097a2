"""Figures : tracées d'une table diffusable, jamais sans texte de remplacement ni données."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from carnets.dictionnaire import indicateur
from carnets.presentation.nombres import SIGNES, avec_unite
from carnets.presentation.objets import Objet, type_charge
from carnets.presentation.toile import Toile

ALTERNATIVE_MINIMALE = 30


@dataclass(frozen=True)
class Serie:
    """Une série à tracer : libellé, valeur et état par rangée, dans l'ordre d'affichage."""

    libelle: str
    couleur: str
    valeurs: Sequence[float]
    etats: Sequence[str]


def figure(
    dessin: Toile,
    *,
    titre: str,
    alternative: str,
    donnees: type_charge,
    source: str,
    notes: Sequence[str] = (),
) -> Objet:
    """Figure publiable. `alternative` décrit ce que la figure montre, nombre clé compris.

    Lève `ValueError` si l'alternative est trop courte ou sans nombre : une image que l'on ne
    voit pas doit dire la même chose que celle que l'on voit.
    """
    if len(alternative) < ALTERNATIVE_MINIMALE or not re.search(r"\d", alternative):
        raise ValueError(
            f"texte de remplacement insuffisant pour « {titre} » : au moins "
            f"{ALTERNATIVE_MINIMALE} caractères et un nombre, reçu « {alternative} »"
        )
    return Objet(
        {
            "genre": "figure",
            "titre": titre,
            "alternative": alternative,
            "svg": dessin.en_svg(),
            "donnees": donnees,
            "notes": list(notes),
            "source": source,
        }
    )


def etiquette(valeur: float, etat: str, nom_indicateur: str) -> str:
    """Texte d'une valeur sur la figure : le même arrondi que dans les tableaux."""
    if etat in SIGNES:
        return SIGNES[etat]
    fiche = indicateur(nom_indicateur)
    return avec_unite(valeur, fiche.unite, fiche.decimales)


def valeurs_de(table: pd.DataFrame, cles: Sequence[str], axe: str) -> tuple[list[float], list[str]]:
    """Valeurs et états de `table` rangés selon `cles` ; l'absent est « nd », jamais 0."""
    indexee = table.set_index(axe)[["valeur", "etat"]].reindex(list(cles))
    return (
        [float(v) for v in indexee["valeur"]],
        [str(e) for e in indexee["etat"].fillna("nd")],
    )
