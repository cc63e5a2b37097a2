"""Ce que l'auteur d'un livrable déclare : ses tables, la nature des indicateurs, les emboîtements.

Rien n'est deviné : un indicateur sans nature ou des territoires sans emboîtement sont refusés.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

import pandas as pd

from carnets.secret.regles import Regle


@dataclass(frozen=True)
class Effectif:
    """Nombre de personnes ou d'unités, additif, entier (pondéré si `contributions` le dit)."""


@dataclass(frozen=True)
class Montant:
    """Grandeur positive et additive (heures, ETP, euros) ; demande des `contributions`.

    `compte` : l'indicateur qui en compte les unités à la même place, s'il y en a un. Un montant
    déjà publié ailleurs n'a plus ses contributions ; ce compte dit encore combien sont derrière.
    """

    compte: str = ""


@dataclass(frozen=True)
class Taux:
    """Rapport de deux effectifs, nommés par leur indicateur ; valeur, numérateur, dénominateur."""

    numerateur: str
    denominateur: str


@dataclass(frozen=True)
class Moyenne:
    """Moyenne ou médiane sur un effectif, nommé par son indicateur, lu dans `denominateur`."""

    effectif: str


@dataclass(frozen=True)
class Evolution:
    """Changement d'un effectif ou d'un montant depuis une autre période."""

    indicateur: str
    depuis: str


@dataclass(frozen=True)
class Derivee:
    """Calcul sur des cellules du livrable (un ETP tiré d'heures) ; n'apprend rien de plus qu'elles.

    `de` : les indicateurs dont elle vient, pris à la même place. `hors_dimensions` : pour l'un
    d'eux, les dimensions que sa place n'a pas (les heures d'un ETP ignorent sa convention).
    """

    de: tuple[str, ...]
    hors_dimensions: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class HorsSecret:
    """Ce qui ne vient d'aucune personne (objectif, prix, paramètre) : passe tel quel."""


Nature = Effectif | Montant | Taux | Moyenne | Evolution | Derivee | HorsSecret


@dataclass(frozen=True)
class Hierarchie:
    """Un total et ses parties sur un axe : une dimension, ou territoire, periode, indicateur.

    `exacte` : les parties, disjointes, font le total. `partielle` : disjointes, mais il reste
    quelque chose (des quartiers dans une commune). `recouvrante` : chaque partie est dans le
    total, et les parties se recoupent (bénéficiaires du RSA, résidents des quartiers).
    `couvrante` : elles se recoupent, et personne n'est hors de toutes (les maîtres d'ouvrage d'un
    projet) ; ce dont leur somme dépasse le total compte alors ceux de plusieurs parties.
    `indicateurs` : ceux qu'elle concerne, tous si vide, hors `sauf` ; les heures de deux maîtres
    d'ouvrage s'additionnent, leurs personnes se recoupent.
    """

    axe: str
    total: str
    parties: tuple[str, ...]
    mode: Literal["exacte", "partielle", "recouvrante", "couvrante"] = "exacte"
    indicateurs: tuple[str, ...] = ()
    sauf: tuple[str, ...] = ()

    def concerne(self, indicateur: str) -> bool:
        """Vrai si cette hiérarchie vaut pour cet indicateur."""
        voulu = not self.indicateurs or indicateur in self.indicateurs
        return voulu and indicateur not in self.sauf


@dataclass(frozen=True)
class Fusion:
    """Modalités d'une dimension que le dictionnaire permet de réunir sous un libellé."""

    dimension: str
    parties: tuple[str, ...]
    libelle: str


@dataclass(frozen=True)
class Table:
    """Une table d'un livrable, avant masquage.

    `donnees` : table longue. `dimensions` : noms des composantes de `modalite`, dans l'ordre,
    séparées par « | », vides pour un total. `contributions` : territoire, periode,
    indicateur, modalite, unites (nombre), premiere (part de la première unité, 0–1). `voisines` :
    lignes de la même forme, effectifs et montants seuls, que ce livrable ne montre pas mais qui
    s'en déduiraient : d'autres territoires, ou ce qu'il tait du sien.
    """

    nom: str
    donnees: pd.DataFrame
    source: str
    regle: Regle
    natures: Mapping[str, Nature]
    dimensions: tuple[str, ...] = ("modalite",)
    contributions: pd.DataFrame | None = None
    territoires: Mapping[str, str] = field(default_factory=dict)
    voisines: pd.DataFrame | None = None
