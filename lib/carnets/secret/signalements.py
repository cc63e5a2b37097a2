"""Signalements : ce qu'une règle laisse publier et qu'une personne doit pourtant relire."""

from collections.abc import Iterator

import numpy as np

from carnets.secret.masquage import Masque
from carnets.secret.systeme import Systeme


def groupes_entiers(systeme: Systeme, masque: Masque) -> tuple[str, ...]:
    """Une phrase par groupe dont 0 % ou 100 % des membres ont une caractéristique publiée.

    Ce que l'on sait du groupe, on le sait alors de chacun, si grand soit-il.
    """
    return tuple(dict.fromkeys(_phrases(systeme, masque)))


def _phrases(systeme: Systeme, masque: Masque) -> Iterator[str]:
    for ligne in systeme.matrice:
        total = int(np.flatnonzero(ligne > 0)[0])
        parties = np.flatnonzero(ligne < 0)
        entier = systeme.valeurs[parties] == systeme.valeurs[total]
        visible = not masque.cachees[total] and bool(np.any(~masque.cachees[parties]))
        if visible and systeme.valeurs[total] > 0 and entier.any():
            cle = systeme.cles[total]
            partie = systeme.cles[int(parties[np.flatnonzero(entier)[0]])]
            yield (
                f"Groupe entier : indicateur « {cle.indicateur} », territoire "
                f"« {cle.territoire} », période « {cle.periode} », tous dans "
                f"« {partie.a_la_difference_de(cle)} »."
            )
