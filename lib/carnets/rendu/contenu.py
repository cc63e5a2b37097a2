"""Lire un carnet exécuté : la suite de blocs que tous les rendus écrivent.

Nos objets sont reconnus à leur charge `application/vnd.carnets+json`, et réécrits à partir
d'elle. Tout le reste (texte du carnet, tableau ou figure qu'un consultant affiche lui-même)
passe par `assainissement` : rien d'actif ne survit, et ce qui n'a pas traversé le secret
statistique est signalé.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html import escape
from typing import Any, Literal

from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath
from nbformat import NotebookNode

from carnets.presentation.html import Adresse, html
from carnets.presentation.objets import MIME, type_charge
from carnets.rendu.assainissement import assainir

Genre = Literal["texte", "objet", "libre", "image", "sortie", "erreur"]
INJECTEE = "injected-parameters"
"""Étiquette que papermill donne à la cellule qu'il ajoute."""

NUMEROTES = ("tableau", "figure")
IMAGES = {"image/svg+xml": "svg", "image/png": "png", "image/jpeg": "jpg"}
ALTERNATIVE_ABSENTE = (
    "Image sans texte de remplacement : l'auteur de la cellule {cellule} du carnet "
    "n'en a pas fourni."
)
AVERTISSEMENT_LIBRE = (
    "Contenu libre : cette sortie a été ajoutée au carnet sans passer par le contrôle "
    "du secret statistique."
)


_COMMANDES = dict.fromkeys(c for c in (*range(32), *range(127, 160)) if chr(c) not in "\t\n\r")


@dataclass(frozen=True)
class Bloc:
    """Un morceau du livrable ; `charge` décrit l'objet, `html` le contenu libre assaini."""

    genre: Genre
    html: str = ""
    charge: type_charge = field(default_factory=dict)
    numero: int | None = None
    cellule: int = 0


@dataclass(frozen=True, eq=False)
class Contenu:
    """Contenu d'un carnet exécuté : son titre, son cartouche et ses blocs dans l'ordre.

    Deux contenus ne se comparent pas : ce qu'on en a tiré se retient par l'objet.
    """

    titre: str
    cartouche: type_charge
    blocs: tuple[Bloc, ...]

    @property
    def charges(self) -> list[Bloc]:
        """Les seuls blocs qui portent un objet de présentation."""
        return [b for b in self.blocs if b.genre == "objet"]


def lire_contenu(carnet: NotebookNode, *, titre: str) -> Contenu:
    """Contenu d'un carnet exécuté ; `titre` sert si le carnet n'a pas de cartouche."""
    blocs = list(_numeroter(b for c in _cellules_visibles(carnet) for b in _blocs(*c)))
    lue: type_charge = next((b.charge for b in blocs if b.charge.get("genre") == "cartouche"), {})
    corps = tuple(b for b in blocs if b.charge is not lue or not lue)
    cartouche: type_charge = _sans_commandes(lue)
    return Contenu(str(cartouche.get("titre", titre)), cartouche, corps)


def _sans_commandes(valeur: Any) -> Any:
    """La même valeur, ses textes sans ce qu'un PDF et un document Word refusent d'écrire.

    Du corps, `lecture.lire` l'ôte ; la couverture et les propriétés du fichier n'y passent pas.
    """
    if isinstance(valeur, str):
        return valeur.translate(_COMMANDES)
    if isinstance(valeur, dict):
        return {cle: _sans_commandes(dedans) for cle, dedans in valeur.items()}
    return [_sans_commandes(v) for v in valeur] if isinstance(valeur, list) else valeur


def html_du_bloc(bloc: Bloc, adresse: Adresse) -> str:
    """HTML d'un bloc ; `adresse` décide où vivent les images (dans la page ou à côté)."""
    if bloc.genre == "objet":
        return html(bloc.charge, numero=bloc.numero, adresse=adresse)
    if bloc.genre == "image":
        return _figure_libre(bloc, adresse)
    if bloc.genre == "libre":
        return f'<div class="bloc libre">{_avertissement()}{bloc.html}</div>'
    if bloc.genre in {"sortie", "erreur"}:
        return f'<pre class="{bloc.genre}">{bloc.html}</pre>'
    return bloc.html


def _cellules_visibles(carnet: NotebookNode) -> Iterator[tuple[int, NotebookNode]]:
    """Les cellules avec leur rang ; celles qui portent l'étiquette `masquer` ne paraissent pas.

    Le rang est celui du carnet de l'auteur : la cellule de paramètres injectée n'en est pas.
    """
    siennes = [c for c in carnet.cells if INJECTEE not in c.metadata.get("tags", [])]
    for rang, cellule in enumerate(siennes, start=1):
        if "masquer" not in cellule.metadata.get("tags", []):
            yield rang, cellule


def _blocs(rang: int, cellule: NotebookNode) -> Iterator[Bloc]:
    if cellule.cell_type == "markdown":
        yield Bloc("texte", html=_markdown(cellule), cellule=rang)
    elif cellule.cell_type == "code":
        for sortie in cellule.outputs:
            yield from _bloc_de_sortie(rang, sortie)


def _bloc_de_sortie(rang: int, sortie: NotebookNode) -> Iterator[Bloc]:
    if sortie.output_type == "stream":
        yield Bloc("sortie", html=escape(_texte(sortie.text)), cellule=rang)
    elif sortie.output_type == "error":
        message = f"{sortie.ename}{escape(' : ')}{sortie.evalue}"
        yield Bloc("erreur", html=escape(message), cellule=rang)
    else:
        yield from _bloc_riche(rang, sortie)


def _bloc_riche(rang: int, sortie: NotebookNode) -> Iterator[Bloc]:
    donnees: Mapping[str, Any] = sortie.data
    if MIME in donnees:
        yield Bloc("objet", charge=dict(donnees[MIME]), cellule=rang)
        return
    for mime, extension in IMAGES.items():
        if mime in donnees:
            alternative = sortie.metadata.get(mime, {}).get("alt") or sortie.metadata.get("alt")
            charge = {
                "contenu": _texte(donnees[mime]),
                "extension": extension,
                "alternative": alternative or ALTERNATIVE_ABSENTE.format(cellule=rang),
            }
            yield Bloc("image", charge=charge, cellule=rang)
            return
    if "text/html" in donnees:
        yield Bloc("libre", html=assainir(_texte(donnees["text/html"])), cellule=rang)
    elif "text/markdown" in donnees:
        yield Bloc("libre", html=assainir(_rendre_markdown(_texte(donnees["text/markdown"]))))
    elif "text/plain" in donnees:
        yield Bloc("sortie", html=escape(_texte(donnees["text/plain"])), cellule=rang)


def _numeroter(blocs: Iterator[Bloc]) -> Iterator[Bloc]:
    """Numérote tableaux et figures dans l'ordre du carnet."""
    compteurs = dict.fromkeys(NUMEROTES, 0)
    for bloc in blocs:
        genre = str(bloc.charge.get("genre", ""))
        if genre in compteurs:
            compteurs[genre] += 1
            yield Bloc(bloc.genre, bloc.html, bloc.charge, compteurs[genre], bloc.cellule)
        else:
            yield bloc


def _markdown(cellule: NotebookNode) -> str:
    """Texte d'une cellule, images jointes comprises."""
    attaches = {
        nom: next((f"data:{mime};base64,{_texte(v)}" for mime, v in contenu.items()), "")
        for nom, contenu in cellule.get("attachments", {}).items()
    }
    source = _texte(cellule.source)
    for nom, adresse in attaches.items():
        source = source.replace(f"attachment:{nom}", adresse)
    return assainir(_rendre_markdown(source))


def _rendre_markdown(source: str) -> str:
    rendu = IPythonRenderer(escape=False, exclude_anchor_links=True)
    return str(MarkdownWithMath(renderer=rendu).render(source))


def _figure_libre(bloc: Bloc, adresse: Adresse) -> str:
    charge = bloc.charge
    source = escape(adresse(charge["contenu"].strip(), charge["extension"]), quote=True)
    alternative = escape(charge["alternative"], quote=True)
    return (
        f'<div class="bloc libre">{_avertissement()}<figure><img src="{source}" '
        f'alt="{alternative}"><figcaption>{alternative}</figcaption></figure></div>'
    )


def _avertissement() -> str:
    return f'<p class="avertissement">{escape(AVERTISSEMENT_LIBRE, quote=False)}</p>'


def _texte(valeur: str | list[str]) -> str:
    return valeur if isinstance(valeur, str) else "".join(valeur)
