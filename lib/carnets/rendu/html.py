"""Livrable HTML : un seul fichier, sans script ni requête, lisible au téléphone et sur papier."""

from base64 import b64encode
from functools import cache

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from carnets.chemins import GABARITS, POLICES
from carnets.presentation import charte
from carnets.presentation.html import Adresse, adresse_interne
from carnets.rendu.contenu import Contenu, html_du_bloc
from carnets.rendu.exporteur import Exporteur
from carnets.rendu.structure import Entree, structurer

CSP = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; font-src data:"


def corps(contenu: Contenu, adresse: Adresse) -> tuple[str, list[Entree]]:
    """Corps du livrable et son sommaire ; commun au HTML, au PDF et à Word."""
    return structurer((html_du_bloc(b, adresse), b.genre != "objet") for b in contenu.blocs)


def page(contenu: Contenu) -> str:
    """Page HTML autonome : police, figures et style sont dedans."""
    interieur, sommaire = corps(contenu, adresse_interne)
    return _gabarit().render(
        titre=contenu.titre,
        cartouche=contenu.cartouche,
        sommaire=sommaire,
        corps=interieur,
        csp=CSP,
        polices=polices(),
        charte=charte,
    )


@cache
def polices() -> dict[str, str]:
    """Nom de graisse → police en base64, pour `@font-face`."""
    return {
        graisse: b64encode((POLICES / f"CarnetsSans-{graisse}.woff2").read_bytes()).decode()
        for graisse in ("Regular", "Bold")
    }


@cache
def _gabarit() -> Template:
    cadre = Environment(
        loader=FileSystemLoader(GABARITS), autoescape=True, undefined=StrictUndefined
    )
    return cadre.get_template("page.html.j2")


class ExportHtml(Exporteur):
    """`jupyter nbconvert --to carnets-html` : la page d'un carnet exécuté."""

    output_mimetype = "text/html"
    export_from_notebook = "Carnets (HTML)"
    suffixe = ".html"

    def ecrire(self, contenu: Contenu) -> str:
        return page(contenu)
