"""Rapport de contrôle en page HTML : un seul fichier, sans script ni requête."""

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from carnets.chemins import GABARITS
from carnets.lecture.rapport import Rapport
from carnets.lecture.regles import libelle_de_regle

# Une page de plusieurs milliers de refus ne se lit pas : le reste est dans rejets/.
REFUS_MONTRES = 200


def page_controle(rapport: Rapport) -> str:
    """La page ; tout ce qui vient d'un fichier y est échappé."""
    milieu = Environment(
        loader=FileSystemLoader(GABARITS),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    milieu.filters["part"] = lambda part: f"{100 * part:.0f}\u00a0%"
    milieu.filters["regle"] = libelle_de_regle
    return milieu.get_template("controle.html.j2").render(r=rapport, montres=REFUS_MONTRES)
