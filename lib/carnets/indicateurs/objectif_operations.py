"""L'objectif de chaque opération, refait terme à terme à côté de celui qui est inscrit."""

from collections.abc import Callable, Mapping

import pandas as pd

from carnets.indicateurs.cadre import empiler, mesure, nombres, rapport
from carnets.indicateurs.fiche_objectif import (
    PARAMETRES,
    Exclusion,
    FicheObjectif,
    fiche_objectif,
)

MONTANTS = {
    "travaux": "montant_travaux_ht",
    "maîtrise d'œuvre": "montant_moe_ht",
    "autres dépenses": "montant_autre_ht",
}
# Colonne d'une opération (ratio) ou paramètre d'une fiche (%, €/h) → facteur de l'une à l'autre.
COLONNES = {
    "taux_main_oeuvre": ("taux_mo", 100.0),
    "cout_horaire": ("cout_horaire", 1.0),
    "taux_insertion": ("taux_insertion", 100.0),
}


def fiches_operations(
    operations: pd.DataFrame, *, niveaux: Mapping[str, Mapping[str, float]]
) -> dict[str, FicheObjectif]:
    """La fiche de chaque opération dont tous les termes sont connus, par `id_operation`.

    `niveaux` : paramètres fixés au-dessus de l'opération (maître d'ouvrage, projet, défaut), en %
    et en €/h ; l'opération l'emporte, paramètre par paramètre. Ce que `base_retenue_ht` retire aux
    montants est une exclusion, avec le motif de la ligne. Une opération sans montant, sans base ou
    sans l'un des paramètres n'a pas de fiche : rien n'est supposé.

    Colonnes lues : `id_operation`, les trois montants, `base_retenue_ht`, `motif_exclusion`,
    `taux_mo`, `cout_horaire`, `taux_insertion`.
    """
    fiches = {}
    for ligne in operations.to_dict("records"):
        lus = {str(cle): valeur for cle, valeur in ligne.items() if not pd.isna(valeur)}
        propres = {
            nom: facteur * float(lus[colonne])
            for nom, (colonne, facteur) in COLONNES.items()
            if colonne in lus
        }
        montants = {n: float(lus[colonne]) for n, colonne in MONTANTS.items() if colonne in lus}
        fixes = {nom for niveau in (propres, *niveaux.values()) for nom in niveau}
        if montants and "base_retenue_ht" in lus and fixes >= set(PARAMETRES):
            exclus = sum(montants.values()) - float(lus["base_retenue_ht"])
            fiches[str(lus["id_operation"])] = fiche_objectif(
                {"ensemble": sum(montants.values())},
                {**niveaux, "operation": propres},
                exclusions=_exclusions(exclus, str(lus.get("motif_exclusion", ""))),
            )
    return fiches


def _exclusions(montant: float, motif: str) -> tuple[Exclusion, ...]:
    """Une base réduite sans motif le reste : la fiche doit dire qu'il n'est pas donné."""
    if montant <= 0:
        return ()
    return (Exclusion("ensemble", montant, motif.strip() or "motif non renseigné"),)


def objectifs_operations(
    operations: pd.DataFrame, fiches: Mapping[str, FicheObjectif], *, periode: str
) -> pd.DataFrame:
    """Objectif inscrit de chaque opération, objectif que redonne sa fiche, et leur écart (h).

    Indicateurs : `base_objectif` (€), `objectif_heures` (inscrit à la contractualisation),
    `objectif_recalcule`, `ecart_objectif` (inscrit − recalculé), `taux_main_oeuvre_implicite` (%,
    celui que suppose l'objectif inscrit, les autres termes étant ceux de la fiche). Sans fiche, ce
    qui en dépend est `nd`. Colonnes lues : `id_operation, objectif_h_initial`.
    """
    codes = operations["id_operation"].astype("str")
    inscrits = nombres(operations["objectif_h_initial"])
    calcules = pd.Series([_de(fiches, c, lambda f: f.objectif) for c in codes], index=codes.index)
    bases = pd.Series([_de(fiches, c, lambda f: f.base) for c in codes], index=codes.index)
    # Objectif / taux d'insertion × coût horaire : la main-d'œuvre qu'il suppose, en euros.
    couts = [_de(fiches, c, lambda f: 100 * f.cout_horaire / f.taux_insertion) for c in codes]
    mesures = {
        "base_objectif": bases,
        "objectif_heures": inscrits,
        "objectif_recalcule": calcules,
        "ecart_objectif": inscrits - calcules,
    }
    return empiler(
        [
            *(mesure(codes, v, periode=periode, indicateur=nom) for nom, v in mesures.items()),
            rapport(
                codes, inscrits * pd.Series(couts, index=codes.index), bases,
                periode=periode, indicateur="taux_main_oeuvre_implicite", facteur=100.0,
            ),
        ]
    )  # fmt: skip


def _de(
    fiches: Mapping[str, FicheObjectif], code: str, lire: Callable[[FicheObjectif], float]
) -> float:
    return lire(fiches[code]) if code in fiches else float("nan")
