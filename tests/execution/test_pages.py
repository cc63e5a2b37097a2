"""Tasser les pages d'un processus : rien n'y change, sinon leur taille."""

import platform
import subprocess
import sys
from pathlib import Path

import pytest

ESSAI = """
import os
from hashlib import sha256
from pathlib import Path
from carnets.execution.pages import tasser

def grandes():
    champs = Path("/proc/self/smaps_rollup").read_text().split("AnonHugePages:")[1]
    return int(champs.split()[0])

donnees = bytearray(os.urandom(8 << 20))
avant = sha256(donnees).hexdigest(), grandes()
tasser()
assert sha256(donnees).hexdigest() == avant[0]
print(grandes() - avant[1])
"""


PERMIS = Path("/sys/kernel/mm/transparent_hugepage").is_dir()


@pytest.mark.skipif(not PERMIS, reason="ce système n'a pas de grandes pages")
def test_les_donnees_passent_intactes_dans_de_grandes_pages() -> None:
    lu = subprocess.run([sys.executable, "-c", ESSAI], capture_output=True, text=True, check=True)
    noyau = tuple(int(n) for n in platform.release().split(".")[:2])
    gagnes = int(lu.stdout)
    assert gagnes > 0 if noyau >= (6, 1) else gagnes >= 0
