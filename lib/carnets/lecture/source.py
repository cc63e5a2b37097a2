"""Une source d'un dossier : son fichier, son modèle, ses correspondances, sa carte d'identité."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field, StrictFloat, StrictInt, field_validator

from carnets.schema_yaml import Schema

PART_REFUS_MAX = 0.05
DEJA_PUBLIE = "deja_publie"
"""Règle de secret des chiffres que leur producteur a déjà protégés et publiés."""

Texte = Annotated[str, Field(min_length=1)]
Format = Literal["auto", "csv", "excel", "geojson", "shapefile", "decp"]


class Carte(Schema):
    """D'où vient la donnée : document, producteur, date, lignes citées, réserve à imprimer."""

    document: Texte
    producteur: Texte
    date: date
    lignes: str = ""
    note: str = ""


class Accord(Schema):
    """L'accord écrit qui permet une règle de secret plus souple ; il est imprimé."""

    signataire: Texte
    reference: Texte
    date: date


class Ajustement(Schema):
    """Ce qu'un dossier change à une règle : plus stricte librement, plus souple sur accord."""

    seuil: Annotated[StrictInt, Field(ge=2)] | None = None
    marge: Annotated[float, Field(gt=0)] | None = None
    dominance: Annotated[float, Field(gt=0, lt=1)] | None = None
    zeros: Literal["publies", "masques"] | None = None
    groupe: Literal["signaler", "masquer"] | None = None
    accord: Accord | None = None


class Source(Schema):
    """Un fichier (ou un motif `heures-*.csv`) lu selon un modèle.

    `depuis` : le répertoire où chercher `fichier`, quand il n'est pas dans le dossier (les tables
    de l'INSEE, trop lourdes pour y être copiées) ; absolu, ou relatif à dossier.yml.
    `colonnes` : colonne du modèle → en-tête du fichier. `a_confirmer` : correspondances proposées
    dont l'outil n'est pas sûr ; la source est refusée tant qu'il en reste. `hacher` : colonne du
    modèle → en-têtes dont elle est l'empreinte à clé ; `assembler`, en-têtes qu'elle réunit par un
    tiret (un lot que deux colonnes désignent). `valeurs` : colonne → écriture du fichier →
    valeur du modèle. `constantes` : colonne absente du fichier, même valeur partout. `unites` :
    colonne → unité du fichier, quand ce n'est pas celle du modèle. `geographie` : celle de ses
    codes de QPV ; l'autre est alors refusée. `manquants` : signes à lire comme une absence.
    `totaux` : libellés de la première cellule qui annoncent une ligne de total, mise à part.
    `si_rempli` : en-tête sans lequel une ligne ne concerne pas cette source (une sortie, dans une
    liste de personnes). `separateur` et `entete` ne servent qu'à lever un doute. `secret` nomme la
    règle de secret : elle n'a pas de valeur par défaut ; `ajustement_secret` la durcit, ou
    l'assouplit sur accord nommé.
    """

    fichier: Texte
    modele: Texte
    carte: Carte
    secret: str = ""
    ajustement_secret: Ajustement | None = None
    nom: str = ""
    depuis: str = ""
    format: Format = "auto"
    feuille: str | None = None
    entete: Annotated[StrictInt, Field(ge=1)] | None = None
    separateur: Literal[";", ",", "\t", "|"] | None = None
    colonnes: dict[str, str] = Field(default_factory=dict)
    valeurs: dict[str, dict[str, str]] = Field(default_factory=dict)
    constantes: dict[str, str] = Field(default_factory=dict)
    a_confirmer: dict[str, str] = Field(default_factory=dict)
    hacher: dict[str, Annotated[tuple[Texte, ...], Field(min_length=1)]] = Field(
        default_factory=dict
    )
    assembler: dict[str, Annotated[tuple[Texte, ...], Field(min_length=2)]] = Field(
        default_factory=dict
    )
    unites: dict[str, str] = Field(default_factory=dict)
    geographie: Literal["2015", "2024"] | None = None
    si_rempli: str = ""
    manquants: tuple[str, ...] = ()
    totaux: tuple[str, ...] = ()
    part_refus_max: Annotated[StrictFloat, Field(ge=0, le=1)] = PART_REFUS_MAX

    @field_validator("fichier")
    @classmethod
    def _reste_dans_le_dossier(cls, fichier: str) -> str:
        morceaux = fichier.replace("\\", "/").split("/")
        if fichier.startswith(("/", "\\", "~")) or ".." in morceaux or ":" in morceaux[0]:
            raise ValueError(
                f"« {fichier} » sort du dossier ; nommez-le seul, et son répertoire avec la clé "
                "« depuis »."
            )
        return fichier
