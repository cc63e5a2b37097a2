"""Livrable PDF : le même corps que le HTML, composé par Typst, conforme à PDF/UA-1.

HTML → arbre de données (`papier`) → Typst, dont le modèle a une fonction par nature de nœud. La
compilation refuse une image sans texte de remplacement : un document inaccessible ne peut pas
sortir d'ici.
"""

import json
import os
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import typst

from carnets.chemins import GABARITS, POLICES
from carnets.presentation import charte
from carnets.rendu import lettres
from carnets.rendu.contenu import Contenu
from carnets.rendu.exporteur import Exporteur
from carnets.rendu.hauteurs import MESURES, mesurer
from carnets.rendu.html import corps_autonome
from carnets.rendu.images import Images, est_vectorielle
from carnets.rendu.papier import composer

NORMES = ["ua-1"]

# Un fil par livrable : un lot en compose autant à la fois qu'il a de cœurs. Typst lit ce réglage
# à sa première composition.
os.environ.setdefault("RAYON_NUM_THREADS", "1")


def document(contenu: Contenu) -> bytes:
    """PDF du contenu : couverture, sommaire, sections."""
    images = Images()
    interieur, sommaire = corps_autonome(contenu)
    donnees = {
        "reperes.json": _reperes(contenu, bool(sommaire)),
        "corps.json": mesurer(composer(interieur, images)),
    }
    fichiers = {
        "main.typ": _modele(),
        **{nom: json.dumps(valeur, ensure_ascii=False).encode() for nom, valeur in donnees.items()},
        **{nom: _ecrit(nom, image) for nom, image in images.fichiers.items()},
    }
    return compiler(fichiers, format="pdf", pdf_standards=NORMES)


def compiler(fichiers: dict[str, bytes], **options: Any) -> bytes:
    """Compile le document Typst `main.typ` de ces fichiers ; hors d'eux, seules nos polices sont
    lues sur le disque.
    """
    return bytes(_compiler(fichiers, **options))


def dessiner(dessins: Mapping[str, bytes], *, finesse: float) -> dict[str, bytes]:
    """Chaque dessin SVG, en image PNG de la largeur du texte ; `finesse` en points par pouce."""
    if not dessins:
        return {}
    page = f"#set page(width: {charte.LARGEUR_UTILE}cm, height: auto, margin: 0pt)\n"
    images = "\n#pagebreak()\n".join(f'#image("{nom}", width: 100%)' for nom in dessins)
    fichiers = {"main.typ": (page + images).encode(), **dessins}
    pages = _compiler(fichiers, format="png", ppi=finesse)
    # Typst ne fait pas une liste d'une page seule.
    return dict(zip(dessins, pages if isinstance(pages, list) else [pages], strict=True))


def _compiler(fichiers: dict[str, bytes], **options: Any) -> Any:
    """Par un dossier provisoire : en mémoire, Typst n'accepte que des textes, et cherche dans le
    dossier courant ce qu'une image nomme et qu'il n'a pas.
    """
    with TemporaryDirectory(prefix="carnets-") as dossier:
        for nom, octets in fichiers.items():
            (Path(dossier) / nom).write_bytes(octets)
        return typst.compile(
            Path(dossier) / "main.typ",
            root=Path(dossier),
            font_paths=_polices(),
            ignore_system_fonts=True,
            **options,
        )


def _ecrit(nom: str, image: bytes) -> bytes:
    return lettres.ecrire(image) if est_vectorielle(nom) else image


@cache
def _polices() -> typst.Fonts:
    """Nos polices et celles de Typst, lues une fois : les lire coûtait autant que composer."""
    return typst.Fonts(include_system_fonts=False, font_paths=[str(POLICES)])


def _reperes(contenu: Contenu, sommaire: bool) -> dict[str, Any]:
    carte = contenu.cartouche
    teintes = {nom: getattr(charte, nom) for nom in dir(charte) if nom.isupper()}
    return {
        "titre": contenu.titre,
        "auteur": "carnets",
        "surtitre": carte.get("surtitre", ""),
        "sous_titre": carte.get("sous_titre", ""),
        "reperes": carte.get("reperes", []),
        "fictif": bool(carte.get("fictif", False)),
        "sommaire": sommaire,
        "charte": teintes,
        "tableau": MESURES,
    }


@cache
def _modele() -> bytes:
    return (GABARITS / "livrable.typ").read_bytes()


class ExportPdf(Exporteur):
    """`jupyter nbconvert --to carnets-pdf` : le PDF d'un carnet exécuté."""

    output_mimetype = "application/pdf"
    export_from_notebook = "Carnets (PDF)"
    suffixe = ".pdf"

    def ecrire(self, contenu: Contenu) -> bytes:
        return document(contenu)
