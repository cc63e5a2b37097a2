"""Alertes de vraisemblance : signaler sans jamais corriger.

Les chiffres publiés peuvent être bruités ou arrondis : une alerte dit ce qui ne concorde pas, où,
et de combien. Elle ne change aucune valeur et ne refuse aucune ligne.
"""

from carnets.lecture.alertes.alerte import Alerte
from carnets.lecture.alertes.fichier import REGLES_FICHIER, REGLES_REFUS
from carnets.lecture.alertes.lignes import REGLES_LIGNES
from carnets.lecture.alertes.parcours import REGLES_PARCOURS
from carnets.lecture.alertes.parts import REGLES_PARTS
from carnets.lecture.alertes.series import REGLES_SERIES
from carnets.lecture.alertes.structure import REGLES_STRUCTURE
from carnets.lecture.controle import Controle
from carnets.modeles.base import Modele

__all__ = ["Alerte", "alertes"]


def alertes(controle: Controle, modele: Modele) -> tuple[Alerte, ...]:
    """Toutes les alertes d'un fichier, par règle puis par ligne."""
    table, lignes = controle.acceptees, controle.lignes
    refusees = [a for regle in REGLES_REFUS for a in regle(controle, modele)]
    if table.empty:
        return tuple(refusees)
    regles = (*REGLES_LIGNES, *REGLES_SERIES, *REGLES_STRUCTURE, *REGLES_PARCOURS, *REGLES_PARTS)
    trouvees = [a for regle in regles for a in regle(table, lignes, modele)]
    trouvees += [a for regle in REGLES_FICHIER for a in regle(controle, modele)]
    return (*trouvees, *refusees)
