"""Secret statistique : la seule porte entre les indicateurs et la présentation."""

from carnets.secret.declarations import (
    Effectif,
    Evolution,
    Fusion,
    Hierarchie,
    Montant,
    Moyenne,
    Nature,
    Table,
    Taux,
)
from carnets.secret.diffusable import Diffusable
from carnets.secret.publication import Livraison, declarer, publier, publier_ensemble
from carnets.secret.registre import Registre, ecrire_registre, lire_registre
from carnets.secret.regles import Accord, Ajustement

__all__ = [
    "Accord",
    "Ajustement",
    "Diffusable",
    "Effectif",
    "Evolution",
    "Fusion",
    "Hierarchie",
    "Livraison",
    "Montant",
    "Moyenne",
    "Nature",
    "Registre",
    "Table",
    "Taux",
    "declarer",
    "ecrire_registre",
    "lire_registre",
    "publier",
    "publier_ensemble",
]
