"""YAML strict : ce qui peut se lire de deux façons est refusé, avec le fichier et la ligne.

YAML lit `01004` comme 516, `NO` comme faux et `12:30` comme 750 ; une clé écrite deux fois y gagne
en silence. Ici un code se met entre guillemets, une clé s'écrit une fois, une date est complète.
"""

import re
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from carnets.erreurs import DonneesRefusees

Position = tuple[str | int, ...]
_PROFONDEUR_MAX = 20
_TAILLE_MAX = 2_000_000
_RAPIDE: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

_ENTIER = re.compile(r"-?(?:0|[1-9][0-9]*)")
_DECIMAL = re.compile(r"-?(?:0|[1-9][0-9]*)\.[0-9]+")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_GUILLEMETS = "mettez la valeur entre guillemets si c'est un texte ou un code"
# Écritures qu'un lecteur YAML et un humain ne comprennent pas pareil, avec le remède.
_AMBIGUS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"[-+]?0[0-9_]+(?:\.[0-9]*)?"), f"zéro initial : {_GUILLEMETS}"),
    (
        re.compile(r"(?i:yes|no|on|off)|True|TRUE|False|FALSE"),
        f"écrivez true ou false, ou {_GUILLEMETS}",
    ),
    (re.compile(r"Null|NULL"), f"écrivez null, ou {_GUILLEMETS}"),
    (
        re.compile(r"[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9]*)?"),
        f"nombre en base 60 : {_GUILLEMETS}",
    ),
    (re.compile(r"[-+]?0[xob][0-9a-fA-F_]+"), f"nombre qui n'est pas en base dix : {_GUILLEMETS}"),
    (re.compile(r"[-+]?[0-9]+_[0-9_]*(?:\.[0-9]*)?"), "écrivez le nombre sans tiret bas"),
    (
        re.compile(r"[-+]?[0-9]+(?:\.[0-9]*)?[eE][-+]?[0-9]+"),
        f"notation scientifique : {_GUILLEMETS}",
    ),
    (re.compile(r"[-+]?\.(?i:inf|nan)"), "un nombre fini est attendu"),
    (
        re.compile(r"\+[0-9.]+|-?\.[0-9]+|-?[0-9]+\."),
        "écrivez le nombre en entier, par exemple 0.5",
    ),
    (re.compile(r"[0-9]{4}-[0-9]{1,2}(?:-[0-9]{1,2})?"), "date incomplète : écrivez AAAA-MM-JJ"),
    (
        re.compile(r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}[Tt \t].*"),
        "une date sans heure, AAAA-MM-JJ, est attendue",
    ),
)


class DocumentYaml:
    """Les valeurs d'un fichier YAML et la ligne où chacune est écrite."""

    def __init__(self, fichier: Path, valeur: Any, lignes: dict[Position, int]) -> None:
        self.fichier = fichier
        self.valeur = valeur
        self._lignes = lignes

    def ligne(self, position: Position) -> int:
        """La ligne de `position`, ou celle de son parent le plus proche si elle est absente."""
        while position and position not in self._lignes:
            position = position[:-1]
        return self._lignes.get(position, 1)


def charger_yaml(fichier: Path) -> DocumentYaml:
    """Lit un fichier YAML strict ; DonneesRefusees, ligne et remède, au premier défaut."""
    texte = _texte(fichier)
    try:
        noeud = _composer(fichier, texte)
    except yaml.MarkedYAMLError as erreur:
        ligne = erreur.problem_mark.line + 1 if erreur.problem_mark else 1
        raise _refus(fichier, ligne, f"la syntaxe YAML est fausse ({_syntaxe(erreur)})") from erreur
    except yaml.YAMLError as erreur:
        raise _refus(
            fichier, 1, "un caractère de contrôle interdit s'y trouve : ôtez-le"
        ) from erreur
    if noeud is None:
        raise _refus(fichier, 1, "le fichier est vide")
    lignes: dict[Position, int] = {}
    return DocumentYaml(fichier, _construire(fichier, noeud, (), lignes), lignes)


def _texte(fichier: Path) -> str:
    try:
        octets = fichier.read_bytes()
    except OSError as erreur:
        raise DonneesRefusees(f"{fichier} : fichier illisible ({erreur.strerror}).") from erreur
    if len(octets) > _TAILLE_MAX:
        raise _refus(fichier, 1, "le fichier dépasse 2 Mo, ce n'est pas un fichier de réglages")
    try:
        return octets.decode("utf-8-sig")
    except UnicodeDecodeError as erreur:
        ligne = octets[: erreur.start].count(b"\n") + 1
        remede = "le fichier n'est pas en UTF-8 : enregistrez-le en UTF-8"
        raise _refus(fichier, ligne, remede) from erreur


def _composer(fichier: Path, texte: str) -> yaml.Node | None:
    """L'arbre du texte, par libyaml, dix fois plus rapide ; un défaut se relit en Python seul.

    Les deux refusent les mêmes fichiers, mais le second nomme mieux la faute.
    """
    try:
        return _arbre(fichier, texte, _RAPIDE)
    except yaml.YAMLError:
        return _arbre(fichier, texte, yaml.SafeLoader)


def _arbre(fichier: Path, texte: str, lecteur: Any) -> yaml.Node | None:
    _refuser_tours(fichier, texte, lecteur)
    return yaml.compose(texte, Loader=lecteur)


def _refuser_tours(fichier: Path, texte: str, lecteur: Any) -> None:
    """Refuse ancres, étiquettes, documents multiples et profondeur, avant toute construction."""
    profondeur = documents = 0
    for evenement in yaml.parse(texte, Loader=lecteur):
        ligne = evenement.start_mark.line + 1 if evenement.start_mark else 1
        documents += isinstance(evenement, yaml.DocumentStartEvent)
        profondeur += isinstance(evenement, yaml.CollectionStartEvent)
        profondeur -= isinstance(evenement, yaml.CollectionEndEvent)
        if getattr(evenement, "anchor", None) is not None:
            raise _refus(
                fichier, ligne, "les ancres et renvois (& et *) sont interdits : répétez la valeur"
            )
        if getattr(evenement, "tag", None) is not None:
            raise _refus(fichier, ligne, "les étiquettes de type (!) sont interdites : ôtez-la")
        if documents > 1:
            raise _refus(fichier, ligne, "un seul document est attendu : ôtez la ligne « --- »")
        if profondeur > _PROFONDEUR_MAX:
            raise _refus(fichier, ligne, f"plus de {_PROFONDEUR_MAX} niveaux imbriqués")


def _construire(
    fichier: Path, noeud: yaml.Node, position: Position, lignes: dict[Position, int]
) -> Any:
    lignes[position] = noeud.start_mark.line + 1
    if isinstance(noeud, yaml.MappingNode):
        return _table(fichier, noeud, position, lignes)
    if isinstance(noeud, yaml.SequenceNode):
        return [
            _construire(fichier, element, (*position, rang), lignes)
            for rang, element in enumerate(noeud.value)
        ]
    return _scalaire(fichier, noeud)


def _table(
    fichier: Path, noeud: yaml.MappingNode, position: Position, lignes: dict[Position, int]
) -> dict[Any, Any]:
    table: dict[Any, Any] = {}
    for noeud_cle, noeud_valeur in noeud.value:
        ligne = noeud_cle.start_mark.line + 1
        cle = _construire(fichier, noeud_cle, (), {})
        if not isinstance(cle, (str, date)) or cle == "<<":
            raise _refus(
                fichier, ligne, f"clé « {noeud_cle.value} » : un texte est attendu ; {_GUILLEMETS}"
            )
        if cle in table:
            raise _refus(fichier, ligne, f"la clé « {cle} » est écrite deux fois : gardez-en une")
        ou = (*position, str(cle))
        table[cle] = _construire(fichier, noeud_valeur, ou, lignes)
        lignes[ou] = ligne
    return table


def _scalaire(fichier: Path, noeud: yaml.Node) -> str | int | float | bool | date | None:
    texte: str = noeud.value
    if getattr(noeud, "style", None):  # entre guillemets, ou en bloc : toujours un texte
        return texte
    ligne = noeud.start_mark.line + 1
    if texte in ("", "~", "null"):
        return None
    if texte in ("true", "false"):
        return texte == "true"
    if _ENTIER.fullmatch(texte):
        return int(texte)
    if _DECIMAL.fullmatch(texte):
        return float(texte)
    if _DATE.fullmatch(texte):
        return _date(fichier, ligne, texte)
    for motif, remede in _AMBIGUS:
        if motif.fullmatch(texte):
            raise _refus(fichier, ligne, f"« {texte} » est ambigu : {remede}")
    return texte


def _date(fichier: Path, ligne: int, texte: str) -> date:
    try:
        return date.fromisoformat(texte)
    except ValueError as erreur:
        raise _refus(fichier, ligne, f"« {texte} » n'est pas une date du calendrier") from erreur


def _syntaxe(erreur: yaml.MarkedYAMLError) -> str:
    """Le défaut de syntaxe en français ; à défaut, les mots de l'analyseur."""
    probleme = erreur.problem or ""
    for extrait, francais in _SYNTAXE.items():
        if extrait in probleme:
            return francais
    return f"vérifiez l'alignement, les deux-points et les guillemets ; analyseur : {probleme}"


_SYNTAXE = {
    "\\t": "une tabulation : mettez des espaces",
    "mapping values are not allowed": "deux-points en trop, ou ligne mal alignée",
    "could not find expected ':'": "il manque « : » après une clé",
    "expected <block end>": "ligne mal alignée avec les précédentes",
    "unexpected end of stream": "guillemet, crochet ou accolade jamais refermé",
    "expected ',' or": "virgule, crochet ou accolade manquants",
    "undefined alias": "les renvois (*) sont interdits : mettez le texte entre guillemets",
    "cannot start any token": "un texte commençant par %, @ ou ` se met entre guillemets",
}


def _refus(fichier: Path, ligne: int, cause: str) -> DonneesRefusees:
    return DonneesRefusees(f"{fichier}, ligne {ligne} : {cause}.")
