"""Ce dont un territoire de la clause est fait : ses lots."""

import pandas as pd


def structure_des_lots(operations: pd.DataFrame, marches: pd.DataFrame) -> pd.DataFrame:
    """Chaque lot et les niveaux qui le contiennent : `id_lot, id_operation, id_mo, id_projet`.

    Colonnes lues : `id_operation, id_mo, id_projet` des opérations, `id_lot, id_operation` des
    marchés. Un lot sans opération connue n'y est pas.
    """
    lots = marches[["id_lot", "id_operation"]].drop_duplicates()
    return lots.merge(operations[["id_operation", "id_mo", "id_projet"]], on="id_operation")
