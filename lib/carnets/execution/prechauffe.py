"""Module à précharger : fait une fois ce que chaque carnet referait, et ne laisse que des caches.

Beaucoup de modules ne s'importent qu'à la première figure ou à la première table. Un fils hérite
de ce qui est déjà chargé ; sans cela chaque carnet paierait ces importations de nouveau.
"""

import io
import pkgutil
import string
from importlib import import_module

import numpy as np
import pandas as pd
import pyarrow.dataset  # noqa: F401 - importé par pandas à sa première lecture d'un Parquet
from IPython.core import pylabtools  # noqa: F401 - importé par le dessin en ligne
from matplotlib.figure import Figure

import carnets
from carnets import indicateurs, parametres, presentation
from carnets.execution import temoin  # noqa: F401 - la dernière cellule d'un livrable l'importe
from carnets.presentation import fonte
from carnets.presentation.barres import barres
from carnets.presentation.formes import ZONES
from carnets.presentation.html import html
from carnets.presentation.tableaux import tableau
from carnets.secret import publier

LETTRES = (
    string.ascii_letters + string.digits + string.punctuation + "àâçéèêëîïôùûüœÀÂÇÉÈÊÎÔŒ«»’–−…"
)
"""Les lettres d'un texte français : leurs contours se calculent une fois pour tous les carnets."""


def prechauffer() -> None:
    """Dessine une figure, met en forme une table, lit les paramètres ; ne change aucun réglage."""
    table = pd.DataFrame({"texte": ["a", "b"], "nombre": [1.5, 2.5]})
    table.describe().to_html()
    table.to_dict("records")
    table["texte"].str.strip()  # Arrow remplit ses tables de caractères à la première
    figure = Figure()
    axes = figure.subplots()
    table.plot.bar(x="texte", y="nombre", ax=axes, title="é")
    figure.savefig(io.BytesIO(), format="png", bbox_inches="tight")
    _presenter()
    for nom in parametres.noms():
        parametres.periodes_de(nom)


def _importer() -> None:
    """Tout ce qu'un carnet peut demander : les noms de `carnets`, ses calculs et ses parties."""
    for nom in carnets.__all__:
        getattr(carnets, nom)
    for piece in (indicateurs, presentation):
        for module in pkgutil.walk_packages(piece.__path__, f"{piece.__name__}."):
            import_module(module.name)


def _presenter() -> None:
    """Un tableau, une figure et les projections : polices, gabarits et formats restent lus."""
    longue = pd.DataFrame(
        {
            "territoire": ["a", "b"],
            "periode": "2019",
            "indicateur": "salaries",
            "modalite": "",
            "numerateur": float("nan"),
            "denominateur": float("nan"),
            "valeur": [1234.5, 2.0],
            "etat": "ok",
        }
    )
    diffusable = publier(longue, source="essai", regle="deja_publie")
    for objet in (barres, tableau):
        html(objet(diffusable, titre="Figure de préchauffage", source="essai").charge)
    for zone in ZONES:
        ouest, sud, _, _ = zone.etendue
        zone.projeter(np.array([ouest]), np.array([sud]))
    for gras in (False, True):
        for lettre in LETTRES:
            for glyphe, _ in fonte.composer(lettre, gras)[0]:
                fonte.contour(glyphe, gras)


_importer()
prechauffer()
