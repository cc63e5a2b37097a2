"""Cibles : le réalisé face à l'objectif, rangée par rangée."""

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

RANGEE = 0.85
HAUT = 0.75


def cibles(
    donnees: Diffusable,
    *,
    titre: str,
    source: str,
    realise: str,
    objectif: str = "",
    objectif_initial: str = "",
    plage: tuple[str, str] | tuple[()] = (),
    taux: str = "",
    lignes: str = "territoire",
    accent: str = "",
    libelles: Mapping[str, str] | None = None,
    notes: Sequence[str] = (),
) -> Objet:
    """Réalisé (barre), objectif ajusté (trait plein), objectif initial (losange), plage (fond).

    Chaque nom est un indicateur de la table ; tous dans la même unité, sauf `taux`, qui s'écrit
    au bout de la rangée. Rangées du plus grand au plus petit réalisé. Lève `ValueError` si un nom
    est absent de la table.
    """
    lue = grille(donnees, lignes=lignes, colonnes="indicateur", libelles=libelles)
    exiger(lue, realise, objectif, objectif_initial, taux, *plage)
    place = int((HAUTEUR_MAXIMALE - HAUT) / RANGEE)
    tracees, tues = abreger(lue.triees(realise), place, accent)
    roles = {"realise": realise, "objectif": objectif, "initial": objectif_initial, "taux": taux}
    return figure(
        _tracer(lue, tracees, roles, plage, accent),
        titre=titre,
        alternative=_decrire(lue, titre, roles),
        donnees=lue.tableau(titre, source),
        source=source,
        notes=lue.notes(notes, *note_abrege(tues)),
    )


def _tracer(
    lue: Grille,
    tracees: Sequence[str],
    roles: Mapping[str, str],
    plage: Sequence[str],
    accent: str,
) -> Toile:
    toile = Toile(HAUT + RANGEE * len(tracees) + 0.15)
    textes = {c: _bout(lue, c, roles) for c in tracees}
    marge = min(max(largeur_texte(lue.mot(c), gras=True) for c in tracees) + 0.3, 5.6)
    fin = toile.largeur - max(largeur_texte(t, gras=True) for t in textes.values()) - 0.35
    traces = [n for n in (roles["realise"], roles["objectif"], roles["initial"], *plage) if n]
    valeurs = [lue.case(c, n).valeur for c in tracees for n in traces if lue.case(c, n).connue]
    bas, haut = min([0.0, *valeurs]), max([0.0, *valeurs]) or 1.0

    def x(valeur: float) -> float:
        return marge + (fin - marge - 0.15) * (valeur - bas) / (haut - bas)

    _legende(toile, lue, roles, plage)
    for rang, cle in enumerate(tracees):
        y, gras = HAUT + (rang + 0.5) * RANGEE, cle == accent
        toile.texte(0, y, couper(lue.mot(cle), marge - 0.25, lignes=1, gras=gras), gras=gras)
        bornes = [lue.case(cle, n) for n in plage]
        if bornes and all(b.connue for b in bornes):
            toile.bande(x(bornes[0].valeur), x(bornes[1].valeur), y, 0.66, charte.FILET, plan=0)
        fait = lue.case(cle, roles["realise"])
        if fait.connue:
            couleur = charte.SERIES[1] if gras else charte.ACCENT
            toile.bande(x(0), x(fait.valeur), y, 0.32, couleur)
        for role in ("objectif", "initial"):
            if roles[role] and lue.case(cle, roles[role]).connue:
                _repere(toile, x(lue.case(cle, roles[role]).valeur), y, role)
        toile.texte(fin + 0.2, y, textes[cle], gras=gras)
    toile.trait([x(0), x(0)], [HAUT, HAUT + RANGEE * len(tracees)], couleur=charte.REPERE)
    return toile


def _repere(toile: Toile, x: float, y: float, role: str) -> None:
    if role == "objectif":
        toile.trait([x, x], [y - 0.32, y + 0.32], couleur=charte.PAPIER, epaisseur=4.6, plan=3)
        toile.trait([x, x], [y - 0.32, y + 0.32], epaisseur=2.6, plan=4)
    else:
        toile.marque(x, y, "D", charte.ENCRE, taille=6.5, creuse=True, plan=5)


def _legende(toile: Toile, lue: Grille, roles: Mapping[str, str], plage: Sequence[str]) -> None:
    x, y = 0.0, 0.3
    for role in ("realise", "objectif", "initial", "plage"):
        nom = (plage[0] if plage else "") if role == "plage" else roles[role]
        if not nom:
            continue
        if role == "realise":
            toile.bande(x, x + 0.6, y, 0.3, charte.ACCENT)
        elif role == "plage":
            toile.bande(x, x + 0.6, y, 0.4, charte.FILET)
        else:
            _repere(toile, x + 0.3, y, role)
        mot = f"{lue.mot(plage[0])} à {lue.mot(plage[1])}" if role == "plage" else lue.mot(nom)
        mot = couper(mot, (toile.largeur - 2.8) / 3, lignes=1)
        toile.texte(x + 0.75, y, mot)
        x += 0.75 + largeur_texte(mot) + 0.5


def _bout(lue: Grille, cle: str, roles: Mapping[str, str]) -> str:
    """Réalisé sur objectif, et le taux s'il est donné."""
    texte = lue.case(cle, roles["realise"]).texte
    but = roles["objectif"] or roles["initial"]
    if but:
        texte = f"{texte} / {lue.case(cle, but).texte}"
    return f"{texte} ({lue.case(cle, roles['taux']).texte})" if roles["taux"] else texte


def _decrire(lue: Grille, titre: str, roles: Mapping[str, str]) -> str:
    realise, but = roles["realise"], roles["objectif"] or roles["initial"]
    connues = lue.connues(realise)
    comparables = [c for c in connues if but and lue.case(c, but).connue]
    atteints = sum(lue.case(c, realise).valeur >= lue.case(c, but).valeur for c in comparables)
    bilan = f" ; objectif atteint pour {atteints} sur {len(comparables)}" if but else ""
    sans = len(lue.lignes) - len(connues)
    suite = f" ; {sans} sans valeur publiable" if sans else ""
    extremes = phrase_extremes(lue, connues, realise)
    return f"{titre}{INSECABLE}: {lue.mot(realise)}, {extremes}{bilan}{suite}."
