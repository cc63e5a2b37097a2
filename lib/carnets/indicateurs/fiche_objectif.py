"""L'objectif d'heures comme une fiche : d'où vient chaque terme, et ce qu'un objectif suppose."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import floor, isnan
from typing import Literal

PRECEDENCE = ("lot", "operation", "maitre_ouvrage", "projet", "defaut")
PARAMETRES = ("taux_main_oeuvre", "cout_horaire", "taux_insertion")
Terme = Literal["base", "taux_main_oeuvre", "cout_horaire", "taux_insertion"]


@dataclass(frozen=True)
class Exclusion:
    """Un montant (€ HT) retiré de la base, avec sa nature de dépense et son motif."""

    nature: str
    montant: float
    motif: str


@dataclass(frozen=True)
class FicheObjectif:
    """Un objectif calculé. Taux en pourcentage, base en € HT, coût en €/h, heures non arrondies.

    `provenances` : paramètre → niveau qui l'a fixé. `arrondi` : l'objectif à l'heure, au demi
    supérieur.
    """

    base: float
    exclusions: tuple[Exclusion, ...]
    taux_main_oeuvre: float
    cout_horaire: float
    taux_insertion: float
    provenances: Mapping[str, str]

    @property
    def heures_travaillees(self) -> float:
        """Base × taux de main-d'œuvre / coût horaire."""
        return self.base * self.taux_main_oeuvre / 100 / self.cout_horaire

    @property
    def objectif(self) -> float:
        """Heures travaillées × taux d'insertion."""
        return self.heures_travaillees * self.taux_insertion / 100

    @property
    def arrondi(self) -> int:
        """L'objectif à l'heure, demi arrondi vers le haut."""
        return floor(self.objectif + 0.5)


def fiche_objectif(
    montants: Mapping[str, float],
    niveaux: Mapping[str, Mapping[str, float]],
    *,
    exclusions: Sequence[Exclusion] = (),
) -> FicheObjectif:
    """La fiche d'un objectif : montants par nature de dépense, paramètres par niveau.

    `niveaux` : niveau → paramètres qu'il fixe ; le plus proche du lot l'emporte, paramètre par
    paramètre (`PRECEDENCE`). ValueError si un paramètre n'est fixé nulle part, si une exclusion
    porte sur une nature absente ou dépasse son montant, ou si elle n'a pas de motif.
    """
    for exclusion in exclusions:
        if not exclusion.motif.strip():
            raise ValueError(f"exclusion sans motif : {exclusion.nature}")
        if exclusion.montant > montants.get(exclusion.nature, 0.0):
            raise ValueError(f"exclusion plus grande que son montant : {exclusion.nature}")
    valeurs, provenances = {}, {}
    for parametre in PARAMETRES:
        niveau = next((n for n in PRECEDENCE if parametre in niveaux.get(n, {})), "")
        if not niveau:
            raise ValueError(f"paramètre fixé nulle part : {parametre}")
        valeurs[parametre], provenances[parametre] = niveaux[niveau][parametre], niveau
    base = sum(montants.values()) - sum(e.montant for e in exclusions)
    return FicheObjectif(
        base=base, exclusions=tuple(exclusions), provenances=provenances, **valeurs
    )


def terme_implicite(
    terme: Terme,
    objectif: float,
    *,
    base: float = float("nan"),
    taux_main_oeuvre: float = float("nan"),
    cout_horaire: float = float("nan"),
    taux_insertion: float = float("nan"),
) -> float:
    """Le terme que suppose un objectif publié, les trois autres étant donnés ; NaN s'il en manque.

    objectif = base × taux_main_oeuvre / 100 / cout_horaire × taux_insertion / 100.
    """
    autres = {
        "base": base,
        "taux_main_oeuvre": taux_main_oeuvre,
        "cout_horaire": cout_horaire,
        "taux_insertion": taux_insertion,
    }
    del autres[terme]
    if any(isnan(v) for v in (objectif, *autres.values())):
        return float("nan")
    if terme == "cout_horaire":
        return base * taux_main_oeuvre * taux_insertion / 10_000 / objectif
    produit = 1.0
    for nom, valeur in autres.items():
        produit *= 1 / valeur if nom == "cout_horaire" else valeur
    return objectif * 10_000 / produit
