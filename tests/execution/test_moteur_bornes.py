"""Un carnet qui se conduit mal n'est jamais rendu et n'abîme ni parent ni voisin."""

import os
import pickle
import signal
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Any

import psutil
import pytest
from nbformat import NotebookNode

from carnets.erreurs import EchecExecution, UsageIncorrect
from carnets.execution.bornes import MEBIOCTET, Bornes
from carnets.execution.deroulement import executer_dans_un_fils, moyen_disponible
from carnets.execution.echecs import (
    CelluleEnErreur,
    DelaiDepasse,
    FoyerMort,
    MemoireDepassee,
    ProcessusMort,
    SortieTropVolumineuse,
)
from carnets.execution.foyer import _foyers as foyers_allumes
from carnets.execution.foyer import foyer_pour
from tests.execution.conftest import Essai, lire

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="« fork » : Linux")

SERREES = Bornes(cellule=5, carnet=8, memoire=300 * MEBIOCTET, sortie=2 * MEBIOCTET)
MAL_ELEVES: list[tuple[str, type[EchecExecution], str]] = [
    ("erreur", CelluleEnErreur, "KeyError : 'absente'"),
    ("figure_ratee", CelluleEnErreur, "ValueError"),
    ("boucle_sans_fin", DelaiDepasse, "Cellule n° 3 : plus de 1 s"),
    ("attente_interminable", DelaiDepasse, "plus de 2 s"),
    ("noyau_tue", ProcessusMort, "Cellule n° 3 : le processus s'est arrêté"),
    ("noyau_quitte", ProcessusMort, "a quitté son processus"),
    ("memoire", CelluleEnErreur, "MemoryError"),
    ("deux_cents_megaoctets", SortieTropVolumineuse, "Cellule n° 3 : plus de 2 Mio"),
    ("affichage_enorme", SortieTropVolumineuse, "affichage dépasse la limite"),
    ("dedoublement", ProcessusMort, "dédoublé le processus"),
    ("sortie_zero", CelluleEnErreur, "SystemExit : 0"),
    ("saisie", CelluleEnErreur, "StdinNotImplementedError"),
    ("reseau", CelluleEnErreur, "ne va pas sur le réseau"),
]


def bornes_de(nom: str) -> Bornes:
    if nom == "boucle_sans_fin":
        return Bornes(cellule=1)
    if nom == "attente_interminable":
        return Bornes(cellule=1, carnet=2)
    if nom == "affichage_enorme":
        return Bornes(sortie=2 * MEBIOCTET)
    return SERREES


def orphelins() -> set[int]:
    """Nos descendants, processus tièdes exceptés."""
    tiedes = {foyer._serveur.pid for foyer in foyers_allumes.values()}
    return {p.pid for p in psutil.Process().children(recursive=True)} - tiedes


def attendre(condition: Callable[[], bool], *, secondes: float = 5.0) -> bool:
    limite = time.monotonic() + secondes
    while not condition() and time.monotonic() < limite:
        time.sleep(0.02)
    return condition()


@pytest.fixture(scope="module", autouse=True)
def _foyer_allume() -> None:
    executer_dans_un_fils(lire("etat"))


@pytest.mark.parametrize(("nom", "classe", "message"), MAL_ELEVES)
def test_un_carnet_mal_eleve_n_est_pas_rendu(
    nom: str, classe: type[EchecExecution], message: str
) -> None:
    nb = lire(nom)
    with pytest.raises(classe, match=message) as leve:
        executer_dans_un_fils(nb, bornes=bornes_de(nom))
    assert attendre(lambda: not orphelins())
    assert any(s.output_type == "error" for c in nb.cells for s in c.get("outputs", []))
    assert str(pickle.loads(pickle.dumps(leve.value))) == str(leve.value)
    assert executer_dans_un_fils(lire("etat")) is not None


@pytest.mark.parametrize("nom", ["dedoublement", "deux_cents_megaoctets", "noyau_tue"])
def test_papermill_ne_declare_pas_complet(nom: str, executer: Callable[..., Essai]) -> None:
    obtenu = executer(nom, bornes=bornes_de(nom))
    assert "EchecExecution" in obtenu.echec
    assert "failed" in obtenu.statuts
    assert obtenu.carnet.metadata.papermill.exception is True


def test_deux_cents_megaoctets_ne_pesent_pas_sur_le_parent() -> None:
    avant = psutil.Process().memory_info().rss
    with pytest.raises(SortieTropVolumineuse):
        executer_dans_un_fils(lire("deux_cents_megaoctets"), bornes=SERREES)
    assert psutil.Process().memory_info().rss - avant < 30 * MEBIOCTET


def test_les_descendants_du_carnet_meurent_avec_lui() -> None:
    nb = executer_dans_un_fils(lire("descendance"))
    numeros = [int(mot) for mot in nb.cells[1].outputs[0].text.split()]
    assert len(numeros) == 2
    assert attendre(lambda: not any(psutil.pid_exists(numero) for numero in numeros))


def textes(cellule: NotebookNode) -> list[str]:
    return [s.get("text") or s.data["text/plain"] for s in cellule.outputs]


def test_une_copie_qui_finit_dans_sa_cellule_est_permise() -> None:
    premiere, seconde = executer_dans_un_fils(lire("copie_discrete")).cells[1:]
    assert textes(premiere) == ["avant\nde la copie\n", "3"]
    assert textes(seconde) == ["[1, 2]"]


def test_ce_qui_s_ecrit_hors_de_python_garde_sa_place() -> None:
    """Un noyau le lit dans un fil d'exécution à part : l'ordre et la cellule y sont un hasard.

    « 3 » attend sa fin de ligne, comme dans un terminal.
    """
    premiere, seconde = executer_dans_un_fils(lire("flux_meles")).cells[1:]
    assert textes(premiere) == ["1\n2\n4\n3 5\n6\n", "erreur\n", "'affichage'"]
    assert textes(seconde) == ["'pendant'", "rendu\n", "b'detourne'"]


def test_rien_ne_fuit_d_un_carnet_a_l_autre() -> None:
    vus = [executer_dans_un_fils(lire("etat")).cells[1].outputs[0].data for _ in range(2)]
    assert vus[0]["text/plain"] == vus[1]["text/plain"] == "[False, False, False, 60]"
    assert "TRACE_LAISSEE" not in os.environ


def test_plusieurs_carnets_a_la_fois() -> None:
    """Un carnet tué au milieu des autres ne leur fait rien."""

    def essayer(nom: str) -> str:
        try:
            executer_dans_un_fils(lire(nom), bornes=SERREES)
        except EchecExecution as echec:
            return type(echec).__name__
        return "complet"

    noms = ["affichages", "noyau_tue", "figures", "erreur", "dedoublement", "affichages"]
    with ThreadPoolExecutor(3) as fils:
        resultats = list(fils.map(essayer, noms))
    complet = "complet"
    attendus = [complet, "ProcessusMort", complet, "CelluleEnErreur", "ProcessusMort", complet]
    assert resultats == attendus


def test_aucun_port_n_est_ecoute() -> None:
    releve: list[Any] = []
    vus: set[int] = set()

    class Ronde:
        def debut(self, _cellule: Any, _rang: int) -> None:
            for processus in [psutil.Process(), *psutil.Process().children(recursive=True)]:
                with suppress(psutil.NoSuchProcess):
                    if "ipykernel" in " ".join(processus.cmdline()):
                        continue  # le noyau ordinaire d'un essai voisin : lui écoute
                    prises = processus.net_connections("inet")
                    releve.extend(prise for prise in prises if prise.status == "LISTEN")
                    vus.add(processus.pid)

        sortie = echec = fin = lambda *_: None

    executer_dans_un_fils(lire("affichages"), suivi=Ronde())  # type: ignore[arg-type]
    assert releve == []
    # Le carnet peut finir entre deux rondes ; le processus tiède, lui, est toujours là.
    assert len(vus) >= 2


def test_un_foyer_tue_en_cours_de_carnet_se_rallume() -> None:
    precharges = ("carnets",)
    foyer = foyer_pour(precharges)

    class Assassin:
        def debut(self, _cellule: Any, rang: int) -> None:
            if rang == 3:
                os.kill(foyer._serveur.pid, signal.SIGKILL)

        sortie = echec = fin = lambda *_: None

    with pytest.raises(FoyerMort, match="Le processus tiède a été tué"):
        executer_dans_un_fils(
            lire("attente_interminable"),
            precharges=precharges,
            suivi=Assassin(),  # type: ignore[arg-type]
        )
    assert executer_dans_un_fils(lire("etat"), precharges=precharges) is not None


def test_precharges_refusees(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(UsageIncorrect, match="le module « modul » ne s'importe pas"):
        executer_dans_un_fils(lire("etat"), precharges=("modul",))
    source = (
        "import threading, time\n"
        "threading.Thread(target=time.sleep, args=(9,), daemon=True).start()\n"
    )
    (tmp_path / "bavard.py").write_text(source)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    with pytest.raises(UsageIncorrect, match="fils d'exécution"):
        executer_dans_un_fils(lire("etat"), precharges=("bavard",))


def test_options_et_langages_inconnus(executer: Callable[..., Essai]) -> None:
    obtenu = executer("etat", borne=3)
    assert "UsageIncorrect" in obtenu.echec
    assert "failed" in obtenu.statuts


def test_le_moyen_par_defaut() -> None:
    assert moyen_disponible() == "fork"


@pytest.mark.parametrize("valeur", [0, -1])
@pytest.mark.parametrize("nom", ["cellule", "carnet", "memoire", "sortie"])
def test_borne_insensee(nom: str, valeur: int) -> None:
    with pytest.raises(ValueError, match=nom):
        Bornes(**{nom: valeur})


def test_memoire_surveillee_sans_fork() -> None:
    with pytest.raises(MemoireDepassee, match="élargir la borne"):
        executer_dans_un_fils(lire("memoire"), bornes=SERREES, moyen="spawn", precharges=())
