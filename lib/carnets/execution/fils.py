"""Côté fils : la vie d'un carnet, de la demande reçue au dernier message.

Messages émis, dans l'ordre : `langage` (langage) ; pour chaque cellule `debut` (rang, compte),
des `sortie` (type, contenu), `fin` (rang, tolere, statut, ename, evalue) ; puis `termine` si
toutes les cellules demandées ont été exécutées. `defaut` (trace) : ce programme est fautif.
"""

import asyncio
import atexit
import os
import sys
import time
import traceback
from typing import Any

from ipykernel.zmqshell import ZMQInteractiveShell

from carnets import lus
from carnets.execution.emission import Emission
from carnets.execution.interprete import LANGAGE, brancher, executer_cellule
from carnets.execution.processus import DEDOUBLEMENT, ENVIRONNEMENT_FIXE


def vivre(interprete: ZMQInteractiveShell, demande: dict[str, Any], emission: Emission) -> None:
    """Exécute les cellules demandées dans le dossier et l'environnement demandés.

    `demande` : `dossier`, `environnement`, `cellules` (rang, source, tolere).
    """
    try:
        _s_installer(interprete, demande)
        brancher(interprete, emission)
        lus.oublier()
        emission.emettre("langage", langage=LANGAGE)
        boucle = asyncio.new_event_loop()
        asyncio.set_event_loop(boucle)
        boucle.run_until_complete(_derouler(interprete, demande["cellules"], emission))
    except Exception:
        emission.emettre("defaut", trace=traceback.format_exc())
    finally:
        if not emission.chez_soi:
            _denoncer_la_copie()


def _s_installer(interprete: ZMQInteractiveShell, demande: dict[str, Any]) -> None:
    os.chdir(demande["dossier"])
    conserve = {nom: os.environ[nom] for nom in ("PYTHONHASHSEED",) if nom in os.environ}
    os.environ.clear()
    os.environ.update(demande["environnement"] | ENVIRONNEMENT_FIXE | conserve)
    interprete.init_environment()
    if hasattr(time, "tzset"):
        time.tzset()
    sys.argv = ["carnet"]
    if "" not in sys.path:
        sys.path.insert(0, "")


async def _derouler(
    interprete: ZMQInteractiveShell, cellules: list[dict[str, Any]], emission: Emission
) -> None:
    for cellule in cellules:
        if interprete.exit_now:  # un `exit()` : comme avec un noyau, plus rien ne répond
            return
        emission.emettre("debut", rang=cellule["rang"], compte=interprete.execution_count)
        bilan = await executer_cellule(interprete, cellule["source"])
        if not emission.chez_soi:
            return
        emission.emettre("fin", rang=cellule["rang"], tolere=cellule["tolere"], **bilan)
        if bilan["statut"] == "error" and not cellule["tolere"]:
            return
        await asyncio.sleep(0)  # les tâches lancées par la cellule avancent, comme avec un noyau
    atexit._run_exitfuncs()
    emission.emettre("termine")


def _denoncer_la_copie() -> None:
    """Une copie (`os.fork`) est sortie de sa cellule : deux processus liraient la même suite.

    Le carnet entier est arrêté par un signal que le parent reconnaît.
    """
    if hasattr(os, "killpg"):
        os.killpg(0, DEDOUBLEMENT)
    os._exit(1)
