"""La maison tient debout : imports à sens unique, verrou, carnets propres, rien de lourd."""

import ast
import json
import re
import subprocess
from pathlib import Path

import pytest
import yaml

from carnets.chemins import CARNETS, PAQUET, RACINE

ORDRE = [
    {"chemins", "erreurs", "codes", "inerte", "lus"},
    {"yaml_strict", "schema_yaml"},
    {"parametres", "dictionnaire", "modeles", "comparabilite", "fusions"},
    {"agregats", "dossier", "lecture", "magasin"},
    {"attendues", "brouillon"},
    {"verification", "nouveau", "exemple", "sources", "telechargement"},
    {"indicateurs"},
    {"secret", "panel"},
    {"presentation"},
    {"rendu"},
    {"execution"},
    {"fautes_de_commande", "cli"},
]
RANG = {piece: rang for rang, pieces in enumerate(ORDRE) for piece in pieces}


def suivis() -> list[Path]:
    sortie = subprocess.run(
        ["git", "ls-files"], cwd=RACINE, capture_output=True, text=True, check=True
    )
    return [RACINE / nom for nom in sortie.stdout.splitlines() if (RACINE / nom).is_file()]


def importes(fichier: Path) -> set[str]:
    """Pièces de carnets que ce module importe, où que soit l'import."""
    pieces = set()
    for noeud in ast.walk(ast.parse(fichier.read_text(encoding="utf-8"))):
        if isinstance(noeud, ast.ImportFrom) and (noeud.module or "").startswith("carnets"):
            suite = (noeud.module or "").split(".")[1:]
            pieces |= {suite[0]} if suite else {a.name for a in noeud.names}
        elif isinstance(noeud, ast.Import):
            pieces |= {a.name.split(".")[1] for a in noeud.names if a.name.startswith("carnets.")}
    return pieces & set(RANG)


def test_les_imports_vont_dans_un_seul_sens() -> None:
    fautes = [
        f"{fichier.relative_to(PAQUET)} importe {autre}"
        for fichier in PAQUET.rglob("*.py")
        if (piece := fichier.relative_to(PAQUET).parts[0].removesuffix(".py")) in RANG
        for autre in importes(fichier)
        if RANG[autre] > RANG[piece]
    ]
    assert fautes == []


def test_toute_piece_a_son_rang() -> None:
    pieces = {p.name.removesuffix(".py") for p in PAQUET.iterdir() if not p.name.startswith("__")}
    assert pieces <= set(RANG) | {"__pycache__"}


def test_les_indicateurs_ne_lisent_ni_ne_dessinent() -> None:
    for fichier in (PAQUET / "indicateurs").rglob("*.py"):
        texte = fichier.read_text(encoding="utf-8")
        assert not re.search(r"matplotlib|read_csv|open\(|Path\(", texte), fichier.name


@pytest.mark.parametrize("carnet", sorted(CARNETS.glob("*.ipynb")), ids=lambda c: c.stem)
def test_carnet_mince_et_sans_sortie(carnet: Path) -> None:
    cellules = json.loads(carnet.read_text(encoding="utf-8"))["cells"]
    codes = [c for c in cellules if c["cell_type"] == "code"]
    assert not any(c["outputs"] or c["execution_count"] for c in codes)
    for cellule in codes:
        arbre = ast.parse("".join(cellule["source"]))
        assert not [n for n in ast.walk(arbre) if isinstance(n, ast.FunctionDef | ast.ClassDef)]


def test_rien_de_lourd_ni_de_local_dans_le_depot() -> None:
    for fichier in suivis():
        assert fichier.stat().st_size <= 350 * 1024, fichier
    for carnet in CARNETS.glob("*.ipynb"):
        assert "input_path" not in carnet.read_text(encoding="utf-8")


def test_le_verrou_est_complet_et_sans_adresse() -> None:
    verrou = (RACINE / "requirements.lock").read_text(encoding="utf-8")
    assert "://" not in verrou
    paquets = re.findall(r"^[A-Za-z0-9._-]+==", verrou, re.MULTILINE)
    assert len(paquets) > 50
    assert len(re.findall(r"--hash=sha256:", verrou)) >= len(paquets)


def test_conda_et_verrou_installent_les_memes_paquets() -> None:
    from outils.verrou import environnement

    assert (RACINE / "environment.yml").read_text(encoding="utf-8") == environnement()
    conda = yaml.safe_load((RACINE / "environment.yml").read_text(encoding="utf-8"))
    (listes,) = [d["pip"] for d in conda["dependencies"] if isinstance(d, dict)]
    verrou = (RACINE / "requirements.lock").read_text(encoding="utf-8")
    for paquet in listes:
        assert re.search(rf"^{re.escape(paquet)}(?: |$)", verrou, re.MULTILINE), paquet


def test_aucune_porte_ouverte_au_html_brut() -> None:
    interdits = re.compile(r"escape=False\b|fmt_markdown|display\(HTML|Markdown\(f|\.style\b")
    for dossier, motif in ((PAQUET, "*.py"), (CARNETS, "*.ipynb")):
        for fichier in dossier.rglob(motif):
            texte = fichier.read_text(encoding="utf-8").replace("escape=False, exclude_anchor", "")
            assert not interdits.search(texte), fichier
