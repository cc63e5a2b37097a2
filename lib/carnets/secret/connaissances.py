"""Ce que sait un attaquant avant d'ouvrir le livrable : les bornes de chaque cellule masquée.

Aveugle : un effectif n'est pas négatif. Informé : il connaît aussi la méthode et distingue les
cellules masquées d'abord (sous le seuil) de celles qui les couvrent (au seuil ou au-dessus ;
les zéros ne couvrent personne). Un contributeur connaît en plus sa propre cellule.
"""

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from carnets.secret.attaque import Booleens, Entiers, Reels
from carnets.secret.systeme import Systeme


def bornes_aveugles(systeme: Systeme) -> tuple[Reels, Reels]:
    """Bornes de qui ne sait rien : zéro, et un plafond très au-dessus de tout ce qui est publié.

    Le plafond tient lieu d'infini ; plus bas que l'infini, il ne fait que renforcer l'attaque.
    """
    plafond = 2 * systeme.valeurs.max(initial=0.0) + 10 * systeme.marges.max(initial=1.0)
    return np.zeros(len(systeme)), np.full(len(systeme), plafond)


def bornes_informees(systeme: Systeme, relachees: Booleens) -> tuple[Reels, Reels]:
    """Bornes de qui connaît la méthode et le rang de chaque cellule masquée.

    `relachees` : cellules d'une relation où les zéros aussi sont masqués ; il ne peut plus
    en déduire que chacune vaut au moins 1.
    """
    bas, haut = bornes_aveugles(systeme)
    sous = systeme.primaires & (systeme.seuils > 0) & (systeme.valeurs < systeme.seuils)
    planchers = np.minimum(systeme.planchers, systeme.valeurs)
    bas[sous] = np.where(relachees, 0.0, planchers)[sous]
    haut[sous] = systeme.seuils[sous] - 1
    # Un zéro n'est masqué que parmi des cellules primaires : il passe pour l'une d'elles.
    zeros = relachees & (systeme.valeurs == 0) & (systeme.seuils > 0)
    haut[zeros] = systeme.seuils[zeros] - 1
    couvrantes = ~systeme.primaires & (systeme.seuils > 0) & (systeme.valeurs >= systeme.seuils)
    bas[couvrantes] = systeme.seuils[couvrantes]
    return bas, haut


def contributeurs_seuls(systeme: Systeme) -> list[Entiers]:
    """Les cellules de chaque personne seule : la sienne, et les totaux où elle est encore seule.

    Elle les connaît toutes, et n'apprend rien en y retrouvant sa propre trace.
    """
    seules = np.flatnonzero(systeme.uniques)
    liens = [
        (int(np.flatnonzero(ligne > 0)[0]), int(partie))
        for ligne in systeme.matrice[:, :]
        for partie in np.flatnonzero((ligne < 0) & systeme.uniques)
        if systeme.uniques[np.flatnonzero(ligne > 0)[0]]
    ]
    depart, arrivee = (
        (np.array(bout, dtype=int) for bout in zip(*liens, strict=True)) if liens else ([], [])
    )
    taille = len(systeme)
    graphe = coo_array((np.ones(len(liens)), (depart, arrivee)), shape=(taille, taille))
    numero = connected_components(graphe, directed=False)[1]
    return [seules[numero[seules] == classe] for classe in np.unique(numero[seules])]
