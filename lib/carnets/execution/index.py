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
from carnets.presentation import charte
from carnets.presentation.nombres import nombre
from carnets.rendu.gabarit import CSP, gabarit, polices

INDEX = "index.html"
LIVRE = "livré"
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
    entrees += [_echec(json.loads(octets)) for octets in echecs.values()]
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
        return _livre(nom_du_recu, json.loads(octets))
    except ValueError:
        dossier, carnet, livrable, _ = nom_du_recu.split("/")
        cause = "Son reçu est illisible : relancez le lot, il sera refait."
        place = {"dossier": dossier, "carnet": carnet, "livrable": livrable}
        return _echec(place | {"cause": cause})


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


def _echec(recu: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "rang": (f"{recu['dossier']}/{recu['carnet']}/{recu['livrable']}", ECHEC),
        "cle": f"{recu['livrable']} {recu['carnet']} {recu['dossier']}",
        "territoire": recu["livrable"],
        "code": "",
        "annee": "",
        "titre": recu["carnet"],
        "fictif": False,
        "etat": "échec",
        "cause": recu["cause"].splitlines()[0],
        "date": "",
        "chiffres": [],
        "formats": [],
    }


def _jour(iso: str) -> str:
    return f"{date.fromisoformat(iso):%d/%m/%Y}" if iso else ""


@cache
def _script() -> str:
    return (GABARITS / "index.js").read_text(encoding="utf-8")
