"""Ce qu'un carnet affiche : des objets immuables, chacun réduit à une charge JSON.

La charge (`application/vnd.carnets+json`) est la seule source des rendus HTML, PDF, Word et
Excel ; elle ne contient que des données déjà passées par le secret statistique.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from IPython.display import publish_display_data

MIME = "application/vnd.carnets+json"

type_charge = dict[str, Any]
Charge = Mapping[str, Any]

Nature = Literal["convention", "limite", "alerte", "lecture"]


_apercu = True


def sans_apercu() -> None:
    """Ne joint plus d'aperçu HTML aux objets que ce processus affiche.

    Un rendu réécrit chaque objet de sa charge : l'écrire aussi dans le carnet serait le faire deux
    fois. Un carnet ouvert dans JupyterLab ou exécuté par papermill garde le sien.
    """
    global _apercu
    _apercu = False


@dataclass(frozen=True)
class Objet:
    """Un objet affichable ; `charge` est sa description complète, sérialisable en JSON."""

    charge: type_charge

    def _ipython_display_(self) -> None:
        """Sans aperçu, la charge part seule : IPython n'y cherche pas ses onze autres formats."""
        if _apercu:
            raise NotImplementedError  # IPython prend alors `_repr_mimebundle_`
        publish_display_data(self._repr_mimebundle_())

    def _repr_mimebundle_(self, **_: object) -> dict[str, Any]:
        # Import tardif : `html` décrit les objets et a besoin de ce module.
        from carnets.presentation.html import html

        return {
            MIME: self.charge,
            **({"text/html": html(self.charge)} if _apercu else {}),
            "text/plain": self.charge.get("titre") or self.charge.get("texte") or "",
        }


@dataclass(frozen=True)
class Phrase(Objet):
    """Une phrase dont les nombres viennent des données."""

    @property
    def texte(self) -> str:
        return str(self.charge["texte"])


def note(titre: str, *paragraphes: str, nature: Nature = "lecture") -> Objet:
    """Encadré : convention de calcul, limite, alerte ou aide à la lecture."""
    return Objet(
        {"genre": "note", "nature": nature, "titre": titre, "paragraphes": list(paragraphes)}
    )


def synthese(phrases: Sequence[Phrase]) -> Objet:
    """La page de synthèse : 5 à 8 messages, chacun avec son nombre et son comparateur.

    Lève `ValueError` hors de ces bornes : une synthèse plus longue n'est pas lue.
    """
    if not 5 <= len(phrases) <= 8:
        raise ValueError(f"une synthèse porte 5 à 8 messages, {len(phrases)} reçus")
    return Objet(
        {"genre": "synthese", "titre": "Synthèse", "phrases": [dict(p.charge) for p in phrases]}
    )


def cartouche(
    titre: str,
    *,
    surtitre: str,
    sous_titre: str,
    reperes: Mapping[str, str],
    fictif: bool = False,
) -> Objet:
    """Bloc de titre : objet, périmètre, période, sources ; ouvre chaque livrable."""
    return Objet(
        {
            "genre": "cartouche",
            "titre": titre,
            "surtitre": surtitre,
            "sous_titre": sous_titre,
            "reperes": [{"libelle": cle, "texte": texte} for cle, texte in reperes.items()],
            "fictif": fictif,
        }
    )
