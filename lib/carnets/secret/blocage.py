"""Blocage : quand ce qui a déjà paru empêche un livrable, dire lequel, et quoi en faire."""

from collections.abc import Iterable

from carnets.erreurs import RefusSecret
from carnets.secret.coherence import ChiffresContradictoires
from carnets.secret.conseil import tient
from carnets.secret.declarations import Hierarchie, Table
from carnets.secret.deja_publie import LIVRABLE
from carnets.secret.registre import Registre


def expliquer(
    refus: RefusSecret,
    tables: tuple[Table, ...],
    hierarchies: tuple[Hierarchie, ...],
    registre: Registre,
) -> str:
    """Le refus, et les livrables déjà publiés sans lesquels il n'aurait pas lieu ; « » si aucun.

    Les chiffres à publier contredisent les leurs, ou se recalculent par eux. Un livrable se nomme
    par sa place dans la sortie, qui ne dit rien d'une cellule.
    """
    coupables = bloquants(tables, hierarchies, registre)
    if not coupables:
        return ""
    noms, un = f"« {' », « '.join(coupables)} »", len(coupables) == 1
    publies = f"{noms}, déjà publié{'' if un else 's'}"
    if isinstance(refus, ChiffresContradictoires):
        lieux = " », « ".join(table.nom for table in tables)
        debut = (
            f"Table « {lieux} » : des chiffres contredisent ceux de {publies}, et ont donc changé"
        )
        return f"{debut} depuis. {_que_faire(un)}"
    return f"{refus} Essayé : sans {publies}, elle ne se recalculerait pas. {_que_faire(un)}"


def _que_faire(un: bool) -> str:
    if un:
        return (
            "Refaites-le d'abord avec les données d'aujourd'hui, puis ce livrable ; s'il est "
            "périmé (territoire renommé, édition retirée) et n'a pas été envoyé, ôtez-le de la "
            "sortie."
        )
    return (
        "Refaites-les d'abord avec les données d'aujourd'hui, puis ce livrable ; s'ils sont "
        "périmés (territoire renommé, édition retirée) et n'ont pas été envoyés, ôtez-les de la "
        "sortie."
    )


def bloquants(
    tables: tuple[Table, ...], hierarchies: tuple[Hierarchie, ...], registre: Registre
) -> tuple[str, ...]:
    """Les livrables du registre qu'il suffit d'ignorer, tous ensemble, pour publier ; triés.

    Aucun de trop : remettre l'un d'eux ramène le refus. Vide si le registre n'y est pour rien.
    """
    retires = sorted({entree.livrable for entree in registre.entrees} - {LIVRABLE})
    if not retires or not tient(tables, hierarchies, _sans(registre, retires)):
        return ()
    for nom in tuple(retires):
        moins = [autre for autre in retires if autre != nom]
        if tient(tables, hierarchies, _sans(registre, moins)):
            retires = moins
    return tuple(retires)


def _sans(registre: Registre, retires: Iterable[str]) -> Registre:
    ignores = frozenset(retires)
    return Registre(tuple(e for e in registre.entrees if e.livrable not in ignores))
