"""Les parties d'un livrable : composées si le dossier tient leurs sources, dites absentes sinon.

Un carnet d'un seul tenant sert ainsi des dossiers inégaux : chaque section montre ce qu'elle peut,
ou la raison de son absence. Rien ne disparaît en silence.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from IPython.display import display

from carnets.erreurs import UsageIncorrect, suggestion
from carnets.modeles import modele
from carnets.presentation.etude import Etude
from carnets.presentation.nombres import INSECABLE
from carnets.presentation.objets import Objet, note
from carnets.presentation.tableaux import tableau_texte


@dataclass(frozen=True)
class Edition:
    """Les sections d'un livrable, par nom, chacune composée quand on la montre."""

    sections: Mapping[str, Callable[[], Sequence[Objet]]]

    def montrer(self, section: str) -> None:
        """Affiche les objets d'une section ; UsageIncorrect si elle n'existe pas."""
        if section not in self.sections:
            proche = suggestion(section, list(self.sections))
            raise UsageIncorrect(f"Ce livrable n'a pas de section « {section} » ; {proche}")
        for objet in self.sections[section]():
            display(objet)


@dataclass(frozen=True)
class Partie:
    """Un morceau de section : ce qui le compose, et ce qui l'empêche (vide si rien)."""

    composer: Callable[[], Iterable[Objet]]
    manque: str = ""


def composer(parties: Iterable[Partie]) -> list[Objet]:
    """Les objets des parties que rien n'empêche ; si toutes le sont, une note et leurs raisons."""
    toutes = list(parties)
    objets = [objet for p in toutes if not p.manque for objet in p.composer()]
    return objets or [non_disponible(" ".join(dict.fromkeys(p.manque for p in toutes)))]


def non_disponible(raison: str) -> Objet:
    """L'encadré d'une partie absente : pourquoi, et ce qu'il faudrait au dossier."""
    return note("Non disponible", raison, nature="limite")


def tableau_parties(parties: Mapping[str, Partie]) -> Objet:
    """Ce que le livrable rend et ce qu'il ne peut pas rendre, avec la raison."""
    lignes = [(nom, p.manque or "Rendue") for nom, p in parties.items()]
    return tableau_texte("Parties du livrable", ("Partie", "Rendue, ou pourquoi non"), lignes)


def sources_de(etude: Etude, nom_modele: str) -> list[str]:
    """Les sources du dossier qui suivent ce modèle, quel que soit leur nom."""
    return [nom for nom, s in etude.dossier.sources.items() if s.modele == nom_modele]


def manque_de(etude: Etude, *modeles: str) -> str:
    """La phrase qui dit quelles tables ce dossier n'a pas ; vide s'il les a toutes."""
    absents = [nom for nom in modeles if not sources_de(etude, nom)]
    if not absents:
        return ""
    mots = f"{INSECABLE}; ".join(f"{_titre(nom)} (modèle {nom})" for nom in absents)
    return f"Le dossier n'a pas{INSECABLE}: {mots}."


def _titre(nom_modele: str) -> str:
    """Le début de la description d'un modèle, sans ce qu'elle précise."""
    titre = re.split(r" [:;] |, ", modele(nom_modele).description)[0]
    return titre[:1].lower() + titre[1:]
