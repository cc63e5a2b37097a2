"""Des lots de microdonnées fictives : tout est compté, protégé, attaqué, à la file.

Chaque territoire des deux dossiers fictifs, en HTML, par un seul ouvrier. Imprime, par carnet, les
livrés, les refusés, les secondes en tout et celles du plus long livrable.
"""

import tempfile
import time
from itertools import pairwise
from pathlib import Path

from carnets.execution.commandes import commandes_du_lot
from carnets.execution.lot import executer_lot
from carnets.execution.ouvriers import OuvriersLocaux
from tests.bench.voies import Arrivees

LOTS = {"panorama_iae": "panorama-fictif", "bilan_insertion": "projet-fictif"}


def main() -> None:
    for carnet, dossier in LOTS.items():
        arrivees, debut = Arrivees(), time.perf_counter()
        with tempfile.TemporaryDirectory(prefix="carnets-microdonnees-") as sortie:
            resume = executer_lot(
                commandes_du_lot(carnet, dossier, "tous", []),
                OuvriersLocaux(1),
                sortie=Path(sortie),
                formats=("html",),
                suivi=arrivees,
            )
        durees = [fin - avant for avant, fin in pairwise([debut, *arrivees.instants])]
        print(
            f"{carnet} : {len(resume.livres)} livrés, {len(resume.echecs)} refusés, "
            f"{resume.duree:.0f} s en tout, le plus long {max(durees):.1f} s"
        )


if __name__ == "__main__":
    main()
