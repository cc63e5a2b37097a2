"""Livrer entier ou pas du tout."""

import json
from pathlib import Path

import pytest

from carnets.erreurs import UsageIncorrect
from carnets.execution import livraison
from carnets.execution.livraison import EcritureImpossible, composant, livrer


def test_tout_parait_d_un_coup_recu_compris(tmp_path: Path) -> None:
    destination = tmp_path / "a" / "b"
    livrer(destination, {"x.html": b"un"}, {"b": 1, "a": "é"})
    assert (destination / "x.html").read_bytes() == b"un"
    assert json.loads((destination / "recu.json").read_text(encoding="utf-8")) == {"a": "é", "b": 1}
    assert [f.name for f in destination.parent.iterdir()] == ["b"]


def test_une_nouvelle_edition_remplace_l_ancienne_entiere(tmp_path: Path) -> None:
    destination = tmp_path / "b"
    livrer(destination, {"vieux.html": b"1"}, {})
    livrer(destination, {"neuf.html": b"2"}, {})
    assert sorted(f.name for f in destination.iterdir()) == ["neuf.html", "recu.json"]
    assert [f.name for f in tmp_path.iterdir()] == ["b"]


@pytest.mark.parametrize("etape", ["_ecrire", "_mettre_en_place"])
def test_une_panne_ne_laisse_rien_de_neuf(
    etape: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    destination = tmp_path / "b"
    livrer(destination, {"x.html": b"ancien"}, {})

    def panne(*_: object) -> None:
        raise OSError("disque plein")

    monkeypatch.setattr(livraison, etape, panne)
    with pytest.raises(EcritureImpossible, match="disque plein"):
        livrer(destination, {"x.html": b"neuf"}, {})
    assert (destination / "x.html").read_bytes() == b"ancien"
    assert [f.name for f in tmp_path.iterdir()] == ["b"]


@pytest.mark.parametrize(
    "nom",
    ["", "..", "../x", "a/b", "a\\b", "CON", "nul", "é", "a" * 81, "٣", "a\n", "-a", "a.b", "{0}"],
)
def test_un_nom_venu_des_donnees_ne_choisit_pas_ou_l_on_ecrit(nom: str) -> None:
    with pytest.raises(UsageIncorrect, match="ne peut pas nommer un fichier"):
        composant(nom)


def test_un_code_ordinaire_nomme_un_fichier() -> None:
    assert composant("QN07501M-2024") == "QN07501M-2024"
