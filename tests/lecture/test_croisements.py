"""Ce que deux tables d'un dossier se disent : chaque règle voit sa faute et se tait sans elle."""

from pathlib import Path

import pytest

from carnets.verification import verifier

CARTE = "carte: {document: Essai, producteur: Essai, date: 2019-12-31}"
TABLES = {
    "personne": "id_personne;sexe;statut_qpv;date_validation_eligibilite\nP1;F;QP;2018-12-15\n",
    "contrat": "id_contrat;id_personne;employeur_siret;type_contrat;date_debut;date_fin_reelle\n"
    "C1;P1;35600000000048;CDD;2019-01-10;2019-03-20\nC2;P1;35600000000048;CDD;2019-03-21;\n",
    "declaration_heures": "id_contrat;id_lot;mois;version;heures_travaillees;heures_valorisees;"
    "base_heures;statut\n"
    "C1;L1;2019-01;1;100;100;travaillees;validee\nC1;L1;2019-03;1;140;140;travaillees;validee\n"
    "C2;L1;2019-03;1;100;100;travaillees;validee\n",
    "clause": "id_clause;id_lot;mode_calcul;h_objectif;date_avenant\n"
    "K;L1;heures_fixes;339;\nK;L1;heures_fixes;500;2019-06-01\n",
}


def _dossier(chemin: Path, **changes: tuple[str, str]) -> Path:
    fiche = (
        'titre: Essai\nfictif: true\nannee: 2019\ngeographie: "2015"\n'
        "territoires: [{code: p, libelle: P, type: projet}]\nsources:\n"
    )
    for nom, contenu in TABLES.items():
        avant, apres = changes.get(nom, ("", ""))
        assert avant in contenu
        (chemin / f"{nom}.csv").write_text(contenu.replace(avant, apres), encoding="utf-8")
        fiche += f"  {nom}: {{fichier: {nom}.csv, modele: {nom}, secret: deja_publie, {CARTE}}}\n"
    (chemin / "dossier.yml").write_text(fiche, encoding="utf-8")
    return chemin


def test_un_dossier_qui_se_tient_ne_dit_rien(tmp_path: Path) -> None:
    rapport = verifier(_dossier(tmp_path))
    assert rapport.conforme, rapport.en_texte()
    assert rapport.avertissements == ()


@pytest.mark.parametrize(
    ("table", "avant", "apres", "regle"),
    [
        ("declaration_heures", "C1;L1;2019-01", "C1;L1;2018-12", "heures_hors_contrat"),
        ("declaration_heures", "C1;L1;2019-03", "C1;L1;2019-04", "heures_hors_contrat"),
        # 140 h d'un contrat et 111 h du suivant, le même mois.
        ("declaration_heures", "C2;L1;2019-03;1;100", "C2;L1;2019-03;1;111",
         "heures_mensuelles_excessives"),
        ("personne", "2018-12-15", "2019-01-11", "eligibilite_apres_contrat"),
        # L'avenant remplace l'objectif initial : 340 h validées, 340 h dues.
        ("clause", ";500;", ";340;", "realise_egale_objectif"),
    ],
)  # fmt: skip
def test_une_faute_entre_deux_tables_se_dit(
    tmp_path: Path, table: str, avant: str, apres: str, regle: str
) -> None:
    rapport = verifier(_dossier(tmp_path, **{table: (avant, apres)}))
    (message,) = rapport.avertissements
    assert message.startswith(f"{regle} : ")
    assert rapport.conforme
    assert f"À relire : {regle}" in rapport.en_texte()
