"""Textes qu'un tableur n'exécutera pas (CWE-1236)."""

import csv
from pathlib import Path

import pandas as pd

OUVERTURES = ("=", "+", "-", "@", "\t", "\r", "\n", "\0", "＝", "＋", "－", "＠")
"""Premiers caractères qu'un tableur peut lire comme le début d'une formule."""


def inerte(texte: str) -> str:
    """Le texte, précédé d'une apostrophe s'il s'ouvre comme une formule."""
    return f"'{texte}" if texte.lstrip(" \u00a0\u202f").startswith(OUVERTURES) else texte


def ecrire_csv(table: pd.DataFrame, fichier: Path) -> None:
    """Écrit une table en CSV (virgule, UTF-8), ses textes rendus inoffensifs.

    Les nombres ne changent pas ; ôtée l'apostrophe de `inerte`, le fichier relu est la table.
    """
    textes = table.select_dtypes(include=["object", "string", "category"]).columns
    mots = {nom: {t: inerte(str(t)) for t in table[nom].dropna().unique()} for nom in textes}
    propre = table.assign(**{nom: table[nom].map(mots[nom]) for nom in textes})
    # Un retour chariot seul ne se met pas entre guillemets de lui-même, et couperait la ligne.
    coupant = any("\r" in mot for propres in mots.values() for mot in propres.values())
    if coupant:
        propre.to_csv(fichier, index=False, lineterminator="\n", quoting=csv.QUOTE_NONNUMERIC)
    else:
        propre.to_csv(fichier, index=False, lineterminator="\n")
