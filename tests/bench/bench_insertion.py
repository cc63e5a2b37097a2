"""Bilan d'insertion : second calcul sur 2 000 projets tirés, et mesure d'un relevé régional.

Le second banc génère vingt millions d'heures déclarées, à l'échelle des clauses d'un pays (en 2021,
25 millions d'heures en France), les compte au niveau d'une région et de ses maîtres d'ouvrage, et
imprime temps de processeur, temps écoulé et mémoire de pointe. Barre : 30 s et 2 Go. Un autre
nombre d'heures se donne en argument.
"""

import resource
import sys
from pathlib import Path
from time import perf_counter, process_time

sys.path.insert(0, str(Path(__file__).parents[2]))

import numpy as np
import pandas as pd

from carnets.indicateurs import clauses
from tests.indicateurs import test_taux_commun
from tests.indicateurs.familles import comparer_au_second_calcul
from tests.indicateurs.insertion_fabrique import MODELE_DE, tables
from tests.indicateurs.test_familles import FAMILLES

PROJETS, GRAINE = 2_000, 20
# Une table courte compte trois territoires par bloc, un suivi douze maîtres d'ouvrage.
DE_RELEVE, BLOCS = ("bilan", "cumul", "investissement", "quartiles"), {"suivi": 167}
HEURES, HEURES_PAR_MOIS = 20_000_000, 75  # une déclaration mensuelle vaut 75 h en moyenne
MAITRES_OUVRAGE, LOTS_PAR_MO, MOIS_PAR_CONTRAT = 50, 40, 10


def region(declarations: int) -> tuple[dict[str, pd.DataFrame], pd.DataFrame]:
    """Les tables d'une région et le rattachement de ses lots."""
    hasard = np.random.default_rng(GRAINE)
    contrats, lots = declarations // MOIS_PAR_CONTRAT, MAITRES_OUVRAGE * LOTS_PAR_MO
    base = tables({nom: [] for nom in MODELE_DE})
    rang = np.arange(contrats)
    mois = [f"2022-{m:02}" for m in range(1, MOIS_PAR_CONTRAT + 1)]
    codes = pd.Series([f"l{i}" for i in range(lots)])
    lot_de = codes.to_numpy()[hasard.integers(0, lots, contrats)]
    cle = pd.Series([f"k{i}" for i in rang])
    travaillees = hasard.integers(1, 150, declarations).astype("float64")
    remplies = {
        "marches": {"id_lot": codes, "est_gup": False, "duree_mois": 24.0},
        "personnes": {"id_personne": [f"x{i}" for i in rang], "sexe": "F", "statut_qpv": "NR"},
        "contrats": {
            "id_contrat": cle, "id_personne": [f"x{i}" for i in rang], "employeur_siret": "s",
            "date_debut": pd.Timestamp("2022-01-01"),
        },
        "heures": {
            "id_contrat": cle.repeat(MOIS_PAR_CONTRAT).to_numpy(),
            "id_lot": np.repeat(lot_de, MOIS_PAR_CONTRAT),
            "mois": np.tile(np.array(mois), contrats), "version": 1, "statut": "validee",
            "heures_travaillees": travaillees, "heures_formation": 0.0,
            "heures_valorisees": travaillees,
        },
    }  # fmt: skip
    for nom, colonnes in remplies.items():
        vide = base[nom]
        table = pd.DataFrame(colonnes).reindex(columns=vide.columns)
        base[nom] = table.astype(vide.dtypes.to_dict())
    rattachement = pd.DataFrame(
        {
            "id_lot": pd.concat([codes, codes], ignore_index=True),
            "territoire": ["region"] * lots + [f"mo{i % MAITRES_OUVRAGE}" for i in range(lots)],
        }
    )
    return base, rattachement


def mesurer(total: int) -> None:
    """Relève et compte ; vérifie que les maîtres d'ouvrage font la région."""
    declarations = total // HEURES_PAR_MOIS // MOIS_PAR_CONTRAT * MOIS_PAR_CONTRAT
    base, rattachement = region(declarations)
    debut, calcul = perf_counter(), process_time()
    ensembles = dict.fromkeys(rattachement["territoire"].unique(), "region")
    releve = clauses.relever(
        base, rattachement, ensembles=ensembles, debut="2022-01", fin="2022-12", periode="2022"
    )
    table = clauses.tous(releve)
    duree, calcul = perf_counter() - debut, process_time() - calcul
    heures = table[table["indicateur"] == "heures_realisees"].set_index("territoire")["valeur"]
    assert (
        heures.drop("region").sum()
        == heures["region"]
        == base["heures"]["heures_travaillees"].sum()
    )
    pointe = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    print(
        f"{heures['region']:.0f} heures en {declarations} déclarations : {calcul:.1f} s de "
        f"processeur, {duree:.1f} s écoulées, {pointe:.2f} Go en pointe"
    )


if __name__ == "__main__":
    mesurer(int(sys.argv[1]) if len(sys.argv) > 1 else HEURES)
    for famille in FAMILLES:
        depart = process_time()
        nombre = PROJETS if famille.nom in DE_RELEVE else BLOCS.get(famille.nom, 667)
        refaits = comparer_au_second_calcul(famille, nombre, GRAINE)
        print(
            f"{famille.nom} : {nombre} blocs refaits en Python nu, {len(refaits)} indicateurs "
            f"égaux, {process_time() - depart:.0f} s de processeur"
        )
    depart = process_time()
    test_taux_commun.comparer_au_second_calcul(PROJETS)
    print(f"taux commun : {PROJETS} tables, {process_time() - depart:.0f} s de processeur")
