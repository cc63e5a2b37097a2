"""Tous les chemins du projet. Ce module n'importe rien de `carnets`."""

from pathlib import Path

PAQUET = Path(__file__).resolve().parent
RACINE = PAQUET.parents[1]

DOSSIERS = RACINE / "data"
PARAMETRES = DOSSIERS / "parametres"
DICTIONNAIRE = DOSSIERS / "dictionnaire"
REFERENTIELS = DOSSIERS / "referentiels"
SOURCES = DOSSIERS / "sources"
CARNETS = RACINE / "notebooks"
RAPPORTS = RACINE / "reports"

GABARITS = PAQUET / "rendu" / "gabarits"
POLICES = PAQUET / "rendu" / "polices"
