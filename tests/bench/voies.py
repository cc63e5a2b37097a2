"""Les façons de rendre un même carnet, de la ligne de commande à la limite nue."""

import ast
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from unittest import mock

import nbformat
import papermill

from carnets.chemins import CARNETS
from carnets.dossier import charger_dossier, tenir
from carnets.execution.foyer import eteindre
from carnets.execution.livrables import Format
from carnets.execution.lot import Ouvriers, Suivi, executer_lot
from carnets.execution.parametrage import lire_carnet
from carnets.execution.plan import Commande
from carnets.execution.rendre import ecrire
from carnets.execution.taches import Bilan
from carnets.presentation import parties
from carnets.presentation.objets import MIME, Objet
from carnets.rendu.contenu import lire_contenu

Parametres = Mapping[str, Any]
ECARTES = 4
"""Les premiers livrables d'un lot paient la naissance des ouvriers et les calculs partagés."""


def ligne_de_commande(carnet: str, parametres: Parametres, format_: Format = "html") -> None:
    """papermill puis nbconvert, en ligne de commande : deux processus neufs, un noyau."""
    with TemporaryDirectory() as dossier:
        execute = Path(dossier) / "execute.ipynb"
        # « -r » garde un texte : « -p » lirait « 09 » comme un nombre.
        options = [
            t
            for nom, v in parametres.items()
            for t in ("-r" if isinstance(v, str) else "-p", nom, str(v))
        ]
        entree = str(CARNETS / f"{carnet}.ipynb")
        pas = ["-m", "papermill", "--no-progress-bar", "--cwd", str(CARNETS), entree, str(execute)]
        _lancer([sys.executable, *pas, *options])
        _lancer([sys.executable, "-m", "nbconvert", f"--to=carnets-{format_}", str(execute)])


def en_python(carnet: str, parametres: Parametres, format_: Format = "html") -> None:
    """papermill et son moteur ordinaire, appelés de Python, puis l'exporteur."""
    execute = papermill.execute_notebook(
        str(CARNETS / f"{carnet}.ipynb"),
        None,
        parameters=dict(parametres),
        kernel_name="python3",
        progress_bar=False,
        cwd=str(CARNETS),
    )
    ecrire(lire_contenu(execute, titre=carnet), format_)


def limite_nue(carnet: str, parametres: Parametres, formats: Sequence[Format]) -> None:
    """Les cellules en simple script dans ce processus, qui a tout importé ; puis les formats."""
    execute = derouler(carnet, parametres)
    contenu = lire_contenu(execute, titre=carnet)
    for format_ in formats:
        ecrire(contenu, format_)


def derouler(carnet: str, parametres: Parametres) -> nbformat.NotebookNode:
    """Le carnet dont chaque objet affiché a laissé sa charge ; ni IPython, ni noyau, ni copie."""
    execute = lire_carnet(CARNETS / f"{carnet}.ipynb")
    espace: dict[str, Any] = {}
    montres: list[object] = []
    with mock.patch.object(parties, "display", montres.append):  # ce qu'une section affiche
        for cellule in execute.cells:
            if cellule.cell_type == "code":
                montres.clear()
                montres.append(_executer(cellule.source, espace))
                if "parameters" in cellule.metadata.get("tags", []):
                    espace |= parametres
                cellule.outputs = [_sortie(m) for m in montres if isinstance(m, Objet)]
    return execute


def _sortie(montre: Objet) -> nbformat.NotebookNode:
    """Ni vérifiée, ni faite de nœuds en profondeur : un lot ne le fait pas non plus."""
    data = nbformat.NotebookNode({MIME: montre.charge})
    return nbformat.NotebookNode(
        output_type="display_data", data=data, metadata=nbformat.NotebookNode()
    )


def _executer(source: str, espace: dict[str, Any]) -> object:
    arbre = ast.parse(source)
    derniere = arbre.body.pop() if isinstance(arbre.body[-1], ast.Expr) else None
    exec(compile(arbre, "cellule", "exec"), espace)
    if not isinstance(derniere, ast.Expr):
        return None
    return eval(compile(ast.Expression(derniere.value), "cellule", "eval"), espace)


def lot(
    carnet: str, demandes: Sequence[Parametres], ouvriers: Ouvriers, formats: tuple[Format, ...]
) -> float:
    """Secondes par livrable d'un lot lancé, une fois passés les premiers de chaque ouvrier."""
    commandes = [Commande(CARNETS / f"{carnet}.ipynb", demande) for demande in demandes]
    arrivees = Arrivees()
    with TemporaryDirectory() as sortie:
        resume = executer_lot(
            commandes, ouvriers, sortie=Path(sortie), formats=formats, suivi=arrivees
        )
    eteindre()
    assert not resume.echecs, resume.echecs[0].cause
    return arrivees.cadence(ECARTES)


class Arrivees(Suivi):
    """L'instant où chaque livrable arrive."""

    def __init__(self) -> None:
        self.instants: list[float] = []

    def bilan(self, bilan: Bilan) -> None:
        self.instants.append(time.perf_counter())

    def cadence(self, debut: int, fin: int | None = None) -> float:
        """Secondes par livrable entre le rang `debut` et le rang `fin` (le dernier)."""
        vus = self.instants[debut:fin]
        return (vus[-1] - vus[0]) / (len(vus) - 1)


def tiedir(noms: Iterable[str]) -> None:
    """Ces dossiers et leurs tables en mémoire : ce processus est prêt pour `limite_nue`."""
    dossiers = {nom: charger_dossier(nom) for nom in dict.fromkeys(noms)}
    for dossier in dossiers.values():
        for lue in dossier.lectures.values():
            assert len(lue.table) == lue.nombre
    tenir(dossiers)


def chronometrer(faire: Callable[[], object]) -> float:
    """Secondes d'un appel."""
    debut = time.perf_counter()
    faire()
    return time.perf_counter() - debut


@contextmanager
def processeur(mesures: dict[str, float], etape: str) -> Iterator[None]:
    """Ajoute à `mesures` les secondes de processeur du bloc, sous-processus compris."""
    debut = _consomme()
    yield
    mesures[etape] = mesures.get(etape, 0.0) + _consomme() - debut


def _consomme() -> float:
    usages = [resource.getrusage(q) for q in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(u.ru_utime + u.ru_stime for u in usages)


def _lancer(commande: Sequence[str]) -> None:
    subprocess.run(commande, check=True, capture_output=True)
