"""Panel long : territoire × édition × année de référence × indicateur.

Un indicateur se nomme `<theme>_<colonne>` : la colonne `a` de deux fichiers ne compte pas la même
chose. Une colonne entièrement vide, propre à une autre édition, ne donne aucune ligne ; une cellule
vide donne une ligne à l'état `nd` (secrète ou non disponible, le fichier ne le dit pas).
"""

from itertools import pairwise

import pandas as pd

from carnets.comparabilite import famille
from carnets.erreurs import UsageIncorrect

COLONNES = (
    "territoire",
    "geographie",
    "theme",
    "edition",
    "annee_reference",
    "periode",
    "indicateur",
    "valeur",
    "etat",
    "note",
    "fichier",
)
_SANS_VALEUR = ("codgeo", "libgeo", "edition", "annee_reference", "lib_com", "fichier")
_SERIES = ("revenu_median", "taux_pauvrete", "gini", "s80s20")


def harmoniser(table: pd.DataFrame, *, theme: str, geographie: str) -> pd.DataFrame:
    """Panel d'une table de l'Insee par quartier (`codgeo, edition`, indicateurs, `note_*`).

    Sortie : `COLONNES`. `annee_reference` est vide si elle n'est pas établie, `periode` ne l'est
    jamais (`2018`, ou `édition 2022`) ; `note` est l'avertissement de l'Insee qui couvre
    l'indicateur, tel quel ; `fichier` est repris de la table si elle le porte.
    """
    if table["edition"].isna().any():
        raise UsageIncorrect(
            "Panel : l'édition d'un fichier de l'Insee n'est pas indiquée ; "
            "ajoutez « constantes: {edition: … } » à sa source."
        )
    cadres = [
        _une_colonne(lignes, colonne, theme, str(edition), geographie)
        for edition, lignes in table.groupby("edition", sort=True)
        for colonne in lignes.columns
        if colonne not in _SANS_VALEUR
        and not colonne.startswith("note_")
        and lignes[colonne].notna().any()
    ]
    return pd.concat(cadres, ignore_index=True)


def _une_colonne(
    lignes: pd.DataFrame, colonne: str, theme: str, edition: str, geographie: str
) -> pd.DataFrame:
    regle = famille(theme, colonne)
    note = lignes[regle.note].fillna("") if regle.note in lignes else ""
    return _cadre(
        lignes, lignes["codgeo"], colonne, theme=theme, edition=edition,
        geographie=geographie, annee=regle.annees.get(edition, pd.NA), note=note,
    )  # fmt: skip


def harmoniser_filosofi(table: pd.DataFrame) -> pd.DataFrame:
    """Panel de la série Filosofi par quartier (`code_qpv, annee`, ses quatre mesures ou moins).

    Le fichier n'a pas d'édition : ses deux années extrêmes la nomment.
    """
    edition = f"{table['annee'].min()}-{table['annee'].max()}"
    cadres = [
        _cadre(
            table, table["code_qpv"], nom, theme="filosofi", edition=edition,
            geographie="2015", annee=table["annee"], note="",
        )
        for nom in _SERIES
        if nom in table
    ]  # fmt: skip
    return pd.concat(cadres, ignore_index=True)


def _cadre(
    table: pd.DataFrame, territoires: pd.Series, colonne: str, *, theme: str, edition: str,
    geographie: str, annee: object, note: object,
) -> pd.DataFrame:  # fmt: skip
    valeur = table[colonne].astype("float64")
    annees = pd.Series(annee, index=table.index, dtype="Int64")
    return pd.DataFrame(
        {
            "territoire": territoires.astype("str"),
            "geographie": geographie,
            "theme": theme,
            "edition": edition,
            "annee_reference": annees,
            "periode": annees.astype("str").where(annees.notna(), f"édition {edition}"),
            "indicateur": f"{theme}_{colonne}",
            "valeur": valeur,
            "etat": valeur.notna().map({True: "ok", False: "nd"}),
            "note": pd.Series(note, index=table.index, dtype="str"),
            "fichier": table.get("fichier", ""),
        },
        columns=list(COLONNES),
    )


def registre(panel: pd.DataFrame) -> pd.DataFrame:
    """Décompte par thème et édition : `territoires, indicateurs, lignes, ok, nd`."""
    groupes = panel.groupby(["theme", "edition"], sort=True)
    compte = groupes.agg(
        territoires=("territoire", "nunique"),
        indicateurs=("indicateur", "nunique"),
        lignes=("etat", "size"),
        ok=("etat", lambda etats: int((etats == "ok").sum())),
        nd=("etat", lambda etats: int((etats == "nd").sum())),
    )
    return compte.reset_index()


def serie(panel: pd.DataFrame, indicateur: str) -> pd.DataFrame:
    """`territoire, annee, valeur` d'un indicateur, valeurs connues seulement.

    UsageIncorrect, avec le motif, si la série n'a pas de sens : géographies mêlées, année non
    établie, années consécutives d'une source qui l'interdit.
    """
    lignes = panel[panel["indicateur"] == indicateur]
    if lignes.empty:
        raise UsageIncorrect(f"Le panel n'a pas l'indicateur « {indicateur} ».")
    geographies = sorted(lignes["geographie"].unique())
    if len(geographies) > 1:
        raise UsageIncorrect(
            f"« {indicateur} » : les quartiers de {' et de '.join(geographies)} n'ont pas les "
            "mêmes contours ; faites une série par géographie."
        )
    theme = str(lignes["theme"].iloc[0])
    if theme != "filosofi":
        _exiger_annees(lignes, indicateur, theme)
    unique = lignes.dropna(subset=["valeur"]).drop_duplicates(["territoire", "annee_reference"])
    retenues = unique[["territoire", "annee_reference", "valeur"]]
    return (
        retenues.rename(columns={"annee_reference": "annee"})
        .astype({"annee": "int64"})
        .sort_values(["territoire", "annee"], ignore_index=True)
    )


def _exiger_annees(lignes: pd.DataFrame, indicateur: str, theme: str) -> None:
    regle = famille(theme, indicateur.removeprefix(f"{theme}_"))
    editions = sorted({int(e) for e in lignes["edition"]})
    suivies = any(b - a == 1 for a, b in pairwise(editions))
    if not regle.consecutives and suivies:
        raise UsageIncorrect(
            f"« {indicateur} » ({regle.nom}) : deux millésimes consécutifs ne se comparent pas ; "
            "gardez des éditions espacées d'au moins deux ans."
        )
    if lignes["annee_reference"].isna().any():
        raise UsageIncorrect(
            f"« {indicateur} » : l'année de référence n'est pas établie pour chaque édition ; "
            "comparez les territoires dans une même édition."
        )


def refuser_agregat(indicateur: str, operation: str) -> None:
    """Lève toujours UsageIncorrect : un indicateur par quartier ne se somme ni ne se moyenne."""
    raise UsageIncorrect(
        f"« {indicateur} » : {operation} refusée. Ces indicateurs ne sont pas sommables, et la "
        "moyenne de médianes ou de taux n'est pas celle de la réunion des quartiers ; donnez la "
        "liste, l'étendue, ou le nombre de quartiers au-dessus d'un seuil."
    )
