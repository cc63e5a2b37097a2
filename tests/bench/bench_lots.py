"""Un même livrable par quatre voies, en un tour chacune, plusieurs tours : médianes et rapports.

(a) papermill puis nbconvert en ligne de commande ; (b) papermill en Python puis l'exporteur ;
(c) `carnets lot`, un puis deux ouvriers déjà tièdes ; (d) la limite nue, les cellules en simple
script dans un processus tiède, rendu compris. HTML seul, puis HTML et PDF. Ensuite le profil d'un
livrable, étape par étape, en secondes de processeur. Un tableau, puis le JSON.
"""

import json
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from statistics import median
from typing import Any
from unittest import mock

from carnets.execution import prechauffe  # noqa: F401 - la limite nue part d'un processus tiède
from carnets.execution.livrables import Format
from carnets.execution.ouvriers import OuvriersLocaux
from carnets.execution.rendre import ecrire
from carnets.presentation.etude import Etude
from carnets.presentation.toile import Toile
from carnets.rendu import docx, pdf
from carnets.rendu.contenu import lire_contenu
from tests.bench import voies
from tests.bench.france import copies, dossier_de_france

TOURS = 5
HTML: tuple[Format, ...] = ("html",)
HTML_PDF: tuple[Format, ...] = ("html", "pdf")
DEPARTEMENTS = ("09", "11", "12", "30", "31", "32", "34", "46", "48", "65", "66", "81", "82")
QUARTIERS = tuple(
    f"QP0{departement}00{rang}" for rang in range(1, 5) for departement in (93, 30, 31, 13, 59)
)
"""Les premiers, que le lot ne chronomètre pas, paient les calculs partagés de leur département."""
COPIES = 12
"""Le bilan publié n'a qu'un territoire : autant de copies de son dossier font un lot."""

Lieu = tuple[str, str]
RAPPORTS = {
    "lot HTML / limite nue (≤ 1,3)": ("c1 html", "d html"),
    "lot HTML + PDF / limite nue HTML (≤ 1,7)": ("c1 html+pdf", "d html"),
    "lot HTML + PDF / limite nue HTML + PDF": ("c1 html+pdf", "d html+pdf"),
    "ligne de commande / lot (≥ 25)": ("a html", "c1 html"),
    "papermill en Python / lot (≥ 10)": ("b html", "c1 html"),
    "un ouvrier / deux ouvriers, HTML (≥ 1,8)": ("c1 html", "c2 html"),
    "un ouvrier / deux ouvriers, HTML + PDF (≥ 1,8)": ("c1 html+pdf", "c2 html+pdf"),
}


def comparer(carnet: str, annee: int, lieux: Sequence[Lieu]) -> dict[str, float]:
    """Secondes par livrable, médianes des tours ; chaque tour passe par toutes les voies.

    `lieux` : dossier et territoire de chaque livrable.
    """
    demandes = [_de(dossier, territoire, annee) for dossier, territoire in lieux]

    def nue(formats: tuple[Format, ...]) -> float:
        durees = [
            voies.chronometrer(partial(voies.limite_nue, carnet, demande, formats))
            for demande in demandes
        ]
        return sum(durees) / len(durees)

    def lot(nombre: int, formats: tuple[Format, ...]) -> float:
        return voies.lot(carnet, demandes, OuvriersLocaux(nombre), formats)

    premiere = demandes[0]
    mesures: dict[str, Callable[[], float]] = {
        "a html": partial(voies.chronometrer, partial(voies.ligne_de_commande, carnet, premiere)),
        "b html": partial(voies.chronometrer, partial(voies.en_python, carnet, premiere)),
        "d html": partial(nue, HTML),
        "d html+pdf": partial(nue, HTML_PDF),
        "c1 html": partial(lot, 1, HTML),
        "c1 html+pdf": partial(lot, 1, HTML_PDF),
        "c2 html": partial(lot, 2, HTML),
        "c2 html+pdf": partial(lot, 2, HTML_PDF),
    }
    voies.tiedir([dossier for dossier, _ in lieux])
    nue(HTML_PDF)
    tours = [{nom: mesurer() for nom, mesurer in mesures.items()} for _ in range(TOURS)]
    return {nom: median(tour[nom] for tour in tours) for nom in mesures}


def profil(carnet: str, annee: int, lieux: Sequence[Lieu]) -> dict[str, float]:
    """Secondes de processeur par livrable et par étape, dans un processus tiède.

    Les cellules se partagent en lecture, secret, figures (tracé et SVG) et le reste, indicateurs et
    mise en tableaux ; le PDF en mise en données du corps, et Typst.
    """
    voies.tiedir([dossier for dossier, _ in lieux])
    mesures: dict[str, float] = {}
    etapes = {
        (Etude, "lignes"): "lecture",
        (Etude, "table"): "lecture",
        (Etude, "agregat"): "lecture",
        (Etude, "publier_ensemble"): "secret",
        (Etude, "declarer"): "secret",
        (pdf, "composer"): "corps en données",
        (pdf, "compiler"): "Typst",
        (docx, "dessiner"): "figures de Word",
        (docx, "convertir"): "pandoc",
    }
    voies.limite_nue(carnet, _de(*lieux[0], annee), HTML_PDF)
    with _Espions(etapes, mesures), _figures(mesures):
        for dossier, territoire in lieux:
            with voies.processeur(mesures, "cellules, en tout"):
                execute = voies.derouler(carnet, _de(dossier, territoire, annee))
            with voies.processeur(mesures, "HTML"):
                contenu = lire_contenu(execute, titre=carnet)
                ecrire(contenu, "html")
            with voies.processeur(mesures, "PDF, en tout"):
                ecrire(contenu, "pdf")
            for format_ in ("docx", "xlsx"):
                with voies.processeur(mesures, format_):
                    ecrire(contenu, format_)
    comptees = sum(mesures.get(e, 0.0) for e in ("lecture", "secret", "figures"))
    mesures["indicateurs et tableaux"] = mesures["cellules, en tout"] - comptees
    return {etape: duree / len(lieux) for etape, duree in mesures.items()}


def _de(dossier: str, territoire: str, annee: int) -> dict[str, Any]:
    return {"dossier": dossier, "territoire": territoire, "annee": annee}


@contextmanager
def _figures(mesures: dict[str, float]) -> Iterator[None]:
    """Chronomètre les figures, de la toile vierge au SVG : leur tracé est entre les deux."""
    vierge, ecrire_svg = Toile.__init__, Toile.en_svg
    debuts: dict[int, float] = {}

    def commencer(toile: Toile, *arguments: Any, **options: Any) -> None:
        vierge(toile, *arguments, **options)
        debuts[id(toile)] = time.process_time()

    def finir(toile: Toile) -> str:
        dessin = ecrire_svg(toile)
        duree = time.process_time() - debuts.pop(id(toile))
        mesures["figures"] = mesures.get("figures", 0.0) + duree
        return dessin

    with (
        mock.patch.object(Toile, "__init__", commencer),
        mock.patch.object(Toile, "en_svg", finir),
    ):
        yield


class _Espions:
    """Chronomètre ces fonctions le temps d'un bloc."""

    def __init__(self, etapes: dict[tuple[Any, str], str], mesures: dict[str, float]) -> None:
        self._etapes, self._mesures = etapes, mesures
        self._vraies: dict[tuple[Any, str], Any] = {}

    def __enter__(self) -> None:
        for (lieu, nom), etape in self._etapes.items():
            self._vraies[lieu, nom] = vraie = getattr(lieu, nom)
            setattr(lieu, nom, self._chronometree(vraie, etape))

    def __exit__(self, *_: object) -> None:
        for (lieu, nom), vraie in self._vraies.items():
            setattr(lieu, nom, vraie)

    def _chronometree(self, vraie: Callable[..., Any], etape: str) -> Callable[..., Any]:
        def chronometree(*arguments: Any, **options: Any) -> Any:
            with voies.processeur(self._mesures, etape):
                return vraie(*arguments, **options)

        return chronometree


def cas() -> dict[str, tuple[int, list[Lieu]]]:
    """Carnet → année et lieux de ses livrables."""
    france = str(dossier_de_france())
    return {
        "panorama_iae": (2019, [("occitanie-iae-2019", code) for code in DEPARTEMENTS]),
        "bilan_insertion": (2019, [(d, "npnru-ales") for d in copies("ales-npnru", COPIES)]),
        "diagnostic_territorial": (2022, [(france, code) for code in QUARTIERS]),
    }


def main() -> None:
    lieux = cas()
    choisis = sys.argv[1:] or list(lieux)
    resultats: dict[str, Any] = {}
    for carnet in choisis:
        durees, etapes = comparer(carnet, *lieux[carnet]), profil(carnet, *lieux[carnet])
        print(f"\n{carnet}")
        for nom, duree in durees.items():
            print(f"  {nom:50}{duree:9.3f} s par livrable")
        rapports = {nom: durees[haut] / durees[bas] for nom, (haut, bas) in RAPPORTS.items()}
        for nom, rapport in rapports.items():
            print(f"  {nom:50}{rapport:9.2f}")
        for etape, duree in etapes.items():
            print(f"  profil : {etape:41}{duree:9.3f} s de processeur")
        sys.stdout.flush()
        resultats[carnet] = {"secondes": durees, "rapports": rapports, "profil": etapes}
    print(json.dumps(resultats, ensure_ascii=False))


if __name__ == "__main__":
    main()
