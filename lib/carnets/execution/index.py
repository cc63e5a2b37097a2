"""La page qui liste les livrables d'un dossier de sortie, d'après leurs reçus."""

import json
from base64 import b64encode
from datetime import date
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from carnets.chemins import GABARITS
from carnets.execution.livrables import REGISTRE
from carnets.execution.livraison import ECHEC, RECU, EcritureImpossible, remplacer
from carnets.presentation import charte
from carnets.rendu.gabarit import CSP, gabarit, polices

INDEX = "index.html"


def ecrire_index(sortie: Path) -> Path:
    """Écrit `<sortie>/index.html` : chaque livrable y paraît avec son reçu, chaque échec aussi.

    La page se lit sans serveur ; seul son propre script y est permis, par son empreinte.
    Lève `EcritureImpossible`.
    """
    entrees = [_livre(sortie, recu) for recu in sortie.glob(f"*/*/[!.]*/{RECU}")]
    echecs = [_echec(recu) for recu in sortie.glob(f"*/*/*{ECHEC}")]
    empreinte = b64encode(sha256(_script().encode()).digest()).decode()
    page = gabarit("index.html.j2").render(
        entrees=sorted(entrees + echecs, key=lambda e: e["rang"]),
        livres=len(entrees),
        echecs=len(echecs),
        script=_script(),
        csp=f"{CSP}; script-src 'sha256-{empreinte}'",
        polices=polices(),
        charte=charte,
    )
    try:
        remplacer(sortie / INDEX, page.encode())
    except OSError as cause:
        raise EcritureImpossible.de(sortie, cause) from None
    return sortie / INDEX


def _livre(sortie: Path, fichier: Path) -> dict[str, Any]:
    recu = json.loads(fichier.read_bytes())
    dossier = fichier.parent.relative_to(sortie).as_posix()
    mots = ("libelle_territoire", "territoire", "annee", "titre", "dossier", "carnet")
    return {
        "rang": (dossier, ""),
        "cle": " ".join(str(recu[mot]) for mot in mots),
        "territoire": recu["libelle_territoire"],
        "annee": recu["annee"],
        "titre": recu["titre"],
        "fictif": recu["fictif"],
        "etat": "livré",
        "cause": "",
        "date": _jour(recu.get("date_des_donnees", "")),
        "chiffres": recu.get("chiffres_cles", []),
        "formats": [
            {"nom": nom.rsplit(".", 1)[1].upper(), "adresse": f"{dossier}/{nom}"}
            for nom in recu["sorties"]
            if nom != REGISTRE
        ],
    }


def _echec(fichier: Path) -> dict[str, Any]:
    recu = json.loads(fichier.read_bytes())
    return {
        "rang": (f"{recu['dossier']}/{recu['carnet']}/{recu['livrable']}", ECHEC),
        "cle": f"{recu['livrable']} {recu['carnet']} {recu['dossier']}",
        "territoire": recu["livrable"],
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
