"""La part des unités d'un territoire qui sont dans un cas."""

import pandas as pd

from carnets.indicateurs.cadre import rapport


def part_qui(
    oui: pd.Series, territoires: pd.Series, *, parmi: pd.Series, periode: str, indicateur: str
) -> pd.DataFrame:
    """Part (%) des unités où `oui` est vrai, par territoire, avec n et N.

    `oui`, `territoires` : une valeur par unité, de même index. `parmi` : les territoires attendus ;
    celui qui n'a aucune unité est `sans_objet`.
    """
    comptes = (
        oui.groupby(territoires)
        .agg(["sum", "size"])
        .reindex(sorted(set(parmi)), fill_value=0)
        .rename_axis("territoire")
        .reset_index()
    )
    return rapport(
        comptes["territoire"], comptes["sum"], comptes["size"],
        periode=periode, indicateur=indicateur, facteur=100.0,
    )  # fmt: skip
