"""Ce que valent les territoires d'un ensemble, sans palmarès : médiane et quartiles."""

from collections.abc import Sequence

import pandas as pd

from carnets.indicateurs.cadre import empiler, nombres, valeur_seule

QUARTILES = {"premier_quartile": 0.25, "mediane": 0.5, "troisieme_quartile": 0.75}
MINIMUM = 4  # en deçà, un quartile est la valeur d'un territoire que l'on nommerait


def dispersion(
    table: pd.DataFrame, nom: str, *, territoires: Sequence[str], ensemble: str
) -> pd.DataFrame:
    """Quartiles d'un indicateur entre des territoires, dans l'unité de l'indicateur.

    `table` : table longue, où les valeurs cachées sont absentes. Rend, pour `ensemble`, une ligne
    par quartile (interpolation linéaire), en modalité, dans la période de la table. Un territoire
    sans valeur n'y entre pas ; moins de quatre valeurs : `sans_objet`.
    """
    lignes = table[(table["indicateur"] == nom) & table["territoire"].isin(list(territoires))]
    valeurs = nombres(lignes["valeur"]).dropna()
    periode = str(lignes["periode"].iloc[0]) if len(lignes) else ""
    assez = len(valeurs) >= MINIMUM
    cadre = empiler(
        valeur_seule(
            ensemble,
            float(valeurs.quantile(rang)) if assez else float("nan"),
            periode=periode, indicateur=nom, modalite=modalite,
        )
        for modalite, rang in QUARTILES.items()
    )  # fmt: skip
    return cadre if assez else cadre.assign(etat="sans_objet")
