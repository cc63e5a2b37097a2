"""`nouveau` : le brouillon d'un dossier à partir d'exports bruts, avec ses questions."""

import shutil
from collections.abc import Sequence
from pathlib import Path

from carnets.attendues import SOURCES
from carnets.brouillon import Candidat, ecrire_source, sans_ce_qui_varie
from carnets.dossier import NOM_FICHIER
from carnets.erreurs import UsageIncorrect, suggestion
from carnets.lecture.entetes import cle_entete
from carnets.lecture.lecteur import lire_brut
from carnets.lecture.proposition import apparier
from carnets.lecture.source import Source
from carnets.modeles import MODELES, Modele
from carnets.modeles.base import modele as trouver_modele

_ENTETE = """\
# Brouillon écrit par « carnets nouveau ». Répondez aux lignes QUESTION, puis lancez
# « carnets verifier » : il redit ce qui reste à préciser.
titre: null        # QUESTION : quel titre porteront les livrables ?
fictif: false
annee: null        # QUESTION : quelle année étudiez-vous ? (2019, sans guillemets)
geographie: null   # QUESTION : "2015" ou "2024", la géographie prioritaire des codes de QPV
territoires:       # QUESTION : les territoires des livrables, un par ligne
  - {code: null, libelle: null, type: null}
"""
_COMMUN = """\
secret: null       # QUESTION : la règle de secret des sources (personnes_public, en général)
carte:             # QUESTION : d'où viennent ces fichiers ?
  {document: null, producteur: null, date: null}
"""
_SOURCES = "sources:\n"


def nouveau(
    destination: Path, modele: str | None, fichiers: Sequence[Path], pour: str | None = None
) -> Path:
    """Crée le dossier `destination` : copie les exports et écrit un `dossier.yml` commenté.

    `modele` : celui de tous les fichiers ; None pour en laisser proposer un par fichier. `pour` :
    un carnet, dont chaque source attendue est alors cherchée dans tous les fichiers.
    UsageIncorrect si la destination existe déjà, si un fichier manque, si le modèle ou le carnet
    est inconnu.
    """
    if (destination / NOM_FICHIER).exists():
        raise UsageIncorrect(
            f"{destination} contient déjà un {NOM_FICHIER} ; choisissez un autre nom."
        )
    noms = [f.name for f in fichiers]
    if not fichiers or len(set(noms)) != len(noms):
        raise UsageIncorrect("Donnez au moins un fichier, et des noms de fichiers différents.")
    texte = proposer(modele, fichiers, pour)
    destination.mkdir(parents=True, exist_ok=True)
    for fichier in fichiers:
        shutil.copy(fichier, destination / fichier.name)
    (destination / NOM_FICHIER).write_text(texte, encoding="utf-8", newline="\n")
    return destination


def proposer(modele: str | None, fichiers: Sequence[Path], pour: str | None = None) -> str:
    """Le texte du `dossier.yml` proposé pour ces exports."""
    for fichier in fichiers:
        if not fichier.is_file():
            raise UsageIncorrect(f"Fichier introuvable : {fichier} ; vérifiez le chemin.")
    if pour is not None:
        if pour not in SOURCES:
            proche = suggestion(pour, sorted(SOURCES))
            raise UsageIncorrect(f"Aucune source connue pour le carnet « {pour} » ; {proche}")
        return (
            _ENTETE
            + _COMMUN
            + _SOURCES
            + "".join(
                _pour_une_source(nom, MODELES[attendu], fichiers)
                for nom, attendu in SOURCES[pour].items()
            )
        )
    choix = [trouver_modele(modele)] if modele is not None else list(MODELES.values())
    return (
        _ENTETE
        + _SOURCES
        + "".join(
            ecrire_source(cle_entete(fichier.stem) or "source", _meilleur(choix, [fichier]))
            for fichier in fichiers
        )
    )


def _pour_une_source(nom: str, modele: Modele, fichiers: Sequence[Path]) -> str:
    """La source `nom`, lue du fichier qui lui convient le mieux ; une question si aucun."""
    meilleur = _meilleur([modele], fichiers)
    if not any(p.colonne.obligatoire for p in meilleur.paires):
        return (
            f"  # QUESTION : aucun fichier ne ressemble à « {nom} » ({modele.description}).\n"
            f"  # « carnets modele {modele.nom} --vers {nom}.xlsx » en donne un vierge.\n"
        )
    return ecrire_source(nom, meilleur, commun=True)


def _meilleur(modeles: Sequence[Modele], fichiers: Sequence[Path]) -> Candidat:
    """Le fichier et le modèle qui s'expliquent le mieux l'un l'autre."""
    candidats = []
    for modele in modeles:
        for fichier in fichiers:
            source = Source.model_construct(fichier=fichier.name, modele=modele.nom, nom="")
            brute = lire_brut(fichier, modele, source)
            candidats.append(sans_ce_qui_varie(brute, modele, apparier(brute, modele)))
    return max(candidats, key=lambda c: (c.note, len(c.paires), c.modele.nom))
