"""Commande publique : les trois dialectes, les concessions à part, tous les titulaires."""

import json
from pathlib import Path

from carnets.lecture.lecteur import Lecture, lire_source
from carnets.lecture.source import Source
from tests.partage import exige_partage

CARTE = {"document": "Essai", "producteur": "Essai", "date": "2024-12-31"}
CONCESSION = {
    "id": "2024-002",
    "autoriteConcedante": {"id": "21840039800010"},
    "nature": "Délégation de service public",
    "objet": "Fourrière",
    "dureeMois": 36,
    "dateSignature": "2024-06-18",
    "valeurGlobale": 70.5,
    "concessionnaires": [{"concessionnaire": {"id": "47904352300014"}}, {"id": "35600000000048"}],
    "considerationsSociales": {"considerationSociale": ["Pas de considération sociale"]},
}


def _lire(dossier: Path, fichier: str, modele: str) -> Lecture:
    fiche = {"fichier": fichier, "modele": modele, "secret": "deja_publie", "carte": CARTE}
    return lire_source(dossier, Source.model_validate({**fiche, "nom": "essai"}, strict=False))


def test_les_concessions_se_lisent_et_les_marches_sont_mis_a_part(tmp_path: Path) -> None:
    contenu = {"marches": {"marche": [{"id": "M1"}], "contrat-concession": [CONCESSION]}}
    (tmp_path / "decp.json").write_text(json.dumps(contenu), encoding="utf-8")
    (controle,) = _lire(tmp_path, "decp.json", "decp_concession").controles
    assert (controle.lues, len(controle.acceptees), controle.ecartees) == (2, 1, 1)
    (lue,) = controle.acceptees.to_dict("records")
    assert lue["concessionnaires"] == "47904352300014|35600000000048"
    assert (lue["valeur_globale"], lue["duree_mois"]) == (70.5, 36.0)
    assert lue["considerations_sociales"] == "Pas de considération sociale"
    assert [(r.ligne, r.valeur, r.cause) for r in controle.refus] == [(1, "M1", "marché")]


def test_un_fichier_de_concessions_seules(tmp_path: Path) -> None:
    contenu = {"marches": {"contrat-concession": [CONCESSION]}}
    (tmp_path / "decp.json").write_text(json.dumps(contenu), encoding="utf-8")
    assert len(_lire(tmp_path, "decp.json", "decp_concession").table) == 1
    assert _lire(tmp_path, "decp.json", "decp_contrat").controles[0].ecartees == 1


def test_un_json_reel_donne_ses_marches_et_sa_concession() -> None:
    donnees = exige_partage() / "decp"
    marches = _lire(donnees, "dematis17.json", "decp_contrat").controles[0]
    concessions = _lire(donnees, "dematis17.json", "decp_concession").controles[0]
    assert marches.lues == concessions.lues == 159
    assert (len(marches.acceptees), len(concessions.acceptees)) == (158, 1)
    assert concessions.acceptees["concessionnaires"].tolist() == ["47904352300014"]


def test_tous_les_titulaires_d_un_csv_sont_gardes(tmp_path: Path) -> None:
    entete = (
        "titulaire_id_1;titulaire_id_2;titulaire_id_3;acheteur.id;id;nature;objet;codeCPV;"
        "dateNotification;considerationsSociales\n"
    )
    suite = ";35600000000048;{};Marché;Objet;45000000;2024-01-31;\n"
    lignes = ("A;B;CDL", "A;CDL;CDL", "CDL;CDL;CDL")
    texte = entete + "".join(titulaires + suite.format(n) for n, titulaires in enumerate(lignes))
    (tmp_path / "decp.csv").write_text(texte, encoding="utf-8")
    table = _lire(tmp_path, "decp.csv", "decp_contrat").table
    assert table["titulaires"].fillna("").tolist() == ["A|B", "A", ""]
