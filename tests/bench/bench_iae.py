"""Deux millions d'états mensuels, une année de France, aux colonnes de l'ASP : ETP en 5 s.

Le temps compté va des trois tables de l'ASP aux ETP par territoire et par type. Temps de
processeur : sur une machine partagée, le temps de l'horloge ne dit rien.
"""

import time

import pandas as pd

from carnets.chemins import REFERENTIELS
from carnets.indicateurs import iae
from tests.indicateurs.iae.etats import HEURES, contrats_de, extraits

LIGNES, BARRE, TOURS = 2_000_000, 5.0, 3
Tables = tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]


def main() -> int:
    """Imprime la médiane et l'écart au calcul indépendant ; code 1 si une barre est manquée."""
    departements = pd.read_csv(REFERENTIELS / "departements.csv", sep=";", dtype=str)
    appartenance = iae.etages(departements)
    tables = extraits(LIGNES, graine=1, departements=tuple(departements["code"]))
    durees = []
    for _ in range(TOURS):
        debut = time.process_time()
        lignes = iae.rassembler(*tables, durees={})
        lu = iae.etp_realises(lignes, appartenance, annee=2023)
        durees.append(time.process_time() - debut)
    mediane = sorted(durees)[TOURS // 2]
    ecart = _ecart(tables, lu)
    debut = time.process_time()
    iae.salaries(lignes, appartenance, annee=2023)
    personnes = time.process_time() - debut
    print(f"{LIGNES:,} états mensuels : ETP en {mediane:.2f} s (barre {BARRE} s)".replace(",", " "))
    print(f"salariés distincts à chaque niveau : {personnes:.2f} s")
    contrats = contrats_de(tables[0], graine=1)
    debut = time.process_time()
    signes = iae.situer_contrats(contrats, *tables, annee=2023)
    iae.contrats_signes(signes, appartenance, annee=2023)
    flux = time.process_time() - debut
    print(f"{len(contrats):,} contrats situés puis comptés : {flux:.2f} s".replace(",", " "))
    print(f"plus grand écart relatif à une boucle : {ecart:.1e} (barre 1e-9)")
    return int(mediane > BARRE or ecart > 1e-9)


def _ecart(tables: Tables, lu: pd.DataFrame) -> float:
    """Plus grand écart relatif à une boucle sur les lignes, par département et par type."""
    etats, annexes, _ = tables
    ou = dict(
        zip(
            annexes["af_id_annexe_financiere"],
            zip(annexes["num_dep_af"], annexes["af_mesure_dispositif_code"].str[:-3], strict=True),
            strict=True,
        )
    )
    sommes: dict[tuple[str, str], float] = {}
    colonnes = ["emi_afi_id", "emi_sme_annee", "emi_nb_heures_travail"]
    for annexe, annee, heures in etats[colonnes].itertuples(index=False):
        if annee == 2023:
            sommes[ou[annexe]] = sommes.get(ou[annexe], 0.0) + heures
    valeurs = lu.set_index(["territoire", "modalite"])["valeur"]
    return max(abs(valeurs[cle] * HEURES[cle[1]] / h - 1) for cle, h in sommes.items() if h)


if __name__ == "__main__":
    raise SystemExit(main())
