"""Une même cellule, où qu'on la lise : une valeur, et la plus stricte de ses règles."""

import math

import numpy as np
import pandas as pd
import pytest

from carnets.erreurs import RefusSecret
from carnets.secret import Effectif, Montant, Nature, Registre, Table, declarer
from carnets.secret.cellules import Cle
from carnets.secret.systeme import Systeme, assembler
from carnets.secret.tableau import COLONNES
from tests.secret.fabrique import apports

RIEN = math.nan
NATURES: dict[str, Nature] = {"salaries": Effectif(), "heures": Montant()}


def une(
    valeur: float,
    etat: str = "ok",
    *,
    nom: str = "t",
    regle: str = "personnes_partenaires",
    indicateur: str = "salaries",
    unites: tuple[float, float] | None = None,
) -> Table:
    """Une table d'une seule cellule."""
    ligne = ("30", "2019", indicateur, "", RIEN, RIEN, valeur, etat)
    donnees = pd.DataFrame([ligne], columns=list(COLONNES))
    return declarer(
        nom,
        donnees,
        source="s",
        regle=regle,
        natures=NATURES,
        contributions=None if unites is None else apports(donnees, {"": unites}),
    )


def cellule(*tables: Table) -> dict[str, object]:
    """Ce que le système sait de l'unique cellule de ces tables."""
    systeme = assembler(tables, (), Registre())
    assert systeme.cles == (Cle("30", "2019", tables[0].donnees["indicateur"].iloc[0]),)
    return {
        nom: getattr(systeme, nom)[0]
        for nom in vars(Systeme)["__annotations__"]
        if isinstance(getattr(systeme, nom), np.ndarray) and nom != "matrice"
    } | {"tables": systeme.tables[0]}


@pytest.mark.parametrize(
    ("regle", "seuil", "plancher", "marge"),
    [("personnes_partenaires", 5, 1, 2), ("personnes_public", 11, 1, 4), ("fiscal", 11, 0, 4)],
)
def test_un_effectif_suit_sa_regle(regle: str, seuil: int, plancher: int, marge: int) -> None:
    vue = cellule(une(20, regle=regle))
    assert (vue["seuils"], vue["planchers"], vue["marges"]) == (seuil, plancher, marge)
    assert (vue["poids"], vue["montants"], vue["primaires"]) == (1, False, False)


def test_une_personne_est_seule_dans_sa_cellule() -> None:
    assert [bool(cellule(une(n))["uniques"]) for n in (0, 1, 2)] == [False, True, False]


def test_un_effectif_vide_pese_un() -> None:
    assert cellule(une(0))["poids"] == 1


def test_un_effectif_pondere_suit_sa_regle_a_son_poids() -> None:
    vue = cellule(une(60.0, unites=(20.0, 0.1)))
    assert (vue["poids"], vue["seuils"], vue["planchers"], vue["marges"]) == (3, 15, 3, 6)


def test_un_montant_n_a_ni_seuil_ni_poids() -> None:
    vue = cellule(une(500.0, indicateur="heures", unites=(20.0, 0.1), regle="entreprises"))
    assert (vue["seuils"], vue["poids"], vue["montants"]) == (0, 1, True)
    assert vue["marges"] == pytest.approx(500 * (1 / 0.85 - 1))


def test_ce_qui_est_sans_objet_est_un_zero_que_l_on_montre() -> None:
    vue = cellule(une(RIEN, "sans_objet", regle="fiscal"))
    assert vue["valeurs"] == 0
    assert not any(vue[nom] for nom in ("primaires", "surveillees", "masquables", "doffice"))
    assert not vue["uniques"]


@pytest.mark.parametrize(
    ("etat", "primaire", "marge"), [("nd", False, 0), ("ns", False, 0), ("secret", True, 2)]
)
def test_ce_que_le_producteur_tait(etat: str, primaire: bool, marge: int) -> None:
    """Masqué par lui, nos tables ne le redonnent pas ; seulement absent, rien n'est à protéger."""
    vue = cellule(une(RIEN, etat))
    assert (vue["primaires"], vue["marges"], vue["doffice"]) == (primaire, marge, True)
    assert (vue["seuils"], vue["affichees"], vue["masquables"]) == (0, False, False)


def test_deux_tables_une_cellule_la_plus_stricte() -> None:
    for regles in (("personnes_partenaires", "fiscal"), ("fiscal", "personnes_partenaires")):
        vue = cellule(*(une(8, nom=regle, regle=regle) for regle in regles))
        assert (vue["seuils"], vue["planchers"], vue["marges"]) == (11, 0, 4)
        assert vue["primaires"]
        assert vue["tables"] == frozenset(regles)


def test_une_cellule_n_est_sans_objet_que_si_toutes_ses_tables_le_disent() -> None:
    """Un zéro que la règle fiscale masque ne se montre pas parce qu'une autre table l'ignore."""
    vide = une(RIEN, "sans_objet", nom="a", regle="fiscal")
    zero = une(0, nom="b", regle="fiscal")
    for ordre in ((vide, zero), (zero, vide)):
        assert cellule(*ordre)["surveillees"]
        assert cellule(*ordre)["primaires"]
    assert not cellule(vide, une(RIEN, "sans_objet", nom="b", regle="fiscal"))["surveillees"]


@pytest.mark.parametrize(
    ("valeurs", "memes"),
    [
        ((13.0, 13.0), True),
        ((RIEN, RIEN), True),
        ((1e6, 1e6 + 1e-4), True),  # au milliardième près
        ((0.0, 5e-10), True),
        ((13.0, 14.0), False),
        ((1e6, 1e6 + 1.0), False),
    ],
)
def test_une_cellule_lue_deux_fois_dit_la_meme_chose(
    valeurs: tuple[float, float], memes: bool
) -> None:
    tables = [
        une(
            valeur,
            "nd" if math.isnan(valeur) else "ok",
            nom=nom,
            indicateur="heures",
            unites=(20.0, 0.1),
        )
        for nom, valeur in zip("ab", valeurs, strict=True)
    ]
    if memes:
        assert cellule(*tables)["tables"] == frozenset("ab")
    else:
        with pytest.raises(RefusSecret, match=r"deux valeurs \(a, b\)|deux valeurs \(a\)") as refus:
            cellule(*tables)
        assert "13" not in str(refus.value)


def test_connue_ici_et_inconnue_la_c_est_une_contradiction() -> None:
    with pytest.raises(RefusSecret, match="deux valeurs"):
        cellule(une(13, nom="a"), une(RIEN, "nd", nom="b"))
