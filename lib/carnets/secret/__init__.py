"""Secret statistique : la seule porte entre les indicateurs et la présentation."""

from carnets.secret.declarations import (
    Derivee,
    Effectif,
    Evolution,
    Fusion,
    Hierarchie,
    HorsSecret,
    Montant,
    Moyenne,
    Nature,
    Table,
    Taux,
)
from carnets.secret.diffusable import Diffusable
from carnets.secret.masquage import ProtectionImpossible
from carnets.secret.publication import Livraison, declarer, publier, publier_ensemble
from carnets.secret.registre import Registre, lire_registre, texte_du_registre
from carnets.secret.regles import Accord, Ajustement

__all__ = [
    "Accord",
    "Ajustement",
    "Derivee",
    "Diffusable",
    "Effectif",
    "Evolution",
    "Fusion",
    "Hierarchie",
    "HorsSecret",
    "Livraison",
    "Montant",
    "Moyenne",
    "Nature",
    "ProtectionImpossible",
    "Registre",
    "Table",
    "Taux",
    "declarer",
    "lire_registre",
    "publier",
    "publier_ensemble",
    "texte_du_registre",
]
