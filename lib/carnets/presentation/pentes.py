"""Pentes : deux périodes face à face, un trait par territoire, les valeurs aux deux bouts."""

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
    phrase_sans_valeur,
    un_seul,
)
from carnets.presentation.nombres import INSECABLE
from carnets.presentation.objets import Objet
from carnets.presentation.toile import INTERLIGNE, Toile, couper, ecarter, largeur_texte
from carnets.secret import Diffusable

MAXIMUM = 24
"""Traits au-delà desquels les libellés ne tiennent plus sur une page."""

HAUT = 1.1
"""Place des deux périodes, au-dessus des traits, en centimètres."""


def pentes(
    donnees: Diffusable,
    *,
    titre: str,
    source: str,
    avant: str,
    apres: str,
    lignes: str = "territoire",
    accent: str = "",
    libelles: Mapping[str, str] | None = None,
    notes: Sequence[str] = (),
) -> Objet:
    """Ce qui a bougé entre les périodes `avant` et `apres` d'un seul indicateur.

    Chaque rangée de `lignes` est un trait, son libellé à droite ; `accent` en met une en avant.
    Une rangée sans valeur à l'une des deux périodes n'a pas de trait : elle est écrite dessous,
    avec ses signes. Lève `ValueError` si la table porte plusieurs indicateurs ou n'a pas ces
    périodes.
    """
    un_seul(donnees, "indicateur")
    lue = grille(donnees, lignes=lignes, colonnes="periode", libelles=libelles)
    exiger(lue, avant, apres)
    reliees = [
        c for c in lue.triees(apres) if lue.case(c, avant).connue and lue.case(c, apres).connue
    ]
    tracees, tues = abreger(reliees, MAXIMUM, accent)
    sans = [c for c in lue.lignes if c not in set(reliees)]
    return figure(
        _tracer(lue, tracees, sans, (avant, apres), accent),
        titre=titre,
        alternative=_decrire(lue, titre, reliees, sans, (avant, apres), accent),
        donnees=lue.tableau(titre, source),
        source=source,
        notes=lue.notes(notes, *note_abrege(tues)),
    )


def _tracer(
    lue: Grille, tracees: Sequence[str], sans: Sequence[str], periodes: tuple[str, str], accent: str
) -> Toile:
    corps = max(3.0, len(tracees) * INTERLIGNE * 1.25)
    absentes = [_sans_trait(lue, c, periodes) for c in sans[:MAXIMUM]]
    toile = Toile(HAUT + corps + 0.5 + INTERLIGNE * len(absentes))
    bornes = _bornes(lue, tracees, periodes)
    valeurs = [lue.case(c, p).valeur for c in tracees for p in periodes]
    bas, haut = min(valeurs, default=0.0), max(valeurs, default=0.0)
    hauteurs = {
        (c, p): HAUT
        + (corps * (haut - lue.case(c, p).valeur) / (haut - bas) if haut > bas else corps / 2)
        for c in tracees
        for p in periodes
    }
    for x, periode in zip(bornes, periodes, strict=True):
        toile.texte(x, 0.35, lue.mot(periode), ancre="centre", gras=True)
        toile.trait([x, x], [HAUT - 0.3, HAUT + corps + 0.1], couleur=charte.FILET)
    for cle in tracees:
        devant = cle == accent
        couleur = charte.SERIES[1] if devant else charte.REPERE if accent else charte.ACCENT
        ys = [hauteurs[cle, p] for p in periodes]
        toile.trait(bornes, ys, couleur=couleur, epaisseur=2.8 if devant else 1.2, plan=2 + devant)
        toile.marque(bornes, ys, "D" if devant else "o", couleur, plan=3 + devant)
    for cote, (x, periode) in enumerate(zip(bornes, periodes, strict=True)):
        ordre = sorted(tracees, key=lambda c: hauteurs[c, periode])  # lu aussitôt
        places = ecarter([hauteurs[c, periode] for c in ordre], INTERLIGNE)
        for cle, y in zip(ordre, places, strict=True):
            _etiqueter(toile, lue, cle, periode, (x, y), gauche=cote == 0, gras=cle == accent)
    for rang, texte in enumerate(absentes):
        toile.texte(0, HAUT + corps + 0.6 + rang * INTERLIGNE, texte, couleur=charte.ENCRE_DOUCE)
    return toile


def _etiqueter(
    toile: Toile,
    lue: Grille,
    cle: str,
    periode: str,
    place: tuple[float, float],
    *,
    gauche: bool,
    gras: bool,
) -> None:
    x, y = place
    if gauche:
        toile.texte(x - 0.3, y, lue.case(cle, periode).texte, ancre="droite", gras=gras)
        return
    texte = couper(_libelle(lue, cle, periode), toile.largeur - x - 0.3, lignes=1, gras=gras)
    toile.texte(x + 0.3, y, texte, gras=gras)


def _bornes(lue: Grille, tracees: Sequence[str], periodes: tuple[str, str]) -> tuple[float, float]:
    """Abscisses des deux périodes : à gauche la place des valeurs, à droite celle des libellés."""
    gauche = max((largeur_texte(lue.case(c, periodes[0]).texte) for c in tracees), default=1.0)
    libelles = [largeur_texte(_libelle(lue, c, periodes[1]), gras=True) for c in tracees]
    droite = min(max(libelles, default=3.0), 8.0)
    return gauche + 0.7, charte.LARGEUR_UTILE - droite - 0.4


def _libelle(lue: Grille, cle: str, periode: str) -> str:
    return f"{lue.case(cle, periode).texte}  {lue.mot(cle)}"


def _sans_trait(lue: Grille, cle: str, periodes: tuple[str, str]) -> str:
    deux = " ; ".join(f"{lue.mot(p)} : {lue.case(cle, p).texte}" for p in periodes)
    return couper(f"{lue.mot(cle)} – {deux}", charte.LARGEUR_UTILE, lignes=1)


def _decrire(
    lue: Grille,
    titre: str,
    reliees: Sequence[str],
    sans: Sequence[str],
    periodes: tuple[str, str],
    accent: str,
) -> str:
    avant, apres = periodes
    if accent in reliees:
        debut, fin = (lue.case(accent, p).texte for p in periodes)
        tete = f"{lue.mot(accent)}, de {debut} ({avant}) à {fin} ({apres}) ; "
    else:
        tete = ""
    hausses = sum(lue.case(c, apres).valeur > lue.case(c, avant).valeur for c in reliees)
    baisses = sum(lue.case(c, apres).valeur < lue.case(c, avant).valeur for c in reliees)
    bilan = f"{hausses} en hausse et {baisses} en baisse sur {len(reliees)} ; "
    extremes = f"en {apres}, {phrase_extremes(lue, reliees, apres)}"
    return f"{titre}{INSECABLE}: {tete}{bilan}{extremes}{phrase_sans_valeur(sans)}."
