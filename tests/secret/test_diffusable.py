"""Le verrou : rien ne devient Diffusable sans passer par une règle."""

import copy
import pickle

import pandas as pd
import pytest

from carnets.erreurs import RefusSecret
from carnets.secret import Diffusable, publier
from carnets.secret.diffusable import _delivrer
from carnets.secret.tableau import COLONNES


def longue(*lignes: tuple[str, float, str]) -> pd.DataFrame:
    """Une table longue d'un territoire : (modalité, valeur, état)."""
    return pd.DataFrame(
        [
            ("30", "2019", "salaries", modalite, float("nan"), float("nan"), valeur, etat)
            for modalite, valeur, etat in lignes
        ],
        columns=list(COLONNES),
    )


@pytest.fixture
def table() -> pd.DataFrame:
    return longue(("", 12.0, "ok"), ("femmes", 3.0, "ok"), ("hommes", 9.0, "ok"))


def test_ne_se_construit_pas(table: pd.DataFrame) -> None:
    with pytest.raises(TypeError, match="ne se construit pas"):
        Diffusable(table)
    with pytest.raises(TypeError):
        _delivrer(
            table,
            source="s",
            regle="r",
            mention="",
            territoires={},
            fragiles=frozenset(),
            jeton=object(),
        )


def test_deja_publie_passe_intact(table: pd.DataFrame) -> None:
    livre = publier(table, source="structures", regle="deja_publie", territoires={"30": "Gard"})
    pd.testing.assert_frame_equal(livre.table, table)
    assert (livre.source, livre.regle) == ("structures", "deja_publie")
    attendue = "Chiffres déjà publiés par leur producteur : aucun masquage appliqué."
    assert livre.mention == attendue
    assert dict(livre.territoires) == {"30": "Gard"}


@pytest.mark.parametrize("regle", [None, "", "deja_publié", "aucune"])
def test_sans_regle_connue_refus(table: pd.DataFrame, regle: str | None) -> None:
    with pytest.raises(RefusSecret, match="structures") as refus:
        publier(table, source="structures", regle=regle)
    assert refus.value.code == 4


def test_le_porteur_ne_change_rien(table: pd.DataFrame) -> None:
    livre = publier(table, source="s", regle="deja_publie")
    copie = livre.table
    copie.loc[0, "valeur"] = 999.0
    table.loc[0, "valeur"] = 998.0
    assert livre.table.loc[0, "valeur"] == 12.0
    with pytest.raises(AttributeError):
        livre.regle = "autre"  # type: ignore[misc]
    with pytest.raises(AttributeError):
        livre._table = table
    with pytest.raises(AttributeError):
        del livre._table
    with pytest.raises(TypeError):
        livre.territoires["30"] = "x"  # type: ignore[index]


def test_ne_se_copie_ni_ne_se_serialise(table: pd.DataFrame) -> None:
    livre = publier(table, source="s", regle="deja_publie")
    with pytest.raises(TypeError):
        copy.copy(livre)
    with pytest.raises(TypeError):
        pickle.dumps(livre)


def test_le_texte_ne_montre_aucun_nombre(table: pd.DataFrame) -> None:
    livre = publier(table, source="s", regle="deja_publie")
    assert repr(livre) == "Diffusable(source='s', regle='deja_publie', lignes=3)"


def test_colonne_en_trop_ou_manquante(table: pd.DataFrame) -> None:
    for mauvaise in (table.assign(effectif=1), table.drop(columns="etat")):
        with pytest.raises(RefusSecret, match="colonnes"):
            publier(mauvaise, source="s", regle="deja_publie")


def test_lignes_contradictoires() -> None:
    with pytest.raises(RefusSecret, match="encore un nombre"):
        publier(longue(("", 3.0, "secret")), source="s", regle="deja_publie")
    with pytest.raises(RefusSecret, match="deux lignes"):
        publier(longue(("", 3.0, "ok"), ("", 4.0, "ok")), source="s", regle="deja_publie")
    with pytest.raises(RefusSecret, match="état inconnu"):
        publier(longue(("", 3.0, "OK")), source="s", regle="deja_publie")
    sans_texte = longue(("", 3.0, "ok")).assign(modalite=None)
    with pytest.raises(RefusSecret, match="texte partout"):
        publier(sans_texte, source="s", regle="deja_publie")
