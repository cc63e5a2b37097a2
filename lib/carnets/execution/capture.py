"""Ranger ce qu'émet un interprète dans les sorties des cellules, comme le fait nbclient.

Une seule différence : les affichages à mettre à jour sont retenus eux-mêmes, non par leur
position, que la fusion des flux déplace.
"""

from typing import Any

from nbformat import NotebookNode
from nbformat.notebooknode import from_dict

_AFFICHAGES = {"display_data", "execute_result", "update_display_data"}


class Capture:
    """Sorties d'un carnet en cours d'exécution ; une cellule à la fois est ouverte."""

    def __init__(self) -> None:
        self._affichages: dict[str, list[NotebookNode]] = {}
        self._cellule: NotebookNode | None = None
        self._flux: dict[str, list[str]] = {}
        self._effacer = False

    def ouvrir(self, cellule: NotebookNode, compte: int) -> None:
        """Vide les sorties de `cellule` et lui donne son numéro d'exécution."""
        cellule["outputs"] = []
        cellule["execution_count"] = compte
        self._cellule, self._flux, self._effacer = cellule, {}, False

    def fermer(self) -> None:
        """Donne aux flux de la cellule ouverte leur texte définitif et leur ordre."""
        if self._cellule is None:
            return
        sorties = self._cellule["outputs"]
        for sortie in sorties:
            if sortie["output_type"] == "stream":
                sortie["text"] = relire_les_retours("".join(sortie["text"]))
        _remettre_stdout_devant(sorties)
        self._cellule = None

    def recevoir(self, genre: str, contenu: dict[str, Any]) -> NotebookNode | None:
        """Range un message de genre Jupyter ; rend la sortie ajoutée, s'il y en a une.

        Ce qui arrive entre deux cellules n'appartient à aucune et se perd, comme avec un noyau.
        """
        if self._cellule is None:
            return None
        if genre == "clear_output":
            self._effacer = bool(contenu.get("wait"))
            if not self._effacer:
                self._vider()
            return None
        if genre == "stream":
            return self._ecrire(contenu["name"], contenu["text"])
        if genre == "error":
            return self._ajouter(_sortie("error", **contenu))
        return self._afficher(genre, contenu) if genre in _AFFICHAGES else None

    def _vider(self) -> None:
        assert self._cellule is not None
        self._cellule["outputs"].clear()
        self._flux.clear()
        self._effacer = False

    def _ajouter(self, sortie: NotebookNode) -> NotebookNode:
        assert self._cellule is not None
        if self._effacer:
            self._vider()
        self._cellule["outputs"].append(sortie)
        return sortie

    def _ecrire(self, nom: str, texte: str) -> NotebookNode:
        if self._effacer:
            self._vider()
        if nom not in self._flux:
            # Une liste jusqu'à la fermeture : mille petits `print` ne recopient pas le texte.
            self._flux[nom] = self._ajouter(_sortie("stream", name=nom, text=[]))["text"]
        self._flux[nom].append(texte)
        return _sortie("stream", name=nom, text=texte)

    def _afficher(self, genre: str, contenu: dict[str, Any]) -> NotebookNode | None:
        identifiant = (contenu.get("transient") or {}).get("display_id")
        anciens = self._affichages.get(identifiant, []) if identifiant else []
        for ancien in anciens:
            ancien["data"], ancien["metadata"] = _fiche(contenu)
        if genre == "update_display_data":
            return None
        data, metadata = _fiche(contenu)
        sortie = _sortie(genre, data=data, metadata=metadata)
        if genre == "execute_result":
            sortie["execution_count"] = contenu["execution_count"]
        self._ajouter(sortie)
        if identifiant:
            self._affichages[identifiant] = [*anciens, sortie]
        return sortie


def relire_les_retours(texte: str) -> str:
    """Ce qui reste à l'écran : un retour chariot fait réécrire sa ligne depuis le début.

    Ligne par ligne, et non par l'expression rationnelle de nbclient, dont le temps croît comme le
    carré de la longueur d'une ligne.
    """
    if "\r" not in texte:
        return texte
    return "\n".join(ligne[ligne.rfind("\r", 0, -1) + 1 :] for ligne in texte.split("\n"))


def _fiche(contenu: dict[str, Any]) -> tuple[NotebookNode, NotebookNode]:
    """Les données d'un affichage, telles quelles, et ses métadonnées.

    Une charge a des milliers de valeurs, que nul ne lit par attribut : en faire autant de nœuds
    coûtait plus que de recevoir le message.
    """
    return NotebookNode(contenu["data"]), from_dict(contenu["metadata"])


def _sortie(genre: str, **contenu: Any) -> NotebookNode:
    """Une sortie du format 4, sans la vérifier : qui écrit le carnet le fera, en une fois."""
    return NotebookNode(output_type=genre, **contenu)


def _remettre_stdout_devant(sorties: list[NotebookNode]) -> None:
    """stderr puis stdout, voisins : l'ordre d'arrivée est dû au hasard, on le fixe."""
    for rang in range(len(sorties) - 1):
        if [s.get("name") for s in sorties[rang : rang + 2]] == ["stderr", "stdout"]:
            sorties[rang], sorties[rang + 1] = sorties[rang + 1], sorties[rang]
