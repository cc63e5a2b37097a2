"""Rendre inoffensif un HTML que nous n'avons pas écrit.

Une liste blanche, pas une liste noire : ce qui n'est pas nommé ici disparaît. Les tableaux
restent ; scripts, cadres, formulaires, styles, gestionnaires d'événements et images extérieures
tombent, et le texte demeure.
"""

import nh3

BALISES = {
    *("a", "abbr", "blockquote", "br", "caption", "code", "col", "colgroup", "dd", "del"),
    *("details", "div", "dl", "dt", "em", "figcaption", "figure", "h1", "h2", "h3", "h4"),
    *("h5", "h6", "hr", "i", "img", "li", "ol", "p", "pre", "q", "s", "small", "span"),
    *("strong", "b", "sub", "summary", "sup", "table", "tbody", "td", "tfoot", "th"),
    *("thead", "tr", "u", "ul", "ins"),
}
ATTRIBUTS = {
    "a": {"href", "title"},
    "img": {"alt", "src"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
    "ol": {"start"},
}


def assainir(html: str) -> str:
    """HTML sans rien d'actif ; les images ne sont gardées que si elles sont dans la page."""
    return nh3.clean(
        html,
        tags=BALISES,
        attributes=ATTRIBUTS,
        attribute_filter=_filtrer,
        url_schemes={"http", "https", "mailto", "data"},
        link_rel="noopener noreferrer",
    )


def _filtrer(balise: str, attribut: str, valeur: str) -> str | None:
    """Une image extérieure serait une requête ; un lien `data:` serait une page déguisée."""
    if attribut == "src":
        formats = ("data:image/png;", "data:image/jpeg;", "data:image/svg+xml;")
        return valeur if valeur.startswith(formats) else None
    if attribut == "href" and valeur.strip().lower().startswith("data:"):
        return None
    return valeur
