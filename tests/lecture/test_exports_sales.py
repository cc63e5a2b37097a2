"""Des exports plus sales que prévu : ce qui se lit, ce qui s'écarte, ce qui n'entre jamais."""

from pathlib import Path

import pytest
from openpyxl import Workbook

from carnets.dossier import charger_dossier
from carnets.erreurs import DonneesRefusees
from carnets.lecture import hachage
from carnets.lecture.personnel import donnee_personnelle, nominatif
from carnets.lecture.rejets import ecrire_rejets
from carnets.nouveau import proposer
from carnets.verification import verifier
from tests.lecture.fabrique import FICHE, dossier

# NIR fictifs à clé juste : 97 - n mod 97, et sa forme corse (2A compté 19).
NIR = "2 90 01 30 007 001 14"
NIR_CORSE = "190012A00400163"
PERSONNES = (
    "Liste des participants;;;;;;;\n\n"
    "Id;Nom;Prénom;N° sécu;Sexe;Naissance;Adresse;Publics;Sortie;Type de sortie\n"
    "1;DURAND;Zoé;{nir};F;03/02/1990;QP;RSA, PLIE;31/12/2019;autre\n"
    "2;PETIT;Éric;{nir};H;1985;NQP;DELD|RQTH;;\n"
    "Total page;2;;;;;;;;\n"
    "Édité le 31/12/2019\n"
).replace("{nir}", NIR)
COLONNES = {
    "id_personne": "Id",
    "sexe": "Sexe",
    "annee_naissance": "Naissance",
    "statut_qpv": "Adresse",
    "publics": "Publics",
}


def _fiche(chemin: Path, modele: str, contenu: str, **reglages: object) -> Path:
    lignes = "".join(f"    {cle}: {valeur}\n" for cle, valeur in reglages.items())
    fiche = FICHE.replace("essai_heures", modele).replace("livrables:", f"{lignes}livrables:")
    (chemin / "dossier.yml").write_text(fiche, encoding="utf-8")
    (chemin / "heures.csv").write_bytes(contenu.encode("cp1252"))
    return chemin


def _yaml(table: dict[str, str]) -> str:
    return "{" + ", ".join(f'{c}: "{v}"' for c, v in table.items()) + "}"


@pytest.fixture
def cle(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Une clé d'essai, hors de tout dossier."""
    fichier = tmp_path_factory.mktemp("cles") / "cle"
    monkeypatch.setenv(hachage.VARIABLE, str(fichier))
    return fichier


def test_une_liste_de_participants_ne_garde_que_ses_colonnes_declarees(tmp_path: Path) -> None:
    _fiche(tmp_path, "personne", PERSONNES, colonnes=_yaml(COLONNES), totaux='["Total page"]')
    rapport = verifier(tmp_path)
    (fichier,) = rapport.fichiers
    assert rapport.conforme, rapport.en_texte()
    assert (fichier.lues, fichier.acceptees, fichier.ecartees) == (4, 2, 2)
    assert fichier.mises_a_part == {"ligne de total": [6], "note sous le tableau": [7]}
    table = charger_dossier(tmp_path).table("heures")
    assert table["annee_naissance"].tolist() == [1990, 1985]
    assert table["publics"].tolist() == ["RSA|PLIE", "DELD|RQTH"]
    regles = {r.regle for r in fichier.reparations}
    assert {"annee_d_une_date", "liste_reecrite", "encodage_cp1252"} <= regles
    assert "colonnes non lues : Nom, Prénom, N° sécu" in rapport.en_texte()


def test_ni_nom_ni_nir_n_entre_au_magasin_ni_dans_le_rapport(tmp_path: Path) -> None:
    trop = PERSONNES.replace(";autre\n", ";autre;DURAND;x\n")
    _fiche(
        tmp_path, "personne", trop, colonnes=_yaml(COLONNES), part_refus_max=1.0,
        totaux='["Total page"]',
    )  # fmt: skip
    rapport = verifier(tmp_path)
    assert [r.cause for f in rapport.fichiers for r in f.a_corriger] == ["2 cellule(s) de trop"]
    (rejet,) = ecrire_rejets(rapport, tmp_path)
    ecrits = [f for f in (tmp_path / ".magasin").iterdir() if f.suffix in (".json", ".parquet")]
    assert {f.name.partition("-")[0] for f in ecrits} == {"heures", "liens"}
    textes = [f.read_bytes() for f in (*ecrits, rejet)]
    textes += [rapport.en_texte().encode(), rapport.en_json().encode()]
    for texte in textes:
        for secret in ("DURAND", "PETIT", "Zoé", NIR, NIR.replace(" ", "")):
            assert secret.encode() not in texte


@pytest.mark.parametrize("valeur", [NIR, NIR.replace(" ", ""), NIR_CORSE, "zoe@plie.fr"])
def test_un_nir_ou_un_courriel_est_refuse_et_tu(tmp_path: Path, valeur: str) -> None:
    personnes = f"id_personne;sexe;statut_qpv\n{valeur};F;QP\nP2;H;NQP\n"
    rapport = verifier(_fiche(tmp_path, "personne", personnes))
    (refus,) = rapport.fichiers[0].a_corriger
    assert "hacher" in refus.remede
    assert valeur not in rapport.en_json()
    (comptes,) = (tmp_path / ".magasin").glob("heures-*.json")
    assert valeur not in comptes.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "texte", ["12345678901234", "290013000700139", "C-2019-0001", "3560000000004", "9" * 15]
)
def test_un_identifiant_ordinaire_n_est_pas_un_nir(texte: str) -> None:
    assert donnee_personnelle(texte) is None


def test_une_colonne_de_noms_se_hache_ou_se_refuse(tmp_path: Path, cle: Path) -> None:
    personnes = "Nom;Prénom;sexe;statut_qpv\nDURAND;Zoé;F;QP\nDurand ; ZOE;F;QP\nPETIT;Éric;H;NQP\n"
    refusee = verifier(_fiche(tmp_path, "personne", personnes, colonnes='{id_personne: "Nom"}'))
    assert "désigne des personnes" in refusee.erreurs[0]
    _fiche(tmp_path, "personne", personnes, hacher="{id_personne: [Nom, Prénom]}")
    table = charger_dossier(tmp_path).table("heures")
    # Les deux écritures de Zoé Durand sont une personne : un doublon exact.
    assert len(table) == 2
    assert table["id_personne"].str.fullmatch("[0-9a-f]{24}").all()
    avant = set(table["id_personne"])
    hachage._cle.cache_clear()
    cle.write_text("autre", encoding="utf-8")
    assert not avant & set(charger_dossier(tmp_path).table("heures")["id_personne"])
    hachage._cle.cache_clear()


def test_la_cle_ne_reste_pas_dans_le_dossier(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(hachage.VARIABLE, str(tmp_path / "cle"))
    personnes = "Nom;sexe;statut_qpv\nDURAND;F;QP\n"
    rapport = verifier(_fiche(tmp_path, "personne", personnes, hacher="{id_personne: [Nom]}"))
    assert "est dans le dossier qu'elle protège" in rapport.erreurs[0]


@pytest.mark.parametrize("entete", ["Nom", "NOM ", "Prénom", "N° Sécu.", "Tél. portable", "E-mail"])
def test_en_tetes_nominatifs(entete: str) -> None:
    assert nominatif(entete)


@pytest.mark.parametrize("entete", ["Nom du lot", "Prescripteur", "N° contrat", "Téléopérateur"])
def test_en_tetes_ordinaires(entete: str) -> None:
    assert not nominatif(entete)


def test_une_liste_de_personnes_donne_aussi_ses_sorties(tmp_path: Path) -> None:
    _fiche(
        tmp_path, "sortie", PERSONNES,
        colonnes='{id_personne: "Id", date_sortie: "Sortie", categorie: "Type de sortie"}',
        constantes='{horizon: "0", referentiel_sortie: clause_local, examinee: oui}',
        si_rempli="Sortie", totaux='["Total page"]',
    )  # fmt: skip
    (fichier,) = verifier(tmp_path).fichiers
    assert (fichier.lues, fichier.acceptees, fichier.refusees) == (4, 1, 3)
    assert fichier.mises_a_part["sans objet : « Sortie » est vide"] == [5]


@pytest.mark.parametrize(
    ("unite", "ecriture", "lue"),
    [("k€", "39,5", 39_500.0), ("M€", "1,2 M€", 1_200_000.0), ("€", "12 000,50 €", 12_000.5)],
)
def test_unite_du_fichier(tmp_path: Path, unite: str, ecriture: str, lue: float) -> None:
    operations = f"id_operation;libelle;id_mo;famille;base_retenue_ht\nO;P;M;gup;{ecriture}\n"
    _fiche(tmp_path, "operation", operations, unites=f"{{base_retenue_ht: {unite}}}")
    assert charger_dossier(tmp_path).table("heures")["base_retenue_ht"].tolist() == [lue]


def test_unite_de_ratio_et_unites_refusees(tmp_path: Path) -> None:
    operations = "id_operation;libelle;id_mo;famille;taux_mo\nO;P;M;gup;37,5\nQ;P;M;gup;40 %\n"
    _fiche(tmp_path, "operation", operations, unites='{taux_mo: "%"}')
    assert charger_dossier(tmp_path).table("heures")["taux_mo"].tolist() == [0.375, 0.4]
    _fiche(tmp_path, "operation", operations, unites="{taux_mo: litres}")
    with pytest.raises(DonneesRefusees, match="unités possibles : ratio, %"):
        charger_dossier(tmp_path)
    _fiche(tmp_path, "operation", operations, unites="{tau_mo: ratio}")
    with pytest.raises(DonneesRefusees, match="vouliez-vous dire taux_mo"):
        charger_dossier(tmp_path)


def test_la_geographie_dite_refuse_l_autre(tmp_path: Path) -> None:
    quartiers = "code_qpv;geographie;libelle\nQP030001;2015;A\nQN03001I;2024;B\n"
    assert verifier(_fiche(tmp_path, "qpv", quartiers)).conforme
    rapport = verifier(_fiche(tmp_path, "qpv", quartiers, geographie='"2015"'))
    (refus,) = rapport.fichiers[0].a_corriger
    assert (refus.ligne, refus.valeur) == (3, "QN03001I")
    assert "géographie 2015" in refus.attendu


DEUX_ENTETES = (
    "Opération;;Marché;;;\n"
    "Code;Libellé;Code;Libellé;Date;Date\n"
    "O1;Tour;M1;Gros œuvre;01/02/2020;2021\n"
)


def test_deux_lignes_d_en_tete_en_csv(tmp_path: Path) -> None:
    colonnes = _yaml({
        "id_lot": "Marché Code", "id_marche": "Marché Code", "num_lot": "Marché Code",
        "objet": "Marché Libellé", "date_notification": "Marché Date",
    })  # fmt: skip
    constantes = "{nature_achat: travaux, est_gup: non, type_dispositif: volontaire}"
    _fiche(tmp_path, "marche", DEUX_ENTETES, colonnes=colonnes, constantes=constantes)
    table = charger_dossier(tmp_path).table("heures")
    assert table["objet"].tolist() == ["Gros œuvre"]
    assert table["date_notification"].dt.year.tolist() == [2020]


def test_une_colonne_en_double_se_nomme_par_son_rang(tmp_path: Path) -> None:
    contenu = "contrat;mois;heures;heures\nC1;2019-01;151;12\n"
    dossier(tmp_path)
    (tmp_path / "heures.csv").write_text(contenu, encoding="utf-8")
    assert "« heures » ou « heures (2) »" in verifier(tmp_path).erreurs[0]
    fiche = FICHE.replace("livrables:", '    colonnes: {heures: "heures (2)"}\nlivrables:')
    (tmp_path / "dossier.yml").write_text(fiche, encoding="utf-8")
    assert charger_dossier(tmp_path).table("heures")["heures"].tolist() == [12.0]


def test_un_classeur_a_feuille_vide_d_abord_et_titres_fusionnes(tmp_path: Path) -> None:
    classeur = Workbook()
    assert classeur.active is not None
    page = classeur.create_sheet("Suivi")
    page["A1"] = "Suivi au 31/12/2019"
    page.merge_cells("A1:H1")
    for rang, titre in enumerate(("contrat", "mois", "heures", "sexe", "debut"), start=1):
        page.cell(3, rang, titre)
    for rang, ligne in enumerate(
        (
            ("C1", "janv. 2019", "1 234,50 h", "f", "05/01/2019"),
            ("C2", "02/2019", 151.67, "H", "2019-01-05"),
            ("TOTAL GÉNÉRAL", None, 1386.17, None, None),
            (None, None, None, None, None),
            ("Page 1/1", None, None, None, None),
        ),
        start=4,
    ):
        for colonne, valeur in enumerate(ligne, start=1):
            page.cell(rang, colonne, valeur)
    dossier(tmp_path, fiche=FICHE.replace("heures.csv", "h.xlsx").replace(
        "livrables:", '    totaux: ["Total général"]\nlivrables:'
    ))  # fmt: skip
    classeur.save(tmp_path / "h.xlsx")
    rapport = verifier(tmp_path)
    (fichier,) = rapport.fichiers
    assert rapport.conforme, rapport.en_texte()
    assert (fichier.lues, fichier.acceptees, fichier.ecartees) == (5, 2, 3)
    assert charger_dossier(tmp_path).table("heures")["heures"].tolist() == [1234.5, 151.67]
    assert not [a for a in fichier.alertes if a.regle == "total_different_de_la_somme"]


def test_fins_de_ligne_melees_ne_perdent_rien(tmp_path: Path) -> None:
    dossier(tmp_path)
    lignes = [f"C{i};;2019-01;{i},5;;;;".encode() for i in range(1, 7)]
    fins = (b"\r\n", b"\n", b"\r")
    octets = b"".join(ligne + fins[i % 3] for i, ligne in enumerate(lignes))
    entete = (tmp_path / "heures.csv").read_bytes().split(b"\n")[0] + b"\r\n"
    (tmp_path / "heures.csv").write_bytes(entete + octets)
    (fichier,) = verifier(tmp_path).fichiers
    assert (fichier.lues, fichier.acceptees) == (6, 6)


LOTS = "Op;N° lot;Maître d'ouvrage;Nature\nO1;1;Ville d'Alès;gup\nO1;2;VILLE D ALES;gup\n"


def test_deux_colonnes_designent_un_lot_et_sa_clause(tmp_path: Path) -> None:
    _fiche(
        tmp_path, "clause", LOTS,
        assembler="{id_lot: [Op, N° lot], id_clause: [Op, N° lot]}",
        constantes="{mode_calcul: heures_fixes}",
    )  # fmt: skip
    table = charger_dossier(tmp_path).table("heures")
    assert table["id_lot"].tolist() == table["id_clause"].tolist() == ["O1-1", "O1-2"]
    _fiche(tmp_path, "clause", LOTS, assembler="{id_lot: [Op, Lot]}")
    assert "la colonne « Lot » est absente" in verifier(tmp_path).erreurs[0]


def test_des_lignes_contradictoires_disent_sur_quoi(tmp_path: Path) -> None:
    colonnes = _yaml({"id_operation": "Op", "libelle": "Op", "famille": "Nature"})
    mo = colonnes.replace("}", ', id_mo: "Maître d\'ouvrage"}')
    rapport = verifier(_fiche(tmp_path, "operation", LOTS, colonnes=mo))
    refus = rapport.fichiers[0].a_corriger
    assert len(refus) == 2
    assert all("contradictoires sur id_mo" in r.cause for r in refus)
    traduites = '{id_mo: {"VILLE D ALES": "Ville d\'Alès"}}'
    rapport = verifier(_fiche(tmp_path, "operation", LOTS, colonnes=mo, valeurs=traduites))
    (fichier,) = rapport.fichiers
    assert (fichier.acceptees, fichier.mises_a_part) == (1, {"doublon exact": [3]})


def test_une_faute_parmi_des_redites_ne_refuse_pas_le_fichier(tmp_path: Path) -> None:
    """Cent lignes d'une même structure et une ligne tronquée : un pour cent de fautes."""
    siret = "35600000000048"
    lignes = f"{siret};La Poste;autre\n" * 100 + "x;y\n" + f"{siret};La Poste;autre\n"
    rapport = verifier(_fiche(tmp_path, "structure", "siret;libelle;type\n" + lignes))
    (fichier,) = rapport.fichiers
    assert rapport.conforme
    assert (fichier.lues, fichier.acceptees, fichier.donnees) == (102, 1, 102)
    assert len(fichier.a_corriger) == 1


def test_vingt_alertes_semblables_ne_noient_pas_le_rapport(tmp_path: Path) -> None:
    lignes = "".join(f"P{i};F;NR;QP030001\n" for i in range(30))
    entete = "id_personne;sexe;statut_qpv;code_qpv_entree\n"
    texte = verifier(_fiche(tmp_path, "personne", entete + lignes)).en_texte()
    assert texte.count("statut_qpv_contradictoire ;") == 5
    assert "au moins 15 autres alertes statut_qpv_contradictoire" in texte


def test_un_code_de_quartier_dit_l_adresse(tmp_path: Path) -> None:
    personnes = "Id;Sexe;QPV\nP1;F;QP030001\nP2;H;\nP3;F;qp 030 001\n"
    fichier = tmp_path / "p.csv"
    fichier.write_text(personnes, encoding="utf-8")
    texte = proposer("personne", [fichier])
    assert '      statut_qpv: "QPV"  # Adresse à l\'entrée' in texte
    assert '"": null  # QUESTION : sans code, NQP ou NR ?' in texte
    colonnes = _yaml({"id_personne": "Id", "statut_qpv": "QPV", "code_qpv_entree": "QPV"})
    rapport = verifier(_fiche(tmp_path, "personne", personnes, colonnes=colonnes))
    assert [(r.ligne, r.cause) for r in rapport.fichiers[0].a_corriger] == [(3, "cellule vide")]
    vides = '{statut_qpv: {"": NQP}}'
    _fiche(tmp_path, "personne", personnes, colonnes=colonnes, valeurs=vides)
    assert charger_dossier(tmp_path).table("heures")["statut_qpv"].tolist() == ["QP", "NQP", "QP"]
