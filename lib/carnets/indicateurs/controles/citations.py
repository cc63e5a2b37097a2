"""Citations : une même grandeur citée deux fois, une part citée sans son effectif."""

from collections.abc import Mapping
from math import ceil

import pandas as pd

from carnets.indicateurs.cadre import nombres
from carnets.indicateurs.controles.verdict import NON_PUBLIE, Constat, Verdict, constat


def citations_concordantes(
    chiffres: pd.DataFrame, *, references: Mapping[str, float], territoire: str
) -> list[Constat]:
    """Compare chaque citation d'une grandeur à sa référence.

    La référence est le recalcul quand il existe (`references`, par grandeur) ; sinon, la
    citation la plus précise, pourvu que la grandeur soit citée au moins deux fois.

    Colonnes lues : `territoire, grandeur, libelle, valeur, precision, unite, lignes`.
    """
    locales = chiffres[chiffres["territoire"] == territoire]
    constats: list[Constat] = []
    for grandeur, groupe in locales.groupby("grandeur", sort=False):
        ordonne = groupe.sort_values("precision", kind="stable")
        if grandeur in references:
            cites, reference = groupe, references[str(grandeur)]
            explication = "La référence est recalculée à partir de la table publiée."
        else:
            cites, reference = ordonne.iloc[1:], float(nombres(ordonne["valeur"]).iloc[0])
            explication = "La référence est la citation la plus précise du même document."
        constats += _citations(cites, reference, explication)
    return constats


def _citations(cites: pd.DataFrame, reference: float, explication: str) -> list[Constat]:
    return [
        constat(
            "citations_concordantes",
            f"{libelle} (ligne {ligne})",
            valeur,
            reference,
            unite=str(unite),
            precision=precision,
            explication=explication,
        )
        for libelle, ligne, unite, valeur, precision in zip(
            cites["libelle"],
            cites["lignes"],
            cites["unite"],
            nombres(cites["valeur"]),
            nombres(cites["precision"]),
            strict=True,
        )
    ]


def parts_entieres(
    chiffres: pd.DataFrame, *, bases: Mapping[str, float], territoire: str
) -> list[Constat]:
    """Cherche les effectifs entiers qu'une part publiée permet, sa base étant connue.

    Recalculé : part × base / 100, en effectif. Aucun entier possible : incohérent ; un seul :
    la part le désigne ; plusieurs : l'effectif reste à demander (non vérifiable), `bas` et
    `haut` les encadrent. `publie` est vide : le document publie une part, que l'objet cite.

    Colonnes lues : `territoire, libelle, valeur, precision, base, unite`.
    """
    locales = chiffres[
        (chiffres["territoire"] == territoire)
        & chiffres["base"].isin(list(bases))
        & (chiffres["unite"] == "pourcentage")
    ]
    return [
        _part_entiere(str(libelle), part, precision, bases[str(base)])
        for libelle, base, part, precision in zip(
            locales["libelle"],
            locales["base"],
            nombres(locales["valeur"]),
            nombres(locales["precision"]),
            strict=True,
        )
    ]


def effectifs_possibles(part: float, precision: float, base: float) -> tuple[int, int]:
    """Plus petit et plus grand effectif entier dont la part s'arrondit à `part` (%).

    Si le premier dépasse le second, aucun entier ne convient.
    """
    bas = ceil(round((part - precision / 2) * base / 100, 9))
    haut = ceil(round((part + precision / 2) * base / 100, 9)) - 1
    return max(bas, 0), min(haut, int(base))


def _part_entiere(libelle: str, part: float, precision: float, base: float) -> Constat:
    bas, haut = effectifs_possibles(part, precision, base)
    jugement: Verdict = "non_verifiable"
    explication = "Plusieurs effectifs entiers donnent cette part : le document ne dit pas lequel."
    if bas > haut:
        jugement = "incoherent"
        explication = "Aucun effectif entier de cette base ne donne cette part."
    elif bas == haut:
        jugement = "exact" if abs(part * base / 100 - bas) < 1e-9 else "arrondi"
        explication = "Un seul effectif entier donne cette part."
    return constat(
        "part_d_un_effectif_entier",
        f"Effectif que suppose : {libelle} ({f'{part:g}'.replace('.', ',')} %)",
        # Le document publie une part, pas un effectif : il n'y a rien à soustraire.
        NON_PUBLIE,
        part * base / 100,
        unite="effectif",
        explication=explication,
        jugement=jugement,
        bornes=(float(bas), float(haut)) if bas <= haut else (NON_PUBLIE, NON_PUBLIE),
    )
