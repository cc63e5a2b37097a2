"""La page qui liste les livrables d'un dossier de sortie, d'après leurs reçus."""

import json
from base64 import b64encode
from collections.abc import Mapping
from datetime import date
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from carnets.chemins import GABARITS
from carnets.execution.livrables import REGISTRE
from carnets.execution.livraison import ECHEC, RECU, EcritureImpossible, remplacer
from carnets.execution.programme import empreinte_du_code
from carnets.execution.recus import lire
from carnets.presentation import charte
from carnets.presentation.nombres import nombre
from carnets.rendu.gabarit import CSP, gabarit, polices

INDEX = "index.html"
LIVRE = "livré"
ILLISIBLE = "Son reçu est illisible : relancez le lot, il sera refait."
DEBUT = 512
"""Octets du début de la page où se trouve son empreinte."""


def ecrire_index(sortie: Path) -> Path:
    """Écrit `<sortie>/index.html` : chaque livrable y paraît avec son reçu, chaque échec aussi.

    La page se lit sans serveur ; seul son propre script y est permis, par son empreinte. Elle porte
    celle des reçus dont elle est faite : tant qu'ils ne changent pas, elle n'est pas refaite.
    Lève `EcritureImpossible`.
    """
    recus = _lire(sortie, f"*/*/[!.]*/{RECU}")
    echecs = _lire(sortie, f"*/*/*{ECHEC}")
    empreinte_des_recus = _empreinte(recus | echecs)
    if _porte(sortie / INDEX, empreinte_des_recus):
        return sortie / INDEX
    entrees = [_entree(nom, octets) for nom, octets in recus.items()]
    entrees += [_echec(nom, _cause(octets)) for nom, octets in echecs.items()]
    permis = b64encode(sha256(_script().encode()).digest()).decode()
    page = gabarit("index.html.j2").render(
        entrees=sorted(entrees, key=lambda e: e["rang"]),
        livres=sum(e["etat"] == LIVRE for e in entrees),
        echecs=sum(e["etat"] != LIVRE for e in entrees),
        nombre=nombre,
        empreinte=empreinte_des_recus,
        script=_script(),
        csp=f"{CSP}; script-src 'sha256-{permis}'",
        polices=polices(),
        charte=charte,
    )
    try:
        remplacer(sortie / INDEX, page.encode())
    except OSError as cause:
        raise EcritureImpossible.de(sortie, cause) from None
    return sortie / INDEX


def _lire(sortie: Path, motif: str) -> dict[str, bytes]:
    """Les reçus, par le chemin depuis la sortie."""
    return {f.relative_to(sortie).as_posix(): f.read_bytes() for f in sorted(sortie.glob(motif))}


def _empreinte(recus: Mapping[str, bytes]) -> str:
    resume = sha256(empreinte_du_code().encode())
    for nom, octets in recus.items():
        resume.update(f"{nom} {len(octets)} ".encode() + octets)
    return resume.hexdigest()


def _porte(page: Path, empreinte: str) -> bool:
    try:
        with page.open("rb") as flux:
            return empreinte.encode() in flux.read(DEBUT)
    except OSError:
        return False


def _entree(nom_du_recu: str, octets: bytes) -> dict[str, Any]:
    try:
        return _livre(nom_du_recu, lire(octets))
    except ValueError:
        return _echec(nom_du_recu, ILLISIBLE)


def _livre(nom_du_recu: str, recu: Mapping[str, Any]) -> dict[str, Any]:
    dossier = nom_du_recu.rpartition("/")[0]
    mots = ("libelle_territoire", "territoire", "annee", "titre", "dossier", "carnet")
    return {
        "rang": (dossier, ""),
        "cle": " ".join(str(recu[mot]) for mot in mots),
        "territoire": recu["libelle_territoire"],
        "code": recu["territoire"],
        "annee": recu["annee"],
        "titre": recu["titre"],
        "fictif": recu["fictif"],
        "etat": LIVRE,
        "cause": "",
        "date": _jour(recu.get("date_des_donnees", "")),
        "chiffres": recu.get("chiffres_cles", []),
        "formats": [
            {"nom": nom.rsplit(".", 1)[1].upper(), "adresse": f"{dossier}/{nom}"}
            for nom in recu["sorties"]
            if nom != REGISTRE
        ],
    }


def _echec(nom_du_recu: str, cause: str) -> dict[str, Any]:
    dossier, carnet, nom = nom_du_recu.split("/")[:3]
    livrable = nom.removesuffix(ECHEC)
    return {
        "rang": (f"{dossier}/{carnet}/{livrable}", ECHEC),
        "cle": f"{livrable} {carnet} {dossier}",
        "territoire": livrable,
        "code": "",
        "annee": "",
        "titre": carnet,
        "fictif": False,
        "etat": "échec",
        "cause": cause,
        "date": "",
        "chiffres": [],
        "formats": [],
    }


def _cause(octets: bytes) -> str:
    """La première ligne de la cause d'un échec."""
    try:
        return str(json.loads(octets)["cause"]).splitlines()[0]
    except (ValueError, TypeError, LookupError):
        return ILLISIBLE


def _jour(iso: str) -> str:
    return f"{date.fromisoformat(iso):%d/%m/%Y}" if iso else ""


@cache
def _script() -> str:
    return (GABARITS / "index.js").read_text(encoding="utf-8")
