"""Recueil des cellules d'un livrable : une identité, une valeur, la règle la plus stricte."""

import math
from dataclasses import dataclass, field
from enum import Enum

from carnets.erreurs import RefusSecret
from carnets.secret.cellules import Cle
from carnets.secret.primaire import est_primaire
from carnets.secret.regles import Regle


class Visibilite(Enum):
    """Ce qu'un lecteur voit d'une cellule si rien ne la masque."""

    PUBLIEE = "publiee"
    CONNUE = "connue"  # déjà publiée ailleurs : on ne peut plus la masquer
    IMPLICITE = "implicite"  # jamais affichée, mais elle se calcule


@dataclass
class Cellule:
    """Une cellule en cours de recueil. `inconnue` : de nous aussi ; `forcee` : déjà masquée.

    `plancher` : le moins d'unités qu'une cellule primaire peut avoir, 0 si les zéros se masquent.
    `poids` : ce que compte une unité dans la valeur. `seuil` : 0 s'il ne borne pas la valeur.
    `par_inclusion` : reste d'une partie qui en recoupe d'autres ; aucune inclusion n'y vaut.
    """

    cle: Cle
    valeur: float
    visibilite: Visibilite
    unites: float = math.nan
    entiere: bool = True
    primaire: bool = False
    forcee: bool = False
    inconnue: bool = False
    structurelle: bool = False
    par_inclusion: bool = False
    seuil: int = 0
    plancher: int = 1
    poids: float = 1.0
    montant: bool = False
    marge: float = 0.0
    tables: set[str] = field(default_factory=set)


@dataclass(frozen=True)
class Lecture:
    """Une valeur lue dans une table : sa cellule, ses unités, sa nature, sa règle."""

    cle: Cle
    valeur: float
    unites: float
    premiere: float
    montant: bool
    entiere: bool
    etat: str
    table: str
    regle: Regle


class Chantier:
    """Les cellules vues jusqu'ici ; une même clé lue deux fois est une seule cellule."""

    def __init__(self) -> None:
        self.cellules: dict[Cle, Cellule] = {}

    def lire(self, lecture: Lecture) -> None:
        """Ajoute une valeur publiée. Erreur : RefusSecret si elle en contredit une autre."""
        nouvelle = _cellule(lecture)
        ancienne = self.cellules.setdefault(lecture.cle, nouvelle)
        ancienne.tables.add(lecture.table)
        if ancienne is not nouvelle:
            _reunir(ancienne, nouvelle)

    def deviner(self, lecture: Lecture) -> None:
        """Ajoute une cellule qu'aucune table du livrable ne montre, et qu'il ne doit pas trahir."""
        if lecture.cle not in self.cellules:
            cellule = self.cellules[lecture.cle] = _cellule(lecture)
            # Rien ne dit au lecteur qu'elle est sous le seuil : il ne l'a pas vue masquée.
            cellule.visibilite, cellule.seuil = Visibilite.IMPLICITE, 0

    def impliquer(self, cle: Cle, valeur: float, parente: Cellule) -> Cellule:
        """Ajoute une cellule jamais affichée qu'un lecteur obtient par différence ou somme."""
        cellule = Cellule(
            cle,
            valeur,
            Visibilite.IMPLICITE,
            inconnue=math.isnan(valeur),
            seuil=parente.seuil,
            tables=set(parente.tables),
        )
        self.cellules[cle] = cellule
        return cellule


def _cellule(lecture: Lecture) -> Cellule:
    structurelle = lecture.etat == "sans_objet"
    cellule = Cellule(
        lecture.cle,
        0.0 if structurelle else lecture.valeur,
        Visibilite.PUBLIEE,
        unites=0.0 if structurelle else lecture.unites,
        structurelle=structurelle,
    )
    if structurelle:
        return cellule
    cellule.inconnue = math.isnan(lecture.valeur)
    cellule.entiere = lecture.entiere
    cellule.montant = lecture.montant
    cellule.seuil = 0 if lecture.montant or cellule.inconnue else lecture.regle.seuil
    cellule.plancher = 0 if lecture.regle.version.zeros == "masques" else 1
    if cellule.inconnue:
        # Masquée par son producteur : nos tables ne doivent pas la redonner.
        cellule.primaire = lecture.etat == "secret"
        cellule.marge = lecture.regle.marge if cellule.primaire else 0.0
        return cellule
    cellule.poids = poids(lecture.valeur, lecture.unites, montant=lecture.montant)
    cellule.primaire = est_primaire(lecture.unites, lecture.premiere, lecture.regle)
    cellule.marge = marge(cellule, lecture.regle)
    return cellule


def poids(valeur: float, unites: float, *, montant: bool) -> float:
    """Ce que compte en moyenne une unité dans un effectif pondéré ; 1 pour tout le reste."""
    return 1.0 if montant or not unites else valeur / unites


def marge(cellule: Cellule, regle: Regle) -> float:
    """Largeur minimale de l'intervalle d'attaque, dans l'unité de la cellule.

    Effectif : la marge de la règle, à l'échelle des poids. Montant : 1/dominance − 1 (ou
    marge/seuil pour des personnes) fois la valeur.
    """
    if not cellule.montant:
        return regle.marge * cellule.poids
    if regle.version.dominance is None:
        return regle.marge / regle.seuil * cellule.valeur
    return regle.marge_relative * cellule.valeur


def _reunir(ancienne: Cellule, nouvelle: Cellule) -> None:
    if not _memes(ancienne.valeur, nouvelle.valeur):
        raise RefusSecret(
            f"Indicateur « {ancienne.cle.indicateur} », territoire « {ancienne.cle.territoire} » : "
            f"la même cellule a deux valeurs ({', '.join(sorted(ancienne.tables))}). "
            "Publiée deux fois, elle doit dire la même chose."
        )
    ancienne.primaire |= nouvelle.primaire
    ancienne.structurelle &= nouvelle.structurelle
    ancienne.marge = max(ancienne.marge, nouvelle.marge)
    ancienne.seuil = max(ancienne.seuil, nouvelle.seuil)
    ancienne.plancher = min(ancienne.plancher, nouvelle.plancher)


def _memes(une: float, autre: float) -> bool:
    return (math.isnan(une) and math.isnan(autre)) or math.isclose(une, autre, abs_tol=1e-9)
