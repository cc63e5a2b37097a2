"""L'ordre des lignes est celui du modèle ; le journal d'un livrable n'en dépend pas non plus."""

import random
from pathlib import Path

import pandas as pd

from carnets.dossier import charger_dossier
from carnets.lecture.rangement import ranger
from carnets.lecture.rapport import abreger
from carnets.modeles.base import Colonne, Modele
from tests.lecture.fabrique import dossier

LOTS = Modele(
    nom="essai_lots",
    description="Lots d'un marché",
    colonnes=(
        Colonne("id", "texte", "Identifiant"),
        Colonne("marche", "texte", "Numéro du marché"),
        Colonne("nature", "texte", "Nature", valeurs=("travaux", "services", "autre")),
    ),
    cle=("nature", "id"),
    rangement=("marche",),
)


def test_rangement_puis_cle_nombres_en_nombres_et_liste_dans_son_ordre() -> None:
    ordre = [
        ("b", "2019-9", "travaux"),
        ("a", "2019-10", "travaux"),
        ("c", "2019-10", "travaux"),
        ("a", "2019-10", "services"),
        ("a", "2019-10", "autre"),
    ]
    lignes = pd.DataFrame(ordre, columns=["id", "marche", "nature"], dtype="str")
    for graine in range(5):
        melees = lignes.sample(frac=1, random_state=graine)
        pd.testing.assert_frame_equal(ranger(melees, LOTS), lignes)


def test_sans_cle_toutes_les_colonnes_rangent() -> None:
    modele = Modele("essai_sans_cle", "Sans clé", LOTS.colonnes)
    lignes = pd.DataFrame({"id": ["a", "a"], "marche": ["2", "1"], "nature": ["autre"] * 2})
    assert ranger(lignes, modele)["marche"].tolist() == ["1", "2"]


def test_le_journal_abrege_compte_sans_numero_de_ligne(tmp_path: Path) -> None:
    """Deux refus, deux réparations et un doublon, dans cinq ordres : un seul journal."""
    lignes = [f"C{i};;2019-01;{i};F;;;\n" for i in range(60)]
    lignes += ["D1;;2019-01;1,5;F;;;\n", "D2;;2019-01;0,5;F;;;\n", "C1;;2019-01;1;F;;;\n"]
    lignes += [f"E{i};;2019-01;n/{i};F;;;\n" for i in range(2)]
    journaux = []
    for graine in range(5):
        random.Random(graine).shuffle(lignes)
        journaux.append(abreger(charger_dossier(dossier(tmp_path, "".join(lignes))).journal))
        pd.testing.assert_frame_equal(journaux[-1], journaux[0])
    vus = journaux[0][["regle", "colonne", "action", "nombre", "valeur"]].values.tolist()
    assert ["virgule_decimale", "heures", "réparée", 2, "0,5"] in vus
    assert ["doublon exact", "contrat+mois", "écartée", 1, "C1 ; 2019-01"] in vus
    assert [(action, n, v) for _, _, action, n, v in vus if action == "refusée"] == [
        ("refusée", 2, "n/0")
    ]
