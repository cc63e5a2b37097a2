"""Module à précharger : fait une fois ce que chaque carnet referait, et ne laisse que des caches.

Beaucoup de modules ne s'importent qu'à la première figure ou à la première table. Un fils hérite
de ce qui est déjà chargé ; sans cela chaque carnet paierait ces importations de nouveau.
"""

import io
import pkgutil
from importlib import import_module

import pandas as pd
from IPython.core import pylabtools  # noqa: F401 - importé par le dessin en ligne
from matplotlib.figure import Figure

import carnets
from carnets import indicateurs
from carnets.presentation.barres import barres
from carnets.presentation.html import html
from carnets.presentation.tableaux import tableau
from carnets.secret import publier


def prechauffer() -> None:
    """Dessine et encode une figure, met en forme une table ; ne touche à aucun réglage."""
    table = pd.DataFrame({"texte": ["a", "b"], "nombre": [1.5, 2.5]})
    table.describe().to_html()
    figure = Figure()
    axes = figure.subplots()
    table.plot.bar(x="texte", y="nombre", ax=axes, title="é")
    figure.savefig(io.BytesIO(), format="png", bbox_inches="tight")
    _presenter()


def _importer() -> None:
    """Tout ce qu'un carnet peut demander : les noms de `carnets`, les modules d'indicateurs."""
    for nom in carnets.__all__:
        getattr(carnets, nom)
    for module in pkgutil.walk_packages(indicateurs.__path__, f"{indicateurs.__name__}."):
        import_module(module.name)


def _presenter() -> None:
    """Un tableau et une figure des nôtres : polices, gabarits et formats français restent lus."""
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


_importer()
prechauffer()
