"""Vingt livrables refaits ailleurs, lignes mêlées, un et deux ouvriers : mêmes octets partout.

Les quatre formats de chaque livrable déclaré, des panoramas de département et des diagnostics de
quartiers, jusqu'à vingt. Le second dossier est ailleurs, ses fichiers sont écrits dans un autre
ordre, leurs lignes et leurs contours sont mêlés.
"""

import json
import random
import tempfile
from pathlib import Path

from carnets.chemins import CARNETS, DOSSIERS
from carnets.dossier import charger_dossier, dossiers_connus, lire_fiche
from carnets.execution.livrables import FORMATS
from carnets.execution.lot import executer_lot
from carnets.execution.ouvriers import OuvriersLocaux
from carnets.execution.plan import Commande
from tests.melange import meler

AUTRES = {
    "quartiers-fictifs": ("diagnostic_territorial", 2022, "qpv"),
    "occitanie-iae-2019": ("panorama_iae", 2019, "departement"),
}
NOMBRE = 20


def demandes() -> list[tuple[str, str, str, int]]:
    """Dossier, carnet, territoire et année de chaque livrable ; les déclarés d'abord."""
    trouvees = [
        (nom, livrable.carnet, livrable.territoire, livrable.annee)
        for nom in dossiers_connus()
        for livrable in lire_fiche(DOSSIERS / nom).livrables
    ]
    for nom, (carnet, annee, genre) in AUTRES.items():
        codes = [t.code for t in charger_dossier(nom).territoires if t.type == genre]
        trouvees += [(nom, carnet, code, annee) for code in codes]
    return list(dict.fromkeys(trouvees))[:NOMBRE]


def commandes(racine: Path) -> list[Commande]:
    """Les demandes, sur les dossiers de ce répertoire."""
    return [
        Commande(
            CARNETS / f"{carnet}.ipynb",
            {"dossier": str(racine / nom), "territoire": code, "annee": annee},
        )
        for nom, carnet, code, annee in demandes()
    ]


def octets(sortie: Path) -> dict[str, bytes]:
    """Chaque fichier livré, sans les reçus : eux disent l'empreinte des fichiers lus."""
    return {
        f.relative_to(sortie).as_posix(): f.read_bytes()
        for f in sortie.glob("*/*/[!.]*/*")
        if f.suffix.removeprefix(".") in FORMATS
    }


def main() -> None:
    tirage = random.Random(1)
    with tempfile.TemporaryDirectory() as nom:
        travail = Path(nom)
        for dossier in {demande[0]: None for demande in demandes()}:
            meler(DOSSIERS / dossier, travail / "ailleurs" / dossier, tirage)
        lots = {"un": (DOSSIERS, 1), "deux": (travail / "ailleurs", 2)}
        for sortie, (racine, ouvriers) in lots.items():
            resume = executer_lot(
                commandes(racine), OuvriersLocaux(ouvriers), sortie=travail / sortie
            )
            assert not resume.echecs, resume.echecs[0].cause
        attendus, obtenus = octets(travail / "un"), octets(travail / "deux")
    differents = sorted(n for n in attendus.keys() | obtenus if attendus.get(n) != obtenus.get(n))
    mesures = {
        "livrables": len(attendus) // len(FORMATS),
        "fichiers comparés": len(attendus),
        "fichiers différents": differents,
    }
    for quoi, mesure in mesures.items():
        print(f"{quoi} : {mesure}")
    print(json.dumps(mesures, ensure_ascii=False))


if __name__ == "__main__":
    main()
