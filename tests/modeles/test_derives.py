"""Du modèle seul : dictionnaire, schéma d'échange, classeur vierge, données fictives."""

import json
import re
from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook

from carnets.erreurs import UsageIncorrect
from carnets.lecture.lecteur import lire_source
from carnets.lecture.source import Source
from carnets.modeles import MODELES, Modele, modele
from carnets.modeles.base import Colonne
from carnets.modeles.derives import ecrire_derive, gabarit_excel, page_dictionnaire, schema_echange
from carnets.modeles.fictif import lignes_fictives, siret_fictif

CARTE = {"document": "D", "producteur": "P", "date": date(2019, 12, 31)}
TOUS = sorted(MODELES)


@pytest.mark.parametrize("nom", TOUS)
def test_dictionnaire_et_schema_couvrent_chaque_colonne(nom: str) -> None:
    page = page_dictionnaire(MODELES[nom])
    champs = {c["name"]: c for c in schema_echange(MODELES[nom])["fields"]}
    for colonne in MODELES[nom].colonnes:
        assert f"| `{colonne.nom}` | {colonne.description} |" in page
        assert champs[colonne.nom]["constraints"]["required"] == colonne.obligatoire
    for champ in champs.values():
        re.compile(champ["constraints"].get("pattern", ""))


@pytest.mark.parametrize("nom", TOUS)
def test_les_liens_visent_un_modele_et_sa_cle(nom: str) -> None:
    for lien in MODELES[nom].references:
        # Un quartier se désigne par son code, qui dit sa géographie : une part de la clé suffit.
        assert set(lien.cibles) <= set(MODELES[lien.modele].cle)


# Types, formats et contraintes que la norme Table Schema connaît, type par type.
_CONTRAINTES = {
    "string": {"required", "enum", "pattern"},
    "integer": {"required", "minimum", "maximum", "enum"},
    "number": {"required", "minimum", "maximum"},
    "boolean": {"required"},
    "date": {"required"},
    "yearmonth": {"required"},
}


@pytest.mark.parametrize("nom", TOUS)
def test_le_schema_d_echange_suit_la_norme(nom: str) -> None:
    schema = json.loads(json.dumps(schema_echange(MODELES[nom])))
    champs = [c["name"] for c in schema["fields"]]
    assert len(champs) == len(set(champs))
    for champ in schema["fields"]:
        assert set(champ["constraints"]) <= _CONTRAINTES[champ["type"]], champ["name"]
    assert set(schema["primaryKey"]) <= set(champs)
    for lien in schema["foreignKeys"]:
        assert set(lien["fields"]) <= set(champs)
        assert len(lien["fields"]) == len(lien["reference"]["fields"])
        assert lien["reference"]["resource"] in MODELES


@pytest.mark.parametrize("nom", TOUS)
def test_les_donnees_fictives_d_un_modele_lui_sont_conformes(tmp_path: Path, nom: str) -> None:
    """Le contrôle accepte chaque ligne que le modèle seul invente."""
    fichier = ecrire_derive(MODELES[nom], tmp_path / "x.csv")
    source = Source.model_validate(
        {"fichier": fichier.name, "modele": nom, "secret": "x", "carte": CARTE, "format": "csv"}
        | ({"constantes": {"annee": "2019"}} if MODELES[nom].suffixe_annee else {})
    )
    (controle,) = lire_source(tmp_path, source).controles
    assert [r for r in controle.refus if "doublon" not in r.cause and "clé" not in r.cause] == []
    assert controle.lues == len(controle.acceptees) + controle.refusees


def test_un_modele_s_ecrit_dans_chaque_format(tmp_path: Path) -> None:
    for suffixe in (".xlsx", ".md", ".json", ".csv"):
        assert (
            ecrire_derive(MODELES["contrat"], tmp_path / f"contrat{suffixe}").stat().st_size > 200
        )
    with pytest.raises(UsageIncorrect, match="extension inconnue"):
        ecrire_derive(MODELES["contrat"], tmp_path / "contrat.pdf")


def test_gabarit_excel_rempli_se_relit(tmp_path: Path) -> None:
    chemin = gabarit_excel(MODELES["personne"], tmp_path / "personne.xlsx")
    classeur = load_workbook(chemin)
    assert classeur.sheetnames == ["saisie", "listes", "dictionnaire"]
    saisie = classeur["saisie"]
    assert [c.value for c in saisie[1]] == list(MODELES["personne"].noms)
    validations = {str(v.sqref): v.formula1 for v in saisie.data_validations.dataValidation}
    assert validations["B2:B1001"] == "listes!$B$2:$B$4"
    assert saisie.column_dimensions["F"].width > 10
    saisie.append(["P1", "F", 1990, "QP", None, "01004"])
    classeur.save(chemin)
    source = Source.model_validate(
        {"fichier": chemin.name, "modele": "personne", "secret": "x", "feuille": "saisie"}
        | {"carte": CARTE}
    )
    assert lire_source(tmp_path, source).table["commune_entree"].tolist() == ["01004"]


def test_siret_fictif_est_dans_une_plage_non_attribuee() -> None:
    sirets = {siret_fictif(rang) for rang in range(1, 200)}
    assert len(sirets) == 199
    assert all(s.startswith("0000") for s in sirets)


def test_lignes_fictives_deterministes() -> None:
    premier = lignes_fictives(MODELES["contrat"], 20, 3)
    assert premier.equals(lignes_fictives(MODELES["contrat"], 20, 3))
    assert not premier.equals(lignes_fictives(MODELES["contrat"], 20, 4))


def test_modele_mal_defini() -> None:
    colonne = Colonne("a", "texte", "A")
    with pytest.raises(ValueError, match="colonnes inconnues"):
        Modele("m", "M", (colonne,), cle=("b",))
    with pytest.raises(ValueError, match="même nom"):
        Modele("m", "M", (colonne, colonne))
    with pytest.raises(ValueError, match="un code a un format"):
        Colonne("a", "code", "A")
    assert modele("contrat") is MODELES["contrat"]
