"""États mensuels : un extrait fabriqué, et les mêmes nombres par des boucles."""

from collections import defaultdict

import numpy as np
import pandas as pd
import pytest

from carnets.erreurs import DonneesRefusees
from carnets.indicateurs import iae
from carnets.indicateurs.iae.types import FAMILLE
from tests.indicateurs.iae.etats import APPARTENANCE, HEURES, annexe, extraits

Cases = dict[tuple[str, str], float]
TERRITOIRES = APPARTENANCE.groupby("code_departement")["territoire"].agg(list)


@pytest.fixture(scope="module")
def tables() -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    return extraits(4_000, graine=5)


@pytest.fixture(scope="module")
def lignes(tables: tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]) -> pd.DataFrame:
    return iae.rassembler(*tables, durees={})


def parcourir(tables: tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]) -> list[dict[str, object]]:
    """Chaque état de 2023 de plus de 0 heure, joint à la main, une fois par ensemble."""
    etats, annexes, salaries = tables
    types = {
        a["af_id_annexe_financiere"]: (a["af_mesure_dispositif_code"][:-3], a["num_dep_af"])
        for a in annexes.to_dict("records")
    }
    personnes = {
        s["salarie_id"]: (s["hash_nir"], s["salarie_adr_qpv_type"])
        for s in salaries.to_dict("records")
    }
    vues = []
    for e in etats.to_dict("records"):
        if e["emi_sme_annee"] == 2023 and e["emi_nb_heures_travail"] > 0:
            genre, departement = types[e["emi_afi_id"]]
            personne, statut = personnes[e["emi_pph_id"]]
            for territoire in TERRITOIRES[departement]:
                for modalite in (genre, FAMILLE[genre], "ENSEMBLE"):
                    vues.append(
                        {
                            "cle": (territoire, modalite),
                            "mois": e["emi_sme_mois"],
                            "heures": e["emi_nb_heures_travail"],
                            "etp": e["emi_nb_heures_travail"] / HEURES[genre],
                            "personne": personne,
                            "statut": statut,
                        }
                    )
    return vues


def cases(cadre: pd.DataFrame, indicateur: str) -> Cases:
    lu = cadre[cadre["indicateur"] == indicateur]
    return {
        (t, m): v for t, m, v in lu[["territoire", "modalite", "valeur"]].itertuples(index=False)
    }


def test_les_etp_egalent_une_boucle(
    tables: tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame], lignes: pd.DataFrame
) -> None:
    attendu: Cases = defaultdict(float)
    par_mois: dict[int, Cases] = defaultdict(lambda: defaultdict(float))
    for vue in parcourir(tables):
        attendu[vue["cle"]] += vue["etp"]
        par_mois[vue["mois"]][vue["cle"]] += 12 * vue["etp"]
    lu = iae.etp_realises(lignes, APPARTENANCE, annee=2023)
    assert cases(lu, "etp") == pytest.approx(attendu, rel=1e-9)
    mensuels = iae.etp_par_mois(lignes, APPARTENANCE, annee=2023)
    for mois, valeurs in par_mois.items():
        du_mois = mensuels[mensuels["periode"] == f"2023-{mois:02}"]
        assert cases(du_mois, "etp_mensuel") == pytest.approx(valeurs, rel=1e-9)
    apports = mensuels[mensuels["indicateur"] == "etp"]
    sommes = apports.groupby(["territoire", "modalite"])["valeur"].sum()
    assert dict(sommes) == pytest.approx(attendu, rel=1e-9), "douze mois font l'année"


def test_une_personne_ne_compte_qu_une_fois_par_niveau(
    tables: tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame], lignes: pd.DataFrame
) -> None:
    vus: dict[tuple[str, str], set[str]] = defaultdict(set)
    connus: dict[tuple[str, str], set[str]] = defaultdict(set)
    en_qpv: dict[tuple[str, str], set[str]] = defaultdict(set)
    for vue in parcourir(tables):
        vus[vue["cle"]].add(vue["personne"])
        if vue["statut"] != "NR":
            connus[vue["cle"]].add(vue["personne"])
        if vue["statut"] == "QP":
            en_qpv[vue["cle"]].add(vue["personne"])
    lu = iae.salaries(lignes, APPARTENANCE, annee=2023)
    assert cases(lu, "salaries") == {cle: len(p) for cle, p in vus.items()}
    qpv = iae.habitants_qpv(lignes, APPARTENANCE, annee=2023)
    assert cases(qpv, "salaries_adresse_connue") == {c: len(p) for c, p in connus.items()}
    assert cases(qpv, "salaries_qpv") == {c: len(en_qpv[c]) for c in connus}
    parts = {c: 100 * len(en_qpv[c]) / len(p) for c, p in connus.items()}
    assert cases(qpv, "part_qpv_salaries") == pytest.approx(parts)
    ecarts = iae.comptes_plusieurs_fois(lu, total="FR", parties=["R76", "R84"])
    attendu = sum(len(vus[r, "ENSEMBLE"]) for r in ("R76", "R84")) - len(vus["FR", "ENSEMBLE"])
    assert ecarts["ENSEMBLE"] == attendu > 0


def test_les_heures_par_salarie_sont_les_heures_faites(
    tables: tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame], lignes: pd.DataFrame
) -> None:
    heures: Cases = defaultdict(float)
    vus: dict[tuple[str, str], set[str]] = defaultdict(set)
    for vue in parcourir(tables):
        heures[vue["cle"]] += vue["heures"]
        vus[vue["cle"]].add(vue["personne"])
    lu = iae.heures_par_salarie(lignes, APPARTENANCE, annee=2023)
    attendu = {cle: heures[cle] / len(personnes) for cle, personnes in vus.items()}
    assert cases(lu, "heures_par_salarie") == pytest.approx(attendu, rel=1e-9)


def test_l_indice_nomme_sa_reference_et_dit_ce_qu_il_ignore() -> None:
    parts = pd.DataFrame({"territoire": ["30", "34", "48"], "valeur": [24.0, 10.0, 3.0]})
    references = {
        "demandeurs_emploi": pd.Series({"30": 16.0, "34": 20.0, "48": 0.0}),
        "population": pd.Series({"30": 8.0}),
    }
    lu = iae.indice_calcule(parts, references, periode="2023").set_index(["modalite", "territoire"])
    assert lu["valeur"].dropna().to_dict() == {
        ("demandeurs_emploi", "30"): 1.5,
        ("demandeurs_emploi", "34"): 0.5,
        ("population", "30"): 3.0,
    }
    assert lu.loc[("demandeurs_emploi", "48"), "etat"] == "sans_objet"
    assert set(lu.loc["population", "etat"].loc[["34", "48"]]) == {"nd"}


def petits(cles: dict[str, str | None]) -> pd.DataFrame:
    """Sept états : p1 change de structure, de statut et de département ; p2 ne fait rien."""
    annexes = pd.DataFrame([annexe("x", "ACI_DC", "30"), annexe("y", "EI_MP", "01")])
    etats = pd.DataFrame(
        [
            ("s1", "x", "c1", 1, 10.0), ("s1bis", "x", "c2", 2, 10.0),
            ("s1ter", "y", "c3", 3, 10.0),
            ("s2", "x", "c4", 1, 0.0), ("s3", "x", "c5", 1, 5.0), ("s4", "x", "c6", 1, 5.0),
        ],
        columns=["emi_pph_id", "emi_afi_id", "emi_ctr_id", "emi_sme_mois", "emi_nb_heures_travail"],
    ).assign(emi_sme_annee=2023)  # fmt: skip
    statuts = {"s1": "NQP", "s1bis": "QP", "s1ter": "NR", "s2": "QP", "s3": "NR", "s4": "NQP"}
    salaries = pd.DataFrame(
        {
            "salarie_id": list(statuts),
            "hash_nir": [cles[s] for s in statuts],
            "salarie_rci_libelle": "MME",
            "salarie_annee_naissance": 1990,
            "salarie_adr_qpv_type": list(statuts.values()),
        }
    )
    return iae.rassembler(etats, annexes, salaries, durees={"ACI": 1820.0, "EI": 1505.0})


UNE_CLE = {"s1": "p1", "s1bis": "p1", "s1ter": "p1", "s2": "p2", "s3": "p3", "s4": "p4"}


def test_qui_change_de_structure_de_statut_ou_de_departement() -> None:
    table = petits(UNE_CLE)
    lu = cases(iae.salaries(table, APPARTENANCE, annee=2023), "salaries")
    assert lu["30", "ENSEMBLE"] == 3, "p2 n'a fait aucune heure"
    assert lu["01", "ENSEMBLE"] == 1
    assert lu["FR", "ENSEMBLE"] == 3
    assert iae.sans_cle_commune(table) == 0
    part = iae.habitants_qpv(table, APPARTENANCE, annee=2023)
    gard = part[(part["territoire"] == "30") & (part["modalite"] == "ENSEMBLE")]
    gard = gard.set_index("indicateur").loc["part_qpv_salaries"]
    assert (gard["numerateur"], gard["denominateur"], gard["valeur"]) == (1, 2, 50.0)
    assert not len(part[part["territoire"] == "01"]), "statut inconnu : rien à dire"


def test_sans_cle_commune_le_compte_est_un_majorant() -> None:
    """L'identifiant de l'ASP est propre à la structure : p1 en a trois."""
    sans = petits(dict.fromkeys(UNE_CLE))
    lu = cases(iae.salaries(sans, APPARTENANCE, annee=2023), "salaries")
    assert lu["FR", "ENSEMBLE"] == 5
    assert iae.sans_cle_commune(sans) == 1
    moitie = petits({**UNE_CLE, "s1ter": None})
    assert cases(iae.salaries(moitie, APPARTENANCE, annee=2023), "salaries")["FR", "ENSEMBLE"] == 4
    assert iae.sans_cle_commune(moitie) == 1 / 4


def test_un_ecart_dont_une_partie_est_cachee_ne_se_devine_pas() -> None:
    lu = iae.salaries(petits(UNE_CLE), APPARTENANCE, annee=2023)
    cachee = (lu["territoire"] == "R84") & (lu["modalite"] == "ENSEMBLE")
    masque = lu.assign(valeur=lu["valeur"].mask(cachee), etat=lu["etat"].mask(cachee, "secret"))
    ecarts = iae.comptes_plusieurs_fois(masque, total="FR", parties=["R76", "R84"])
    assert np.isnan(ecarts["ENSEMBLE"])


def test_un_type_sans_duree_d_etp_est_refuse(
    tables: tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame],
) -> None:
    etats, annexes, salaries = tables
    muettes = annexes.assign(rmi_valeur=np.nan)
    with pytest.raises(DonneesRefusees, match="ETP pour EI\\."):
        iae.rassembler(
            etats, muettes, salaries, durees={t: h for t, h in HEURES.items() if t != "EI"}
        )
    assert iae.durees_employees(muettes, HEURES) == {t: [h] for t, h in HEURES.items()}


def test_l_annexe_l_emporte_sur_la_convention_et_dit_qui_compte() -> None:
    annexes = pd.DataFrame(
        [
            annexe("x", "ACI_DC", "30", duree=1000.0), annexe("y", "FDI_DC", "30"),
            annexe("z", "ACI_DC", "30", etat="ANNULE"),
        ]
    )  # fmt: skip
    etats = pd.DataFrame(
        {
            "emi_pph_id": ["s", "t", "u"], "emi_afi_id": ["x", "y", "z"], "emi_ctr_id": "c",
            "emi_sme_annee": 2023, "emi_sme_mois": 1, "emi_nb_heures_travail": 100.0,
        }
    )  # fmt: skip
    table = iae.rassembler(etats, annexes, None, durees={"ACI": 1820.0})
    assert table["etp"].tolist() == [0.1]
    assert iae.sans_cle_commune(table) == 1, "sans table des salariés, rien ne relie les structures"


def test_un_salarie_inconnu_est_refuse(
    tables: tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame],
) -> None:
    etats, annexes, salaries = tables
    with pytest.raises(DonneesRefusees, match="absent de la table des salariés"):
        iae.rassembler(etats, annexes, salaries.head(10), durees={})


def du_gard(lu: pd.DataFrame) -> pd.DataFrame:
    cles = ["territoire", "periode", "indicateur", "modalite"]
    return lu[lu["territoire"] == "30"].sort_values(cles).reset_index(drop=True)


@pytest.mark.parametrize("graine", range(3))
def test_l_ordre_et_les_voisins_ne_changent_rien(graine: int) -> None:
    etats, annexes, salaries = extraits(600, graine=graine)
    ordre = iae.rassembler(etats, annexes, salaries, durees={})
    melange = iae.rassembler(
        etats.sample(frac=1, random_state=graine), annexes[::-1], salaries[::-1], durees={}
    )
    seuls = ordre[ordre["code_departement"] == "30"]
    for calcul in (iae.etp_realises, iae.etp_par_mois, iae.salaries, iae.habitants_qpv):
        gard = du_gard(calcul(ordre, APPARTENANCE, annee=2023))
        pd.testing.assert_frame_equal(gard, du_gard(calcul(melange, APPARTENANCE, annee=2023)))
        pd.testing.assert_frame_equal(gard, du_gard(calcul(seuls, APPARTENANCE, annee=2023)))


def test_un_extrait_vide_ne_dit_rien() -> None:
    etats, annexes, salaries = extraits(10, graine=1)
    vide = iae.rassembler(etats.head(0), annexes, salaries, durees={})
    assert iae.salaries(vide, APPARTENANCE, annee=2023).empty
    assert iae.habitants_qpv(vide, APPARTENANCE, annee=2023).empty


def test_peser_dit_combien_de_personnes_font_une_case(lignes: pd.DataFrame) -> None:
    poids = iae.peser(lignes[lignes["annee"] == 2023], APPARTENANCE)
    salaries = iae.salaries(lignes, APPARTENANCE, annee=2023)
    joint = poids.merge(salaries, on=["territoire", "modalite"])
    assert len(joint) == len(poids) == len(salaries)
    assert (joint["unites"] == joint["valeur"]).all()
    assert joint["premiere"].between(1 / joint["unites"], 1).all()


def test_une_annexe_compte_au_prorata_de_ses_mois() -> None:
    annexes = pd.DataFrame([annexe("x", "ACI_DC", "30"), annexe("y", "ACI_DC", "30")])
    annexes["af_date_debut_effet_v2"] = pd.to_datetime(["2022-07-01", "2023-04-01"])
    annexes["af_date_fin_effet_v2"] = pd.to_datetime(["2023-03-31", "2024-06-30"])
    lu = cases(iae.etp_conventionnes(annexes, APPARTENANCE, annee=2023), "etp_conventionnes")
    assert lu["30", "ACI"] == pytest.approx(10 * 3 / 12 + 10 * 9 / 12)
    avant = cases(iae.etp_conventionnes(annexes, APPARTENANCE, annee=2021), "etp_conventionnes")
    assert avant["30", "ACI"] == 0


def test_conventionnement_et_type_unique() -> None:
    table = pd.DataFrame(
        {
            "siret": ["a", "a", "b", "c"],
            "type_siae": ["ACI", "EI", "ACI", "ACI"],
            "annee": 2023,
            "code_departement": ["30", "30", "30", "01"],
            "etp_conventionnes": [10.0, 5.0, np.nan, 4.0],
            "etp_realises": [8.0, 5.0, 3.0, 0.0],
        }
    )
    taux = cases(
        iae.taux_realisation(table, APPARTENANCE, annee=2023), "taux_realisation_conventionnement"
    )
    assert taux["30", "ENSEMBLE"] == pytest.approx(100 * 13 / 15)
    assert taux["30", "ACI"] == 80
    assert taux["01", "ACI"] == 0
    unique = iae.part_un_seul_type(table, APPARTENANCE, periode="2023").set_index("territoire")
    assert (unique.loc["30", "numerateur"], unique.loc["30", "denominateur"]) == (1, 2)
    assert unique.loc["FR", "valeur"] == pytest.approx(200 / 3)
    assert unique.loc["34", "etat"] == "sans_objet"


def test_les_millesimes_de_la_dares_ne_se_joignent_pas() -> None:
    dares = pd.DataFrame(
        {
            "type_siae": "EI",
            "nature": "stock",
            "mois": ["2022-12", "2023-01", "2023-01", "2023-02"],
            "valeur": [10, 11, 12, 13],
            "maj_page": pd.to_datetime(["2024-10-31", "2024-10-31", "2025-04-30", "2025-04-30"]),
        }
    )
    lu = iae.series(dares, territoire="FR")
    assert sorted(lu.groupby("modalite").size().to_dict().items()) == [
        ("EI|2024-10-31", 2),
        ("EI|2025-04-30", 2),
    ]
    revision = iae.revisions(dares)
    assert revision[["mois", "ancien", "nouveau", "ecart"]].to_numpy().tolist() == [
        ["2023-01", 11, 12, 1]
    ]
