"""Combien d'ouvriers un lot prend de lui-même."""

import os
import signal
import subprocess
import sys
from types import SimpleNamespace

import psutil
import pytest

from carnets.execution.ouvriers import ouvriers_utiles

GIBIOCTET = 1 << 30


@pytest.mark.parametrize(
    ("coeurs", "libre", "livrables", "attendus"),
    [
        (2, 24, 1300, 2),  # les cœurs
        (8, 24, 1300, 8),
        (8, 4, 1300, 2),  # la mémoire libre
        (8, 0.5, 1300, 1),
        (8, 24, 17, 2),  # le lot
        (8, 24, 3, 1),
        (8, 24, 0, 1),
    ],
)
def test_les_coeurs_la_memoire_et_le_lot_bornent_les_ouvriers(
    monkeypatch: pytest.MonkeyPatch, coeurs: int, libre: float, livrables: int, attendus: int
) -> None:
    memoire = SimpleNamespace(available=int(libre * GIBIOCTET))
    monkeypatch.setattr(psutil, "virtual_memory", lambda: memoire)
    monkeypatch.setattr(os, "cpu_count", lambda: coeurs)
    monkeypatch.delattr(os, "sched_getaffinity", raising=False)
    assert ouvriers_utiles(livrables) == attendus


@pytest.mark.skipif(not hasattr(os, "sched_setaffinity"), reason="Linux seul sait le restreindre")
def test_seuls_comptent_les_coeurs_permis_au_processus() -> None:
    permis = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(permis)})
    try:
        assert ouvriers_utiles(10_000) == 1
    finally:
        os.sched_setaffinity(0, permis)


MEURT = """
import os, signal, time
from carnets.execution.ouvriers import OuvriersLocaux

if __name__ == "__main__":
    executeur = OuvriersLocaux(2).ouvrir()
    executeur.submit(abs, -1).result()
    os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows range sans ce processus")
def test_un_lot_tue_ne_laisse_rien_sur_l_ecran() -> None:
    """Le processus qui range derrière lui, et que Python fait bavard, y compris."""
    tue = subprocess.run([sys.executable, "-c", MEURT], capture_output=True, text=True, check=False)
    assert (tue.returncode, tue.stdout, tue.stderr) == (-signal.SIGKILL, "", "")
