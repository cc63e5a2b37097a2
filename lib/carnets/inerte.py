"""Textes qu'un tableur n'exécutera pas (CWE-1236)."""

OUVERTURES = ("=", "+", "-", "@", "\t", "\r", "\n", "\0", "＝", "＋", "－", "＠")
"""Premiers caractères qu'un tableur peut lire comme le début d'une formule."""


def inerte(texte: str) -> str:
    """Le texte, précédé d'une apostrophe s'il s'ouvre comme une formule."""
    return f"'{texte}" if texte.lstrip(" \u00a0\u202f").startswith(OUVERTURES) else texte
