"""Les modèles de tables. `MODELES` les contient tous, par nom.

Chaque module de ce paquet enregistre les siens ; tous sont chargés ici, pour qu'un nom de modèle
écrit dans un dossier soit connu quel que soit le carnet qui le lit.
"""

from importlib import import_module
from pkgutil import iter_modules

from carnets.modeles.base import MODELES, Colonne, Modele, Reference, enregistrer, modele

for _module in iter_modules(__path__):
    import_module(f"{__name__}.{_module.name}")

__all__ = ["MODELES", "Colonne", "Modele", "Reference", "enregistrer", "modele"]
