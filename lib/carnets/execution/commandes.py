"""Ce que font les commandes, une fois leurs arguments lus."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import cast

from carnets.dossier import charger_dossier, dossiers_connus
from carnets.erreurs import UsageIncorrect, suggestion
from carnets.execution.index import ecrire_index
from carnets.execution.parametrage import lire_affectations
from carnets.execution.rendre import FORMATS, Format, rendre


def rendre_un(
    carnet: str, dossier: str, affectations: Sequence[str], formats: Sequence[str], sortie: Path
) -> Path:
    """Rend un livrable et met la liste à jour ; erreurs de `rendre`."""
    for nom in formats:
        if nom not in FORMATS:
            raise UsageIncorrect(f"Format inconnu : « {nom} » ; {suggestion(nom, list(FORMATS))}")
    parametres = {**lire_affectations([f"dossier={dossier}", *affectations])}
    retenus = cast("tuple[Format, ...]", tuple(formats)) or FORMATS
    livre = rendre(carnet, parametres=parametres, sortie=sortie, formats=retenus)
    ecrire_index(sortie)
    return livre


def rendre_tout(sortie: Path) -> Iterator[Path]:
    """Rend chaque livrable déclaré par les dossiers de `data/`, puis la liste."""
    for nom in dossiers_connus():
        for livrable in charger_dossier(nom).livrables:
            parametres = {
                "dossier": nom,
                "territoire": livrable.territoire,
                "annee": livrable.annee,
            }
            yield rendre(livrable.carnet, parametres=parametres, sortie=sortie)
    ecrire_index(sortie)
