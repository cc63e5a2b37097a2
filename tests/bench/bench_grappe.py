"""Deux cents livrables, deux ouvriers Dask, un tué au milieu : tous livrés, aucun deux fois."""

import json
import tempfile
import time
import warnings
from pathlib import Path

from carnets.execution.lot import executer_lot
from carnets.execution.ouvriers import OuvriersDask
from carnets.execution.plan import Commande
from tests.execution.lots_fabrique import carnet, dossier
from tests.execution.test_grappe import Assassin, grappe_de_deux

LIVRABLES, AU_RANG = 200, 80


def main() -> None:
    warnings.simplefilter("ignore")  # ceux de distributed, qui perd un ouvrier
    with tempfile.TemporaryDirectory() as nom, grappe_de_deux(Path(nom)) as (adresse, ouvriers):
        travail = Path(nom)
        codes = [f"T{rang:03d}" for rang in range(LIVRABLES)]
        racine, fichier = dossier(travail / "essai", codes), carnet(travail / "essai_lot.ipynb")
        demandes = [Commande(fichier, {"dossier": str(racine), "territoire": c}) for c in codes]
        suivi, lointains = Assassin(ouvriers[0], AU_RANG), OuvriersDask(adresse)
        debut = time.perf_counter()
        try:
            resume = executer_lot(
                demandes, lointains, sortie=travail / "s", formats=("html",), suivi=suivi
            )
        finally:
            lointains.fermer()
        mesures = {
            "demandés": LIVRABLES,
            "livrés": len(list((travail / "s").glob("*/*/[!.]*/recu.json"))),
            "échecs": len(resume.echecs),
            "arrivés deux fois": len(suivi.vus) - len(set(suivi.vus)),
            "ouvrier tué": ouvriers[0].poll() is not None,
            "secondes": time.perf_counter() - debut,
        }
    for quoi, mesure in mesures.items():
        print(f"{quoi} : {mesure}")
    print(json.dumps(mesures, ensure_ascii=False))


if __name__ == "__main__":
    main()
