"""Côté fils : l'interprète IPython d'un carnet et l'exécution de ses cellules.

La classe d'interprète est celle des noyaux (`ZMQInteractiveShell`) parce que rich, tqdm, plotly…
reconnaissent un carnet à ce nom ; elle n'ouvre ici aucune prise réseau.
"""

import builtins
import getpass
import importlib
import sys
from collections.abc import Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from ipykernel.compiler import XCachingCompiler
from ipykernel.ipkernel import IPythonKernel
from ipykernel.zmqshell import ZMQInteractiveShell
from IPython.core.error import StdinNotImplementedError, UsageError
from IPython.core.interactiveshell import ExecutionResult
from traitlets.config import Config

from carnets.erreurs import UsageIncorrect
from carnets.execution.emission import Emission, SessionEmettrice

LANGAGE = dict(IPythonKernel.language_info)

PASSAGES = 12
RODAGE = """from IPython.display import display
lettre = {"a": 1}
display(lettre)
lettre"""


class Compilateur(XCachingCompiler):
    """Nomme les cellules comme un noyau, moins le numéro de processus : une sortie ne change pas
    d'une exécution à l'autre parce qu'un avertissement cite sa cellule."""

    def get_code_name(self, raw_code: str, code: str, number: int) -> str:
        nom: str = super().get_code_name(raw_code, code, number)  # type: ignore[no-untyped-call]
        return "/carnet/" + Path(nom).name


def preparer(precharges: Sequence[str]) -> ZMQInteractiveShell:
    """Crée l'interprète puis importe les modules à garder tièdes.

    L'interprète vient en premier : un module qui s'adapte à IPython en s'important (le dessin en
    ligne de matplotlib) doit le trouver. Lève UsageIncorrect si un module ne s'importe pas.
    """
    interprete = _creer()
    for nom in precharges:
        precharger(nom)
    _roder(interprete)
    return interprete


def precharger(nom: str) -> None:
    """Importe un module ; « module:argument » appelle ensuite son `precharger(argument)`.

    Lève UsageIncorrect si le module ne s'importe pas.
    """
    module, _, argument = nom.partition(":")
    try:
        importe = importlib.import_module(module)
    except ImportError as cause:
        raise UsageIncorrect(
            f"Préchargement : le module « {module} » ne s'importe pas ({cause}). "
            "L'installer, ou le retirer des modules à précharger."
        ) from cause
    if argument:
        importe.precharger(argument)


def brancher(interprete: ZMQInteractiveShell, emission: Emission) -> None:
    """Relie l'interprète à son canal et lui ferme le clavier et le réseau."""
    interprete.displayhook.session.emission = emission  # type: ignore[attr-defined]
    builtins.input = _refuser("raw_input")
    getpass.getpass = _refuser("getpass")
    sys.addaudithook(_refuser_le_reseau)
    if "numpy.random" in sys.modules:
        # Sans cela tous les carnets d'un même processus tiède tireraient les mêmes nombres.
        sys.modules["numpy.random"].seed()


async def executer_cellule(interprete: ZMQInteractiveShell, source: str) -> dict[str, Any]:
    """Exécute une cellule ; rend le bilan qu'un noyau donnerait : statut, ename, evalue.

    Le statut est « error » aussi quand c'est l'affichage du résultat qui échoue.
    """
    resultat = await _lancer(interprete, source)
    interprete.payload_manager.clear_payload()  # type: ignore[union-attr]
    erreur = resultat.error_before_exec or resultat.error_in_exec
    if resultat.success and not interprete._last_traceback_during_displayhook:
        return {"statut": "ok"}
    return {"statut": "error", "ename": type(erreur).__name__, "evalue": str(erreur)}


async def _lancer(interprete: ZMQInteractiveShell, source: str) -> ExecutionResult:
    """Comme un noyau : la boucle asyncio tourne déjà, une cellule à `await` l'attend.

    Les autres passent par le même chemin sans jamais attendre : `run_cell`, qui le prend aussi,
    referait la transformation et une analyse de la source.
    """
    try:
        transformee = interprete.transform_cell(source)
    except Exception:
        # `run_cell` refait la transformation et montre lui-même l'erreur de syntaxe.
        fautive: ExecutionResult = interprete.run_cell(source, store_history=True)
        return fautive
    resultat: ExecutionResult | None = None
    interprete._last_traceback_during_displayhook = False
    try:
        resultat = await interprete.run_cell_async(
            source, store_history=True, transformed_cell=transformee
        )
    finally:
        interprete.events.trigger("post_execute")
        interprete.events.trigger("post_run_cell", resultat)
    return resultat


def _roder(interprete: ZMQInteractiveShell) -> None:
    """Des cellules muettes, puis l'oubli : la première d'un processus coûte dix fois les autres.

    Python adapte un code à ce qui le traverse en une dizaine de passages ; les fils en héritent.
    """
    neuf = dict(interprete.user_ns)
    for _ in range(PASSAGES):
        interprete.run_cell(RODAGE, store_history=True)
    interprete.reset(new_session=True)
    for nom in neuf.keys() - interprete.user_ns.keys():  # `reset` oublie `__spec__`, `_`…
        interprete.user_ns[nom] = neuf[nom]


def _creer() -> ZMQInteractiveShell:
    reglages = Config()
    # L'historique ouvrirait une base et un fil d'exécution, avant les `fork`.
    reglages.HistoryManager.enabled = False
    interprete = ZMQInteractiveShell.instance(
        config=reglages,
        kernel=SimpleNamespace(eventloop=None),
        compiler_class=Compilateur,
    )
    # Pour toute la vie du processus : IPython poserait et ôterait ses noms à chaque cellule, et
    # Python, dès que `builtins` en gagne ou en perd un, oublie où il avait trouvé les autres.
    interprete.builtin_trap.__enter__()
    interprete.enable_gui = _sans_fenetre  # type: ignore[method-assign]
    session = SessionEmettrice()
    interprete.displayhook.session = session  # type: ignore[attr-defined]
    interprete.display_pub.session = session  # type: ignore[attr-defined]
    return interprete


def _sans_fenetre(gui: Any = None) -> None:
    if gui is not None:
        raise UsageError(f"Pas de fenêtre dans un carnet exécuté par carnets (« {gui} »)")


def _refuser(appel: str) -> Any:
    def refus(*_arguments: Any, **_options: Any) -> str:
        raise StdinNotImplementedError(
            f"{appel} was called, but this frontend does not support input requests."
        )

    return refus


def _refuser_le_reseau(evenement: str, arguments: tuple[Any, ...]) -> None:
    """Refuse toute adresse hors de la machine, à ce qui passe par les prises de Python.

    La boucle locale reste permise : asyncio s'en sert sous Windows.
    """
    if evenement not in {"socket.connect", "socket.sendto", "socket.getaddrinfo"}:
        return
    adresse = arguments[0] if evenement == "socket.getaddrinfo" else arguments[1]
    hote = adresse[0] if isinstance(adresse, tuple) else adresse
    distant = evenement == "socket.getaddrinfo" or isinstance(adresse, tuple)
    if distant and hote not in {None, "", "127.0.0.1", "::1", "localhost", b"localhost"}:
        raise PermissionError(
            f"Un carnet ne va pas sur le réseau : connexion à « {hote} » refusée. "
            "Mettre le fichier dans le dossier et l'y lire."
        )
