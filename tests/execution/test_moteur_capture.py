"""Le rangement des messages dans les sorties, sans processus."""

import re
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell

from carnets.execution.capture import Capture, relire_les_retours


def capturer(*messages: tuple[str, dict[str, Any]]) -> NotebookNode:
    capture, cellule = Capture(), new_code_cell("x")
    capture.ouvrir(cellule, 7)
    for genre, contenu in messages:
        capture.recevoir(genre, contenu)
    capture.fermer()
    return cellule


def flux(texte: str, nom: str = "stdout") -> tuple[str, dict[str, Any]]:
    return "stream", {"name": nom, "text": texte}


def affichage(texte: str, identifiant: str | None = None) -> tuple[str, dict[str, Any]]:
    transient = {"display_id": identifiant} if identifiant else None
    contenu = {"data": {"text/plain": texte}, "metadata": {}, "transient": transient}
    return "display_data", contenu


def textes(cellule: NotebookNode) -> list[str]:
    return [s.get("text") or s.data["text/plain"] for s in cellule.outputs]


@given(st.text(alphabet="ab\r\n\b", max_size=30))
def test_retours_chariot_comme_nbclient(texte: str) -> None:
    assert relire_les_retours(texte) == re.sub(r".*\r(?=[^\n])", "", texte)


def test_flux_de_meme_nom_reunis_stdout_devant() -> None:
    cellule = capturer(flux("e1", "stderr"), flux("a"), affichage("x"), flux("b"))
    assert textes(cellule) == ["ab", "e1", "x"]
    assert cellule.execution_count == 7


def test_flux_separes_par_un_affichage_gardent_leur_place() -> None:
    assert textes(capturer(flux("e", "stderr"), affichage("x"), flux("a"))) == ["e", "x", "a"]


def test_mise_a_jour_apres_fusion_des_flux() -> None:
    """nbclient retient la position de l'affichage, que la fusion décale ; nous, l'affichage."""
    capture, cellule, suivante = Capture(), new_code_cell("x"), new_code_cell("y")
    capture.ouvrir(cellule, 1)
    for genre, contenu in (flux("a"), flux("b"), affichage("avant", "id"), affichage("autre")):
        capture.recevoir(genre, contenu)
    capture.fermer()
    capture.ouvrir(suivante, 2)
    capture.recevoir("update_display_data", affichage("après", "id")[1])
    capture.fermer()
    assert textes(cellule) == ["ab", "après", "autre"]
    assert suivante.outputs == []


def test_effacement_immediat_et_differe() -> None:
    efface = ("clear_output", {"wait": False})
    attend = ("clear_output", {"wait": True})
    assert textes(capturer(flux("a"), efface, flux("b"))) == ["b"]
    assert textes(capturer(flux("a"), affichage("x"), attend, flux("b"))) == ["b"]
    assert textes(capturer(flux("a"), attend)) == ["a"]
    assert textes(capturer(flux("a"), attend, affichage("x"), flux("b"))) == ["x", "b"]


def test_hors_cellule_rien_n_est_range() -> None:
    capture, cellule = Capture(), new_code_cell("x")
    assert capture.recevoir(*flux("a")) is None
    capture.ouvrir(cellule, 1)
    capture.fermer()
    assert capture.recevoir(*flux("a")) is None
    assert cellule.outputs == []
