"""Un dossier se charge, ou se refuse avec le lieu et le remède."""

import shutil
from pathlib import Path

import pytest

from carnets.chemins import DOSSIERS
from carnets.dossier import charger_dossier
from carnets.erreurs import DonneesRefusees, RefusSecret, UsageIncorrect
from tests.lecture.fabrique import FICHE, dossier

_SANS_MAGASIN = shutil.ignore_patterns(".magasin")


def test_contrat(tmp_path: Path) -> None:
    d = charger_dossier(dossier(tmp_path))
    assert (d.nom, d.titre, d.annee, d.fictif) == (tmp_path.name, "Dossier d'essai", 2019, True)
    assert d.territoire("09").libelle == "Ariège"
    assert d.territoire("09").parent == "76"
    assert [(x.carnet, x.territoire, x.annee) for x in d.livrables] == [
        ("panorama_iae", "76", 2019)
    ]
    assert d.table("heures")["heures"].tolist() == [151.67]
    assert d.source("heures").secret == "deja_publie"
    assert d.source("heures").nom == "heures"
    assert [f.name for f in d.fichiers()] == ["dossier.yml", "heures.csv"]
    assert list(d.journal.columns[:7]) == [
        "fichier", "ligne", "colonne", "valeur", "regle", "gravite", "action",
    ]  # fmt: skip
    assert d.journal.loc[0, "regle"] == "virgule_decimale"


def test_table_est_une_copie(tmp_path: Path) -> None:
    d = charger_dossier(dossier(tmp_path))
    copie = d.table("heures")
    copie.loc[:, "heures"] = 0.0
    assert d.table("heures")["heures"].tolist() == [151.67]


def test_dossier_inconnu() -> None:
    with pytest.raises(UsageIncorrect, match="Dossier inconnu : « ocitanie »"):
        charger_dossier("ocitanie")


def test_repertoire_sans_fiche(tmp_path: Path) -> None:
    with pytest.raises(UsageIncorrect, match=r"ne contient pas de dossier\.yml"):
        charger_dossier(tmp_path)


def test_territoire_et_source_inconnus(tmp_path: Path) -> None:
    d = charger_dossier(dossier(tmp_path))
    with pytest.raises(UsageIncorrect, match=r"« 9 ».*09"):
        d.territoire("9")
    with pytest.raises(UsageIncorrect, match="vouliez-vous dire heures"):
        d.table("heure")


@pytest.mark.parametrize(
    ("avant", "apres", "attendu"),
    [
        ('code: "09"', "code: 09", "ligne 7 : « 09 » est ambigu : zéro initial"),
        ('code: "76"', "code: 76", "ligne 6.*texte attendu, « 76 » trouvé.*guillemets"),
        ("annee: 2019", "anee: 2019", "ligne 3, clé « anee » : clé inconnue.*annee"),
        ("type: region", "type: reg", "l'une des valeurs 'france'"),
        ('parent: "76"', 'parent: "77"', "territoire « 77 » absent.*valeurs possibles"),
        ("heures.csv", "../heures.csv", "sort du dossier"),
        ("heures.csv", "heure.csv", "attend .* absent de .* ; vouliez-vous dire heures"),
        ("essai_heures", "essai_heure", "inconnu ; vouliez-vous dire essai_heures"),
        ("fictif: true", "fictif: oui", "true ou false attendu"),
        ("date: 2019-12-31", "date: 2019-12", "date incomplète"),
    ],
)  # fmt: skip
def test_fiche_fautive(tmp_path: Path, avant: str, apres: str, attendu: str) -> None:
    assert avant in FICHE
    dossier(tmp_path, fiche=FICHE.replace(avant, apres, 1))
    with pytest.raises(DonneesRefusees, match=attendu):
        charger_dossier(tmp_path)


def test_texte_la_ou_un_nombre_est_attendu(tmp_path: Path) -> None:
    dossier(tmp_path, "C1;09122;2019-01;douze;F;;;\n")
    with pytest.raises(DonneesRefusees) as refus:
        charger_dossier(tmp_path)
    message = str(refus.value)
    for morceau in (
        "heures.csv",
        "ligne 2",
        "colonne « heures »",
        "« douze »",
        "attendu : un nombre",
    ):
        assert morceau in message


def test_peu_de_refus_sont_admis_et_listes(tmp_path: Path) -> None:
    lignes = "".join(f"C{i};;2019-01;{i};F;;;\n" for i in range(39)) + "C39;;2019-01;n/a;F;;;\n"
    d = charger_dossier(dossier(tmp_path, lignes))
    assert len(d.table("heures")) == 39
    refus = d.journal[d.journal["action"] == "refusée"]
    assert refus[["ligne", "colonne", "valeur"]].to_numpy().tolist() == [[41, "heures", "n/a"]]


def test_colonne_exigee_absente(tmp_path: Path) -> None:
    dossier(tmp_path)
    (tmp_path / "heures.csv").write_text("contrat;mois\nC1;2019-01\n", encoding="utf-8")
    with pytest.raises(DonneesRefusees, match=r"(?s)manque des colonnes.*- heures.*En-têtes lus"):
        charger_dossier(tmp_path)


def test_un_fichier_hors_du_dossier_est_lu_depuis_un_repertoire_nomme(tmp_path: Path) -> None:
    dedans, dehors = tmp_path / "dossier", tmp_path / "officiels"
    dedans.mkdir()
    dossier(dedans)
    attendu = charger_dossier(dedans).table("heures")
    dehors.mkdir()
    (dedans / "heures.csv").rename(dehors / "heures.csv")
    for depuis in ("../officiels", dehors.as_posix()):
        fiche = FICHE.replace(
            "    fichier: heures.csv\n", f"    fichier: heures.csv\n    depuis: {depuis}\n"
        )
        assert fiche != FICHE
        (dedans / "dossier.yml").write_text(fiche, encoding="utf-8")
        charge = charger_dossier(dedans)
        assert charge.table("heures").equals(attendu)
        assert dehors.resolve() / "heures.csv" in charge.fichiers()


def test_un_repertoire_absent_est_dit_avec_son_remede(tmp_path: Path) -> None:
    dossier(
        tmp_path, fiche=FICHE.replace("    fichier:", "    depuis: ../ailleurs\n    fichier:", 1)
    )
    with pytest.raises(DonneesRefusees, match="n'est pas un répertoire de cette machine"):
        charger_dossier(tmp_path)


def test_une_source_sans_regle_de_secret_ferme_tout(tmp_path: Path) -> None:
    dossier(tmp_path, fiche=FICHE.replace("    secret: deja_publie\n", "", 1))
    with pytest.raises(RefusSecret, match=r"la source « heures » n'a pas de règle de secret"):
        charger_dossier(tmp_path)


def test_territoires_tires_d_une_source_inconnue(tmp_path: Path) -> None:
    shutil.copytree(DOSSIERS / "quartiers-fictifs", tmp_path / "cas", ignore=_SANS_MAGASIN)
    fiche = tmp_path / "cas" / "dossier.yml"
    texte = fiche.read_text(encoding="utf-8")
    fiche.write_text(texte.replace("{quartiers: quartiers,", "{quartiers: quartier,"), "utf-8")
    with pytest.raises(UsageIncorrect, match=r"territoires_de.*« quartier ».*quartiers"):
        charger_dossier(tmp_path / "cas")


def test_territoires_tires_des_quartiers() -> None:
    d = charger_dossier("quartiers-fictifs")
    types = [t.type for t in d.territoires]
    comptes = {"france": 1, "region": 1, "departement": 1, "epci": 2, "commune": 4, "qpv": 9}
    assert {t: types.count(t) for t in comptes} == comptes
    assert d.territoire("QP048901").parent == "48900"
    assert d.territoire("48900").parent == "48"
