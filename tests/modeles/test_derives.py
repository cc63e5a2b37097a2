"""Du modèle seul : dictionnaire, schéma d'échange, classeur vierge, données fictives."""

import re
from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook

from carnets.lecture.lecteur import lire_source
from carnets.lecture.source import Source
from carnets.modeles import MODELES, Modele, modele
from carnets.modeles.base import Colonne
from carnets.modeles.derives import gabarit_excel, page_dictionnaire, schema_echange
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
        assert set(lien.cibles) == set(MODELES[lien.modele].cle)


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
