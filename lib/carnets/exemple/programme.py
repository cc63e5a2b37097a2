"""Le programme fictif : projet, maîtres d'ouvrage, opérations, marchés et leurs clauses."""

import random
from dataclasses import dataclass

import pandas as pd

from carnets.modeles.fictif import siret_fictif

PROJET = "projet-1"
MAITRES_OUVRAGE = {
    "mo-1": ("Bailleur des Tilleuls", "oph"),
    "mo-2": ("Ville de Clairmont", "commune"),
}
HEURES_PAR_PERSONNE = 850
_COUT_HORAIRE, _TAUX_MO, _TAUX_INSERTION = 32, 0.4, 0.05


@dataclass(frozen=True)
class Lot:
    """Un lot : `poids` est sa part des heures d'insertion, `gup` sa famille de gestion urbaine."""

    objet: str
    nature: str
    poids: float
    gup: str = ""
    reserve: bool = False


OPERATIONS: dict[str, tuple[str, str, tuple[Lot, ...]]] = {
    "Démolition de la tour Nord": (
        "demolition", "mo-1",
        (Lot("Désamiantage et curage", "travaux", 0.10), Lot("Démolition", "travaux", 0.13)),
    ),
    "Espaces publics du mail": (
        "requalification", "mo-2",
        (
            Lot("Voirie et réseaux", "travaux", 0.19),
            Lot("Plantations", "travaux", 0.09, reserve=True),
        ),
    ),
    "Reconstitution de logements": (
        "reconstitution", "mo-1",
        (Lot("Gros œuvre", "travaux", 0.22), Lot("Second œuvre", "travaux", 0.16)),
    ),
    "Gestion urbaine de proximité": (
        "gup", "mo-2",
        (
            Lot("Propreté des espaces extérieurs", "services", 0.07, "proprete", reserve=True),
            Lot("Petits travaux chez l'habitant", "services", 0.04, "petits_travaux"),
        ),
    ),
}  # fmt: skip
LOTS: dict[str, Lot] = {
    f"lot-{rang}": lot
    for rang, lot in enumerate((x for _, _, lots in OPERATIONS.values() for x in lots), start=1)
}
_RESERVATIONS = {
    True: ("Marché réservé", "siae", "reserve"),
    False: ("Clause sociale", "aucune", "condition_execution"),
}


def programme(graine: int, personnes: int) -> dict[str, pd.DataFrame]:
    """Projets, maîtres d'ouvrage, opérations, marchés et clauses, à la mesure de `personnes`."""
    objectifs = _objectifs(graine, personnes)
    return {
        "projets": pd.DataFrame(
            {
                "id_projet": [PROJET], "libelle": ["Renouvellement des Tilleuls"],
                "programme": ["NPNRU"], "porteur": ["Agglomération de Clairmont"],
                "structure_operationnelle": ["PLIE de Clairmont"],
                "date_convention": ["2018-06-15"], "date_fin": ["2024-12-31"],
            }
        ),
        "maitres_ouvrage": pd.DataFrame(
            [(code, *nom_et_type) for code, nom_et_type in MAITRES_OUVRAGE.items()],
            columns=["id_mo", "libelle", "type"],
        ),
        "operations": _operations(objectifs),
        "marches": _marches(),
        "clauses": _clauses(objectifs),
    }  # fmt: skip


def operations_et_lots() -> list[tuple[str, str, str, str, tuple[str, ...]]]:
    """(code, libellé, famille, maître d'ouvrage, lots) de chaque opération."""
    codes = iter(LOTS)
    return [
        (f"operation-{rang}", libelle, famille, mo, tuple(next(codes) for _ in lots))
        for rang, (libelle, (famille, mo, lots)) in enumerate(OPERATIONS.items(), start=1)
    ]


def _objectifs(graine: int, personnes: int) -> dict[str, int]:
    """Heures dues par lot, de l'ordre de ce que feront ces personnes : un peu plus ou moins."""
    hasard = random.Random(f"{graine}-objectifs")
    total = personnes * HEURES_PAR_PERSONNE
    return {
        code: max(50, 50 * round(total * lot.poids * hasard.uniform(0.75, 1.2) / 50))
        for code, lot in LOTS.items()
    }


def _operations(objectifs: dict[str, int]) -> pd.DataFrame:
    """Opérations dont l'objectif se recalcule : base × part de main-d'œuvre / coût × effort."""
    lignes = []
    for code, libelle, famille, mo, lots in operations_et_lots():
        heures = sum(objectifs[lot] for lot in lots)
        base = round(heures * _COUT_HORAIRE / (_TAUX_MO * _TAUX_INSERTION))
        lignes.append(
            {
                "id_operation": code, "libelle": libelle, "id_projet": PROJET, "id_mo": mo,
                "code_qpv": "" if famille == "reconstitution" else "QP030990",
                "famille": famille, "montant_travaux_ht": base, "base_retenue_ht": base,
                "taux_mo": str(_TAUX_MO).replace(".", ","), "cout_horaire": _COUT_HORAIRE,
                "taux_insertion": str(_TAUX_INSERTION).replace(".", ","),
                "objectif_h_initial": heures, "statut": "en_cours",
                "date_debut": "2018-09-01", "date_fin": "2021-12-31",
            }
        )  # fmt: skip
    return pd.DataFrame(lignes)


def _marches() -> pd.DataFrame:
    lignes: list[dict[str, object]] = []
    for operation, _, _, _, lots in operations_et_lots():
        for numero, code in enumerate(lots, start=1):
            lot = LOTS[code]
            consideration, reservation, dispositif = _RESERVATIONS[lot.reserve]
            montant = round(8_000_000 * lot.poids, -4)
            lignes.append(
                {
                    "id_lot": code, "id_marche": f"2018-{operation[-1]}", "num_lot": numero,
                    "id_operation": operation, "objet": lot.objet, "nature_achat": lot.nature,
                    "forme": "accord_cadre_bc" if lot.gup else "ordinaire",
                    "date_notification": "2018-12-01", "duree_mois": 36,
                    "montant_ht_estime": montant, "montant_ht_notifie": montant,
                    "est_gup": "oui" if lot.gup else "non", "famille_gup": lot.gup,
                    "considerations_sociales": consideration, "type_reservation": reservation,
                    "type_dispositif": dispositif,
                    "titulaire_siret": siret_fictif(100 + len(lignes)),
                }
            )  # fmt: skip
    return pd.DataFrame(lignes)


def _clauses(objectifs: dict[str, int]) -> pd.DataFrame:
    """Une clause par lot ; celle du gros œuvre a un avenant, qui ne l'efface pas."""
    lignes = [
        {
            "id_clause": f"clause-{code[4:]}", "id_lot": code, "date_avenant": "",
            "mode_calcul": "heures_fixes", "h_objectif": heures, "penalite_h": 60,
            "penalite_absence": 100, "penalite_transmission": 100,
        }
        for code, heures in objectifs.items()
    ]  # fmt: skip
    avenant = {**lignes[4], "date_avenant": "2020-03-01"}
    return pd.DataFrame([*lignes, {**avenant, "h_objectif": round(objectifs["lot-5"] * 1.1)}])
