"""Contrats signés : d'un contrat à son lieu, à son type et à son salarié, puis leur poids."""

from collections import defaultdict

import pandas as pd
import pytest

from carnets.indicateurs import iae
from carnets.indicateurs.iae.types import FAMILLE
from tests.indicateurs.familles_contrats import ADRESSES, ANNEE, appartenance, tables, tirer
from tests.indicateurs.iae.etats import APPARTENANCE, annexe

ANNEXES = pd.DataFrame(
    [
        annexe("aci", "ACI_DC", "30"), annexe("ei", "EI_MP", "34"), annexe("fdi", "FDI_DC", "30"),
        annexe("annulee", "AI_DC", "30", etat="ANNULE"),
    ]
)  # fmt: skip
SALARIES = pd.DataFrame(
    {
        "salarie_id": ["s1", "s2"],
        "hash_nir": ["p1", None],
        "salarie_rci_libelle": ["MME", "M."],
        "salarie_annee_naissance": [1990, 1980],
        "salarie_adr_qpv_type": ["QP", "NQP"],
    }
)


def situer(
    contrats: list[tuple[str, str, str | None]],
    etats: list[tuple[str, str, int, int, float]],
    salaries: pd.DataFrame | None = SALARIES,
) -> dict[str, dict[str, object]]:
    """Les contrats de 2023, par identifiant ; une absence y est None."""
    lus = pd.DataFrame(
        contrats, columns=["contrat_id_ctr", "contrat_id_pph", "contrat_date_embauche"]
    )
    lus["contrat_date_embauche"] = pd.to_datetime(lus["contrat_date_embauche"])
    mois = pd.DataFrame(
        etats,
        columns=[
            "emi_ctr_id", "emi_afi_id", "emi_sme_annee", "emi_sme_mois", "emi_nb_heures_travail",
        ],
    )  # fmt: skip
    sources = [lus, mois, ANNEXES, *([] if salaries is None else [salaries])]
    table = iae.situer_contrats(*sources, annee=2023).astype(object)
    table = table.where(table.notna(), None)
    return {ligne["contrat_id_ctr"]: ligne for ligne in table.to_dict("records")}


def test_la_date_d_embauche_dit_l_annee_et_non_les_heures() -> None:
    """Heures faites en 2023 sous un contrat de 2022 : pas un contrat signé en 2023."""
    lus = situer(
        [("c1", "s1", "2022-12-31"), ("c2", "s1", "2023-01-01"), ("c3", "s1", "2023-12-31"),
         ("c4", "s1", "2024-01-01"), ("c5", "s1", None)],
        [("c3", "aci", 2024, 1, 5.0), *((c, "aci", 2023, 3, 80.0) for c in ("c1", "c2", "c4"))],
    )  # fmt: skip
    assert {nom: ligne["annee"] for nom, ligne in lus.items()} == {
        "c2": 2023, "c3": 2023, "c5": None,
    }  # fmt: skip
    assert lus["c3"]["code_departement"] == "30", "ses premières heures sont de l'année d'après"


def test_le_premier_etat_situe_meme_sans_heure() -> None:
    lus = situer(
        [("c1", "s1", "2023-02-01")],
        [("c1", "aci", 2023, 6, 80.0), ("c1", "ei", 2023, 2, 0.0), ("c1", "aci", 2024, 1, 80.0)],
    )
    assert (lus["c1"]["type_siae"], lus["c1"]["code_departement"]) == ("EI", "34")


def test_un_contrat_sans_etat_reste_sans_lieu_et_ne_se_perd_pas() -> None:
    lus = situer(
        [("c1", "s1", "2023-02-01"), ("c2", "s1", "2023-03-01")], [("c1", "aci", 2023, 2, 9.0)]
    )
    assert lus["c2"]["type_siae"] is None
    assert lus["c2"]["code_departement"] is None
    assert lus["c2"]["annee"] == 2023


def test_une_annexe_qui_ne_compte_pas_met_le_contrat_hors_du_champ() -> None:
    lus = situer(
        [(c, "s1", "2023-02-01") for c in ("fonds", "annule", "passe")],
        [("fonds", "fdi", 2023, 2, 9.0), ("annule", "annulee", 2023, 2, 9.0),
         ("passe", "fdi", 2023, 2, 9.0), ("passe", "aci", 2023, 3, 9.0)],
    )  # fmt: skip
    assert set(lus) == {"passe"}
    assert lus["passe"]["type_siae"] == "ACI"


def test_le_salarie_donne_sexe_et_adresse_inconnu_il_reste_inconnu() -> None:
    contrats = [("c1", "s1", "2023-02-01"), ("c2", "s2", "2023-02-01"), ("c3", "s9", "2023-02-01")]
    lus = situer(contrats, [])
    dits = {n: (x["id_personne"], x["sexe"], x["statut_qpv"]) for n, x in lus.items()}
    assert dits == {
        "c1": ("p1", "F", "QP"), "c2": ("structure s2", "H", "NQP"),
        "c3": ("structure s9", "nr", "NR"),
    }  # fmt: skip
    sans = situer(contrats, [], salaries=None)
    assert {x["id_personne"] for x in sans.values()} == {
        "structure s1", "structure s2", "structure s9",
    }  # fmt: skip
    assert {(x["sexe"], x["statut_qpv"]) for x in sans.values()} == {("nr", "NR")}


def test_par_sexe_un_salarie_compte_autant_qu_il_signe() -> None:
    lignes = pd.DataFrame(
        [(2023, "30", "F"), (2023, "30", "F"), (2023, "34", "H"), (2023, "01", "nr"),
         (2022, "30", "H"), (2023, None, "F")],
        columns=["annee", "code_departement", "sexe"],
    )  # fmt: skip
    lu = iae.contrats_par_sexe(lignes, APPARTENANCE, annee=2023)
    cases = lu.set_index(["territoire", "modalite"])["valeur"]
    assert cases["30"].to_dict() == {"": 2, "F": 2, "H": 0, "nr": 0}
    assert cases["R76"].to_dict() == {"": 3, "F": 2, "H": 1, "nr": 0}
    assert cases["FR"].to_dict() == {"": 4, "F": 2, "H": 1, "nr": 1}
    avant = iae.contrats_par_sexe(lignes, APPARTENANCE, annee=2021)
    assert set(avant["etat"]) == {"nd"}


@pytest.mark.parametrize("graine", range(4))
def test_le_poids_compte_des_personnes_et_non_des_contrats(graine: int) -> None:
    lignes = tirer(3, graine)
    situes = iae.situer_contrats(*tables(lignes), annee=ANNEE)
    ou = appartenance(lignes)
    signes: dict[tuple[str, str, str], dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for ligne in situes.to_dict("records"):
        if ligne["annee"] != ANNEE or not isinstance(ligne["type_siae"], str):
            continue
        genre, lieu = ligne["type_siae"], ligne["code_departement"]
        for territoire in (lieu, lieu.split("-")[0]):
            signes[territoire, "contrats", ligne["sexe"]][ligne["id_personne"]] += 1
            for ensemble in {"ENSEMBLE", FAMILLE.get(genre, genre), genre}:
                for nom in ("contrats", *ADRESSES[ligne["statut_qpv"]]):
                    signes[territoire, nom, ensemble][ligne["id_personne"]] += 1
    poids = iae.peser_contrats(situes, ou, annee=ANNEE)
    lus = poids.set_index(["territoire", "indicateur", "modalite"])[["unites", "premiere"]]
    assert len(lus) == len(signes)
    for cle, personnes in signes.items():
        total = sum(personnes.values())
        assert lus.loc[cle].tolist() == pytest.approx(
            [len(personnes), max(personnes.values()) / total]
        ), cle
    assert any(sum(p.values()) > len(p) for p in signes.values()), "nul n'a signé deux fois"
