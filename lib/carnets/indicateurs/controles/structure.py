"""Contraintes de structure : inégalités emboîtées, zéros structurels, affirmations."""

from collections.abc import Sequence
from itertools import pairwise

import pandas as pd

from carnets.indicateurs.cadre import nombres
from carnets.indicateurs.controles.verdict import NON_PUBLIE, Constat, Verdict, constat
from carnets.indicateurs.iae.qpv import territoires_sans_qpv


def inegalites(table: pd.DataFrame, chaine: Sequence[str], *, libelle: str) -> Constat:
    """Compte les lignes où la chaîne de comptes emboîtés n'est pas croissante.

    Par exemple établissements ≤ SIAE conventionnées ≤ dispositifs. On attend 0 violation ; une
    comparaison dont un terme manque n'en est pas une.

    Colonnes lues : `libelle` et celles de `chaine`.
    """
    fautive = pd.Series(False, index=table.index)
    for petit, grand in pairwise(chaine):
        fautive |= nombres(table[petit]) > nombres(table[grand])
    noms = ", ".join(table.loc[fautive, "libelle"])
    return constat(
        "inegalites_emboitees",
        libelle,
        0.0,
        float(fautive.sum()),
        unite="violations",
        explication=f"Ordre rompu pour : {noms}." if noms else "L'ordre est tenu sur chaque ligne.",
    )


def zeros_structurels(
    parts: pd.DataFrame, qpv: pd.DataFrame, libelles: dict[str, str]
) -> list[Constat]:
    """Cherche les parts QPV publiées là où la géographie prioritaire n'a aucun quartier.

    Un 0 y est un zéro structurel, à montrer « /// » et non 0 ; une part positive vient de
    résidents d'un autre territoire ou d'adresses erronées. Les valeurs publiées restent
    dans les données.

    Colonnes lues : `territoire, type_siae, annee, part_qpv` ; `territoire, nombre_qpv`.
    """
    sans_quartier = parts[
        parts["territoire"].isin(territoires_sans_qpv(qpv)) & parts["part_qpv"].notna()
    ]
    constats = []
    for (territoire, nul), groupe in sans_quartier.groupby(
        ["territoire", nombres(sans_quartier["part_qpv"]) == 0], sort=False
    ):
        types = ", ".join(
            f"{ligne.type_siae} {ligne.annee}".replace("ENSEMBLE", "ensemble")
            for ligne in groupe.itertuples()
        )
        constats.append(
            constat(
                "zero_structurel" if nul else "part_sans_quartier",
                f"{libelles[str(territoire)]} : part QPV publiée ({types})",
                float(nombres(groupe["part_qpv"]).max()),
                NON_PUBLIE,
                unite="pourcentage",
                explication=_EXPLICATIONS[bool(nul)],
                jugement="incoherent",
            )
        )
    return constats


_EXPLICATIONS = {
    True: "Aucun QPV dans ce territoire : ce 0 est structurel, il se note « /// » (sans objet).",
    False: "Aucun QPV dans ce territoire : ces salariés résident dans un QPV d'ailleurs, ou leur "
    "adresse est erronée.",
}


def affirmation(
    objet: str, recalcule: float, *, tenue: bool, unite: str, explication: str
) -> Constat:
    """Une affirmation sans chiffre publié, confrontée au chiffre recalculé."""
    jugement: Verdict = "exact" if tenue else "incoherent"
    return constat(
        "affirmation",
        objet,
        NON_PUBLIE,
        recalcule,
        unite=unite,
        explication=explication,
        jugement=jugement,
    )


def classements_concordants(
    objet: str, rho: float, probabilite: float, *, explication: str
) -> Constat:
    """« Les plus élevés sont aussi les plus élevés » : deux classements se suivent-ils ?

    Exact si les rangs coïncident (rho = 1) ; arrondi si la corrélation de rang est positive et
    significative à 5 % (vrai en tendance, avec des exceptions) ; incohérent sinon.
    """
    jugement: Verdict = "incoherent"
    if rho > 1 - 1e-9:
        jugement = "exact"
    elif rho > 0 and probabilite < 0.05:
        jugement = "arrondi"
    return constat(
        "classements_concordants",
        objet,
        NON_PUBLIE,
        rho,
        unite="coefficient",
        explication=explication,
        jugement=jugement,
    )
