"""Un dossier fictif complet : mêmes fichiers, octet pour octet, pour une même graine."""

import random
from datetime import date, timedelta
from pathlib import Path

import pandas as pd

from carnets.dossier import NOM_FICHIER
from carnets.erreurs import UsageIncorrect
from carnets.modeles import MODELES
from carnets.modeles.fictif import lignes_fictives, siret_fictif

# Codes bien formés mais qu'aucun territoire ne porte.
_QPV = ("QP030990", "QP030991")
_COMMUNE = "30990"
_LOTS, _STRUCTURES, _OPERATIONS = 8, 6, 4
_HEURES_PAR_PERSONNE_MAX = 12

_SOURCES = {
    "projets": "projet",
    "maitres_ouvrage": "maitre_ouvrage",
    "operations": "operation",
    "marches": "marche",
    "clauses": "clause",
    "structures": "structure",
    "personnes": "personne",
    "contrats": "contrat",
    "affectations": "affectation",
    "heures": "declaration_heures",
    "formations": "formation",
    "sorties": "sortie",
}


def exemple(destination: Path, graine: int, personnes: int) -> Path:
    """Écrit un dossier fictif dans `destination` et rend son chemin.

    UsageIncorrect si le répertoire n'est pas vide ou si `personnes` n'est pas positif.
    """
    if personnes < 1:
        raise UsageIncorrect(f"Au moins une personne est attendue, {personnes} demandée.")
    if destination.is_dir() and any(destination.iterdir()):
        raise UsageIncorrect(f"{destination} n'est pas vide ; choisissez un nouveau répertoire.")
    destination.mkdir(parents=True, exist_ok=True)
    for nom, table in _tables(graine, personnes).items():
        table.to_csv(destination / f"{nom}.csv", sep=";", index=False, lineterminator="\n")
    (destination / NOM_FICHIER).write_text(_fiche(), encoding="utf-8", newline="\n")
    return destination


def _tables(graine: int, personnes: int) -> dict[str, pd.DataFrame]:
    operations = tuple(f"operation-{i + 1}" for i in range(_OPERATIONS))
    lots = tuple(f"lot-{i + 1}" for i in range(_LOTS))
    sirets = tuple(siret_fictif(i + 1) for i in range(_STRUCTURES))
    ids = tuple(f"personne-{i + 1:05d}" for i in range(personnes))
    fixes = {
        "code_commune": (_COMMUNE,), "commune_entree": (_COMMUNE,), "code_qpv": _QPV,
        "code_qpv_entree": _QPV, "id_projet": ("projet-1",), "id_mo": ("mo-1", "mo-2"),
        "secteur": ("",), "version": ("1",), "date_avenant": ("",),
    }  # fmt: skip
    cles = {
        "projets": {"id_projet": ("projet-1",)},
        "maitres_ouvrage": {"id_mo": ("mo-1", "mo-2")},
        "operations": {"id_operation": operations},
        "marches": {"id_lot": lots, "id_operation": operations, "titulaire_siret": sirets},
        "clauses": {"id_clause": tuple(f"clause-{i + 1}" for i in range(_LOTS)), "id_lot": lots},
        "structures": {"siret": sirets},
        "personnes": {"id_personne": ids},
        "formations": {"id_personne": ids},
        "sorties": {"id_personne": ids, "horizon": ("0",)},
    }
    tailles = {
        "projets": 1, "maitres_ouvrage": 2, "operations": _OPERATIONS, "marches": _LOTS,
        "clauses": _LOTS, "structures": _STRUCTURES, "personnes": personnes,
        "formations": max(1, personnes // 3), "sorties": max(1, personnes // 2),
    }  # fmt: skip
    tables = {
        nom: _table(_SOURCES[nom], taille, graine, {**fixes, **cles[nom]})
        for nom, taille in tailles.items()
    }
    tables["clauses"]["id_lot"] = list(lots)
    tables["personnes"]["statut_qpv"] = tables["personnes"]["code_qpv_entree"].map(
        lambda code: "QP" if code else "NQP"
    )
    tables["sorties"] = tables["sorties"].drop_duplicates(["id_personne", "date_sortie"])
    return {**tables, **_parcours(graine, ids, lots, sirets)}


def _table(
    modele: str, taille: int, graine: int, imposees: dict[str, tuple[str, ...]]
) -> pd.DataFrame:
    return lignes_fictives(MODELES[modele], taille, graine, imposees=imposees)


def _parcours(
    graine: int, personnes: tuple[str, ...], lots: tuple[str, ...], sirets: tuple[str, ...]
) -> dict[str, pd.DataFrame]:
    """Contrats, affectations et heures cohérents : dates ordonnées, mois dans le contrat."""
    hasard = random.Random(f"{graine}-parcours")
    contrats: list[dict[str, str]] = []
    affectations: list[dict[str, str]] = []
    heures: list[dict[str, str]] = []
    for personne in personnes:
        for _ in range(hasard.choice((1, 1, 1, 2))):
            contrat, mois = _contrat(len(contrats) + 1, personne, sirets, hasard)
            lot = hasard.choice(lots)
            contrats.append(contrat)
            affectations.append(
                {
                    "id_contrat": contrat["id_contrat"],
                    "id_lot": lot,
                    "date_debut": "",
                    "date_fin": "",
                }
            )
            heures += [_declaration(contrat["id_contrat"], lot, m, hasard) for m in mois]
    return {
        "contrats": pd.DataFrame(contrats),
        "affectations": pd.DataFrame(affectations),
        "heures": pd.DataFrame(heures),
    }


def _contrat(
    numero: int, personne: str, sirets: tuple[str, ...], hasard: random.Random
) -> tuple[dict[str, str], list[str]]:
    debut = date(2019, 1, 1) + timedelta(days=hasard.randint(0, 300))
    fin = debut + timedelta(days=hasard.randint(10, 360))
    rangs = range(debut.year * 12 + debut.month - 1, fin.year * 12 + fin.month)
    mois = [f"{r // 12}-{r % 12 + 1:02d}" for r in rangs][:_HEURES_PAR_PERSONNE_MAX]
    contrat = {
        "id_contrat": f"contrat-{numero:05d}",
        "id_personne": personne,
        "employeur_siret": hasard.choice(sirets),
        "type_contrat": hasard.choice(("CDI", "CDD", "CTT", "CDDI", "APP", "PRO", "nr")),
        "modalite": hasard.choice(("embauche_directe", "mise_a_disposition", "marche_reserve")),
        "date_debut": debut.isoformat(),
        "date_fin_prevue": fin.isoformat(),
        "date_fin_reelle": fin.isoformat() if hasard.random() < 0.8 else "",
        "motif_fin": "",
        "quotite": f"{hasard.choice((0.5, 0.8, 1.0)):.2f}".replace(".", ","),
        "metier_rome": hasard.choice(("F1704", "K2204", "A1203", "")),
    }
    return contrat, mois


def _declaration(contrat: str, lot: str, mois: str, hasard: random.Random) -> dict[str, str]:
    travaillees = hasard.randint(1400, 15_167) / 100
    formation = hasard.choice((0.0, 0.0, 7.0))
    return {
        "id_contrat": contrat,
        "id_lot": lot,
        "mois": mois,
        "version": "1",
        "heures_travaillees": f"{travaillees:.2f}".replace(".", ","),
        "heures_formation": f"{formation:.2f}".replace(".", ","),
        "heures_valorisees": f"{travaillees + formation:.2f}".replace(".", ","),
        "base_heures": "travaillees",
        "statut": hasard.choice(("validee", "validee", "validee", "declaree")),
    }


def _fiche() -> str:
    lignes = [
        "titre: Dossier fictif de démonstration",
        "fictif: true",
        "annee: 2019",
        'geographie: "2015"',
        "territoires:",
        "  - {code: projet-1, libelle: Projet fictif, type: projet}",
        *(
            f"  - {{code: {code}, libelle: Quartier fictif {i + 1}, type: qpv, parent: projet-1}}"
            for i, code in enumerate(_QPV)
        ),
        "sources:",
    ]
    for nom, modele in _SOURCES.items():
        lignes += [
            f"  {nom}:",
            f"    fichier: {nom}.csv",
            f"    modele: {modele}",
            "    secret: personnes",
            "    carte: {document: Données fictives, producteur: carnets exemple, date: 2019-12-31}",
        ]
    return "\n".join(lignes) + "\n"
