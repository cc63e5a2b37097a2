"""Bulles : deux grandeurs d'un territoire, une troisième en surface, et la pente de l'ensemble."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import sqrt

import pandas as pd

from carnets.presentation import charte
from carnets.presentation.figures import figure
from carnets.presentation.grille import Grille, exiger, grille, phrase_extremes
from carnets.presentation.nombres import INSECABLE, nombre
from carnets.presentation.objets import Objet
from carnets.presentation.temps import pas_rond
from carnets.presentation.toile import POINTS, Toile, couper, largeur_texte
from carnets.secret import Diffusable

HAUTEUR, SOMMET, PIED, GAUCHE = 9.5, 0.9, 1.4, 1.7
DIAMETRE = 34.0
"""Diamètre de la plus grande bulle, en points."""

Boite = tuple[float, float, float, float]


def bulles(
    donnees: Diffusable,
    *,
    titre: str,
    source: str,
    abscisse: str,
    ordonnee: str,
    surface: str = "",
    ensemble: str = "",
    accent: str = "",
    libelles: Mapping[str, str] | None = None,
    notes: Sequence[str] = (),
) -> Objet:
    """Un territoire par bulle : `abscisse`, `ordonnee` et `surface` sont trois indicateurs.

    `ensemble` n'est pas une bulle : son rapport ordonnée / abscisse est la droite tiretée, celle
    d'une même densité. Une bulle au-dessus en a plus. Lève `ValueError` si un nom n'est pas dans
    la table.
    """
    lue = grille(donnees, lignes="territoire", colonnes="indicateur", libelles=libelles)
    exiger(lue, abscisse, ordonnee, surface)
    placees = [
        c
        for c in lue.lignes
        if c != ensemble and lue.case(c, abscisse).connue and lue.case(c, ordonnee).connue
    ]
    sans = [lue.mot(c) for c in lue.lignes if c != ensemble and c not in placees]
    absents = [f"Sans valeur publiable, non tracés : {', '.join(sans)}."] if sans else []
    droite = [f"Droite : même rapport que {lue.mot(ensemble)}."] if ensemble in lue.lignes else []
    tailles = [f"Surface des bulles : {lue.mot(surface).lower()}."] if surface else []
    noms = (abscisse, ordonnee, surface)
    return figure(
        _tracer(lue, placees, noms, ensemble, accent),
        titre=titre,
        alternative=_decrire(lue, titre, placees, noms, ensemble),
        donnees=lue.tableau(titre, source),
        source=source,
        notes=lue.notes(notes, *tailles, *droite, *absents),
    )


def _tracer(
    lue: Grille, placees: Sequence[str], noms: tuple[str, str, str], ensemble: str, accent: str
) -> Toile:
    toile = Toile(HAUTEUR)
    cadre = _Cadre(toile, *(_plafond(lue, placees, nom) for nom in noms[:2]))
    cadre.graduer(lue, noms[0], noms[1])
    if ensemble in lue.lignes:
        cadre.droite(lue.case(ensemble, noms[0]).valeur, lue.case(ensemble, noms[1]).valeur)
    rayons = {c: _diametre(lue, placees, c, noms[2]) / POINTS / 2 for c in placees}
    # Les grandes d'abord : une petite se voit devant elles.
    ronds = {
        c: (cadre.x(lue.case(c, noms[0]).valeur), cadre.y(lue.case(c, noms[1]).valeur), rayons[c])
        for c in sorted(placees, key=lambda c: -rayons[c])
    }
    occupees = [(x - r, y - r, x + r, y + r) for x, y, r in ronds.values()]
    for cle, (x, y, rayon) in ronds.items():
        couleur = charte.SERIES[1] if cle == accent else charte.ACCENT
        toile.marque(x, y, "o", couleur, taille=2 * rayon * POINTS)
        _nommer(toile, lue.mot(cle), (x, y, rayon), occupees)
    return toile


@dataclass(frozen=True)
class _Cadre:
    """Deux axes qui partent de zéro : une densité n'y est qu'une pente."""

    toile: Toile
    largeur: float
    hauteur: float

    def x(self, valeur: float) -> float:
        return GAUCHE + (self.toile.largeur - GAUCHE - 0.3) * valeur / self.largeur

    def y(self, valeur: float) -> float:
        return HAUTEUR - PIED - (HAUTEUR - PIED - SOMMET) * valeur / self.hauteur

    def graduer(self, lue: Grille, abscisse: str, ordonnee: str) -> None:
        doux, droite = charte.ENCRE_DOUCE, self.toile.largeur - 0.3
        for valeur in _graduations(self.hauteur):
            y = self.y(valeur)
            couleur = charte.FILET if valeur else charte.REPERE
            self.toile.trait([GAUCHE, droite], [y, y], couleur=couleur, epaisseur=0.8, plan=0)
            self.toile.texte(GAUCHE - 0.2, y, nombre(valeur), ancre="droite", couleur=doux)
        for valeur in _graduations(self.largeur):
            x = self.x(valeur)
            pied = HAUTEUR - PIED
            self.toile.trait([x, x], [pied, pied + 0.1], couleur=charte.REPERE)
            self.toile.texte(x, pied + 0.4, nombre(valeur), ancre="centre", couleur=doux)
        self.toile.texte(0, 0.3, couper(lue.mot(ordonnee), 12, lignes=1), couleur=doux)
        mot = couper(lue.mot(abscisse), 12, lignes=1)
        self.toile.texte(droite, HAUTEUR - 0.4, mot, ancre="droite", couleur=doux)

    def droite(self, abscisse: float, ordonnee: float) -> None:
        """La pente de l'ensemble, coupée au bord du cadre ; rien s'il n'a pas de valeur."""
        if not abscisse or pd.isna(abscisse) or pd.isna(ordonnee):
            return
        pente = ordonnee / abscisse
        bout = min(self.largeur, self.hauteur / pente if pente else self.largeur)
        self.toile.trait(
            [self.x(0), self.x(bout)],
            [self.y(0), self.y(bout * pente)],
            couleur=charte.REPERE,
            tirets=(4, 3),
            plan=1,
        )


def _plafond(lue: Grille, placees: Sequence[str], nom: str) -> float:
    return 1.15 * (max((lue.case(c, nom).valeur for c in placees), default=1.0) or 1.0)


def _graduations(haut: float) -> list[float]:
    pas = pas_rond(haut / 4)
    return [pas * k for k in range(int(haut / pas) + 1)]


def _diametre(lue: Grille, placees: Sequence[str], cle: str, surface: str) -> float:
    """Diamètre en points ; une surface inconnue se dessine au plus petit."""
    connues = [lue.case(c, surface).valeur for c in placees if lue.case(c, surface).connue]
    case = lue.case(cle, surface)
    if not surface or not case.connue or not connues or max(connues) == 0:
        return DIAMETRE / 4
    return max(DIAMETRE * sqrt(case.valeur / max(connues)), DIAMETRE / 6)


def _nommer(
    toile: Toile, mot: str, rond: tuple[float, float, float], occupees: list[Boite]
) -> None:
    """Écrit le nom à droite, à gauche, au-dessus ou au-dessous de la bulle, là où il y a place."""
    texte, (x, y, rayon) = couper(mot, 4.2, lignes=1), rond
    large = largeur_texte(texte)
    for gauche, milieu in (
        (x + rayon + 0.12, y),
        (x - rayon - 0.12 - large, y),
        (x - large / 2, y - rayon - 0.28),
        (x - large / 2, y + rayon + 0.28),
    ):
        boite = (gauche, milieu - 0.2, gauche + large, milieu + 0.2)
        dedans = boite[0] > GAUCHE and boite[2] < toile.largeur and boite[1] > 0.5
        if dedans and not any(_se_touchent(boite, autre) for autre in occupees):
            occupees.append(boite)
            toile.texte(gauche, milieu, texte)
            return


def _se_touchent(a: Boite, b: Boite) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def _decrire(
    lue: Grille, titre: str, placees: Sequence[str], noms: tuple[str, str, str], ensemble: str
) -> str:
    suite = ""
    de_l_ensemble = [lue.case(ensemble, nom) for nom in noms[:2]]
    if all(c.connue for c in de_l_ensemble) and de_l_ensemble[0].valeur:
        pente = de_l_ensemble[1].valeur / de_l_ensemble[0].valeur
        dessus = [
            c for c in placees if lue.case(c, noms[1]).valeur > pente * lue.case(c, noms[0]).valeur
        ]
        suite = f" ; {len(dessus)} sur {len(placees)} au-dessus du rapport de {lue.mot(ensemble)}"
    extremes = phrase_extremes(lue, placees, noms[1])
    return f"{titre}{INSECABLE}: {lue.mot(noms[1])}, {extremes}{suite}."
