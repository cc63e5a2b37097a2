"""Règles du secret statistique : un fichier daté et sourcé par règle, aucune par défaut."""

from datetime import date
from functools import cache
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from carnets.chemins import PARAMETRES
from carnets.erreurs import DonneesRefusees, RefusSecret, suggestion
from carnets.schema_yaml import Schema, lire_yaml

DOSSIER_REGLES = PARAMETRES / "secret"
DEJA_PUBLIE = "deja_publie"

Texte = Annotated[str, Field(min_length=1)]


class Fragile(Schema):
    """Effectifs diffusables mais fragiles : de ≤ n < a, en unités."""

    de: int
    a: int


class Accord(Schema):
    """L'accord écrit qui permet une règle plus souple ; il est imprimé."""

    signataire: Texte
    reference: Texte
    date: date


class Version(Schema):
    """Les nombres d'une règle à partir d'une date.

    `seuil` : plus petit effectif diffusable, en unités. `marge` : largeur minimale, en unités,
    de l'intervalle où un attaquant peut enfermer une cellule masquée. `dominance` : part
    (0–1) de la première unité à partir de laquelle la cellule est masquée.
    """

    depuis: date
    seuil: Annotated[int, Field(ge=2)] | None = None
    marge: Annotated[float, Field(gt=0)] | None = None
    dominance: Annotated[float, Field(gt=0, lt=1)] | None = None
    zeros: Literal["publies", "masques"] = "publies"
    groupe: Literal["signaler", "masquer"] = "signaler"
    fragile: Fragile | None = None
    reference: Texte
    confirme_par: Texte
    verifie_le: date
    statut: Literal["confirme", "a_confirmer"]

    @model_validator(mode="after")
    def _marge_atteignable(self) -> Self:
        # Qui sait qu'une cellule est sous le seuil la tient déjà dans 1 … seuil − 1.
        if self.seuil is not None and (self.marge is None or self.marge > max(self.seuil - 2, 1)):
            raise ValueError("marge attendue entre 0 et seuil − 2 (1 au moins)")
        return self


class FichierRegle(Schema):
    """Contenu d'un fichier de `data/parametres/secret`."""

    description: Texte
    unite: Literal["personnes", "entreprises", "aucune"]
    diffusion: Literal["partenaires", "public"]
    versions: Annotated[tuple[Version, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _complet(self) -> Self:
        for version in self.versions:
            if self.unite != "aucune" and version.seuil is None:
                raise ValueError("seuil obligatoire")
            if (self.unite == "entreprises") != (version.dominance is not None):
                raise ValueError("dominance obligatoire pour les entreprises, et pour elles seules")
        return self


class Regle(Schema):
    """Une règle en vigueur : son nom, son unité, sa diffusion, ses nombres, son accord."""

    nom: str
    description: str
    unite: Literal["personnes", "entreprises", "aucune"]
    diffusion: Literal["partenaires", "public"]
    version: Version
    accord: Accord | None = None

    @property
    def seuil(self) -> int:
        """Plus petit effectif diffusable, en unités."""
        assert self.version.seuil is not None, "la règle deja_publie n'a pas de seuil"
        return self.version.seuil

    @property
    def marge(self) -> float:
        """Largeur minimale d'un intervalle d'attaque, en unités."""
        assert self.version.marge is not None, "la règle deja_publie n'a pas de marge"
        return self.version.marge

    @property
    def marge_relative(self) -> float:
        """Marge d'un montant, en part de la cellule : 1 / dominance − 1 (0,176 à 85 %)."""
        assert self.version.dominance is not None, "seules les entreprises ont une dominance"
        return 1 / self.version.dominance - 1


class Ajustement(Schema):
    """Ce qu'un dossier change à une règle : plus stricte librement, plus souple sur accord."""

    seuil: Annotated[int, Field(ge=2)] | None = None
    marge: Annotated[float, Field(gt=0)] | None = None
    dominance: Annotated[float, Field(gt=0, lt=1)] | None = None
    zeros: Literal["publies", "masques"] | None = None
    groupe: Literal["signaler", "masquer"] | None = None
    accord: Accord | None = None


def noms_des_regles(dossier: Path = DOSSIER_REGLES) -> list[str]:
    """Noms des règles connues, triés."""
    return sorted(fichier.stem for fichier in dossier.glob("*.yml"))


def regle(nom: str | None, *, source: str, au: date | None = None) -> Regle:
    """La règle `nom` telle qu'en vigueur à la date `au` (sans date : la dernière version).

    Erreur : RefusSecret si la source n'a pas de règle, si la règle n'existe pas, ou si aucune
    version n'est en vigueur à cette date.
    """
    if not nom:
        raise RefusSecret(
            f"Source « {source} » : aucune règle de secret n'est indiquée. "
            "Ajoutez « secret: » à cette source dans dossier.yml ; "
            f"pour des chiffres déjà publiés, écrivez « secret: {DEJA_PUBLIE} »."
        )
    if nom not in noms_des_regles():
        raise RefusSecret(
            f"Source « {source} » : règle de secret inconnue « {nom} » ; "
            + suggestion(nom, noms_des_regles())
        )
    fichier = lire_regle(DOSSIER_REGLES / f"{nom}.yml")
    return Regle(
        nom=nom,
        description=fichier.description,
        unite=fichier.unite,
        diffusion=fichier.diffusion,
        version=_en_vigueur(fichier, nom, au),
    )


def _en_vigueur(fichier: FichierRegle, nom: str, au: date | None) -> Version:
    versions = sorted(fichier.versions, key=lambda version: version.depuis)
    valables = [version for version in versions if au is None or version.depuis <= au]
    if not valables:
        raise RefusSecret(
            f"Règle de secret « {nom} » : aucune version n'est en vigueur au {au}. "
            f"La première date du {versions[0].depuis}."
        )
    return valables[-1]


@cache
def lire_regle(fichier: Path) -> FichierRegle:
    """Lit et contrôle un fichier de règle. Erreur : RefusSecret, fichier, ligne et cause."""
    try:
        return lire_yaml(fichier, FichierRegle)
    except DonneesRefusees as erreur:
        raise RefusSecret(
            f"Règle de secret illisible, donc rien n'est publié. {erreur}"
        ) from erreur
