"""De l'arbre de données du papier à celui de pandoc, qui en fait un document Word.

Pandoc lirait aussi le HTML, mais mettrait la moitié de son temps à y retrouver ce que l'arbre dit
déjà. Nos blocs y prennent un style nommé du document de référence, et les chiffres clés deviennent
un vrai tableau, que l'on peut continuer à remplir.

Un élément de pandoc est `{"t": type, "c": contenu}` ; ses types sont ceux de
https://hackage.haskell.org/package/pandoc-types.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from carnets.rendu.attaches import Noeud
from carnets.rendu.images import matricielle

Element = dict[str, Any]

API = [1, 23]
"""Version de cet arbre, que pandoc exige égale aux deux premiers nombres de la sienne."""

SANS: list[Any] = ["", [], []]
"""Attributs d'un élément qui n'en a pas : ancre, classes, paires."""

STYLES = {
    "source": "Source",
    "note-tableau": "Source",
    "note": "Encadré",
    "avertissement": "Avertissement",
    "titre-donnees": "Titre des données",
}
ENVELOPPES = ("suite", "ouverture", "tenu", "donnees", "libre")
"""Nœuds dont seul le contenu compte ici : Word décide lui-même de ses pages."""

EN_GRAS = ("total", "accent")
COLONNES_CLES = (("Indicateur", 0.38, False), ("Valeur", 0.2, True), ("Repère", 0.42, False))
"""Tableau des chiffres clés : en-tête, part de la page, chiffrée."""


def document(noeuds: Sequence[Noeud], textes: dict[str, str]) -> Element:
    """Document de pandoc : ces nœuds, et ces textes pour métadonnées (`title`, `lang`…)."""
    meta = {nom: _element("MetaInlines", [_texte(texte)]) for nom, texte in textes.items()}
    return {"pandoc-api-version": API, "meta": meta, "blocks": blocs(noeuds)}


def blocs(noeuds: Sequence[Noeud], nu: str = "Para") -> list[Element]:
    """Blocs de ces nœuds ; `nu` : ce que devient une suite de textes entre deux blocs."""
    suite: list[Element] = []
    ligne: list[Element] = []
    for noeud in _deplies(noeuds):
        if isinstance(noeud, str) or noeud["n"] in _EN_LIGNE:
            ligne += _en_ligne(noeud)
            continue
        if ligne:
            suite.append(_element(nu, ligne))
            ligne = []
        suite.append(_bloc(noeud))
    if ligne:
        suite.append(_element(nu, ligne))
    return suite


def _deplies(noeuds: Sequence[Noeud]) -> Iterator[Noeud]:
    for noeud in noeuds:
        if isinstance(noeud, dict) and noeud["n"] in ENVELOPPES:
            yield from _deplies(noeud["c"])
        else:
            yield noeud


def _element(type_: str, *contenu: Any) -> Element:
    """Un élément de ce type ; plusieurs contenus y font une liste."""
    if not contenu:
        return {"t": type_}
    return {"t": type_, "c": contenu[0] if len(contenu) == 1 else list(contenu)}


def _texte(texte: str) -> Element:
    return _element("Str", texte)


def _inlines(noeuds: Sequence[Noeud]) -> list[Element]:
    """Contenu d'une ligne ; un bloc qui s'y trouve (dans une légende) n'y laisse que ses textes."""
    return [element for noeud in _deplies(noeuds) for element in _en_ligne(noeud)]


def _en_ligne(noeud: Noeud) -> list[Element]:
    if isinstance(noeud, str):
        return [_texte(noeud)]
    if noeud["n"] in _EN_LIGNE:
        return _EN_LIGNE[noeud["n"]](noeud)
    return [*_inlines(noeud["c"] if "c" in noeud else [noeud.get("t", "")]), _texte(" ")]


def _enveloppe(type_: str) -> Callable[[dict[str, Any]], list[Element]]:
    return lambda noeud: [_element(type_, _inlines(noeud["c"]))]


def _contenu(noeud: dict[str, Any]) -> list[Element]:
    return _inlines(noeud["c"])


def _lien(noeud: dict[str, Any]) -> list[Element]:
    adresse = f"#{noeud['vers']}" if noeud["n"] == "renvoi" else noeud["vers"]
    return [_element("Link", SANS, _contenu(noeud), [adresse, ""])]


def _image(noeud: dict[str, Any]) -> list[Element]:
    nom = matricielle(noeud["image"])
    return [_element("Image", SANS, [_texte(noeud["alternative"])], [nom, ""])]


_EN_LIGNE: dict[str, Callable[[dict[str, Any]], list[Element]]] = {
    "gras": _enveloppe("Strong"),
    "italique": _enveloppe("Emph"),
    "indice": _enveloppe("Subscript"),
    "exposant": _enveloppe("Superscript"),
    "barre": _enveloppe("Strikeout"),
    "souligne": _enveloppe("Underline"),
    "cite": lambda n: [_texte("«\u00a0"), *_contenu(n), _texte("\u00a0»")],
    "code": lambda n: [_element("Code", SANS, n["t"])],
    "saut": lambda _: [_element("LineBreak")],
    "lien": _lien,
    "renvoi": _lien,
    "image": _image,
    "detail": _contenu,
    "libelle": _contenu,
    "comparateur": _contenu,
}


def _bloc(noeud: dict[str, Any]) -> Element:
    nature = noeud["n"]
    if nature in STYLES:
        return _stylee(STYLES[nature], blocs(noeud["c"]))
    return _BLOCS[nature](noeud)


def _stylee(style: str, contenu: list[Element]) -> Element:
    return _element("Div", ["", [], [["custom-style", style]]], contenu)


def _points(noeud: dict[str, Any], nu: str = "Plain") -> list[list[Element]]:
    return [blocs([point], nu) for point in noeud["c"]]


def _titre(noeud: dict[str, Any]) -> Element:
    return _element("Header", noeud["niveau"], [noeud["ancre"] or "", [], []], _contenu(noeud))


def _numeros(noeud: dict[str, Any]) -> Element:
    forme = [noeud["debut"], _element("Decimal"), _element("Period")]
    return _element("OrderedList", forme, _points(noeud))


def _definitions(noeud: dict[str, Any]) -> Element:
    """Chaque terme, suivi de ses définitions."""
    return _element(
        "DefinitionList",
        [[_inlines(d["c"][:1]), [blocs([sens]) for sens in d["c"][1:]]] for d in noeud["c"]],
    )


def _dessin(noeud: dict[str, Any]) -> Element:
    legende = [_element("Plain", _contenu(noeud))] if noeud["c"] else []
    return _element("Figure", SANS, [None, legende], [_element("Plain", _image(noeud))])


def _tableau(noeud: dict[str, Any]) -> Element:
    legende, *rangees = noeud["c"]
    entete = [r for e in rangees if e["n"] == "entete" for r in e["c"]]
    corps = [r for r in rangees if r["n"] == "rangee"]
    total = sum(noeud["parts"])
    colonnes = [
        (noeud["largeur"] * part / total, chiffree)
        for part, chiffree in zip(noeud["parts"], noeud["chiffrees"], strict=True)
    ]
    return _grille(_inlines([legende]), colonnes, [*map(_rangee, entete)], [*map(_rangee, corps)])


def _grille(
    legende: list[Element],
    colonnes: Sequence[tuple[float, bool]],
    entete: list[Any],
    corps: list[Any],
) -> Element:
    """Tableau de pandoc ; `colonnes` : part de la page, et si elle est chiffrée.

    Deux tableaux qui se suivent, Word les fondrait : pandoc met entre eux un paragraphe vide, sauf
    si l'un est dans une division. Une légende les sépare déjà.
    """
    tableau = _element(
        "Table",
        SANS,
        [None, [_element("Plain", legende)] if legende else []],
        [
            [_element("AlignRight" if chiffree else "AlignLeft"), _element("ColWidth", part)]
            for part, chiffree in colonnes
        ],
        [SANS, entete],
        [[SANS, 0, [], corps]],
        [SANS, []],
    )
    return _element("Div", SANS, [tableau]) if legende else tableau


def _rangee(noeud: dict[str, Any]) -> list[Any]:
    return [SANS, [_cellule(cellule) for cellule in noeud["c"]]]


def _cellule(noeud: Noeud) -> list[Any]:
    if isinstance(noeud, str) or noeud["n"] != "cellule":
        return _case(blocs([noeud], "Plain"))
    contenu = blocs(noeud["c"], "Plain")
    if noeud["role"] in EN_GRAS:
        contenu = [
            _element("Plain", [_element("Strong", b["c"])]) if b["t"] == "Plain" else b
            for b in contenu
        ]
    return _case(contenu, noeud["rangees"], noeud["colonnes"])


def _case(contenu: list[Element], rangees: int = 1, colonnes: int = 1) -> list[Any]:
    return [SANS, _element("AlignDefault"), rangees, colonnes, contenu]


def _chiffres_cles(noeud: dict[str, Any]) -> Element:
    """Libellé, valeur et comparateur de chaque chiffre, en trois colonnes."""
    entete = [_case([_element("Plain", [_texte(nom)])]) for nom, *_ in COLONNES_CLES]
    corps = []
    for chiffre in noeud["c"]:
        parties = {p["n"]: p for p in chiffre["c"] if isinstance(p, dict)}
        cases = [
            _inlines(parties["libelle"]["c"]),
            _en_ligne(parties["gras"]),
            _inlines(parties["comparateur"]["c"]) if "comparateur" in parties else [],
        ]
        corps.append([SANS, [_case([_element("Plain", case)]) for case in cases]])
    colonnes = [(part, chiffree) for _, part, chiffree in COLONNES_CLES]
    return _grille([_texte("Chiffres clés")], colonnes, [[SANS, entete]], corps)


_BLOCS: dict[str, Callable[[dict[str, Any]], Element]] = {
    "paragraphe": lambda n: _element("Para", _contenu(n)),
    "titre": _titre,
    "liste": lambda n: _element("BulletList", _points(n)),
    "numeros": _numeros,
    "definitions": _definitions,
    "citation": lambda n: _element("BlockQuote", blocs(n["c"])),
    "brut": lambda n: _element("CodeBlock", SANS, n["t"]),
    "filet": lambda _: _element("HorizontalRule"),
    "tableau": _tableau,
    "dessin": _dessin,
    "synthese": lambda n: _stylee("Message", [_element("BulletList", _points(n, "Para"))]),
    "chiffres-cles": _chiffres_cles,
}
