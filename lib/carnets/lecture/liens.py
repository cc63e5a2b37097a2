"""Clés étrangères entre les tables d'un dossier."""

from collections.abc import Iterator, Mapping

import pandas as pd

from carnets.lecture.lecteur import lire_source
from carnets.lecture.table_lue import TableLue
from carnets.modeles.base import Reference

_EXEMPLES = 5


def liens_rompus(lue: TableLue, lues: Mapping[str, TableLue]) -> Iterator[str]:
    """Un message par clé étrangère rompue, avec fichier, ligne et valeur.

    Un lien n'est contrôlé que si le dossier contient la table visée ; une clé vide ne lie rien.
    """
    for reference in lue.modele.references:
        cibles = [autre for autre in lues.values() if autre.modele.nom == reference.modele]
        if not cibles:
            continue
        connues = _cles(pd.concat([c.tranche(reference.cibles) for c in cibles]))
        cles = lue.tranche(reference.colonnes).drop_duplicates()
        pleines = cles.notna().all(axis=1).to_numpy()
        if not _cles(cles[pleines]).isin(connues).all():
            yield from _ruptures(lue, reference, connues)


def _cles(table: pd.DataFrame) -> pd.MultiIndex:
    return pd.MultiIndex.from_frame(table.drop_duplicates())


def _ruptures(lue: TableLue, reference: Reference, connues: pd.MultiIndex) -> Iterator[str]:
    """Les lignes en cause : le magasin n'en garde pas le numéro, le fichier est relu."""
    colonnes = list(reference.colonnes)
    for controle in lire_source(lue.dossier, lue.source).controles:
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
