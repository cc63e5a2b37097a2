"""Ce que publie le carnet de trajectoires, refait en Python nu sur le fichier brut ou simulé."""

import csv
import math
import random
import statistics
from pathlib import Path

import pandas as pd
import pytest

from carnets.dossier import charger_dossier
from carnets.erreurs import UsageIncorrect
from carnets.indicateurs import panel
from carnets.presentation import panel_textes
from tests.partage import exige_partage

ANNEES = {"debut": 2012, "fin": 2021}
Serie = dict[str, dict[int, float]]


@pytest.fixture(scope="module")
def fichier() -> Path:
    return exige_partage() / "panel-filosofi-qpv" / "panel_filosofi_2012_2021.csv"


@pytest.fixture(scope="module")
def filosofi(fichier: Path) -> pd.DataFrame:
    return pd.read_csv(fichier).rename(columns={"code": "code_qpv"})


@pytest.fixture(scope="module")
def brut(fichier: Path) -> dict[str, Serie]:
    """Le fichier lu par le module csv : mesure → quartier → année → valeur."""
    series: dict[str, Serie] = {"revenu_median": {}, "taux_pauvrete": {}}
    with fichier.open(encoding="utf-8-sig", newline="") as flux:
        for ligne in csv.DictReader(flux):
            for mesure, serie in series.items():
                if ligne[mesure]:
                    serie.setdefault(ligne["code"], {})[int(ligne["annee"])] = float(ligne[mesure])
    return series


def valeur(cadre: pd.DataFrame, indicateur: str, **filtres: str) -> float:
    lignes = cadre[cadre["indicateur"] == indicateur]
    for colonne, voulue in filtres.items():
        lignes = lignes[lignes[colonne] == voulue]
    (seule,) = lignes["valeur"]
    return float(seule)


def test_les_trajectoires_sont_les_cellules_brutes(
    filosofi: pd.DataFrame, brut: dict[str, Serie]
) -> None:
    """50 quartiers tirés et Alès, dix ans, deux mesures : chaque valeur, chaque absence."""
    codes = [*random.Random(5).sample(sorted(set(filosofi["code_qpv"])), 50), "QP030001"]
    cadre = panel.trajectoires(filosofi, territoires=codes, **ANNEES)
    assert len(cadre) == 51 * 10 * 2
    for ligne in cadre.to_dict("records"):
        serie = brut[ligne["indicateur"].removeprefix("filosofi_")]
        attendue = serie[ligne["territoire"]].get(int(ligne["periode"]))
        assert ligne["etat"] == ("nd" if attendue is None else "ok")
        assert attendue is None or ligne["valeur"] == attendue


def test_la_position_se_recompte(filosofi: pd.DataFrame, brut: dict[str, Serie]) -> None:
    cadre = panel.position(filosofi, territoire="QP030001", **ANNEES)
    revenus = brut["revenu_median"]
    for ligne in cadre.to_dict("records"):
        annee = int(ligne["periode"])
        autres = [v[annee] for code, v in revenus.items() if annee in v and code != "QP030001"]
        plus_bas = sum(v < revenus["QP030001"][annee] for v in autres)
        assert (ligne["numerateur"], ligne["denominateur"]) == (plus_bas, len(autres))
        assert ligne["valeur"] == pytest.approx(100 * plus_bas / len(autres), rel=1e-9)


def test_les_pairs_se_retrouvent(filosofi: pd.DataFrame, brut: dict[str, Serie]) -> None:
    cadre = panel.voisins(filosofi, territoire="QP030001", nombre=8, **ANNEES)
    mesures = [{c: v[2012] for c, v in s.items() if 2012 in v} for s in brut.values()]
    communs = sorted(set(mesures[0]) & set(mesures[1]))
    ecarts = [statistics.stdev(m[c] for c in communs) for m in mesures]
    distances = {
        code: math.dist(
            [m[code] / e for m, e in zip(mesures, ecarts, strict=True)],
            [m["QP030001"] / e for m, e in zip(mesures, ecarts, strict=True)],
        )
        for code in communs
        if code != "QP030001"
    }
    attendus = sorted(distances, key=lambda c: (round(distances[c], 9), c))[:8]
    assert list(cadre["territoire"]) == attendus
    assert list(cadre["valeur"]) == pytest.approx([distances[c] for c in attendus], abs=1e-9)


def test_les_passages_se_recomptent(filosofi: pd.DataFrame, brut: dict[str, Serie]) -> None:
    cadre = panel.passages(filosofi, **ANNEES)
    suivis = {
        c: (v[2012], v[2021]) for c, v in brut["revenu_median"].items() if {2012, 2021} <= {*v}
    }
    seuils = [statistics.quantiles(vs, n=10, method="inclusive")[0]
              for vs in zip(*suivis.values(), strict=True)]  # fmt: skip
    dedans = [tuple(v <= s for v, s in zip(vs, seuils, strict=True)) for vs in suivis.values()]
    noms = {(False, True): "entre", (True, False): "sort", (True, True): "reste",
            (False, False): "hors"}  # fmt: skip
    for passage, nom in noms.items():
        assert valeur(cadre, "passages_decile", modalite=nom) == dedans.count(passage)
    for rang, annee in enumerate(("2012", "2021")):
        plus_haut = max(vs[rang] for vs in suivis.values() if vs[rang] <= seuils[rang])
        assert valeur(cadre, "seuil_decile", periode=annee) == plus_haut


def test_la_croissance_par_decile_se_recalcule(
    filosofi: pd.DataFrame, brut: dict[str, Serie]
) -> None:
    cadre = panel.croissance_par_decile(filosofi, **ANNEES)
    suivis = {c: v for c, v in brut["revenu_median"].items() if {2012, 2021} <= {*v}}
    ranges = sorted(suivis, key=lambda c: (suivis[c][2012], c))
    for decile in range(10):
        codes = [c for rang, c in enumerate(ranges) if rang * 10 // len(ranges) == decile]
        croissances = [100 * ((suivis[c][2021] / suivis[c][2012]) ** (1 / 9) - 1) for c in codes]
        bas, milieu, haut = statistics.quantiles(croissances, n=4, method="inclusive")
        trouves = [
            valeur(cadre, "croissance_revenu", territoire=str(decile + 1), modalite=m)
            for m in ("bas", "estimation", "haut")
        ]
        assert trouves == pytest.approx([bas, milieu, haut], rel=1e-9)


def test_les_ecarts_de_l_etude_se_recalculent(
    filosofi: pd.DataFrame, brut: dict[str, Serie]
) -> None:
    """Les Bouches-du-Rhône contre le reste : moyennes d'évolutions, Welch par les formules."""
    cadre = panel.evenement(filosofi, traites="QP013*", temoins="autres", annee=2016, **ANNEES)
    for mesure, indicateur in (
        ("revenu_median", "ecart_revenu"),
        ("taux_pauvrete", "ecart_pauvrete"),
    ):
        suivis = {c: v for c, v in brut[mesure].items() if len(v) == 10}
        groupes = [[v for c, v in suivis.items() if c.startswith("QP013") is oui]
                   for oui in (True, False)]  # fmt: skip
        for annee in (2012, 2014, 2016, 2021):
            evolutions = [[v[annee] - v[2015] for v in groupe] for groupe in groupes]
            ecart = statistics.fmean(evolutions[0]) - statistics.fmean(evolutions[1])
            erreur = math.sqrt(sum(statistics.variance(e) / len(e) for e in evolutions))
            lieu = {"periode": str(annee)}
            assert valeur(cadre, indicateur, modalite="estimation", **lieu) == pytest.approx(
                ecart, rel=1e-9, abs=1e-9
            )
            demi = valeur(cadre, indicateur, modalite="haut", **lieu) - ecart
            assert 1.96 * erreur < demi < 2.05 * erreur
        for nom, groupe in zip(("traites", "temoins"), groupes, strict=True):
            compte = valeur(
                cadre, "quartiers_du_groupe", territoire=nom, modalite=f"filosofi_{mesure}"
            )
            assert compte == len(groupe)
    assert valeur(cadre, "quartiers_du_groupe", territoire="traites", modalite="nommes") == len(
        {c for c in filosofi["code_qpv"] if c.startswith("QP013")}
    )
    assert set(cadre.loc[cadre["periode"] == "2015", "etat"]) == {"sans_objet"}


def test_l_effet_plante_du_dossier_fictif_est_retrouve() -> None:
    """300 € à partir de 2016 pour le groupe « programme », rien avant ; σ se resserre."""
    dossier = charger_dossier("panel-fictif")
    filosofi, groupes = dossier.table("filosofi_quartiers"), dossier.table("groupes")
    cadre = panel.evenement(
        filosofi, groupes, traites="programme", temoins="autres", annee=2016, **ANNEES
    )
    for annee in range(2012, 2022):
        if annee == 2015:
            continue
        bas, haut = (valeur(cadre, "ecart_revenu", periode=str(annee), modalite=m)
                     for m in ("bas", "haut"))  # fmt: skip
        assert bas <= (300 if annee >= 2016 else 0) <= haut
    assert valeur(cadre, "pretendance", modalite=panel.REVENU) > 0.05
    assert valeur(panel.convergence(filosofi, **ANNEES), "rapport_sigma", modalite="haut") < 1


CONNUS = [f"QP013{i:03d}" for i in range(1, 9)] + [f"QP059{i:03d}" for i in range(1, 9)]


def test_un_groupe_se_nomme_de_trois_facons() -> None:
    nommes = {"npnru": ["QP013002", "QP075001"]}
    traites, temoins = panel.deux_groupes(
        "npnru, QP059*,QP013001", "autres", connus=CONNUS, nommes=nommes
    )
    assert traites == ["QP013001", "QP013002", *CONNUS[8:]]
    assert temoins == CONNUS[2:8]
    assert panel.deux_groupes("QP013*", "QP059001", connus=CONNUS, nommes={})[1] == ["QP059001"]


@pytest.mark.parametrize(
    ("traites", "temoins", "message"),
    [
        ("", "autres", "« traites » ne nomme aucun quartier"),
        ("QP013*", " , ", "« temoins » ne nomme aucun quartier"),
        ("QP0130001", "autres", "« QP0130001 », dans le paramètre « traites ».*vouliez-vous dire"),
        ("QP97*", "autres", "aucun code n'y commence ainsi"),
        ("qp013*", "autres", "ne désigne aucun des 16 quartiers"),
        ("nprnu", "autres", "vouliez-vous dire npnru"),
        ("QP013*", "autre", "vouliez-vous dire autres"),
        ("toto", "autres", "groupes nommés : npnru"),
    ],
)
def test_un_groupe_mal_nomme(traites: str, temoins: str, message: str) -> None:
    with pytest.raises(UsageIncorrect, match=message):
        panel.deux_groupes(traites, temoins, connus=CONNUS, nommes={"npnru": ["QP013002"]})


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"annee": 0}, "donnez le paramètre « evenement »"),
        ({"annee": 2012}, "il faut des valeurs en 2012, en 2011 et une année plus ancienne"),
        ({"annee": 2013}, "il faut des valeurs en 2013, en 2012 et une année plus ancienne"),
        ({"annee": 2030}, "années suivies : 2012, 2013"),
        ({"temoins": "QP04800*,QP04801*"}, "se recouvrent \\(9 en commun, dont QP048001\\)"),
        ({"traites": "QP048001"}, "chaque groupe doit en avoir au moins 5"),
        ({"debut": 2011}, "Année 2011 absente du panel.*« debut »"),
        ({"fin": 2022}, "Année 2022 absente du panel.*« annee »"),
        ({"debut": 2021}, "la fin doit suivre le début"),
    ],
)
def test_une_etude_mal_demandee(change: dict[str, object], message: str) -> None:
    filosofi = charger_dossier("panel-fictif").table("filosofi_quartiers")
    demande = {"traites": "QP04800*", "temoins": "autres", "annee": 2016, **ANNEES, **change}
    with pytest.raises(UsageIncorrect, match=message):
        panel.evenement(filosofi, **demande)


def test_un_quartier_hors_du_panel_ou_sans_valeur() -> None:
    filosofi = charger_dossier("panel-fictif").table("filosofi_quartiers")
    for calcul in (
        lambda: panel.voisins(filosofi, territoire="QP030001", nombre=3, **ANNEES),
        lambda: panel.trajectoires(filosofi, territoires=["QP030001"], **ANNEES),
    ):
        with pytest.raises(UsageIncorrect, match="QP030001 n'est pas au panel, qui suit 120"):
            calcul()
    vide, lui = filosofi.copy(), filosofi["code_qpv"] == "QP048001"
    vide.loc[lui & (vide["annee"] == 2012), "taux_pauvrete"] = None
    tard = panel.voisins(vide, territoire="QP048001", nombre=3, **ANNEES)
    assert set(tard["periode"]) == {"2013"}
    vide.loc[lui, "taux_pauvrete"] = None
    with pytest.raises(UsageIncorrect, match="n'a pas de revenu et de pauvreté en 2012"):
        panel.voisins(vide, territoire="QP048001", nombre=3, **ANNEES)
    for nombre in (0, 120):
        with pytest.raises(UsageIncorrect, match="au moins 1 et au plus 119"):
            panel.voisins(filosofi, territoire="QP048001", nombre=nombre, **ANNEES)


def test_une_absence_reste_une_absence() -> None:
    """Le quartier 5 du dossier fictif n'a plus de valeur en 2021 : ni zéro, ni place."""
    filosofi = charger_dossier("panel-fictif").table("filosofi_quartiers")
    parcours = panel.trajectoires(filosofi, territoires=["QP048005"], **ANNEES)
    assert set(parcours.loc[parcours["periode"] == "2021", "etat"]) == {"nd"}
    lui = {"territoire": "QP048005", "indicateur": panel.REVENU}
    assert panel.annees_connues(parcours, **lui) == ("2012", "2020")
    with pytest.raises(UsageIncorrect, match="aucune valeur"):
        panel.annees_connues(parcours[parcours["etat"] == "nd"], **lui)
    place = panel.position(filosofi, territoire="QP048005", **ANNEES)
    assert list(place["etat"]) == [*["ok"] * 9, "nd"]


def test_les_mots_suivent_l_intervalle() -> None:
    mots = panel_textes
    assert "crû plus vite" in mots.lire_beta(-0.02, -0.01)
    assert "moins vite" in mots.lire_beta(0.01, 0.02)
    assert "contient zéro" in mots.lire_beta(-0.01, 0.01)
    assert "resserrent" in mots.lire_sigma(0.8, 0.9)
    assert "creusent" in mots.lire_sigma(1.1, 1.2)
    assert "contient 1" in mots.lire_sigma(0.9, 1.1)
    assert "trop petit" in mots.lire_tendances(float("nan"))
    assert "inférieure à 0,001 ; les groupes n'allaient déjà pas" in mots.lire_tendances(1e-6)
    assert "de 0,200 ; rien ne montre" in mots.lire_tendances(0.2)
    assert "n'est pas connu" in mots.lire_passage(None)
    assert mots.lire_passage("entre").startswith("entré")


def tout(filosofi: pd.DataFrame) -> pd.DataFrame:
    """Tous les résultats du panel fictif, en une table triée."""
    etude = {"traites": "QP04800*", "temoins": "QP04802*,QP04803*", "annee": 2016}
    cadres = [
        panel.voisins(filosofi, territoire="QP048001", nombre=5, **ANNEES),
        panel.trajectoires(filosofi, territoires=["QP048001"], **ANNEES),
        panel.position(filosofi, territoire="QP048001", **ANNEES),
        panel.convergence(filosofi, **ANNEES),
        panel.croissance_par_decile(filosofi, **ANNEES),
        panel.passages(filosofi, **ANNEES),
        panel.evenement(filosofi, **etude, **ANNEES),
    ]
    return pd.concat(cadres, ignore_index=True)


@pytest.mark.parametrize("transformation", ["melange", "colonnes", "centimes", "etranger"])
def test_ce_qui_ne_doit_rien_changer_ne_change_rien(transformation: str) -> None:
    """Ordre des lignes et des colonnes ; euros en centimes ; un quartier hors des deux groupes."""
    filosofi = charger_dossier("panel-fictif").table("filosofi_quartiers")
    avant, autre = tout(filosofi), filosofi
    if transformation == "melange":
        autre = filosofi.sample(frac=1, random_state=3)
    elif transformation == "colonnes":
        autre = filosofi[filosofi.columns[::-1]]
    elif transformation == "centimes":
        autre = filosofi.assign(revenu_median=filosofi["revenu_median"] * 100)
    else:
        change = filosofi["code_qpv"] == "QP048077"
        autre = filosofi.assign(revenu_median=filosofi["revenu_median"].mask(change, 20_000.0))
    apres = tout(autre)
    monnaie = {panel.REVENU, "seuil_decile", "ecart_revenu"}
    if transformation == "etranger":
        garde = [
            "ecart_revenu",
            "ecart_pauvrete",
            "pretendance",
            "quartiers_du_groupe",
            panel.REVENU,
        ]
        avant, apres = (t[t["indicateur"].isin(garde)] for t in (avant, apres))
    facteur = 100.0 if transformation == "centimes" else 1.0
    attendues = avant["valeur"] * avant["indicateur"].isin(monnaie).map({True: facteur, False: 1.0})
    cles = ["territoire", "periode", "indicateur", "modalite", "etat"]
    pd.testing.assert_frame_equal(
        apres[cles].reset_index(drop=True), avant[cles].reset_index(drop=True)
    )
    assert list(apres["valeur"]) == pytest.approx(list(attendues), rel=1e-9, nan_ok=True)
