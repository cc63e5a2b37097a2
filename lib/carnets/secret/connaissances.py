"""Ce que sait un attaquant avant d'ouvrir le livrable : les bornes de chaque cellule masquée.

Aveugle : rien n'est négatif. Informé : il connaît aussi la méthode et distingue les cellules
masquées d'abord (sous le seuil) de celles qui les couvrent (au seuil ou au-dessus ; les zéros ne
couvrent personne) ; il connaît chaque montant à moitié près, comme un concurrent. Un contributeur
connaît en plus sa propre cellule.
"""

import numpy as np

from carnets.secret.attaque import Booleens, Entiers, morceaux
from carnets.secret.programme import Reels
from carnets.secret.systeme import Systeme

APPROXIMATION = 0.5  # ce qu'un concurrent sait d'un montant avant toute publication


def bornes_aveugles(systeme: Systeme) -> tuple[Reels, Reels]:
    """Bornes de qui ne sait rien : zéro, et un plafond très au-dessus de tout ce qui est publié.

    Le plafond tient lieu d'infini ; plus bas que l'infini, il ne fait que renforcer l'attaque.
    """
    plafond = 2 * systeme.valeurs.max() + 10 * systeme.marges.max()
    return np.zeros(len(systeme)), np.full(len(systeme), plafond)


def bornes_prealables(systeme: Systeme) -> tuple[Reels, Reels]:
    """Bornes d'un concurrent avant toute publication : chaque montant, à moitié près."""
    bas, haut = bornes_aveugles(systeme)
    connus = systeme.montants
    bas[connus] = (1 - APPROXIMATION) * systeme.valeurs[connus]
    haut[connus] = (1 + APPROXIMATION) * systeme.valeurs[connus]
    return bas, haut


def bornes_informees(systeme: Systeme, relachees: Booleens) -> tuple[Reels, Reels]:
    """Bornes de qui connaît la méthode et le rang de chaque cellule masquée.

    `relachees` : cellules d'une relation où les zéros aussi sont masqués ; il ne peut plus
    en déduire que chacune vaut au moins 1.
    """
    bas, haut = bornes_prealables(systeme)
    bornees = systeme.seuils > 0
    atteint = systeme.valeurs > systeme.seuils - systeme.poids / 2
    sous = systeme.primaires & bornees & ~atteint
    bas[sous] = np.where(relachees, 0.0, np.minimum(systeme.planchers, systeme.valeurs))[sous]
    # Un zéro n'est masqué que parmi des cellules primaires : il passe pour l'une d'elles.
    parmi = sous | (relachees & bornees & (systeme.valeurs == 0))
    haut[parmi] = (systeme.seuils - systeme.poids)[parmi]
    couvrantes = ~systeme.primaires & bornees & atteint
    bas[couvrantes] = np.minimum(systeme.seuils, systeme.valeurs)[couvrantes]
    return bas, haut


def visees_de_l_interieur(systeme: Systeme) -> Booleens:
    """Ce qu'un contributeur peut apprendre d'autrui ; un zéro n'a personne à lui cacher."""
    return np.asarray(systeme.primaires & (systeme.valeurs > 0))


def contributeurs_seuls(systeme: Systeme) -> list[Entiers]:
    """Les cellules de chaque personne seule : la sienne, et les totaux où elle est encore seule.

    Elle les connaît toutes, et n'apprend rien en y retrouvant sa propre trace.
    """
    seules = np.flatnonzero(systeme.uniques)
    totaux_seuls = ((systeme.matrice > 0) & systeme.uniques).any(axis=1)
    liens = systeme.matrice[totaux_seuls] * systeme.uniques
    numero = morceaux(liens)
    return [seules[numero[seules] == classe] for classe in np.unique(numero[seules])]
