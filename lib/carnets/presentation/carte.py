"""Cartes : contours locaux, projection du territoire, ni tuile ni réseau."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from carnets.presentation import charte
from carnets.presentation.carte_mots import (
    decrire,
    manques,
    note_zones,
    notes_points,
    tableau_des_donnees,
)
from carnets.presentation.classes import Classe, classer
from carnets.presentation.figures import figure
from carnets.presentation.formes import ZONES, Formes, Zone, formes_de
from carnets.presentation.grille import Grille, grille, un_seul
from carnets.presentation.nombres import nombre
from carnets.presentation.objets import Objet, note
from carnets.presentation.panneau import Panneau, cadre_de, proportion
from carnets.presentation.toile import INTERLIGNE, Toile, couper
from carnets.secret import Diffusable

FORMES_POINTS = ("o", "^", "s", "D", "v", "P")
LARGEUR_CARTE, LARGEUR_LEGENDE, HAUTEUR_CARTE = 11.4, 4.8, 11.5
VIGNETTE = 2.1
NOMMES = 10
"""Contours visibles au-delà desquels leurs noms ne s'écrivent plus."""

LISIBLES = 30
"""Territoires au-delà desquels leurs valeurs ne s'écrivent plus sur la carte."""


def carte(
    donnees: Diffusable | None,
    contours: pd.DataFrame | None,
    *,
    titre: str,
    source: str,
    accent: str = "",
    autour: float = 0.0,
    points: pd.DataFrame | None = None,
    fond: pd.DataFrame | None = None,
    libelles: Mapping[str, str] | None = None,
    notes: Sequence[str] = (),
) -> Objet:
    """Carte d'un indicateur par territoire, ou carte de situation si `donnees` est None.

    `contours` et `fond` : GeoDataFrame (`code`, `libelle` facultatif) ou table d'un modèle de
    contours (`code, libelle, geometrie`). `accent` et `autour` (kilomètres) cadrent sur un
    territoire et ses voisins. `points` : `longitude, latitude, categorie`, positions publiques
    d'établissements (jamais de personnes) ; une forme par catégorie, six au plus.

    Chaque outre-mer a sa projection et, avec la métropole, sa vignette. Sans contour, rend une
    note qui le dit. Lève `ValueError` s'il y a plusieurs indicateurs ou trop de catégories.
    """
    formes, lue = formes_de(contours), None
    if donnees is not None:
        un_seul(donnees, "indicateur")
        lue = grille(donnees, lignes="territoire", colonnes="indicateur", libelles=libelles)
    mots = dict(formes.libelles) | (dict(lue.mots) if lue else {}) | dict(libelles or {})
    cible = formes.de(set(lue.lignes)) if lue else formes
    if accent in formes.codes and autour:
        cible = formes.de({accent})
    zones = [z for z in ZONES if len(cible.dans(z))]
    if not zones:
        return note(
            "Carte non tracée",
            f"« {titre} » : aucun contour n'est disponible pour ces territoires. "
            "Les tableaux du document portent les mêmes données.",
            nature="limite",
        )
    lieux = _lieux(points)
    traces = _Traces(formes, formes_de(fond), lue, mots, accent, lieux)
    toile, visibles = traces.dessiner(cible, zones, autour * 1000)
    absents = manques(lue, formes, mots) + notes_points(points, lieux, visibles)
    absents += note_zones(zones)
    return figure(
        toile,
        titre=titre,
        alternative=decrire(titre, lue, cible, formes, mots, accent, visibles),
        donnees=tableau_des_donnees(titre, source, lue, cible, mots, visibles),
        source=source,
        notes=[*(lue.notes(notes) if lue else notes), *absents],
    )


@dataclass(frozen=True)
class _Traces:
    formes: Formes
    fond: Formes
    lue: Grille | None
    mots: Mapping[str, str]
    accent: str
    lieux: pd.DataFrame

    def dessiner(
        self, cible: Formes, zones: Sequence[Zone], marge: float
    ) -> tuple[Toile, dict[str, int]]:
        """La carte, et le nombre de points visibles par catégorie."""
        classes = classer(self.lue, self.formes, self.accent)
        cadres = [cadre_de(cible, z, marge_metres=marge) for z in zones]
        hauteur = min(max(LARGEUR_CARTE * proportion(cadres), 6.0), HAUTEUR_CARTE)
        bas = hauteur + 0.5 + (VIGNETTE + 1.2 if len(zones) > 1 else 0.0)
        toile = Toile(max(bas, self._hauteur_legende(classes)) + 0.3)
        panneaux = [
            Panneau(toile, zone, cadre, _place(rang, hauteur))
            for rang, (zone, cadre) in enumerate(zip(zones, cadres, strict=True))
        ]
        visibles = dict.fromkeys(pd.unique(self.lieux["categorie"]), 0)
        for rang, panneau in enumerate(panneaux):
            self._remplir(panneau, classes)
            for categorie, compte in self._pointer(panneau).items():
                visibles[categorie] += compte
            gauche, haut, _, grandeur = panneau.place
            if rang:
                toile.texte(gauche, haut + grandeur + 0.3, panneau.zone.nom)
            panneau.graduer(haut + grandeur + (0.8 if rang else 0.35))
        self._legender(toile, classes, visibles)
        return toile, visibles

    def _remplir(self, panneau: Panneau, classes: Sequence[Classe]) -> None:
        gauche, haut, largeur, hauteur = panneau.place
        panneau.toile.bande(
            gauche, gauche + largeur, haut + hauteur / 2, hauteur, charte.VOILE, plan=0
        )
        # Le fond reste sous les territoires : il situe, il ne compte pas.
        panneau.tracer(self.fond, charte.PAPIER, bord=charte.REPERE, epaisseur=0.7, plan=0.5)
        for classe in classes:
            # La classe la plus claire doit se voir sur le fond : son bord la détache.
            panneau.tracer(
                self.formes.de(classe.codes),
                classe.teinte,
                bord=charte.ENCRE_DOUCE if classe.hachures or self.lue is None else charte.REPERE,
                hachures=classe.hachures,
            )
        if self.accent in self.formes.codes:
            devant = self.formes.de({self.accent})
            panneau.tracer(devant, "none", bord=charte.ENCRE, epaisseur=2.0, plan=2)
        self._ecrire(panneau, classes)

    def _ecrire(self, panneau: Panneau, classes: Sequence[Classe]) -> None:
        if self.accent in self.formes.codes:
            panneau.ecrire(self.formes.de({self.accent}), self.mots)
        if self.lue is not None and len(self.lue.lignes) <= LISIBLES:
            for classe in classes:
                fonce = classe.teinte in charte.SEQUENTIELLE[3:]
                encre = charte.PAPIER if fonce else charte.ENCRE
                textes = {c: self.lue.case(c, self.lue.colonnes[0]).texte for c in classe.codes}
                halo = charte.PAPIER if classe.hachures else ""
                panneau.ecrire(self.formes.de(classe.codes), textes, couleur=encre, halo=halo)
        elif self.lue is None and len(panneau.visibles(self.formes)) <= NOMMES:
            panneau.ecrire(self.formes, self.mots)
        if len(panneau.visibles(self.fond)) <= NOMMES:
            panneau.ecrire(self.fond, self.fond.libelles)

    def _pointer(self, panneau: Panneau) -> dict[str, int]:
        comptes = {}
        taille = 7.0 if len(self.lieux) <= 60 else 4.5
        for rang, (categorie, lieux) in enumerate(self.lieux.groupby("categorie", sort=False)):
            xs, ys = panneau.poser(lieux["longitude"], lieux["latitude"])
            panneau.toile.marque(xs, ys, FORMES_POINTS[rang], _couleur(rang), taille=taille, plan=4)
            comptes[str(categorie)] = len(xs)
        return comptes

    def _hauteur_legende(self, classes: Sequence[Classe]) -> float:
        rangees = 5 + len(classes) + self.lieux["categorie"].nunique()
        return rangees * (INTERLIGNE + 0.13)

    def _legender(
        self, toile: Toile, classes: Sequence[Classe], visibles: Mapping[str, int]
    ) -> None:
        x, y = LARGEUR_CARTE + 0.4, 0.25
        if self.lue is not None:
            entete = couper(
                self.lue.mot(self.lue.colonnes[0]), LARGEUR_LEGENDE, lignes=3, gras=True
            )
            lignes = entete.count("\n") + 1
            toile.texte(x, y + (lignes - 1) * INTERLIGNE / 2, entete, gras=True)
            y += lignes * INTERLIGNE + 0.15
        for classe in classes:
            toile.bande(
                x, x + 0.7, y, 0.4, classe.teinte, bord=charte.REPERE, hachures=classe.hachures
            )
            toile.texte(x + 0.9, y, couper(classe.legende, LARGEUR_LEGENDE - 0.9, lignes=1))
            y += INTERLIGNE + 0.13
        for rang, (categorie, compte) in enumerate(visibles.items()):
            toile.marque(x + 0.35, y, FORMES_POINTS[rang], _couleur(rang), taille=8)
            texte = f"{categorie} ({nombre(compte)})"
            toile.texte(x + 0.9, y, couper(texte, LARGEUR_LEGENDE - 0.9, lignes=1))
            y += INTERLIGNE + 0.13


def _place(rang: int, hauteur: float) -> tuple[float, float, float, float]:
    """Le premier panneau prend la largeur ; les autres sont des vignettes dessous."""
    if not rang:
        return 0.0, 0.0, LARGEUR_CARTE, hauteur
    return (rang - 1) * (VIGNETTE + 0.5), hauteur + 0.7, VIGNETTE, VIGNETTE


def _couleur(rang: int) -> str:
    return (
        charte.SERIES[1],
        charte.ENCRE,
        charte.SERIES[2],
        charte.SERIES[3],
        charte.ACCENT,
        charte.REPERE,
    )[rang]


def _lieux(points: pd.DataFrame | None) -> pd.DataFrame:
    """Points situés ; lève `ValueError` au-delà de six catégories."""
    if points is None or points.empty:
        return pd.DataFrame({"longitude": [], "latitude": [], "categorie": []})
    situes = points.dropna(subset=["longitude", "latitude"]).astype({"categorie": str})
    categories = pd.unique(situes["categorie"])
    if len(categories) > len(FORMES_POINTS):
        raise ValueError(f"{len(categories)} catégories de points : {len(FORMES_POINTS)} au plus")
    return situes.sort_values("categorie", kind="stable")
