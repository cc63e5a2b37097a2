"""Un dossier de microdonnées, de bout en bout : rien de confidentiel ne sort, ou rien ne sort."""

import io
import json
import re
import zipfile
from base64 import b64decode
from collections.abc import Iterator
from pathlib import Path

import pypdf
import pytest

from carnets.cli import main
from carnets.execution.livraison import ECHEC, RECU
from carnets.execution.protege import REGISTRE
from tests.bout_en_bout.microdonnees import FUITE, PUBLIER, canaris, carnet, dossier

SEPARATEURS = "[\\s\u00a0\u202f.]?"
MOTIF = re.compile(
    "(?<![0-9A-Fa-f.,])(?:"
    + "|".join(f"{str(n)[:3]}{SEPARATEURS}{str(n)[3:]}" for n in canaris())
    + ")(?![0-9A-Fa-f])"
)
DONNEES = re.compile(r"data:[a-z+/-]+;base64,([A-Za-z0-9+/=]+)")
IMAGE = re.compile(r"data:image/svg\+xml;base64,([A-Za-z0-9+/=]+)")


def textes(fichier: Path) -> Iterator[str]:
    """Tout ce qu'un fichier dit : texte, pièces d'un zip, propriétés, images vectorielles."""
    octets = fichier.read_bytes()
    if zipfile.is_zipfile(io.BytesIO(octets)):
        with zipfile.ZipFile(fichier) as archive:
            for nom in archive.namelist():
                if nom.endswith((".xml", ".rels", ".svg")):
                    yield archive.read(nom).decode()
    elif fichier.suffix == ".pdf":
        lecteur = pypdf.PdfReader(fichier)
        yield "\n".join(page.extract_text() for page in lecteur.pages)
        yield str(lecteur.metadata)
        yield from _alternatives(lecteur)
    else:
        texte = octets.decode()
        yield DONNEES.sub("", texte)
        yield from (b64decode(image).decode() for image in IMAGE.findall(texte))


def _alternatives(lecteur: pypdf.PdfReader) -> Iterator[str]:
    for rang in range(1, len(lecteur.xref[0]) if lecteur.xref else 1):
        objet = lecteur.get_object(rang)
        if isinstance(objet, dict):
            yield from (str(objet[cle]) for cle in ("/Alt", "/ActualText") if cle in objet)


def fuites(fichier: Path) -> list[str]:
    return [trouve for texte in textes(fichier) for trouve in MOTIF.findall(texte)]


def rendre(
    capsys: pytest.CaptureFixture[str], nb: Path, cas: Path, sortie: Path, *options: str
) -> tuple[int, str]:
    with pytest.raises(SystemExit) as fin:
        main(["rendre", str(nb), "--dossier", str(cas), "--sortie", str(sortie), *options])
    lu = capsys.readouterr()
    return int(fin.value.code or 0), lu.out + lu.err


def test_deux_cents_canaris_aucun_ne_chante(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    cas, nb = dossier(tmp_path / "chantiers"), carnet(tmp_path / "essai.ipynb")
    code, dit = rendre(capsys, nb, cas, tmp_path / "reports")
    assert code == 0, dit
    (place,) = (tmp_path / "reports").glob("*/*/*/")
    ecrits = sorted(f for f in place.iterdir())
    assert {f.suffix for f in ecrits} == {".html", ".pdf", ".docx", ".xlsx", ".json", ".jsonl"}
    assert {f.name: fuites(f) for f in ecrits} == {f.name: [] for f in ecrits}
    assert not MOTIF.findall(dit)
    recu = json.loads((place / RECU).read_text(encoding="utf-8"))
    constat = recu["secret_verifie"]
    assert constat["masquees"] >= 2 * len(canaris())
    assert constat["plus_petit_intervalle"] >= 1
    assert constat["duree"] > 0
    pages = next(f for f in ecrits if f.suffix == ".html").read_text(encoding="utf-8")
    assert f"{constat['masquees']} masquées" in pages
    assert "(secret)" in pages
    assert (place / REGISTRE).is_file()


def test_une_fuite_volontaire_est_vue_dans_chaque_format(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    cas, nb = dossier(tmp_path / "chantiers"), carnet(tmp_path / "essai.ipynb", en_plus=(FUITE,))
    code, dit = rendre(capsys, nb, cas, tmp_path / "reports")
    assert code == 0, dit
    for suffixe in ("html", "pdf", "docx", "xlsx"):
        (fichier,) = (tmp_path / "reports").glob(f"*/*/*/*.{suffixe}")
        assert fuites(fichier), suffixe


@pytest.mark.parametrize(
    ("publier", "attendu"),
    [
        pytest.param(
            "import carnets.secret.protection as p\np.auditer = lambda *_: 1 / 0" + PUBLIER,
            "s'est interrompue (ZeroDivisionError",
            id="panne de l'audit",
        ),
        pytest.param(
            "personnes.loc[personnes['modalite'] == '', 'valeur'] += 1" + PUBLIER,
            "ne font pas leur total",
            id="système infaisable",
        ),
        pytest.param(
            PUBLIER + "\netude.publier(personnes, 'heures')",
            "déjà publié des tables protégées",
            id="seconde publication",
        ),
    ],
)
def test_ce_qui_n_est_pas_verifie_ne_sort_pas(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], publier: str, attendu: str
) -> None:
    cas, nb = dossier(tmp_path / "chantiers"), carnet(tmp_path / "essai.ipynb", publier=publier)
    code, dit = rendre(capsys, nb, cas, tmp_path / "reports", "--format", "html")
    assert code == 4, dit
    assert attendu in dit
    assert not MOTIF.findall(dit)
    assert not (tmp_path / "reports").exists()


@pytest.mark.parametrize("regle", ["", "personnes_publics"])
def test_sans_regle_connue_rien_ne_sort(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], regle: str
) -> None:
    cas, nb = dossier(tmp_path / "chantiers", regle), carnet(tmp_path / "essai.ipynb")
    if not regle:
        fiche = cas / "dossier.yml"
        texte = fiche.read_text(encoding="utf-8").replace("    secret: \n", "")
        fiche.write_text(texte, encoding="utf-8")
    code, dit = rendre(capsys, nb, cas, tmp_path / "reports", "--format", "html")
    assert code == 4, dit
    assert "règle de secret" in dit
    assert not (tmp_path / "reports").exists()


@pytest.mark.parametrize(
    "cellule",
    ["heures.head()", "print(heures['heures_travaillees'].iloc[0])", "heures['id_lot'].iloc[0]"],
)
def test_un_contenu_libre_est_refuse_et_le_reste_sur_demande(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], cellule: str
) -> None:
    cas, nb = dossier(tmp_path / "chantiers"), carnet(tmp_path / "essai.ipynb", en_plus=(cellule,))
    code, dit = rendre(capsys, nb, cas, tmp_path / "reports", "--format", "html")
    assert code == 4, dit
    assert "cellule 13" in dit
    assert not (tmp_path / "reports").exists()
    admis, _ = rendre(capsys, nb, cas, tmp_path / "admis", "--format", "html", "--contenu-libre")
    assert admis == 0


def test_une_erreur_ne_cite_pas_de_valeur(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    cas = dossier(tmp_path / "chantiers")
    erreur = "raise KeyError(par['heures'].max(), par['heures'].iloc[20])"
    nb = carnet(tmp_path / "essai.ipynb", en_plus=(erreur,))
    code, dit = rendre(capsys, nb, cas, tmp_path / "reports", "--format", "html")
    assert code == 5
    assert "cellule 13 (KeyError)" in dit
    assert not MOTIF.findall(dit)
    with pytest.raises(SystemExit) as fin:
        main([
            "lot", "--carnet", str(nb), "--dossier", str(cas), "--territoires", "npnru-essai",
            "--format", "html", "--sortie", str(tmp_path / "lot"),
        ])  # fmt: skip
    assert fin.value.code == 6
    (recu,) = (tmp_path / "lot").glob(f"*/*/*{ECHEC}")
    assert not MOTIF.findall(recu.read_text(encoding="utf-8") + capsys.readouterr().out)
