"""Le parcours d'un consultant, tel que le README le dit : ses commandes y sont lues et tapées."""

import re
import shlex
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from carnets.chemins import RACINE
from carnets.cli import main
from tests.bout_en_bout.exports import LOTS, PERSONNES_PAR_LOT, ecrire_exports
from tests.bout_en_bout.microdonnees import PREPARER, PUBLIER

CARTE = "{document: null, producteur: null, date: null}"
REPONSES = {
    "titre: null ": "titre: Bilan d'essai ",
    "annee: null ": "annee: 2023 ",
    "geographie: null ": 'geographie: "2015" ',
    "{code: null, libelle: null, type: null}": "{code: mon-projet, libelle: Projet, type: projet}",
    "secret: null ": "secret: personnes_public ",
    CARTE: "{document: Export du suivi, producteur: PLIE, date: 2023-12-31, lignes: toutes}",
    # Participants : ce qui était douteux est juste.
    "    a_confirmer:  # QUESTION : déplacez sous « colonnes » ce qui est juste\n"
    '      id_personne: "Identifiant personne"': '      id_personne: "Identifiant personne"',
    '        "M.": "H"\n': '        "M.": "H"\n'
    '      statut_qpv: {"Résident QPV": QP, "Hors quartier": NQP}\n',
    # Contrats : deux propositions étaient inversées, une manquait.
    "    colonnes: {}\n    a_confirmer:  # QUESTION : déplacez sous « colonnes » ce qui est juste\n"
    '      id_contrat: "Nature du contrat"': '    colonnes:\n      id_contrat: "N° contrat"',
    'id_personne: "" ': 'id_personne: "Participant" ',
    'type_contrat: "N° contrat"': 'type_contrat: "Nature du contrat"',
    'date_debut: "Date de début"  # confiance 80 %\n': 'date_debut: "Date de début"\n'
    '    valeurs: {type_contrat: {"Intérim": CTT, "Contrat pro": PRO}}\n',
    # Heures : l'état de la déclaration est traduit ; la ligne de total a été reconnue.
    "    a_confirmer:  # QUESTION : déplacez sous « colonnes » ce qui est juste\n"
    '      id_contrat: "Contrat"': '      id_contrat: "Contrat"',
    'statut: "Etat déclaration"  # confiance 80 %\n': 'statut: "Etat déclaration"\n'
    '    valeurs: {statut: {"Saisie validée": validee}}\n',
}


def _commandes() -> list[list[str]]:
    page = (RACINE / "README.md").read_text(encoding="utf-8")
    partie = page.split("## Adapter à votre territoire")[1].split("\n## ")[0]
    lignes = [ligne for bloc in re.findall(r" *```\n(.*?) *```", partie, re.DOTALL) for ligne in
              bloc.splitlines()]  # fmt: skip
    return [shlex.split(ligne)[1:] for ligne in lignes if ligne.strip().startswith("carnets ")]


def _lancer(*arguments: str) -> int:
    with pytest.raises(SystemExit) as fin:
        main(list(arguments))
    return int(fin.value.code or 0)


def _carnet(fichier: Path) -> None:
    parametres = new_code_cell(
        'dossier: str = ""\nterritoire: str = ""\nannee: int = 2023',
        metadata={"tags": ["parameters"]},
    )
    tableau = (
        'c.tableau(livre["heures"], titre="Heures par lot", source=etude.citer("heures"), '
        'disposition=c.Disposition(lignes="modalite"))'
    )
    cellules = [parametres, *map(new_code_cell, (PREPARER, PUBLIER, tableau, "c.constat_secret()"))]
    nbformat.write(new_notebook(cells=cellules), fichier)


def test_des_exports_au_bilan_en_suivant_le_readme(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    ecrire_exports(tmp_path)
    _carnet(tmp_path / "mon_bilan.ipynb")
    nouveau, verifier, rendre = _commandes()

    assert _lancer(*nouveau) == 0
    fiche = tmp_path / "mon-territoire" / "dossier.yml"
    assert _lancer(*verifier) == 3
    assert "« titre »" in capsys.readouterr().err
    texte = fiche.read_text(encoding="utf-8")
    for question, reponse in list(REPONSES.items())[:6]:
        assert question in texte, question
        texte = texte.replace(question, reponse)
    fiche.write_text(texte, encoding="utf-8")
    assert _lancer(*verifier) == 3
    assert "quelle colonne du fichier remplit id_personne ?" in capsys.readouterr().out

    for question, reponse in list(REPONSES.items())[6:]:
        assert question in texte, question
        texte = texte.replace(question, reponse)
    fiche.write_text(texte, encoding="utf-8")
    assert _lancer(*verifier) == 0, capsys.readouterr().out
    rapport = capsys.readouterr().out
    nombre = LOTS * PERSONNES_PAR_LOT
    assert f"{nombre} lignes lues = {nombre} acceptées + 0 refusées" in rapport
    assert f"{2 * nombre + 1} lignes lues = {2 * nombre} acceptées + 1 refusées" in rapport
    assert (tmp_path / "controle.html").is_file()
    # Le total de l'export tombe juste : aucune alerte ne le vise.
    assert "total_different_de_la_somme" not in rapport

    assert _lancer(*rendre) == 0, capsys.readouterr().err
    (page,) = (tmp_path / "reports").rglob("mon_bilan-*.html")
    livre = page.read_text(encoding="utf-8")
    # Lot 1 : 30 personnes, 60,00 h à 60,29 h, deux mois.
    heures = 2 * sum(6000 + n for n in range(PERSONNES_PAR_LOT)) / 100
    assert f"{heures:_.0f}".replace("_", "\u202f") in livre
