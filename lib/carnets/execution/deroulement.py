"""Exécuter un carnet dans un processus neuf et borné, et en rapporter les sorties."""

import os
import sys
import time
from typing import Any, Literal

from nbformat import NotebookNode
from nbformat.v4 import new_output

from carnets.execution.bornes import MEBIOCTET, Bornes
from carnets.execution.capture import Capture
from carnets.execution.echecs import (
    CelluleEnErreur,
    DelaiDepasse,
    ProcessusMort,
    SortieTropVolumineuse,
)
from carnets.execution.foyer import foyer_pour
from carnets.execution.processus import Demande, Processus
from carnets.execution.releve import prendre_un_ouvrier

PRECHARGES = ("carnets", "matplotlib.pyplot", "pandas", "carnets.execution.prechauffe")
Moyen = Literal["fork", "spawn"]


class Suivi:
    """Ce qu'un appelant veut savoir en cours de route ; ne fait rien par défaut."""

    def debut(self, cellule: NotebookNode, rang: int) -> None:
        """La cellule commence (ou est passée : texte, vide, étiquetée `skip-execution`)."""

    def sortie(self, sortie: NotebookNode) -> None:
        """Une sortie, ou un morceau de flux, vient d'arriver."""

    def echec(self, cellule: NotebookNode, rang: int) -> None:
        """La cellule a échoué, le carnet s'arrête là."""

    def fin(self, cellule: NotebookNode, rang: int) -> None:
        """La cellule est finie, bien ou mal."""


def moyen_disponible() -> Moyen:
    """« fork » là où il est sûr ; macOS le déconseille et Windows ne l'a pas."""
    return "fork" if hasattr(os, "fork") and sys.platform != "darwin" else "spawn"


def executer_dans_un_fils(
    nb: NotebookNode,
    *,
    bornes: Bornes | None = None,
    precharges: tuple[str, ...] = PRECHARGES,
    moyen: Moyen | None = None,
    dossier: str | os.PathLike[str] = ".",
    tolerer_erreurs: bool = False,
    suivi: Suivi | None = None,
) -> NotebookNode:
    """Exécute `nb` dans un processus neuf ; rend ce même carnet, complet, avec ses sorties.

    Ne rend jamais un carnet incomplet. Lève CelluleEnErreur (une cellule a levé, `SystemExit`
    compris), DelaiDepasse, SortieTropVolumineuse, MemoireDepassee ou ProcessusMort ; alors les
    sorties déjà arrivées restent dans `nb` et la cellule en cause porte une sortie d'erreur.
    UsageIncorrect si un module de `precharges` ne convient pas.

    Peut être appelée de plusieurs fils d'exécution à la fois : le processus tiède est partagé.
    `precharges` : modules, ou « module:argument » (voir `interprete.precharger`). `dossier` :
    répertoire de travail du carnet.
    """
    bornes = bornes or Bornes()
    demande = Demande(
        cellules=_cellules(nb, tolerer_erreurs),
        dossier=os.path.abspath(dossier),  # noqa: PTH100 - `resolve` suivrait les liens
        environnement=dict(os.environ),
        memoire=bornes.memoire,
        sortie=bornes.sortie,
    )
    processus = _lancer(moyen or moyen_disponible(), precharges, demande)
    try:
        _Deroulement(nb, processus, bornes, suivi or Suivi()).derouler()
    finally:
        processus.finir()
    _refuser_les_erreurs_affichees(nb, demande)
    return nb


def _lancer(moyen: Moyen, precharges: tuple[str, ...], demande: Demande) -> Processus:
    if moyen == "fork":
        modules = tuple(nom for nom in precharges if ":" not in nom)
        charges = tuple(nom for nom in precharges if ":" in nom)
        return foyer_pour(modules).naitre(demande, charges)
    ouvrier = prendre_un_ouvrier(precharges)
    ouvrier.charger(demande)
    return ouvrier


def _cellules(nb: NotebookNode, tolerer_erreurs: bool) -> list[dict[str, Any]]:
    """Les cellules à exécuter, choisies comme nbclient les choisit."""
    return [
        {
            "rang": rang,
            "source": cellule.source,
            "tolere": tolerer_erreurs or "raises-exception" in cellule.metadata.get("tags", []),
        }
        for rang, cellule in enumerate(nb.cells)
        if cellule.cell_type == "code"
        and cellule.source.strip()
        and "skip-execution" not in cellule.metadata.get("tags", [])
    ]


def _refuser_les_erreurs_affichees(nb: NotebookNode, demande: Demande) -> None:
    """Une figure qui ne se dessine pas montre une erreur sans faire échouer sa cellule."""
    for cellule in demande.cellules:
        for sortie in nb.cells[cellule["rang"]].outputs:
            if sortie.output_type == "error" and not cellule["tolere"]:
                raise CelluleEnErreur(
                    cellule["rang"], sortie.ename, sortie.evalue, tuple(sortie.traceback)
                )


class _Deroulement:
    """Suit un processus message par message, sous la garde des bornes."""

    def __init__(
        self, nb: NotebookNode, processus: Processus, bornes: Bornes, suivi: Suivi
    ) -> None:
        self._nb, self._processus, self._bornes, self._suivi = nb, processus, bornes, suivi
        self._capture = Capture()
        self._suivant = 0  # première cellule dont le début n'a pas été annoncé au suivi
        self._en_cours: int | None = None
        self._terme_carnet = _terme(bornes.carnet)
        self._terme_cellule: float | None = None
        self._termine = False

    def derouler(self) -> None:
        try:
            while not self._termine:
                self._avancer()
        except CelluleEnErreur:
            raise
        except BaseException as echec:
            self._marquer(echec)
            raise
        self._passer_jusqu_a(len(self._nb.cells))

    def _avancer(self) -> None:
        for message in self._processus.lire(self._patience()):
            getattr(self, f"_sur_{message['genre']}")(message)
        limite = self._bornes.sortie
        if limite is not None and self._processus.recu > limite:
            raise SortieTropVolumineuse(
                f"{self._lieu()} : plus de {limite / MEBIOCTET:g} Mio de sorties. Afficher moins, "
                "ou élargir la borne « sortie »."
            )
        if not self._termine and self._processus.mort is not None:
            raise ProcessusMort(
                f"{self._lieu()} : le processus s'est arrêté brutalement "
                f"({self._processus.mort}). Rien n'est livré."
            )

    def _patience(self) -> float | None:
        """Secondes avant la prochaine limite ; DelaiDepasse si elle est passée."""
        maintenant = time.monotonic()
        for terme, permis, quoi in (
            (self._terme_cellule, self._bornes.cellule, "cellule"),
            (self._terme_carnet, self._bornes.carnet, "carnet"),
        ):
            if terme is not None and maintenant >= terme:
                raise DelaiDepasse(
                    f"{self._lieu()} : plus de {permis:g} s. Alléger le calcul, ou élargir la "
                    f"borne « {quoi} »."
                )
        termes = [t for t in (self._terme_cellule, self._terme_carnet) if t is not None]
        return min(termes) - maintenant if termes else None

    def _sur_debut(self, message: dict[str, Any]) -> None:
        rang = message["rang"]
        self._passer_jusqu_a(rang)
        self._suivant, self._en_cours = rang + 1, rang
        self._terme_cellule = _terme(self._bornes.cellule)
        self._suivi.debut(self._nb.cells[rang], rang)
        self._capture.ouvrir(self._nb.cells[rang], message["compte"])

    def _sur_sortie(self, message: dict[str, Any]) -> None:
        sortie = self._capture.recevoir(message["type"], message["contenu"])
        if sortie is not None:
            self._suivi.sortie(sortie)

    def _sur_fin(self, message: dict[str, Any]) -> None:
        rang = message["rang"]
        cellule = self._nb.cells[rang]
        self._capture.fermer()
        self._en_cours = self._terme_cellule = None
        if message["statut"] == "error" and not message["tolere"]:
            self._suivi.echec(cellule, rang)
            self._suivi.fin(cellule, rang)
            raise _erreur(cellule, message)
        self._suivi.fin(cellule, rang)

    def _sur_langage(self, message: dict[str, Any]) -> None:
        self._nb.metadata["language_info"] = NotebookNode(message["langage"])

    def _sur_termine(self, _message: dict[str, Any]) -> None:
        self._termine = True

    def _sur_defaut(self, message: dict[str, Any]) -> None:
        raise RuntimeError(f"Défaut de carnets dans le processus du carnet :\n{message['trace']}")

    def _passer_jusqu_a(self, rang: int) -> None:
        for passee in range(self._suivant, rang):
            self._suivi.debut(self._nb.cells[passee], passee)
            self._suivi.fin(self._nb.cells[passee], passee)
        self._suivant = max(self._suivant, rang)

    def _lieu(self) -> str:
        rang = self._en_cours
        return "Le carnet" if rang is None else f"Cellule n° {rang + 1}"

    def _marquer(self, echec: BaseException) -> None:
        """Laisse dans le carnet la trace de l'interruption : il ne doit pas passer pour complet."""
        if not self._nb.cells:
            return
        self._capture.fermer()
        rang = self._suivant if self._en_cours is None else self._en_cours
        rang = min(rang, len(self._nb.cells) - 1)
        cellule = self._nb.cells[rang]
        if cellule.cell_type == "code":
            if isinstance(echec, SortieTropVolumineuse):
                cellule.outputs = []
            nom = type(echec).__name__
            cellule.outputs.append(new_output("error", ename=nom, evalue=str(echec), traceback=[]))
        self._suivi.echec(cellule, rang)
        self._suivi.fin(cellule, rang)


def _terme(duree: float | None) -> float | None:
    return None if duree is None else time.monotonic() + duree


def _erreur(cellule: NotebookNode, message: dict[str, Any]) -> CelluleEnErreur:
    traces = [tuple(s.traceback) for s in cellule.outputs if s.output_type == "error"]
    trace = traces[-1] if traces else ()
    return CelluleEnErreur(message["rang"], message["ename"], message["evalue"], trace)
