"""Ce qu'un utilisateur peut provoquer : un message français, un code de sortie, pas de trace.

Les défauts du programme n'ont pas de classe ici : ils gardent leur trace Python.
"""

from difflib import get_close_matches


class ErreurUtilisateur(Exception):
    """Erreur qu'un utilisateur peut corriger lui-même.

    Le message dit quoi, où, ce qui était attendu et que faire. `code` est le code de sortie
    du contrat : 2 usage, 3 données, 4 secret statistique, 5 exécution ou rendu, 6 lot partiel.
    """

    code = 1


class UsageIncorrect(ErreurUtilisateur):
    """Paramètre, carnet ou dossier inconnu, ou valeur d'un type inattendu."""

    code = 2


class DonneesRefusees(ErreurUtilisateur):
    """Une donnée d'entrée ne peut être ni lue ni réparée par une règle nommée."""

    code = 3


class RefusSecret(ErreurUtilisateur):
    """Le secret statistique interdit de livrer."""

    code = 4


class EchecExecution(ErreurUtilisateur):
    """L'exécution du carnet ou son rendu a échoué."""

    code = 5


class LotIncomplet(ErreurUtilisateur):
    """Un lot s'est terminé avec des échecs."""

    code = 6


LISIBLES = 60
"""Valeurs qu'un message peut encore énumérer."""


def suggestion(mot: str, possibles: list[str]) -> str:
    """« vouliez-vous dire … ? » avec les mots les plus proches, sinon la liste des possibles.

    Une liste trop longue pour être lue est remplacée par son compte.
    """
    proches = get_close_matches(mot, possibles, n=3, cutoff=0.6)
    if proches:
        return f"vouliez-vous dire {' ou '.join(proches)} ?"
    if len(possibles) > LISIBLES:
        return f"aucune des {len(possibles)} valeurs connues n'en est proche."
    return f"valeurs possibles : {', '.join(possibles)}."
