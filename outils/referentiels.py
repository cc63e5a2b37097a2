"""Refait data/referentiels/ d'après le paquet npm @etalab/decoupage-administratif (licence MIT).

    npm pack @etalab/decoupage-administratif@6.0.0 && tar xzf etalab-*.tgz
    python outils/referentiels.py package/data

Les communes y sont réduites à leur code, leur nom, leur EPCI et leur population, en CSV comprimé
(lzma) : la liste d'origine pèse 8 Mio. Le même paquet donne toujours les mêmes octets.
"""

import csv
import io
import json
import lzma
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


def _ecrire_communes(source: Path) -> None:
    """Communes et arrondissements municipaux ; une ligne chacun, triées par code."""
    epci_de = {
        membre["code"]: epci["code"]
        for epci in _lire(source, "epci.json")
        for membre in epci["membres"]
    }
    lignes = sorted(
        (c["code"], c["nom"], epci_de.get(c["code"], ""), c.get("population", ""))
        for c in _lire(source, "communes.json")
        if c["type"] in ("commune-actuelle", "arrondissement-municipal")
    )
    texte = io.StringIO(newline="")
    ecrivain = csv.writer(texte, delimiter=";", lineterminator="\n")
    ecrivain.writerows([("code", "libelle", "epci", "population"), *lignes])
    comprime = lzma.compress(texte.getvalue().encode(), preset=9 | lzma.PRESET_EXTREME)
    (REFERENTIELS / "communes.csv.xz").write_bytes(comprime)


def main() -> None:
    """Écrit communes, EPCI, départements et régions, avec leur population municipale."""
    source = Path(sys.argv[1])
    _ecrire_communes(source)
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
