"""L'audit : attaquer ce qui va être publié, comme le ferait un lecteur, avant qu'il le lise.

L'audit ne reprend rien des calculs du masquage : il part des valeurs publiées et des places
vides, et cherche entre quelles bornes chacune est enfermée.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from carnets.secret.attaque import PRECISION, Entiers, Polyedre, intervalles, morceaux
from carnets.secret.connaissances import (
    bornes_aveugles,
    bornes_informees,
    contributeurs_seuls,
    visees_de_l_interieur,
)
from carnets.secret.masquage import Masque
from carnets.secret.programme import Reels
from carnets.secret.systeme import Systeme


@dataclass(frozen=True)
class Attaque:
    """Résultat d'un attaquant : ses cibles, leurs intervalles, leurs marges."""

    attaquant: str
    cibles: Entiers
    bas: Reels
    haut: Reels
    marges: Reels

    @property
    def largeurs(self) -> Reels:
        """Largeur de chaque intervalle, dans l'unité de la cellule."""
        return self.haut - self.bas

    @property
    def fautives(self) -> Entiers:
        """Cibles enfermées plus étroitement que leur marge."""
        return self.cibles[self.largeurs < self.marges - PRECISION]


@dataclass(frozen=True)
class Audit:
    """Toutes les attaques d'un livrable."""

    attaques: tuple[Attaque, ...]

    @property
    def sur(self) -> bool:
        """Vrai si aucune cellule n'est enfermée."""
        return not self.fautives

    @property
    def fautives(self) -> tuple[int, ...]:
        """Numéros des cellules enfermées, triés."""
        return tuple(sorted({int(c) for attaque in self.attaques for c in attaque.fautives}))

    @property
    def plus_petit(self) -> float:
        """Plus petite largeur rapportée à sa marge ; infinie si rien n'est masqué.

        Une cellule sans marge, que d'autres livrables laissaient déjà lire, n'y compte pas.
        """
        rapports = (
            float(largeur / marge)
            for attaque in self.attaques
            for largeur, marge in zip(attaque.largeurs, attaque.marges, strict=True)
            if marge > PRECISION
        )
        return min(rapports, default=math.inf)


def auditer(systeme: Systeme, masque: Masque) -> Audit:
    """Attaque le livrable ainsi masqué : aveugle, informé, contributeur de chaque cellule.

    Erreur : SystemeIncompatible si les chiffres publiés se contredisent.
    """
    return Audit(tuple(_attaques(systeme, masque)))


def _attaques(systeme: Systeme, masque: Masque) -> Iterator[Attaque]:
    colonnes = np.flatnonzero(masque.cachees)
    cibles = np.flatnonzero(systeme.surveillees[colonnes])
    montrees = systeme.primaires & ~masque.cachees
    yield _nulle("masquage primaire", np.flatnonzero(montrees), systeme)
    if not len(cibles):
        return
    informe = polyedre_lu(systeme, colonnes, bornes_informees(systeme, masque.relachees))
    aveugle = polyedre_lu(systeme, colonnes, bornes_aveugles(systeme))
    for nom, polyedre in (("aveugle", aveugle), ("informé", informe)):
        yield _attaquer(nom, systeme, colonnes, polyedre, cibles)
    for connues, visees in _interieurs(systeme, colonnes, informe):
        interieur = informe.fixer(connues, systeme.valeurs[colonnes[connues]])
        yield _attaquer("contributeur", systeme, colonnes, interieur, visees)


def _interieurs(
    systeme: Systeme, colonnes: Entiers, polyedre: Polyedre
) -> Iterator[tuple[Entiers, Entiers]]:
    """Pour chaque personne seule : les cellules qu'elle connaît, celles des autres qu'elle vise."""
    numero = morceaux(polyedre.matrice)
    exposees = visees_de_l_interieur(systeme)[colonnes]
    for cellules in contributeurs_seuls(systeme):
        connues = np.isin(colonnes, cellules)
        visees = exposees & np.isin(numero, numero[connues]) & ~connues
        if visees.any():
            yield np.flatnonzero(connues), np.flatnonzero(visees)


def _nulle(nom: str, cibles: Entiers, systeme: Systeme) -> Attaque:
    """Une cellule interdite et montrée : son intervalle est réduit à elle-même."""
    valeurs = systeme.valeurs[cibles]
    return Attaque(nom, cibles, valeurs, valeurs, systeme.marges[cibles])


def polyedre_lu(systeme: Systeme, colonnes: Entiers, bornes: tuple[Reels, Reels]) -> Polyedre:
    """Ce que le lecteur peut écrire : les relations où des places vides subsistent."""
    lues = systeme.valeurs.copy()
    lues[colonnes] = 0.0
    matrice = systeme.relations[:, colonnes]
    lignes = np.flatnonzero(np.diff(matrice.indptr))
    second = -systeme.relations @ lues
    bas, haut = (borne[colonnes] for borne in bornes)
    return Polyedre(matrice[lignes], second[lignes], bas, haut, systeme.entieres[colonnes])


def _attaquer(
    nom: str, systeme: Systeme, colonnes: Entiers, polyedre: Polyedre, cibles: Entiers
) -> Attaque:
    marges = systeme.marges[colonnes[cibles]]
    bas, haut = intervalles(polyedre, systeme.valeurs[colonnes], cibles, marges)
    return Attaque(nom, colonnes[cibles], bas, haut, marges)
