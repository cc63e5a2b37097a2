"""Hauteur des rangées d'un tableau du PDF, quand elle se connaît avant de composer.

Une rangée de hauteur libre est composée deux ou trois fois : pour la mesurer, pour savoir si elle
tient dans la page, pour l'écrire. Connue d'avance, elle ne l'est qu'une fois, et pareillement où
qu'elle tombe dans la page.

Une hauteur n'est donnée que si deux comptes de lignes se rejoignent : le plus grand possible
(colonne un peu plus étroite, coupures certaines seulement) et le plus petit (un peu plus large,
toute coupure imaginable). Un texte ne dépasse donc pas sa rangée.
"""

import re
from collections.abc import Mapping, Sequence
from functools import cache
from math import inf
from typing import NamedTuple
from unicodedata import category

from carnets.presentation import charte, fonte
from carnets.rendu.attaches import Noeud

PAGE = (210 - 2 * 22) * 72 / 25.4
"""Largeur de composition, en points : une page, moins les marges de `livrable.typ`."""

MESURES = {
    "corps": charte.CORPS * 0.92,
    "cote": 5,
    "dessus": 4.5,
    "oeil": 0.66,
    "interligne": 0.5,
    "detail": 0.85,
}
"""Écriture d'un tableau, que `livrable.typ` suit : corps et blancs d'une cellule, en points ;
hauteur d'une ligne, blanc entre deux lignes et taille d'un détail, en cadratins."""

GRAS = ("total", "accent")
"""Rangées que le modèle met en gras."""

CRENAGE = 0.03
"""Ce que le crénage ôte ou ajoute, au plus, à la largeur d'une ligne, somme de ses lettres."""

# Après un espace, un mot : la règle Unicode y coupe toujours, sauf derrière un signe ouvrant.
CERTAINES = re.compile(r"(?<=[^(\[{«“‘\"] )(?=[^\W_])")
POSSIBLES = re.compile(r"(?<= )|(?<=[^\w ])(?! )")


def mesurer(noeuds: Sequence[Noeud]) -> list[Noeud]:
    """Les mêmes nœuds, chaque tableau qui a toute la page avec ses hauteurs de rangées."""
    return [_mesurer(noeud) for noeud in noeuds]


def _mesurer(noeud: Noeud) -> Noeud:
    if isinstance(noeud, str) or "c" not in noeud:
        return noeud
    if noeud["n"] != "tableau":
        return {**noeud, "c": mesurer(noeud["c"])}
    if not noeud["entier"]:
        return noeud
    rangees = [enfant["c"] for enfant in noeud["c"] if enfant["n"] == "rangee"]
    trouvees = hauteurs(rangees, noeud["parts"], noeud["largeur"], noeud["echelle"])
    # L'en-tête garde la hauteur que Typst lui trouve.
    libres = sum(len(enfant["c"]) for enfant in noeud["c"] if enfant["n"] == "entete")
    return {**noeud, "hauteurs": [*[None] * libres, *trouvees]}


def hauteurs(
    rangees: Sequence[Sequence[Noeud]], parts: Sequence[float], largeur: float, echelle: float
) -> list[float | None]:
    """Hauteur de chaque rangée en cadratins, blancs non compris ; aucune si elle est incertaine.

    `rangees` : les cellules composées ; `parts`, `largeur` et `echelle` : celles du plan.
    """
    cellules = [[_lire(cellule) for cellule in rangee] for rangee in rangees]
    if any(c.rangees > 1 for rangee in cellules for c in rangee):
        return [None] * len(cellules)
    cadratin = MESURES["corps"] * echelle
    colonnes = [PAGE * largeur / cadratin * part / sum(parts) for part in parts]
    blancs = 2 * MESURES["cote"] / cadratin
    return [_rangee(rangee, colonnes, blancs) for rangee in cellules]


class _Cellule(NamedTuple):
    contenu: Sequence[Noeud]
    gras: bool = False
    colonnes: int = 1
    rangees: int = 1


def _lire(noeud: Noeud) -> _Cellule:
    if isinstance(noeud, str):
        return _Cellule([noeud])
    if noeud["n"] != "cellule":
        return _Cellule(noeud["c"] if noeud["n"] == "suite" else [noeud])
    return _Cellule(noeud["c"], noeud["role"] in GRAS, noeud["colonnes"], noeud["rangees"])


def _rangee(cellules: Sequence[_Cellule], colonnes: Sequence[float], blancs: float) -> float | None:
    rang, haute = 0, 0.0
    for cellule in cellules:
        large = sum(colonnes[rang : rang + cellule.colonnes]) - blancs
        rang += cellule.colonnes
        hauteur = _hauteur(cellule.contenu, large, cellule.gras)
        if hauteur is None:
            return None
        haute = max(haute, hauteur)
    return haute


def _hauteur(contenu: Sequence[Noeud], largeur: float, gras: bool) -> float | None:
    """Hauteur d'une cellule : un texte, et peut-être son détail dessous, plus petit."""
    dessous = 0.0
    if contenu and isinstance(contenu[-1], dict) and contenu[-1]["n"] == "detail":
        petit = MESURES["detail"]
        lignes = _lignes(contenu[-1]["c"], largeur / petit, gras)
        if not lignes or not contenu[:-1]:
            return None
        dessous = lignes * (MESURES["oeil"] * petit + MESURES["interligne"])
        contenu = contenu[:-1]
    lignes = _lignes(contenu, largeur, gras)
    if lignes is None:
        return None
    return lignes * MESURES["oeil"] + max(lignes - 1, 0) * MESURES["interligne"] + dessous


def _lignes(morceaux: Sequence[Noeud], largeur: float, gras: bool) -> int | None:
    """Lignes d'un texte ; aucune réponse s'il y a un doute, ou autre chose que du texte."""
    textes = [m for m in morceaux if isinstance(m, str)]
    if len(textes) < len(morceaux):
        return None
    texte = "".join(textes)
    avances = _avances(gras)
    total = sum(map(avances.__getitem__, texte))
    if total <= largeur * (1 - CRENAGE):
        return 1 if texte else 0
    if total == inf:
        return None
    plus = _remplir(CERTAINES.split(texte), largeur * (1 - CRENAGE), avances)
    moins = _remplir(POSSIBLES.split(texte), largeur * (1 + CRENAGE), avances)
    return plus if plus == moins else None


def _remplir(mots: Sequence[str], largeur: float, avances: Mapping[str, float]) -> int | None:
    """Lignes de ces mots, chacun suivi de son espace, mis bout à bout tant qu'ils tiennent."""
    lignes, pris = 1, 0.0
    for mot in mots:
        seul = sum(map(avances.__getitem__, mot.rstrip(" ")))
        if seul > largeur:  # il se coupe peut-être
            return None
        if pris + seul > largeur:
            lignes, pris = lignes + 1, 0.0
        pris += seul + (avances[" "] if mot.endswith(" ") else 0)
    return lignes


class _Avances(dict[str, float]):
    """Largeur de chaque lettre en cadratins ; infinie si la police ne la dessine pas."""

    def __init__(self, gras: bool) -> None:
        self._gras = gras

    def __missing__(self, lettre: str) -> float:
        lettres, avance = fonte.composer(lettre, self._gras)
        dessinee = category(lettre) != "Cf" and all(lettre.glyphe for lettre in lettres)
        self[lettre] = avance / fonte.unites(self._gras) if dessinee else inf
        return self[lettre]


_avances = cache(_Avances)
