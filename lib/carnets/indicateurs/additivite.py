"""Ce qui s'additionne d'un territoire à l'autre, et ce qui ne s'additionne pas."""

from collections.abc import Mapping, Sequence

import pandas as pd

from carnets.dictionnaire import indicateur
from carnets.erreurs import UsageIncorrect
from carnets.indicateurs.cadre import mesure


def additionner(table: pd.DataFrame, nom: str, *, vers: str) -> pd.DataFrame:
    """Somme des territoires d'un indicateur additif, par modalité, sous le code `vers`.

    UsageIncorrect si la fiche de l'indicateur le dit non additif : une personne peut avoir
    travaillé pour deux maîtres d'ouvrage, un taux ne se somme pas. Une valeur absente rend la
    somme absente. Tous les territoires de `table` doivent être disjoints.
    """
    fiche = indicateur(nom)
    if not fiche.additif:
        raise UsageIncorrect(
            f"« {fiche.libelle} » ne s'additionne pas d'un territoire à l'autre : recalculez-le "
            "sur les données de l'ensemble."
        )
    lignes = table[table["indicateur"] == nom]
    sommes = lignes.groupby("modalite", sort=False)["valeur"].agg(lambda s: s.sum(skipna=False))
    periodes = lignes["periode"].unique()
    if len(periodes) != 1:
        raise UsageIncorrect(f"« {fiche.libelle} » : une seule période se somme à la fois.")
    cadre = mesure(
        pd.Series([vers] * len(sommes), dtype="str"), sommes, periode=periodes[0], indicateur=nom
    )
    return cadre.assign(modalite=sommes.index.to_numpy())


def comptes_plusieurs_fois(
    table: pd.DataFrame, parties: Mapping[str, Sequence[str]]
) -> pd.DataFrame:
    """De combien la somme des personnes des parties dépasse celles de chaque ensemble.

    `parties` : ensemble → ses parties. Rend `personnes_comptees_plusieurs_fois` de chaque
    ensemble : Σ des parties − personnes distinctes. C'est l'erreur que ferait une addition. Une
    valeur absente rend l'excès absent.
    """
    lignes = table[table["indicateur"] == "beneficiaires"].set_index("territoire")["valeur"]
    ensembles = pd.Series(list(parties), dtype="str")
    sommes = [lignes.reindex(list(codes)).sum(skipna=False) for codes in parties.values()]
    exces = pd.Series(sommes, dtype="float64") - lignes.reindex(ensembles).to_numpy()
    return mesure(
        ensembles, exces,
        periode=str(table["periode"].iloc[0]), indicateur="personnes_comptees_plusieurs_fois",
    )  # fmt: skip
