"""Modèle d'une table : colonnes, types, mots, contraintes. Une définition sert à tout.

Du modèle seul découlent le contrôle des données, la page de dictionnaire, le classeur vierge,
le schéma d'échange et les données fictives.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

from carnets.codes import FORMATS
from carnets.erreurs import UsageIncorrect, suggestion

TypeColonne = Literal["texte", "code", "entier", "nombre", "booleen", "date", "mois", "liste"]

ANNEE = "année"

DTYPES: dict[str, str] = {
    "texte": "str",
    "code": "str",
    "mois": "str",
    "liste": "str",
    "entier": "Int64",
    "nombre": "float64",
    "booleen": "boolean",
    "date": "datetime64[us]",
}


@dataclass(frozen=True)
class Colonne:
    """Une colonne : nom, type, unité, valeurs admises.

    `obligatoire` : la colonne doit exister et chaque ligne la renseigner. `presente` : la colonne
    doit exister, ses cellules peuvent être vides. `format` : clé de `carnets.codes.FORMATS` pour
    un code, ou pour les codes d'une liste. `valeurs` : liste fermée. `alias` : en-têtes rencontrés
    chez les producteurs. Une `liste` s'écrit dans une cellule, ses éléments séparés par « | ».
    D'un entier dont l'unité est ANNEE, une date entière ne laisse que l'année.
    """

    nom: str
    type: TypeColonne
    description: str
    unite: str = ""
    obligatoire: bool = True
    presente: bool = False
    valeurs: tuple[str, ...] = ()
    minimum: float | None = None
    maximum: float | None = None
    format: str = ""
    alias: tuple[str, ...] = ()
    exemple: str = ""

    def __post_init__(self) -> None:
        if (self.type == "code") != bool(self.format) and self.type != "liste":
            raise ValueError(f"{self.nom} : un code a un format, une liste de codes aussi")
        if self.format and self.format not in FORMATS:
            raise ValueError(f"{self.nom} : format de code inconnu, {self.format}")

    @property
    def attendu(self) -> str:
        """Ce qui est attendu dans une cellule, en français, pour les messages de refus."""
        if self.valeurs:
            return "l'une des valeurs " + ", ".join(self.valeurs)
        if self.type == "liste" and self.format:
            return f"{_ATTENDUS['liste']} de {FORMATS[self.format].libelle}"
        if self.format:
            return f"{FORMATS[self.format].libelle} (exemple : {FORMATS[self.format].exemple})"
        return _ATTENDUS[self.type] + _bornes(self.minimum, self.maximum)


_ATTENDUS: dict[str, str] = {
    "texte": "un texte",
    "entier": "un nombre entier",
    "nombre": "un nombre",
    "booleen": "oui ou non",
    "date": "une date AAAA-MM-JJ ou JJ/MM/AAAA",
    "mois": "un mois AAAA-MM ou MM/AAAA",
    "liste": "une liste séparée par « | »",
}


def _bornes(minimum: float | None, maximum: float | None) -> str:
    if minimum is not None and maximum is not None:
        return f" entre {minimum:g} et {maximum:g}"
    if minimum is not None:
        return f" d'au moins {minimum:g}"
    return "" if maximum is None else f" d'au plus {maximum:g}"


@dataclass(frozen=True)
class Reference:
    """Clé étrangère : `colonnes` de cette table désignent `cibles` du modèle `modele`."""

    colonnes: tuple[str, ...]
    modele: str
    cibles: tuple[str, ...]


@dataclass(frozen=True)
class Modele:
    """Une table : ses colonnes, sa clé (les colonnes dont la combinaison est unique).

    `references` : clés étrangères, vérifiées quand le dossier contient la table visée. `totaux` :
    libellés qui annoncent une ligne de total. `manquants` : signes d'absence du producteur.
    `suffixe_annee` : les en-têtes finissent par l'année sur deux chiffres (`Q219`), qui remplit la
    colonne `annee`. `version` : colonne qui dit, de deux lignes de même clé, laquelle remplace
    l'autre. `rangement` : colonnes qui rangent les lignes avant la clé, quand un lecteur attend un
    autre ordre que le sien ; les nombres d'un texte s'y rangent en nombres.
    """

    nom: str
    description: str
    colonnes: tuple[Colonne, ...]
    cle: tuple[str, ...] = ()
    references: tuple[Reference, ...] = ()
    source: str = ""
    totaux: tuple[str, ...] = ()
    manquants: tuple[str, ...] = ()
    suffixe_annee: bool = False
    version: str = ""
    rangement: tuple[str, ...] = ()
    _index: dict[str, Colonne] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_index", {c.nom: c for c in self.colonnes})
        if len(self._index) != len(self.colonnes):
            raise ValueError(f"{self.nom} : deux colonnes portent le même nom")
        liees = [c for r in self.references for c in r.colonnes]
        liees += [self.version] if self.version else []
        inconnues = [c for c in (*self.cle, *self.rangement, *liees) if c not in self._index]
        if inconnues:
            raise ValueError(f"{self.nom} : colonnes inconnues {inconnues}")

    @property
    def noms(self) -> tuple[str, ...]:
        """Les noms des colonnes, dans l'ordre du modèle."""
        return tuple(self._index)

    def colonne(self, nom: str) -> Colonne:
        """La colonne `nom` ; UsageIncorrect, avec le nom le plus proche, si elle n'existe pas."""
        if nom not in self._index:
            proche = suggestion(nom, list(self._index))
            raise UsageIncorrect(f"Le modèle {self.nom} n'a pas de colonne « {nom} » : {proche}")
        return self._index[nom]


MODELES: dict[str, Modele] = {}


def enregistrer(modeles: Iterable[Modele]) -> None:
    """Ajoute des modèles au registre ; un nom déjà pris est un défaut du programme."""
    for modele in modeles:
        if modele.nom in MODELES:
            raise ValueError(f"Le modèle {modele.nom} est défini deux fois")
        MODELES[modele.nom] = modele


def modele(nom: str) -> Modele:
    """Le modèle `nom` ; UsageIncorrect, avec les noms proches, s'il n'existe pas."""
    if nom not in MODELES:
        raise UsageIncorrect(f"Modèle inconnu : « {nom} » ; {suggestion(nom, sorted(MODELES))}")
    return MODELES[nom]
