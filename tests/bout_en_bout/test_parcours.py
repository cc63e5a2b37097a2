"""Le parcours d'un consultant, tel que le README le dit : ses commandes y sont lues et tapées."""

import re
import shlex
from pathlib import Path

import pytest

from carnets.chemins import RACINE
from carnets.cli import main
from tests.bout_en_bout.exports import MOIS, PERSONNES, ecrire_exports, heures_faites, nir_fictif

DIT = "  # QUESTION : déplacez sous « colonnes » ce qui est juste\n"
# Sur le dossier entier : ce que l'export ne peut pas dire.
REPONSES = {
    "titre: null ": "titre: Bilan des Tilleuls ",
    "annee: null ": "annee: 2023 ",
    "geographie: null ": 'geographie: "2015" ',
    "{code: null, libelle: null, type: null}": "{code: Tilleuls, libelle: Les Tilleuls, "
    "type: projet}",
    "secret: null ": "secret: personnes_public ",
    "{document: null, producteur: null, date: null}": "{document: Export du suivi, producteur: "
    "PLIE de Clairmont, date: 2023-12-31}",
}
# Sur les colonnes et les mots : ce que l'outil n'a pas voulu deviner.
PRECISIONS = {
    **{
        f"    a_confirmer:{DIT}      {juste}": f"      {juste}"
        for juste in (
            'libelle: "Opération Libellé"',
            'objet: "Marché Libellé"',
            'id_clause: "Code lot"',
        )
    },
    # Le montant et l'objectif de l'export sont ceux des lots, non des opérations.
    '      montant_travaux_ht: "Montant HT"  # confiance 80\u00a0%\n': "",
    '      objectif_h_initial: "Objectif (h)"  # confiance 80\u00a0%\n': "",
    '"Espaces publics": null': '"Espaces publics": requalification',
    "    valeurs:\n      famille:": "    valeurs:\n"
    '      id_mo: {"VILLE DE CLAIRMONT": "Ville de Clairmont"}\n      famille:',
    "type_dispositif: null": "type_dispositif: condition_execution",
    "mode_calcul: null": "mode_calcul: heures_fixes",
    "base_heures: null": "base_heures: travaillees",
    "statut: null": "statut: validee",
    "pendant_contrat: null": "pendant_contrat: oui",
    "horizon: null": 'horizon: "0"',
    "referentiel_sortie: null": "referentiel_sortie: clause_local",
    "examinee: null": "examinee: oui",
    '"CDI": null': '"CDI": emploi_durable',
}


def _commandes() -> list[list[str]]:
    page = (RACINE / "README.md").read_text(encoding="utf-8")
    partie = page.split("## Adapter à votre territoire")[1].split("\n## ")[0]
    blocs = re.findall(r" *```\n(.*?) *```", partie, re.DOTALL)
    lignes = [ligne.strip() for bloc in blocs for ligne in bloc.splitlines()]
    return [shlex.split(ligne)[1:] for ligne in lignes if ligne.startswith("carnets ")]


def _lancer(*arguments: str) -> int:
    with pytest.raises(SystemExit) as fin:
        main(list(arguments))
    return int(fin.value.code or 0)


def _repondre(fiche: Path, reponses: dict[str, str]) -> None:
    texte = fiche.read_text(encoding="utf-8")
    for question, reponse in reponses.items():
        assert question in texte, question
        texte = texte.replace(question, reponse)
    fiche.write_text(texte, encoding="utf-8")


def test_des_exports_au_bilan_en_suivant_le_readme(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    exports = {f.name: f.read_bytes() for f in ecrire_exports(tmp_path)}
    nouveau, verifier, rendre = _commandes()

    assert _lancer(*nouveau) == 0
    fiche = tmp_path / "mon-territoire" / "dossier.yml"
    proposee = fiche.read_text(encoding="utf-8")
    for secret in ("MARTINEAU", "Zoé", "rue de l'Église", nir_fictif(1)):
        assert secret not in proposee
    assert _lancer(*verifier) == 3
    assert "« titre »" in capsys.readouterr().err

    _repondre(fiche, REPONSES)
    assert _lancer(*verifier) == 3
    message = capsys.readouterr()
    assert "constantes.statut" in message.err + message.out
    _repondre(fiche, PRECISIONS)
    assert _lancer(*verifier) == 0, capsys.readouterr().out
    rapport = capsys.readouterr().out
    declarees = PERSONNES * len(MOIS)
    assert f"{declarees + 1} lignes lues = {declarees} acceptées + 1 refusées" in rapport
    assert f"{PERSONNES + 1} lignes lues = {PERSONNES} acceptées + 1 refusées" in rapport
    assert f"doublon exact × {declarees - PERSONNES}" in rapport
    # Les totaux de l'export tombent juste : aucune alerte ne les vise.
    assert "total_different_de_la_somme" not in rapport
    for nom, octets in exports.items():
        assert (tmp_path / "mon-territoire" / nom).read_bytes() == octets

    assert _lancer(*rendre) == 0, capsys.readouterr().err
    (page,) = (tmp_path / "reports").rglob("bilan_insertion-*.html")
    livre = page.read_text(encoding="utf-8")
    total = sum(heures_faites(r, m) for r in range(PERSONNES) for m in range(len(MOIS))) / 100
    assert f"{total:_.0f}".replace("_", "\u202f") in livre
    assert "Secret statistique" in livre
    assert {f.suffix for f in page.parent.iterdir()} >= {".html", ".pdf", ".docx", ".xlsx"}
    ecrits = [f for f in tmp_path.rglob("*") if f.is_file() and f.name not in exports]
    for fichier in ecrits:
        contenu = fichier.read_bytes()
        for secret in ("MARTINEAU", "rue de l'Église", nir_fictif(1)):
            assert secret.encode() not in contenu, fichier
