"""Lignes refusées, gardées à part : un CSV par fichier, qu'un tableur ouvre sans rien exécuter."""

import csv
from pathlib import Path

from carnets.inerte import inerte
from carnets.lecture.rapport import Rapport

COLONNES = ("ligne", "colonne", "valeur", "cause", "remede")


def ecrire_rejets(rapport: Rapport, repertoire: Path) -> tuple[Path, ...]:
    """Écrit `rejets/<fichier>.csv` pour chaque fichier qui a des refus ; rend les chemins.

    Colonnes : ligne, colonne, valeur, cause, remede. Deux sources qui lisent le même fichier y
    ajoutent chacune leurs refus ; ceux d'un contrôle précédent sont remplacés.
    """
    lignes: dict[str, list[tuple[int, str, str, str, str]]] = {}
    for fichier in rapport.fichiers:
        refus = [(r.ligne, r.colonne, r.valeur, r.cause, r.remede) for r in fichier.refus]
        if refus:
            lignes.setdefault(f"{fichier.fichier.removesuffix('.csv')}.csv", []).extend(refus)
    ecrits = []
    for nom, refus in lignes.items():
        chemin = repertoire / "rejets" / nom
        chemin.parent.mkdir(parents=True, exist_ok=True)
        with chemin.open("w", encoding="utf-8-sig", newline="") as sortie:
            ecrivain = csv.writer(sortie, delimiter=";")
            ecrivain.writerow(COLONNES)
            ecrivain.writerows([ligne, *map(inerte, textes)] for ligne, *textes in refus)
        ecrits.append(chemin)
    return tuple(ecrits)
