"""Ce qu'un processus qui dure ne refait pas à chaque livrable."""

import gc
import subprocess
import sys
import weakref

from nbformat.v4 import new_code_cell, new_notebook

from carnets.execution import fabrique
from carnets.execution.deroulement import executer_dans_un_fils

NOMS_VUS = """import builtins
entre_deux = []
get_ipython().events.register("post_execute", lambda: entre_deux.append(set(vars(builtins))))"""


def test_les_noms_de_python_ne_changent_pas_d_une_cellule_a_l_autre() -> None:
    """Un nom de plus ou de moins dans `builtins` ralentit tout le code déjà adapté par Python."""
    cellules = [NOMS_VUS, "print(entre_deux == [set(vars(builtins))])"]
    carnet = executer_dans_un_fils(new_notebook(cells=[new_code_cell(c) for c in cellules]))
    assert carnet.cells[1].outputs[0].text == "True\n"


class _Noeud:
    """De quoi former un cycle, que seul le ramasse-miettes défait."""

    lui: "_Noeud"


def test_ce_qu_un_ouvrier_tient_n_est_plus_parcouru_puis_se_ramasse() -> None:
    tenu = _Noeud()
    tenu.lui = tenu
    reste = weakref.ref(tenu)
    try:
        fabrique._mettre_a_part()
        assert all(objet is not tenu for objet in gc.get_objects())
        del tenu
        gc.collect()
        assert reste() is not None
        fabrique._mettre_a_part()  # le lot suivant du même ouvrier
        assert reste() is None
    finally:
        gc.unfreeze()


FIN = """
import duckdb
from carnets.execution import fabrique

class Noeud: pass

tenu = Noeud()
tenu.lui, tenu.base = tenu, duckdb.connect()
fabrique._mettre_a_part()
"""


def test_ce_qu_un_ouvrier_tient_se_range_a_la_fin_sans_un_mot() -> None:
    """DuckDB énumère à l'écran, en anglais, ce que le ramasse-miettes ne lui a pas rendu."""
    fini = subprocess.run([sys.executable, "-c", FIN], capture_output=True, text=True, check=True)
    assert (fini.stdout, fini.stderr) == ("", "")
