"""Ce qui, sur le papier, ne se sépare pas de ce qui suit."""

from collections.abc import Sequence
from typing import Any

Noeud = str | dict[str, Any]
"""Un texte, ou un nœud du corps (voir `papier`)."""

TENUS, SUITES = ("tableau", "note-tableau"), ("note-tableau", "source")


def tenir(blocs: Sequence[Noeud]) -> list[Noeud]:
    """Les mêmes blocs, tenus : deux choses ne se coupent pas en bas de page.

    La phrase qui ouvre une partie et ce qu'elle annonce ; un tableau, un dessin, et les notes et la
    source qui le suivent. Un tableau long ne tient qu'à son début : retenu en entier, il laisserait
    une page blanche avant lui.
    """
    natures = [bloc["n"] if isinstance(bloc, dict) else "" for bloc in blocs]
    avant, apres = ["", *natures], [*natures[1:], ""]
    return [
        _tenir(bloc, avant[rang], apres[rang]) if isinstance(bloc, dict) else bloc
        for rang, bloc in enumerate(blocs)
    ]


def _tenir(bloc: dict[str, Any], avant: str, apres: str) -> dict[str, Any]:
    nature = bloc["n"]
    if nature == "paragraphe" and avant == "titre":
        return {"n": "ouverture", "c": [bloc]}
    if nature == "dessin" and apres in SUITES:
        return {**bloc, "tenu": True}
    if nature in TENUS and apres in SUITES and not bloc.get("long"):
        return {"n": "tenu", "c": [bloc]}
    return bloc
