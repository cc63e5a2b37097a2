"""Du dictionnaire au secret : ce que la protection doit savoir de chaque indicateur."""

from collections.abc import Iterable

from carnets.dictionnaire import (
    INDICATEURS,
    Indicateur,
    NatureDerivee,
    NatureMoyenne,
    NatureTaux,
    indicateur,
)
from carnets.secret import Derivee, Effectif, HorsSecret, Montant, Moyenne, Nature, Taux


def natures_du_dictionnaire(indicateurs: Iterable[str]) -> dict[str, Nature]:
    """Nature de chaque indicateur décrit ; absente si sa fiche n'en dit rien.

    Une fiche `secret: aucun` ne compte personne : l'indicateur reste hors du système.
    """
    fiches = (indicateur(nom) for nom in dict.fromkeys(indicateurs) if nom in INDICATEURS)
    return {fiche.nom: nature for fiche in fiches if (nature := _nature(fiche)) is not None}


def _nature(fiche: Indicateur) -> Nature | None:
    match fiche.nature:
        case "effectif":
            return Effectif()
        case "montant":
            return Montant()
        case NatureTaux(taux=nombres):
            return Taux(nombres.numerateur, nombres.denominateur)
        case NatureMoyenne(moyenne=effectif):
            return Moyenne(effectif)
        case NatureDerivee(derivee=origines):
            return Derivee(origines)
    return HorsSecret() if fiche.secret == "aucun" else None
