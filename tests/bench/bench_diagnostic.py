"""Tous les quartiers de l'édition 2022, en HTML et PDF : aucun échec, et le temps de calcul.

Lit les fichiers officiels de ../shared/donnees. `CARNETS_QUARTIERS` limite le nombre de quartiers,
les plus vides d'abord.
"""

import os
import resource
import tempfile
import time
from pathlib import Path

from carnets.dossier import Dossier, charger_dossier
from carnets.execution.commandes import commandes_du_lot
from carnets.execution.lot import executer_lot
from carnets.execution.ouvriers import OuvriersLocaux
from tests.indicateurs.territoire.dossier_officiel import dossier
from tests.partage import exige_partage

THEMES, EDITION, BARRE = ("demo", "ipro", "revn"), "2022", 1.2


def main() -> int:
    """Imprime les échecs et le temps par livrable ; code 1 s'il y a un échec."""
    with tempfile.TemporaryDirectory() as racine:
        cas = dossier(Path(racine) / "officiel", exige_partage())
        codes = plus_vides_d_abord(charger_dossier(cas))
        codes = codes[: int(os.environ.get("CARNETS_QUARTIERS", len(codes)))]
        liste = Path(racine) / "quartiers.txt"
        liste.write_text("\n".join(codes), encoding="utf-8")
        commandes = commandes_du_lot("diagnostic_territorial", str(cas), str(liste), [])
        avant, debut = _calcul(), time.perf_counter()
        resume = executer_lot(
            commandes, OuvriersLocaux(2), sortie=Path(racine) / "reports", formats=("html", "pdf")
        )
        duree, calcul = time.perf_counter() - debut, _calcul() - avant
    print(f"{len(resume.livres)} diagnostics livrés, {len(resume.echecs)} échecs")
    print(f"{duree:.0f} s de mur, {calcul / len(codes):.2f} s de calcul chacun (barre {BARRE} s)")
    for echec in resume.echecs:
        print(f"  {echec.place} : {echec.cause[:200]}")
    return int(bool(resume.echecs))


def plus_vides_d_abord(officiel: Dossier) -> list[str]:
    """Les quartiers de l'édition, du plus vide au plus rempli."""
    tables = [officiel.table(f"{theme}_{EDITION}").set_index("codgeo") for theme in THEMES]
    codes = sorted({code for table in tables for code in table.index})
    vides = {
        code: sum(
            int(table.loc[code].isna().sum()) if code in table.index else table.shape[1]
            for table in tables
        )
        for code in codes
    }
    return sorted(codes, key=lambda code: (-vides[code], code))


def _calcul() -> float:
    """Secondes de processeur de ce processus et de ses enfants finis."""
    usages = [resource.getrusage(q) for q in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(u.ru_utime + u.ru_stime for u in usages)


if __name__ == "__main__":
    raise SystemExit(main())
