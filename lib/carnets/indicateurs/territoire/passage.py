"""Du quartier de 2015 à celui ou ceux de 2024 : la nature du passage, jamais une série."""

from collections.abc import Iterable

import pandas as pd

from carnets.codes import departement_du_quartier

NATURES = {
    "inchange": "inchangé",
    "modifie": "modifié",
    "scinde": "scindé",
    "fusionne": "fusionné",
    "entrant": "entrant",
    "sortant": "sortant",
    "nd": "non couvert par la table de passage",
}
_RANGS = (1, 2, 3)


def passages(table: pd.DataFrame, codes_2015: Iterable[str]) -> pd.DataFrame:
    """Ce que devient chaque quartier de 2015.

    Colonnes lues : `code_2024, libelle_2024, nature, code_2015_1` à `_3`. Sortie : `code_2015,
    code_2024, libelle_2024, nature`, une ligne par couple. Nature : `scinde`, plusieurs quartiers
    de 2024 pour un de 2015 ; `fusionne`, plusieurs de 2015 dans le sien ; sinon celle que dit la
    table ; `sortant` s'il n'a pas de suite alors que la table couvre son département, `nd` si elle
    ne le couvre pas.
    """
    liens = _liens(table)
    predecesseurs = liens.groupby("code_2024")["code_2015"].transform("size")
    successeurs = liens.groupby("code_2015")["code_2024"].transform("size")
    liens["nature"] = liens["nature"].str.lower()
    liens.loc[predecesseurs > 1, "nature"] = "fusionne"
    liens.loc[successeurs > 1, "nature"] = "scinde"
    couverts = {departement_du_quartier(code) for code in table["code_2024"]}
    connus = set(liens["code_2015"])
    sans = [code for code in codes_2015 if code not in connus]
    restes = pd.DataFrame(
        {
            "code_2015": sans,
            "code_2024": "",
            "libelle_2024": "",
            "nature": [
                "sortant" if departement_du_quartier(code) in couverts else "nd" for code in sans
            ],
        },
        dtype="str",
    )
    gardes = liens[liens["code_2015"].isin(list(codes_2015))]
    return pd.concat([gardes, restes], ignore_index=True).sort_values(
        ["code_2015", "code_2024"], ignore_index=True
    )


def entrants(table: pd.DataFrame, departement: str) -> pd.DataFrame:
    """Les quartiers de 2024 d'un département qui ne viennent d'aucun de 2015."""
    nouveaux = table[table["code_2015_1"].isna()]
    nouveaux = nouveaux[nouveaux["code_2024"].map(departement_du_quartier) == departement]
    return nouveaux[["code_2024", "libelle_2024"]].reset_index(drop=True)


def _liens(table: pd.DataFrame) -> pd.DataFrame:
    """Un couple (2015, 2024) par ligne, dans l'ordre de la table."""
    parties = [
        table.rename(columns={f"code_2015_{rang}": "code_2015"})[
            ["code_2015", "code_2024", "libelle_2024", "nature"]
        ]
        for rang in _RANGS
    ]
    return pd.concat(parties).dropna(subset=["code_2015"]).sort_index(ignore_index=True)


def passages_de_tous(table: pd.DataFrame, quartiers: pd.DataFrame) -> pd.DataFrame:
    """`passages` de toute la liste des quartiers de 2015, en une passe."""
    return passages(table, list(quartiers["code_qpv"]))
