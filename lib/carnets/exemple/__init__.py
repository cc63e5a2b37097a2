"""Un dossier fictif complet et vraisemblable : mêmes fichiers, octet pour octet, pour une graine.

Les tables se tiennent entre elles : les publics d'une personne découlent de son âge, de son adresse
et de son niveau ; ses contrats se suivent ; ses heures tombent dans ses contrats ; la gestion
urbaine pèse moins d'un dixième des heures. Tout ce qu'un bilan de clauses sait dire y a de quoi
être dit : avenant, globalisation, alternance, contrats en cours, sorties à quatre horizons.
"""

from pathlib import Path

from carnets.dossier import NOM_FICHIER
from carnets.erreurs import UsageIncorrect
from carnets.exemple.fiche import fiche
from carnets.exemple.parcours import parcours
from carnets.exemple.programme import programme


def exemple(destination: Path, graine: int, personnes: int) -> Path:
    """Écrit un dossier fictif dans `destination` et rend son chemin.

    UsageIncorrect si le répertoire n'est pas vide ou si `personnes` n'est pas positif.
    """
    if personnes < 1:
        raise UsageIncorrect(f"Au moins une personne est attendue, {personnes} demandée.")
    if destination.is_dir() and any(destination.iterdir()):
        raise UsageIncorrect(f"{destination} n'est pas vide ; choisissez un nouveau répertoire.")
    destination.mkdir(parents=True, exist_ok=True)
    tables = {**programme(graine, personnes), **parcours(graine, personnes)}
    for nom, table in tables.items():
        table.to_csv(destination / f"{nom}.csv", sep=";", index=False, lineterminator="\n")
    (destination / NOM_FICHIER).write_text(fiche(), encoding="utf-8", newline="\n")
    return destination
