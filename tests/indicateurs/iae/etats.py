"""Des extraits fabriqués de l'ASP : états, annexes, salariés, contrats, à ses noms de colonnes."""

import numpy as np
import pandas as pd

from carnets.indicateurs.iae.implantation import etages

HEURES = {"ACI": 1820.0, "EI": 1505.0, "AI": 1607.0, "ETTI": 1600.0}
APPARTENANCE = etages(
    pd.DataFrame({"code": ["30", "34", "01", "69"], "region": ["76", "76", "84", "84"]})
)


def annexe(
    numero: str, mesure: str, departement: str, *, duree: float | None = None, etat: str = "VALIDE"
) -> dict[str, object]:
    """Une annexe financière d'une année pleine de 2023, dix ETP conventionnés."""
    return {
        "af_id_annexe_financiere": numero,
        "af_mesure_dispositif_code": mesure,
        "af_etat_annexe_financiere_code": etat,
        "num_dep_af": departement,
        "af_date_debut_effet_v2": pd.Timestamp(2023, 1, 1),
        "af_date_fin_effet_v2": pd.Timestamp(2023, 12, 31),
        "af_etp_postes_insertion": 10.0,
        "rmi_valeur": np.nan if duree is None else duree,
        "structure_siret_actualise": None,
        "structure_denomination": None,
        "structure_adresse_admin_code_insee": None,
    }


def extraits(
    lignes: int, *, graine: int, departements: tuple[str, ...] = ("30", "34", "01", "69")
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """États mensuels, annexes, salariés : chacun peut changer de tout d'un mois à l'autre.

    Une personne a un identifiant par structure, et la même clé hachée partout.
    """
    hasard = np.random.default_rng(graine)
    annexes = pd.DataFrame(
        [annexe(f"a-{d}-{t}", f"{t}_DC", d, duree=HEURES[t]) for d in departements for t in HEURES]
    )
    personnes = hasard.integers(0, max(1, lignes // 6), lignes)
    rang = (personnes + (hasard.random(lignes) < 0.1)) % len(departements)
    choix = 4 * rang + hasard.integers(0, 4, lignes)
    salarie = personnes * len(annexes) + choix
    etats = pd.DataFrame(
        {
            "emi_pph_id": np.char.add("s", salarie.astype(str)),
            "emi_afi_id": annexes["af_id_annexe_financiere"].to_numpy()[choix],
            "emi_ctr_id": np.char.add("c", salarie.astype(str)),
            "emi_sme_annee": hasard.choice([2022, 2023], lignes, p=[0.1, 0.9]),
            "emi_sme_mois": hasard.integers(1, 13, lignes),
            "emi_nb_heures_travail": hasard.choice([0.0, 20.5, 87.25, 151.67], lignes),
        }
    )
    connus = np.unique(salarie)
    salaries = pd.DataFrame(
        {
            "salarie_id": np.char.add("s", connus.astype(str)),
            "hash_nir": np.char.add("p", (connus // len(annexes)).astype(str)),
            "salarie_rci_libelle": hasard.choice(["MME", "M."], len(connus)),
            "salarie_annee_naissance": hasard.integers(1960, 2006, len(connus)),
            "salarie_adr_qpv_type": hasard.choice(["QP", "NQP", "NR"], len(connus)),
        }
    )
    return etats, annexes, salaries


def contrats_de(etats: pd.DataFrame, *, graine: int) -> pd.DataFrame:
    """Les contrats de ces états, et un sur vingt de plus, sans état.

    Embauche : le mois du premier état, ou jusqu'à huit mois plus tôt ; une sur cinquante manque.
    """
    hasard = np.random.default_rng(graine)
    rang = etats["emi_sme_annee"] * 12 + etats["emi_sme_mois"] - 1
    premiers = rang.groupby([etats["emi_ctr_id"], etats["emi_pph_id"]]).min().reset_index(name="m")
    sans = premiers.head(len(premiers) // 20).assign(emi_ctr_id=lambda t: t["emi_ctr_id"] + "bis")
    tous = pd.concat([premiers, sans], ignore_index=True)
    mois = tous["m"] - hasard.choice([0, 0, 1, 4, 8], len(tous))
    jours = pd.to_datetime({"year": mois // 12, "month": mois % 12 + 1, "day": 2})
    return pd.DataFrame(
        {
            "contrat_id_ctr": tous["emi_ctr_id"],
            "contrat_id_pph": tous["emi_pph_id"],
            "contrat_date_embauche": jours.mask(hasard.random(len(tous)) < 0.02),
        }
    )
