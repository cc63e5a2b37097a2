"""Les microdonnées du panorama fictif : deux années d'états mensuels aux colonnes de l'ASP."""

import hashlib
import random
from datetime import date
from itertools import pairwise

import pandas as pd
from panorama_lieux import STRUCTURES, commune

from carnets.modeles.fictif import siret_fictif

DUREES = {"ACI": 1820, "EI": 1505, "AI": 1607, "ETTI": 1600}
HEURES = {"ACI": 112, "EI": 128, "AI": 38, "ETTI": 84}
"""Heures d'un mois ordinaire, par type."""
SORTIES = ("Emploi durable", "Emploi de transition", "Sorties positives", "Autres sorties")
AGES = tuple(range(19, 63))
SANS_ETAT = 14
"""Contrats signés en décembre, qui n'ont pas encore d'état mensuel : rien ne les situe."""
Personne = tuple[str, int]


def microdonnees(
    annees: dict[int, range], hasards: dict[int, random.Random]
) -> dict[str, pd.DataFrame]:
    """Les tables de l'ASP ; `annees` : année → ses personnes, dont certaines sont de plusieurs.

    Qui est de deux années garde sa clé hachée, son sexe et sa naissance.
    """
    connues: dict[int, Personne] = {}
    lots = [_annee(a, annees[a], connues, hasards[a]) for a in annees]
    return {
        nom: pd.concat([lot[nom] for lot in lots], ignore_index=True)
        for nom in ("etats_mensuels", "annexes", "salaries", "contrats")
    }


def _annee(
    annee: int, personnes: range, connues: dict[int, Personne], hasard: random.Random
) -> dict[str, pd.DataFrame]:
    """Des personnes, leurs contrats et leurs heures ; une sur douze change de structure."""
    etats, salaries, contrats = [], [], []
    embauches = random.Random(f"embauches {annee}")
    for personne in personnes:
        cle = hashlib.sha256(f"fictif {personne}".encode()).hexdigest()[:12]
        tiree = hasard.choices(("MME", "M.", ""), (46, 51, 3))[0], annee - hasard.choice(AGES)
        sexe, naissance = connues.setdefault(personne, tiree)
        debut = hasard.randint(1, 9)
        duree = min(hasard.choice((2, 3, 4, 5, 6, 8, 12)), 13 - debut)
        etapes = [debut, debut + duree]
        if duree > 3 and hasard.random() < 1 / 6:
            etapes.insert(1, debut + duree // 2)
        for depuis, jusqu_a in pairwise(etapes):
            structure = hasard.choices(range(len(STRUCTURES)), _attrait())[0]
            numero = f"{annee}-{len(salaries) + 1}"
            adresse = hasard.choices(("QP", "NQP", "NR"), (22, 72, 6))[0]
            salaries.append((f"s{numero}", cle, sexe, naissance, adresse))
            contrat = _contrat(numero, annee, depuis, jusqu_a, jusqu_a == etapes[-1], hasard)
            contrats.append(contrat | _embauche(annee, depuis, embauches))
            etats += [
                (f"s{numero}", f"a{annee}-{structure + 1}", f"c{numero}", annee, mois,
                 _heures(STRUCTURES[structure][2], hasard))
                for mois in range(depuis, jusqu_a)
            ]  # fmt: skip
    for rang in range(SANS_ETAT):
        numero = f"{annee}-{len(salaries) + 1}"
        cle = hashlib.sha256(f"fictif sans état {annee} {rang}".encode()).hexdigest()[:12]
        sexe, naissance = ("MME", "M.")[rang % 2], annee - 20 - 2 * rang
        salaries.append((f"s{numero}", cle, sexe, naissance, "NQP"))
        contrats.append(
            _contrat(numero, annee, 12, 13, True, embauches)
            | {"contrat_date_embauche": date(annee, 12, 15 + rang).isoformat()}
        )
    noms = ["emi_pph_id", "emi_afi_id", "emi_ctr_id", "emi_sme_annee", "emi_sme_mois",
            "emi_nb_heures_travail"]  # fmt: skip
    table = pd.DataFrame(etats, columns=noms)
    return {
        "etats_mensuels": table,
        "annexes": _annexes(table, annee),
        "salaries": pd.DataFrame(
            salaries,
            columns=["salarie_id", "hash_nir", "salarie_rci_libelle", "salarie_annee_naissance",
                     "salarie_adr_qpv_type"],
        ),
        "contrats": pd.DataFrame(contrats),
    }  # fmt: skip


def _attrait() -> list[int]:
    """Une association intermédiaire voit passer plus de monde qu'un chantier."""
    return [{"AI": 5, "ACI": 3, "ETTI": 3, "EI": 2}[genre] for _, _, genre in STRUCTURES]


def _heures(genre: str, hasard: random.Random) -> float:
    return round(HEURES[genre] * hasard.uniform(0.4, 1.3) * 4) / 4


def _contrat(
    numero: str, annee: int, depuis: int, jusqu_a: int, dernier: bool, hasard: random.Random
) -> dict[str, str]:
    fini = jusqu_a <= 12
    return {
        "contrat_id_ctr": f"c{numero}",
        "contrat_id_pph": f"s{numero}",
        "contrat_salarie_rsa": hasard.choices(("OUI-NM", "OUI-M", "NON"), (38, 4, 58))[0],
        "contrat_salarie_ass": "oui" if hasard.random() < 0.06 else "non",
        "contrat_salarie_aah": "oui" if hasard.random() < 0.04 else "non",
        "contrat_salarie_rqth": "oui" if hasard.random() < 0.09 else "non",
        "duree_inscription_ft": hasard.choices(
            ("MOINS DE 6 MOIS", "DE 6 À 11 MOIS", "DE 12 À 23 MOIS", "24 MOIS ET PLUS"),
            (30, 20, 24, 26),
        )[0],
        "contrat_date_embauche": date(annee, depuis, 2).isoformat(),
        "contrat_date_sortie_definitive": date(annee, jusqu_a, 1).isoformat() if fini else "",
        "categorie_sortie": hasard.choices(SORTIES, (22, 20, 16, 42))[0]
        if fini and dernier
        else "",
    }


def _embauche(annee: int, depuis: int, hasard: random.Random) -> dict[str, str]:
    """La date d'embauche de qui était là en janvier : l'année d'avant, deux fois sur trois."""
    if depuis > 1 or hasard.random() < 1 / 3:
        return {}
    return {"contrat_date_embauche": date(annee - 1, hasard.randint(8, 12), 2).isoformat()}


def _annexes(etats: pd.DataFrame, annee: int) -> pd.DataFrame:
    """Une annexe par structure, conventionnée un peu au-dessus de ce qu'elle réalise."""
    heures = etats.groupby("emi_afi_id")["emi_nb_heures_travail"].sum()
    lignes = []
    for rang, (departement, lieu, genre) in enumerate(STRUCTURES):
        annexe = f"a{annee}-{rang + 1}"
        etp = heures.get(annexe, 0.0) / DUREES[genre]
        lignes.append(
            {
                "af_id_annexe_financiere": annexe,
                "af_mesure_dispositif_code": f"{genre}_DC",
                "af_etat_annexe_financiere_code": "VALIDE",
                "num_dep_af": departement,
                "af_date_debut_effet_v2": f"{annee}-01-01",
                "af_date_fin_effet_v2": f"{annee}-12-31",
                "af_etp_postes_insertion": f"{etp * (0.95 + 0.03 * (rang % 6)):.1f}",
                "rmi_valeur": DUREES[genre],
                "structure_siret_actualise": siret_fictif(rang + 1),
                "structure_denomination": f"Structure fictive {rang + 1}",
                "structure_adresse_admin_code_insee": commune(lieu),
            }
        )
    return pd.DataFrame(lignes)
