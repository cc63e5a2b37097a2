"""Les résultats du panel en mots : un sens n'est dit que si l'intervalle le donne."""

import math

from carnets.presentation.nombres import nombre

SEUIL = 0.05
_PASSAGES = {
    "entre": "entré dans le dixième le plus pauvre",
    "sort": "sorti du dixième le plus pauvre",
    "reste": "dans le dixième le plus pauvre les deux années",
    "hors": "hors du dixième le plus pauvre les deux années",
}


def lire_beta(bas: float, haut: float) -> str:
    """Le sens de β, d'après son intervalle."""
    if haut < 0:
        return (
            "les quartiers les plus bas au départ ont crû plus vite, ce qu'un simple retour à la "
            "moyenne suffit à produire"
        )
    if bas > 0:
        return "les quartiers les plus bas au départ ont crû moins vite"
    return "l'intervalle contient zéro, aucun sens ne s'en tire"


def lire_sigma(bas: float, haut: float) -> str:
    """Le sens de l'évolution de σ, d'après l'intervalle de son rapport."""
    if haut < 1:
        return "les écarts entre quartiers se resserrent"
    if bas > 1:
        return "les écarts entre quartiers se creusent"
    return "l'intervalle contient 1, les écarts n'ont pas nettement changé"


def lire_passage(passage: str | None) -> str:
    """Le passage d'un quartier par le décile le plus pauvre ; None : absent l'une des années."""
    if passage is None:
        return "sans valeur l'une des deux années, son passage n'est pas connu"
    return _PASSAGES[passage]


def lire_tendances(probabilite: float) -> str:
    """Le test joint des écarts d'avant l'événement, d'après sa probabilité critique."""
    if math.isnan(probabilite):
        return (
            "Tendances préalables : un groupe est trop petit pour le test joint ; seuls se lisent "
            "les écarts d'avant, un à un."
        )
    valeur = "inférieure à 0,001" if probabilite < 0.001 else f"de {nombre(probabilite, 3)}"
    suite = (
        "les groupes n'allaient déjà pas au même pas, l'écart d'après ne se lit pas comme un effet."
        if probabilite < SEUIL
        else "rien ne montre que les groupes n'allaient pas au même pas, ce qui ne le prouve pas."
    )
    return f"Tendances préalables : probabilité critique {valeur} ; {suite}"
