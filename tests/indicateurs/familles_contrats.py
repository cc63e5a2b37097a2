"""Les contrats signés de l'IAE (IA-04) : des extraits tirés au hasard, et le même compte à la main.

Chaque bloc est une région, ses parties des départements. Un contrat change parfois d'annexe, n'a
pas toujours d'état, ni de date, ni de salarié connu.
"""

import random
from collections import defaultdict
from datetime import date, timedelta
from typing import Any

import pandas as pd

from carnets.indicateurs import iae
from carnets.indicateurs.cadre import empiler
from tests.indicateurs.familles import Famille, Lignes, Valeurs, bloc

ANNEE = 2023
MESURES = {
    "ACI_DC": "ACI", "EI_MP": "EI", "AI_DC": "AI", "ETTI_DC": "ETTI", "EITI_DC": "EITI",
    "FDI_DC": "",
}  # fmt: skip
"""Mesure → type ; le fonds de développement (FDI) n'est pas du champ."""
FAMILLES = {"production": ("ACI", "EI"), "mise_a_disposition": ("AI", "ETTI")}
SEXES = {"MME": "F", "M.": "H", None: "nr"}
ADRESSES = {
    "QP": ("contrats_qpv",), "NQP": ("contrats_hors_qpv", "contrats_autres_adresses"),
    "NR": ("contrats_adresse_inconnue", "contrats_autres_adresses"),
}  # fmt: skip


def tirer(nombre: int, graine: int) -> Lignes:
    """`nombre` régions de trois départements."""
    hasard = random.Random(graine)
    lignes: Lignes = {"territoires": [], "personnes": [], "contrats": [], "etats": []}
    for b in (f"p{rang}" for rang in range(nombre)):
        lieux = [f"{b}-d{rang}" for rang in range(3)]
        lignes["territoires"] += [{"territoire": lieu} for lieu in lieux]
        lignes["personnes"] += [
            {
                "id_personne": f"{b}-s{rang}", "sexe": hasard.choice(tuple(SEXES)),
                "adresse": hasard.choice((*ADRESSES, None)),
            }
            for rang in range(12)
        ]  # fmt: skip
        for rang in range(20):
            jour = date(2022, 7, 1) + timedelta(days=hasard.randint(0, 730))
            contrat = f"{b}-c{rang}"
            lignes["contrats"].append(
                {
                    "id_contrat": contrat,
                    # Le treizième salarié n'est pas dans la table.
                    "id_personne": f"{b}-s{hasard.randint(0, 12)}",
                    "embauche": None if hasard.random() < 0.1 else jour,
                }
            )
            lignes["etats"] += _etats(contrat, lieux, jour, hasard)
        # Au moins un contrat de l'année, situé : sinon la région n'aurait rien à dire.
        lignes["contrats"][-1]["embauche"] = date(ANNEE, 5, 2)
    return lignes


def _etats(
    contrat: str, lieux: list[str], jour: date, hasard: random.Random
) -> list[dict[str, Any]]:
    return [
        {
            "id_contrat": contrat, "territoire": hasard.choice(lieux),
            "mesure": hasard.choice(tuple(MESURES)),
            "annee": jour.year + (jour.month + mois - 1) // 12,
            "mois": (jour.month + mois - 1) % 12 + 1,
            "heures": hasard.choice((0.0, 80.0)),
        }
        for mois in range(hasard.choice((0, 1, 2, 4)))
    ]  # fmt: skip


def tables(lignes: Lignes) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Contrats, états, annexes et salariés, aux colonnes de l'ASP."""
    contrats = pd.DataFrame(
        {
            "contrat_id_ctr": [c["id_contrat"] for c in lignes["contrats"]],
            "contrat_id_pph": [c["id_personne"] for c in lignes["contrats"]],
            "contrat_date_embauche": pd.to_datetime([c["embauche"] for c in lignes["contrats"]]),
        }
    )
    etats = pd.DataFrame(
        {
            "emi_ctr_id": [e["id_contrat"] for e in lignes["etats"]],
            "emi_afi_id": [f"{e['territoire']} {e['mesure']}" for e in lignes["etats"]],
            "emi_sme_annee": [e["annee"] for e in lignes["etats"]],
            "emi_sme_mois": [e["mois"] for e in lignes["etats"]],
            "emi_nb_heures_travail": [e["heures"] for e in lignes["etats"]],
        }
    )
    annexes = pd.DataFrame(
        [
            {
                "af_id_annexe_financiere": f"{t['territoire']} {mesure}",
                "af_mesure_dispositif_code": mesure,
                "af_etat_annexe_financiere_code": "VALIDE",
                "num_dep_af": t["territoire"],
                "structure_adresse_admin_code_insee": None,
            }
            for t in lignes["territoires"]
            for mesure in MESURES
        ]
    )
    salaries = pd.DataFrame(
        {
            "salarie_id": [p["id_personne"] for p in lignes["personnes"]],
            "hash_nir": [f"h {p['id_personne']}" for p in lignes["personnes"]],
            "salarie_rci_libelle": [p["sexe"] for p in lignes["personnes"]],
            "salarie_annee_naissance": 1990,
            "salarie_adr_qpv_type": [p["adresse"] for p in lignes["personnes"]],
        }
    )
    return contrats, etats, annexes, salaries


def appartenance(lignes: Lignes) -> pd.DataFrame:
    """Chaque département à lui-même et à sa région."""
    lieux = [t["territoire"] for t in lignes["territoires"]]
    return pd.DataFrame(
        {"code_departement": lieux * 2, "territoire": [*lieux, *(x.split("-")[0] for x in lieux)]}
    )


def calculer(lignes: Lignes) -> pd.DataFrame:
    """Contrats signés par territoire, par sexe, et ceux que rien ne situe, région par région."""
    situes = iae.situer_contrats(*tables(lignes), annee=ANNEE)
    ou = appartenance(lignes)
    regions = situes["contrat_id_ctr"].str.split("-").str[0]
    return empiler(
        [
            iae.contrats_signes(situes, ou, annee=ANNEE),
            iae.contrats_par_sexe(situes, ou, annee=ANNEE),
            *(
                iae.contrats_non_situes(lot, territoire=str(b), annee=ANNEE)
                for b, lot in situes.groupby(regions)
            ),
        ]
    )


def de_rien(lignes: Lignes) -> pd.DataFrame:
    """Les mêmes contrats, sans leur date."""
    sans = [{**contrat, "embauche": None} for contrat in lignes["contrats"]]
    return calculer({**lignes, "contrats": sans})


def refaire(lignes: Lignes) -> Valeurs:
    """Contrat par contrat : son premier état du champ dit son type et son lieu."""
    qui = {p["id_personne"]: p for p in lignes["personnes"]}
    etats: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for etat in lignes["etats"]:
        etats[etat["id_contrat"]].append(etat)
    ensembles = ("ENSEMBLE", *FAMILLES, *(t for t in MESURES.values() if t))
    n: dict[tuple[str, str, str], float] = defaultdict(float)
    for contrat in lignes["contrats"]:
        if contrat["embauche"] is None or contrat["embauche"].year != ANNEE:
            continue
        du_champ = [e for e in etats[contrat["id_contrat"]] if MESURES[e["mesure"]]]
        if not du_champ:
            n[bloc(contrat), "contrats_non_situes", ""] += not etats[contrat["id_contrat"]]
            continue
        premier = min(
            du_champ, key=lambda e: (e["annee"], e["mois"], f"{e['territoire']} {e['mesure']}")
        )
        salarie = qui.get(contrat["id_personne"], {"sexe": None, "adresse": None})
        genre = MESURES[premier["mesure"]]
        for territoire in (premier["territoire"], bloc(contrat)):
            n[territoire, "contrats", ""] += 1
            n[territoire, "contrats", SEXES[salarie["sexe"]]] += 1
            for ensemble in ("ENSEMBLE", *(f for f, t in FAMILLES.items() if genre in t), genre):
                n[territoire, "contrats", ensemble] += 1
                for nom in ADRESSES[salarie["adresse"] or "NR"]:
                    n[territoire, nom, ensemble] += 1
    valeurs: Valeurs = {}
    for territoire in set(appartenance(lignes)["territoire"]):
        for sexe in ("", *SEXES.values()):
            valeurs[territoire, str(ANNEE), "contrats", sexe] = n[territoire, "contrats", sexe]
        for ensemble in ensembles:
            for nom in {"contrats"}.union(*ADRESSES.values()):
                valeurs[territoire, str(ANNEE), nom, ensemble] = n[territoire, nom, ensemble]
            en_qpv, hors = (n[territoire, ADRESSES[a][0], ensemble] for a in ("QP", "NQP"))
            part = 100 * en_qpv / (en_qpv + hors) if en_qpv + hors else None
            valeurs[territoire, str(ANNEE), "part_qpv_contrats", ensemble] = part
        if "-" not in territoire:
            sans = n[territoire, "contrats_non_situes", ""]
            valeurs[territoire, str(ANNEE), "contrats_non_situes", ""] = sans
    return valeurs


CONTRATS_SIGNES = Famille(
    "contrats signés", tirer, calculer, refaire, de_rien, fondre=lambda lignes: lignes
)
