"""Signalements : ce qu'une règle laisse publier et qu'une personne doit pourtant relire."""

from collections.abc import Iterator

import numpy as np

from carnets.secret.cellules import Cle
from carnets.secret.masquage import Masque
from carnets.secret.systeme import Systeme


def groupes_entiers(systeme: Systeme, masque: Masque) -> tuple[str, ...]:
    """Une phrase par groupe dont 0 % ou 100 % des membres ont une caractéristique publiée.

    Ce que l'on sait du groupe, on le sait alors de chacun, si grand soit-il. Un groupe caché parmi
    d'autres cachés ne se dit pas : la phrase le montrerait. Ce que d'autres livrables montrent se
    signale chez eux.
    """
    return tuple(dict.fromkeys(_phrases(systeme, masque)))


def _phrases(systeme: Systeme, masque: Masque) -> Iterator[str]:
    d_ici = np.array([bool(tables) for tables in systeme.tables])
    for ligne in systeme.matrice:
        total = int(np.flatnonzero(ligne > 0)[0])
        if not d_ici[total] or masque.cachees[total] or systeme.valeurs[total] == 0:
            continue
        parties = np.flatnonzero(ligne < 0)
        entieres = (systeme.valeurs == systeme.valeurs[total]) & d_ici
        for partie in parties[entieres[parties]]:
            autres = parties[parties != partie]
            if not masque.cachees[partie] or not masque.cachees[autres].any():
                yield _phrase(systeme.cles[total], systeme.cles[int(partie)])


def _phrase(total: Cle, partie: Cle) -> str:
    return (
        f"Groupe entier : indicateur « {total.indicateur} », territoire « {total.territoire} », "
        f"période « {total.periode} », tous dans « {partie.a_la_difference_de(total)} »."
    )
