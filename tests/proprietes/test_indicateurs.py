"""Relations que tout panorama et tout bilan doivent tenir, et second calcul en Python nu."""

from fractions import Fraction

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from carnets.indicateurs import clauses, etp, iae, objectif
from carnets.indicateurs.cadre import COLONNES, ETATS

RAPIDE = settings(max_examples=25, deadline=None, derandomize=True)
compte = st.integers(0, 5000)
ligne_iae = st.tuples(compte, compte, compte, compte, compte, compte)
pourcentage = st.integers(0, 100)
departements = st.lists(st.tuples(ligne_iae, pourcentage), min_size=1, max_size=8)


def structures(lignes: list[tuple[tuple[int, ...], int]]) -> pd.DataFrame:
    return pd.DataFrame(
        [(f"{i:02}", f"D{i}", "departement", *comptes) for i, (comptes, _) in enumerate(lignes)],
        columns=["territoire", "libelle", "niveau", *iae.offre.COMPTES],
    )


def parts(lignes: list[tuple[tuple[int, ...], int]]) -> pd.DataFrame:
    return pd.DataFrame(
        [(f"{i:02}", "departement", "ENSEMBLE", 2019, p, "ok") for i, (_, p) in enumerate(lignes)],
        columns=["territoire", "niveau", "type_siae", "annee", "part_qpv", "etat"],
    )


def valeurs(cadre: pd.DataFrame) -> dict[tuple[str, ...], tuple[object, str]]:
    """Les valeurs par clé ; une absence y est None, pour se comparer à elle-même."""
    cles = zip(cadre["territoire"], cadre["indicateur"], cadre["modalite"], strict=True)
    cases = zip(cadre["valeur"], cadre["etat"], strict=True)
    return {c: (None if pd.isna(v) else v, e) for c, (v, e) in zip(cles, cases, strict=True)}


@RAPIDE
@given(departements)
def test_forme_du_cadre_long(lignes: list[tuple[tuple[int, ...], int]]) -> None:
    table = structures(lignes)
    for cadre in (iae.effectifs(table, periode="2019"), iae.ratios(table, periode="2019")):
        assert tuple(cadre.columns) == COLONNES
        assert set(cadre["etat"]) <= set(ETATS)
        assert (cadre["valeur"].notna() == (cadre["etat"] == "ok")).all()
        assert not cadre["modalite"].isna().any()


@RAPIDE
@given(departements, st.integers(0, 99))
def test_l_ordre_des_lignes_et_des_colonnes_ne_compte_pas(
    lignes: list[tuple[tuple[int, ...], int]], graine: int
) -> None:
    table = structures(lignes)
    melange = table.sample(frac=1, random_state=graine)[list(reversed(table.columns))]
    assert valeurs(iae.ratios(table, periode="2019")) == valeurs(
        iae.ratios(melange, periode="2019")
    )
    totaux = {"territoire": "76", "periode": "2019"}
    assert valeurs(iae.totaux_recalcules(table, **totaux)) == valeurs(
        iae.totaux_recalcules(melange, **totaux)
    )


@RAPIDE
@given(departements, ligne_iae)
def test_un_autre_departement_ne_change_pas_les_ratios(
    lignes: list[tuple[tuple[int, ...], int]], intrus: tuple[int, ...]
) -> None:
    avant = valeurs(iae.ratios(structures(lignes), periode="2019"))
    apres = valeurs(iae.ratios(structures([*lignes, (intrus, 0)]), periode="2019"))
    assert avant.items() <= apres.items()


@RAPIDE
@given(departements, departements)
def test_le_total_de_deux_fichiers_est_la_somme_des_totaux(
    gauche: list[tuple[tuple[int, ...], int]], droite: list[tuple[tuple[int, ...], int]]
) -> None:
    def total(lignes: list[tuple[tuple[int, ...], int]]) -> pd.Series:
        cadre = iae.totaux_recalcules(structures(lignes), territoire="76", periode="2019")
        return cadre.set_index("indicateur")["valeur"]

    assert (total(gauche + droite) == total(gauche) + total(droite)).all()


@RAPIDE
@given(departements)
def test_renommer_un_departement_ne_change_rien(
    lignes: list[tuple[tuple[int, ...], int]],
) -> None:
    table = structures(lignes)
    renomme = table.assign(libelle="X")
    assert valeurs(iae.ratios(table, periode="2019")) == valeurs(
        iae.ratios(renomme, periode="2019")
    )


def _ponderee(lignes: list[tuple[tuple[int, ...], int]]) -> dict[str, float]:
    cadre = iae.part_qpv_ponderee(
        parts(lignes), structures(lignes), territoire="76", annee=2019, precision=1
    )
    return dict(zip(cadre["modalite"], cadre["valeur"], strict=True))


@RAPIDE
@given(departements)
def test_moyenne_ponderee_refaite_en_fractions(
    lignes: list[tuple[tuple[int, ...], int]],
) -> None:
    total = sum(comptes[4] for comptes, _ in lignes)
    if not total:
        assert pd.isna(_ponderee(lignes)[""])
        return
    exact = Fraction(sum(part * comptes[4] for comptes, part in lignes), total)
    moyenne = _ponderee(lignes)
    assert moyenne[""] == pytest.approx(float(exact))
    assert min(p for _, p in lignes) - 1e-9 <= moyenne[""] <= max(p for _, p in lignes) + 1e-9
    assert 0 <= moyenne["borne_basse"] <= moyenne[""] <= moyenne["borne_haute"] <= 100


@RAPIDE
@given(departements)
def test_doubler_les_salaries_ne_change_pas_la_moyenne(
    lignes: list[tuple[tuple[int, ...], int]],
) -> None:
    doubles = [(tuple(2 * c for c in comptes), part) for comptes, part in lignes]
    assert _ponderee(doubles)[""] == pytest.approx(_ponderee(lignes)[""], nan_ok=True)


@RAPIDE
@given(departements, st.lists(st.booleans(), min_size=8, max_size=8))
def test_part_qpv_refaite_ligne_a_ligne(
    lignes: list[tuple[tuple[int, ...], int]], avec_quartier: list[bool]
) -> None:
    table = parts(lignes)
    qpv = pd.DataFrame(
        {
            "territoire": table["territoire"],
            "nombre_qpv": [int(avec_quartier[i]) for i in range(len(table))],
        }
    )
    obtenu = valeurs(iae.part_qpv(table, qpv))
    for rang, (_, part) in enumerate(lignes):
        structurel = part == 0 and not avec_quartier[rang]
        attendu = (None, "sans_objet") if structurel else (part, "ok")
        assert obtenu[(f"{rang:02}", "part_qpv_salaries", "ENSEMBLE")] == attendu


bilans = st.fixed_dictionaries(
    {g: st.integers(1, 100_000) for g in clauses.COMPTES if g != "beneficiaires_qpv"}
)


def _chiffres(bilan: dict[str, int], qpv: int = 1) -> pd.DataFrame:
    lignes = [("p", grandeur, valeur, 1.0) for grandeur, valeur in bilan.items()]
    lignes.append(("p", "beneficiaires_qpv", qpv, 1.0))
    return pd.DataFrame(lignes, columns=["territoire", "grandeur", "valeur", "precision"])


@RAPIDE
@given(bilans, st.integers(0, 100))
def test_bilan_refait_en_python_nu(bilan: dict[str, int], pourcent: int) -> None:
    qpv = bilan["beneficiaires"] * pourcent // 100
    cadre = clauses.bilan(_chiffres(bilan, qpv), territoire="p", periode="2019")
    lu = dict(zip(cadre["indicateur"], cadre["valeur"], strict=True))
    assert lu["taux_realisation"] == pytest.approx(
        100 * bilan["heures_realisees"] / bilan["heures_prevues"]
    )
    assert lu["heures_par_contrat"] == pytest.approx(bilan["heures_realisees"] / bilan["contrats"])
    assert lu["heures_par_beneficiaire"] * bilan["beneficiaires"] == pytest.approx(
        bilan["heures_realisees"]
    )
    assert 0 <= lu["part_beneficiaires_qpv"] <= 100


@RAPIDE
@given(bilans, st.integers(1, 1000))
def test_une_heure_de_plus_monte_le_taux(bilan: dict[str, int], plus: int) -> None:
    def taux(heures: int) -> float:
        cadre = clauses.bilan(
            _chiffres({**bilan, "heures_realisees": heures}), territoire="p", periode="2019"
        )
        return float(cadre.loc[cadre["indicateur"] == "taux_realisation", "valeur"].item())

    assert taux(bilan["heures_realisees"] + plus) > taux(bilan["heures_realisees"])


@RAPIDE
@given(st.lists(st.integers(0, 300), min_size=1, max_size=8), st.integers(-5, 20))
def test_les_types_et_nr_refont_le_total(comptes: list[int], manque: int) -> None:
    total = sum(comptes) + manque
    types = pd.DataFrame(
        {
            "territoire": "p",
            "type_contrat": [f"T{i}" for i in range(len(comptes))],
            "contrats": comptes,
        }
    )
    cadre = clauses.types_contrats(types, total=total, territoire="p", periode="2019")
    nombres = cadre[cadre["indicateur"] == "contrats_par_type"].set_index("modalite")["valeur"]
    assert nombres.sum() == total
    assert nombres["nr"] == manque
    somme = cadre[cadre["indicateur"] == "part_contrats_par_type"]["valeur"].sum(min_count=1)
    assert somme == pytest.approx(100 if total else float("nan"), nan_ok=True)


@RAPIDE
@given(
    st.integers(1, 10**9),
    st.integers(1, 100),
    st.integers(1, 100),
    st.integers(1, 100),
    st.integers(0, 10**6),
)
def test_objectif_refait_en_fractions(
    base: int, main_oeuvre: int, cout: int, effort: int, publie: int
) -> None:
    table = pd.DataFrame(
        [("p", base, 1, publie)],
        columns=["territoire", "montant_ht", "heures_travaillees", "objectif_heures"],
    )
    cadre = objectif.objectif_recalcule(
        table,
        taux_main_oeuvre=main_oeuvre,
        cout_horaire=cout,
        taux_insertion=effort,
        periode="2019",
    ).set_index("indicateur")["valeur"]
    exact = Fraction(base * main_oeuvre * effort, 100 * 100 * cout)
    assert cadre["objectif_recalcule"] == pytest.approx(float(exact))
    assert cadre["ecart_objectif"] == pytest.approx(float(publie - exact), rel=1e-9, abs=1e-6)
    # Euros ou centimes : mêmes heures si le coût change d'unité avec la base.
    centimes = objectif.objectif_recalcule(
        table.assign(montant_ht=base * 100),
        taux_main_oeuvre=main_oeuvre,
        cout_horaire=cout * 100,
        taux_insertion=effort,
        periode="2019",
    ).set_index("indicateur")["valeur"]
    assert centimes["objectif_recalcule"] == pytest.approx(cadre["objectif_recalcule"])


@RAPIDE
@given(st.integers(10**5, 10**8), st.integers(20, 60), st.integers(10, 60))
def test_taux_implicite_et_base_implicite_se_repondent(base: int, taux: int, cout: int) -> None:
    heures = base * taux / 100 / cout
    table = pd.DataFrame(
        [("p", base, heures)], columns=["territoire", "montant_ht", "heures_travaillees"]
    )
    implicite = objectif.main_oeuvre_implicite(table, cout_horaire=cout, periode="2019")
    assert implicite["valeur"].item() == pytest.approx(taux)
    retour = objectif.base_implicite(
        table, taux_main_oeuvre=taux, cout_horaire=cout, periode="2019"
    )
    assert retour["valeur"].item() == pytest.approx(base)


@RAPIDE
@given(st.integers(1_000, 10**6), st.integers(1400, 1900))
def test_la_convention_est_entre_les_bornes_de_son_etp(heures: int, convention: int) -> None:
    publie = int(heures / convention + 0.5)
    bornes = etp.heures_par_etp_compatibles(
        heures, etp=publie, precision=1, territoire="p", periode="2019"
    ).set_index("modalite")
    assert bornes.loc["borne_basse", "valeur"] <= convention + 1e-6
    if bornes.loc["borne_haute", "etat"] == "ok":
        assert convention <= bornes.loc["borne_haute", "valeur"] + 1e-6


@pytest.mark.parametrize(
    "part", [[16, 20, 7, 26, 19, 7, 27], [16, 20, 17, 7, 9, 27, 20], [27, 7, 26, 3, 9, 20, 1]]
)
def test_rho_de_spearman_contre_scipy(part: list[int]) -> None:
    """Second calcul : `scipy.stats.spearmanr`, ex æquo compris ; la valeur p est approchée."""
    stats = pytest.importorskip("scipy.stats")
    poids = [4, 7, 1, 10, 5, 2, 9]
    table = parts([((0,) * 6, p) for p in part])
    qpv = pd.DataFrame({"territoire": table["territoire"], "population_qpv_2013": poids})
    population = pd.DataFrame(
        {"territoire": table["territoire"], "personnes_menages_fiscaux": [100] * 7}
    )
    cadre = iae.correlation_poids_part(
        table, qpv, population, territoire="76", annee=2019
    ).set_index("modalite")["valeur"]
    attendu = stats.spearmanr(poids, part)
    assert cadre[""] == pytest.approx(attendu.statistic)
    assert cadre["probabilite"] == pytest.approx(attendu.pvalue, abs=0.05)


def test_rho_extreme() -> None:
    """Rangs identiques : rho = 1, probabilité nulle ; trois points : probabilité inconnue."""
    for effectif, probabilite in ((5, 0.0), (3, float("nan"))):
        table = parts([((0,) * 6, p) for p in range(effectif)])
        qpv = pd.DataFrame(
            {"territoire": table["territoire"], "population_qpv_2013": range(effectif)}
        )
        population = pd.DataFrame(
            {"territoire": table["territoire"], "personnes_menages_fiscaux": [100] * effectif}
        )
        cadre = iae.correlation_poids_part(
            table, qpv, population, territoire="76", annee=2019
        ).set_index("modalite")["valeur"]
        assert cadre[""] == pytest.approx(1)
        assert cadre["probabilite"] == pytest.approx(probabilite, nan_ok=True)
