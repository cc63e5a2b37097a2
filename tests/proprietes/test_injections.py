"""Ce que deviennent des données malveillantes, de la lecture au livrable : du texte."""

# ruff: noqa: E501 — des cellules de carnet, telles quelles

import csv
import io
import re
import zipfile
from pathlib import Path

import nbformat
import openpyxl
import pandas as pd
import pypdf
import pytest
import yaml
from bs4 import BeautifulSoup
from nbformat.v4 import new_code_cell, new_notebook

from carnets.cli import main
from carnets.execution.rendre import rendre
from carnets.inerte import OUVERTURES, ecrire_csv, inerte
from carnets.lecture.brute import RefusCellule
from carnets.lecture.rejets import ecrire_refus
from tests.proprietes.charges import MARQUE, PORTES, charges, mauvaises_valeurs, ouvertures

ACTIVES = ["script", "iframe", "object", "embed", "form", "base", "link", "input", "video", "audio"]
EXTERIEUR = re.compile(r"^\s*(?:https?:|ftp:|file:|//|javascript:|vbscript:)", re.IGNORECASE)
CELLULES = (
    "import carnets as c\n"
    "from carnets.presentation.tableaux import tableau_texte\n"
    "from carnets.presentation.objets import note\n"
    "etude = c.ouvrir(dossier, territoire=territoire, annee=annee)\n"
    'c.cartouche_de(etude, etude.territoire.libelle, surtitre="Essai", champ="essai")',
    'structures = etude.table("structures")\n'
    'tableau_texte("structure", ("Nom", "Type"), structures[["libelle", "type"]].values.tolist())',
    'marches = etude.table("marches")\n'
    'tableau_texte("marche", ("Objet", "Acheteur"), marches[["objet", "procedure"]].values.tolist())',
    'tableau_texte("commune", ("Code", "Libellé"), '
    '[(t.code, t.libelle) for t in etude.dossier.territoires])',
    'tableau_texte("colonne", tuple(structures["libelle"].head(40)), [])',
    "c.tableau_parametres(etude, libre=libre)",
    'note(str(marches["objet"].iloc[7]), *marches["objet"].head(150))',
    'offre = etude.publier(pd.DataFrame([("t000", "2023", "dispositifs", nom, None, None, 3.0, "ok")'
    ' for nom in structures["libelle"]], columns=["territoire", "periode", "indicateur", "modalite",'
    ' "numerateur", "denominateur", "valeur", "etat"]), "structures")\n'
    'c.tableau(offre, titre=str(structures["libelle"].iloc[3]), source=str(marches["objet"].iloc[5]),'
    ' disposition=c.Disposition(lignes="modalite"))',
    'c.barres(offre, lignes="modalite", titre=str(structures["libelle"].iloc[9]), source="s")',
)  # fmt: skip


def dossier(racine: Path) -> Path:
    """Chaque charge y est un nom de structure, un objet de marché, un acheteur, un territoire."""
    racine.mkdir()
    noms = charges()
    carte = {"document": noms[0], "producteur": noms[1], "date": "DATE", "lignes": "1"}
    sources = {
        "structures": {"fichier": "structures.csv", "modele": "structure"},
        "marches": {"fichier": "marches.csv", "modele": "marche"},
    }
    for source in sources.values():
        source |= {"secret": "deja_publie", "part_refus_max": 0.0, "carte": carte}
    fiche = {
        "titre": noms[2],
        "fictif": True,
        "annee": 2023,
        "geographie": "2015",
        "territoires": [
            {"code": f"t{rang:03}", "libelle": nom, "type": "autre"}
            for rang, nom in enumerate(noms)
        ],
        "sources": sources,
        "conventions": {},
        "livrables": [],
    }
    texte = yaml.dump(fiche, allow_unicode=True, sort_keys=False, Dumper=_SansAncre)
    texte = texte.replace("date: DATE", "date: 2023-12-31").replace(
        "geographie: '2015'", 'geographie: "2015"'
    )
    (racine / "dossier.yml").write_text(texte, encoding="utf-8")
    from carnets.modeles.fictif import siret_fictif

    pd.DataFrame(
        {
            "siret": [siret_fictif(rang + 1) for rang in range(len(noms))],
            "libelle": noms,
            "type": "ACI",
        }
    ).to_csv(racine / "structures.csv", sep=";", index=False)
    pd.DataFrame(
        {
            "id_lot": [f"lot-{rang}" for rang in range(len(noms))],
            "id_marche": "m1",
            "num_lot": [str(rang) for rang in range(len(noms))],
            "objet": noms,
            "nature_achat": "travaux",
            "type_dispositif": "condition_execution",
            "procedure": noms,
            "date_notification": "2023-01-15",
            "est_gup": "non",
        }
    ).to_csv(racine / "marches.csv", sep=";", index=False)
    return racine


class _SansAncre(yaml.SafeDumper):
    def ignore_aliases(self, data: object) -> bool:
        return True


@pytest.fixture(scope="module")
def livrable(tmp_path_factory: pytest.TempPathFactory) -> Path:
    racine = tmp_path_factory.mktemp("injections")
    parametres = 'dossier: str = ""\nterritoire: str = "t000"\nannee: int = 2023\nlibre: str = ""'
    nb = new_notebook(
        cells=[
            new_code_cell(parametres, metadata={"tags": ["parameters"]}),
            *[new_code_cell(f"import pandas as pd\n{source}") for source in CELLULES],
        ]
    )
    nbformat.write(nb, racine / "essai.ipynb")
    cas = dossier(racine / "malveillant")
    return rendre(
        str(racine / "essai.ipynb"),
        parametres={"dossier": str(cas), "libre": charges()[40]},
        sortie=racine / "reports",
    )


def test_huit_portes_cent_cinquante_charges() -> None:
    assert len(PORTES) == 8
    assert len(set(charges())) == 150
    assert len(set(ouvertures())) == 60
    assert len(set(mauvaises_valeurs())) == 300


def test_rien_de_vivant_dans_la_page(livrable: Path) -> None:
    (fichier,) = livrable.glob("*.html")
    page = BeautifulSoup(fichier.read_text(encoding="utf-8"), "html.parser")
    assert page.find_all(ACTIVES) == []
    assert page.find_all("meta", attrs={"http-equiv": "refresh"}) == []
    for balise in page.find_all(True):
        for attribut, valeur in balise.attrs.items():
            assert not attribut.startswith("on"), balise
            if attribut in {"href", "src", "srcset", "action", "poster", "data", "style"}:
                assert not EXTERIEUR.search(str(valeur)), balise
                assert "exfiltre" not in str(valeur), balise
    texte = page.get_text()
    for rang in range(150):
        assert f"{MARQUE}{rang:03}" in texte
    assert texte.count("<script>") > 100, "les charges restent lisibles, en texte"


def test_rien_de_vivant_dans_le_pdf(livrable: Path) -> None:
    (fichier,) = livrable.glob("*.pdf")
    lecteur = pypdf.PdfReader(fichier)
    interdits = {"/JS", "/JavaScript", "/Launch", "/URI", "/SubmitForm", "/EmbeddedFile"}
    for rang in range(1, int(str(lecteur.trailer["/Size"]))):
        objet = lecteur.get_object(rang)
        if isinstance(objet, dict):
            assert not interdits & set(objet), objet
            assert objet.get("/S") not in interdits, objet
    texte = re.sub(r"\s", "", "".join(page.extract_text() for page in lecteur.pages))
    assert all(f"{MARQUE}{rang:03}" in texte for rang in range(150))


def test_rien_de_vivant_dans_word(livrable: Path) -> None:
    (fichier,) = livrable.glob("*.docx")
    with zipfile.ZipFile(fichier) as archive:
        pieces = {nom: archive.read(nom).decode(errors="replace") for nom in archive.namelist()}
    for nom, piece in pieces.items():
        assert 'TargetMode="External"' not in piece, nom
        assert not re.search(r"<w:(?:fldSimple|altChunk|object)\b", piece), nom
        assert set(re.findall(r"<w:instrText[^>]*>([^<]*)<", piece)) <= {"PAGE"}, nom
    assert not [nom for nom in pieces if "vba" in nom.lower() or "embeddings" in nom]
    texte = re.sub(r"<[^>]+>", "", pieces["word/document.xml"])
    assert all(f"{MARQUE}{rang:03}" in texte for rang in range(150))


def test_rien_de_vivant_dans_le_classeur(livrable: Path) -> None:
    (fichier,) = livrable.glob("*.xlsx")
    with zipfile.ZipFile(fichier) as archive:
        feuilles = "".join(
            archive.read(nom).decode()
            for nom in archive.namelist()
            if nom.endswith((".xml", ".rels"))
        )
    assert not re.search(r"<f[ >]", feuilles)
    assert 'TargetMode="External"' not in feuilles
    livre = openpyxl.load_workbook(fichier)
    textes = [
        cellule.value
        for page in livre.worksheets
        for rangee in page.iter_rows()
        for cellule in rangee
        if isinstance(cellule.value, str)
    ]
    assert not [t for t in textes if t.startswith(OUVERTURES)]
    assert all(any(t.endswith(f"{MARQUE}{rang:03}") for t in textes) for rang in range(150))


@pytest.mark.parametrize("texte", ouvertures())
def test_une_ouverture_de_formule_est_desarmee(texte: str) -> None:
    assert inerte(texte) == f"'{texte}"
    assert inerte(f"x{texte}") == f"x{texte}"


def test_un_csv_se_relit_apres_notre_marque(tmp_path: Path) -> None:
    table = pd.DataFrame({"libelle": ouvertures(), "valeur": range(-30, 30)})
    ecrire_csv(table, tmp_path / "t.csv")
    with (tmp_path / "t.csv").open(encoding="utf-8", newline="") as flux:
        relue = list(csv.reader(flux))[1:]
    assert all(libelle.startswith("'") for libelle, _ in relue)
    assert [libelle.removeprefix("'") for libelle, _ in relue] == list(table["libelle"])
    assert [int(valeur) for _, valeur in relue] == list(table["valeur"]), (
        "les nombres négatifs restent"
    )


def test_les_rejets_sont_inertes(tmp_path: Path) -> None:
    refus = tuple(
        RefusCellule(ligne=1, colonne=t, valeur=t, cause=t, attendu=t, remede=t, ecartee=False)
        for t in ouvertures()
    )
    ecrire_refus(tmp_path / "r.csv", refus)
    lignes = list(
        csv.reader(
            io.StringIO((tmp_path / "r.csv").read_text("utf-8-sig"), newline=""), delimiter=";"
        )
    )
    assert len(lignes) == 61
    assert all(c.startswith("'") for ligne in lignes[1:] for c in ligne[1:])


def test_trois_cents_valeurs_de_parametres_refusees_avant_tout(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def interdit(*_: object, **__: object) -> None:
        raise AssertionError("une valeur refusée ne doit rien exécuter")

    monkeypatch.setattr("carnets.execution.rendre.composer", interdit)
    monkeypatch.chdir(tmp_path)
    bon = {"dossier": "occitanie-iae-2019", "territoire": "76", "annee": "2019"}
    for parametre, valeur in mauvaises_valeurs():
        donnes = bon | {parametre: valeur}
        reste = [f"-p{nom}={v}" for nom, v in donnes.items() if nom != "dossier"]
        with pytest.raises(SystemExit) as fin:
            main(["rendre", "panorama_iae", f"--dossier={donnes['dossier']}", *reste])
        message = capsys.readouterr().err
        assert fin.value.code == 2, (parametre, valeur, message)
        mot = {"annee": "ann", "dossier": "ossier", "territoire": "erritoire"}[parametre]
        assert mot in message, (parametre, valeur, message)
        assert "Traceback" not in message
    assert list(tmp_path.iterdir()) == []
