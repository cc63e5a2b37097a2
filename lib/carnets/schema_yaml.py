"""Un fichier YAML vérifié par un schéma pydantic, avec des messages français et la ligne."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeVar, get_args

from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic_core import ErrorDetails

from carnets.erreurs import DonneesRefusees, suggestion
from carnets.yaml_strict import DocumentYaml, charger_yaml

T = TypeVar("T", bound=BaseModel)
_ERREURS_MONTREES = 10


class Schema(BaseModel):
    """Base des schémas du projet : figé, et toute clé inconnue est refusée."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def lire_yaml(fichier: Path, schema: type[T]) -> T:
    """Lit `fichier` et le vérifie ; DonneesRefusees nomme chaque défaut, sa ligne et le remède."""
    document = charger_yaml(fichier)
    if not isinstance(document.valeur, dict):
        raise DonneesRefusees(f"{fichier}, ligne 1 : des clés suivies de « : » sont attendues.")
    return valider(document, schema)


def valider(document: DocumentYaml, schema: type[T]) -> T:
    """Vérifie un document déjà lu."""
    try:
        return schema.model_validate(document.valeur)
    except ValidationError as erreur:
        defauts = erreur.errors(include_url=False)
        lignes = [_message(document, schema, d) for d in defauts[:_ERREURS_MONTREES]]
        if len(defauts) > _ERREURS_MONTREES:
            lignes.append(f"… et {len(defauts) - _ERREURS_MONTREES} autres défauts.")
        raise DonneesRefusees("\n".join(lignes)) from erreur


def _message(document: DocumentYaml, schema: type[BaseModel], defaut: ErrorDetails) -> str:
    lieu = tuple(str(p) if not isinstance(p, int) else p for p in defaut["loc"] if p != "[key]")
    cle = ".".join(str(p) for p in lieu)
    cause = _cause(schema, defaut)
    nomme = f", clé « {cle} »" if cle else ""
    return f"{document.fichier}, ligne {document.ligne(lieu)}{nomme} : {cause}"


def _cause(schema: type[BaseModel], defaut: ErrorDetails) -> str:
    genre, valeur, contexte = defaut["type"], defaut["input"], defaut.get("ctx", {})
    if genre == "missing":
        return "clé obligatoire absente, ajoutez-la."
    if genre == "extra_forbidden":
        cle = str(defaut["loc"][-1])
        return f"clé inconnue ; {suggestion(cle, _cles_admises(schema, defaut['loc'][:-1]))}"
    if genre == "value_error":
        return str(contexte.get("error", defaut["msg"]))
    attendu = _attendu(genre, contexte)
    if valeur is None:
        return f"{attendu} attendu, rien n'est écrit (null) : répondez à cette question."
    return f"{attendu} attendu, « {valeur} » trouvé.{_remede(genre, valeur)}"


def _attendu(genre: str, contexte: dict[str, Any]) -> str:
    if genre in ("literal_error", "enum"):
        return f"l'une des valeurs {contexte.get('expected', '').replace(' or ', ' ou ')}"
    if genre.startswith(("greater", "less")):
        borne = next(iter(contexte.values()), "")
        sens = "au moins" if genre.startswith("greater") else "au plus"
        return f"nombre d'{sens} {borne}" if sens == "au moins" else f"nombre d'au plus {borne}"
    debuts = {
        "string": "texte",
        "int": "nombre entier",
        "float": "nombre",
        "bool": "true ou false",
        "date": "date AAAA-MM-JJ sans guillemets",
        "tuple": "liste",
        "list": "liste",
        "dict": "ensemble de clés",
        "model": "ensemble de clés",
    }
    return next((mot for debut, mot in debuts.items() if genre.startswith(debut)), "autre chose")


def _remede(genre: str, valeur: object) -> str:
    if genre.startswith("string") and isinstance(valeur, int | float):
        return f' Un code ou un texte se met entre guillemets : "{valeur}".'
    if isinstance(valeur, str) and "," in valeur and genre.startswith(("float", "int")):
        return " Dans un fichier YAML la décimale s'écrit avec un point."
    return ""


def _cles_admises(schema: type[BaseModel], lieu: tuple[int | str, ...]) -> list[str]:
    """Les clés du schéma visé par `lieu`, en suivant les annotations (listes, tables, options)."""
    courants = [schema]
    for pas in lieu:
        suivants = []
        for modele in courants:
            champ = modele.model_fields.get(str(pas))
            suivants += list(_modeles_de(champ.annotation)) if champ else [modele]
        courants = suivants
    return sorted({cle for modele in courants for cle in modele.model_fields})


def _modeles_de(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for argument in get_args(annotation):
        yield from _modeles_de(argument)
