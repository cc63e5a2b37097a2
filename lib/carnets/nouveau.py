"""`nouveau` : le brouillon d'un dossier à partir d'exports bruts, avec ses questions."""

import json
import shutil
from collections.abc import Sequence
from pathlib import Path

from carnets.dossier import NOM_FICHIER
from carnets.erreurs import UsageIncorrect
from carnets.lecture.brute import TableBrute
from carnets.lecture.entetes import cle_entete
from carnets.lecture.lecteur import lire_brut
from carnets.lecture.proposition import Appariement, apparier, traductions
from carnets.lecture.source import Source
from carnets.modeles import MODELES, Modele
from carnets.modeles.base import modele as trouver_modele

_MOTS_DE_TOTAL = {"total", "totaux", "total_general", "ensemble", "sous_total", "s_total"}
_ENTETE = """\
# Brouillon écrit par « carnets nouveau ». Répondez aux lignes QUESTION, puis lancez
# « carnets verifier » : il redit ce qui reste à préciser.
titre: null        # QUESTION : quel titre porteront les livrables ?
fictif: false
annee: null        # QUESTION : quelle année étudiez-vous ? (2019, sans guillemets)
geographie: null   # QUESTION : "2015" ou "2024", la géographie prioritaire des codes de QPV
territoires:       # QUESTION : les territoires des livrables, un par ligne
  - {code: null, libelle: null, type: null}
sources:
"""


def nouveau(destination: Path, modele: str | None, fichiers: Sequence[Path]) -> Path:
    """Crée le dossier `destination` : copie les exports et écrit un `dossier.yml` commenté.

    `modele` : celui de tous les fichiers ; None pour laisser l'outil en proposer un par fichier.
    UsageIncorrect si la destination existe déjà, si un fichier manque ou si le modèle est inconnu.
    """
    if (destination / NOM_FICHIER).exists():
        raise UsageIncorrect(
            f"{destination} contient déjà un {NOM_FICHIER} ; choisissez un autre nom."
        )
    noms = [f.name for f in fichiers]
    if not fichiers or len(set(noms)) != len(noms):
        raise UsageIncorrect("Donnez au moins un fichier, et des noms de fichiers différents.")
    texte = proposer(modele, fichiers)
    destination.mkdir(parents=True, exist_ok=True)
    for fichier in fichiers:
        shutil.copy(fichier, destination / fichier.name)
    (destination / NOM_FICHIER).write_text(texte, encoding="utf-8", newline="\n")
    return destination


def proposer(modele: str | None, fichiers: Sequence[Path]) -> str:
    """Le texte du `dossier.yml` proposé pour ces exports."""
    choisi = trouver_modele(modele) if modele is not None else None
    return _ENTETE + "".join(_source(fichier, choisi) for fichier in fichiers)


def _source(fichier: Path, choisi: Modele | None) -> str:
    if not fichier.is_file():
        raise UsageIncorrect(f"Fichier introuvable : {fichier} ; vérifiez le chemin.")
    modele, brute, paires = _meilleur(fichier, choisi)
    sures = [p for p in paires if p.sure]
    lignes = [
        f"  {cle_entete(fichier.stem) or 'source'}:",
        f"    fichier: {_texte(fichier.name)}",
        f"    modele: {modele.nom}  # {modele.description}",
        "    secret: null  # QUESTION : quelle règle de secret s'applique à cette source ?",
        "    carte:        # QUESTION : d'où vient ce fichier ?",
        "      {document: null, producteur: null, date: null}",
        "    colonnes:" + (" {}" if not sures else ""),
    ]
    lignes += [
        f"      {p.colonne.nom}: {_texte(p.entete)}  # confiance {p.confiance:.0%}".replace(
            "%", " %"
        )
        for p in sures
    ]
    suite = (*_questions(modele, paires), *_valeurs(brute, sures), *_totaux(brute, modele))
    return "\n".join([*lignes, *suite]) + "\n"


def _meilleur(fichier: Path, choisi: Modele | None) -> tuple[Modele, TableBrute, list[Appariement]]:
    """Le modèle dont les colonnes exigées sont le mieux trouvées dans le fichier."""
    essais = []
    for modele in [choisi] if choisi else list(MODELES.values()):
        source = Source.model_construct(fichier=fichier.name, modele=modele.nom, nom="")
        brute = lire_brut(fichier, modele, source)
        paires = apparier(brute, modele)
        exigees = [c for c in modele.colonnes if c.obligatoire]
        trouvees = sum(p.confiance for p in paires if p.colonne.obligatoire)
        essais.append((trouvees / max(len(exigees), 1), len(paires), modele.nom, brute, paires))
    _, _, nom, brute, paires = max(essais, key=lambda e: e[:3])
    return MODELES[nom], brute, paires


def _questions(modele: Modele, paires: list[Appariement]) -> list[str]:
    """Colonnes douteuses, et colonnes exigées sans proposition."""
    proposees = {p.colonne.nom: p for p in paires}
    lignes = []
    for colonne in modele.colonnes:
        paire = proposees.get(colonne.nom)
        if paire is not None and not paire.sure:
            doute = f"confiance {paire.confiance:.0%}".replace("%", " %")
            lignes.append(f"      {colonne.nom}: {_texte(paire.entete)}  # {doute}")
        elif paire is None and colonne.obligatoire:
            lignes.append(f'      {colonne.nom}: ""  # {colonne.description}')
    if not lignes:
        return []
    return ["    a_confirmer:  # QUESTION : déplacez sous « colonnes » ce qui est juste", *lignes]


def _valeurs(brute: TableBrute, paires: list[Appariement]) -> list[str]:
    """Traductions des modalités : sûres, ou null (QUESTION) si l'outil ne sait pas."""
    lignes = []
    for paire in (p for p in paires if p.colonne.valeurs and p.colonne.type != "liste"):
        mots = traductions(paire.colonne, brute.valeurs(brute.entetes.index(paire.entete)))
        if mots:
            lignes.append(f"      {paire.colonne.nom}:")
        for ecriture, valeur in mots.items():
            choix = ", ".join(paire.colonne.valeurs)
            suite = _texte(valeur) if valeur else f"null  # QUESTION : {choix} ?"
            lignes.append(f"        {_texte(ecriture)}: {suite}")
    return ["    valeurs:", *lignes] if lignes else []


def _totaux(brute: TableBrute, modele: Modele) -> list[str]:
    """Les libellés de total des premières cellules, que le modèle n'annonce pas déjà."""
    if not brute.entetes:
        return []
    connus = {cle_entete(t) for t in modele.totaux}
    premieres = dict.fromkeys(v.strip() for v in brute.valeurs(0))
    trouves = [v for v in premieres if cle_entete(v) in _MOTS_DE_TOTAL - connus]
    if not trouves:
        return []
    return [f"    totaux: [{', '.join(map(_texte, trouves))}]  # lignes mises à part"]


def _texte(valeur: str) -> str:
    """Un texte YAML entre guillemets, sans ambiguïté."""
    return json.dumps(valeur, ensure_ascii=False)
