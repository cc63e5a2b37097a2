"""Quartiles, rangs, écarts, amorces, passage : contre un calcul à part, en boucles."""

import math
import random
import statistics

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from carnets.indicateurs import territoire
from carnets.indicateurs.territoire import nationaux

COMMUNES = pd.DataFrame(
    {
        "code_commune": ["30007", "30189", "34172"],
        "commune": ["Alès", "Nîmes", "Montpellier"],
        "code_epci": ["200066918", "243000643", "243400017"],
        "libelle_epci": ["Alès Agglo", "Nîmes Métropole", "Montpellier"],
        "code_departement": ["30", "30", "34"],
        "code_region": ["76", "76", "76"],
    }
)


def quartiers(nombre: int) -> pd.DataFrame:
    communes = ["30007" if k % 3 == 0 else "30189" for k in range(nombre - 2)] + ["34172"] * 2
    codes = [f"QP{'034' if c == '34172' else '030'}{k + 1:03d}" for k, c in enumerate(communes)]
    return pd.DataFrame(
        {"code_qpv": codes, "libelle": codes, "communes": "", "code_commune": communes}
    )


def tables(nombre: int, graine: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Des quartiers et leurs taux, un sur six absent, avec des ex æquo."""
    hasard = random.Random(graine)
    lus = quartiers(nombre)
    tires = [round(hasard.uniform(20, 60)) for _ in range(nombre)]
    taux = [None if hasard.random() < 1 / 6 else tire for tire in tires]
    ipro = pd.DataFrame(
        {"codgeo": lus["code_qpv"], "tx_tot_empl": pd.Series(taux, dtype="float64")}
    )
    colonnes = {c for m in territoire.MESURES["ipro"] for c in m.colonnes} - {"tx_tot_empl"}
    return lus, ipro.assign(**dict.fromkeys(colonnes, math.nan))


@given(st.lists(st.one_of(st.none(), st.floats(-1e6, 1e6)), min_size=2, max_size=40))
@settings(max_examples=200, deadline=None)
def test_quartiles_contre_la_bibliotheque_standard(valeurs: list[float | None]) -> None:
    large = pd.DataFrame({"taux_emploi": pd.Series(valeurs, dtype="float64")})
    lus = territoire.reperes(large).loc["taux_emploi"]
    connues = [v for v in valeurs if v is not None]
    assert lus["n"] == len(connues)
    if len(connues) < 2:
        return
    q1, mediane, q3 = statistics.quantiles(connues, n=4, method="inclusive")
    for nom, attendu in (("q1", q1), ("mediane", mediane), ("q3", q3)):
        assert lus[nom] == pytest.approx(attendu, rel=1e-9, abs=1e-6)
    assert lus["minimum"] == min(connues)
    assert lus["maximum"] == max(connues)
    ecart_type = statistics.stdev(connues)
    ecarts = territoire.ecarts_standardises(large)["taux_emploi"].tolist()
    for valeur, ecart in zip(valeurs, ecarts, strict=True):
        if valeur is None:
            assert math.isnan(ecart)
        elif ecart_type > 1e-6:
            assert ecart == pytest.approx((valeur - mediane) / ecart_type, abs=0.0501)
            assert ecart == round(ecart, 1)


@pytest.mark.parametrize("graine", range(5))
def test_rangs_contre_une_boucle(graine: int) -> None:
    lus, ipro = tables(14, graine)
    rangs = nationaux.rangs(lus, COMMUNES, ipro, themes=["ipro"], indicateurs=["taux_emploi"])
    rangs = rangs.set_index("territoire")
    valeurs = dict(zip(ipro["codgeo"], ipro["tx_tot_empl"], strict=True))
    communes = dict(zip(lus["code_qpv"], lus["code_commune"], strict=True))
    for code, valeur in valeurs.items():
        for groupe, siens in (
            ("france", list(valeurs)),
            ("departement", [c for c in valeurs if c[:5] == code[:5]]),
            ("epci", [c for c in valeurs if communes[c] == communes[code]]),
        ):
            connus = [valeurs[c] for c in siens if not math.isnan(valeurs[c])]
            assert rangs.loc[code, f"n_{groupe}"] == len(connus)
            lu = rangs.loc[code, f"rang_{groupe}"]
            if math.isnan(valeur) or len(connus) < 5:
                assert math.isnan(lu)
            else:
                assert lu == 1 + sum(v > valeur for v in connus)


def test_moins_de_cinq_quartiers_pas_de_rang() -> None:
    lus, ipro = tables(14, 1)
    rangs = nationaux.rangs(lus, COMMUNES, ipro, themes=["ipro"], indicateurs=["taux_emploi"])
    montpellier = rangs[rangs["territoire"].str.startswith("QP034")]
    assert montpellier["rang_departement"].isna().all()
    assert montpellier["rang_france"].notna().any()


def test_reperes_par_groupe() -> None:
    lus, ipro = tables(14, 2)
    reperes = nationaux.reperes_par_groupe(
        lus, COMMUNES, ipro, themes=["ipro"], indicateurs=["taux_emploi"]
    ).set_index("territoire")
    gard = [v for c, v in zip(ipro["codgeo"], ipro["tx_tot_empl"], strict=True)
            if c.startswith("QP030") and not math.isnan(v)]  # fmt: skip
    assert reperes.loc["30", "mediane"] == statistics.median(gard)
    assert set(reperes.index) == {"FR", "R76", "30", "34"}
    assert reperes.loc["FR", "n"] == reperes.loc["R76", "n"]


def test_un_quartier_de_plus_ailleurs_ne_change_rien_ici() -> None:
    lus, ipro = tables(14, 3)
    sans = ~lus["code_qpv"].str.startswith("QP034")
    themes = {"themes": ["ipro"], "indicateurs": ["taux_emploi"]}
    tous = nationaux.reperes_par_groupe(lus, COMMUNES, ipro, **themes)
    moins = nationaux.reperes_par_groupe(lus[sans], COMMUNES, ipro[sans], **themes)
    gard = [t[t["territoire"] == "30"].reset_index(drop=True) for t in (tous, moins)]
    pd.testing.assert_frame_equal(*gard)


def test_un_quartier_lointain_ne_deplace_pas_un_ecart_tel_qu_il_se_lit() -> None:
    _, ipro = tables(14, 4)
    de = {"themes": ["ipro"], "indicateurs": ["taux_emploi"]}
    change = ipro.assign(
        tx_tot_empl=ipro["tx_tot_empl"].mask(ipro.index == 0, ipro["tx_tot_empl"] + 0.01)
    )
    avant, apres = (
        nationaux.ecarts_de_tous(t, **de).set_index("territoire")["ecart"] for t in (ipro, change)
    )
    pd.testing.assert_series_equal(avant.iloc[1:], apres.iloc[1:])
    assert avant.notna().sum() > 5


def test_ecarts_et_amorces_suivent_le_sens_du_dictionnaire() -> None:
    noms = ["taux_emploi", "taux_pauvrete", "part_moins_25_ans", "part_femmes_habitants"]
    large = pd.DataFrame({nom: [float(v) for v in range(11)] for nom in noms})
    reperes = territoire.reperes(large)
    sienne = pd.Series(dict(zip(noms, (10.0, 10.0, 0.0, 5.0), strict=True)))
    ecarts = territoire.ecarts_standardises(large)
    assert ecarts["taux_emploi"].iloc[-1] == round(5 / statistics.stdev(range(11)), 1)
    assert territoire.amorces(sienne, reperes).to_dict() == {
        "taux_emploi": "atout",
        "taux_pauvrete": "faiblesse",
        "part_moins_25_ans": "a_interpreter",
    }


def test_ecart_type_nul_ou_valeur_absente_ne_donnent_aucun_ecart() -> None:
    large = pd.DataFrame({"taux_emploi": [4.0, 4.0, 4.0], "taux_pauvrete": [1.0, 2.0, 3.0]})
    sienne = pd.Series({"taux_emploi": 4.0, "taux_pauvrete": math.nan})
    reperes = territoire.reperes(large)
    ecarts = territoire.ecarts_standardises(large.assign(taux_pauvrete=math.nan))
    assert ecarts.isna().all(axis=None)
    assert territoire.amorces(sienne, reperes).empty


def test_nombre_au_dessus_et_etendue() -> None:
    cadre = pd.DataFrame(
        {
            "indicateur": "taux_emploi", "modalite": "", "periode": "édition 2022",
            "valeur": [30.0, 40.0, 50.0, math.nan],
        }
    )  # fmt: skip
    assert territoire.nombre_au_dessus(cadre, "taux_emploi", seuil=40.0) == (1, 3)
    assert territoire.etendue(cadre, "taux_emploi") == (30.0, 50.0)


def test_passages_de_chaque_nature() -> None:
    lignes = [
        ("QN03001I", "A", "INCHANGE", "QP030001", None),
        ("QN03002M", "B", "MODIFIE", "QP030002", None),
        ("QN03003M", "C1", "MODIFIE", "QP030003", None),
        ("QN03004M", "C2", "MODIFIE", "QP030003", None),
        ("QN03005M", "DE", "MODIFIE", "QP030004", "QP030005"),
        ("QN03006N", "N", "NOUVEAU", None, None),
    ]
    table = pd.DataFrame(
        lignes, columns=["code_2024", "libelle_2024", "nature", "code_2015_1", "code_2015_2"]
    ).assign(code_2015_3=None)
    codes = [f"QP03000{k}" for k in range(1, 7)] + ["QP976001"]
    lus = territoire.passages(table, codes).groupby("code_2015")["nature"].agg(set)
    assert lus.to_dict() == {
        "QP030001": {"inchange"},
        "QP030002": {"modifie"},
        "QP030003": {"scinde"},
        "QP030004": {"fusionne"},
        "QP030005": {"fusionne"},
        "QP030006": {"sortant"},
        "QP976001": {"nd"},  # la table ne couvre pas Mayotte : rien ne dit qu'il sort
    }
    assert list(territoire.entrants(table, "30")["code_2024"]) == ["QN03006N"]
