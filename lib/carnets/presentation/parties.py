"""Les parties d'un livrable : composées si le dossier tient leurs sources, dites absentes sinon.

Un carnet d'un seul tenant sert ainsi des dossiers inégaux : chaque section appelle sa partie, qui
rend ses objets ou la raison de leur absence. Rien ne disparaît en silence.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from IPython.display import display

from carnets.modeles import modele
from carnets.presentation.etude import Etude
from carnets.presentation.objets import Objet, note


@dataclass(frozen=True)
class Partie:
    """Les objets d'une section, affichés dans l'ordre par la cellule qui la rend."""

    objets: tuple[Objet, ...]

    def _ipython_display_(self) -> None:
        for objet in self.objets:
            display(objet)


def partie(composer: Callable[[], Iterable[Objet]], *, manque: str = "") -> Partie:
    """Les objets que `composer` rend, ou une seule note : « Non disponible », et `manque`.

    `composer` n'est appelé que si rien ne manque.
    """
    return Partie((non_disponible(manque),) if manque else tuple(composer()))


def non_disponible(raison: str) -> Objet:
    """L'encadré d'une partie absente : pourquoi, et ce qu'il faudrait au dossier."""
    return note("Non disponible", raison, nature="limite")


def sources_de(etude: Etude, nom_modele: str) -> list[str]:
    """Les sources du dossier qui suivent ce modèle, quel que soit leur nom."""
    return [nom for nom, s in etude.dossier.sources.items() if s.modele == nom_modele]


def manque_de(etude: Etude, *modeles: str) -> str:
    """La phrase qui dit quelles tables ce dossier n'a pas ; vide s'il les a toutes."""
    absents = [nom for nom in modeles if not sources_de(etude, nom)]
    if not absents:
        return ""
    mots = " et ".join(f"{modele(nom).description.rstrip('.')} (modèle {nom})" for nom in absents)
    return f"Ce dossier ne porte pas la table que cette partie demande\u00a0: {mots}."
