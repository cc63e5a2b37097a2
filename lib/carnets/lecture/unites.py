"""Unités d'un fichier : ce qu'il écrit en milliers d'euros ou en minutes, rendu à celles du modèle.

Une conversion est déclarée par le dossier, jamais devinée d'un ordre de grandeur.
"""

from carnets.erreurs import DonneesRefusees, suggestion
from carnets.lecture.source import Source
from carnets.modeles.base import Colonne, Modele

_FACTEURS: dict[str, dict[str, float]] = {
    "€": {"€": 1.0, "k€": 1e3, "M€": 1e6, "centimes": 0.01},
    "€/h": {"€/h": 1.0, "centimes/h": 0.01},
    "h": {"h": 1.0, "minutes": 1 / 60, "milliers d'heures": 1e3},
    "ratio": {"ratio": 1.0, "%": 0.01},
    "pourcentage": {"%": 1.0, "ratio": 100.0},
    "mois": {"mois": 1.0, "années": 12.0},
    "personnes": {"personnes": 1.0, "milliers": 1e3},
    "habitants": {"habitants": 1.0, "milliers": 1e3},
}


def facteur(colonne: Colonne, source: Source) -> float:
    """Par combien multiplier ce qui est écrit pour l'avoir dans l'unité du modèle ; 1 sinon."""
    unite = source.unites.get(colonne.nom)
    return 1.0 if unite is None else _FACTEURS[colonne.unite][unite]


def refuser_unites_inconnues(lieu: str, modele: Modele, source: Source) -> None:
    """DonneesRefusees si une unité déclarée ne se convertit pas en celle du modèle."""
    for nom, unite in source.unites.items():
        if nom not in modele.noms:
            raise DonneesRefusees(
                f"{lieu} : « unites » nomme la colonne « {nom} », que le modèle {modele.nom} n'a "
                f"pas ; {suggestion(nom, list(modele.noms))}"
            )
        connues = list(_FACTEURS.get(modele.colonne(nom).unite, {}))
        if unite not in connues:
            possibles = f"unités possibles : {', '.join(connues)}." if connues else "aucune."
            raise DonneesRefusees(
                f"{lieu} : l'unité « {unite} » de {nom} n'est pas connue ; {possibles}"
            )
