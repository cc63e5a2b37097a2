"""Du corps HTML à un arbre de données, que le modèle Typst et pandoc composent.

Un texte y reste un texte, de bout en bout : une chaîne Python, puis JSON, puis Typst ou pandoc.
Rien n'est écrit dans une langue que l'un ou l'autre lirait ; il n'y a donc rien à échapper, et
aucune donnée ne peut être prise pour du code.

Un nœud est un texte ou `{"n": nature, "c": [nœuds], …}` ; `livrable.typ` et `arbre_pandoc` ont une
fonction par nature.
Ce qui est replié à l'écran est déplié, et les titres remontent d'un niveau : celui du livrable est
sur la couverture.
"""

from collections.abc import Callable, Sequence
from typing import Any

from lxml.html import HtmlElement

from carnets.rendu.attaches import Noeud, tenir
from carnets.rendu.grille import Place, a_toute_la_page, lire_grille, planifier_tableau
from carnets.rendu.images import Images
from carnets.rendu.lecture import BLANCS, Ligne, classes_de, est_bloc, lire, texte_de

COURT = 20
"""Rangées au-delà desquelles un tableau se coupe entre deux pages et répète son en-tête."""

PROFONDEUR = 24
"""Emboîtements que le papier distingue ; plus loin, seul le texte est gardé."""

ADRESSE_MAXIMALE = 2000
"""Longueur d'adresse au-delà de laquelle un lecteur de PDF ne suit plus un lien."""

EN_LIGNE = {
    "b": "gras",
    "del": "barre",
    "em": "italique",
    "i": "italique",
    "ins": "souligne",
    "q": "cite",
    "s": "barre",
    "small": "detail",
    "strong": "gras",
    "sub": "indice",
    "sup": "exposant",
    "u": "souligne",
}
NOTRES = ("source", "note-tableau", "libre", "avertissement")
"""Classes de nos objets dont le modèle a une fonction ; le contenu libre n'a pas de classe."""


def composer(interieur: str, images: Images, *, lettre: float = 1.0) -> list[Noeud]:
    """Nœuds du corps ; les images écrites dans le texte rejoignent `images`.

    `lettre` : largeur d'une lettre du format, une de notre police valant 1.
    """
    corps = lire(interieur)
    return _Lecture(images, set(corps.xpath("//@id")), lettre).blocs(corps)


class _Lecture:
    """Lecture d'un corps : ses images, les ancres que ses liens peuvent viser, sa lettre."""

    def __init__(self, images: Images, ancres: set[str], lettre: float) -> None:
        self._images, self._ancres, self._lettre = images, ancres, lettre
        self._profondeur = 0

    def blocs(self, element: HtmlElement, nu: str = "paragraphe") -> list[Noeud]:
        """Blocs d'un élément ; `nu` : ce que devient le texte nu entre deux blocs."""
        suite: list[Noeud] = []
        nus: list[Noeud] = []
        ligne = Ligne()

        def fermer() -> None:
            nonlocal nus
            if nus:
                suite.append({"n": nu, "c": nus})
            nus = []
            ligne.commencer()

        def ajouter(texte: str | None) -> None:
            if reduit := ligne.reduire(texte):
                nus.append(reduit)

        ajouter(element.text)
        for enfant in element:
            if est_bloc(enfant):
                fermer()
                suite += self._bloc(enfant)
            else:
                nus += self._en_ligne(enfant, ligne)
            ajouter(enfant.tail)
        fermer()
        return tenir(suite)

    def contenu(self, element: HtmlElement) -> list[Noeud]:
        """Contenu d'une cellule ou d'un élément de liste : du texte nu, sauf s'il a des blocs."""
        if not len(element):
            return [texte] if (texte := Ligne().reduire(element.text).rstrip(" ")) else []
        if any(est_bloc(enfant) for enfant in element):
            return self.blocs(element, nu="suite")
        return self._suite(element, Ligne())

    def _suite(self, element: HtmlElement, ligne: Ligne) -> list[Noeud]:
        nus: list[Noeud] = [ligne.reduire(element.text)]
        for enfant in element:
            nus += self._en_ligne(enfant, ligne)
            nus.append(ligne.reduire(enfant.tail))
        return [nu for nu in nus if nu]

    def _en_ligne(self, element: HtmlElement, ligne: Ligne) -> list[Noeud]:
        balise = element.tag
        if balise == "br":
            ligne.commencer()
            return [{"n": "saut"}]
        if balise == "img":
            ligne.continuer()
            return [self._image(element, "image")]
        if balise == "code":
            ligne.continuer()
            return [{"n": "code", "t": BLANCS.sub(" ", "".join(element.itertext()))}]
        if self._profondeur >= PROFONDEUR:
            return [ligne.reduire("".join(element.itertext()))]
        self._profondeur += 1
        suite = self._suite(element, ligne)
        self._profondeur -= 1
        if not suite:
            return []
        if balise == "a":
            return self._lien(element.get("href", ""), suite)
        nature = EN_LIGNE.get(balise) or next(
            (c for c in classes_de(element) if c in ("libelle", "comparateur")), None
        )
        if nature in ("libelle", "detail"):  # l'un se termine par un saut, l'autre le suit
            ligne.commencer()
        return [{"n": nature, "c": suite}] if nature else suite

    def _lien(self, adresse: str, suite: list[Noeud]) -> list[Noeud]:
        """Un lien que rien ne vise, ou qu'aucun lecteur ne suivrait, reste un texte."""
        if adresse.startswith("#"):
            connue = adresse[1:] in self._ancres
            return [{"n": "renvoi", "vers": adresse[1:], "c": suite}] if connue else suite
        if not 0 < len(adresse) <= ADRESSE_MAXIMALE:
            return suite
        return [{"n": "lien", "vers": adresse, "c": suite}]

    def _image(self, element: HtmlElement, nature: str) -> dict[str, Any]:
        nom = self._images.ranger(element.get("src", ""))
        alternative = element.get("alt", "")
        if nom is None:
            return {"n": "suite", "c": [alternative]}
        return {"n": nature, "image": nom, "alternative": alternative}

    def _bloc(self, element: HtmlElement) -> list[Noeud]:
        if self._profondeur >= PROFONDEUR:
            return [{"n": "paragraphe", "c": [texte_de(element)]}]
        self._profondeur += 1
        lecteur = _LECTEURS.get(element.tag, _Lecture._division)
        suite = lecteur(self, element)
        self._profondeur -= 1
        return suite

    def _division(self, element: HtmlElement) -> list[Noeud]:
        """Une enveloppe sans style se dissout : un tableau tient ainsi à la source qui le suit."""
        classes = classes_de(element)
        for liste in ("chiffres-cles", "synthese"):
            if liste in classes:
                points = [{"n": "suite", "c": self.contenu(li)} for li in element.iter("li")]
                return [{"n": liste, "c": points}]
        if "note" in classes:
            nature = next((c for c in classes if c in ("alerte", "convention")), "")
            return [{"n": "note", "nature": nature, "c": self.blocs(element)}]
        for classe in classes:
            if classe in NOTRES:
                return [{"n": classe, "c": self.blocs(element)}]
        return self.blocs(element)

    def _titre(self, element: HtmlElement) -> list[Noeud]:
        titre = {"n": "titre", "niveau": max(1, int(element.tag[1]) - 1)}
        return [{**titre, "ancre": element.get("id"), "c": self._suite(element, Ligne())}]

    def _liste(self, element: HtmlElement) -> list[Noeud]:
        points = [li for li in element if li.tag == "li"]
        return (
            [
                {
                    "n": "liste" if element.tag == "ul" else "numeros",
                    "debut": int(d) if (d := element.get("start", "1")).isdecimal() else 1,
                    "aeree": any(enfant.tag == "p" for li in points for enfant in li),
                    "c": [{"n": "suite", "c": self.contenu(li)} for li in points],
                }
            ]
            if points
            else []
        )

    def _definitions(self, element: HtmlElement) -> list[Noeud]:
        suite: list[dict[str, Any]] = []
        for enfant in element.xpath("./dt | ./dd | ./div/dt | ./div/dd"):
            contenu = {"n": "suite", "c": self.contenu(enfant)}
            if enfant.tag == "dt":
                suite.append({"n": "definition", "c": [contenu]})
            elif suite:
                suite[-1]["c"].append(contenu)
        return [{"n": "definitions", "c": suite}] if suite else []

    def _citation(self, element: HtmlElement) -> list[Noeud]:
        return [{"n": "citation", "c": self.blocs(element)}]

    def _brut(self, element: HtmlElement) -> list[Noeud]:
        return [{"n": "brut", "t": "".join(element.itertext()).strip("\n")}]

    def _filet(self, _element: HtmlElement) -> list[Noeud]:
        return [{"n": "filet"}]

    def _donnees(self, element: HtmlElement) -> list[Noeud]:
        return [{"n": "donnees", "c": self.blocs(element)}]

    def _titre_donnees(self, element: HtmlElement) -> list[Noeud]:
        return [{"n": "titre-donnees", "c": self.contenu(element)}]

    def _figure(self, element: HtmlElement) -> list[Noeud]:
        """Une image et sa légende ; une figure faite d'autre chose se lit comme un texte."""
        images = list(element.iter("img"))
        legendes = list(element.iter("figcaption"))
        ailleurs = texte_de(element) != "".join(texte_de(legende) for legende in legendes)
        if len(images) != 1 or len(legendes) > 1 or ailleurs:
            return self.blocs(element)
        legende = self.contenu(legendes[0]) if legendes else []
        return [{**self._image(images[0], "dessin"), "tenu": False, "c": legende}]

    def _tableau(self, element: HtmlElement) -> list[Noeud]:
        grille = lire_grille(element)
        if not grille.colonnes:
            return []
        plan = planifier_tableau(grille, lettre=self._lettre)
        long = len(grille.corps) > COURT
        legende = next(element.iter("caption"), None)
        entete = [self._rangee(places, "entete") for places in grille.entete]
        corps = [
            self._rangee(places, next(iter(classes_de(rangee)), ""))
            for rangee, places in zip(grille.rangees, grille.corps, strict=True)
        ]
        return [
            {
                "n": "tableau",
                "c": [
                    {"n": "suite", "c": self.contenu(legende) if legende is not None else []},
                    *([{"n": "entete", "c": entete}] if entete else []),
                    *corps,
                ],
                "parts": [round(part, 2) for part in plan.parts],
                "chiffrees": plan.chiffrees,
                "echelle": round(plan.echelle, 2),
                "largeur": round(plan.largeur, 2),
                "entier": a_toute_la_page(element),
                "secable": plan.explique or long,
                "long": long,
            }
        ]

    def _rangee(self, places: Sequence[Place], role: str) -> Noeud:
        return {"n": "rangee", "c": [self._cellule(place, role) for place in places]}

    def _cellule(self, place: Place, role: str) -> Noeud:
        contenu = self.contenu(place.element) if place.element is not None else []
        if not role and place.colonnes == place.rangees == 1:
            return contenu[0] if len(contenu) == 1 else {"n": "suite", "c": contenu}
        fusions = {"colonnes": place.colonnes, "rangees": place.rangees}
        return {"n": "cellule", "role": role, **fusions, "c": contenu}


_LECTEURS: dict[str, Callable[[_Lecture, HtmlElement], list[Noeud]]] = {
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), _Lecture._titre),
    **dict.fromkeys(("ul", "ol"), _Lecture._liste),
    "blockquote": _Lecture._citation,
    "details": _Lecture._donnees,
    "dl": _Lecture._definitions,
    "figure": _Lecture._figure,
    "hr": _Lecture._filet,
    "pre": _Lecture._brut,
    "summary": _Lecture._titre_donnees,
    "table": _Lecture._tableau,
}
