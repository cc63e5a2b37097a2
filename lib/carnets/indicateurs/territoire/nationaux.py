"""Calculs sur les tables nationales, en une passe pour tous les territoires.

Un livrable n'en cite que quelques lignes : c'est à elles seules qu'il tient. Chaque fonction reçoit
des tables entières et rend une ligne par territoire et par indicateur.
"""

import pandas as pd

from carnets.codes import departement_du_quartier
from carnets.indicateurs.territoire.catalogue import SERIE_FILOSOFI
from carnets.indicateurs.territoire.mesures import colonnes_renseignees, mesurer, valeurs
from carnets.indicateurs.territoire.repartition import (
    RANG_MINIMUM,
    REPERES,
    ecarts_standardises,
    reperes,
)

FRANCE = "FR"
GROUPES = {"commune": "code_commune", "epci": "code_epci", "departement": "code_departement"}


def rattachement(quartiers: pd.DataFrame, communes: pd.DataFrame) -> pd.DataFrame:
    """Chaque quartier, dans chacun des territoires qui le contiennent et dans lui-même.

    Colonnes lues : `code_qpv, libelle, communes, code_commune` ; `code_commune, commune, code_epci,
    libelle_epci, code_region`. Sortie : `territoire` puis `code_qpv, libelle, communes,
    code_commune, commune, code_epci, libelle_epci, code_departement, code_region`. Le département
    est celui du code du quartier. La région se code `R76`.
    """
    lus = _situer(quartiers, communes)
    etages = [lus["code_qpv"], *(lus[c] for c in (*GROUPES.values(), "code_region"))]
    return pd.concat(
        [lus.assign(territoire=etage)[etage.notna() & (etage != "")] for etage in etages],
        ignore_index=True,
    )


def _situer(quartiers: pd.DataFrame, communes: pd.DataFrame) -> pd.DataFrame:
    des_communes = ["code_commune", "commune", "code_epci", "libelle_epci"]
    lus = quartiers[["code_qpv", "libelle", "communes", "code_commune"]].merge(
        communes[des_communes], on="code_commune", how="left", validate="many_to_one"
    )
    departements = lus["code_qpv"].map(departement_du_quartier)
    regions = communes.drop_duplicates("code_departement").set_index("code_departement")
    codes = departements.map(regions["code_region"])
    # Un département hors de la table des communes (Mayotte parfois) reste sans région.
    return lus.assign(code_departement=departements, code_region="R" + codes)


def mesures_de_tous(table: pd.DataFrame, *, theme: str) -> pd.DataFrame:
    """Tous les indicateurs de tous les quartiers d'une table : voir `mesurer`."""
    return mesurer(table, theme=theme, renseignees=colonnes_renseignees(table))


def renseignees(*tables: pd.DataFrame) -> pd.DataFrame:
    """Les colonnes que chaque table renseigne : `rang` de la table, `colonne`."""
    return pd.DataFrame(
        [
            (rang, c)
            for rang, table in enumerate(tables)
            for c in sorted(colonnes_renseignees(table))
        ],
        columns=["rang", "colonne"],
    )


def reperes_par_groupe(
    quartiers: pd.DataFrame, communes: pd.DataFrame, *tables: pd.DataFrame, themes: list[str],
    indicateurs: list[str],
) -> pd.DataFrame:  # fmt: skip
    """Les repères de la liste des quartiers de France, de chaque région et de chaque département.

    `tables` : une par thème, comme `themes`. Sortie : `territoire, indicateur`, `REPERES`.
    """
    large = _large(tables, themes, indicateurs)
    return _par_groupe(large, quartiers, communes)


def reperes_de_la_serie(
    quartiers: pd.DataFrame, communes: pd.DataFrame, serie: pd.DataFrame, *, annee: int
) -> pd.DataFrame:
    """Les mêmes repères pour une année de la série Filosofi par quartier."""
    lignes = serie[serie["annee"] == annee].set_index("code_qpv")
    large = lignes[list(SERIE_FILOSOFI)].rename(columns=SERIE_FILOSOFI).astype("float64")
    return _par_groupe(large, quartiers, communes)


def ecarts_de_tous(
    *tables: pd.DataFrame, themes: list[str], indicateurs: list[str]
) -> pd.DataFrame:
    """L'écart de chaque quartier à la médiane de ceux de France, en écarts-types.

    `tables` : une par thème, comme `themes`. Sortie : `territoire, indicateur, ecart` ; voir
    `ecarts_standardises`.
    """
    ecarts = ecarts_standardises(_large(tables, themes, indicateurs)).stack(future_stack=True)
    return pd.Series(ecarts, name="ecart").rename_axis(["territoire", "indicateur"]).reset_index()


def rangs(
    quartiers: pd.DataFrame, communes: pd.DataFrame, *tables: pd.DataFrame, themes: list[str],
    indicateurs: list[str],
) -> pd.DataFrame:  # fmt: skip
    """Le rang de chaque quartier dans son EPCI, son département et la France.

    Sortie : `territoire` (le quartier), `indicateur`, puis `rang_` et `n_` de `epci`,
    `departement`, `france`. Rang 1 : la valeur la plus élevée ; les ex æquo ont le même ; sans
    valeur si le quartier n'en a pas ou si moins de cinq quartiers du groupe en ont une.
    """
    large = _large(tables, themes, indicateurs)
    lus = _situer(quartiers, communes).set_index("code_qpv").reindex(large.index)
    groupes = {
        "epci": lus["code_epci"],
        "departement": lus["code_departement"],
        "france": pd.Series(FRANCE, index=large.index),
    }
    longs = [serie for nom, cle in groupes.items() for serie in _rangs(large, cle, nom)]
    return pd.concat(longs, axis=1).rename_axis(["territoire", "indicateur"]).reset_index()


def _rangs(large: pd.DataFrame, cle: pd.Series, nom: str) -> list[pd.Series]:
    par_groupe = large.groupby(cle)
    nombre = par_groupe.transform("count").astype("float64")
    rang = par_groupe.rank(method="min", ascending=False).where(nombre >= RANG_MINIMUM)
    empiles = {f"rang_{nom}": rang, f"n_{nom}": nombre}
    return [pd.Series(t.stack(future_stack=True), name=titre) for titre, t in empiles.items()]


def _large(
    tables: tuple[pd.DataFrame, ...], themes: list[str], indicateurs: list[str]
) -> pd.DataFrame:
    lues = [
        valeurs(table, theme=theme, indicateurs=indicateurs)
        for theme, table in zip(themes, tables, strict=True)
    ]
    large = pd.concat(lues, axis=1)
    return large[[nom for nom in indicateurs if nom in large]].sort_index()


def _par_groupe(
    large: pd.DataFrame, quartiers: pd.DataFrame, communes: pd.DataFrame
) -> pd.DataFrame:
    lus = _situer(quartiers, communes).set_index("code_qpv").reindex(large.index)
    blocs = [(FRANCE, large)]
    for colonne in ("code_region", "code_departement"):
        blocs += [(str(code), lot) for code, lot in large.groupby(lus[colonne])]
    cadres = [
        reperes(lot).rename_axis("indicateur").reset_index().assign(territoire=code)
        for code, lot in blocs
    ]
    return pd.concat(cadres, ignore_index=True)[["territoire", "indicateur", *REPERES]]
