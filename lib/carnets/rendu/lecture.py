"""Lire le corps HTML d'un livrable pour le papier : l'arbre, ses textes, ses blancs."""

import re

from lxml.html import HtmlElement, HTMLParser, document_fromstring

BLOCS = {
    *("blockquote", "details", "div", "dl", "figcaption", "figure", "h1", "h2", "h3", "h4", "h5"),
    *("h6", "hr", "ol", "p", "pre", "summary", "table", "ul"),
}
BLANCS = re.compile(r"[ \t\n\r\f]{2,}|[\t\n\r\f]")
"""Les blancs qu'une page réduit à un espace ; un espace seul l'est déjà."""

_LECTEUR = HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True)
# Ce qu'aucune police ne dessine et qu'un PDF accessible refuse, en UTF-8 : une page lue porte ses
# images, que ses octets parcourent vingt fois plus vite que ses lettres.
_COMMANDES = bytes(c for c in (*range(32), 127) if c not in b"\t\n\r")
_COMMANDES_LATINES = re.compile(rb"\xc2[\x80-\x9f]")


def lire(interieur: str) -> HtmlElement:
    """Le corps HTML, lu ; l'élément rendu contient tout."""
    net = _COMMANDES_LATINES.sub(b"", interieur.encode().translate(None, _COMMANDES))
    return document_fromstring(b"<body>" + net + b"</body>", parser=_LECTEUR).body


def texte_de(element: HtmlElement) -> str:
    """Texte d'un élément, blancs réduits comme une page les montre."""
    texte = "".join(element.itertext()) if len(element) else element.text or ""
    return BLANCS.sub(" ", texte).strip(" ")


def est_bloc(element: HtmlElement) -> bool:
    """Un bloc, ou ce qui en contient : un tableau dans un `span` reste un tableau."""
    if element.tag in BLOCS:
        return True
    return len(element) > 0 and any(dedans.tag in BLOCS for dedans in element.iterdescendants())


def classes_de(element: HtmlElement) -> list[str]:
    """Classes d'un élément, dans l'ordre."""
    return str(element.get("class", "")).split()


class Ligne:
    """Suite de textes dont les blancs se réduisent d'un morceau à l'autre."""

    def __init__(self) -> None:
        self._apres_blanc = True

    def reduire(self, texte: str | None) -> str:
        """Le texte sans blanc redoublé, ni en tête de ligne."""
        reduit = BLANCS.sub(" ", texte) if texte else ""
        if self._apres_blanc:
            reduit = reduit.lstrip(" ")
        if reduit:
            self._apres_blanc = reduit.endswith(" ")
        return reduit

    def commencer(self) -> None:
        """La suite est en tête de ligne."""
        self._apres_blanc = True

    def continuer(self) -> None:
        """Ce qui précède n'est pas un blanc."""
        self._apres_blanc = False
