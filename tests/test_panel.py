"""Panel : décomptes égaux au registre, calculs égaux à un calcul à la main, interdits refusés."""

import csv
import hashlib
import io
import json
import math
import re
import shutil
import statistics
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from scipy import stats

from carnets.chemins import DOSSIERS
from carnets.comparabilite import FAMILLES, famille
from carnets.dossier import charger_dossier
from carnets.erreurs import RefusSecret, UsageIncorrect
from carnets.indicateurs.panel import (
    convergence_beta,
    convergence_sigma,
    decile_pauvre,
    etude_evenement,
    evolution_sigma,
    harmoniser,
    pairs,
    refuser_agregat,
    registre,
    serie,
)
from carnets.modeles import modele
from carnets.panel import MODELE, exporter, panel_du_dossier
from tests.partage import exige_partage

EDITIONS = {
    "DEMO": (2017, 2019, 2022),
    "IPRO": (2017, 2019, 2020, 2022),
    "REVN": (2017, 2019, 2022),
}
_SOURCE = """\
  {nom}:
    fichier: {fichier}
    modele: {modele}
    secret: {secret}
    carte: {{document: Essai, producteur: Insee, date: 2022-12-31}}
"""
_FICHE = """\
titre: Panel
fictif: false
annee: 2022
geographie: "2015"
territoires: [{code: "QP030001", libelle: Essai, type: qpv}]
sources:
"""


@pytest.fixture(scope="module")
def dossier(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Le dossier de toutes les éditions réelles : une source par fichier."""
    donnees, ici = exige_partage(), tmp_path_factory.mktemp("panel")
    fiche = _FICHE
    for theme, editions in EDITIONS.items():
        for edition in editions:
            nom = f"{theme}_{edition}"
            shutil.copy(donnees / "insee-qpv-2015" / f"{nom}.csv", ici)
            fiche += _SOURCE.format(
                nom=nom.lower(), fichier=f"{nom}.csv", modele=f"insee_qpv_{theme.lower()}",
                secret="deja_publie",
            ) + f'    constantes: {{edition: "{edition}"}}\n'  # fmt: skip
    shutil.copy(donnees / "panel-filosofi-qpv" / "panel_filosofi_2012_2021.csv", ici)
    fiche += _SOURCE.format(
        nom="filosofi", fichier="panel_filosofi_2012_2021.csv", modele="panel_filosofi_qpv",
        secret="deja_publie",
    )  # fmt: skip
    (ici / "dossier.yml").write_text(fiche, encoding="utf-8")
    return ici


@pytest.fixture(scope="module")
def panel(dossier: Path) -> pd.DataFrame:
    return panel_du_dossier(charger_dossier(dossier))


def test_les_decomptes_sont_ceux_du_registre(panel: pd.DataFrame) -> None:
    tenu = pd.read_csv(DOSSIERS / "sources" / "registre_panel.csv", dtype={"edition": str})
    pd.testing.assert_frame_equal(registre(panel), tenu, check_dtype=False)


Cellules = dict[tuple[str, str], str]


def cellules_brutes(fichier: Path) -> Cellules:
    """(quartier, colonne en minuscules) → texte de la cellule, par le seul module csv.

    Une colonne que le fichier laisse vide partout n'a pas été publiée dans cette édition.
    """
    with fichier.open(encoding="utf-8-sig", newline="") as flux:
        entetes, *lignes = csv.reader(flux, delimiter=";")
    colonnes = {
        rang: nom.strip().lower()
        for rang, nom in enumerate(entetes)
        if nom.strip() and not nom.startswith("NOTE_")
        and nom.strip() not in {"CODGEO", "LIBGEO", "LIB_COM"}
        and any(ligne[rang].strip() for ligne in lignes if ligne[0].startswith("QP"))
    }  # fmt: skip
    return {
        (ligne[0], nom): ligne[rang].strip()
        for ligne in lignes
        if ligne[0].startswith("QP")
        for rang, nom in colonnes.items()
    }


def nombre_brut(texte: str) -> float:
    return float(
        texte.replace(" ", "").replace("\u202f", "").replace("\u00a0", "").replace(",", ".")
    )


def brutes_filosofi(fichier: Path) -> dict[tuple[str, str, str], str]:
    with fichier.open(encoding="utf-8-sig", newline="") as flux:
        return {
            (ligne["code"], mesure, ligne["annee"]): ligne[mesure]
            for ligne in csv.DictReader(flux)
            for mesure in ("revenu_median", "taux_pauvrete", "gini", "s80s20")
        }


def test_le_registre_est_celui_des_fichiers_bruts() -> None:
    """Décompte indépendant : ni nos lecteurs, ni nos modèles, ni pandas."""
    officielles, compte = exige_partage(), []
    for theme, editions in EDITIONS.items():
        for edition in editions:
            brutes = cellules_brutes(officielles / "insee-qpv-2015" / f"{theme}_{edition}.csv")
            compte.append((theme.lower(), str(edition), brutes))
    brutes = brutes_filosofi(officielles / "panel-filosofi-qpv" / "panel_filosofi_2012_2021.csv")
    compte.append(("filosofi", "2012-2021", brutes))
    with (DOSSIERS / "sources" / "registre_panel.csv").open(encoding="utf-8", newline="") as flux:
        tenu = {(li["theme"], li["edition"]): li for li in csv.DictReader(flux)}
    assert {(theme, edition) for theme, edition, _ in compte} == set(tenu)
    for theme, edition, cellules in compte:
        attendu = {
            k: int(v) for k, v in tenu[theme, edition].items() if k not in {"theme", "edition"}
        }
        pleines = sum(bool(texte) for texte in cellules.values())
        assert attendu == {
            "territoires": len({cle[0] for cle in cellules}),
            "indicateurs": len({cle[1] for cle in cellules}),
            "lignes": len(cellules),
            "ok": pleines,
            "nd": len(cellules) - pleines,
        }, (theme, edition)


def test_chaque_valeur_du_panel_est_sa_cellule_brute(panel: pd.DataFrame) -> None:
    """Les 586 418 lignes : fichier, quartier, colonne → la cellule, et l'absence → l'absence."""
    officielles, vues = exige_partage(), 0
    for nom, lignes in panel.groupby("fichier"):
        filosofi = str(nom).startswith("panel_filosofi")
        repertoire = "panel-filosofi-qpv" if filosofi else "insee-qpv-2015"
        fichier = officielles / repertoire / str(nom)
        brutes = brutes_filosofi(fichier) if filosofi else cellules_brutes(fichier)
        colonnes = lignes["indicateur"].str.split("_", n=1).str[1]
        cles = [lignes["territoire"], colonnes]
        if filosofi:
            cles.append(lignes["annee_reference"].astype(str))
        for cle, valeur in zip(zip(*cles, strict=True), lignes["valeur"], strict=True):
            texte = brutes[cle]
            assert math.isnan(valeur) if not texte else valeur == nombre_brut(texte), (nom, cle)
        vues += len(lignes)
    assert vues == len(panel) == 586_418


def test_le_panel_a_une_cle_et_des_etats(panel: pd.DataFrame) -> None:
    assert not panel.duplicated(list(MODELE.cle)).any()
    assert panel[list(MODELE.cle)].notna().all(axis=None)
    assert (panel["valeur"].isna() == (panel["etat"] == "nd")).all()
    lignes = panel[(panel["territoire"] == "QP030001") & (panel["edition"] == "2022")]
    ales = lignes.set_index("indicateur")
    assert ales.loc["ipro_abc", "valeur"] == 2459
    assert ales.loc["ipro_tx_tot_empl", "valeur"] == 36.1
    assert ales.loc["demo_pop_mun", "annee_reference"] == 2018


def test_les_annees_de_reference_sont_etablies_par_egalite(panel: pd.DataFrame) -> None:
    """Les revenus d'une édition sont, quartier par quartier, ceux de l'année déclarée."""
    large = panel[panel["etat"] == "ok"]
    cle = ["territoire", "annee_reference"]
    revenus = large[large["indicateur"] == "revn_disp_q2"]
    suivis = revenus.merge(large[large["indicateur"] == "filosofi_revenu_median"], on=cle)
    egales = suivis["valeur_x"] == suivis["valeur_y"]
    assert egales.groupby(suivis["edition_x"]).mean().min() > 0.99
    assert sorted(suivis["annee_reference"].unique()) == [2013, 2015, 2018]


def test_toute_colonne_a_sa_regle() -> None:
    for theme in ("demo", "ipro", "revn"):
        for colonne in modele(f"insee_qpv_{theme}").colonnes:
            if colonne.type == "nombre":
                assert famille(theme, colonne.nom).theme == theme
    notes = {f.note for f in FAMILLES if f.note}
    assert notes == {"note_rp", "note_cnaf", "note_asp", "note_asp_e", "note_pe", "note_pe_t",
                     "note_cnam", "note_filo"}  # fmt: skip


def _lignes(theme: str, colonne: str, editions: tuple[str, ...], code: str = "QP030001") -> object:
    table = pd.DataFrame({"codgeo": code, "edition": list(editions), colonne: 1.0})
    return harmoniser(table, theme=theme, geographie="2024" if code[1] == "N" else "2015")


@pytest.mark.parametrize(
    ("indicateur", "cadres", "motif"),
    [
        ("revn_c", [_lignes("revn", "c", ("2021", "2022"))], "consécutifs"),
        ("demo_percou", [_lignes("demo", "percou", ("2018", "2019"))], "consécutifs"),
        (
            "demo_pop_mun",
            [
                _lignes("demo", "pop_mun", ("2017",)),
                _lignes("demo", "pop_mun", ("2022",), "QN03001I"),
            ],
            "contours",
        ),
        ("ipro_abc", [_lignes("ipro", "abc", ("2017", "2022"))], "pas établie"),
        ("demo_rien", [_lignes("demo", "pop_mun", ("2017",))], "n'a pas l'indicateur"),
    ],
)
def test_les_series_interdites(indicateur: str, cadres: list[pd.DataFrame], motif: str) -> None:
    with pytest.raises(UsageIncorrect, match=motif):
        serie(pd.concat(cadres), indicateur)


@pytest.mark.parametrize("operation", ["moyenne de médianes", "somme de taux"])
def test_les_agregats_interdits(operation: str) -> None:
    with pytest.raises(UsageIncorrect, match=f"{operation} refusée.*étendue"):
        refuser_agregat("revn_disp_q2", operation)


def test_beta_et_sigma_egaux_a_la_main(panel: pd.DataFrame) -> None:
    revenus = serie(panel, "filosofi_revenu_median")
    trouve = convergence_beta(revenus, debut=2013, fin=2021)
    large = revenus.pivot(index="territoire", columns="annee", values="valeur")
    logs = np.log(large[[2013, 2021]].dropna().to_numpy())
    x, y, n = logs[:, 0], (logs[:, 1] - logs[:, 0]) / 8, len(logs)
    ecart = x - x.mean()
    pente = (ecart * y).sum() / (ecart**2).sum()
    levier = 1 / n + ecart**2 / (ecart**2).sum()
    reste = (y - y.mean() - pente * ecart) / (1 - levier)
    erreur = np.sqrt((ecart**2 * reste**2).sum()) / (ecart**2).sum()
    assert trouve["beta"] == pytest.approx(pente, rel=1e-9, abs=1e-9)
    assert trouve["erreur_type"] == pytest.approx(erreur, rel=1e-9, abs=1e-9)
    assert trouve["haut"] - pente == pytest.approx(stats.t.ppf(0.975, n - 2) * erreur, rel=1e-9)
    assert trouve["territoires"] == n > 900
    sigma = convergence_sigma(revenus, annees=[2013, 2021])
    main = [np.sqrt(((c - c.mean()) ** 2).sum() / (n - 1)) for c in logs.T]
    assert sigma["sigma"].to_numpy() == pytest.approx(main, rel=1e-9, abs=1e-9)


def test_jackknife_de_sigma_egal_a_une_boucle() -> None:
    """Chaque territoire retiré pour de bon, σ recalculé par la bibliothèque standard."""
    hasard = np.random.default_rng(7)
    codes = [f"QP{i:06d}" for i in range(40)]
    debut, fin = hasard.normal(9.5, 0.1, 40), hasard.normal(9.7, 0.04, 40)
    lignes = [pd.DataFrame({"territoire": codes, "annee": a, "valeur": np.exp(v)})
              for a, v in ((2013, debut), (2021, fin))]  # fmt: skip
    longue = pd.concat(lignes)

    def log_sigma(valeurs: np.ndarray) -> float:
        return math.log(statistics.stdev(valeurs.tolist()))

    def demi(retires: list[float]) -> float:
        variance = 39 / 40 * sum((r - statistics.fmean(retires)) ** 2 for r in retires)
        return float(stats.t.ppf(0.975, 39) * math.sqrt(variance))

    retires = [log_sigma(np.delete(debut, i)) for i in range(40)]
    trouve = convergence_sigma(longue, annees=[2013]).iloc[0]
    assert math.log(trouve["haut"]) == pytest.approx(log_sigma(debut) + demi(retires), rel=1e-9)
    rapports = [log_sigma(np.delete(fin, i)) - r for i, r in enumerate(retires)]
    evolution = evolution_sigma(longue, debut=2013, fin=2021)
    attendu = log_sigma(fin) - log_sigma(debut)
    assert math.log(evolution["rapport"]) == pytest.approx(attendu, rel=1e-9)
    assert math.log(evolution["bas"]) == pytest.approx(attendu - demi(rapports), rel=1e-9)
    assert evolution["haut"] < 1


def test_etude_evenement_egale_a_la_regression_a_effets_fixes(panel: pd.DataFrame) -> None:
    """Sur les vrais revenus : l'écart de chaque année est celui de statsmodels, à 1e-9."""
    revenus = serie(panel, "filosofi_revenu_median")
    codes = sorted(revenus["territoire"].unique())
    traites, temoins = codes[:60], codes[200:300]
    trouve = etude_evenement(revenus, traites=traites, temoins=temoins, annee=2017)
    large = revenus.pivot(index="territoire", columns="annee", values="valeur")
    complet = large.loc[traites + temoins].dropna()
    y, x, groupes, rang = _plan(complet, complet.index.isin(traites), 2017)
    sandwich = {"groups": groupes, "df_correction": False, "use_correction": False}
    ajuste = sm.OLS(y, x).fit(cov_type="cluster", cov_kwds=sandwich, use_t=True)
    assert trouve["ecart"].to_numpy() == pytest.approx(ajuste.params[rang], rel=1e-9, abs=1e-9)
    # Le sandwich sans correction est plus petit, d'un rien quand les groupes sont grands.
    corrections = trouve["erreur_type"].to_numpy() / ajuste.bse[rang]
    assert 1 < corrections.min() <= corrections.max() < 1.02
    assert trouve["pretendance"].between(0, 1).all()
    assert (trouve["traites"].iloc[0], trouve["temoins"].iloc[0]) == (
        complet.index.isin(traites).sum(), complet.index.isin(temoins).sum(),
    )  # fmt: skip


def test_erreurs_egales_a_cr2_ecrit_en_matrices() -> None:
    """6 territoires contre 13 : CR2 de la régression entière, degrés de Welch, à 1e-9."""
    hasard = np.random.default_rng(3)
    codes = [f"QP{i:06d}" for i in range(19)]
    large = pd.DataFrame(hasard.normal(13_000, 400, (19, 5)).cumsum(axis=1) / 3, index=codes)
    large.columns = pd.Index(range(2014, 2019))
    longue = large.rename_axis("territoire").reset_index()
    longue = longue.melt(id_vars="territoire", var_name="annee", value_name="valeur")
    trouve = etude_evenement(longue, traites=codes[:6], temoins=codes[6:], annee=2017)
    y, x, groupes, rang = _plan(large, large.index.isin(codes[:6]), 2017)
    pain = np.linalg.inv(x.T @ x)
    reste = np.eye(len(y)) - x @ pain @ x.T
    viande = np.zeros_like(pain)
    for g in range(19):
        ici = groupes == g
        valeurs, vecteurs = np.linalg.eigh(reste[np.ix_(ici, ici)])
        inverses = [v**-0.5 if v > 1e-9 else 0.0 for v in valeurs]
        influence = pain @ x[ici].T @ (vecteurs * inverses) @ vecteurs.T
        viande += np.outer(influence @ (reste @ y)[ici], influence @ (reste @ y)[ici])
    assert trouve["erreur_type"].to_numpy() == pytest.approx(
        np.sqrt(np.diag(viande)[rang]), rel=1e-9
    )
    for ligne in trouve.to_dict("records"):
        d = large[ligne["annee"]] - large[2016]
        welch = stats.ttest_ind(d.iloc[:6], d.iloc[6:], equal_var=False)
        bornes = welch.confidence_interval(0.95)
        assert ligne["degres"] == pytest.approx(welch.df, rel=1e-9)
        assert (ligne["bas"], ligne["haut"]) == pytest.approx(tuple(bornes), rel=1e-9)


def _plan(
    complet: pd.DataFrame, traite: np.ndarray, annee: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray, list[int]]:
    """Régression écrite en entier : une indicatrice par territoire, par année, et leur produit."""
    unites, annees = complet.shape
    autres = [c for c in complet.columns if c != annee - 1]
    territoire = np.kron(np.eye(unites), np.ones((annees, 1)))
    temps = np.tile(
        np.array([[float(a == b) for b in autres] for a in complet.columns]), (unites, 1)
    )
    croise = temps * np.repeat(traite.astype(float), annees)[:, None]
    x = np.hstack([territoire, temps, croise])
    rang = list(range(unites + len(autres), x.shape[1]))
    return complet.to_numpy().ravel(), x, np.repeat(np.arange(unites), annees), rang


def test_tendances_prealables() -> None:
    """Une pente propre au groupe traité avant l'événement se voit ; de petits groupes, jamais."""
    hasard = np.random.default_rng(11)
    codes = [f"QP{i:06d}" for i in range(60)]
    large = pd.DataFrame(hasard.normal(0, 100, (60, 6)), index=codes, columns=range(2012, 2018))
    large.iloc[:20] += 80.0 * np.arange(6)
    longue = large.rename_axis("territoire").reset_index()
    longue = longue.melt(id_vars="territoire", var_name="annee", value_name="valeur")
    fort = etude_evenement(longue, traites=codes[:20], temoins=codes[20:], annee=2017)
    assert fort["pretendance"].iloc[0] < 1e-3
    petit = etude_evenement(longue, traites=codes[:8], temoins=codes[20:], annee=2017)
    assert petit["pretendance"].isna().all()
    # Une seule année d'avant : le test joint est celui de Welch.
    court = longue[longue["annee"] >= 2014]
    un = etude_evenement(court, traites=codes[:20], temoins=codes[20:], annee=2016)
    d = large[2014] - large[2015]
    welch = stats.ttest_ind(d.iloc[:20], d.iloc[20:], equal_var=False)
    assert un["pretendance"].iloc[0] == pytest.approx(welch.pvalue, rel=1e-9)


def test_pairs_et_passages() -> None:
    codes = [f"QP{i:06d}" for i in range(20)]
    debut = pd.DataFrame({"territoire": codes, "annee": 2012, "valeur": range(100, 120)})
    fin = debut.assign(annee=2021, valeur=[140, 101, 90, *range(103, 120)])
    proches = pairs(debut, debut, territoire=codes[5], annee=2012, nombre=2)
    assert list(proches["territoire"]) == [codes[4], codes[6]]
    assert proches["distance"].iloc[0] == proches["distance"].iloc[1] > 0
    passages = decile_pauvre(pd.concat([debut, fin]), debut=2012, fin=2021)
    lus = passages.set_index("territoire")["passage"]
    assert (lus[codes[0]], lus[codes[1]], lus[codes[2]]) == ("sort", "reste", "entre")
    assert (lus == "hors").sum() == 17


def test_l_export_se_relit(dossier: Path, panel: pd.DataFrame, tmp_path: Path) -> None:
    petit = tmp_path / "petit"
    petit.mkdir()
    shutil.copy(dossier / "panel_filosofi_2012_2021.csv", petit)
    source = {"nom": "filosofi", "fichier": "panel_filosofi_2012_2021.csv"}
    texte = _FICHE + _SOURCE.format(**source, modele="panel_filosofi_qpv", secret="deja_publie")
    (petit / "dossier.yml").write_text(texte, encoding="utf-8")
    fichiers = exporter(petit, tmp_path / "sortie")
    assert [f.name for f in fichiers] == [
        "dictionnaire.md", "fichiers.csv", "indicateurs.csv", "panel.csv", "panel.parquet",
        "panel.schema.json", "registre.csv",
    ]  # fmt: skip
    parquet = pd.read_parquet(tmp_path / "sortie" / "panel.parquet")
    attendu = panel[panel["theme"] == "filosofi"]
    assert parquet.to_csv(index=False) == attendu.to_csv(index=False)
    assert io.StringIO((tmp_path / "sortie" / "panel.csv").read_text("utf-8")).read() == (
        attendu.to_csv(index=False)
    )
    schema = json.loads((tmp_path / "sortie" / "panel.schema.json").read_text("utf-8"))
    assert [c["name"] for c in schema["fields"]] == list(panel.columns)
    with pytest.raises(UsageIncorrect, match="existe déjà"):
        exporter(petit, tmp_path / "sortie")
    (petit / "dossier.yml").write_text(texte.replace("deja_publie", "interne"), encoding="utf-8")
    with pytest.raises(RefusSecret, match="déjà publiés"):
        exporter(petit, tmp_path / "autre")


@pytest.fixture(scope="module")
def recu(dossier: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """L'export de deux fichiers réels, lus par un même motif, et de l'insertion de 2022."""
    racine = tmp_path_factory.mktemp("chercheur")
    entetes, *lignes = (dossier / "panel_filosofi_2012_2021.csv").read_text("utf-8").splitlines()
    for nom, gardees in (("a", lignes[:6000]), ("b", lignes[6000:])):
        (racine / f"filosofi_{nom}.csv").write_text("\n".join([entetes, *gardees]) + "\n", "utf-8")
    shutil.copy(dossier / "IPRO_2022.csv", racine)
    fiche = _FICHE
    for nom, fichier, modele_lu in (
        ("filosofi", '"filosofi_*.csv"', "panel_filosofi_qpv"),
        ("ipro", "IPRO_2022.csv", "insee_qpv_ipro"),
    ):
        fiche += _SOURCE.format(nom=nom, fichier=fichier, modele=modele_lu, secret="deja_publie")
    fiche += '    constantes: {edition: "2022"}\n'
    (racine / "dossier.yml").write_text(fiche, encoding="utf-8")
    exporter(racine, racine / "sortie")
    return racine


def test_le_csv_exporte_tient_son_schema(recu: Path) -> None:
    """Types, obligations, listes, motifs et clé du Table Schema, contrôlés sans nos modèles."""
    schema = json.loads((recu / "sortie" / "panel.schema.json").read_text("utf-8"))
    champs = {champ["name"]: champ for champ in schema["fields"]}
    types = {"integer": int, "number": float, "string": str}
    cles = set()
    with (recu / "sortie" / "panel.csv").open(encoding="utf-8", newline="") as flux:
        lignes = list(csv.DictReader(flux))
    for nom, champ in champs.items():
        contraintes = champ["constraints"]
        for texte in {ligne[nom] for ligne in lignes}:
            if texte in schema["missingValues"]:
                assert not contraintes["required"], nom
                continue
            types[champ["type"]](texte)
            assert texte in contraintes.get("enum", [texte])
            assert re.fullmatch(contraintes.get("pattern", ".*"), texte)
    for ligne in lignes:
        cle = tuple(ligne[nom] for nom in schema["primaryKey"])
        assert all(cle)
        assert cle not in cles
        cles.add(cle)
    assert len(lignes) == 51_832 + 73_975


def test_chaque_nombre_recu_se_trace(recu: Path) -> None:
    """Du Parquet à la cellule : le fichier par son empreinte, la colonne par sa fiche."""
    panel = pd.read_parquet(recu / "sortie" / "panel.parquet")
    fiches = pd.read_csv(recu / "sortie" / "indicateurs.csv", dtype=str).set_index("indicateur")
    fichiers = pd.read_csv(recu / "sortie" / "fichiers.csv").set_index("fichier")
    assert set(panel["indicateur"]) == set(fiches.index)
    assert set(panel["fichier"]) == set(fichiers.index)
    for nom, fiche in fichiers.iterrows():
        octets = (recu / str(nom)).read_bytes()
        assert fiche["sha256"] == hashlib.sha256(octets).hexdigest()
        if str(nom).startswith("filosofi"):
            assert fiche["lignes"] == octets.count(b"\n") - 1
            bruts = {(li["code"], li["annee"]): li for li in csv.DictReader(
                octets.decode("utf-8").splitlines())}  # fmt: skip
            recues = panel[panel["fichier"] == nom]
            assert len(recues) == 4 * len(bruts)
            for ligne in recues.sample(300, random_state=1).to_dict("records"):
                colonne = fiches.loc[ligne["indicateur"], "colonne"]
                texte = bruts[ligne["territoire"], str(ligne["annee_reference"])][colonne]
                assert (ligne["etat"] == "nd") == (texte == "")
                assert texte == "" or ligne["valeur"] == float(texte)
    ales = fiches.loc["ipro_abc"]
    assert (ales["unite"], ales["note"], ales["editions"]) == ("nombre", "note_pe", "2022")
    assert "années de référence non établies" in ales["comparaison"]
    assert "à géographie égale" in fiches.loc["filosofi_gini", "comparaison"]
    assert fiches["libelle"].notna().all()


def test_deux_sources_pour_une_meme_valeur_sont_refusees(dossier: Path, tmp_path: Path) -> None:
    shutil.copy(dossier / "IPRO_2022.csv", tmp_path / "un.csv")
    shutil.copy(dossier / "IPRO_2022.csv", tmp_path / "deux.csv")
    fiche = _FICHE
    for nom in ("un", "deux"):
        fiche += _SOURCE.format(
            nom=nom, fichier=f"{nom}.csv", modele="insee_qpv_ipro", secret="deja_publie"
        ) + '    constantes: {edition: "2022"}\n'  # fmt: skip
    (tmp_path / "dossier.yml").write_text(fiche, encoding="utf-8")
    with pytest.raises(UsageIncorrect, match=r"édition 2022\) vient de (un|deux).csv et de"):
        exporter(tmp_path, tmp_path / "sortie")
    assert not (tmp_path / "sortie").exists()
