"""Largeur des colonnes d'un tableau, d'après ce qu'elles portent ; commun au PDF et à Word.

Une colonne chiffrée a la largeur de son plus long nombre ou de son en-tête ; ce qui reste va aux
colonnes de texte, selon ce qu'elles portent. Trop large, le tableau s'écrit plus petit.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, sqrt

CAPACITE = 98
"""Largeur de la page, en caractères du corps ordinaire d'un tableau."""

PETIT_CORPS = 0.88
"""Des explications s'écrivent un peu plus petit que des nombres."""

ECHELLE_MINIMALE = 0.76
MARGE = 2
"""Blanc de part et d'autre d'une colonne, en caractères."""

PARENTHESE = re.compile(r"\((?:[^()]|\([^()]*\))*\)")
DETAIL = re.compile(rf"\s*{PARENTHESE.pattern}", re.ASCII)


@dataclass(frozen=True)
class Entete:
    """Un en-tête : le rang de sa colonne, son texte, et s'il coiffe des textes."""

    rang: int
    texte: str
    de_textes: bool


@dataclass(frozen=True)
class Plan:
    """Colonnes d'un tableau : parts relatives, lesquelles sont chiffrées, corps et largeur.

    `echelle` : part du corps ordinaire ; `largeur` : part de la page ; `explique` : le tableau
    porte au moins deux colonnes de texte, dont on ne connaît pas la hauteur.
    """

    parts: tuple[float, ...]
    chiffrees: tuple[bool, ...]
    echelle: float
    largeur: float
    explique: bool


@dataclass(frozen=True)
class _Aise:
    """Lignes qu'un en-tête peut prendre (aucune limite : un mot par ligne), et caractères du
    libellé d'une rangée tenus sur une ligne."""

    lignes: float | None
    libelle: int


# Du plus aisé au plus serré.
AISES = (_Aise(1, 34), _Aise(1.7, 30), _Aise(2.4, 22))
SERRE = _Aise(None, 0)


def planifier(
    nombre: int,
    entetes: Sequence[Entete],
    rangees: Sequence[Sequence[str]],
    *,
    capacite: float = CAPACITE,
) -> Plan:
    """Plan de `nombre` colonnes ; `rangees` : les textes du corps, rangée par rangée.

    `capacite` : largeur de la page, en lettres du format.
    """
    textes = {0: 1} | {e.rang: 1 for e in entetes if e.de_textes}
    besoins = [4.0] * nombre
    for rangee in rangees:
        for rang, texte in enumerate(rangee):
            if rang in textes:
                textes[rang] = max(textes[rang], min(len(texte), 160))
                besoins[rang] = max(besoins[rang], _plus_long_mot(texte))
            else:
                besoins[rang] = max(besoins[rang], _besoin_d_un_nombre(texte))
    for aise in AISES:
        parts = _partager(besoins, textes, entetes, aise, capacite)
        if sum(parts) <= capacite:
            break
    else:
        parts = _partager(besoins, textes, entetes, SERRE, capacite)
    total = sum(parts)
    return Plan(
        parts=tuple(parts),
        chiffrees=tuple(rang not in textes for rang in range(nombre)),
        echelle=max(ECHELLE_MINIMALE, min(1.0, capacite / total)),
        largeur=min(1.0, total / capacite),
        explique=len(textes) > 1,
    )


def _partager(
    besoins: Sequence[float],
    textes: dict[int, int],
    entetes: Sequence[Entete],
    aise: _Aise,
    capacite: float,
) -> list[float]:
    """Part de chaque colonne, en caractères."""
    tenus = list(besoins)
    for entete in entetes:
        lignes = aise.lignes if entete.rang else None
        tenus[entete.rang] = max(tenus[entete.rang], _besoin_d_entete(entete.texte, lignes))
    tenus[0] = max(tenus[0], min(textes[0], aise.libelle))
    parts = [besoin + MARGE for besoin in tenus]
    chiffres = sum(part for rang, part in enumerate(parts) if rang not in textes)
    if len(textes) > 1:
        place = capacite / PETIT_CORPS
    else:  # inutile d'écarter les nombres de leur libellé
        place = min(capacite, max(capacite * 0.55, (chiffres + min(textes[0], 60)) * 1.15))
    racines = sum(sqrt(portee) for portee in textes.values())
    for rang, portee in textes.items():
        parts[rang] = max(parts[rang], (place - chiffres) * sqrt(portee) / racines)
    return parts


def _besoin_d_entete(texte: str, lignes: float | None) -> float:
    mot = _plus_long_mot(texte) + 1
    return max(mot, ceil(len(texte) / lignes)) if lignes else mot


def _besoin_d_un_nombre(texte: str) -> float:
    """Le nombre, ou un mot du détail (n / N) qui s'écrit dessous en plus petit."""
    detail = PARENTHESE.search(texte)
    if not detail:
        return len(texte)
    return max(len(DETAIL.sub("", texte)), _plus_long_mot(detail.group()) * 0.85)


def _plus_long_mot(texte: str) -> int:
    return max((len(mot) for mot in texte.split(" ")), default=0)
