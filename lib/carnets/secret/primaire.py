"""Masquage primaire : quelles cellules une règle interdit de montrer, prises une à une."""

import math

from carnets.erreurs import RefusSecret
from carnets.secret.regles import Regle

# Une part lue dans un fichier (85/100) peut tomber un cheveu sous la dominance.
TOLERANCE_PART = 1e-9


def est_primaire(effectif: float, premiere: float, regle: Regle) -> bool:
    """Vrai si la cellule est sous le seuil, dominée, ou un zéro que la règle masque.

    `effectif` : unités non pondérées, entier ; `premiere` : part 0–1 de la première unité,
    NaN si elle n'a pas de sens. Erreur : RefusSecret si l'effectif manque.
    """
    if math.isnan(effectif) or effectif < 0 or effectif != round(effectif):
        raise RefusSecret(
            f"Règle « {regle.nom} » : le nombre d'unités d'une cellule manque ou n'est pas un "
            "entier positif. Pour des effectifs pondérés ou des montants, donnez « contributions »."
        )
    if effectif == 0:
        return regle.version.zeros == "masques"
    return effectif < regle.seuil or _dominee(premiere, regle)


def _dominee(premiere: float, regle: Regle) -> bool:
    dominance = regle.version.dominance
    if dominance is None or math.isnan(premiere):
        return False
    return premiere >= dominance - TOLERANCE_PART


def est_fragile(effectif: float, regle: Regle) -> bool:
    """Vrai si la cellule se montre mais repose sur peu d'unités (11 ≤ n < 30)."""
    bornes = regle.version.fragile
    return bornes is not None and bornes.de <= effectif < bornes.a
