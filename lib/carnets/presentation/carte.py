"""Cartes : contours locaux, projection du territoire, ni tuile ni réseau."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from carnets.presentation import charte
from carnets.presentation.figures import figure
from carnets.presentation.formes import ZONES, Formes, Zone, formes_de
from carnets.presentation.grille import Grille, grille, phrase_extremes, un_seul
from carnets.presentation.nombres import INSECABLE, nombre
from carnets.presentation.objets import Objet, note, type_charge
from carnets.presentation.panneau import Panneau, cadre_de, proportion
from carnets.presentation.tableaux import tableau_texte
from carnets.presentation.toile import INTERLIGNE, Toile, couper
from carnets.secret import Diffusable

FORMES_POINTS = ("o", "^", "s", "D", "v", "P")
HACHURES = {"secret": "xxx", "nd": "|||", "sans_objet": "\\\\\\", "ns": "---"}
MOTS_ETATS = {
    "secret": "s : secret statistique",
    "nd": "… : non disponible",
    "sans_objet": "/// : sans objet",
    "ns": "n.s. : non significatif",
}
LARGEUR_CARTE, LARGEUR_LEGENDE, HAUTEUR_CARTE = 11.4, 4.8, 11.5
VIGNETTE = 2.1
NOMMES = 10
"""Contours visibles au-delà desquels leurs noms ne s'écrivent plus."""

LISIBLES = 30
"""Territoires au-delà desquels leurs valeurs ne s'écrivent plus sur la carte."""


@dataclass(frozen=True)
class Classe:
    """Territoires d'une même teinte, et la ligne de légende qui les dit."""

    codes: set[str]
    teinte: str
    legende: str
    hachures: str = ""


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
    manques = _manques(lue, formes, mots) + _notes_points(points, lieux, visibles)
    manques += _note_zones(zones)
    return figure(
        toile.dessin,
        titre=titre,
        alternative=_decrire(titre, lue, cible, formes, mots, accent, visibles),
        donnees=_donnees(titre, source, lue, cible, mots, visibles),
        source=source,
        notes=[*(lue.notes(notes) if lue else notes), *manques],
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


def classer(lue: Grille | None, formes: Formes, accent: str) -> list[Classe]:
    """Teintes de la carte : au plus cinq classes d'effectifs voisins, puis les états sans valeur.

    La légende d'une classe donne le plus petit et le plus grand chiffre qu'elle contient.
    """
    if lue is None:
        autres = Classe(set(formes.codes) - {accent}, charte.SEQUENTIELLE[0], "autres contours")
        if accent not in formes.codes:
            return [autres]
        nom = formes.libelles.get(accent, accent)
        return [Classe({accent}, charte.SEQUENTIELLE[2], nom, "///"), autres]
    colonne = lue.colonnes[0]
    connus = [c for c in lue.triees(colonne)[::-1] if lue.case(c, colonne).connue]
    valeurs = np.array([lue.case(c, colonne).valeur for c in connus])
    nombre_classes = min(len(charte.SEQUENTIELLE), len(np.unique(valeurs)))
    bornes = (
        np.quantile(valeurs, np.linspace(0, 1, nombre_classes + 1)[1:-1]) if len(valeurs) else []
    )
    rangs = np.searchsorted(np.unique(bornes), valeurs, side="left")
    teintes = charte.SEQUENTIELLE if nombre_classes > 3 else charte.SEQUENTIELLE[::2]
    classes = []
    for rang in np.unique(rangs)[::-1]:
        membres = [c for c, r in zip(connus, rangs, strict=True) if r == rang]
        textes = [lue.case(c, colonne).texte for c in membres]
        bout = " à ".join(dict.fromkeys((textes[0], textes[-1])))
        classes.append(Classe(set(membres), teintes[rang], f"{bout} ({len(membres)})"))
    return classes + _classes_etats(lue, colonne)


def _classes_etats(lue: Grille, colonne: str) -> list[Classe]:
    return [
        Classe(membres, charte.PAPIER, f"{mot} ({len(membres)})", HACHURES[etat])
        for etat, mot in MOTS_ETATS.items()
        if (membres := {c for c in lue.lignes if lue.case(c, colonne).etat == etat})
    ]


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


def _notes_points(
    points: pd.DataFrame | None, lieux: pd.DataFrame, visibles: Mapping[str, int]
) -> list[str]:
    notes = []
    sans = (0 if points is None else len(points)) - len(lieux)
    hors = len(lieux) - sum(visibles.values())
    if sans:
        notes.append(f"Points sans coordonnées, non placés{INSECABLE}: {nombre(sans)}.")
    if hors:
        notes.append(f"Points hors du cadre de la carte{INSECABLE}: {nombre(hors)}.")
    return notes


def _note_zones(zones: Sequence[Zone]) -> list[str]:
    if len(zones) < 2:
        return []
    return ["Chaque vignette a sa projection et son échelle : les surfaces ne se comparent pas."]


def _manques(lue: Grille | None, formes: Formes, mots: Mapping[str, str]) -> list[str]:
    sans = [c for c in lue.lignes if c not in set(formes.codes)] if lue else []
    if not sans:
        return []
    noms = ", ".join(mots.get(c, c) for c in sans[:6]) + ("…" if len(sans) > 6 else "")
    return [f"Sans contour, donc absents de la carte ({len(sans)}){INSECABLE}: {noms}."]


def _decrire(
    titre: str,
    lue: Grille | None,
    cible: Formes,
    formes: Formes,
    mots: Mapping[str, str],
    accent: str,
    visibles: Mapping[str, int],
) -> str:
    suite = "".join(f" ; {c}{INSECABLE}: {nombre(n)}" for c, n in visibles.items())
    if lue is None:
        objet = f"carte de situation de {mots[accent]}" if accent in mots else "carte de situation"
        return (
            f"{titre}{INSECABLE}: {objet}, {nombre(len(cible))} territoires au centre du cadre, "
            f"{nombre(len(formes))} contours lus{suite}."
        )
    colonne = lue.colonnes[0]
    connues = lue.connues(colonne)
    situer = f" ; {mots[accent]}, {lue.case(accent, colonne).texte}" if accent in lue.lignes else ""
    return (
        f"{titre}{INSECABLE}: carte de {nombre(len(cible))} territoires, {lue.mot(colonne)}, "
        f"{phrase_extremes(lue, connues, colonne)} ; {len(lue.lignes) - len(connues)} sans valeur "
        f"publiable{situer}{suite}."
    )


def _donnees(
    titre: str,
    source: str,
    lue: Grille | None,
    cible: Formes,
    mots: Mapping[str, str],
    visibles: Mapping[str, int],
) -> type_charge:
    if lue is not None:
        return lue.tableau(titre, source)
    lignes = [(mots.get(c, c), c) for c in cible.codes]
    lignes += [(f"Points : {categorie}", nombre(n)) for categorie, n in visibles.items()]
    return tableau_texte(titre, ("Élément", "Code ou nombre"), lignes, source=source).charge
