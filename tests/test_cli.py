"""Les commandes de préparation d'un dossier, comme on les tape."""

import json
from pathlib import Path

import openpyxl
import pytest

from carnets.cli import main


def lancer(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as sortie:
        main(list(arguments))
    lu = capsys.readouterr()
    return int(sortie.value.code or 0), lu.out, lu.err


@pytest.mark.parametrize("commande", [[], ["rendre"], ["verifier"], ["nouveau"], ["modele"]])
def test_l_aide_est_en_francais(commande: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    code, aide, _ = lancer(capsys, *commande, "--aide")
    assert code == 0
    assert "Affiche cette aide" in aide
    assert "Show this" not in aide
    assert "required" not in aide


def test_un_dossier_d_exemple_se_verifie(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    dossier = tmp_path / "essai"
    assert lancer(capsys, "exemple", str(dossier), "--personnes", "30")[0] == 0
    code, sortie, _ = lancer(capsys, "verifier", str(dossier), "--json")
    assert code == 0
    for fichier in json.loads(sortie)["fichiers"]:
        assert fichier["lues"] == fichier["acceptees"] + fichier["refusees"]


def test_des_lignes_refusees_sont_gardees_a_part(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    dossier, rejets = tmp_path / "essai", tmp_path / "rejets"
    lancer(capsys, "exemple", str(dossier), "--personnes", "30")
    contrats = dossier / "contrats.csv"
    entete, premiere, *suite = contrats.read_text(encoding="utf-8").splitlines()
    rang = entete.split(";").index("date_debut")
    cellules = premiere.split(";")
    cellules[rang] = "31/02/2023"
    contrats.write_text("\n".join([entete, ";".join(cellules), *suite]) + "\n", encoding="utf-8")
    code, sortie, erreur = lancer(capsys, "verifier", str(dossier), "--rejets", str(rejets))
    assert code == 3
    assert "31/02/2023" in sortie
    assert "Traceback" not in erreur
    (garde,) = rejets.rglob("*contrats*.csv")
    assert "31/02/2023" in garde.read_text(encoding="utf-8-sig")


def test_un_classeur_vierge_a_les_colonnes_du_modele(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    classeur = tmp_path / "contrat.xlsx"
    assert lancer(capsys, "modele", "contrat", "--vers", str(classeur))[0] == 0
    feuille = openpyxl.load_workbook(classeur).worksheets[0]
    assert "id_contrat" in {c.value for r in feuille.iter_rows() for c in r}
    code, _, erreur = lancer(capsys, "modele", "contra", "--vers", str(classeur))
    assert (code, "vouliez-vous dire contrat" in erreur) == (2, True)


def test_nouveau_ne_remplace_pas_un_dossier(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source, cree = tmp_path / "essai", tmp_path / "cree"
    lancer(capsys, "exemple", str(source), "--personnes", "30")
    arguments = ("nouveau", str(cree), str(source / "contrats.csv"))
    assert lancer(capsys, *arguments)[0] == 0
    assert (cree / "dossier.yml").is_file()
    code, _, erreur = lancer(capsys, *arguments)
    assert (code, "contient déjà" in erreur) == (2, True)
