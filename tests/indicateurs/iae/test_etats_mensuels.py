"""États mensuels : un extrait fabriqué, et les mêmes nombres par des boucles."""

from collections import defaultdict

import numpy as np
import pandas as pd
import pytest

from carnets.erreurs import DonneesRefusees
from carnets.indicateurs import iae
from carnets.indicateurs.iae.implantation import etages
from tests.indicateurs.iae.etats import APPARTENANCE, HEURES, etats


@pytest.fixture(scope="module")
def extrait() -> pd.DataFrame:
    return etats(4_000, graine=5)


def test_les_etp_egalent_une_boucle(extrait: pd.DataFrame) -> None:
    attendu: dict[tuple[str, str], float] = defaultdict(float)
    territoires = APPARTENANCE.groupby("code_departement")["territoire"].agg(list)
    for ligne in extrait.itertuples():
        if ligne.emi_sme_annee != 2023:
            continue
        part = ligne.emi_nb_heures_travail / HEURES[ligne.type_siae]
        for territoire in territoires[ligne.code_departement]:
            attendu[territoire, ligne.type_siae] += part
            attendu[territoire, "ENSEMBLE"] += part
    lu = iae.etp_realises(extrait, APPARTENANCE, heures_par_etp=HEURES, annee=2023)
    assert len(lu) == len(attendu)
    for territoire, modalite, valeur in lu[["territoire", "modalite", "valeur"]].itertuples(
        index=False
    ):
        assert valeur == pytest.approx(attendu[territoire, modalite], rel=1e-9)


def test_une_personne_ne_compte_qu_une_fois_par_niveau(extrait: pd.DataFrame) -> None:
    territoires = APPARTENANCE.groupby("code_departement")["territoire"].agg(list)
    vus: dict[tuple[str, str], set[str]] = defaultdict(set)
    for ligne in extrait.itertuples():
        if ligne.emi_sme_annee == 2023 and ligne.emi_nb_heures_travail > 0:
            for territoire in territoires[ligne.code_departement]:
                vus[territoire, ligne.type_siae].add(ligne.emi_pph_id)
                vus[territoire, "ENSEMBLE"].add(ligne.emi_pph_id)
    lu = iae.salaries(extrait, APPARTENANCE, annee=2023)
    assert {
        (t, m): v for t, m, v in lu[["territoire", "modalite", "valeur"]].itertuples(index=False)
    } == {cle: len(personnes) for cle, personnes in vus.items()}
    ecarts = iae.ne_s_additionnent_pas(lu, total="FR", parties=["R76", "R84"])
    attendu = sum(len(vus[r, "ENSEMBLE"]) for r in ("R76", "R84")) - len(vus["FR", "ENSEMBLE"])
    assert ecarts["ENSEMBLE"] == attendu > 0


def test_qui_change_de_structure_de_statut_ou_de_departement() -> None:
    lignes = [
        ("p1", "ACI", "30", 1, 10.0, "NQP"),
        ("p1", "ACI", "30", 2, 10.0, "QP"),
        ("p1", "EI", "01", 3, 10.0, "NR"),
        ("p2", "ACI", "30", 1, 0.0, "QP"),
        ("p3", "ACI", "30", 1, 5.0, "NR"),
        ("p4", "ACI", "30", 1, 5.0, "NQP"),
    ]
    colonnes = ["emi_pph_id", "type_siae", "code_departement", "emi_sme_mois",
                "emi_nb_heures_travail", "statut_qpv"]  # fmt: skip
    table = pd.DataFrame(lignes, columns=colonnes).assign(emi_sme_annee=2023)
    lu = iae.salaries(table, APPARTENANCE, annee=2023).set_index(["territoire", "modalite"])
    assert lu.loc[("30", "ENSEMBLE"), "valeur"] == 3, "p2 n'a fait aucune heure"
    assert lu.loc[("01", "ENSEMBLE"), "valeur"] == 1
    assert lu.loc[("FR", "ENSEMBLE"), "valeur"] == 3
    part = iae.part_qpv_salaries(table, APPARTENANCE, annee=2023)
    gard = part[(part["territoire"] == "30") & (part["modalite"] == "ENSEMBLE")].iloc[0]
    assert (gard["numerateur"], gard["denominateur"], gard["valeur"]) == (1, 2, 50.0)
    assert not len(part[part["territoire"] == "01"]), "statut inconnu : rien à dire"


def test_un_type_sans_convention_est_refuse(extrait: pd.DataFrame) -> None:
    with pytest.raises(DonneesRefusees, match="ETP pour EI "):
        iae.etp_realises(
            extrait,
            APPARTENANCE,
            heures_par_etp={t: h for t, h in HEURES.items() if t != "EI"},
            annee=2023,
        )


def du_gard(lu: pd.DataFrame) -> pd.DataFrame:
    gard = lu[lu["territoire"] == "30"]
    return gard.sort_values(["territoire", "modalite"]).reset_index(drop=True)


@pytest.mark.parametrize("graine", range(4))
def test_l_ordre_la_coupe_et_les_voisins_ne_changent_rien(graine: int) -> None:
    table = etats(600, graine=graine)
    melange = table.sample(frac=1, random_state=graine)
    for calcul in (
        lambda t: iae.etp_realises(t, APPARTENANCE, heures_par_etp=HEURES, annee=2023),
        lambda t: iae.salaries(t, APPARTENANCE, annee=2023),
        lambda t: iae.part_qpv_salaries(t, APPARTENANCE, annee=2023),
    ):
        cles = ["territoire", "modalite"]
        entier = calcul(table).sort_values(cles).reset_index(drop=True)
        pd.testing.assert_frame_equal(
            entier, calcul(melange).sort_values(cles).reset_index(drop=True)
        )
        voisins = table[table["code_departement"] == "01"]
        ailleurs = calcul(
            pd.concat([table, voisins.assign(emi_pph_id="x" + voisins["emi_pph_id"])])
        )
        pd.testing.assert_frame_equal(du_gard(entier), du_gard(ailleurs))


def test_un_extrait_vide_ne_dit_rien() -> None:
    vide = etats(10, graine=1).head(0)
    assert iae.salaries(vide, APPARTENANCE, annee=2023).empty
    assert iae.part_qpv_salaries(vide, APPARTENANCE, annee=2023).empty


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
    taux = iae.taux_realisation(table, APPARTENANCE, annee=2023).set_index(
        ["territoire", "modalite"]
    )
    assert taux.loc[("30", "ENSEMBLE"), "valeur"] == pytest.approx(100 * 13 / 15)
    assert taux.loc[("30", "ACI"), "valeur"] == 80
    assert taux.loc[("01", "ACI"), "valeur"] == 0
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


def test_les_etages_d_un_departement() -> None:
    deux = pd.DataFrame({"code": ["30", "01"], "region": ["76", "84"]})
    assert sorted(etages(deux).itertuples(index=False, name=None)) == [
        ("01", "01"), ("01", "FR"), ("01", "R84"), ("30", "30"), ("30", "FR"), ("30", "R76"),
    ]  # fmt: skip
