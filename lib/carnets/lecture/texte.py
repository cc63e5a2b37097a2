"""Octets → texte : UTF-8 avec ou sans BOM, UTF-16 d'Excel, Windows-1252 ; sinon refus."""

from dataclasses import dataclass
from pathlib import Path

from carnets.erreurs import DonneesRefusees


@dataclass(frozen=True)
class TexteLu:
    """Le contenu en UTF-8, sans BOM, fins de ligne « \\n », et l'encodage d'origine."""

    octets: bytes
    encodage: str


def lire_texte(fichier: Path) -> TexteLu:
    """Lit un fichier de texte ; DonneesRefusees s'il est vide, binaire ou d'encodage inconnu."""
    octets = _octets(fichier)
    if octets.startswith((b"\xff\xfe", b"\xfe\xff")):
        return TexteLu(_fins_de_ligne(_decoder(fichier, octets, "utf-16").encode()), "utf-16")
    if b"\x00" in octets:
        raise _refus(
            fichier, octets, octets.index(b"\x00"), "un octet nul : fichier binaire ou abîmé"
        )
    if octets.startswith(b"\xef\xbb\xbf"):
        octets = octets[3:]
    if not octets.strip():
        raise DonneesRefusees(f"{fichier} : le fichier est vide ; déposez l'export complet.")
    try:
        octets.decode("utf-8")
    except UnicodeDecodeError:
        return TexteLu(_fins_de_ligne(_decoder(fichier, octets, "cp1252").encode()), "cp1252")
    return TexteLu(_fins_de_ligne(octets), "utf-8")


def _octets(fichier: Path) -> bytes:
    try:
        octets = fichier.read_bytes()
    except OSError as erreur:
        raise DonneesRefusees(f"{fichier} : fichier illisible ({erreur.strerror}).") from erreur
    signatures = {
        b"PK\x03\x04": "classeur Excel ou archive",
        b"%PDF": "PDF",
        b"\xd0\xcf\x11\xe0": "ancien .xls",
    }
    for signature, nature in signatures.items():
        if octets.startswith(signature):
            raise DonneesRefusees(
                f"{fichier} : c'est un fichier {nature}, pas un CSV ; corrigez son extension ou "
                "réenregistrez-le."
            )
    return octets


def _decoder(fichier: Path, octets: bytes, encodage: str) -> str:
    try:
        return octets.decode(encodage)
    except UnicodeDecodeError as erreur:
        cause = "un octet ni UTF-8 ni Windows-1252 : encodage inconnu"
        raise _refus(fichier, octets, erreur.start, cause) from erreur


def _fins_de_ligne(octets: bytes) -> bytes:
    if b"\r" not in octets:
        return octets
    return octets.replace(b"\r\n", b"\n").replace(b"\r", b"\n")


def _refus(fichier: Path, octets: bytes, position: int, cause: str) -> DonneesRefusees:
    ligne = octets[:position].count(b"\n") + 1
    return DonneesRefusees(
        f"{fichier}, ligne {ligne} : {cause} ; réenregistrez le fichier en UTF-8."
    )
