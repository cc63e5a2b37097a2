"""Lignes refusées, gardées à part : un CSV par fichier, qu'un tableur ouvre sans rien exécuter."""

import csv
import os
from collections.abc import Iterable
from pathlib import Path

from carnets.inerte import inerte
from carnets.lecture.brute import RefusCellule
from carnets.lecture.rapport import Rapport

COLONNES = ("ligne", "colonne", "valeur", "cause", "remede")


def ecrire_rejets(rapport: Rapport, repertoire: Path) -> tuple[Path, ...]:
    """Écrit `rejets/<fichier>.csv` pour chaque fichier qui a des refus ; rend les chemins.

    Deux sources qui lisent le même fichier y ajoutent chacune leurs refus ; ceux d'un contrôle
    précédent sont remplacés, ou ôtés si le fichier n'en a plus. Rien n'est écrit là où l'on ne
    peut pas écrire : le rapport dit déjà tout.
    """
    if not os.access(repertoire if repertoire.is_dir() else repertoire.parent, os.W_OK):
        return ()
    refus: dict[str, list[RefusCellule]] = {}
    for fichier in rapport.fichiers:
        nom = f"{fichier.fichier.removesuffix('.csv')}.csv"
        refus.setdefault(nom, []).extend(fichier.refus)
    for nom in [nom for nom, lignes in refus.items() if not lignes]:
        (repertoire / "rejets" / nom).unlink(missing_ok=True)
        del refus[nom]
    for nom, lignes in refus.items():
        ecrire_refus(repertoire / "rejets" / nom, lignes)
    return tuple(repertoire / "rejets" / nom for nom in refus)


def ecrire_refus(chemin: Path, refus: Iterable[RefusCellule]) -> None:
    """Écrit un CSV de refus : ligne, colonne, valeur, cause, remede ; aucun texte exécutable."""
    chemin.parent.mkdir(parents=True, exist_ok=True)
    with chemin.open("w", encoding="utf-8-sig", newline="") as sortie:
        ecrivain = csv.writer(sortie, delimiter=";")
        ecrivain.writerow(COLONNES)
        for r in refus:
            ecrivain.writerow([r.ligne, *map(inerte, (r.colonne, r.valeur, r.cause, r.remede))])
