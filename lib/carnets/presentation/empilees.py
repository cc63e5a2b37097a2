"""Barres empilées : un total par rangée et ce qui le compose."""

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
    un_seul,
)
from carnets.presentation.nombres import INSECABLE
from carnets.presentation.objets import Objet
from carnets.presentation.toile import HAUTEUR_MAXIMALE, Toile, couper, largeur_texte
from carnets.secret import Diffusable

COULEURS = (*charte.SERIES, charte.REPERE)
RANGEE, HAUT, EPAISSEUR = 0.62, 0.75, 0.42


def empilees(
    donnees: Diffusable,
    *,
    titre: str,
    source: str,
    total: str,
    parties: Sequence[str],
    lignes: str = "territoire",
    accent: str = "",
    libelles: Mapping[str, str] | None = None,
    notes: Sequence[str] = (),
) -> Objet:
    """Une barre par rangée, faite de ses modalités `parties` ; au bout, la modalité `total`.

    Rangées du plus grand au plus petit total. Une partie cachée ou absente ne se trace pas : ce
    qu'il manque pour atteindre le total est hachuré. Lève `ValueError` au-delà de cinq parties,
    s'il y a plusieurs indicateurs, ou si le total n'est pas dans la table.
    """
    un_seul(donnees, "indicateur")
    if len(parties) > len(COULEURS):
        raise ValueError(f"{len(parties)} parties : une barre lisible en porte {len(COULEURS)}")
    lue = grille(donnees, lignes=lignes, colonnes="modalite", libelles=libelles)
    exiger(lue, total)
    presentes = [p for p in parties if p in lue.colonnes]
    place = int((HAUTEUR_MAXIMALE - HAUT) / RANGEE)
    tracees, tues = abreger(lue.triees(total), place, accent)
    cachees = any(not lue.case(c, p).connue for c in tracees for p in presentes)
    hachures = ["Hachures : ce que le total compte et que les parties montrées ne disent pas."]
    return figure(
        _tracer(lue, tracees, total, presentes, accent),
        titre=titre,
        alternative=_decrire(lue, titre, total, presentes),
        donnees=lue.tableau(titre, source),
        source=source,
        notes=lue.notes(notes, *(hachures if cachees else []), *note_abrege(tues)),
    )


def _tracer(
    lue: Grille, tracees: Sequence[str], total: str, parties: Sequence[str], accent: str
) -> Toile:
    toile = Toile(HAUT + RANGEE * len(tracees) + 0.15)
    marge = min(max(largeur_texte(lue.mot(c), gras=True) for c in tracees) + 0.3, 5.6)
    textes = {c: lue.case(c, total).texte for c in tracees}
    fin = toile.largeur - max(largeur_texte(t, gras=True) for t in textes.values()) - 0.3
    longueurs = {c: _longueur(lue, c, total, parties) for c in tracees}
    echelle = (fin - marge) / (max(longueurs.values()) or 1.0)
    _legende(toile, lue, parties)
    for rang, cle in enumerate(tracees):
        y, gras = HAUT + (rang + 0.5) * RANGEE, cle == accent
        toile.texte(0, y, couper(lue.mot(cle), marge - 0.25, lignes=1, gras=gras), gras=gras)
        x = marge
        for couleur, nom in zip(COULEURS, parties, strict=False):
            case = lue.case(cle, nom)
            if case.connue and case.valeur:
                suite = x + case.valeur * echelle
                toile.bande(x, suite, y, EPAISSEUR, couleur, bord=charte.PAPIER)
                x = suite
        bout = marge + longueurs[cle] * echelle
        if bout - x > 0.02:
            toile.bande(x, bout, y, EPAISSEUR, charte.PAPIER, bord=charte.REPERE, hachures="biais")
        toile.texte(bout + 0.15, y, textes[cle], gras=gras)
    toile.trait([marge, marge], [HAUT, HAUT + RANGEE * len(tracees)], couleur=charte.REPERE)
    return toile


def _longueur(lue: Grille, cle: str, total: str, parties: Sequence[str]) -> float:
    """La longueur de la barre : le total, ou à défaut la somme de ce qui se montre."""
    somme = sum(lue.case(cle, p).valeur for p in parties if lue.case(cle, p).connue)
    entier = lue.case(cle, total)
    return max(entier.valeur, somme) if entier.connue else somme


def _legende(toile: Toile, lue: Grille, parties: Sequence[str]) -> None:
    x = 0.0
    for couleur, nom in zip(COULEURS, parties, strict=False):
        mot = couper(lue.mot(nom), toile.largeur / len(parties) - 0.9, lignes=1)
        toile.bande(x, x + 0.4, 0.3, 0.3, couleur)
        toile.texte(x + 0.55, 0.3, mot)
        x += 0.55 + largeur_texte(mot) + 0.45


def _decrire(lue: Grille, titre: str, total: str, parties: Sequence[str]) -> str:
    connues = lue.connues(total)
    sommes = {p: sum(lue.case(c, p).valeur for c in lue.connues(p)) for p in parties}
    tete = max(sommes, key=lambda p: sommes[p], default="")
    suite = f" ; la plus grande partie est {lue.mot(tete)}" if tete else ""
    sans = len(lue.lignes) - len(connues)
    manque = f" ; {sans} sans total publiable" if sans else ""
    return f"{titre}{INSECABLE}: {phrase_extremes(lue, connues, total)}{suite}{manque}."
