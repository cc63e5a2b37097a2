"""Livrable HTML : un seul fichier, sans script ni requête, lisible au téléphone et sur papier."""

from functools import lru_cache

from carnets.presentation import charte
from carnets.presentation.html import Adresse, adresse_interne
from carnets.rendu.contenu import Contenu, html_du_bloc
from carnets.rendu.exporteur import Exporteur
from carnets.rendu.gabarit import CSP, gabarit, polices
from carnets.rendu.structure import Entree, structurer


def corps(contenu: Contenu, adresse: Adresse) -> tuple[str, list[Entree]]:
    """Corps du livrable et son sommaire."""
    return structurer((html_du_bloc(b, adresse), b.genre != "objet") for b in contenu.blocs)


@lru_cache(maxsize=1)
def corps_autonome(contenu: Contenu) -> tuple[str, list[Entree]]:
    """Corps dont les images sont dedans ; le PDF lit celui que la page vient d'écrire."""
    return corps(contenu, adresse_interne)


def page(contenu: Contenu) -> str:
    """Page HTML autonome : police, figures et style sont dedans."""
    interieur, sommaire = corps_autonome(contenu)
    return gabarit("page.html.j2").render(
        titre=contenu.titre,
        cartouche=contenu.cartouche,
        sommaire=sommaire,
        corps=interieur,
        csp=CSP,
        polices=polices(),
        charte=charte,
    )


class ExportHtml(Exporteur):
    """`jupyter nbconvert --to carnets-html` : la page d'un carnet exécuté."""

    output_mimetype = "text/html"
    export_from_notebook = "Carnets (HTML)"
    suffixe = ".html"

    def ecrire(self, contenu: Contenu) -> str:
        return page(contenu)
