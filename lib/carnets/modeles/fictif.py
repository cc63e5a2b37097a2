"""Données fictives d'un modèle : déterministes, conformes, sans aucun code d'établissement réel."""

import random
from collections.abc import Mapping
from datetime import date, timedelta

import pandas as pd

from carnets.codes import FORMATS, luhn
from carnets.modeles.base import Colonne, Modele

_DEBUT = date(2019, 1, 1)


def lignes_fictives(
    modele: Modele,
    nombre: int,
    graine: int,
    *,
    imposees: Mapping[str, tuple[str, ...]] | None = None,
) -> pd.DataFrame:
    """`nombre` lignes de texte conformes au modèle, toujours les mêmes pour une graine.

    `imposees` : colonne → valeurs parmi lesquelles tirer (clés étrangères, codes du territoire).
    """
    hasard = random.Random(f"{graine}-{modele.nom}")
    imposees = imposees or {}
    colonnes = {
        c.nom: [_cellule(c, modele, rang, hasard, imposees) for rang in range(nombre)]
        for c in modele.colonnes
    }
    return pd.DataFrame(colonnes, dtype="str")


def siret_fictif(rang: int) -> str:
    """Un SIRET à clés justes mais dans une plage non attribuée (SIREN commençant par 0000)."""
    siren = _completer(f"0000{rang % 10_000:04d}")
    return _completer(f"{siren}0001")


def _completer(chiffres: str) -> str:
    return next(f"{chiffres}{cle}" for cle in range(10) if luhn(f"{chiffres}{cle}"))


def _cellule(
    colonne: Colonne,
    modele: Modele,
    rang: int,
    hasard: random.Random,
    imposees: Mapping[str, tuple[str, ...]],
) -> str:
    if colonne.nom in imposees:
        choix = imposees[colonne.nom]
        seule_cle = modele.cle == (colonne.nom,)
        return choix[rang % len(choix)] if seule_cle else hasard.choice(choix)
    if not colonne.obligatoire and colonne.nom not in modele.cle and hasard.random() < 0.1:
        return ""
    if colonne.nom in modele.cle and colonne.type in ("texte", "code") and not colonne.valeurs:
        return _identifiant(colonne, rang)
    return _valeur(colonne, rang, hasard)


def _identifiant(colonne: Colonne, rang: int) -> str:
    if colonne.format == "siret":
        return siret_fictif(rang + 1)
    return FORMATS[colonne.format].exemple if colonne.format else f"{colonne.nom}-{rang + 1:05d}"


def _valeur(colonne: Colonne, rang: int, hasard: random.Random) -> str:
    if colonne.valeurs:
        tirage = hasard.sample(
            colonne.valeurs, 1 if colonne.type != "liste" else hasard.randint(1, 2)
        )
        return "|".join(tirage)
    if colonne.type == "liste" and colonne.format:
        return FORMATS[colonne.format].exemple
    if colonne.type == "code":
        return (
            siret_fictif(hasard.randint(1, 40))
            if colonne.format == "siret"
            else FORMATS[colonne.format].exemple
        )
    if colonne.type in ("nombre", "entier"):
        return _nombre(colonne, hasard)
    if colonne.type == "date":
        return (_DEBUT + timedelta(days=hasard.randint(0, 700))).isoformat()
    if colonne.type == "mois":
        return f"2019-{hasard.randint(1, 12):02d}"
    if colonne.type == "booleen":
        return hasard.choice(("oui", "non"))
    return f"{colonne.description.split(' ;')[0]} fictif {rang + 1}".replace("|", " ")


def _nombre(colonne: Colonne, hasard: random.Random) -> str:
    bas = colonne.minimum if colonne.minimum is not None else 0.0
    haut = colonne.maximum if colonne.maximum is not None else max(bas, 0.0) + 150.0
    if colonne.type == "entier":
        return str(hasard.randint(int(bas), int(haut)))
    return f"{hasard.uniform(bas, haut):.2f}".replace(".", ",")
