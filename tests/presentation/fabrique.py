"""Petites tables diffusables, faites pour les essais de présentation."""

from collections.abc import Sequence

import pandas as pd

from carnets.secret import Diffusable, publier


def rangee(
    territoire: str,
    indicateur: str,
    valeur: float | None,
    *,
    etat: str = "ok",
    modalite: str = "",
    periode: str = "2019",
    n: float | None = None,
    total: float | None = None,
) -> dict[str, object]:
    """Une rangée de table longue."""
    return {
        "territoire": territoire,
        "periode": periode,
        "indicateur": indicateur,
        "modalite": modalite,
        "numerateur": n,
        "denominateur": total,
        "valeur": valeur,
        "etat": etat,
    }


def diffusable(rangees: Sequence[dict[str, object]]) -> Diffusable:
    """Table diffusable de chiffres déjà publiés."""
    return publier(
        pd.DataFrame(rangees),
        source="essai",
        regle="deja_publie",
        territoires={"30": "Gard", "48": "Lozère", "76": "Occitanie"},
    )
