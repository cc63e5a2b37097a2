"""Règles du secret statistique : un fichier daté et sourcé par règle, aucune par défaut."""

from collections.abc import Iterable
from datetime import date
from functools import cache
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from carnets.chemins import PARAMETRES
from carnets.erreurs import DonneesRefusees, RefusSecret, suggestion
from carnets.lecture.source import DEJA_PUBLIE, Accord, Ajustement
from carnets.schema_yaml import Schema, lire_yaml

__all__ = [
    "DEJA_PUBLIE",
    "Accord",
    "Ajustement",
    "FichierRegle",
    "Fragile",
    "Regle",
    "Version",
    "la_plus_stricte",
    "lire_regle",
    "noms_des_regles",
    "regle",
]

DOSSIER_REGLES = PARAMETRES / "secret"

Texte = Annotated[str, Field(min_length=1)]


class Fragile(Schema):
    """Effectifs diffusables mais fragiles : de ≤ n < a, en unités."""

    de: int
    a: int


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


@cache
def noms_des_regles(dossier: Path = DOSSIER_REGLES) -> tuple[str, ...]:
    """Noms des règles connues, triés ; comme leur contenu, lus une fois par processus."""
    return tuple(sorted(fichier.stem for fichier in dossier.glob("*.yml")))


def la_plus_stricte(regles: Iterable[Regle], *, source: str) -> Regle:
    """La règle d'une table tirée de plusieurs sources : au plus haut seuil, puis public.

    Des chiffres déjà publiés n'adoucissent rien. Erreur : RefusSecret entre deux unités (des
    personnes et des entreprises), dont aucune règle ne vaut pour l'autre.
    """
    toutes = list(regles)
    a_seuil = [r for r in toutes if r.nom != DEJA_PUBLIE]
    if not a_seuil:
        return toutes[0]
    if len({r.unite for r in a_seuil}) > 1:
        raise RefusSecret(
            f"Sources « {source} » : l'une compte des personnes, l'autre des entreprises "
            f"({', '.join(sorted({r.nom for r in a_seuil}))}). Publiez-les en tables distinctes."
        )
    return max(a_seuil, key=lambda r: (r.seuil, r.marge, r.diffusion == "public"))


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
            + suggestion(nom, list(noms_des_regles()))
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
