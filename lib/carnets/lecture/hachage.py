"""Identifiants hachés : un nom ou un NIR n'entre jamais dans une table, son empreinte à clé si.

La clé reste hors du dossier, chez qui tient les exports : sans elle, rien ne ramène de l'empreinte
au nom (HMAC-SHA256). C'est une pseudonymisation, non une anonymisation : la table reste à protéger.
"""

import hashlib
import hmac
import os
import secrets
from functools import cache, partial
from pathlib import Path

from carnets.erreurs import DonneesRefusees
from carnets.lecture.assemblage import reunir
from carnets.lecture.brute import TableBrute
from carnets.lecture.entetes import cle_entete
from carnets.lecture.source import Source

VARIABLE = "CARNETS_CLE"
_CARACTERES = 24
"""Douze octets : aucune collision à craindre en dessous du milliard de personnes."""


def hacher(brute: TableBrute, source: Source, dossier: Path) -> tuple[TableBrute, Source]:
    """La table où chaque colonne de `source.hacher` est une empreinte, et la source qui la lit.

    Plusieurs en-têtes (nom, prénom, naissance) n'en font qu'une. Casse, accents et ponctuation n'y
    changent rien ; une cellule vide parmi eux donne un identifiant vide, donc une ligne refusée.
    DonneesRefusees si un en-tête est absent ou si la clé est dans le dossier.
    """
    if not source.hacher:
        return brute, source
    cle = _cle(fichier_de_cle(dossier))
    return reunir(brute, source, source.hacher, "empreinte de", partial(_empreinte, cle))


def temoin_de_cle(source: Source, dossier: Path) -> bytes:
    """De quoi savoir que la clé a changé, sans la connaître ; vide si rien n'est haché."""
    if not source.hacher:
        return b""
    return hmac.digest(_cle(fichier_de_cle(dossier)), b"temoin", "sha256")


def fichier_de_cle(dossier: Path) -> Path:
    """Le fichier de la clé : celui que nomme CARNETS_CLE, sinon `.carnets/cle` chez l'usager."""
    fichier = Path(os.environ.get(VARIABLE) or Path.home() / ".carnets" / "cle").expanduser()
    if fichier.resolve().is_relative_to(dossier.resolve()):
        raise DonneesRefusees(
            f"{fichier} : la clé de hachage est dans le dossier qu'elle protège ; rangez-la "
            f"ailleurs et nommez-la par la variable {VARIABLE}."
        )
    return fichier


@cache
def _cle(fichier: Path) -> bytes:
    """La clé ; tirée au hasard la première fois, lisible de son seul propriétaire."""
    try:
        if not fichier.is_file():
            fichier.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            with os.fdopen(os.open(fichier, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as f:
                f.write(secrets.token_hex(32))
        return fichier.read_bytes()
    except OSError as erreur:
        raise DonneesRefusees(
            f"{fichier} : la clé de hachage ne peut être ni lue ni créée ({erreur.strerror}) ; "
            f"nommez un fichier sûr par la variable {VARIABLE}."
        ) from erreur


def _empreinte(cle: bytes, parts: tuple[str, ...]) -> str:
    formes = [cle_entete(part) for part in parts]
    if not all(formes):
        return ""
    return hmac.new(cle, "\x1f".join(formes).encode(), hashlib.sha256).hexdigest()[:_CARACTERES]
