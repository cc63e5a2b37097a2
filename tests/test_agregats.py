"""Un agrégat se calcule sur toute la table ; il n'engage que les lignes citées de son résultat."""

from pathlib import Path

import pandas as pd
import pytest

from carnets import lus
from carnets.agregats import Agregat
from carnets.dossier import charger_dossier
from carnets.execution.reponses import ABSENTE, Repondeur
from carnets.indicateurs import cadre
from carnets.indicateurs.cadre import empiler
from tests.execution.lots_fabrique import dossier, ecrire_qpv

CODES = ["A1", "B2", "C3", "D4"]


def questions(racine: Path, *codes: str) -> list[lus.Question]:
    """Ce que note un carnet qui cite la médiane et ces rangs."""
    lus.oublier()
    ouvert = charger_dossier(racine)
    ouvert.agregat(rangs(), "qpv", ou={"territoire": codes}, colonne="nombre_qpv")
    return lus.relever()


def rangs() -> object:
    """Un calcul de la maison, le temps d'un essai : le rang de chaque territoire."""
    return cadre.rangs  # type: ignore[attr-defined]


@pytest.fixture(autouse=True)
def _calcul(monkeypatch: pytest.MonkeyPatch) -> None:
    def rangs(table: pd.DataFrame, *, colonne: str) -> pd.DataFrame:
        rang = table[colonne].rank(ascending=False)
        return pd.DataFrame({"territoire": table["territoire"], "rang": rang})

    rangs.__module__, rangs.__qualname__ = cadre.__name__, "rangs"
    monkeypatch.setattr(cadre, "rangs", rangs, raising=False)


def empreintes(racine: Path, posees: list[lus.Question]) -> list[str]:
    return [ligne[-1] for ligne in Repondeur(charger_dossier(racine)).empreintes(posees)[1:]]


def test_seules_les_lignes_citees_engagent(tmp_path: Path) -> None:
    racine = dossier(tmp_path / "essai", CODES)
    ecrire_qpv(racine, {"A1": 10, "B2": 20, "C3": 30, "D4": 40})
    premier, troisieme = questions(racine, "D4"), questions(racine, "B2")
    avant = empreintes(racine, premier), empreintes(racine, troisieme)
    ecrire_qpv(racine, {"C3": 15, "D4": 40, "A1": 10, "B2": 20})
    apres = empreintes(racine, premier), empreintes(racine, troisieme)
    assert apres[0] == avant[0]  # toujours premier, bien que C3 ait changé
    assert apres[1] != avant[1]  # B2 passe devant C3


def test_le_resultat_est_le_meme_quel_que_soit_l_ordre_des_lignes(tmp_path: Path) -> None:
    racine = dossier(tmp_path / "essai", CODES)
    ecrire_qpv(racine, {"A1": 1, "B2": 2, "C3": 3, "D4": 4})
    un = charger_dossier(racine).agregat(rangs(), "qpv", colonne="nombre_qpv")
    ecrire_qpv(racine, {"D4": 4, "B2": 2, "A1": 1, "C3": 3})
    deux = charger_dossier(racine).agregat(rangs(), "qpv", colonne="nombre_qpv")
    pd.testing.assert_frame_equal(un, deux)


def test_plusieurs_colonnes_citees_ne_se_melangent_pas(tmp_path: Path) -> None:
    racine = dossier(tmp_path / "essai", CODES)
    ouvert = charger_dossier(racine)
    lus.oublier()
    lu = ouvert.agregat(
        rangs(), "qpv", ou={"territoire": ["A1"], "rang": [4.0]}, colonne="nombre_qpv"
    )
    (question,) = lus.relever()
    assert question[-2:] == ('["territoire", "rang"]', '["A1", "4.0"]')
    assert lu["territoire"].tolist() == ["A1"]
    assert [e for e in empreintes(racine, [question]) if e != ABSENTE]


def test_un_calcul_d_ailleurs_est_refuse(tmp_path: Path) -> None:
    ouvert = charger_dossier(dossier(tmp_path / "essai", CODES))
    with pytest.raises(ValueError, match=r"carnets\.indicateurs"):
        ouvert.agregat(pd.concat, "qpv")
    with pytest.raises(ValueError, match=r"carnets\.indicateurs"):
        Agregat("os:getcwd", "[]", "{}").calculer([])
    assert Agregat.de(empiler, ["qpv"], {"b": 1, "a": 2}).arguments == '{"a": 2, "b": 1}'


def test_une_reponse_gardee_ne_se_recalcule_pas(tmp_path: Path) -> None:
    racine = dossier(tmp_path / "essai", CODES)
    posees = [*questions(racine, "B2"), ("lignes", "qpv", "territoire", "C3")]
    avant = empreintes(racine, posees)
    with pytest.MonkeyPatch.context() as interdit:
        interdit.setattr(Agregat, "calculer", lambda *_: pytest.fail("recalculé"))
        assert empreintes(racine, posees) == avant
    ecrire_qpv(racine, {"A1": 1, "B2": 2, "C3": 33, "D4": 4})
    assert empreintes(racine, posees)[1] != avant[1]
