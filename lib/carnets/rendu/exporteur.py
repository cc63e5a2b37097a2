"""Ce que nos quatre exporteurs nbconvert ont en commun."""

from typing import Any, ClassVar

from nbconvert.exporters import Exporter
from nbformat import NotebookNode

from carnets.rendu.contenu import Contenu, lire_contenu


class Exporteur(Exporter):
    """Exporteur nbconvert d'un carnet exécuté, le nôtre ou celui d'un consultant.

    Chaque format donne son suffixe et sa fonction d'écriture, du contenu au fichier.
    """

    suffixe: ClassVar[str]

    def ecrire(self, contenu: Contenu) -> str | bytes:
        """Le fichier, dans le format de l'exporteur."""
        raise TypeError(f"{type(self).__name__} n'écrit aucun format : prenez l'un des quatre.")

    def _file_extension_default(self) -> str:
        return self.suffixe

    def from_notebook_node(  # type: ignore[override]  # nbconvert annonce un carnet, rend un fichier
        self, nb: NotebookNode, resources: Any = None, **kw: Any
    ) -> tuple[str | bytes, dict[str, Any]]:
        """Le fichier écrit, et les ressources de nbconvert."""
        nb, resources = super().from_notebook_node(nb, resources, **kw)
        nom = resources.get("metadata", {}).get("name") or "Carnet"
        return self.ecrire(lire_contenu(nb, titre=str(nom))), resources
