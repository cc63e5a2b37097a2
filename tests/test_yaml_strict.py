"""Le lecteur YAML strict refuse ce qui a deux lectures, avec la ligne."""

from datetime import date
from pathlib import Path

import pytest

from carnets.erreurs import DonneesRefusees
from carnets.yaml_strict import charger_yaml


def _lire(chemin: Path, texte: str) -> object:
    fichier = chemin / "f.yml"
    fichier.write_bytes(texte.encode())
    return charger_yaml(fichier).valeur


def test_valeurs_sures(tmp_path: Path) -> None:
    texte = 'a: "01004"\nb: 12\nc: 0.5\nd: true\ne: 2019-12-31\nf: Mende\ng: [1, -2]\nh: null\n'
    assert _lire(tmp_path, texte) == {
        "a": "01004", "b": 12, "c": 0.5, "d": True, "e": date(2019, 12, 31),
        "f": "Mende", "g": [1, -2], "h": None,
    }  # fmt: skip


def test_bom_et_fins_de_ligne_windows(tmp_path: Path) -> None:
    assert _lire(tmp_path, "\ufeffa: 1\r\nb: 2\r\n") == {"a": 1, "b": 2}


@pytest.mark.parametrize(
    ("ligne_fautive", "attendu"),
    [
        ("b: 01004", "zéro initial"),
        ("b: 008", "zéro initial"),
        ("b: NO", "écrivez true ou false"),
        ("b: yes", "écrivez true ou false"),
        ("b: True", "écrivez true ou false"),
        ("b: 12:30", "base 60"),
        ("b: 0x1F", "base dix"),
        ("b: 1_000", "sans tiret bas"),
        ("b: 2E1", "notation scientifique"),
        ("b: .inf", "nombre fini"),
        ("b: .5", "en entier"),
        ("b: 2019-12", "date incomplète"),
        ("b: 2019-13-01", "pas une date du calendrier"),
        ("b: 2019-12-31 10:00:00", "sans heure"),
        ("a: 2", "écrite deux fois"),
        ("b: &x 1", "ancres"),
        ("b: !!str 1", "étiquettes"),
        ("3: x", "un texte est attendu"),
        ("---\nb: 1", "un seul document"),
        ("\tb: 1", "tabulation"),
        ('b: "x', "refermé"),
        ("b: [1", "refermé|manquants"),
        ("b: @x", "guillemets"),
        ("b: c: d", "deux-points"),
        ("b: Null", "écrivez null"),
    ],
)
def test_refus_avec_la_ligne(tmp_path: Path, ligne_fautive: str, attendu: str) -> None:
    with pytest.raises(DonneesRefusees, match=attendu) as refus:
        _lire(tmp_path, f"a: 1\n{ligne_fautive}\n")
    assert "f.yml, ligne " in str(refus.value)


def test_refus_nomme_la_bonne_ligne(tmp_path: Path) -> None:
    with pytest.raises(DonneesRefusees, match=r"f\.yml, ligne 3 : "):
        _lire(tmp_path, "a: 1\nb: 2\na: 3\n")


@pytest.mark.parametrize("octets", [b"a: \xff\n", b"", b"# rien\n", b"a: \x00\n", b"[" * 5000])
def test_fichiers_abimes(tmp_path: Path, octets: bytes) -> None:
    fichier = tmp_path / "f.yml"
    fichier.write_bytes(octets)
    with pytest.raises(DonneesRefusees, match="ligne 1"):
        charger_yaml(fichier)
