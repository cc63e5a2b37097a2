"""Fichiers officiels d'un dossier : où chacun est publié, s'il est là, et si c'est le bon.

Le catalogue (`data/sources/*.yml`) tient, par nom de fichier, le producteur, la page de
publication, l'empreinte SHA-256, la taille, le nombre de lignes et la licence.
"""

import hashlib
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path
from typing import Annotated

from pydantic import Field, RootModel, StrictInt

from carnets.chemins import SOURCES
from carnets.dossier import lire_fiche, trouver_dossier
from carnets.erreurs import DonneesRefusees
from carnets.lecture.lecteur import lire_brut
from carnets.lecture.source import Source, Texte
from carnets.modeles import modele
from carnets.schema_yaml import Schema, lire_yaml

CONFORME = "conforme"
ABSENT = "absent"


class FichierOfficiel(Schema):
    """Un fichier du catalogue ; `adresse` vide : il se prend à la main sur la `page`."""

    intitule: Texte
    producteur: Texte
    page: Texte
    adresse: Annotated[str, Field(pattern=r"^(https?://\S+)?$")]
    empreinte: Annotated[str, Field(pattern="^[0-9a-f]{64}$")]
    octets: Annotated[StrictInt, Field(gt=0)]
    lignes: Annotated[StrictInt, Field(gt=0)]
    licence: Texte


class _Catalogue(RootModel[dict[str, FichierOfficiel]]):
    """Un fichier du catalogue : nom de fichier → sa fiche."""


@dataclass(frozen=True)
class Besoin:
    """Un fichier officiel qu'un dossier demande, et ce qu'on en a trouvé.

    `etat` : `conforme`, `absent`, ou la phrase qui dit en quoi le fichier présent diffère.
    """

    chemin: Path
    fiche: FichierOfficiel
    etat: str

    @property
    def conforme(self) -> bool:
        """Le fichier est là, à la bonne empreinte et au bon nombre de lignes."""
        return self.etat == CONFORME


def charger_catalogue(racine: Path = SOURCES) -> dict[str, FichierOfficiel]:
    """Toutes les fiches, par nom de fichier ; DonneesRefusees si un nom est décrit deux fois."""
    fiches: dict[str, FichierOfficiel] = {}
    for fichier in sorted(racine.glob("*.yml")):
        for nom, fiche in lire_yaml(fichier, _Catalogue).root.items():
            if nom in fiches:
                raise DonneesRefusees(
                    f"{fichier} : « {nom} » est déjà décrit dans un autre fichier du catalogue ; "
                    "gardez une seule fiche."
                )
            fiches[nom] = fiche
    return fiches


def besoins(
    nom_ou_chemin: str | Path, catalogue: dict[str, FichierOfficiel] | None = None
) -> tuple[Besoin, ...]:
    """Les fichiers officiels que demande un dossier, par chemin ; le réseau n'est pas touché.

    Une source demande un fichier du catalogue si son nom, ou son motif (`IPRO_*.csv`), le désigne.
    """
    dossier = trouver_dossier(nom_ou_chemin)
    fiches = charger_catalogue() if catalogue is None else catalogue
    trouves = {
        _repertoire(dossier, source) / nom: (fiche, source)
        for source in lire_fiche(dossier).sources.values()
        for nom, fiche in fiches.items()
        if fnmatch(nom, Path(source.fichier).name)
    }
    return tuple(
        Besoin(chemin, fiche, _etat(chemin, fiche, source))
        for chemin, (fiche, source) in sorted(trouves.items(), key=lambda paire: paire[0])
    )


def _repertoire(dossier: Path, source: Source) -> Path:
    """Là où la source cherche ses fichiers : le dossier, ou le répertoire de `depuis`."""
    return dossier / Path(source.depuis).expanduser() / Path(source.fichier).parent


def empreinte(fichier: Path) -> str:
    """SHA-256 d'un fichier, en hexadécimal."""
    with fichier.open("rb") as flux:
        return hashlib.file_digest(flux, "sha256").hexdigest()


def _etat(chemin: Path, fiche: FichierOfficiel, source: Source) -> str:
    if not chemin.is_file():
        return ABSENT
    if (lue := empreinte(chemin)) != fiche.empreinte:
        return f"empreinte {lue[:12]}…, attendue {fiche.empreinte[:12]}… : ce n'est pas ce fichier"
    lues = lire_brut(chemin, modele(source.modele), source).lues
    if lues != fiche.lignes:
        return f"{lues} lignes lues, {fiche.lignes} attendues"
    return CONFORME


def rapport(demandes: tuple[Besoin, ...]) -> str:
    """L'état de chaque fichier, où il est publié et sous quelle licence."""
    if not demandes:
        return "Ce dossier ne demande aucun fichier du catalogue : il se suffit."
    blocs = [
        f"{b.chemin.name} : {b.etat}\n"
        f"  {b.fiche.intitule} ({b.fiche.producteur})\n"
        f"  publié : {b.fiche.page}\n"
        f"  lignes : {b.fiche.lignes} ; licence : {b.fiche.licence}"
        for b in demandes
    ]
    prets = sum(b.conforme for b in demandes)
    return "\n".join([*blocs, f"{prets} fichier(s) conforme(s) sur {len(demandes)}."])
