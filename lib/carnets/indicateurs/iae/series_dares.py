"""Séries mensuelles de la Dares : chaque millésime de page est une série, jamais jointe."""

import pandas as pd

from carnets.indicateurs.cadre import empiler, mesure

INDICATEURS = {"stock": "salaries_fin_de_mois", "entrees": "entrees_du_mois"}


def series(dares: pd.DataFrame, *, territoire: str) -> pd.DataFrame:
    """Stocks de fin de mois et entrées du mois, par type et par millésime de page.

    La modalité est `type|millésime` : une page mise à jour révise le passé, et deux millésimes
    d'un même mois diffèrent. Aucune valeur d'un millésime n'en prolonge un autre.

    Colonnes lues : `type_siae, nature, mois, valeur, maj_page` de la table `dares_iae_mensuel`.
    """
    return empiler(
        mesure(
            pd.Series(territoire, index=lot.index),
            lot["valeur"],
            periode=str(mois),
            indicateur=INDICATEURS[str(nature)],
            modalite=f"{type_siae}|{str(millesime)[:10]}",
        )
        for (type_siae, nature, millesime, mois), lot in dares.groupby(
            ["type_siae", "nature", "maj_page", "mois"], sort=True
        )
    )


def revisions(dares: pd.DataFrame) -> pd.DataFrame:
    """Les mois que deux millésimes donnent tous deux : leur écart, en personnes.

    Rend : `type_siae, nature, mois, ancien, nouveau, ecart`.
    """
    cles = ["type_siae", "nature", "mois"]
    tri = dares.sort_values("maj_page")
    doubles = tri[tri.duplicated(cles, keep=False)]
    bouts = doubles.groupby(cles)["valeur"].agg(ancien="first", nouveau="last").reset_index()
    return bouts.assign(ecart=bouts["nouveau"] - bouts["ancien"])
