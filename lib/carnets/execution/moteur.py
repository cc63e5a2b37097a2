"""Le moteur papermill « carnets » : `papermill --engine carnets entrée.ipynb sortie.ipynb`.

Mêmes sorties que le moteur ordinaire de papermill, sans noyau ni port réseau. Ce qui diffère :
les métadonnées d'horloge des cellules (`execution`) ne sont pas écrites, et un carnet interrompu
(temps, mémoire, processus tué) est marqué en échec, là où papermill déclare ses cellules
complètes.
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any, TextIO

from nbformat import NotebookNode
from papermill.engines import Engine, NotebookExecutionManager
from papermill.log import logger

from carnets.erreurs import UsageIncorrect, suggestion
from carnets.execution.bornes import Bornes
from carnets.execution.deroulement import PRECHARGES, Moyen, Suivi, executer_dans_un_fils
from carnets.execution.echecs import CelluleEnErreur

_DE_PAPERMILL = {"input_path", "start_timeout"}  # transmis à tout moteur, sans objet ici


class MoteurCarnets(Engine):  # type: ignore[misc]
    """Moteur papermill : un processus neuf, né d'un processus tiède, par carnet."""

    @classmethod
    def execute_managed_notebook(
        cls,
        nb_man: NotebookExecutionManager,
        kernel_name: str,
        *,
        log_output: bool = False,
        stdout_file: TextIO | None = None,
        stderr_file: TextIO | None = None,
        execution_timeout: float | None = None,
        bornes: Bornes | None = None,
        precharges: tuple[str, ...] = PRECHARGES,
        moyen: Moyen | None = None,
        allow_errors: bool = False,
        **autres: Any,
    ) -> None:
        """Exécute le carnet de `nb_man`, comme le moteur ordinaire de papermill.

        Une cellule en erreur est signalée à papermill, qui lève. Lève lui-même les autres échecs
        (voir `executer_dans_un_fils`) et UsageIncorrect : langage ou option inconnus.
        `execution_timeout` (secondes) remplace la borne de temps par cellule.
        """
        bornes = bornes or Bornes()
        if execution_timeout:
            bornes = replace(bornes, cellule=execution_timeout)
        suivi = _SuiviPapermill(nb_man, log_output, stdout_file, stderr_file)
        with suppress(CelluleEnErreur), suivi.garde():
            _refuser_l_inconnu(nb_man.nb, set(autres) - _DE_PAPERMILL)
            executer_dans_un_fils(
                nb_man.nb,
                bornes=bornes,
                precharges=precharges,
                moyen=moyen,
                dossier=Path.cwd(),
                tolerer_erreurs=allow_errors,
                suivi=suivi,
            )


class _SuiviPapermill(Suivi):
    """Tient les métadonnées, la barre de progression et le journal de papermill."""

    def __init__(
        self,
        nb_man: NotebookExecutionManager,
        journal: bool,
        stdout: TextIO | None,
        stderr: TextIO | None,
    ) -> None:
        self._nb_man, self._journal = nb_man, journal
        self._rang = 0
        self._fichiers = {"stdout": stdout, "stderr": stderr}

    @contextmanager
    def garde(self) -> Iterator[None]:
        """Sans cellule en échec, papermill déclarerait complet un carnet à peine commencé."""
        try:
            yield
        except Exception as echec:
            if not isinstance(echec, CelluleEnErreur) and self._nb_man.nb.cells:
                self._nb_man.cell_exception(self._nb_man.nb.cells[self._rang], self._rang)
            raise

    def debut(self, cellule: NotebookNode, rang: int) -> None:
        self._rang = rang
        self._nb_man.cell_start(cellule, rang)

    def sortie(self, sortie: NotebookNode) -> None:
        self._nb_man.autosave_cell()
        if sortie.output_type == "stream":
            self._ecrire(sortie.name, sortie.text)
        elif self._journal and "text/plain" in sortie.get("data", {}):
            logger.info(sortie.data["text/plain"])

    def _ecrire(self, flux: str, texte: str) -> None:
        if self._journal:
            (logger.info if flux == "stdout" else logger.warning)(texte)
        fichier = self._fichiers[flux]
        if fichier is not None:
            fichier.write(texte)
            fichier.flush()

    def echec(self, cellule: NotebookNode, rang: int) -> None:
        self._nb_man.cell_exception(cellule, cell_index=rang)

    def fin(self, cellule: NotebookNode, rang: int) -> None:
        self._nb_man.cell_complete(cellule, cell_index=rang)


def _refuser_l_inconnu(nb: NotebookNode, options: set[str]) -> None:
    langage = nb.metadata.get("kernelspec", {}).get("language", "python")
    if langage != "python":
        raise UsageIncorrect(
            f"Le moteur « carnets » n'exécute que du Python ; ce carnet est en « {langage} »."
        )
    connues = ["bornes", "precharges", "moyen", "allow_errors", "execution_timeout"]
    for option in sorted(options):
        raise UsageIncorrect(
            f"Le moteur « carnets » ne connaît pas l'option « {option} » : "
            f"{suggestion(option, connues)}"
        )
