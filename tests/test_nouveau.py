"""Le chemin d'un consultant : exports bruts, questions, réponses, dossier vérifié."""

from pathlib import Path

import pytest

from carnets.dossier import charger_dossier
from carnets.erreurs import DonneesRefusees, UsageIncorrect
from carnets.exemple import exemple
from carnets.modeles.parcours import MODALITES
from carnets.nouveau import nouveau, proposer
from carnets.verification import verifier

HEURES = """\
Export du logiciel de suivi;;;;;;;

N° contrat;Lot;Mois;Version;Nb heures travaillées;H. formation;Base heures;Etat déclaration
C1;L1;01/2019;1;151,67;0;Travaillées;Validée
C2;L1;02/2019;1;1 000,5;7;Rémunérées;En attente
"""
PERSONNES = """\
Identifiant personne,Civilité,Année de naissance,Statut QPV
P1,Mme,1990,QP
P2,M.,1985,NQP
"""


def _exports(repertoire: Path) -> list[Path]:
    heures = repertoire / "Export heures 2019.csv"
    heures.write_text(HEURES, encoding="cp1252")
    personnes = repertoire / "personnes.csv"
    personnes.write_text(PERSONNES, encoding="utf-8-sig")
    return [heures, personnes]


def test_le_modele_est_propose_et_le_doute_reste_une_question(tmp_path: Path) -> None:
    texte = proposer(None, _exports(tmp_path))
    assert "modele: declaration_heures" in texte
    assert "modele: personne " in texte
    assert '      mois: "Mois"  # confiance 100\u00a0%' in texte
    assert '"Mme": "F"' in texte
    questions = texte.split("a_confirmer:")[1]
    assert '      heures_travaillees: "Nb heures travaillées"' in questions


def test_des_questions_au_dossier_vert(tmp_path: Path) -> None:
    chemin = nouveau(tmp_path / "mon-dossier", "declaration_heures", _exports(tmp_path)[:1])
    fiche = chemin / "dossier.yml"
    with pytest.raises(DonneesRefusees, match="clé « titre » : texte attendu"):
        verifier(chemin)
    texte = fiche.read_text(encoding="utf-8")
    for avant, apres in (
        ("titre: null", "titre: Mon bilan"),
        ("annee: null", "annee: 2019"),
        ("geographie: null", 'geographie: "2015"'),
        (
            "{code: null, libelle: null, type: null}",
            '{code: "30007", libelle: Alès, type: commune}',
        ),
        ("secret: null", "secret: personnes_public"),
        (
            "{document: null, producteur: null, date: null}",
            "{document: Export, producteur: PLIE, date: 2019-12-31}",
        ),
    ):
        assert avant in texte
        texte = texte.replace(avant, apres)
    fiche.write_text(texte, encoding="utf-8")
    with pytest.raises(DonneesRefusees, match=r"valeurs\.statut\.En attente"):
        verifier(chemin)
    texte = texte.replace('"En attente": null', '"En attente": declaree')
    fiche.write_text(texte, encoding="utf-8")
    (question,) = verifier(chemin).erreurs
    assert "quelle colonne du fichier remplit heures_travaillees ?" in question
    confirme = texte.replace(
        "    a_confirmer:  # QUESTION : déplacez sous « colonnes » ce qui est juste\n", ""
    )
    fiche.write_text(confirme, encoding="utf-8")
    assert verifier(chemin).conforme
    assert charger_dossier(chemin).table("export_heures_2019")["heures_travaillees"].tolist() == [
        151.67,
        1000.5,
    ]


def test_refus_de_nouveau(tmp_path: Path) -> None:
    exports = _exports(tmp_path)
    with pytest.raises(UsageIncorrect, match="Modèle inconnu : « personnes »"):
        nouveau(tmp_path / "a", "personnes", exports)
    with pytest.raises(UsageIncorrect, match="Fichier introuvable"):
        nouveau(tmp_path / "a", "personne", [tmp_path / "absent.csv"])
    with pytest.raises(UsageIncorrect, match="au moins un fichier"):
        nouveau(tmp_path / "a", "personne", [])
    nouveau(tmp_path / "b", "personne", exports[1:])
    with pytest.raises(UsageIncorrect, match="contient déjà"):
        nouveau(tmp_path / "b", "personne", exports[1:])


def test_exemple_conforme_et_reproductible(tmp_path: Path) -> None:
    premier = exemple(tmp_path / "a", 7, 40)
    rapport = verifier(premier)
    assert rapport.conforme, rapport.en_texte()
    assert not [r for f in rapport.fichiers for r in f.refus]
    assert [a for f in rapport.fichiers for a in f.alertes] == []
    assert rapport.avertissements == ()
    d = charger_dossier(premier)
    assert d.fictif
    assert len(d.table("personnes")) == 40
    second = exemple(tmp_path / "b", 7, 40)
    for fichier in sorted(f for f in premier.iterdir() if f.is_file()):
        assert fichier.read_bytes() == (second / fichier.name).read_bytes(), fichier.name
    autre = exemple(tmp_path / "c", 8, 40)
    assert (autre / "heures.csv").read_bytes() != (premier / "heures.csv").read_bytes()


def test_l_exemple_se_tient(tmp_path: Path) -> None:
    """Ce que deux tables disent d'une même personne, ou d'un même lot, est la même chose."""
    d = charger_dossier(exemple(tmp_path / "a", 3, 400))
    personnes, heures = d.table("personnes"), d.table("heures")
    age = personnes["date_entree"].dt.year - personnes["annee_naissance"]
    for public, attendu in (
        ("QPV", personnes["statut_qpv"] == "QP"),
        ("JEUNE26", age < 26),
        ("SENIOR50", age >= 50),
        ("SANS_QUALIF", personnes["niveau_formation"] == "infra3"),
    ):
        dit = personnes["publics"].str.split("|").map(set).map(lambda p, q=public: q in p)
        assert (dit == attendu).all(), public
    assert (personnes["date_validation_eligibilite"] <= personnes["date_entree"]).all()
    lots = heures.merge(d.table("marches")[["id_lot", "est_gup"]], on="id_lot")
    gup = lots.loc[lots["est_gup"], "heures_valorisees"].sum() / lots["heures_valorisees"].sum()
    assert 0.03 < gup < 0.12
    contrats = d.table("contrats")
    assert contrats["date_fin_reelle"].isna().any()
    assert contrats["id_personne"].duplicated().any()
    assert d.table("affectations")["id_contrat"].duplicated().any()
    assert {"APP", "PRO", "CTT", "CDI"} <= set(contrats["type_contrat"])
    assert set(contrats["modalite"]) == set(MODALITES)
    assert set(d.table("sorties")["horizon"]) == {"0", "3", "6", "12"}
    assert set(d.table("sorties")["referentiel_sortie"]) == {"IAE", "PLIE", "clause_local"}
    assert d.table("clauses")["date_avenant"].notna().sum() == 1


def test_une_personne_seule_a_aussi_un_dossier_conforme(tmp_path: Path) -> None:
    for graine in range(5):
        assert verifier(exemple(tmp_path / str(graine), graine, 1)).conforme


def test_exemple_refuse(tmp_path: Path) -> None:
    (tmp_path / "x").write_text("", encoding="utf-8")
    with pytest.raises(UsageIncorrect, match="n'est pas vide"):
        exemple(tmp_path, 1, 10)
    with pytest.raises(UsageIncorrect, match="Au moins une personne"):
        exemple(tmp_path / "y", 1, 0)
