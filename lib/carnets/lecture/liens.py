"""Clés étrangères entre les tables d'un dossier."""

from collections.abc import Iterator, Mapping

import pandas as pd

from carnets.lecture.lecteur import Lecture
from carnets.modeles.base import Reference

_EXEMPLES = 5


def liens_rompus(lecture: Lecture, lectures: Mapping[str, Lecture]) -> Iterator[str]:
    """Un message par clé étrangère rompue, avec fichier, ligne et valeur.

    Un lien n'est contrôlé que si le dossier contient la table visée ; une clé vide ne lie rien.
    """
    for reference in lecture.modele.references:
        cibles = [autre for autre in lectures.values() if autre.modele.nom == reference.modele]
        if not cibles:
            continue
        connues = pd.concat([c.table[list(reference.cibles)] for c in cibles]).drop_duplicates()
        yield from _ruptures(lecture, reference, pd.MultiIndex.from_frame(connues))


def _ruptures(lecture: Lecture, reference: Reference, connues: pd.MultiIndex) -> Iterator[str]:
    colonnes = list(reference.colonnes)
    for controle in lecture.controles:
        cles = controle.acceptees[colonnes]
        pleines = cles.notna().all(axis=1).to_numpy()
        rompues = pleines & ~pd.MultiIndex.from_frame(cles).isin(connues)
        if not rompues.any():
            continue
        exemples = [
            f"ligne {ligne} « {' ; '.join(map(str, cle))} »"
            for ligne, cle in zip(
                controle.lignes[rompues][:_EXEMPLES],
                cles[rompues].itertuples(index=False),
                strict=False,
            )
        ]
        yield (
            f"{controle.brute.fichier} : {int(rompues.sum())} lignes dont {'+'.join(colonnes)} est "
            f"inconnu de la table {reference.modele} : {', '.join(exemples)} ; complétez la table "
            "visée ou corrigez le code."
        )
