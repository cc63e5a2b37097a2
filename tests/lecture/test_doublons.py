"""Clés répétées : identiques écartées, versions datées départagées, contradictions refusées."""

from pathlib import Path

import pandas as pd

from carnets.lecture.doublons import separer_doublons
from carnets.lecture.lecteur import lire_source
from carnets.lecture.source import Source
from carnets.modeles import MODELES
from carnets.verification import verifier
from tests.lecture.fabrique import dossier

LIGNE = "C1;09122;2019-01;10;F;;;\n"


def _causes(chemin: Path, lignes: str) -> list[tuple[int, str, bool]]:
    refus = verifier(dossier(chemin, lignes)).fichiers[0].refus
    return [(r.ligne, r.cause, r.ecartee) for r in refus]


def test_doublon_exact_ecarte(tmp_path: Path) -> None:
    assert _causes(tmp_path, LIGNE * 3) == [
        (3, "doublon exact (heures.csv, ligne 2)", True),
        (4, "doublon exact (heures.csv, ligne 2)", True),
    ]


def test_contradiction_refusee_des_deux_cotes(tmp_path: Path) -> None:
    causes = _causes(tmp_path, LIGNE + LIGNE.replace(";10;", ";11;"))
    assert [(ligne, ecartee) for ligne, _, ecartee in causes] == [(2, False), (3, False)]
    assert "contradictoires sur heures (heures.csv, ligne 3)" in causes[0][1]


def test_derniere_version_gardee(tmp_path: Path) -> None:
    entete = "acheteur.id;id;nature;objet;codeCPV;dateNotification;datePublicationDonnees;"
    entete += "montant;considerationsSociales\n"
    contrat = "35600000000048;M1;Marché;Route;45000000;2023-01-01;{};{};Clause sociale\n"
    texte = entete + contrat.format("2023-02-01", 10) + contrat.format("2023-01-02", 9)
    (tmp_path / "m.csv").write_text(texte, encoding="utf-8")
    carte = {"document": "D", "producteur": "P", "date": pd.Timestamp("2023-01-01").date()}
    source = Source.model_validate(
        {"fichier": "m.csv", "modele": "decp_contrat", "secret": "aucun", "carte": carte}
    )
    lecture = lire_source(tmp_path, source)
    assert lecture.table["montant"].tolist() == [10.0]
    assert lecture.controles[0].refus[0].cause == "version antérieure (m.csv, ligne 2)"
    assert separer_doublons(lecture.controles, MODELES["decp_contrat"]) == lecture.controles
