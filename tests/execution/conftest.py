"""Carnets d'essai, exécutés par notre moteur et, à part, par celui de papermill."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
import papermill
import pytest
from nbformat import NotebookNode
from papermill.engines import papermill_engines

from carnets.execution.foyer import eteindre
from carnets.execution.moteur import MoteurCarnets
from carnets.execution.releve import congedier
from tests.execution.moteur_ordinaire import DU_PROJET, chemin

ICI = Path(__file__).parent
EGAUX = (
    "affichages",
    "flux",
    "figures",
    "asynchrone_et_magies",
    *sorted(carnet.stem for carnet in DU_PROJET.glob("*.ipynb")),
)
EN_ERREUR = (
    "erreur",
    "erreur_toleree",
    "sortie_zero",
    "saisie",
)
INTERROMPUS = ("boucle_sans_fin", "noyau_tue")
_DOSSIER_DES_CELLULES = re.compile(r"/tmp/ipykernel_\d+/")
_ADRESSE = re.compile(r"0x[0-9a-f]{6,}")
_MARQUE_PAPERMILL = "papermill-error-cell-tag"


@dataclass(frozen=True)
class Essai:
    """Un carnet exécuté : ce qui est sur le disque, et les classes de l'exception levée."""

    carnet: NotebookNode
    echec: tuple[str, ...]

    @property
    def cellules(self) -> list[NotebookNode]:
        """Les cellules du carnet, sans celles que papermill ajoute pour signaler une erreur."""
        return [c for c in self.carnet.cells if _MARQUE_PAPERMILL not in c.metadata.get("tags", [])]

    @property
    def statuts(self) -> list[str]:
        return [cellule.metadata.papermill.status for cellule in self.cellules]

    def sans_horloge(self) -> dict[str, Any]:
        """Le carnet moins ce qui change à chaque exécution : horloges, processus, adresses."""
        texte = nbformat.writes(nbformat.from_dict(self.carnet | {"cells": self.cellules}))
        texte = _DOSSIER_DES_CELLULES.sub("/carnet/", _ADRESSE.sub("0x0", texte))
        carnet: dict[str, Any] = json.loads(texte)
        del carnet["metadata"]["papermill"]
        for cellule in carnet["cells"]:
            del cellule["metadata"]["papermill"]
            cellule["metadata"].pop("execution", None)
        return carnet


def lire(nom: str) -> NotebookNode:
    return nbformat.read(chemin(nom), as_version=4)


@pytest.fixture(scope="session", autouse=True)
def _moteur() -> Iterator[None]:
    """Le point d'entrée n'existe que dans un paquet installé ; les processus ne survivent pas."""
    papermill_engines.register("carnets", MoteurCarnets)
    yield
    eteindre()
    congedier()


@pytest.fixture(scope="session")
def ordinaire(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Essai]:
    """Les carnets, exécutés par le moteur ordinaire de papermill : deux noyaux à la fois."""
    noms = [*EGAUX, *EN_ERREUR, *INTERROMPUS]
    destination = tmp_path_factory.mktemp("ordinaire")
    commande = [sys.executable, str(ICI / "moteur_ordinaire.py"), str(destination)]
    # Un cache à nous : là où Python n'en écrit pas, chaque noyau recompilerait ses bibliothèques.
    environnement = os.environ | {"PYTHONPYCACHEPREFIX": str(destination / "cache")}
    environnement.pop("PYTHONDONTWRITEBYTECODE", None)
    muet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    lances = [
        subprocess.Popen([*commande, *noms[rang::2]], env=environnement, **muet)
        for rang in range(2)
    ]
    assert [lance.wait() for lance in lances] == [0, 0]
    return {
        nom: Essai(
            nbformat.read(destination / f"{nom}.ipynb", as_version=4),
            tuple((destination / f"{nom}.echec").read_text().split()),
        )
        for nom in noms
    }


@pytest.fixture
def executer(tmp_path: Path) -> Callable[..., Essai]:
    """Exécute un carnet par papermill et notre moteur."""

    def par_papermill(nom: str, **options: Any) -> Essai:
        sortie, echec = tmp_path / f"{nom}.ipynb", ()
        try:
            papermill.execute_notebook(
                chemin(nom),
                sortie,
                engine_name="carnets",
                progress_bar=False,
                **options,
            )
        except Exception as erreur:
            echec = tuple(classe.__name__ for classe in type(erreur).__mro__)
        return Essai(nbformat.read(sortie, as_version=4), echec)

    return par_papermill
