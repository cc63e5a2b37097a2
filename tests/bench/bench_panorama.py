"""Le panorama de chaque région et de chaque département, sur les structures de décembre 2020.

Chaque territoire du dossier est livré en HTML, par un seul ouvrier. Se lit en échecs : la barre est
qu'il n'y en ait aucun.
"""

import tempfile
from collections import Counter
from pathlib import Path

from carnets.dossier import charger_dossier
from carnets.execution.commandes import commandes_du_lot
from carnets.execution.lot import executer_lot
from carnets.execution.ouvriers import OuvriersLocaux
from tests.indicateurs.iae.dossier_2020 import dossier
from tests.partage import exige_partage


def main() -> int:
    """Imprime les livrés par type de territoire et la cause des échecs ; code 1 s'il y en a."""
    with tempfile.TemporaryDirectory(prefix="carnets-panorama-") as racine:
        cas = dossier(Path(racine) / "iae-2020", exige_partage())
        types = {t.code: t.type for t in charger_dossier(str(cas)).territoires}
        resume = executer_lot(
            commandes_du_lot("panorama_iae", str(cas), ",".join(types), []),
            OuvriersLocaux(1),
            sortie=Path(racine) / "reports",
            formats=("html",),
        )
        livres = Counter(types[place.name.removesuffix("-2020")] for place in resume.livres)
    for nom, combien in Counter(types.values()).items():
        print(f"{nom} : {livres[nom]} livrés sur {combien}")
    for echec in resume.echecs:
        print(f"échec : {echec.cause[:300]}")
    return int(livres != Counter(types.values()))


if __name__ == "__main__":
    raise SystemExit(main())
