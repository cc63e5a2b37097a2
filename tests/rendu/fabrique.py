"""Carnets exécutés, faits à la main pour les essais de rendu."""

from typing import Any

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from carnets.presentation.objets import MIME


def carnet(*cellules: NotebookNode) -> NotebookNode:
    """Carnet de ces cellules."""
    return new_notebook(cells=list(cellules))


def texte(source: str) -> NotebookNode:
    """Cellule de texte."""
    return new_markdown_cell(source)


def affiche(donnees: dict[str, Any], metadonnees: dict[str, Any] | None = None) -> NotebookNode:
    """Cellule de code qui affiche ces données, par type MIME."""
    sortie = new_output("display_data", data=donnees, metadata=metadonnees or {})
    return new_code_cell("", outputs=[sortie])


def objet(charge: dict[str, Any]) -> NotebookNode:
    """Cellule de code qui affiche un de nos objets."""
    return affiche({MIME: charge, "text/html": "<script>jamais lu</script>"})
