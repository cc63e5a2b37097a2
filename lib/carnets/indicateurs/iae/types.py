"""Les types de SIAE, leurs familles, et les mesures de l'ASP qui en relèvent."""

import pandas as pd

ENSEMBLE = "ENSEMBLE"
PRODUCTION, MISE_A_DISPOSITION = "production", "mise_a_disposition"
TYPES = ("ACI", "EI", "AI", "ETTI", "EITI")

FAMILLE = {
    "ACI": PRODUCTION, "EI": PRODUCTION, "AI": MISE_A_DISPOSITION, "ETTI": MISE_A_DISPOSITION,
}  # fmt: skip
"""Une EITI n'est ni l'une ni l'autre : elle n'a pas de famille."""

MESURES = {
    "ACI_DC": "ACI", "ACI_MP": "ACI", "EI_DC": "EI", "EI_MP": "EI", "AI_DC": "AI",
    "ETTI_DC": "ETTI", "EITI_DC": "EITI",
}  # fmt: skip
"""Droit commun et milieu pénitentiaire ; le fonds de développement (FDI) et les postes
d'accompagnement (ACIPA, EIPA) ne portent pas d'ETP d'insertion."""

MODALITES = pd.DataFrame(
    [(t, m) for t in TYPES for m in (ENSEMBLE, FAMILLE.get(t), t) if m is not None],
    columns=["type_siae", "modalite"],
)
"""Chaque type et les ensembles qui le contiennent : tous types, sa famille, lui-même."""


def ventiler(lignes: pd.DataFrame, appartenance: pd.DataFrame) -> pd.DataFrame:
    """Chaque ligne, une fois par territoire et par ensemble de types qui la contiennent.

    Colonnes lues : `type_siae` et la première colonne d'`appartenance` (`code_departement` ou
    `code_commune`), qui dit où est la ligne. Ajoute `territoire` et `modalite`. Une ligne sans
    lieu connu n'est dans aucun territoire.
    """
    return lignes.merge(MODALITES, on="type_siae").merge(
        appartenance, on=str(appartenance.columns[0])
    )
