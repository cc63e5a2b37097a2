"""Le bilan d'une région à l'échelle du pays : vingt millions d'heures, du fichier au HTML.

Un dossier engendré sur le disque, en CSV : vingt projets, cinquante maîtres d'ouvrage, deux mille
lots, vingt millions d'heures déclarées. `carnets rendre` le lit, le contrôle, compte, protège et
rend, dans un processus neuf ; une seconde fois, les tables étant rangées dans le magasin. Imprime
temps de processeur, temps écoulé et mémoire de pointe de chaque passe, ouvriers compris. Barre :
30 s et 2 Go sur deux cœurs. Un autre nombre d'heures se donne en argument.
"""

# ruff: noqa: E501 — un fichier du dossier par entrée se lit mieux que dix lignes

import os
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

import numpy as np
import pandas as pd

from carnets.modeles.fictif import siret_fictif

HEURES, HEURES_PAR_MOIS, MOIS_PAR_CONTRAT, ANNEE = 20_000_000, 75, 10, 2022
PROJETS, OUVRAGES, LOTS, EMPLOYEURS = 20, 50, 2_000, 40
CONTRATS_PAR_PERSONNE = 1.3
Colonnes = dict[str, object]


def _codes(prefixe: str, rangs: np.ndarray) -> np.ndarray:
    return np.char.add(prefixe, rangs.astype(str))


def tables(heures: int) -> dict[str, Colonnes]:
    """Les colonnes de chaque fichier du dossier."""
    h = np.random.default_rng(20)
    contrats = heures // HEURES_PAR_MOIS // MOIS_PAR_CONTRAT
    personnes = int(contrats / CONTRATS_PAR_PERSONNE)
    lot, rang = np.arange(LOTS), np.arange(contrats)
    ouvrage = lot % OUVRAGES
    qui = np.concatenate([np.arange(personnes), h.integers(0, personnes, contrats - personnes)])
    ou = h.integers(0, LOTS, contrats)
    debut = h.integers(1, 13 - MOIS_PAR_CONTRAT + 1, contrats)
    sirets = np.array([siret_fictif(i + 1) for i in range(EMPLOYEURS)])
    repete = np.repeat(rang, MOIS_PAR_CONTRAT)
    mois = np.repeat(debut, MOIS_PAR_CONTRAT) + np.tile(np.arange(MOIS_PAR_CONTRAT), contrats)
    faites = h.integers(1, 2 * HEURES_PAR_MOIS, len(repete))
    quartier = h.integers(0, PROJETS, personnes)
    statut = h.choice(["QP", "NQP", "NR"], personnes, p=[0.5, 0.45, 0.05])
    jours = np.char.add(f"{ANNEE}-", np.char.zfill(debut.astype(str), 2))
    finies = np.char.zfill((debut + MOIS_PAR_CONTRAT - 1).astype(str), 2)
    return {
        "projets": {"id_projet": _codes("projet-", np.arange(PROJETS)), "libelle": _codes("Projet ", np.arange(PROJETS)), "programme": "NPNRU"},
        "maitres_ouvrage": {"id_mo": _codes("mo-", np.arange(OUVRAGES)), "libelle": _codes("Bailleur ", np.arange(OUVRAGES)), "type": "oph"},
        "operations": {
            "id_operation": _codes("op-", lot), "libelle": _codes("Opération ", lot),
            "id_projet": _codes("projet-", ouvrage % PROJETS), "id_mo": _codes("mo-", ouvrage), "famille": "amenagement",
            "base_retenue_ht": 40_000_000, "taux_mo": 0.4, "cout_horaire": 32, "taux_insertion": 0.05, "statut": "en_cours",
        },
        "marches": {
            "id_lot": _codes("lot-", lot), "id_marche": _codes("marche-", lot), "num_lot": 1, "id_operation": _codes("op-", lot),
            "objet": _codes("Lot ", lot), "nature_achat": "travaux", "date_notification": f"{ANNEE}-01-01", "duree_mois": 24,
            "montant_ht_notifie": h.integers(1, 50, LOTS) * 100_000, "est_gup": np.where(lot % 10 == 0, "oui", "non"),
            "type_reservation": np.where(lot % 7 == 0, "siae", "aucune"), "type_dispositif": "condition_execution",
            "titulaire_siret": sirets[lot % EMPLOYEURS],
        },
        "clauses": {"id_clause": _codes("clause-", lot), "id_lot": _codes("lot-", lot), "date_avenant": "", "mode_calcul": "heures_fixes", "h_objectif": h.integers(5_000, 15_000, LOTS), "penalite_h": 60},
        "structures": {"siret": sirets, "libelle": _codes("Employeur ", np.arange(EMPLOYEURS)), "type": np.resize(["ACI", "EI", "AI", "ETTI", "GEIQ", "entreprise"], EMPLOYEURS)},
        "personnes": {
            "id_personne": _codes("x", np.arange(personnes)), "sexe": h.choice(["F", "H", "nr"], personnes, p=[0.3, 0.68, 0.02]),
            "annee_naissance": h.integers(1962, 2005, personnes), "statut_qpv": statut,
            "code_qpv_entree": np.where(statut == "QP", _codes("QP0309", 70 + quartier), ""),
            "publics": h.choice(["RSA", "DELD", "DELD|RSA", "PLIE"], personnes), "niveau_formation": h.choice(["infra3", "3", "4", "5"], personnes),
            "date_entree": f"{ANNEE}-01-01",
        },
        "contrats": {
            "id_contrat": _codes("k", rang), "id_personne": _codes("x", qui), "employeur_siret": sirets[h.integers(0, EMPLOYEURS, contrats)],
            "type_contrat": h.choice(["CDDI", "CTT", "CDD", "CDI", "PRO"], contrats), "modalite": h.choice(["embauche_directe", "mise_a_disposition"], contrats),
            "date_debut": np.char.add(jours, "-01"), "date_fin_reelle": np.char.add(np.char.add(f"{ANNEE}-", finies), "-28"),
        },
        "affectations": {"id_contrat": _codes("k", rang), "id_lot": _codes("lot-", ou)},
        "heures": {
            "id_contrat": _codes("k", repete), "id_lot": _codes("lot-", ou[repete]),
            "mois": np.char.add(f"{ANNEE}-", np.char.zfill(mois.astype(str), 2)), "version": 1,
            "heures_travaillees": faites, "heures_formation": 0, "heures_valorisees": faites, "statut": "validee",
        },
        "formations": {"id_personne": _codes("x", np.arange(0, personnes, 4)), "type": "SST", "date_debut": f"{ANNEE}-05-05", "h_centre": 14, "validee": "oui", "pendant_contrat": "oui"},
        "sorties": {
            "id_personne": _codes("x", np.arange(0, personnes, 2)), "date_sortie": f"{ANNEE}-11-30", "horizon": 0,
            "categorie": h.choice(["emploi_durable", "emploi_transition", "autre"], (personnes + 1) // 2),
            "referentiel_sortie": "clause_local", "examinee": "oui",
        },
    }  # fmt: skip


MODELES = {
    "projets": "projet", "maitres_ouvrage": "maitre_ouvrage", "operations": "operation",
    "marches": "marche", "clauses": "clause", "structures": "structure", "personnes": "personne",
    "contrats": "contrat", "affectations": "affectation", "heures": "declaration_heures",
    "formations": "formation", "sorties": "sortie",
}  # fmt: skip


def ecrire(dossier: Path, heures: int) -> float:
    """Écrit le dossier ; rend le total des heures."""
    engendrees = tables(heures)
    for nom, colonnes in engendrees.items():
        table = pd.DataFrame(colonnes)
        table.to_csv(dossier / f"{nom}.csv", sep=";", index=False, decimal=",")
    territoires = ["{code: region, libelle: Région, type: region}"]
    territoires += [
        f"{{code: projet-{i}, libelle: Projet {i}, type: projet, parent: region}}"
        for i in range(PROJETS)
    ]
    territoires += [
        f"{{code: mo-{i}, libelle: Bailleur {i}, type: maitre_ouvrage, "
        f"parent: projet-{i % PROJETS}}}"
        for i in range(OUVRAGES)
    ]
    lignes = [
        "titre: Échelle nationale", "fictif: true", f"annee: {ANNEE}", 'geographie: "2015"',
        "territoires:", *(f"  - {t}" for t in territoires), "sources:",
    ]  # fmt: skip
    for nom, modele in MODELES.items():
        constantes = " constantes: {base_heures: travaillees}," * (nom == "heures")
        regle = "entreprises" if nom == "structures" else "personnes_public"
        lignes.append(
            f"  {nom}: {{fichier: {nom}.csv, modele: {modele}, secret: {regle},{constantes} carte: "
            f"{{document: Banc, producteur: Banc, date: {ANNEE}-12-31, lignes: toutes}}}}"
        )
    fiche = "\n".join([*lignes, "conventions: {}", "livrables: []", ""])
    (dossier / "dossier.yml").write_text(fiche, encoding="utf-8")
    return float(np.sum(engendrees["heures"]["heures_valorisees"]))


def rendre(dossier: Path, sortie: Path) -> tuple[float, float, float]:
    """Rend le HTML dans un processus neuf : (s de processeur, s écoulées, Go en pointe)."""
    commande = [
        str(Path(sys.executable).with_name("carnets")), "rendre", "bilan_insertion",
        "--dossier", str(dossier), "-p", "territoire=region", "-p", f"annee={ANNEE}",
        "--format", "html", "--sortie", str(sortie),
    ]  # fmt: skip
    depart = perf_counter()
    processus = subprocess.Popen(commande)
    _, etat, usage = os.wait4(processus.pid, 0)
    processus.returncode = os.waitstatus_to_exitcode(etat)
    if processus.returncode:
        raise SystemExit(processus.returncode)
    return usage.ru_utime + usage.ru_stime, perf_counter() - depart, usage.ru_maxrss / 1e6


def mesurer(heures: int) -> None:
    """Le bilan, à froid puis depuis le magasin ; son total est celui des déclarations."""
    with TemporaryDirectory() as racine:
        dossier, sortie = Path(racine) / "national", Path(racine) / "reports"
        dossier.mkdir()
        total = ecrire(dossier, heures)
        for nom in ("à froid", "depuis le magasin"):
            calcul, ecoule, pointe = rendre(dossier, sortie / nom)
            (page,) = (sortie / nom).rglob("bilan_insertion-*.html")
            ecrit = f"{total:,.0f}".replace(",", "\u202f")
            assert ecrit in page.read_text(encoding="utf-8"), ecrit
            print(
                f"{nom} : {total:.0f} heures, {calcul:.1f} s de processeur, {ecoule:.1f} s "
                f"écoulées, {pointe:.2f} Go en pointe, page de {page.stat().st_size / 1e3:.0f} ko"
            )


if __name__ == "__main__":
    mesurer(int(sys.argv[1]) if len(sys.argv) > 1 else HEURES)
