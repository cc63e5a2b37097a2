"""Du dictionnaire au secret : ce que la protection doit savoir de chaque indicateur."""

from collections.abc import Iterable

from carnets.dictionnaire import (
    INDICATEURS,
    Indicateur,
    NatureDerivee,
    NatureMontant,
    NatureMoyenne,
    NatureTaux,
    indicateur,
)
from carnets.fusions import FUSIONS
from carnets.secret import (
    Derivee,
    Effectif,
    Fusion,
    HorsSecret,
    Montant,
    Moyenne,
    Nature,
    Table,
    Taux,
)


def natures_du_dictionnaire(indicateurs: Iterable[str]) -> dict[str, Nature]:
    """Nature de chaque indicateur décrit ; absente si sa fiche n'en dit rien.

    `secret: aucun` ne suffit pas : un taux d'heures ne compte personne, mais vient de personnes.
    Seul `nature: hors_secret` laisse un indicateur hors du système.
    """
    fiches = (indicateur(nom) for nom in dict.fromkeys(indicateurs) if nom in INDICATEURS)
    return {fiche.nom: nature for fiche in fiches if (nature := _nature(fiche)) is not None}


def fusions_du_dictionnaire(tables: Iterable[Table]) -> tuple[Fusion, ...]:
    """Les réunions permises sur les dimensions de ces tables."""
    dimensions = {dimension for table in tables for dimension in table.dimensions}
    return tuple(
        Fusion(f.dimension, f.parties, f.libelle) for f in FUSIONS if f.dimension in dimensions
    )


def _nature(fiche: Indicateur) -> Nature | None:
    match fiche.nature:
        case "effectif":
            return Effectif()
        case "montant":
            return Montant()
        case NatureMontant(montant=compte):
            return Montant(compte)
        case NatureTaux(taux=nombres):
            return Taux(nombres.numerateur, nombres.denominateur)
        case NatureMoyenne(moyenne=effectif):
            return Moyenne(effectif)
        case NatureDerivee(derivee=origines, hors_dimensions=hors):
            return Derivee(origines, hors)
        case "hors_secret":
            return HorsSecret()
    return None
