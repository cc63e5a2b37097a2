"""La page qui liste les livrables d'un dossier de sortie, d'après leurs reçus."""

import json
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from carnets.chemins import GABARITS
from carnets.execution.livraison import RECU, remplacer
from carnets.presentation import charte
from carnets.rendu.html import CSP, polices

INDEX = "index.html"


def ecrire_index(sortie: Path) -> Path:
    """Écrit `<sortie>/index.html` : un livrable y paraît si, et seulement si, son reçu existe."""
    cadre = Environment(
        loader=FileSystemLoader(GABARITS), autoescape=True, undefined=StrictUndefined
    )
    page = cadre.get_template("index.html.j2").render(
        livrables=[_entree(sortie, recu) for recu in sorted(sortie.glob(f"*/*/*/{RECU}"))],
        csp=CSP,
        polices=polices(),
        charte=charte,
    )
    remplacer(sortie / INDEX, page.encode())
    return sortie / INDEX


def _entree(sortie: Path, fichier: Path) -> dict[str, Any]:
    recu = json.loads(fichier.read_text(encoding="utf-8"))
    dossier = fichier.parent.relative_to(sortie).as_posix()
    formats = [
        {"nom": nom.rsplit(".", 1)[1].upper(), "adresse": f"{dossier}/{nom}"}
        for nom in recu["sorties"]
    ]
    return {**recu, "formats": formats}
