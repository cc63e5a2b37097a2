"""Les indicateurs d'un relevé : bilan, sorties, ETP, écarts, puis le cumul mois par mois."""

import random
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pandas as pd

from carnets.indicateurs import additivite, clauses, etp
from carnets.indicateurs.cadre import empiler
from carnets.indicateurs.clauses import Releve
from tests.indicateurs.familles import Famille, Lignes, Valeurs, bloc, par_bloc
from tests.indicateurs.insertion_cas import investissement
from tests.indicateurs.insertion_fabrique import (
    BORNES,
    DEBUT,
    FIN,
    contrats_comptes,
    declarations_retenues,
    refaire,
    releve,
    tables,
    tirer,
)

CONVENTIONS = {"legale": 1607.0, "aci": 1820.0}
MOIS = 18  # de DEBUT à FIN
# Référentiel → part imprimée, catégories qu'elle compte.
SORTIES = {
    "IAE": (
        "part_sorties_dynamiques", {"emploi_durable", "emploi_transition", "sortie_positive"},
    ),
    "PLIE": ("part_sorties_positives", {"emploi_durable", "sortie_positive"}),
    "clause_local": ("part_sorties_positives", {"emploi_durable", "sortie_positive"}),
}  # fmt: skip
CATEGORIES = ("emploi_durable", "emploi_transition", "sortie_positive", "autre", "sans_nouvelle")


def tirer_projets(nombre: int, graine: int) -> Lignes:
    """Des projets de microdonnées, leurs lots rattachés, et des sorties plus ou moins suivies."""
    lignes, niveaux = tirer(nombre, graine)
    hasard = random.Random(graine + 1)
    lignes["rattachement"] = [
        {"id_lot": lot, "territoire": t} for lot, codes in niveaux.items() for t in codes
    ]
    lignes["sorties"] = [
        {
            "id_personne": x["id_personne"], "horizon": hasard.choice(("0", "0", "0", "6")),
            "date_sortie": date(2022, 10, 1) + timedelta(days=hasard.randint(0, 399) + 400 * rang),
            "categorie": hasard.choice(CATEGORIES),
            "referentiel_sortie": hasard.choice(tuple(SORTIES)),
            "examinee": hasard.choice((True, True, True, False, None)),
        }
        for x in lignes["personnes"] for rang in range(hasard.choice((0, 1, 2)))
    ]  # fmt: skip
    return lignes


def lots_de(lignes: Lignes) -> dict[str, set[str]]:
    """Territoire → ses lots."""
    lots: dict[str, set[str]] = {}
    for lien in lignes["rattachement"]:
        lots.setdefault(lien["territoire"], set()).add(lien["id_lot"])
    return lots


def relever(lignes: Lignes) -> Releve:
    """Le relevé de ces lignes ; le projet précède ses maîtres d'ouvrage."""
    niveaux: dict[str, list[str]] = {}
    for lien in sorted(lignes["rattachement"], key=lambda lien: len(lien["territoire"])):
        niveaux.setdefault(lien["id_lot"], []).append(lien["territoire"])
    return releve(lignes, niveaux)


def calculer_bilan(lignes: Lignes) -> pd.DataFrame:
    """Tout ce que le bilan tire d'un relevé à une date."""
    r = relever(lignes)
    projets: dict[str, list[str]] = {bloc(lien): [] for lien in lignes["rattachement"]}
    for territoire in r.territoires.difference(list(projets)):
        projets[territoire.split("-")[0]].append(territoire)
    return _bilan(r, projets)


def _bilan(r: Releve, projets: dict[str, list[str]]) -> pd.DataFrame:
    table = clauses.tous(r)
    personnes = table[table["indicateur"] == "beneficiaires"]
    return empiler(
        [
            table,
            clauses.ecart_realisation(table),
            etp.etp_de_table(table, conventions=CONVENTIONS, mois=MOIS),
            *(clauses.sorties(r, referentiel=nom) for nom in SORTIES),
            additivite.comptes_plusieurs_fois(personnes, projets),
        ]
    )


def bilan_de_rien(lignes: Lignes) -> pd.DataFrame:
    """Un territoire attendu dont aucun lot n'est connu."""
    inconnu = replace(relever(lignes), ensembles={"ailleurs": "ailleurs"})
    return _bilan(inconnu, {"ailleurs": []})


def refaire_bilan(lignes: Lignes) -> Valeurs:
    """Le bilan en Python nu, projet par projet."""
    valeurs: Valeurs = {}
    for projet, seul in par_bloc(lignes).items():
        lots = lots_de(seul)
        presents = {
            t: {k["id_personne"] for k in contrats_comptes(seul, dedans)}
            for t, dedans in lots.items()
        }
        for territoire, dedans in lots.items():
            r = refaire(seul, dedans, lots[projet])
            r |= _suites(r, seul, presents[territoire])
            valeurs |= {(territoire, "p", *cle): v for cle, v in r.items()}
        surplus = sum(len(p) for t, p in presents.items() if t != projet) - len(presents[projet])
        valeurs[projet, "p", "personnes_comptees_plusieurs_fois", ""] = surplus
    return valeurs


def _suites(r: dict[Any, Any], lignes: Lignes, presents: set[str]) -> dict[tuple[str, str], Any]:
    prevues, taux = r["heures_prevues", ""], r["taux_realisation", ""]
    ecart = None if taux is None else taux * prevues / 100 - prevues
    suites: dict[tuple[str, str], Any] = {("ecart_realisation", ""): ecart}
    for convention, par_an in CONVENTIONS.items():
        suites["etp_insertion", convention] = r["heures_realisees", ""] / (par_an * MOIS / 12)
    for referentiel, (part, favorables) in SORTIES.items():
        dernieres: dict[str, dict[str, Any]] = {}
        for s in lignes["sorties"]:
            vue = (
                s["id_personne"] in presents
                and s["referentiel_sortie"] == referentiel
                and s["horizon"] == "0"
                and s["examinee"] is True
                and BORNES[0] <= s["date_sortie"] <= BORNES[1]
            )
            connue = dernieres.get(s["id_personne"])
            if vue and (connue is None or s["date_sortie"] > connue["date_sortie"]):
                dernieres[s["id_personne"]] = s
        categories = [s["categorie"] for s in dernieres.values()]
        bonnes = sum(c in favorables for c in categories)
        suites["sorties_examinees", referentiel] = len(categories)
        suites[part, referentiel] = 100 * bonnes / len(categories) if categories else None
        for categorie in CATEGORIES:
            suites["sorties_par_categorie", f"{referentiel}|{categorie}"] = categories.count(
                categorie
            )
    return suites


def calculer_cumul(lignes: Lignes) -> pd.DataFrame:
    """Le cumul de chaque territoire."""
    return clauses.cumul_mensuel(_retenir(lignes), relever(lignes))


def cumul_de_rien(lignes: Lignes) -> pd.DataFrame:
    """Le cumul d'un territoire dont aucun lot n'est connu."""
    inconnu = replace(relever(lignes), ensembles={"ailleurs": "ailleurs"})
    return clauses.cumul_mensuel(_retenir(lignes), inconnu)


def _retenir(lignes: Lignes) -> pd.DataFrame:
    return clauses.retenir(tables(lignes)["heures"], DEBUT, FIN)


def refaire_cumul(lignes: Lignes) -> Valeurs:
    """Mois après mois : ce qui est fait, et l'objectif étalé sur la durée de chaque lot."""
    marche_de = {m["id_lot"]: m for m in lignes["marches"]}
    retenues = declarations_retenues(lignes)
    par_lot: dict[str, list[dict[str, Any]]] = {}
    for d in retenues:
        par_lot.setdefault(d["id_lot"], []).append(d)
    versions: dict[str, list[dict[str, Any]]] = {}
    for c in lignes["clauses"]:
        versions.setdefault(c["id_lot"], []).append(c)
    valeurs: Valeurs = {}
    for territoire, lots in lots_de(lignes).items():
        faites, annee, mois = 0.0, 2023, 1
        for _ in range(MOIS):
            nom = f"{annee}-{mois:02}"
            prevues = 0.0
            for lot in lots:
                faites += sum(
                    d["heures_valorisees"] or 0 for d in par_lot.get(lot, []) if d["mois"] == nom
                )
                prevues += _du(marche_de[lot], versions.get(lot, []), annee, mois)
            valeurs[territoire, nom, "heures_cumulees", ""] = faites
            valeurs[territoire, nom, "heures_prevues_cumulees", ""] = prevues
            annee, mois = (annee + 1, 1) if mois == 12 else (annee, mois + 1)
    return valeurs


def _du(marche: dict[str, Any], versions: Iterable[dict[str, Any]], annee: int, mois: int) -> float:
    objectif, depuis = 0.0, (0, 0)
    for version in versions:
        avenant = version["date_avenant"]
        quand = (avenant.year, avenant.month) if avenant else (0, 0)
        if depuis <= quand <= (annee, mois):
            objectif, depuis = version["h_objectif"], quand
    if not marche["duree_mois"]:
        return 0.0
    notification = marche["date_notification"]
    passes = (annee - notification.year) * 12 + mois - notification.month + 1
    return float(objectif) * min(1.0, max(0.0, passes / marche["duree_mois"]))


def tirer_operations(nombre: int, graine: int) -> Lignes:
    """Des projets, et l'opération de chaque maître d'ouvrage, dont il manque parfois un terme."""
    lignes = tirer_projets(nombre, graine)
    hasard = random.Random(graine + 2)
    codes = sorted({m["id_operation"] for m in lignes["marches"]})
    lignes["operations"] = [
        {
            "id_operation": code, "base_retenue_ht": hasard.choice((1e5, 2.5e6, None)),
            "taux_mo": hasard.choice((0.35, 0.5, 0.5, 0.4, None)),
            "cout_horaire": hasard.choice((28.0, 33.0)),
        }
        for code in codes
    ]  # fmt: skip
    return lignes


def calculer_investissement(lignes: Lignes) -> pd.DataFrame:
    """NP-01 d'un relevé, et les heures travaillées qu'il suppose."""
    return investissement(relever(lignes), lignes["operations"])


def investissement_de_rien(lignes: Lignes) -> pd.DataFrame:
    """NP-01 d'un territoire dont aucun lot n'est connu."""
    inconnu = replace(relever(lignes), ensembles={"ailleurs": "ailleurs"})
    return investissement(inconnu, lignes["operations"])


def refaire_investissement(lignes: Lignes) -> Valeurs:
    """Lot après lot : ses heures s'il n'est pas de gestion urbaine, son opération une fois."""
    marche_de = {m["id_lot"]: m for m in lignes["marches"]}
    operation_de = {o["id_operation"]: o for o in lignes["operations"]}
    faites: dict[str, float] = {}
    for d in declarations_retenues(lignes):
        faites[d["id_lot"]] = faites.get(d["id_lot"], 0) + (d["heures_valorisees"] or 0)
    valeurs: Valeurs = {}
    for territoire, lots in lots_de(lignes).items():
        hors = [lot for lot in lots if not marche_de[lot]["est_gup"]]
        insertion, travail, connu = 0.0, 0.0, True
        for lot in hors:
            insertion += faites.get(lot, 0)
        for code in {marche_de[lot]["id_operation"] for lot in hors}:
            o = operation_de[code]
            if o["base_retenue_ht"] is None or o["taux_mo"] is None:
                connu = False
                continue
            travail += o["base_retenue_ht"] * o["taux_mo"] / o["cout_horaire"]
        part = "nd" if not connu else 100 * insertion / travail if travail else None
        valeurs[territoire, "p", "part_insertion_investissement", ""] = part
        valeurs[territoire, "p", "heures_travaillees_recalculees", ""] = travail if connu else "nd"
    return valeurs


def _tels_quels(lignes: Lignes) -> Lignes:
    """Un projet porte déjà tous les lots de ses maîtres d'ouvrage."""
    return lignes


BILAN = Famille("bilan", tirer_projets, calculer_bilan, refaire_bilan, bilan_de_rien, _tels_quels)
CUMUL = Famille("cumul", tirer_projets, calculer_cumul, refaire_cumul, cumul_de_rien, _tels_quels)
INVESTISSEMENT = Famille(
    "investissement", tirer_operations, calculer_investissement, refaire_investissement,
    investissement_de_rien, _tels_quels,
)  # fmt: skip
