"""Chaque fichier réel se lit par un dossier ; lignes acceptées + refusées = lignes présentes.

Les cellules attendues ont été relues à la main dans les fichiers des producteurs.
"""

import json
import time
from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from carnets.dossier import Dossier, charger_dossier
from carnets.lecture.entetes import cle_entete
from tests.partage import exige_partage

CARTE = {"document": "Données partagées", "producteur": "Divers", "date": "2026-01-01"}
OBJECTIFS = {
    "maitre_ouvrage": "Par maître d'ouvrage - Anru",
    "investissement_ht": "Investissements conventionnés HT",
    "heures_travaillees": "Nombre d'heures travaillées",
    "taux_insertion": "Objectif d'insertion en %",
    "objectif_h": "Objectif d'insertion en nombre d'heures",
}
PROJET = {
    "objectif_h": "Objectif à l’échelle du projet (en h)",
    "heures": "Heures effectuées au 31/03/2026",
}
CONVENTION = {**PROJET, "objectif_h": "Objectif conventionné (en h)"}
QPV_LISTE = {
    "colonnes": {"population_municipale": "pop_mun_2018"},
    "constantes": {"geographie": "2015", "annee": "2018"},
}

# (fichier, modèle, réglages, lignes présentes, écartées, à corriger)
FICHIERS: list[tuple[str, str, dict[str, object], int, int, int]] = [
    *(
        (f"clauses-la-reunion/{nom}.csv", "suivi_clauses", {"colonnes": carte}, lignes, 1, 0)
        for nom, carte, lignes in (
            ("heure_ANRU_saint_benoit", CONVENTION, 6),
            ("heure_echelle_saint_benoit", PROJET, 6),
            ("heure_saint_louis", PROJET, 5),
            ("heure_saint_louis1", PROJET, 5),
            ("heure_saint_louis_conventionnées", CONVENTION, 5),
            ("heures_saint_denis", PROJET, 8),
            ("heures_saint_denis_anru", PROJET, 8),
            ("heures_saint_denis_conventionnées", PROJET, 7),
        )
    ),
    (
        "clauses-la-reunion/MO_saint_denis.xlsx",
        "objectif_clauses",
        # Cinq montants sur six y sont écrits « 39 202 292, 00 € » : refusés, jamais devinés.
        {"colonnes": OBJECTIFS, "part_refus_max": 1.0},
        7,
        1,
        5,
    ),
    ("decp/dematis13.json", "decp_contrat", {}, 137, 0, 0),
    ("decp/dematis16.json", "decp_contrat", {}, 143, 0, 4),
    ("decp/dematis17.json", "decp_contrat", {}, 159, 1, 0),
    ("decp/dematis18.json", "decp_contrat", {}, 74, 0, 2),
    ("decp/megalis.json", "decp_contrat", {}, 5, 0, 0),
    ("decp/decp_augmente_valides_2022_test.csv", "decp_contrat", {}, 9, 0, 0),
    ("geographie/epci_commune.csv", "commune_epci", {}, 34875, 0, 0),
    ("geographie/zone_emploi_commune.csv", "commune_zone_emploi", {}, 34875, 0, 0),
    ("geographie/polygone-4326_dep.geojson", "contours_departements", {}, 101, 0, 0),
    ("geographie/polygone-4326_reg.geojson", "contours_regions", {}, 18, 0, 0),
    ("iae-dares/dares_poem_iae_france_mensuel.csv", "dares_iae_mensuel", {}, 143, 0, 0),
    ("iae-structures-2020/siae_2020-12.csv", "siae_structures", {}, 3853, 0, 0),
    ("iae-structures-2020/siae_conventions_2020-12.csv", "siae_conventions", {}, 3676, 0, 0),
    ("iae-structures-2020/siae_annexes_financieres_2020-12.csv", "siae_annexes", {}, 11100, 0, 0),
    ("iae-structures-2020/ref_mesure_dispositif_asp.csv", "asp_mesures", {}, 10, 0, 0),
    ("insee-filosofi-2019/FILO2019_DISP_COM.csv", "filosofi_disponible", {}, 31361, 0, 0),
    ("insee-filosofi-2019/FILO2019_DISP_EPCI.csv", "filosofi_disponible", {}, 1240, 0, 0),
    ("insee-filosofi-2019/FILO2019_DISP_DEP.csv", "filosofi_disponible", {}, 98, 0, 0),
    ("insee-filosofi-2019/FILO2019_DISP_REG.csv", "filosofi_disponible", {}, 15, 0, 0),
    ("insee-filosofi-2019/FILO2019_DISP_METROPOLE.csv", "filosofi_disponible", {}, 1, 0, 0),
    *(
        (
            f"insee-qpv-2015/{theme}_{edition}.csv",
            f"insee_qpv_{theme.lower()}",
            {"constantes": {"edition": edition}},
            lignes,
            ensemble,
            0,
        )
        for theme, edition, lignes, ensemble in (
            ("DEMO", "2017", 1346, 1),
            ("DEMO", "2019", 1346, 1),
            ("DEMO", "2022", 1400, 0),
            ("IPRO", "2017", 1346, 1),
            ("IPRO", "2019", 1346, 1),
            ("IPRO", "2020", 1345, 0),
            ("IPRO", "2022", 1345, 0),
            ("REVN", "2017", 1346, 1),
            ("REVN", "2019", 1353, 1),
            ("REVN", "2022", 1352, 0),
        )
    ),
    ("panel-filosofi-qpv/panel_filosofi_2012_2021.csv", "panel_filosofi_qpv", {}, 12958, 0, 0),
    ("panel-filosofi-qpv/qpv_evolution_population.csv", "population_qpv", {}, 1514, 0, 0),
    ("qpv-2015-contours-occitanie/qp.csv", "qpv_extrait", {}, 105, 0, 0),
    ("qpv-2015-contours-occitanie/meta_qp.csv", "dictionnaire_colonnes", {}, 44, 0, 0),
    ("qpv-2015-contours-occitanie/qp.geojson", "contours_qpv", {}, 105, 0, 0),
    ("qpv-2024/qpv2024_simplified.geojson", "contours_qpv", {}, 1609, 0, 0),
    ("qpv-passage/qpv_2015_liste.csv", "qpv", QPV_LISTE, 1514, 0, 0),
    ("qpv-passage/qpv_2024_2015.csv", "passage_qpv", {}, 1567, 0, 0),
]

# (fichier, colonne clé, valeur de clé, colonne, valeur relue à la main)
CELLULES: list[tuple[str, str, str, str, object]] = [
    ("DEMO_2022.csv", "codgeo", "QP030001", "pop_mun", 14036.0),  # « 14 036 », U+202F
    ("DEMO_2022.csv", "codgeo", "QP001001", "tx_f", 55.3),
    ("DEMO_2022.csv", "codgeo", "QP974048", "pop_com", 79385.0),
    ("DEMO_2017.csv", "codgeo", "QP075006", "pop_com", 183713.0),
    ("DEMO_2017.csv", "codgeo", "QP075006", "ind_jeune", 0.5),
    ("DEMO_2017.csv", "codgeo", "QP075006", "tx_tot_men6", None),  # vide : secret, jamais zéro
    ("IPRO_2020.csv", "codgeo", "QP030001", "tx_tot_empl", 36.6),
    ("IPRO_2020.csv", "codgeo", "QP030001", "evol_ca_n_e", -30.4),  # en-tête suivi d'une espace
    ("IPRO_2020.csv", "codgeo", "QP030001", "abcde", 2914.0),
    ("IPRO_2020.csv", "codgeo", "QP030001", "abc_h", 1369.0),
    ("IPRO_2022.csv", "codgeo", "QP075006", "tx_f_empl", 61.1),
    ("IPRO_2022.csv", "codgeo", "QP075006", "evol_abc_t4", -14.0),
    ("IPRO_2022.csv", "codgeo", "QP075006", "tx_tot_eprec", None),  # remplacé par TX_TOT_EDLIM
    ("REVN_2019.csv", "codgeo", "QP030001", "decuc_q2", 9012.0),
    ("REVN_2019.csv", "codgeo", "QP030001", "tp60", 46.6),
    ("REVN_2022.csv", "codgeo", "QP001001", "pimpot", -10.0),
    ("FILO2019_DISP_COM.csv", "codgeo", "30007", "q2", 17180.0),
    ("FILO2019_DISP_COM.csv", "codgeo", "01001", "q1", None),
    ("FILO2019_DISP_DEP.csv", "codgeo", "48", "nbuc", 49827.3),
    ("FILO2019_DISP_EPCI.csv", "codgeo", "200066918", "s80s20", 3.9),
    ("FILO2019_DISP_REG.csv", "codgeo", "76", "pimpot", -16.1),
    ("FILO2019_DISP_REG.csv", "codgeo", "76", "annee", 2019),
    ("qp.csv", "code_qpv", "QP009002", "tx_f_empl", 42.7),
    ("epci_commune.csv", "code_commune", "2A004", "code_epci", "242010056"),
    ("zone_emploi_commune.csv", "code_commune", "01016", "code_zone", "0059"),  # écrit 1016 et 59
    ("qpv_2024_2015.csv", "code_2024", "QN03001I", "code_2015_1", "QP030001"),
    ("qpv_2015_liste.csv", "code_qpv", "QP030001", "population_municipale", 14036.0),
    ("siae_2020-12.csv", "id", "1999", "siret", "42412173900041"),
    ("siae_annexes_financieres_2020-12.csv", "annexe_id", "101108", "numero", "ACI230040340A2M2"),
    ("heure_echelle_saint_benoit.csv", "maitre_ouvrage", "SIDR", "heures", 2147.5),  # « 2 147,50 »
    ("heure_echelle_saint_benoit.csv", "maitre_ouvrage", "CIREST", "taux_publie", 256.6),
    ("heures_saint_denis.csv", "maitre_ouvrage", "SODIAC *", "objectif_h", 4882.0),
    ("decp_augmente_valides_2022_test.csv", "id", "202404", "montant", 45155.0),
    ("dematis13.json", "id", "2023-102-00", "duree_mois", 42.0),
]


# Relues à la main : tout est signalé, rien n'est corrigé. Les taux de total sont justes.
TOTAL, TAUX, NOTE = "total_different_de_la_somme", "taux_publie_different", "appel_de_note"
ASTERISQUES = {(5, "maitre_ouvrage", NOTE), (6, "maitre_ouvrage", NOTE)}
FAUTES_LA_REUNION: dict[str, set[tuple[int, str, str]]] = {
    # 12 165 + 3 513 + 2 464 + 287 + 1 296 = 19 725, écrit 19 726.
    "heure_ANRU_saint_benoit.csv": {(7, "objectif_h", TOTAL)},
    # 154 / 1 296, publié 256,60 %.
    "heure_echelle_saint_benoit.csv": {(6, "taux_publie", TAUX)},
    "heure_saint_louis.csv": set(),
    "heure_saint_louis1.csv": set(),
    "heure_saint_louis_conventionnées.csv": set(),
    "heures_saint_denis.csv": ASTERISQUES,
    "heures_saint_denis_anru.csv": ASTERISQUES,
    "heures_saint_denis_conventionnées.csv": ASTERISQUES,
    "MO_saint_denis.xlsx": {
        (2, nom, TOTAL) for nom in ("investissement_ht", "heures_travaillees", "objectif_h")
    },
}


def _nom(fichier: str) -> str:
    """Nom de source : celui du fichier, son extension comprise, en lettres et chiffres."""
    return cle_entete(Path(fichier).name)


def _ecrire_dossier(donnees: Path, dossier: Path) -> None:
    """Un dossier.yml complet ; les fichiers restent chez leur producteur (`depuis`)."""
    sources = {
        _nom(fichier): {
            "fichier": Path(fichier).name,
            "depuis": (donnees / fichier).parent.as_posix(),
            "modele": modele,
            "secret": "deja_publie",
            "carte": CARTE,
            **reglages,
        }
        for fichier, modele, reglages, *_ in FICHIERS
    }
    fiche = {
        "titre": "Tous les fichiers réels",
        "fictif": False,
        "annee": 2022,
        "geographie": "2015",
        "territoires": [{"code": "30", "libelle": "Gard", "type": "departement"}],
        "sources": sources,
    }
    # YAML de JSON : les cartes et réglages répétés n'y deviennent pas des renvois.
    texte = json.dumps(fiche, ensure_ascii=False, default=str)
    (dossier / "dossier.yml").write_text(texte, encoding="utf-8")


def test_fichiers_reels(tmp_path: Path) -> None:
    """Un seul essai, pour que les fichiers ne soient lus qu'une fois, par un seul processus."""
    debut = time.monotonic()
    _ecrire_dossier(exige_partage(), tmp_path)
    dossier = charger_dossier(tmp_path)
    assert time.monotonic() - debut < 60
    assert [e for e in _comptes(dossier) if e] == []
    assert [e for e in _cellules(dossier) if e] == []
    zones = dossier.lectures[_nom("zone_emploi_commune.csv")].comptes[0].reparations
    zeros = {r.colonne for r in zones if r.regle == "zero_initial"}
    assert zeros == {"code_commune", "code_zone", "code_departement", "code_region"}
    for fichier, attendues in FAUTES_LA_REUNION.items():
        compte = dossier.lectures[_nom(fichier)].comptes[0]
        lues = {(a.ligne, a.colonne, a.regle) for a in compte.alertes}
        assert lues == attendues, fichier
        assert compte.corrections == ()


def _comptes(dossier: Dossier) -> Iterator[str]:
    """Lignes présentes, écartées et à corriger : attendues, et sans perte."""
    for fichier, _, _, lignes, ecartees, a_corriger in FICHIERS:
        (c,) = dossier.lectures[_nom(fichier)].comptes
        attendu = (lignes, ecartees, a_corriger, lignes - ecartees - a_corriger)
        lu = (c.lues, c.ecartees, c.refusees - c.ecartees, c.acceptees)
        yield "" if lu == attendu else f"{fichier} : {lu} au lieu de {attendu}"


def _cellules(dossier: Dossier) -> Iterator[str]:
    for fichier, cle, valeur_cle, colonne, attendu in CELLULES:
        table = dossier.table(_nom(fichier))
        lue = table.loc[table[cle] == valeur_cle, colonne].iloc[0]
        juste = pd.isna(lue) if attendu is None else lue == attendu
        yield "" if juste else f"{fichier}, {valeur_cle}, {colonne} : {lue} au lieu de {attendu}"


def test_chaque_fichier_de_donnees_est_lu() -> None:
    donnees = exige_partage()
    presents = {str(p.relative_to(donnees)) for p in donnees.rglob("*") if p.is_file()}
    # Les schémas décrivent un format et le LISEZ-MOI les fichiers : ce ne sont pas des données.
    attendus = {p for p in presents if not p.startswith(("decp-schema/", "LISEZ-MOI"))}
    assert {fichier for fichier, *_ in FICHIERS} == attendus
