"""Typographie française des nombres. Le seul endroit où un nombre est arrondi ou écrit.

L'arrondi est « au plus proche, la moitié vers le haut » : 68 714,5 donne 68 715, alors que
`round` de Python donnerait 68 714 (arrondi au pair). On n'arrondit qu'à l'affichage.
"""

import math
from collections.abc import Collection
from decimal import ROUND_HALF_UP, Decimal

from babel.numbers import get_decimal_symbol, get_group_symbol

FINE = "\u202f"  # espace fine insécable : milliers, « % »
INSECABLE = "\u00a0"  # espace insécable : unités, deux-points, guillemets
MOINS = "\u2212"

SIGNES = {"secret": "s", "nd": "…", "sans_objet": "///", "ns": "n.s."}
"""Signes conventionnels de l'Insee pour les états sans valeur."""

MENTIONS = {"provisoire": "p", "estime": "e", "fragile": "f"}
"""Lettres qui suivent une valeur affichée."""

LEGENDE_SIGNES = {
    "secret": "s : couvert par le secret statistique",
    "nd": "… : non disponible",
    "sans_objet": "/// : sans objet",
    "ns": "n.s. : non significatif",
    "provisoire": "(p) : provisoire",
    "estime": "(e) : estimé",
    "fragile": "(f) : fragile, peu de personnes ; à ne pas commenter seul",
}

UNITES = {
    "pourcentage": f"{FINE}%",
    "points": f"{INSECABLE}points",
    "variation": f"{FINE}%",
    "heures": f"{INSECABLE}h",
    "euros": f"{INSECABLE}€",
    "euros_par_heure": f"{INSECABLE}€/h",
    "etp": f"{INSECABLE}ETP",
    "mois": f"{INSECABLE}mois",
    "kilometres": f"{INSECABLE}km",
    "heures_par_etp": f"{INSECABLE}h",
    "heures_par_personne": f"{INSECABLE}h",
    "heures_par_contrat": f"{INSECABLE}h",
}
"""Ce qui suit le nombre ; une unité de compte (personnes, contrats…) se lit dans le libellé."""


SIGNEES = frozenset({"points", "ecart", "variation"})
"""Ce qui s'écrit avec son signe : `+5,0`, `−14,5`."""

_SYMBOLES = str.maketrans({",": get_group_symbol("fr"), ".": get_decimal_symbol("fr")})
"""Des signes de Python à ceux du français, pris à babel ; le laisser écrire chaque nombre coûtait
le dixième d'un livrable."""


def arrondir(valeur: float, decimales: int = 0) -> Decimal:
    """Arrondit au plus proche, la moitié en s'éloignant de zéro.

    Douze chiffres significatifs suffisent à nos grandeurs et effacent le bruit binaire :
    28,499999999999996, issu de 0,285 × 100, vaut bien 28,5 et s'arrondit à 29.
    """
    exact = Decimal(f"{valeur:.12g}")
    return exact.quantize(Decimal(1).scaleb(-decimales), rounding=ROUND_HALF_UP)


def nombre(valeur: float, decimales: int = 0, *, signe: bool = False) -> str:
    """`12345.6` → `12 346` ; avec `signe`, un écart s'écrit `+5,0` ou `−14,5`."""
    arrondi = arrondir(valeur, decimales)
    texte = f"{abs(arrondi):,f}".translate(_SYMBOLES)
    if arrondi < 0:
        return MOINS + texte
    return "+" + texte if signe and arrondi > 0 else texte


def avec_unite(valeur: float, unite: str, decimales: int = 0, *, signe: bool = False) -> str:
    """Nombre suivi de son unité : `12,3 %`, `44 044 h`, `1 point`."""
    suffixe = UNITES.get(unite, "")
    if unite == "points" and abs(arrondir(valeur, decimales)) < 2:
        suffixe = suffixe.removesuffix("s")
    return nombre(valeur, decimales, signe=signe) + suffixe


def pourcent(valeur: float) -> str:
    """`37.5` → `37,5 %`, sans décimale inutile : pour citer un taux de convention."""
    return avec_unite(valeur, "pourcentage", 0 if arrondir(valeur) == arrondir(valeur, 6) else 1)


def cellule(valeur: float, etat: str, unite: str, decimales: int) -> str:
    """Texte d'une cellule : la valeur et sa mention, ou le signe conventionnel de son état."""
    if etat in SIGNES:
        return SIGNES[etat]
    if math.isnan(valeur):
        raise ValueError(f"cellule sans valeur à l'état « {etat} » : attendu {', '.join(SIGNES)}")
    signe = unite in SIGNEES
    texte = avec_unite(valeur, unite, decimales, signe=signe)
    return f"{texte}{INSECABLE}({MENTIONS[etat]})" if etat in MENTIONS else texte


def legende_signes(etats: Collection[str]) -> list[str]:
    """La ligne qui explique les signes employés ; aucune si tout est `ok`."""
    signes = [texte for etat, texte in LEGENDE_SIGNES.items() if etat in etats]
    return [" ; ".join(signes) + "."] if signes else []


def rapport(numerateur: float, denominateur: float) -> str:
    """`55 / 89` : le n et le N qui accompagnent un pourcentage."""
    return f"{nombre(numerateur)}{INSECABLE}/{INSECABLE}{nombre(denominateur)}"
