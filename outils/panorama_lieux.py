"""Les lieux du panorama fictif : départements, EPCI, communes, quartiers, et où est qui."""

import random

from carnets.codes import luhn

DEPARTEMENTS = {"2A": (8.8, 41.5), "2B": (8.8, 42.1)}
COTE = 0.6
EPCI = ("Rivage", "Plateau", "Vallée", "Littoral", "Crêtes")
COMMUNES = (
    "Aubervive", "Bellegrave", "Clairmont-le-Bas", "Doulcerive", "Escarpe", "Fontvieux",
    "Grandval", "Hautepierre", "Islemont", "Jolirive",
)  # fmt: skip
STRUCTURES = (
    ("2A", 0, "ACI"), ("2A", 0, "EI"), ("2A", 0, "AI"), ("2A", 1, "ACI"), ("2A", 2, "ETTI"),
    ("2A", 3, "AI"), ("2B", 4, "ACI"), ("2B", 4, "EI"), ("2B", 5, "AI"), ("2B", 5, "ACI"),
    ("2B", 6, "ETTI"), ("2B", 6, "ACI"), ("2B", 7, "EI"),
)  # fmt: skip
"""Département, rang de la commune, type : le cinquième EPCI n'a aucun siège."""


def commune(rang: int) -> str:
    """Code de la commune de ce rang."""
    return f"{'2A' if rang < 4 else '2B'}99{rang}"


def siren(rang: int) -> str:
    """SIREN de l'EPCI de ce rang."""
    huit = f"2999990{rang}"
    return next(huit + cle for cle in "0123456789" if luhn(huit + cle))


def case(rang: int) -> tuple[float, float, float]:
    """Coin et largeur du carré d'un EPCI, dans celui de son département."""
    departement, voisins = ("2A", (0, 1)) if rang < 2 else ("2B", (2, 3, 4))
    ouest, sud = DEPARTEMENTS[departement]
    large = COTE / len(voisins)
    return ouest + voisins.index(rang) * large, sud, large


def point(rang: int, hasard: random.Random) -> tuple[float, float]:
    """Un point au hasard dans l'EPCI de la commune de ce rang."""
    ouest, sud, large = case(rang // 2)
    return ouest + hasard.uniform(0.1, 0.9) * large, sud + hasard.uniform(0.1, 0.9) * COTE
