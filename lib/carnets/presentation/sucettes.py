"""Sucettes : une valeur et sa référence, reliées, rangée par rangée."""

from collections.abc import Mapping, Sequence

from carnets.presentation import charte
from carnets.presentation.figures import figure
from carnets.presentation.grille import (
    Grille,
    abreger,
    exiger,
    grille,
    note_abrege,
    phrase_extremes,
)
from carnets.presentation.nombres import INSECABLE
from carnets.presentation.objets import Objet
from carnets.presentation.toile import HAUTEUR_MAXIMALE, Toile, couper, largeur_texte
from carnets.secret import Diffusable

RANGEE, HAUT = 0.62, 0.85


def sucettes(
    donnees: Diffusable,
    *,
    titre: str,
    source: str,
    valeur: str,
    reference: str,
    lignes: str = "territoire",
    accent: str = "",
    libelles: Mapping[str, str] | None = None,
    notes: Sequence[str] = (),
) -> Objet:
    """Deux indicateurs de même unité : la `valeur` (rond plein) face à sa `reference` (losange).

    Rangées de la plus grande à la plus petite valeur. Si une seule rangée a une référence, celle
    d'un ensemble par exemple, elle se trace en filet vertical : toutes s'y comparent. Lève
    `ValueError` si un nom n'est pas dans la table.
    """
    lue = grille(donnees, lignes=lignes, colonnes="indicateur", libelles=libelles)
    exiger(lue, valeur, reference)
    place = int((HAUTEUR_MAXIMALE - HAUT) / RANGEE)
    tracees, tues = abreger(lue.triees(valeur), place, accent)
    return figure(
        _tracer(lue, tracees, valeur, reference, accent),
        titre=titre,
        alternative=_decrire(lue, titre, valeur, reference),
        donnees=lue.tableau(titre, source),
        source=source,
        notes=lue.notes(notes, *note_abrege(tues)),
    )


def _tracer(lue: Grille, tracees: Sequence[str], valeur: str, reference: str, accent: str) -> Toile:
    toile = Toile(HAUT + RANGEE * len(tracees) + 0.2)
    marge = min(max(largeur_texte(lue.mot(c), gras=True) for c in tracees) + 0.4, 5.6)
    bouts = {c: _bout(lue, c, valeur, reference) for c in tracees}
    fin = toile.largeur - max(largeur_texte(t, gras=True) for t in bouts.values()) - 0.4
    connues = [
        lue.case(c, nom).valeur
        for c in lue.lignes
        for nom in (valeur, reference)
        if lue.case(c, nom).connue
    ]
    plafond = max(connues, default=1.0) or 1.0
    pied = HAUT + RANGEE * len(tracees)

    def x(v: float) -> float:
        return marge + (fin - marge - 0.2) * v / plafond

    seule = lue.connues(reference)
    _legende(toile, lue, valeur, reference)
    toile.trait([x(0), x(0)], [HAUT, pied], couleur=charte.REPERE)
    if len(seule) == 1:
        la = x(lue.case(seule[0], reference).valeur)
        toile.trait([la, la], [HAUT - 0.1, pied], couleur=charte.SERIES[1], tirets=(4, 3))
    for rang, cle in enumerate(tracees):
        y, gras = HAUT + (rang + 0.5) * RANGEE, cle == accent
        toile.texte(0, y, couper(lue.mot(cle), marge - 0.3, lignes=1, gras=gras), gras=gras)
        toile.texte(fin + 0.3, y, bouts[cle], gras=gras)
        faite, contre = lue.case(cle, valeur), lue.case(cle, reference)
        if faite.connue:
            depart = contre.valeur if contre.connue else 0.0
            toile.trait([x(depart), x(faite.valeur)], [y, y], couleur=charte.ACCENT, epaisseur=2.0)
            toile.marque(x(faite.valeur), y, "o", charte.ACCENT, taille=8)
        if contre.connue:
            toile.marque(x(contre.valeur), y, "D", charte.SERIES[1], taille=6.5, plan=4)
    return toile


def _bout(lue: Grille, cle: str, valeur: str, reference: str) -> str:
    contre = lue.case(cle, reference)
    texte = lue.case(cle, valeur).texte
    return f"{texte} / {contre.texte}" if contre.connue else texte


def _legende(toile: Toile, lue: Grille, valeur: str, reference: str) -> None:
    x = 0.15
    for forme, couleur, nom in (("o", charte.ACCENT, valeur), ("D", charte.SERIES[1], reference)):
        mot = couper(lue.mot(nom), toile.largeur / 2 - 0.8, lignes=1)
        toile.marque(x, 0.3, forme, couleur, taille=7.5)
        toile.texte(x + 0.3, 0.3, mot)
        x += 0.3 + largeur_texte(mot) + 0.7


def _decrire(lue: Grille, titre: str, valeur: str, reference: str) -> str:
    connues = lue.connues(valeur)
    deux = [c for c in connues if lue.case(c, reference).connue]
    dessus = sum(lue.case(c, valeur).valeur > lue.case(c, reference).valeur for c in deux)
    compare = f" ; au-dessus de la référence pour {dessus} sur {len(deux)}" if deux else ""
    sans = len(lue.lignes) - len(connues)
    manque = f" ; {sans} sans valeur publiable" if sans else ""
    extremes = phrase_extremes(lue, connues, valeur)
    return f"{titre}{INSECABLE}: {lue.mot(valeur)}, {extremes}{compare}{manque}."
