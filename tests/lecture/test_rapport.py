"""Le rapport compte tout, dit quoi faire, et signale l'invraisemblable sans le corriger."""

import csv
import json
from html.parser import HTMLParser
from pathlib import Path

import pytest

from carnets.dossier import charger_dossier
from carnets.erreurs import DonneesRefusees
from carnets.inerte import inerte
from carnets.lecture.page_controle import page_controle
from carnets.lecture.rapport import Rapport, RapportFichier
from carnets.lecture.regles import libelle_de_regle
from carnets.lecture.rejets import ecrire_rejets
from carnets.verification import verifier
from tests.lecture.abimes import _REPAREES
from tests.lecture.fabrique import FICHE, dossier
from tests.lecture.test_alertes import CAS
from tests.partage import exige_partage

SUIVI = (
    FICHE.replace("heures.csv", "suivi.csv")
    .replace("essai_heures", "suivi_clauses")
    .replace(
        "    secret:",
        "    colonnes: {objectif_h: Objectif, heures: Heures, taux_publie: Taux}\n    secret:",
    )
)


def _suivi(chemin: Path, lignes: str) -> RapportFichier:
    dossier(chemin, fiche=SUIVI)
    entete = "MOA;Objectif;Heures;Taux\n"
    (chemin / "suivi.csv").write_text(entete + lignes, encoding="utf-8")
    return verifier(chemin).fichiers[0]


def _regles(fichier: RapportFichier) -> list[tuple[int, str]]:
    return sorted((a.ligne, a.regle) for a in fichier.alertes)


def test_chaque_faute_de_vraisemblance_est_signalee(tmp_path: Path) -> None:
    lignes = "Ville;100;50;50 %\nOPH *;200;200;100 %\nSIDR;1296;154;256,60 %\nTOTAL;1500;404;27 %\n"
    fichier = _suivi(tmp_path, lignes)
    assert (fichier.lues, fichier.acceptees, fichier.ecartees) == (4, 3, 1)
    assert _regles(fichier) == [
        (3, "appel_de_note"),
        (3, "realise_egale_objectif"),
        (4, "taux_publie_different"),
        (5, "total_different_de_la_somme"),
    ]


def test_un_suivi_sain_ne_declenche_rien(tmp_path: Path) -> None:
    fichier = _suivi(tmp_path, "Ville;100;50;50 %\nOPH;200;150;75 %\nTOTAL;300;200;67 %\n")
    assert fichier.alertes == ()


def test_rapport_en_texte_json_et_rejets(tmp_path: Path) -> None:
    lignes = "".join(f"C{i};;2019-01;1,5;f;;;\n" for i in range(30)) + "C30;;2019-01;=1+1;F;;;\n"
    rapport = verifier(dossier(tmp_path, lignes))
    assert isinstance(rapport, Rapport)
    assert rapport.conforme
    texte = rapport.en_texte()
    assert "31 lignes lues = 30 acceptées + 1 refusées" in texte
    assert "réparé  sexe : casse_ou_accents × 30" in texte
    assert "refusé  ligne 32, heures : « =1+1 »" in texte
    assert json.loads(rapport.en_json())["fichiers"][0]["lues"] == 31
    (rejet,) = ecrire_rejets(rapport, tmp_path / "sortie")
    assert rejet == tmp_path / "sortie" / "rejets" / "heures.csv"
    contenu = rejet.read_text(encoding="utf-8-sig").splitlines()
    assert contenu[0] == "ligne;colonne;valeur;cause;remede"
    assert contenu[1].startswith("32;heures;'=1+1;nombre illisible;")


def test_un_dossier_refuse_se_verifie_jusqu_au_bout(tmp_path: Path) -> None:
    rapport = verifier(dossier(tmp_path, "C1;;2019-13;1;F;;;\n"))
    assert not rapport.conforme
    assert "Dossier refusé." in rapport.en_texte()


def test_la_reunion_taux_invraisemblables(tmp_path: Path) -> None:
    brut = exige_partage() / "clauses-la-reunion" / "heure_echelle_saint_benoit.csv"
    lignes = brut.read_text(encoding="utf-8-sig").split("\n", 1)[1]
    fichier = _suivi(tmp_path, lignes)
    # 154 / 1 296 est publié 256,60 % : signalé, et la valeur reste celle du fichier.
    assert (6, "taux_publie_different") in _regles(fichier)
    assert charger_dossier(tmp_path).table("heures")["taux_publie"].max() == 256.6


@pytest.mark.parametrize("ecriture", ["126 ,5%", "126, 5 %", "1 26,5 %"])
def test_un_nombre_mal_espace_est_refuse_jamais_devine(tmp_path: Path, ecriture: str) -> None:
    fichier = _suivi(tmp_path, f"Ville;100;50;50 %\nOPH;200;150;{ecriture}\n")
    (refus,) = fichier.refus
    assert (refus.ligne, refus.colonne, refus.valeur) == (3, "taux_publie", ecriture)
    assert fichier.lues == fichier.acceptees + fichier.refusees == 2


CORRECTION = """\
corrections:
  - source: heures
    fichier: heures.csv
    ligne: 2
    colonne: heures
    lu: "1516"
    corrige: "151,6"
    motif: virgule oubliée
    auteur: facilitateur
    date: 2020-03-03
"""


def test_correction_appliquee_et_listee(tmp_path: Path) -> None:
    dossier(tmp_path, "C1;;2019-01;1516;F;;;\n")
    (tmp_path / "corrections.yml").write_text(CORRECTION, encoding="utf-8")
    d = charger_dossier(tmp_path)
    assert d.table("heures")["heures"].tolist() == [151.6]
    assert "corrigée" in d.journal["action"].tolist()
    assert tmp_path.resolve() / "corrections.yml" in d.fichiers()


@pytest.mark.parametrize(
    ("avant", "apres", "attendu"),
    [
        ('lu: "1516"', 'lu: "1517"', "contient « 1516 »"),
        ("ligne: 2", "ligne: 9", "n'existe pas"),
        ("fichier: heures.csv", "fichier: heure.csv", "n'a pas de fichier « heure.csv »"),
        ("source: heures", "source: heure", "source inconnue « heure » ; vouliez-vous dire heures"),
    ],
)
def test_correction_perimee(tmp_path: Path, avant: str, apres: str, attendu: str) -> None:
    dossier(tmp_path, "C1;;2019-01;1516;F;;;\n")
    texte = CORRECTION.replace(avant, apres)
    (tmp_path / "corrections.yml").write_text(texte, encoding="utf-8")
    with pytest.raises(DonneesRefusees, match=attendu):
        charger_dossier(tmp_path)


def test_lien_rompu(tmp_path: Path) -> None:
    fiche = FICHE.replace(
        "sources:\n",
        "sources:\n"
        "  projets: {fichier: projets.csv, modele: projet, secret: deja_publie, "
        "carte: {document: D, producteur: P, date: 2019-12-31}}\n"
        "  operations: {fichier: operations.csv, modele: operation, secret: deja_publie, "
        "carte: {document: D, producteur: P, date: 2019-12-31}}\n",
    )
    dossier(tmp_path, fiche=fiche)
    projets = "id_projet;libelle;programme\nP1;Projet;NPNRU\n"
    (tmp_path / "projets.csv").write_text(projets, encoding="utf-8")
    entete = "id_operation;libelle;id_projet;id_mo;famille\n"
    operations = entete + "O1;Tour;P1;M1;demolition\nO2;Rue;;M1;amenagement\n"
    (tmp_path / "operations.csv").write_text(operations, encoding="utf-8")
    assert len(charger_dossier(tmp_path).table("operations")) == 2
    operations += "O3;Parc;P9;M1;amenagement\n"
    (tmp_path / "operations.csv").write_text(operations, encoding="utf-8")
    with pytest.raises(DonneesRefusees, match="id_projet est inconnu de la table projet : ligne 4"):
        charger_dossier(tmp_path)


def test_un_territoire_mal_nomme_est_a_relire(tmp_path: Path) -> None:
    fiche = FICHE.replace("libelle: Ariège", "libelle: Aude").replace('"76"', '"99"')
    assert verifier(dossier(tmp_path, fiche=fiche)).avertissements == ()
    fiche = fiche.replace("fictif: true", "fictif: false")
    rapport = verifier(dossier(tmp_path, fiche=fiche))
    assert rapport.conforme
    assert rapport.avertissements == (
        "region « 99 » (Occitanie) inconnu du référentiel ; vouliez-vous dire Occitanie ?",
        "departement « 09 » : « Aude », officiellement « Ariège ».",
    )
    assert "À relire : departement « 09 »" in rapport.en_texte()


class _Page(HTMLParser):
    """Ce qu'une page contient : balises, attributs, textes."""

    def __init__(self, texte: str) -> None:
        super().__init__()
        self.balises: list[tuple[str, dict[str, str | None]]] = []
        self.mots: list[str] = []
        self.feed(texte)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.balises.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.mots.append(data.strip())

    def noms(self) -> set[str]:
        return {nom for nom, _ in self.balises}


def test_le_rapport_html_est_autonome_accessible_et_n_execute_rien(tmp_path: Path) -> None:
    charge = "<script>alert(1)</script><img src=//x.fr/i>"
    lignes = "".join(f"C{i};;2019-01;1,5;f;;;\n" for i in range(60))
    dossier(tmp_path, f"{lignes}C60;;2019-01;{charge};F;;;\nC61;;2019-01;2;{charge};;;\n")
    (tmp_path / "corrections.yml").write_text(
        CORRECTION.replace('"1516"', '"1,5"').replace('"151,6"', '"1,6"'), encoding="utf-8"
    )
    rapport = verifier(tmp_path)
    assert rapport.conforme
    texte = page_controle(rapport)
    page = _Page(texte)
    assert ("html", {"lang": "fr"}) in page.balises
    assert not page.noms() & {"script", "img", "link", "iframe", "form"}
    assert charge in page.mots
    tables = sum(nom == "table" for nom, _ in page.balises)
    assert tables == sum(nom == "caption" for nom, _ in page.balises) == 6
    entetes = [attributs for nom, attributs in page.balises if nom == "th"]
    assert all(attributs.get("scope") in ("col", "row") for attributs in entetes)
    liens = [a["href"] for nom, a in page.balises if nom == "a"]
    cibles = {a.get("id") for _, a in page.balises}
    assert {str(lien).removeprefix("#") for lien in liens} <= cibles
    for attendu in ("Dossier conforme.", "virgule oubliée", "casse ou accents", "62"):
        assert attendu in page.mots, attendu


def test_le_rapport_html_d_un_dossier_refuse_dit_ce_qui_manque(tmp_path: Path) -> None:
    dossier(tmp_path)
    (tmp_path / "heures.csv").write_text("contrat;mois\nC1;2019-01\n", encoding="utf-8")
    page = page_controle(verifier(tmp_path))
    assert "Ce qui empêche de lire" in page
    assert "il manque des colonnes exigées" in page


def test_les_rejets_d_un_fichier_corrige_disparaissent(tmp_path: Path) -> None:
    (rejet,) = ecrire_rejets(verifier(dossier(tmp_path, "C1;;2019-01;douze;F;;;\n")), tmp_path)
    assert rejet.is_file()
    assert ecrire_rejets(verifier(dossier(tmp_path)), tmp_path) == ()
    assert not rejet.exists()


# Ceux-là se lisent tels quels, une fois leurs tirets bas ôtés.
SANS_ACCENT = [
    "absence_sans_motif",
    "casse_ou_accents",
    "commune_inconnue",
    "couverture_partielle",
    "ensemble_hors_de_ses_parties",
    "ligne_de_total_probable",
    "mois_en_lettres",
    "mois_manquants",
    "motif_absent",
    "notation_scientifique",
    "ordre_de_grandeur",
    "premier_du_mois",
]  # fmt: skip
OUVERTURES = ["=1+1", "+1", "-1+2", "@A1", "\t=1", "＝1", "＋1", "－1", "＠A", " =1", "\u00a0=1"]


@pytest.mark.parametrize("charge", OUVERTURES)
def test_aucune_cellule_des_rejets_n_est_executable(tmp_path: Path, charge: str) -> None:
    rapport = verifier(dossier(tmp_path, f'C1;;2019-01;"x{charge}";F;;;\nC2;;{charge};1;F;;;\n'))
    (rejet,) = ecrire_rejets(rapport, tmp_path)
    with rejet.open(encoding="utf-8-sig", newline="") as flux:
        cellules = [cellule for ligne in csv.reader(flux, delimiter=";") for cellule in ligne]
    assert any(charge.strip() in cellule for cellule in cellules)
    assert not [c for c in cellules if inerte(c) != c]


def test_chaque_regle_essayee_a_un_nom_francais() -> None:
    essayees = {regle for *_, regle in _REPAREES} | {regle for *_, regle, _ in CAS}
    assert len(essayees) > 35
    parties = {partie for regle in essayees for partie in regle.split("+")}
    # Sans entrée, un nom perdrait ses accents : « casse ou accents » en est un par hasard.
    sans = [r for r in parties if libelle_de_regle(r) == r.replace("_", " ") and "_" in r]
    assert sorted(sans) == SANS_ACCENT
    assert libelle_de_regle("virgule_decimale+unite_otee") == "virgule décimale et unité ôtée"
    assert libelle_de_regle("signe_absence[nd]") == "signe d'absence (nd)"
