"""Une colonne du modèle faite de plusieurs colonnes du fichier."""

from collections.abc import Callable, Mapping
from dataclasses import replace

import pyarrow as pa

from carnets.erreurs import DonneesRefusees, suggestion
from carnets.lecture.brute import TableBrute
from carnets.lecture.entetes import cle_entete
from carnets.lecture.source import Source


def assembler(brute: TableBrute, source: Source) -> tuple[TableBrute, Source]:
    """La table où chaque colonne de `source.assembler` réunit les siennes, et la source qui la lit.

    DonneesRefusees si un en-tête est absent.
    """
    return reunir(brute, source, source.assembler, "assemblage de", _avec_tirets)


def reunir(
    brute: TableBrute,
    source: Source,
    demandes: Mapping[str, tuple[str, ...]],
    titre: str,
    fondre: Callable[[tuple[str, ...]], str],
) -> tuple[TableBrute, Source]:
    """Ajoute, pour chaque colonne demandée, ce que `fondre` fait des cellules de ses en-têtes."""
    colonnes = dict(source.colonnes)
    entetes, cellules = list(brute.entetes), list(brute.cellules)
    for colonne, noms in demandes.items():
        colonnes[colonne] = f"{titre} {' + '.join(noms)}"
        if colonnes[colonne] in entetes:
            continue
        valeurs = [brute.valeurs(_rang(brute, nom)) for nom in noms]
        fondues = [fondre(parts) for parts in zip(*valeurs, strict=True)]
        entetes.append(colonnes[colonne])
        cellules.append(pa.chunked_array([fondues], type=pa.string()))
    lue = replace(brute, entetes=tuple(entetes), cellules=tuple(cellules))
    return lue, source.model_copy(update={"colonnes": colonnes})


def _avec_tirets(parts: tuple[str, ...]) -> str:
    """Vide dès qu'une part manque : la ligne sera refusée, non rapprochée d'une autre."""
    nues = [part.strip() for part in parts]
    return "-".join(nues) if all(nues) else ""


def _rang(brute: TableBrute, nom: str) -> int:
    formes = [cle_entete(e) for e in brute.entetes]
    if cle_entete(nom) not in formes:
        presents = [e for e in brute.entetes if e.strip()]
        raise DonneesRefusees(
            f"{brute.fichier} : la colonne « {nom} » est absente ; {suggestion(nom, presents)}"
        )
    return formes.index(cle_entete(nom))
