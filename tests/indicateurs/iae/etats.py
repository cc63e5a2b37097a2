"""Un extrait fabriqué d'états mensuels, aux colonnes de l'ASP."""

import numpy as np
import pandas as pd

from carnets.indicateurs.iae.implantation import etages

HEURES = {"ACI": 1820.0, "EI": 1505.0, "AI": 1607.0, "ETTI": 1600.0}
APPARTENANCE = etages(
    pd.DataFrame({"code": ["30", "34", "01", "69"], "region": ["76", "76", "84", "84"]})
)


def etats(
    lignes: int, *, graine: int, departements: tuple[str, ...] = ("30", "34", "01", "69")
) -> pd.DataFrame:
    """`lignes` lignes de deux années ; une personne peut changer de tout d'un mois à l'autre."""
    hasard = np.random.default_rng(graine)
    personnes = hasard.integers(0, max(1, lignes // 6), lignes)
    return pd.DataFrame(
        {
            "emi_pph_id": np.char.add("p", personnes.astype(str)),
            "type_siae": hasard.choice(list(HEURES), lignes),
            "code_departement": np.array(departements)[
                (personnes + (hasard.random(lignes) < 0.1)) % len(departements)
            ],
            "emi_sme_annee": hasard.choice([2022, 2023], lignes, p=[0.1, 0.9]),
            "emi_sme_mois": hasard.integers(1, 13, lignes),
            "emi_nb_heures_travail": hasard.choice([0.0, 20.5, 87.25, 151.67], lignes),
            "statut_qpv": hasard.choice(["QP", "NQP", "NR"], lignes),
        }
    )
