"""Figures : tracées d'une table diffusable, jamais sans texte de remplacement ni données.

matplotlib est employé sans `pyplot` : aucun état global, donc rien à fermer ni à partager entre
deux rapports. Les lettres deviennent des tracés : la figure est la même sur tout poste.
"""

import re
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import cache
from io import StringIO
from typing import Any

import pandas as pd
from matplotlib import font_manager, rc_context
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from carnets.chemins import POLICES
from carnets.dictionnaire import indicateur
from carnets.presentation import charte
from carnets.presentation.nombres import SIGNES, avec_unite
from carnets.presentation.objets import Objet, type_charge

ALTERNATIVE_MINIMALE = 30
CENTIMETRES_PAR_POUCE = 2.54
HAUTEUR_LIGNE = 0.62
"""Hauteur d'une rangée de figure, en centimètres : une ligne de texte et son interligne."""

STYLE: Mapping[str, Any] = {
    "font.family": charte.POLICE,
    "font.size": charte.CORPS,
    "axes.titlesize": charte.CORPS,
    "axes.labelsize": charte.CORPS,
    "xtick.labelsize": charte.CORPS,
    "ytick.labelsize": charte.CORPS,
    "legend.fontsize": charte.CORPS,
    "text.color": charte.ENCRE,
    "axes.labelcolor": charte.ENCRE,
    "xtick.color": charte.ENCRE_DOUCE,
    "ytick.color": charte.ENCRE,
    "axes.edgecolor": charte.FILET,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.spines.left": False,
    "svg.fonttype": "path",
    # Un libellé venu des données peut porter « $ » : ce n'est pas une formule.
    "text.parse_math": False,
    # Sans sel fixe, matplotlib tire au hasard les identifiants du SVG.
    "svg.hashsalt": "carnets",
}


@dataclass(frozen=True)
class Serie:
    """Une série à tracer : libellé, valeur et état par rangée, dans l'ordre d'affichage."""

    libelle: str
    couleur: str
    valeurs: Sequence[float]
    etats: Sequence[str]


def figure(
    dessin: Figure,
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
            "svg": ecrire_svg(dessin),
            "donnees": donnees,
            "notes": list(notes),
            "source": source,
        }
    )


def style() -> AbstractContextManager[None]:
    """Nos réglages de tracé, le temps d'un bloc : rien ne fuit vers les figures d'un consultant."""
    return rc_context(dict(STYLE))  # type: ignore[arg-type]  # clés énumérées par matplotlib


def nouvelle(rangees: float, *, hauteur_ligne: float = HAUTEUR_LIGNE) -> tuple[Figure, Axes]:
    """Cadre de la largeur du texte, assez haut pour `rangees` lignes lisibles."""
    charger_polices()
    hauteur = 2.2 + rangees * hauteur_ligne
    taille = (charte.LARGEUR_UTILE / CENTIMETRES_PAR_POUCE, hauteur / CENTIMETRES_PAR_POUCE)
    with style():
        dessin = Figure(figsize=taille, layout="constrained")
        return dessin, dessin.add_subplot()


def ecrire_svg(dessin: Figure) -> str:
    """SVG du dessin, identique à chaque exécution : ni date, ni identifiant tiré au hasard."""
    tampon = StringIO()
    with style():
        dessin.savefig(tampon, format="svg", metadata={"Date": None, "Creator": None})
    return tampon.getvalue()


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


@cache
def charger_polices() -> None:
    """Fait connaître à matplotlib les polices du projet, une fois par processus."""
    for fichier in sorted(POLICES.glob("*.ttf")):
        font_manager.fontManager.addfont(fichier)
