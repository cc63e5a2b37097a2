"""Les cas d'insertion travaillés à la main : ce que chacun écrit, et ce qu'il sous-entend.

Un cas ne donne que ce qui compte. Par défaut : un lot L du maître d'ouvrage M dans le projet P ;
une personne est un homme né en 1985, hors des quartiers, en CDD d'embauche directe chez s2 (une
entreprise) depuis le 1er janvier 2023 sur le lot L ; des heures sont travaillées et valorisées en
mars 2023, validées. La période va de janvier 2023 à juin 2024.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd

from carnets.indicateurs import additivite, clauses, etp, npnru, objectif_operations
from carnets.indicateurs.cadre import empiler, mesure
from carnets.yaml_strict import charger_yaml
from tests.indicateurs.insertion_fabrique import Lignes, releve, tables

DOSSIER = Path(__file__).parents[1] / "cas" / "insertion"
CONVENTIONS = {"legale": 1607.0}
NOMBRES_OPERATION = (
    "montant_travaux_ht", "montant_moe_ht", "montant_autre_ht", "base_retenue_ht", "taux_mo",
    "cout_horaire", "taux_insertion", "objectif_h_initial",
)  # fmt: skip
REFERENTIELS = ("IAE", "PLIE", "clause_local")
Cas = Mapping[str, Any]


@cache
def cas_travailles() -> tuple[tuple[str, Cas], ...]:
    """Chaque cas de chaque fichier, sous un code qui préfixe tout ce qu'il nomme."""
    tous = [
        (fichier.stem, cas)
        for fichier in sorted(DOSSIER.glob("*.yml"))
        for cas in charger_yaml(fichier).valeur["cas"]
    ]
    return tuple((f"{nom}{rang}-", cas) for rang, (nom, cas) in enumerate(tous))


def attendus(cas: Cas) -> Iterator[tuple[str, str, str, Any]]:
    """(territoire, indicateur, modalité, valeur) ; le projet P quand le territoire est tu."""
    for ligne in cas["attendu"]:
        territoire, nom, modalite, valeur = ligne if len(ligne) == 4 else ["P", *ligne]
        yield territoire, nom, modalite, valeur


@cache
def calculer() -> pd.DataFrame:
    """Tous les indicateurs de tous les cas, en un seul relevé : aucun ne doit voir les autres."""
    lignes: Lignes = {"operations": []}
    niveaux: dict[str, list[str]] = {}
    for prefixe, cas in cas_travailles():
        posees, lots = poser(cas)
        for nom, rangees in posees.items():
            lignes.setdefault(nom, []).extend(_prefixer(r, prefixe) for r in rangees)
        niveaux |= {f"{prefixe}{lot}": [f"{prefixe}{t}" for t in ts] for lot, ts in lots.items()}
    lignes["structures"] = lignes["structures"][:3]
    r = releve(lignes, niveaux)
    table = clauses.tous(r)
    suites = [clauses.sorties(r, referentiel=referentiel) for referentiel in REFERENTIELS]
    retenues = clauses.retenir(tables(lignes)["heures"], r.debut, r.fin)
    cumul = clauses.cumul_mensuel(retenues, r)
    suites.append(cumul.assign(modalite=cumul["periode"]))
    for prefixe, cas in cas_travailles():
        dits = {nom for _, nom, _, _ in attendus(cas)}
        ensemble = f"{prefixe}P"
        if "personnes_comptees_plusieurs_fois" in dits:
            parties = sorted({codes[1] for codes in niveaux.values() if codes[0] == ensemble})
            suites.append(additivite.comptes_plusieurs_fois(table, {ensemble: parties}))
    equivalents = etp.etp_de_table(table, conventions=CONVENTIONS)
    suites += [f(r, lignes["operations"]) for f in (investissement, _objectifs)]
    return empiler([table, clauses.ecart_realisation(table), equivalents, *suites])


def investissement(r: clauses.Releve, operations: list[dict[str, Any]]) -> pd.DataFrame:
    """NP-01 de chaque territoire d'un relevé, et les heures travaillées qu'il suppose."""
    termes = npnru.termes_investissement(r, table_operations(operations))
    travail = mesure(
        termes["territoire"], termes["heures_travaillees"],
        periode=r.periode, indicateur="heures_travaillees_recalculees",
    )  # fmt: skip
    return empiler([npnru.part_insertion_investissement(termes, periode=r.periode), travail])


def table_operations(operations: list[dict[str, Any]]) -> pd.DataFrame:
    """Les opérations, un nombre absent étant une case vide."""
    textes = ["id_operation", "motif_exclusion"]
    table = pd.DataFrame(operations, columns=[*textes, *NOMBRES_OPERATION])
    return table.astype(dict.fromkeys(NOMBRES_OPERATION, "float64"))


def _objectifs(r: clauses.Releve, operations: list[dict[str, Any]]) -> pd.DataFrame:
    table = table_operations(operations)
    fiches = objectif_operations.fiches_operations(
        table, niveaux={"defaut": {"taux_main_oeuvre": 40.0}}
    )
    return objectif_operations.objectifs_operations(table, fiches, periode=r.periode)


def _prefixer(rangee: dict[str, Any], prefixe: str) -> dict[str, Any]:
    nommes = ("id_lot", "id_personne", "id_contrat", "id_clause", "id_operation")
    return {c: f"{prefixe}{v}" if c in nommes and v else v for c, v in rangee.items()}


def poser(cas: Cas) -> tuple[Lignes, dict[str, list[str]]]:
    """Les lignes d'un cas et lot → territoires."""
    lots = cas.get("lots", [{"lot": "L"}])
    personnes = cas.get("personnes", [])
    contrats = cas.get("contrats") or [
        {"personne": f"x{i}", **p} for i, p in enumerate(personnes, 1)
    ]
    cles = {f"k{i}": c for i, c in enumerate(contrats, 1)}
    heures = cas.get("heures") or [
        {"k": k, "lot": c.get("lot", "L"), **{cle: c[cle] for cle in ("h", "f", "v") if cle in c}}
        for k, c in cles.items()
        if "h" in c
    ]
    lignes: Lignes = {
        "structures": [
            {"siret": f"s{i}", "type": t} for i, t in enumerate(("ACI", "ETTI", "entreprise"))
        ],
        "marches": [_lot(lot) for lot in lots],
        "personnes": [_personne(f"x{i}", p) for i, p in enumerate(personnes, 1)],
        "contrats": [_contrat(k, c) for k, c in cles.items()],
        "affectations": [{"id_contrat": k, "id_lot": c.get("lot", "L")} for k, c in cles.items()],
        "heures": [_declaration(h) for h in heures],
        "clauses": [_clause(c) for c in cas.get("clauses", [])],
        "formations": [_formation(f) for f in cas.get("formations", [])],
        "sorties": [_sortie(s) for s in cas.get("sorties", [])],
        "operations": [_operation(code, o) for code, o in cas.get("operations", {}).items()],
    }
    return lignes, {lot["lot"]: ["P", lot.get("mo", "M")] for lot in lots}


def _jour(texte: Any) -> Any:
    return None if texte is None else date.fromisoformat(str(texte))


def _lot(lot: Cas) -> dict[str, Any]:
    return {
        "id_lot": lot["lot"], "id_operation": lot.get("operation"),
        "est_gup": lot.get("gup", False), "famille_gup": lot.get("famille"),
        "type_reservation": lot.get("reserve", "aucune"), "montant_ht_notifie": lot.get("montant"),
        "date_notification": date(2023, 1, 1), "duree_mois": lot.get("duree"),
        "titulaire_siret": lot.get("titulaire"),
    }  # fmt: skip


def _operation(code: str, o: Cas) -> dict[str, Any]:
    return {
        "id_operation": code, "motif_exclusion": o.get("motif"), "base_retenue_ht": o.get("base"),
        "montant_travaux_ht": o.get("travaux"), "montant_moe_ht": o.get("moe"),
        "montant_autre_ht": None, "taux_mo": o.get("mo"), "cout_horaire": o.get("cout"),
        "taux_insertion": o.get("insertion"), "objectif_h_initial": o.get("inscrit"),
    }  # fmt: skip


def _personne(code: str, p: Cas) -> dict[str, Any]:
    return {
        "id_personne": code, "sexe": p.get("sexe", "H"), "annee_naissance": p.get("ne", 1985),
        "statut_qpv": "QP" if "qpv" in p else p.get("statut", "NQP"),
        "code_qpv_entree": p.get("qpv"), "publics": p.get("publics"),
        "niveau_formation": p.get("niveau"),
    }  # fmt: skip


def _contrat(code: str, c: Cas) -> dict[str, Any]:
    return {
        "id_contrat": code, "id_personne": c["personne"],
        "employeur_siret": c.get("employeur", "s2"), "type_contrat": c.get("type", "CDD"),
        "modalite": c.get("modalite", "embauche_directe"),
        "date_debut": _jour(c.get("debut", "2023-01-01")), "date_fin_reelle": _jour(c.get("fin")),
    }  # fmt: skip


def _declaration(h: Cas) -> dict[str, Any]:
    return {
        "id_contrat": h["k"], "id_lot": h.get("lot", "L"), "mois": h.get("mois", "2023-03"),
        "version": h.get("version", 1), "heures_travaillees": float(h["h"]),
        "heures_formation": float(h.get("f", 0)), "heures_valorisees": h.get("v", h["h"]),
        "statut": h.get("statut", "validee"),
    }  # fmt: skip


def _clause(c: Cas) -> dict[str, Any]:
    return {
        "id_clause": f"clause-{c['lot']}", "id_lot": c["lot"], "h_objectif": float(c["h"]),
        "date_avenant": _jour(c.get("avenant")), "penalite_h": c.get("penalite"),
    }  # fmt: skip


def _formation(f: Cas) -> dict[str, Any]:
    return {
        "id_personne": f["personne"], "pendant_contrat": f.get("pendant", True),
        "date_debut": _jour(f.get("date", "2023-05-01")), "h_centre": f.get("centre"),
        "h_entreprise": f.get("entreprise"),
    }  # fmt: skip


def _sortie(s: Cas) -> dict[str, Any]:
    return {
        "id_personne": s["personne"], "date_sortie": _jour(s.get("date", "2023-06-01")),
        "horizon": "0", "categorie": s["categorie"],
        "referentiel_sortie": s.get("ref", "clause_local"), "examinee": s.get("examinee", True),
    }  # fmt: skip
