"""Conseil : quand rien ne protège un livrable, ce qui suffirait, essayé et non supposé."""

from collections.abc import Iterator
from dataclasses import replace

from carnets.erreurs import RefusSecret
from carnets.secret.cellules import composantes
from carnets.secret.declarations import Fusion, Hierarchie, Table
from carnets.secret.fusion import concernees, est_possible, reunir
from carnets.secret.protection import proteger
from carnets.secret.registre import Registre

Livrable = tuple[tuple[Table, ...], tuple[Hierarchie, ...]]


def conseiller(
    tables: tuple[Table, ...],
    hierarchies: tuple[Hierarchie, ...],
    fusions: tuple[Fusion, ...],
    registre: Registre,
) -> str:
    """La première renonciation, de la plus légère à la plus lourde, qui laisse publier le reste.

    Elle nomme des modalités, une dimension ou une table, jamais la cellule en cause.
    """
    for remede, (autres, emboitements) in _remedes(tables, hierarchies, fusions):
        if tient(autres, emboitements, registre):
            return f"Essayé : {remede} suffirait."
    return (
        "Aucune réunion permise, aucune dimension ni table en moins ne suffit à elle seule : "
        f"élargissez le territoire ou la période.{_reunions_a_faire(tables, fusions)}"
    )


def _reunions_a_faire(tables: tuple[Table, ...], fusions: tuple[Fusion, ...]) -> str:
    """Les réunions que le dictionnaire permet, et que ces tables ne laissent pas essayer."""
    autres = [f for f in fusions if concernees(tables, f) and not est_possible(tables, f)]
    if not autres:
        return ""
    return (
        f" Le dictionnaire permet de {', de '.join(map(_reunir, autres))} : une table à "
        "contributions ou à lignes sans nombre se réunit avant d'être déclarée."
    )


def _remedes(
    tables: tuple[Table, ...], hierarchies: tuple[Hierarchie, ...], fusions: tuple[Fusion, ...]
) -> Iterator[tuple[str, Livrable]]:
    for fusion in fusions:
        if est_possible(tables, fusion):
            yield _reunir(fusion), reunir(tables, hierarchies, fusion)
    yield from _reunions_cumulees(tables, hierarchies, fusions)
    for dimension in sorted({nom for table in tables for nom in table.dimensions}):
        moins = tuple(_sans_detail(table, dimension) for table in tables)
        yield f"renoncer au détail par « {dimension} »", (moins, hierarchies)
    for retiree in tables:
        moins = tuple(table for table in tables if table.nom != retiree.nom)
        yield f"retirer la table « {retiree.nom} »", (moins, hierarchies)


def _reunions_cumulees(
    tables: tuple[Table, ...], hierarchies: tuple[Hierarchie, ...], fusions: tuple[Fusion, ...]
) -> Iterator[tuple[str, Livrable]]:
    """Une réunion après l'autre, dans l'ordre du dictionnaire : l'une n'exclut pas l'autre."""
    faites: list[str] = []
    for fusion in fusions:
        if est_possible(tables, fusion):
            tables, hierarchies = reunir(tables, hierarchies, fusion)
            faites.append(_reunir(fusion))
            if len(faites) > 1:
                yield " puis ".join(faites), (tables, hierarchies)


def _reunir(fusion: Fusion) -> str:
    parties = " et ".join(f"« {partie} »" for partie in fusion.parties)
    return f"réunir {parties} en « {fusion.libelle} »"


def _sans_detail(table: Table, dimension: str) -> Table:
    totaux = table.donnees["modalite"].map(
        lambda modalite: not (composantes(modalite, table.dimensions) or {}).get(dimension)
    )
    return replace(table, donnees=table.donnees[totaux])


def tient(
    tables: tuple[Table, ...], hierarchies: tuple[Hierarchie, ...], registre: Registre
) -> bool:
    """Vrai si ces tables, s'il y en a, se protègent ainsi."""
    if not any(len(table.donnees) for table in tables):
        return False
    try:
        proteger(tables, hierarchies, registre)
    except RefusSecret:
        return False
    return True
