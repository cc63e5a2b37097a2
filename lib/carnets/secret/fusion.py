"""Fusion : réunir des modalités que le dictionnaire permet de réunir, plutôt que de cacher."""

import math
from collections.abc import Sequence
from dataclasses import replace

import pandas as pd

from carnets.secret.cellules import SEPARATEUR, hierarchies_evidentes
from carnets.secret.declarations import Effectif, Fusion, Hierarchie, Table, Taux
from carnets.secret.primaire import est_primaire
from carnets.secret.tableau import CLE, COLONNES, enregistrements


def fusionner(
    tables: tuple[Table, ...], hierarchies: tuple[Hierarchie, ...], fusions: tuple[Fusion, ...]
) -> tuple[tuple[Table, ...], tuple[Hierarchie, ...], int]:
    """Applique les fusions qui évitent de masquer ; rend tables, hiérarchies, cellules réunies.

    Une fusion s'applique à toutes les tables du livrable, ou à aucune : une modalité réunie
    ici et détaillée là se recalculerait.
    """
    reunies = 0
    for fusion in fusions:
        if not _evite_de_masquer(tables, fusion):
            continue
        avant = sum(len(table.donnees) for table in tables)
        tables, hierarchies = reunir(tables, hierarchies, fusion)
        reunies += avant - sum(len(table.donnees) for table in tables)
    return tables, hierarchies, reunies


def reunir(
    tables: tuple[Table, ...], hierarchies: tuple[Hierarchie, ...], fusion: Fusion
) -> tuple[tuple[Table, ...], tuple[Hierarchie, ...]]:
    """Les tables et les hiérarchies après une fusion possible.

    Une hiérarchie de plus dit de quoi la réunion est faite : qui a lu ailleurs l'une de ses parties
    l'en retranche. Celles de l'axe que personne n'a déclarées s'écrivent alors, sans quoi cette
    dernière en tiendrait lieu.
    """
    reunies = tuple(_reunir(table, fusion) for table in tables)
    emboitements = tuple(_remplacer(hierarchie, fusion) for hierarchie in hierarchies)
    evidentes = hierarchies_evidentes(reunies, emboitements)
    return reunies, (
        *emboitements,
        *(hierarchie for hierarchie in evidentes if hierarchie.axe == fusion.dimension),
        Hierarchie(fusion.dimension, fusion.libelle, fusion.parties),
    )


def est_possible(tables: tuple[Table, ...], fusion: Fusion) -> bool:
    """Vrai si toutes les tables qui ont ces modalités se prêtent à leur réunion."""
    siennes = concernees(tables, fusion)
    return bool(siennes) and all(_fusionnable(table, fusion) for table in siennes)


def concernees(tables: tuple[Table, ...], fusion: Fusion) -> list[Table]:
    """Les tables qui ont l'une au moins des modalités à réunir."""
    return [
        table
        for table in tables
        if fusion.dimension in table.dimensions and _est_partie(table, fusion.parties, fusion).any()
    ]


def _evite_de_masquer(tables: tuple[Table, ...], fusion: Fusion) -> bool:
    if not est_possible(tables, fusion):
        return False
    siennes = concernees(tables, fusion)
    avant = sum(_primaires(table, fusion.parties, fusion) for table in siennes)
    apres = sum(_primaires(_reunir(table, fusion), (fusion.libelle,), fusion) for table in siennes)
    return apres < avant


def _fusionnable(table: Table, fusion: Fusion) -> bool:
    """Seuls des effectifs et leurs rapports, tous connus, se réunissent.

    La part de la première unité d'une réunion ne se déduit pas de celles de ses parties : une
    table à contributions se réunit avant de les calculer.
    """
    if table.contributions is not None:
        return False
    ici = table.donnees[_est_partie(table, fusion.parties, fusion)]
    natures = {table.natures.get(indicateur) for indicateur in ici["indicateur"]}
    additives = all(isinstance(nature, Effectif | Taux) for nature in natures)
    return additives and not ici["etat"].isin(["secret", "nd", "ns"]).any()


def _primaires(table: Table, parties: Sequence[str], fusion: Fusion) -> int:
    ici = table.donnees[_est_partie(table, parties, fusion)]
    return sum(
        est_primaire(_effectif(ligne), math.nan, table.regle)
        for ligne in enregistrements(ici)
        if ligne["etat"] != "sans_objet"
    )


def _effectif(ligne: dict[str, object]) -> float:
    numerateur = float(str(ligne["numerateur"]))
    return float(str(ligne["valeur"])) if math.isnan(numerateur) else numerateur


def _composante(table: Table, fusion: Fusion) -> int:
    return table.dimensions.index(fusion.dimension)


def _est_partie(table: Table, parties: Sequence[str], fusion: Fusion) -> "pd.Series[bool]":
    rang = _composante(table, fusion)
    return table.donnees["modalite"].map(
        lambda modalite: modalite != "" and modalite.split(SEPARATEUR)[rang] in parties
    )


def _reunir(table: Table, fusion: Fusion) -> Table:
    if fusion.dimension not in table.dimensions:
        return table
    parties = _est_partie(table, fusion.parties, fusion)
    renommees = table.donnees[parties].copy()
    renommees["modalite"] = renommees["modalite"].map(lambda m: _renommer(m, table, fusion))
    sommes = renommees.groupby(list(CLE), sort=False, as_index=False).agg(_somme)
    sommes = _recalculer(sommes)
    donnees = pd.concat([table.donnees[~parties], sommes.loc[:, list(COLONNES)]])
    return replace(table, donnees=donnees.reset_index(drop=True))


def _renommer(modalite: str, table: Table, fusion: Fusion) -> str:
    morceaux = modalite.split(SEPARATEUR)
    morceaux[_composante(table, fusion)] = fusion.libelle
    return SEPARATEUR.join(morceaux)


def _somme(colonne: "pd.Series[float] | pd.Series[str]") -> object:
    if colonne.name != "etat":
        return colonne.sum(min_count=1)
    etats = set(colonne)
    for etat in ("provisoire", "estime", "ok"):
        if etat in etats:
            return etat
    return "sans_objet"


def _recalculer(sommes: pd.DataFrame) -> pd.DataFrame:
    """Un taux se recalcule sur les nombres réunis ; il ne s'additionne pas."""
    taux = sommes["denominateur"].notna()
    rapport = 100 * sommes["numerateur"] / sommes["denominateur"]
    return sommes.assign(valeur=sommes["valeur"].where(~taux, rapport))


def _remplacer(hierarchie: Hierarchie, fusion: Fusion) -> Hierarchie:
    if hierarchie.axe != fusion.dimension or not set(fusion.parties) <= set(hierarchie.parties):
        return hierarchie
    autres = (partie for partie in hierarchie.parties if partie not in fusion.parties)
    return replace(hierarchie, parties=(*autres, fusion.libelle))
