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
_HEURES_PAR_PERSONNE_MAX = 12  # déclarations mensuelles d'un contrat
_HEURES_PAR_PERSONNE = 800

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
    lots = tuple(f"lot-{i + 1}" for i in range(_LOTS))
    sirets = tuple(siret_fictif(i + 1) for i in range(_STRUCTURES))
    ids = tuple(f"personne-{i + 1:05d}" for i in range(personnes))
    objectifs = _objectifs(graine, personnes)
    tables = {
        "projets": _table("projet", 1, graine),
        "maitres_ouvrage": _table("maitre_ouvrage", 2, graine, id_mo=("mo-1", "mo-2")),
        "operations": _operations(graine, objectifs),
        "marches": _marches(graine, lots, sirets),
        "clauses": _clauses(graine, lots, objectifs),
        "structures": _table("structure", _STRUCTURES, graine, siret=sirets),
        "personnes": _personnes(graine, ids),
        "formations": _table("formation", max(1, personnes // 3), graine, id_personne=ids),
        "sorties": _sorties(graine, ids),
    }
    return {**tables, **_parcours(graine, ids, lots, sirets)}


def _objectifs(graine: int, personnes: int) -> list[int]:
    """Heures dues par lot, de l'ordre de ce que feront ces personnes."""
    hasard = random.Random(f"{graine}-objectifs")
    moyenne = personnes * _HEURES_PAR_PERSONNE / _LOTS
    return [max(50, 50 * round(moyenne * hasard.uniform(0.7, 1.4) / 50)) for _ in range(_LOTS)]


def _operations(graine: int, objectifs: list[int]) -> pd.DataFrame:
    """Opérations dont l'objectif se recalcule : base × part de main-d'œuvre / coût × effort."""
    ids = tuple(f"operation-{i + 1}" for i in range(_OPERATIONS))
    table = _table("operation", _OPERATIONS, graine, id_operation=ids)
    heures = [sum(objectifs[i::_OPERATIONS]) for i in range(_OPERATIONS)]
    bases = [h * 32 * 1000 // (4 * 5) for h in heures]
    return table.assign(
        libelle=[f"Opération {i + 1}" for i in range(_OPERATIONS)],
        id_mo=["mo-1" if i % 2 == 0 else "mo-2" for i in range(_OPERATIONS)],
        montant_travaux_ht=[str(b) for b in bases],
        montant_moe_ht="",
        montant_autre_ht="",
        base_retenue_ht=[str(b) for b in bases],
        motif_exclusion="",
        taux_mo="0,4",
        cout_horaire="32",
        taux_insertion="0,05",
        objectif_h_initial=[str(h) for h in heures],
        objectif_h_ajuste="",
        date_ajustement="",
        date_debut="2018-09-01",
        date_fin="2020-12-31",
    )


def _marches(graine: int, lots: tuple[str, ...], sirets: tuple[str, ...]) -> pd.DataFrame:
    hasard = random.Random(f"{graine}-marches")
    table = _table("marche", len(lots), graine, id_lot=lots, titulaire_siret=sirets)
    montants = [str(hasard.randrange(80_000, 900_000, 10_000)) for _ in lots]
    return table.assign(
        id_operation=[f"operation-{i % _OPERATIONS + 1}" for i in range(len(lots))],
        date_notification="2018-12-01",
        duree_mois="24",
        montant_ht_estime=montants,
        montant_ht_notifie=montants,
        montant_ht_facture="",
    )


def _clauses(graine: int, lots: tuple[str, ...], objectifs: list[int]) -> pd.DataFrame:
    vides = {
        c.nom: ""
        for c in MODELES["clause"].colonnes
        if not c.obligatoire and c.nom != "h_objectif" and not c.nom.startswith("penalite")
    }
    return _table("clause", len(lots), graine).assign(
        **vides,
        id_clause=[f"clause-{i + 1}" for i in range(len(lots))],
        id_lot=list(lots),
        mode_calcul="heures_fixes",
        h_objectif=[str(h) for h in objectifs],
        penalite_h="60",
        penalite_absence="100",
        penalite_transmission="100",
    )


def _personnes(graine: int, ids: tuple[str, ...]) -> pd.DataFrame:
    """Bénéficiaires d'âges vraisemblables ; le statut QPV suit le code du quartier."""
    hasard = random.Random(f"{graine}-personnes")
    table = _table("personne", len(ids), graine, id_personne=ids, secteur=("",))
    quartiers = [hasard.choice((*_QPV, "")) for _ in ids]
    return table.assign(
        sexe=[hasard.choice(("F", "H", "H", "H")) if hasard.random() < 0.97 else "nr" for _ in ids],
        annee_naissance=[str(hasard.randint(1957, 2001)) for _ in ids],
        code_qpv_entree=quartiers,
        statut_qpv=["QP" if q else hasard.choice(("NQP", "NQP", "NR")) for q in quartiers],
        date_entree="2019-01-01",
        date_validation_eligibilite="2018-12-15",
    )


def _sorties(graine: int, ids: tuple[str, ...]) -> pd.DataFrame:
    table = _table("sortie", max(1, len(ids) // 2), graine, horizon=("0",))
    return table.assign(id_personne=list(ids[: len(table)]), referentiel_sortie="clause_local")


def _table(modele: str, taille: int, graine: int, **imposees: tuple[str, ...]) -> pd.DataFrame:
    fixes = {
        "code_commune": (_COMMUNE,),
        "commune_entree": (_COMMUNE,),
        "code_qpv": _QPV,
        "id_projet": ("projet-1",),
        "id_mo": ("mo-1", "mo-2"),
    }
    return lignes_fictives(MODELES[modele], taille, graine, imposees={**fixes, **imposees})


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
        "statut": "validee" if hasard.random() < 0.95 else "declaree",
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
            f"    secret: {'entreprises' if nom == 'structures' else 'personnes_public'}",
            "    carte:",
            "      {document: Données fictives, producteur: carnets exemple, date: 2019-12-31, "
            "lignes: toutes}",
        ]
    return "\n".join(lignes) + "\n"
