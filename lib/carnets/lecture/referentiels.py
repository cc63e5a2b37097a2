"""Noms officiels des communes, EPCI, départements, régions, pour relire codes et territoires."""

import csv
import lzma
from collections.abc import Iterable, Iterator
from functools import cache

from carnets.chemins import REFERENTIELS
from carnets.erreurs import suggestion
from carnets.lecture.entetes import cle_entete

_FICHIERS = {
    "region": "regions.csv", "departement": "departements.csv", "epci": "epci.csv",
    "commune": "communes.csv.xz",
}  # fmt: skip
_SIGLES = {"ca", "cc", "cu", "metropole", "communaute", "agglomeration", "communes", "urbaine"}


@cache
def noms_officiels(type_territoire: str) -> dict[str, str]:
    """Code → nom officiel ; vide pour une échelle sans référentiel."""
    nom = _FICHIERS.get(type_territoire)
    if nom is None:
        return {}
    ouvrir = lzma.open if nom.endswith(".xz") else open
    with ouvrir(REFERENTIELS / nom, "rt", encoding="utf-8", newline="") as flux:
        return {ligne["code"]: ligne["libelle"] for ligne in csv.DictReader(flux, delimiter=";")}


def ecarts_de_nom(territoires: Iterable[tuple[str, str, str]]) -> Iterator[str]:
    """Un avertissement par territoire (type, code, libellé) inconnu ou nommé autrement.

    Ce n'est pas une erreur : un EPCI a pu changer depuis, un nom court est permis.
    """
    for type_territoire, code, libelle in territoires:
        officiels = noms_officiels(type_territoire)
        if not officiels:
            continue
        if code not in officiels:
            proche = suggestion(libelle, sorted(officiels.values()))
            yield f"{type_territoire} « {code} » ({libelle}) inconnu du référentiel ; {proche}"
        elif not _mots(libelle) & _mots(officiels[code]):
            officiel = officiels[code]
            yield f"{type_territoire} « {code} » : « {libelle} », officiellement « {officiel} »."


def _mots(libelle: str) -> set[str]:
    return {m for m in cle_entete(libelle).split("_") if len(m) > 2} - _SIGLES
