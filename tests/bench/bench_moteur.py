"""Mesure un carnet banal et un carnet de figures par quatre voies ; médianes, tableau puis JSON.

Voies : papermill en ligne de commande, papermill en Python (moteur ordinaire), notre moteur une
fois tiède (papermill en Python), et les mêmes cellules en simple script dans un processus tiède.
"""

import io
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

import nbformat
import papermill
from IPython.core.interactiveshell import InteractiveShell
from nbformat.v4 import new_code_cell, new_notebook
from papermill.engines import papermill_engines

from carnets.execution.deroulement import executer_dans_un_fils
from carnets.execution.moteur import MoteurCarnets

BANAL = ["x = 1", "print(x)", "x + 1"]
FIGURES = [
    "import pandas as pd\nimport matplotlib.pyplot as plt",
    "d = pd.DataFrame({'a': range(50), 'b': range(50)})\nd.describe()",
    "figure, axes = plt.subplots()\naxes.bar(d.a, d.b)\nplt.close(figure)\nfigure",
    "figure, axes = plt.subplots()\naxes.plot(d.a, d.b)\nplt.close(figure)\nfigure",
]
LENTES, RAPIDES = 3, 15
NOYAU = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
Voie = Callable[[Path, Path], object]


def _ligne_de_commande(entree: Path, sortie: Path) -> None:
    commande = [sys.executable, "-m", "papermill", "--no-progress-bar", str(entree), str(sortie)]
    subprocess.run(commande, check=True, capture_output=True)


def _papermill(entree: Path, sortie: Path) -> None:
    papermill.execute_notebook(entree, sortie, progress_bar=False)


def _papermill_carnets(entree: Path, sortie: Path) -> None:
    papermill.execute_notebook(entree, sortie, progress_bar=False, engine_name="carnets")


def _fils_seul(entree: Path, _sortie: Path) -> None:
    executer_dans_un_fils(nbformat.read(entree, as_version=4))


def _script(entree: Path, _sortie: Path) -> None:
    """La limite nue : les cellules, et la mise en forme de ce qu'elles montrent."""
    formateur = InteractiveShell.instance().display_formatter
    espace: dict[str, object] = {}
    for cellule in nbformat.read(entree, as_version=4).cells:
        *debut, fin = cellule.source.split("\n")
        exec("\n".join(debut), espace)
        try:
            montre = eval(fin, espace)
        except SyntaxError:
            exec(fin, espace)
            continue
        if hasattr(montre, "savefig"):
            montre.savefig(io.BytesIO(), format="png", bbox_inches="tight")
        elif montre is not None:
            formateur.format(montre)


def _durees(voie: Voie, entree: Path, fois: int) -> list[float]:
    durees = []
    with tempfile.TemporaryDirectory() as dossier:
        for _ in range(fois):
            debut = time.perf_counter()
            voie(entree, Path(dossier) / "sortie.ipynb")
            durees.append(time.perf_counter() - debut)
    return durees


def _mesurer(entree: Path) -> dict[str, float]:
    """Secondes, médianes ; le premier passage, qui échauffe, n'y compte que pour lui-même."""
    premier = _durees(_fils_seul, entree, 1)[0]
    for voie in (_papermill_carnets, _script):
        _durees(voie, entree, 2)
    return {
        "papermill, ligne de commande": median(_durees(_ligne_de_commande, entree, LENTES)),
        "papermill en Python, moteur ordinaire": median(_durees(_papermill, entree, LENTES)),
        "papermill en Python, moteur carnets": median(_durees(_papermill_carnets, entree, RAPIDES)),
        "executer_dans_un_fils": median(_durees(_fils_seul, entree, RAPIDES)),
        "simple script": median(_durees(_script, entree, RAPIDES)),
        "premier carnet (processus tiède à lancer)": premier,
    }


def main() -> None:
    papermill_engines.register("carnets", MoteurCarnets)
    mesures: dict[str, dict[str, float]] = {}
    with tempfile.TemporaryDirectory() as dossier:
        for nom, sources in (("banal", BANAL), ("figures", FIGURES)):
            entree = Path(dossier) / f"{nom}.ipynb"
            cellules = [new_code_cell(source) for source in sources]
            nbformat.write(new_notebook(cells=cellules, metadata=NOYAU), entree)
            mesures[nom] = _mesurer(entree)
    for voie in mesures["banal"]:
        print(f"{voie:45}" + "".join(f"{mesures[nom][voie]:10.3f} s" for nom in mesures))
    print(json.dumps(mesures, ensure_ascii=False))


if __name__ == "__main__":
    main()
