"""Panel : décomptes égaux au registre, calculs égaux à un calcul à la main, interdits refusés."""

import io
import json
import shutil
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from carnets.chemins import DOSSIERS
from carnets.comparabilite import FAMILLES, famille
from carnets.dossier import charger_dossier
from carnets.erreurs import RefusSecret, UsageIncorrect
from carnets.indicateurs.panel import (
    convergence_beta,
    convergence_sigma,
    decile_pauvre,
    etude_evenement,
    harmoniser,
    pairs,
    refuser_agregat,
    registre,
    serie,
)
from carnets.modeles import modele
from carnets.panel import exporter, panel_du_dossier
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


def test_le_panel_a_une_cle_et_des_etats(panel: pd.DataFrame) -> None:
    assert not panel.duplicated(["territoire", "indicateur", "edition", "annee_reference"]).any()
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
    reste = y - y.mean() - pente * ecart
    erreur = np.sqrt((ecart**2 * reste**2).sum() * n / (n - 2)) / (ecart**2).sum()
    assert trouve["beta"] == pytest.approx(pente, rel=1e-9, abs=1e-9)
    assert trouve["erreur_type"] == pytest.approx(erreur, rel=1e-9, abs=1e-9)
    assert trouve["territoires"] == n > 900
    sigma = convergence_sigma(revenus, annees=[2013, 2021])
    main = [np.sqrt(((c - c.mean()) ** 2).sum() / (n - 1)) for c in logs.T]
    assert sigma["sigma"].to_numpy() == pytest.approx(main, rel=1e-9, abs=1e-9)


def test_etude_evenement_egale_a_la_main(panel: pd.DataFrame) -> None:
    """Panel cylindré, deux groupes : l'écart vaut la différence des différences de moyennes."""
    revenus = serie(panel, "filosofi_revenu_median")
    codes = sorted(revenus["territoire"].unique())
    traites, temoins = codes[:200], codes[200:600]
    trouve = etude_evenement(revenus, traites=traites, temoins=temoins, annee=2017)
    large = revenus.pivot(index="territoire", columns="annee", values="valeur")
    complet = large.loc[traites + temoins].dropna()
    groupe = complet.index.isin(traites)
    ecarts = complet[groupe].mean() - complet[~groupe].mean()
    attendu = (ecarts - ecarts[2016]).drop(2016)
    assert trouve["ecart"].to_numpy() == pytest.approx(attendu.to_numpy(), rel=1e-9, abs=1e-9)
    assert trouve["erreur_type"].to_numpy() == pytest.approx(_erreurs(complet, groupe), rel=1e-9)
    assert trouve["pretendance"].between(0, 1).all()


def _erreurs(complet: pd.DataFrame, groupe: np.ndarray) -> np.ndarray:
    """Sandwich groupé par territoire, écrit à la main sur les moyennes de groupe.

    Sur un panel cylindré, l'influence d'un territoire sur l'écart d'une année est le résidu de sa
    différence avec l'année de référence, divisé par l'effectif de son groupe.
    """
    annees = [a for a in complet.columns if a != 2016]
    differences = complet[annees].sub(complet[2016], axis=0).to_numpy()
    n, t, k = len(complet), complet.shape[1], 2 * len(annees)
    correction = n / (n - 1) * (n * t - 1) / (n * t - k)
    variance = np.zeros(len(annees))
    for membres in (groupe, ~groupe):
        reste = differences[membres] - differences[membres].mean(axis=0)
        variance += (reste**2).sum(axis=0) / membres.sum() ** 2
    return np.sqrt(variance * correction)


def test_pairs_et_passages() -> None:
    codes = [f"QP{i:06d}" for i in range(20)]
    debut = pd.DataFrame({"territoire": codes, "annee": 2012, "valeur": range(100, 120)})
    fin = debut.assign(annee=2021, valeur=[140, 101, 90, *range(103, 120)])
    assert pairs(debut, debut, territoire=codes[5], annee=2012, nombre=2) == [codes[4], codes[6]]
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
        "dictionnaire.md", "panel.csv", "panel.parquet", "panel.schema.json", "registre.csv",
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
