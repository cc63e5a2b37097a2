"""Les fautes de commande, dites en français."""

import re
from collections.abc import Sequence
from typing import Any

from carnets.erreurs import suggestion


def faute_en_francais(erreur: Any, commandes: Sequence[str]) -> str:
    """Ce qui manque ou ce qui est en trop ; `commandes` : celles qui existent."""
    chemin = erreur.ctx.command_path if erreur.ctx else "carnets"
    aide = f"Voir « {chemin} --aide »."
    parametre = getattr(erreur, "param", None)
    match type(erreur).__name__:
        case "NoArgsIsHelpError":
            return str(erreur.format_message())
        case "NoSuchOption":
            return f"Option inconnue : « {erreur.option_name} ». {aide}"
        case "MissingParameter":
            nom = parametre.opts[-1] if parametre else "un argument"
            return f"Il manque {nom.upper() if not nom.startswith('-') else nom}. {aide}"
        case "BadOptionUsage":
            return f"L'option « {erreur.option_name} » attend une valeur. {aide}"
        case _:
            return f"{_commande_inconnue(str(erreur.format_message()), commandes)} {aide}"


def _commande_inconnue(message: str, commandes: Sequence[str]) -> str:
    """typer ne distingue ces deux fautes que par leur phrase anglaise."""
    if trouve := re.match(r"No such command '(.*?)'", message):
        return f"Commande inconnue : « {trouve[1]} » ; {suggestion(trouve[1], list(commandes))}"
    if trouve := re.match(r"Got unexpected extra argument.*\((.*)\)$", message):
        return f"Argument en trop : « {trouve[1]} »."
    return f"Commande mal écrite ({message})."
