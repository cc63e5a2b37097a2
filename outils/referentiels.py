"""Refait data/referentiels/ d'après le paquet npm @etalab/decoupage-administratif (licence MIT).

    npm pack @etalab/decoupage-administratif@6.0.0 && tar xzf etalab-*.tgz
    python outils/referentiels.py package/data

Les communes n'y sont pas : leur liste pèserait plus que le dépôt n'admet pour un fichier.
"""

import csv
import json
import sys
from collections import Counter
from pathlib import Path
from typing import Any

from carnets.chemins import REFERENTIELS


def _lire(repertoire: Path, nom: str) -> list[dict[str, Any]]:
    objets: list[dict[str, Any]] = json.loads((repertoire / nom).read_text(encoding="utf-8"))
    return objets


def _ecrire(nom: str, entete: tuple[str, ...], lignes: list[tuple[object, ...]]) -> None:
    REFERENTIELS.mkdir(parents=True, exist_ok=True)
    with (REFERENTIELS / nom).open("w", encoding="utf-8", newline="") as sortie:
        ecrivain = csv.writer(sortie, delimiter=";", lineterminator="\n")
        ecrivain.writerow(entete)
        ecrivain.writerows(sorted(lignes, key=str))


def main() -> None:
    """Écrit régions, départements et EPCI, avec leur population municipale."""
    source = Path(sys.argv[1])
    par_departement: Counter[str] = Counter()
    par_region: Counter[str] = Counter()
    for commune in _lire(source, "communes.json"):
        if commune["type"] == "commune-actuelle" and "departement" in commune:
            par_departement[commune["departement"]] += commune.get("population", 0)
            par_region[commune["region"]] += commune.get("population", 0)
    regions = {r["code"]: r["nom"] for r in _lire(source, "regions.json")}
    _ecrire(
        "regions.csv",
        ("code", "libelle", "population"),
        [(c, nom, par_region[c]) for c, nom in regions.items() if par_region[c]],
    )
    departements = _lire(source, "departements.json")
    _ecrire(
        "departements.csv",
        ("code", "libelle", "region", "population"),
        [
            (d["code"], d["nom"], d["region"], par_departement[d["code"]])
            for d in departements
            if par_departement[d["code"]]
        ],
    )
    _ecrire(
        "epci.csv",
        ("code", "libelle", "nature", "population"),
        [
            (e["code"], e["nom"], e["type"], e["populationMunicipale"])
            for e in _lire(source, "epci.json")
        ],
    )


if __name__ == "__main__":
    main()
