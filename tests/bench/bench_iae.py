"""Deux millions d'états mensuels, une année de France : ETP par département et type en 5 s."""

import time

import pandas as pd

from carnets.chemins import REFERENTIELS
from carnets.indicateurs import iae
from tests.indicateurs.iae.etats import HEURES, etats

LIGNES, BARRE, TOURS = 2_000_000, 5.0, 5


def main() -> int:
    """Imprime la médiane et l'écart au calcul indépendant ; code 1 si une barre est manquée."""
    departements = pd.read_csv(REFERENTIELS / "departements.csv", sep=";", dtype=str)
    appartenance = iae.etages(departements)
    table = etats(LIGNES, graine=1, departements=tuple(departements["code"]))
    durees = []
    for _ in range(TOURS):
        debut = time.perf_counter()
        lu = iae.etp_realises(table, appartenance, heures_par_etp=HEURES, annee=2023)
        durees.append(time.perf_counter() - debut)
    mediane = sorted(durees)[TOURS // 2]
    ecart = _ecart(table, lu)
    debut = time.perf_counter()
    iae.salaries(table, appartenance, annee=2023)
    personnes = time.perf_counter() - debut
    print(f"{LIGNES:,} états mensuels : ETP en {mediane:.2f} s (barre {BARRE} s)".replace(",", " "))
    print(f"salariés distincts à chaque niveau : {personnes:.2f} s")
    print(f"plus grand écart relatif à une boucle : {ecart:.1e} (barre 1e-9)")
    return int(mediane > BARRE or ecart > 1e-9)


def _ecart(table: pd.DataFrame, lu: pd.DataFrame) -> float:
    sommes: dict[tuple[str, str], float] = {}
    colonnes = ["code_departement", "type_siae", "emi_sme_annee", "emi_nb_heures_travail"]
    for departement, type_siae, annee, heures in table[colonnes].itertuples(index=False):
        if annee == 2023:
            cle = (departement, type_siae)
            sommes[cle] = sommes.get(cle, 0.0) + heures
    valeurs = lu.set_index(["territoire", "modalite"])["valeur"]
    return max(abs(valeurs[cle] * HEURES[cle[1]] / h - 1) for cle, h in sommes.items() if h)


if __name__ == "__main__":
    raise SystemExit(main())
