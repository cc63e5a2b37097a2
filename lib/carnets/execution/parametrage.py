"""Les paramètres d'un carnet, tels que les déclare sa propre cellule `parameters`.

papermill accepte un nom mal écrit et rend alors le rapport du territoire par défaut ; il exécute
aussi un *nom* de paramètre qui contiendrait du code. Ici la liste est fermée avant toute exécution.
"""

import ast
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal, Protocol

from pydantic import BaseModel, ConfigDict, ValidationError, create_model

from carnets.chemins import CARNETS
from carnets.erreurs import UsageIncorrect, suggestion

ETIQUETTE = "parameters"
INJECTEE = "injected-parameters"
"""Étiquettes que papermill donne à la cellule des paramètres, et à celle qu'il ajoute."""

LONGUEUR_MAXIMALE = 500
TYPES: Mapping[str, tuple[Any, str]] = {
    "str": (str, "un texte"),
    "int": (int, "un nombre entier"),
    "float": (float, "un nombre"),
    "bool": (bool, "true ou false"),
}


def trouver_carnet(nom_ou_chemin: str) -> Path:
    """Chemin d'un carnet : un nom sous `notebooks/`, ou un fichier `.ipynb`.

    Lève `UsageIncorrect`, avec les noms les plus proches, s'il n'existe pas.
    """
    direct = Path(nom_ou_chemin)
    if direct.suffix == ".ipynb" and direct.is_file():
        return direct.resolve()
    connus = sorted(c.stem for c in CARNETS.glob("*.ipynb"))
    if nom_ou_chemin in connus:
        return CARNETS / f"{nom_ou_chemin}.ipynb"
    raise UsageIncorrect(
        f"Carnet inconnu : « {nom_ou_chemin} » ; {suggestion(direct.stem, connus)}"
    )


class ACellules(Protocol):
    """Un carnet, lu par nbformat ou par `lire_enonce`."""

    @property
    def cells(self) -> Sequence[Any]: ...


@dataclass(frozen=True)
class Cellule:
    """Ce qu'un plan lit d'une cellule."""

    cell_type: str
    source: str
    metadata: Mapping[str, Any]


@dataclass(frozen=True)
class Enonce:
    """Les cellules d'un carnet, sans leurs sorties."""

    cells: tuple[Cellule, ...]


def lire_carnet(chemin: Path) -> Any:
    """Carnet au format 4, vérifié (un `NotebookNode`)."""
    # Importé ici : nbformat met plus d'une seconde, et un plan se fait sans lui.
    from nbformat import v4

    return v4.reads(_verifie(chemin.read_bytes()))


@lru_cache(maxsize=8)
def _verifie(octets: bytes) -> str:
    """Le texte d'un carnet au format 4, vérifié une fois pour tous ses livrables."""
    import nbformat

    texte: str = nbformat.writes(nbformat.reads(octets.decode(), as_version=4))
    return texte


def injecter(carnet: Any, parametres: Mapping[str, Any]) -> None:
    """Ajoute au carnet, après sa cellule de paramètres, celle qui leur donne ces valeurs.

    C'est papermill qui les écrit en Python : une valeur n'y devient jamais du code.
    """
    from nbformat.v4 import new_code_cell
    from papermill.translators import PythonTranslator

    source = PythonTranslator.codify(dict(parametres))
    cellule = new_code_cell(source, id="parametres", metadata={"tags": [INJECTEE]})
    rang = next(
        (i for i, c in enumerate(carnet.cells) if ETIQUETTE in c.metadata.get("tags", [])), -1
    )
    carnet.cells.insert(rang + 1, cellule)


def lire_enonce(chemin: Path) -> Enonce:
    """Les cellules d'un carnet au format 4 ; lève `UsageIncorrect` s'il n'en est pas un."""
    try:
        cellules = json.loads(chemin.read_bytes())["cells"]
        return Enonce(
            tuple(Cellule(c["cell_type"], "".join(c["source"]), c["metadata"]) for c in cellules)
        )
    except (ValueError, KeyError, TypeError) as cause:
        raise UsageIncorrect(
            f"{chemin} n'est pas un carnet au format 4 ({cause}) : ouvrez-le et enregistrez-le "
            "dans JupyterLab."
        ) from None


def controler_parametres(carnet: ACellules, donnes: Mapping[str, object]) -> dict[str, Any]:
    """Tous les paramètres du carnet : ceux donnés, convertis dans leur type, et les défauts.

    Lève `UsageIncorrect` pour un nom que le carnet ne déclare pas (avec le plus proche) ou une
    valeur d'un autre type que celui de sa cellule de paramètres.
    """
    return valider_parametres(modele_de(carnet), donnes)


def valider_parametres(modele: type[BaseModel], donnes: Mapping[str, object]) -> dict[str, Any]:
    """Comme `controler_parametres`, d'après le modèle déjà lu du carnet."""
    connus = list(modele.model_fields)
    for nom in donnes:
        if nom not in connus:
            raise UsageIncorrect(f"Paramètre inconnu : « {nom} » ; {suggestion(nom, connus)}")
    try:
        return modele.model_validate(dict(donnes)).model_dump()
    except ValidationError as erreur:
        raise UsageIncorrect(_message(erreur, modele)) from None


def lire_affectations(textes: Iterable[str]) -> dict[str, str]:
    """`["territoire=30"]` → `{"territoire": "30"}` ; refuse l'écriture fautive et le doublon."""
    lus: dict[str, str] = {}
    for texte in textes:
        nom, egal, valeur = texte.partition("=")
        if not egal or not nom:
            raise UsageIncorrect(
                f"Paramètre mal écrit : « {texte} » ; attendu nom=valeur (territoire=30)."
            )
        if nom in lus:
            raise UsageIncorrect(
                f"Paramètre donné deux fois : « {nom} » ; gardez une seule valeur."
            )
        if len(valeur) > LONGUEUR_MAXIMALE or not valeur.isprintable():
            raise UsageIncorrect(
                f"Valeur du paramètre « {nom} » refusée : {LONGUEUR_MAXIMALE} caractères au plus, "
                "sans retour à la ligne ni caractère invisible."
            )
        lus[nom] = valeur
    return lus


def modele_de(carnet: ACellules) -> type[BaseModel]:
    """Modèle pydantic de la cellule `parameters` : noms, types et défauts, rien d'autre."""
    cellules = [c for c in carnet.cells if ETIQUETTE in c.metadata.get("tags", [])]
    if len(cellules) != 1:
        raise UsageIncorrect(
            f"Le carnet doit avoir une cellule étiquetée « {ETIQUETTE} », il en a {len(cellules)} "
            "; ajoutez l'étiquette à la cellule des paramètres."
        )
    champs = dict(_champ(instruction) for instruction in ast.parse(cellules[0].source).body)
    return create_model("Parametres", __config__=ConfigDict(extra="forbid"), **champs)


def _champ(instruction: ast.stmt) -> tuple[str, Any]:
    if (
        isinstance(instruction, ast.AnnAssign)
        and isinstance(instruction.target, ast.Name)
        and instruction.value is not None
    ):
        return instruction.target.id, (
            _type(instruction.annotation),
            ast.literal_eval(instruction.value),
        )
    raise UsageIncorrect(
        f"Cellule des paramètres, ligne {instruction.lineno} : attendu « nom: type = valeur », "
        f"avec un type parmi {', '.join(TYPES)} ou Literal[…]."
    )


def _type(annotation: ast.expr) -> Any:
    texte = ast.unparse(annotation)
    if texte in TYPES:
        return TYPES[texte][0]
    if isinstance(annotation, ast.Subscript) and ast.unparse(annotation.value) == "Literal":
        choix = ast.literal_eval(annotation.slice)
        return Literal[choix if isinstance(choix, tuple) else (choix,)]
    raise UsageIncorrect(
        f"Cellule des paramètres : type « {texte} » inconnu ; "
        f"attendu {', '.join(TYPES)} ou Literal[…]."
    )


def _message(erreur: ValidationError, modele: type[BaseModel]) -> str:
    """Première faute, en français : quel paramètre, quelle valeur, ce qui était attendu."""
    faute = erreur.errors()[0]
    nom = str(faute["loc"][0])
    declare = modele.model_fields[nom].annotation
    attendus = [mots for type_, mots in TYPES.values() if type_ is declare]
    choix = getattr(declare, "__args__", ())
    attendu = attendus[0] if attendus else f"une valeur parmi {', '.join(map(str, choix))}"
    return f"Paramètre « {nom} » : valeur « {faute['input']} » refusée, attendu {attendu}."
