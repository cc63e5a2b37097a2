"""Ce qu'un utilisateur fait de travers : un message, un code, rien d'écrit, pas de trace."""

import shutil
from pathlib import Path

import pytest

from carnets.chemins import DOSSIERS
from carnets.cli import main
from carnets.erreurs import DonneesRefusees, ErreurUtilisateur, RefusSecret
from carnets.execution.echecs import CelluleEnErreur
from carnets.execution.rendre import _erreur_du_carnet, classe_connue
from carnets.secret import ProtectionImpossible

PANORAMA = ["rendre", "panorama_iae", "--dossier", "occitanie-iae-2019"]


def lancer(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str]:
    with pytest.raises(SystemExit) as sortie:
        main(list(arguments))
    lu = capsys.readouterr()
    assert "Traceback" not in lu.out + lu.err
    return int(sortie.value.code or 0), lu.err


@pytest.mark.parametrize(
    ("arguments", "fragment"),
    [
        ([*PANORAMA, "-p", "teritoire=30"], "vouliez-vous dire territoire ?"),
        ([*PANORAMA, "-p", "territoire=31O"], "vouliez-vous dire"),
        ([*PANORAMA, "-p", "annee=deux mille"], "attendu un nombre entier"),
        ([*PANORAMA, "-p", "annee=2018"], "Année 2018 absente du dossier"),
        ([*PANORAMA, "-p", "territoire"], "attendu nom=valeur"),
        ([*PANORAMA, "-p", "annee=2019", "-p", "annee=2019"], "donné deux fois"),
        ([*PANORAMA, "-p", "territoire=76\n"], "caractère invisible"),
        ([*PANORAMA, "-p", "import os;os.getcwd()=1"], "Paramètre inconnu"),
        ([*PANORAMA, "--format", "odt"], "Format inconnu"),
        (["rendre", "panorama_ia", "--dossier", "occitanie-iae-2019"], "panorama_iae"),
        (["rendre", "panorama_iae", "--dossier", "occitanie-iae-2018"], "occitanie-iae-2019"),
        (["rendre", "panorama_iae"], "Il manque --dossier"),
        (["rendree"], "vouliez-vous dire rendre ?"),
        (
            ["rendre", "bilan_insertion", "--dossier", "ales-npnru", "-p", "territoire=saem-ales"],
            "territoires possibles : npnru-ales",
        ),
    ],
)
def test_mauvais_usage(
    arguments: list[str], fragment: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    suite = ["--sortie", str(tmp_path / "reports")] if arguments[0] == "rendre" else []
    code, message = lancer(capsys, *arguments, *suite)
    assert code == 2
    assert fragment in message
    assert not (tmp_path / "reports").exists()


def test_un_texte_la_ou_un_nombre_est_du(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    copie = shutil.copytree(DOSSIERS / "occitanie-iae-2019", tmp_path / "occitanie-iae-2019")
    fichier = copie / "structures.csv"
    lignes = fichier.read_text(encoding="utf-8").splitlines()
    rang = next(i for i, ligne in enumerate(lignes, start=1) if "Gard" in ligne)
    lignes[rang - 1] = lignes[rang - 1].replace("3114", "beaucoup")
    fichier.write_text("\n".join(lignes) + "\n", encoding="utf-8")
    sortie = tmp_path / "reports"
    code, message = lancer(
        capsys, "rendre", "panorama_iae", "--dossier", str(copie), "--sortie", str(sortie)
    )
    assert code == 3
    for attendu in ("structures.csv", f"ligne {rang}", "salaries", "beaucoup", "nombre"):
        assert attendu in message, message
    assert not sortie.exists()


def test_une_sortie_interdite_se_dit(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    obstacle = tmp_path / "reports"
    obstacle.write_text("un fichier, pas un dossier", encoding="utf-8")
    code, message = lancer(capsys, *PANORAMA, "--format", "html", "--sortie", str(obstacle))
    assert code == 2
    assert "Impossible d'écrire" in message


def test_un_refus_du_secret_garde_son_code_ou_qu_il_soit_defini() -> None:
    assert classe_connue("ProtectionImpossible") is ProtectionImpossible
    assert issubclass(ProtectionImpossible, RefusSecret)
    assert classe_connue("DonneesRefusees") is DonneesRefusees
    assert classe_connue("KeyError") is None


def test_toute_erreur_d_usager_se_refait_de_son_message() -> None:
    """Elle quitte le processus du carnet par son nom et son texte ; sinon, un refus est un défaut.

    Celles de `execution` naissent hors de ce processus.
    """
    classes: list[type[ErreurUtilisateur]] = [ErreurUtilisateur]
    for classe in classes:
        classes += classe.__subclasses__()
    assert ProtectionImpossible in classes
    for classe in classes:
        if not classe.__module__.startswith("carnets.execution"):
            assert str(classe("dit")) == "dit", classe


@pytest.mark.parametrize("confidentiel", [False, True])
def test_un_refus_du_secret_dans_un_carnet_se_lit_et_garde_son_code(confidentiel: bool) -> None:
    echec = CelluleEnErreur(3, "ProtectionImpossible", "Table « t » : se recalcule.", ())
    erreur = _erreur_du_carnet(Path("bilan.ipynb"), echec, 3, muette=confidentiel)
    assert isinstance(erreur, ProtectionImpossible)
    assert (str(erreur), erreur.code) == ("Table « t » : se recalcule.", 4)
