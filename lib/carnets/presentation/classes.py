"""Les teintes d'une carte : qui va dans quelle classe, et ce que la légende en dit."""

from dataclasses import dataclass

import numpy as np

from carnets.presentation import charte
from carnets.presentation.formes import Formes
from carnets.presentation.grille import Grille
from carnets.presentation.svg import Hachures

HACHURES: dict[str, Hachures] = {
    "secret": "croix",
    "nd": "debout",
    "sans_objet": "contre",
    "ns": "couche",
}
MOTS_ETATS = {
    "secret": "s : secret statistique",
    "nd": "… : non disponible",
    "sans_objet": "/// : sans objet",
    "ns": "n.s. : non significatif",
}


@dataclass(frozen=True)
class Classe:
    """Territoires d'une même teinte, et la ligne de légende qui les dit."""

    codes: set[str]
    teinte: str
    legende: str
    hachures: Hachures | None = None


def classer(lue: Grille | None, formes: Formes, accent: str) -> list[Classe]:
    """Teintes de la carte : au plus cinq classes d'effectifs voisins, puis les états sans valeur.

    La légende d'une classe donne le plus petit et le plus grand chiffre qu'elle contient.
    """
    if lue is None:
        mot = "autres contours" if accent in formes.codes else "contours"
        autres = Classe(set(formes.codes) - {accent}, charte.SEQUENTIELLE[0], mot)
        if accent not in formes.codes:
            return [autres]
        nom = formes.libelles.get(accent, accent)
        return [Classe({accent}, charte.SEQUENTIELLE[2], nom, "biais"), autres]
    colonne = lue.colonnes[0]
    connus = [c for c in lue.triees(colonne)[::-1] if lue.case(c, colonne).connue]
    valeurs = np.array([lue.case(c, colonne).valeur for c in connus])
    nombre_classes = min(len(charte.SEQUENTIELLE), len(np.unique(valeurs)))
    bornes = (
        np.quantile(valeurs, np.linspace(0, 1, nombre_classes + 1)[1:-1]) if len(valeurs) else []
    )
    rangs = np.searchsorted(np.unique(bornes), valeurs, side="left")
    teintes = charte.SEQUENTIELLE if nombre_classes > 3 else charte.SEQUENTIELLE[::2]
    classes = []
    for rang in np.unique(rangs)[::-1]:
        membres = [c for c, r in zip(connus, rangs, strict=True) if r == rang]
        textes = [lue.case(c, colonne).texte for c in membres]
        bout = " à ".join(dict.fromkeys((textes[0], textes[-1])))
        classes.append(Classe(set(membres), teintes[rang], f"{bout} ({len(membres)})"))
    return classes + _classes_etats(lue, colonne)


def _classes_etats(lue: Grille, colonne: str) -> list[Classe]:
    return [
        Classe(membres, charte.PAPIER, f"{mot} ({len(membres)})", HACHURES[etat])
        for etat, mot in MOTS_ETATS.items()
        if (membres := {c for c in lue.lignes if lue.case(c, colonne).etat == etat})
    ]
