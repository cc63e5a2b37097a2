"""Deux années ne se comparent (IA-11) que si elles couvrent la même chose : cas à la main."""

from collections.abc import Mapping

import pandas as pd
import pytest

from carnets.indicateurs import iae

SIRETS = {"a": "00000001800010", "b": "00000002600013"}


def annexe(
    numero: str, siret: str | None, debut: str | None, fin: str, mesure: str = "ACI_DC"
) -> dict[str, object]:
    """Une annexe du Gard ; sans `debut`, elle n'a pas de dates d'effet."""
    return {
        "af_id_annexe_financiere": numero,
        "af_mesure_dispositif_code": mesure,
        "af_etat_annexe_financiere_code": "VALIDE",
        "num_dep_af": "30",
        "structure_siret_actualise": siret,
        "structure_adresse_admin_code_insee": None,
        "af_date_debut_effet_v2": pd.Timestamp(debut) if debut else pd.NaT,
        "af_date_fin_effet_v2": pd.Timestamp(fin) if debut else pd.NaT,
    }


DEUX_ANS = [
    annexe("a22", SIRETS["a"], "2022-01-01", "2022-12-31"),
    annexe("a23", SIRETS["a"], "2023-01-01", "2023-12-31"),
]
AN = tuple(range(1, 13))


def heures(etats: Mapping[str, tuple[int, ...]], departement: str = "30") -> pd.DataFrame:
    """Un état par annexe et par mois ; l'année est à la fin du numéro de l'annexe."""
    return pd.DataFrame(
        [
            (2000 + int(numero[-2:]), mois, departement, numero)
            for numero, lot in etats.items()
            for mois in lot
        ],
        columns=["annee", "mois", "code_departement", "emi_afi_id"],
    )


def comparer(lignes: pd.DataFrame, annexes: list[dict[str, object]]) -> iae.Couverture:
    return iae.comparer_couverture(lignes, pd.DataFrame(annexes), annee=2023)


def test_memes_mois_memes_departements_memes_structures() -> None:
    lu = comparer(heures({"a22": AN, "a23": AN}), DEUX_ANS)
    assert lu.constante
    assert lu == iae.Couverture((), (), structures_muettes=False, sans_reperes=False)


def test_une_demi_annee_des_deux_cotes_se_compare() -> None:
    assert comparer(heures({"a22": AN[:6], "a23": AN[:6]}), DEUX_ANS).constante


def test_un_mois_manque() -> None:
    lu = comparer(heures({"a22": AN[:10], "a23": AN[1:]}), DEUX_ANS)
    assert lu.mois == (1, 11, 12)
    assert not lu.constante


def test_un_departement_manque() -> None:
    lignes = pd.concat([heures({"a22": AN, "a23": AN}), heures({"a23": AN}, departement="48")])
    lu = comparer(lignes, DEUX_ANS)
    assert lu.departements == ("48",)
    assert not lu.constante


@pytest.mark.parametrize(
    ("autres", "muette"),
    [
        ([annexe("b23", SIRETS["b"], "2023-02-01", "2023-12-31")], False),  # elle ouvre
        (
            [
                annexe("b23", SIRETS["b"], "2023-01-01", "2023-12-31"),
                annexe("b22", SIRETS["b"], "2022-06-01", "2022-12-31"),
            ],
            True,  # conventionnée en 2022, elle n'y a pas d'heures
        ),
        # Une annexe qui court sur les deux années vaut pour les deux.
        ([annexe("b23", SIRETS["b"], "2022-07-01", "2023-12-31")], True),
        # La même structure, d'un autre type : ce n'est pas la même SIAE.
        (
            [
                annexe("b23", SIRETS["b"], "2023-01-01", "2023-12-31"),
                annexe("b22", SIRETS["b"], "2022-01-01", "2022-12-31", "EI_DC"),
            ],
            False,
        ),
    ],
)
def test_ouvrir_n_est_pas_se_taire(autres: list[dict[str, object]], muette: bool) -> None:
    lu = comparer(heures({"a22": AN, "a23": AN, "b23": AN}), [*DEUX_ANS, *autres])
    assert lu.structures_muettes is muette
    assert lu.constante is not muette


def test_fermer_n_est_pas_se_taire() -> None:
    fermee = annexe("b22", SIRETS["b"], "2022-01-01", "2022-12-31")
    lignes = heures({"a22": AN, "a23": AN, "b22": AN})
    assert comparer(lignes, [*DEUX_ANS, fermee]).constante
    reconduite = annexe("b23", SIRETS["b"], "2023-01-01", "2023-12-31")
    assert comparer(lignes, [*DEUX_ANS, fermee, reconduite]).structures_muettes


def test_une_annexe_refusee_ne_conventionne_personne() -> None:
    refusee = annexe("b22", SIRETS["b"], "2022-01-01", "2022-12-31") | {
        "af_etat_annexe_financiere_code": "REFUSE"
    }
    ouvre = annexe("b23", SIRETS["b"], "2023-01-01", "2023-12-31")
    lignes = heures({"a22": AN, "a23": AN, "b23": AN})
    assert comparer(lignes, [*DEUX_ANS, ouvre, refusee]).constante


@pytest.mark.parametrize(
    "sans", [annexe("b23", None, "2023-01-01", "2023-12-31"), annexe("b23", SIRETS["b"], None, "")]
)
def test_sans_siret_ou_sans_dates_on_ne_sait_pas(sans: dict[str, object]) -> None:
    lu = comparer(heures({"a22": AN, "a23": AN, "b23": AN}), [*DEUX_ANS, sans])
    assert lu.sans_reperes
    assert not lu.constante
    # Une annexe sans repère et sans heures, elle, ne gêne personne.
    assert comparer(heures({"a22": AN, "a23": AN}), [*DEUX_ANS, sans]).constante
