"""Chaque affirmation des documents que portent les deux dossiers, retrouvée par le calcul.

Le fichier d'oracles donne la valeur attendue et le verdict ; ici rien n'est attendu à la main,
sauf les exclusions, qui disent pourquoi.
"""

import csv
from collections.abc import Iterator
from functools import cache

import pandas as pd
import pytest

from carnets.dossier import Dossier, charger_dossier
from carnets.indicateurs import npnru
from carnets.indicateurs.cadre import rapport
from carnets.indicateurs.clauses import types_contrats
from carnets.indicateurs.controles import constats_bilan, constats_panorama, verdict
from carnets.presentation.panorama.publie import TABLES
from tests.partage import PARTAGE, exige_partage

BILAN, PANORAMA = "ales-npnru", "occitanie-iae-2019"

# id → (dossier, contrôle, début de l'objet)
CONSTATS = {
    "ALS-07": (BILAN, "taux_recalcule", "Taux de réalisation"),
    "ALS-08": (BILAN, "convention_etp", "ETP publiés : 35 heures sur 51 semaines"),
    "ALS-09": (BILAN, "denominateur_retrouve", "Durée moyenne des missions : par personne"),
    "ALS-10": (BILAN, "convention_etp", "Mois d'activité publiés : 35 heures"),
    "ALS-11": (BILAN, "somme_des_parties", "Contrats ventilés par type"),
    "ALS-15": (BILAN, "formule_affichee", "À l'échelle du projet"),
    "ALS-16": (BILAN, "formule_affichee", "Alès Agglomération"),
    "ALS-17": (BILAN, "formule_affichee", "Ville d'Alès"),
    "ALS-18": (BILAN, "formule_affichee", "Logis Cévenols"),
    "ALS-19": (BILAN, "formule_affichee", "SAEM Alès"),
    "ALS-20": (BILAN, "objectif_sur_heures_publiees", "À l'échelle du projet"),
    "ALS-21": (BILAN, "objectif_sur_heures_publiees", "Alès Agglomération"),
    "ALS-22": (BILAN, "objectif_sur_heures_publiees", "Ville d'Alès"),
    "ALS-23": (BILAN, "objectif_sur_heures_publiees", "Logis Cévenols"),
    "ALS-24": (BILAN, "objectif_sur_heures_publiees", "SAEM Alès"),
    "ALS-25": (BILAN, "somme_des_parties", "Objectif d'insertion"),
    "ALS-26": (BILAN, "objectif_selon_formule", "À l'échelle du projet"),
    "ALS-27": (BILAN, "base_implicite", "Alès Agglomération"),
    "ALS-28": (BILAN, "base_implicite", "Logis Cévenols"),
    "OCC-04": (PANORAMA, "ecart_en_points", "Écart de taux d'emploi des hommes"),
    "OCC-05": (PANORAMA, "part_recalculee", "Part de la population régionale"),
    "OCC-06": (PANORAMA, "somme_des_parties", "Établissements"),
    "OCC-08": (PANORAMA, "somme_des_parties", "Dispositifs"),
    "OCC-09": (PANORAMA, "somme_des_parties", "Contrats signés"),
    "OCC-10": (PANORAMA, "somme_des_parties", "Salariés en insertion"),
    "OCC-11": (PANORAMA, "somme_des_parties", "ETP"),
    "OCC-12": (PANORAMA, "citations_concordantes", "Dispositifs d'IAE (infographie)"),
    "OCC-13": (PANORAMA, "inegalites_emboitees", "Établissements ≤"),
    "OCC-14": (PANORAMA, "rapport_sans_reference", "Contrats signés dans l'année"),
    "OCC-16": (PANORAMA, "parts_complementaires", "Part des structures"),
    "OCC-17": (PANORAMA, "parts_complementaires", "Part des salariés"),
    "OCC-18": (PANORAMA, "part_d_un_effectif_entier", "Effectif que suppose : Part des SIAE"),
    "OCC-19": (PANORAMA, "moyenne_ponderee", "Part QPV régionale"),
    "OCC-23": (PANORAMA, "zero_structurel", "Lozère"),
    "OCC-25": (PANORAMA, "classements_concordants", "Les départements"),
    "OCC-26": (
        PANORAMA,
        "affirmation",
        "Sur-représentation des QPV dans l'IAE, au regard des demandeurs",
    ),
    "OCC-27": (PANORAMA, "somme_citee", "Part des régies conventionnées"),
    "OCC-28": (PANORAMA, "somme_citee", "Salariés de la structure d'insertion"),
    "OCC-29": (PANORAMA, "somme_citee", "Territoires de l'expérimentation"),
    "OCC-32": (PANORAMA, "facteur_cite", "Multiplication annoncée"),
    "OCC-46": (PANORAMA, "somme_citee", "Entreprises soumissionnaires"),
    "OCC-35": (PANORAMA, "ordre_de_grandeur", "Moyenne annuelle des heures"),
}
AUTREMENT = {"ALS-13": "part d'un type de contrat : un indicateur, pas un constat"}
HORS_DOSSIERS = {
    "ALS-14": "plage de taux du simulateur de clause, sans rien à recalculer",
    "OCC-01": "participants aux webinaires : rien à comparer",
    "OCC-36": "achats responsables : deux années, aucun écart publié à comparer",
    "OCC-37": "achats responsables : deux montants, aucun rapport publié à comparer",
    "OCC-38": "un même objectif prêté à deux textes : un contresens de mots, non de chiffres",
    "OCC-39": "achats responsables : un objectif national, aucun écart publié à comparer",
    "OCC-40": "commande publique régionale : ordre de grandeur sans détail",
    "OCC-41": "seuil légal, exact à sa date : affaire de paramètre daté",
    "OCC-42": "marchés d'insertion de Toulouse : aucune moyenne publiée à comparer",
    "OCC-44": "part d'une enveloppe dont le montant n'est pas publié",
    "OCC-45": "cible nationale, sans ventilation",
    "OCC-47": "deux objectifs aux dénominateurs différents",
    "OCC-48": "fourchette nationale sans effectif",
    "OCC-50": "cible nationale, incluse ou non dans une autre : le document ne le dit pas",
    "OCC-51": "huit personnes, sans coût : rien à recalculer",
}
# Le recalcul de l'oracle prend une population régionale 2016 « de mémoire » (6,125 %) ; le nôtre,
# deux populations Insee de 2018 (6,077 %). Les deux s'impriment 6,1.
MARGES = {"OCC-05": 0.05}


@cache
def oracles() -> dict[str, dict[str, str]]:
    fichier = PARTAGE / "oracles" / "affirmations.csv"
    if not fichier.is_file():
        return {}
    with fichier.open(encoding="utf-8-sig", newline="") as flux:
        return {ligne["id"]: ligne for ligne in csv.DictReader(flux)}


@cache
def dossier(nom: str) -> Dossier:
    return charger_dossier(nom)


@cache
def constats(nom: str) -> pd.DataFrame:
    if nom == BILAN:
        return constats_bilan(dossier(nom))
    tables = map(dossier(nom).table, TABLES)
    return constats_panorama(*tables, annee=dossier(nom).annee)


def trouver(nom: str, controle: str, debut: str) -> pd.Series:
    cadre = constats(nom)
    lignes = cadre[(cadre["controle"] == controle) & cadre["objet"].str.startswith(debut)]
    assert len(lignes) == 1, f"{controle} « {debut} » : {len(lignes)} constats"
    return lignes.iloc[0]


@pytest.mark.parametrize("identifiant", sorted(CONSTATS))
def test_oracle(identifiant: str) -> None:
    exige_partage()
    attendu = oracles()[identifiant]
    ligne = trouver(*CONSTATS[identifiant])
    assert ligne["verdict"] == attendu["verdict"]
    if attendu["recalcule_num"]:
        marge = MARGES.get(identifiant)
        recalcule = pytest.approx(float(attendu["recalcule_num"]), rel=1e-6, abs=marge)
        assert ligne["recalcule"] == recalcule
    if attendu["publie_num"]:
        assert ligne["publie"] == float(attendu["publie_num"])


def test_part_des_contrats_ett() -> None:
    """ALS-13 : la part se prend ici sur les seuls contrats ventilés, comme l'oracle."""
    exige_partage()
    types = dossier(BILAN).table("types_contrats")
    total = float(types["contrats"].sum())
    cadre = types_contrats(types, total=total, territoire="npnru-ales", periode="2019")
    part = cadre[(cadre["indicateur"] == "part_contrats_par_type") & (cadre["modalite"] == "ETT")]
    assert part["valeur"].item() == pytest.approx(float(oracles()["ALS-13"]["recalcule_num"]))


def _plage() -> Iterator[str]:
    for identifiant in oracles():
        serie, _, numero = identifiant.partition("-")
        if (serie == "ALS" and 7 <= int(numero) <= 28) or serie == "OCC":
            yield identifiant


def test_aucun_oracle_oublie() -> None:
    exige_partage()
    traites = {*CONSTATS, *AUTREMENT, *HORS_DOSSIERS}
    assert set(_plage()) <= traites
    assert traites <= set(oracles())


@pytest.mark.parametrize(
    ("debut", "taux"),
    [
        ("Ville d'Alès", 40.00),
        ("Logis Cévenols", 39.39),
        ("Alès Agglomération", 32.07),
        ("SAEM Alès", 40.00),
        ("À l'échelle du projet", 37.43),
    ],
)
def test_taux_de_main_d_oeuvre_implicites(debut: str, taux: float) -> None:
    """Valeurs à deux décimales des commentaires ALS-15 à ALS-19."""
    ligne = trouver(BILAN, "taux_main_oeuvre_implicite", debut)
    assert ligne["recalcule"] == pytest.approx(taux, abs=0.005)
    assert (ligne["publie"], ligne["verdict"]) == (37.5, "incoherent")


def test_bornes() -> None:
    """ALS-08 : 1 760–1 808 h ; OCC-19 : 18,01–18,99 % ; OCC-18 : 88 % de 368 SIAE."""
    etp = trouver(BILAN, "heures_par_etp_compatibles", "Heures par ETP")
    assert (etp["bas"], etp["haut"]) == pytest.approx((1760, 1808.2), abs=0.05)
    part = trouver(PANORAMA, "moyenne_ponderee", "Part QPV")
    assert (part["bas"], part["haut"]) == pytest.approx((18.01, 18.99), abs=0.005)
    unique = trouver(PANORAMA, "part_d_un_effectif_entier", "Effectif que suppose : Part des SIAE")
    entiers = [n for n in range(369) if 87.5 <= 100 * n / 368 < 88.5]
    assert (unique["bas"], unique["haut"]) == (entiers[0], entiers[-1])


def test_une_seule_convention_redonne_37_etp() -> None:
    cadre = constats(BILAN)
    etp = cadre[cadre["objet"].str.startswith("ETP publiés")]
    retenues = etp.loc[etp["verdict"] != "incoherent", "objet"].tolist()
    assert len(etp) == 8
    assert [r for r in retenues if "1785 h" in r] == retenues != []
    assert set(etp["gravite"]) == {"information"}


def test_les_mois_ne_se_jugent_que_sous_la_convention_retenue() -> None:
    """1 820 h redonnerait aussi 5 mois, mais pas 37 ETP : la convention doit tenir les deux."""
    cadre = constats(BILAN)
    mois = cadre[cadre["objet"].str.startswith("Mois d'activité")]
    assert [objet[-8:] for objet in mois["objet"]] == ["(1785 h)"]


def test_742_heures_par_personne_et_non_par_contrat() -> None:
    par_contrat = trouver(
        BILAN, "denominateur_retrouve", "Durée moyenne des missions : par contrat"
    )
    assert par_contrat["verdict"] == "incoherent"
    assert par_contrat["recalcule"] == pytest.approx(653.47, abs=0.005)


def test_indice_au_regard_de_la_population() -> None:
    """OCC-26, commentaire : 2,95 au regard de la population."""
    ligne = trouver(
        PANORAMA, "affirmation", "Sur-représentation des QPV dans l'IAE, au regard de la"
    )
    assert ligne["recalcule"] == pytest.approx(2.95, abs=0.005)


def test_un_pour_cent_en_ai_sans_quartier() -> None:
    """OCC-23 : le 1 % d'AI en Lozère est signalé à part du zéro structurel."""
    ligne = trouver(PANORAMA, "part_sans_quartier", "Lozère")
    assert (ligne["publie"], ligne["verdict"]) == (1.0, "incoherent")
    assert "AI 2019" in ligne["objet"]


def test_dix_pour_cent_des_embauches_ne_sont_pas_dix_pour_cent_des_heures() -> None:
    """ALS-29 : la charte d'Alès compte des embauches, celle de 2014-2024 des heures."""
    exige_partage()
    assert oracles()["ALS-29"]["verdict"] == "incoherent"
    table = pd.DataFrame(
        {
            "territoire": ["x"], "embauches_reservees": [10.0], "embauches": [100.0],
            "heures_insertion": [900.0], "heures_travaillees": [30_000.0],
        }
    )  # fmt: skip
    embauches = npnru.part_insertion_gup(table, mode="embauches", periode="2019")
    heures = npnru.part_insertion_gup(table, mode="heures", periode="2019")
    assert (embauches["valeur"].item(), heures["valeur"].item()) == (10, 3)
    assert embauches["indicateur"].item() != heures["indicateur"].item()


def test_la_part_de_population_d_ales() -> None:
    """ALS-01 : 14 621 habitants du quartier sur 40 711, imprimés 36 %."""
    exige_partage()
    attendu = oracles()["ALS-01"]
    cadre = rapport(
        pd.Series(["ales"]), pd.Series([14_621]), pd.Series([40_711]),
        periode="2015", indicateur="part_population_qpv", facteur=100.0,
    )  # fmt: skip
    assert cadre["valeur"].item() == pytest.approx(float(attendu["recalcule_num"]), rel=1e-6)
    assert verdict(36, 1, cadre["valeur"].item()) == attendu["verdict"]
