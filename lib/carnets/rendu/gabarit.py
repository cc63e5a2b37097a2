"""Les gabarits des pages, compilés une fois, et ce que toutes portent : polices et permissions."""

from base64 import b64encode
from functools import cache

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from carnets.chemins import GABARITS, POLICES

CSP = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; font-src data:"


@cache
def gabarit(nom: str) -> Template:
    """Le gabarit de ce nom."""
    cadre = Environment(
        loader=FileSystemLoader(GABARITS), autoescape=True, undefined=StrictUndefined
    )
    return cadre.get_template(nom)


@cache
def polices() -> dict[str, str]:
    """Nom de graisse → police en base64, pour `@font-face`."""
    return {
        graisse: b64encode((POLICES / f"CarnetsSans-{graisse}.woff2").read_bytes()).decode()
        for graisse in ("Regular", "Bold")
    }
