"""Valeurs datées : ce qui vient d'un texte ou d'un usage, avec sa date et sa source.

Un fichier par valeur sous `data/parametres` ; le chemin du dossier est son nom. Une valeur
demandée hors de ses dates est une erreur : l'année la plus proche n'est jamais prise.
"""

import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, model_validator

from carnets.chemins import PARAMETRES
from carnets.erreurs import UsageIncorrect, suggestion
from carnets.lus import noter
from carnets.schema_yaml import Schema, lire_yaml

Statut = Literal["verifie", "a_valider", "infere"]
Unite = Literal[
    "heures_par_etp",
    "pourcentage",
    "euros_par_heure",
    "mois",
    "heures_par_personne",
    "contrats_par_personne",
    "personnes",
]
# Règles de secret : leur forme et leur lecture sont celles de `carnets.secret`.
RESERVES = ("secret",)
NOM = re.compile(r"[a-z0-9_-]+(/[a-z0-9_-]+)*", re.ASCII)
"""Le nom d'un paramètre est un chemin, qui ne sort pas de son répertoire."""


@dataclass(frozen=True)
class ValeurDatee:
    """Une valeur et ce qui la justifie.

    `statut` : `verifie` dans une source, `a_valider` par un facilitateur ou un juriste,
    `infere` d'un calcul. `fin` est le dernier jour où elle peut servir.
    """

    nom: str
    valeur: float
    unite: str
    description: str
    reference: str
    depuis: date
    fin: date
    verifie_le: date
    statut: Statut
    note: str = ""


class _Periode(Schema):
    depuis: date
    jusqu_a: date | None = None
    valeur: float
    statut: Statut
    reference: Annotated[str, Field(min_length=1)]


class _Fiche(Schema):
    description: Annotated[str, Field(min_length=1)]
    unite: Unite
    verifie_le: date
    valeurs: Annotated[tuple[_Periode, ...], Field(min_length=1)]
    note: str = ""

    @model_validator(mode="after")
    def _periodes_ordonnees(self) -> "_Fiche":
        for rang, periode in enumerate(self.valeurs):
            if self.fin(rang) < periode.depuis:
                raise ValueError(f"la période du {periode.depuis} finit avant de commencer.")
            suivante = self.valeurs[rang + 1].depuis if rang + 1 < len(self.valeurs) else None
            if suivante and self.fin(rang) >= suivante:
                raise ValueError(f"la période du {periode.depuis} couvre celle du {suivante}.")
        return self

    def fin(self, rang: int) -> date:
        """Dernier jour d'une période : le sien, sinon la veille de la suivante ou `verifie_le`."""
        periode = self.valeurs[rang]
        if periode.jusqu_a:
            return periode.jusqu_a
        if rang + 1 < len(self.valeurs):
            return date.fromordinal(self.valeurs[rang + 1].depuis.toordinal() - 1)
        return self.verifie_le


def valeur_datee(nom: str, jour: date, *, racine: Path = PARAMETRES) -> ValeurDatee:
    """La valeur de `nom` en vigueur le `jour`.

    UsageIncorrect si le nom est inconnu (avec les plus proches) ou si aucune période ne couvre
    ce jour (avec les périodes connues).
    """
    periodes = periodes_de(nom, racine=racine)
    for valeur in periodes:
        if valeur.depuis <= jour <= valeur.fin:
            return valeur
    connues = ", ".join(f"du {v.depuis} au {v.fin}" for v in periodes)
    raise UsageIncorrect(
        f"Le paramètre {nom} n'a pas de valeur au {jour} ; périodes connues : {connues}. "
        f"Complétez {_fichier(nom, racine)} avec une source, ou changez de date."
    )


def periodes_de(nom: str, *, racine: Path = PARAMETRES) -> tuple[ValeurDatee, ...]:
    """Toutes les valeurs connues de `nom`, de la plus ancienne à la plus récente."""
    if not existe(nom, racine=racine):
        connus = noms(racine=racine)
        raise UsageIncorrect(f"Paramètre inconnu : « {nom} » ; {suggestion(nom, connus)}")
    return _periodes(nom, racine)


def _periodes(nom: str, racine: Path) -> tuple[ValeurDatee, ...]:
    noter("parametre", nom)
    fichier = _fichier(nom, racine)
    return _lues(nom, fichier, fichier.stat().st_mtime_ns)


@lru_cache(maxsize=256)  # un livrable lit vingt-cinq fois les mêmes fiches
def _lues(nom: str, fichier: Path, _modifie_le: int) -> tuple[ValeurDatee, ...]:
    """Les valeurs d'une fiche ; `_modifie_le` la fait relire si elle change en cours de séance."""
    fiche = lire_yaml(fichier, _Fiche)
    return tuple(
        ValeurDatee(
            nom=nom,
            valeur=periode.valeur,
            unite=fiche.unite,
            description=fiche.description,
            reference=periode.reference,
            depuis=periode.depuis,
            fin=fiche.fin(rang),
            verifie_le=fiche.verifie_le,
            statut=periode.statut,
            note=fiche.note,
        )
        for rang, periode in enumerate(fiche.valeurs)
    )


def catalogue(prefixe: str, *, racine: Path = PARAMETRES) -> tuple[ValeurDatee, ...]:
    """La dernière valeur connue de chaque paramètre rangé sous `prefixe`, avec ses dates.

    Pour comparer des conventions entre elles (laquelle redonne ce chiffre ?), jamais pour en
    appliquer une : `valeur_datee` s'en charge. UsageIncorrect si le dossier est inconnu.
    """
    noter("parametres")
    connus = noms(racine=racine)
    retenus = [nom for nom in connus if nom.startswith(f"{prefixe}/")]
    if not retenus:
        dossiers = sorted({nom.rpartition("/")[0] for nom in connus})
        raise UsageIncorrect(
            f"Aucun paramètre sous « {prefixe} » ; {suggestion(prefixe, dossiers)}"
        )
    return tuple(_periodes(nom, racine)[-1] for nom in retenus)


def existe(nom: str, *, racine: Path = PARAMETRES) -> bool:
    """Vrai si `nom` est un paramètre ; sans lire le répertoire, un carnet en demande dix."""
    if not NOM.fullmatch(nom) or nom.split("/")[0] in RESERVES:
        return False
    return _fichier(nom, racine).is_file()


def noms(*, racine: Path = PARAMETRES) -> list[str]:
    """Les noms de tous les paramètres, triés."""
    relatifs = (f.relative_to(racine).with_suffix("") for f in racine.rglob("*.yml"))
    return sorted(r.as_posix() for r in relatifs if r.parts[0] not in RESERVES)


def _fichier(nom: str, racine: Path) -> Path:
    return racine / f"{nom}.yml"
