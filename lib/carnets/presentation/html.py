"""Écriture HTML d'un objet de présentation, à partir de sa seule charge.

JupyterLab et tous les rendus passent par ici : un objet s'écrit partout de la même façon, et un
rendu n'a jamais à faire confiance au HTML enregistré dans un carnet.
"""

from base64 import b64encode
from collections.abc import Callable
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined, Template

from carnets.presentation.objets import Charge

TYPES_MIME = {"svg": "image/svg+xml", "png": "image/png", "jpg": "image/jpeg"}

Adresse = Callable[[str, str], str]
"""Du contenu d'une image (texte SVG, ou base64) et de son format, fait l'adresse à écrire."""


def adresse_interne(contenu: str, extension: str) -> str:
    """Adresse `data:` : l'image voyage dans le fichier, rien n'est demandé au réseau."""
    encode = b64encode(contenu.encode()).decode() if extension == "svg" else contenu
    return f"data:{TYPES_MIME[extension]};base64,{encode}"


def html(charge: Charge, *, numero: int | None = None, adresse: Adresse = adresse_interne) -> str:
    """HTML d'un objet ; `numero` précède le titre d'un tableau ou d'une figure."""
    return _gabarit().render(o=charge, numero=numero, adresse=adresse).strip()


@cache
def _gabarit() -> Template:
    chargeur = PackageLoader("carnets.presentation", "gabarits")
    # « cellules » et « items » sont des clés de nos charges : l'accès par attribut suffit.
    cadre = Environment(loader=chargeur, autoescape=True, undefined=StrictUndefined)
    return cadre.get_template("objets.html.j2")
