"""L'antérieur : ce que les livrables déjà parus laissaient lire, sans celui que l'on publie."""

from dataclasses import replace

import numpy as np

from carnets.secret.attaque import intervalles
from carnets.secret.audit import polyedre_lu
from carnets.secret.connaissances import bornes_prealables
from carnets.secret.systeme import Systeme


def reconnaitre(systeme: Systeme) -> Systeme:
    """Le système, qui n'exige d'une cellule d'un autre livrable que ce qui tenait avant celui-ci.

    Le registre ne dit pas pourquoi une cellule y est masquée, ni sa valeur : sa marge est estimée,
    par le haut. Là où les livrables parus, ensemble, laissaient moins de place, c'est cette place
    que le nouveau ne doit pas réduire ; le refuser n'y rendrait rien.
    """
    d_ailleurs = np.array([not tables for tables in systeme.tables], dtype=bool)
    cachees = systeme.primaires | systeme.doffice | systeme.masquables
    colonnes = np.flatnonzero(cachees)
    cibles = np.flatnonzero((d_ailleurs & systeme.surveillees)[colonnes])
    if not len(cibles):
        return systeme
    lu = polyedre_lu(systeme, colonnes, bornes_prealables(systeme))
    marges = systeme.marges.copy()
    visees = colonnes[cibles]
    bas, haut = intervalles(lu, systeme.valeurs[colonnes], cibles, marges[visees])
    marges[visees] = np.minimum(marges[visees], haut - bas)
    return replace(systeme, marges=marges)
