"""Évolution d'une période à l'autre de valeurs déjà calculées."""

import pandas as pd

from carnets.indicateurs.cadre import ABSENT

PLACE = ["territoire", "modalite"]


def evolution(
    table: pd.DataFrame, de: str, *, depuis: str, vers: str, nom: str, en_points: bool = False
) -> pd.DataFrame:
    """Ce qui sépare `de` à la période `vers` de sa valeur à la période `depuis` (IA-11).

    Formule : 100 × (valeur − valeur d'avant) / valeur d'avant, en % ; ou, `en_points`, la simple
    différence de deux pourcentages. Une ligne par territoire et modalité présents à `vers`, sous
    l'indicateur `nom` et la période « vers/depuis ».

    État : celui de la valeur qui manque, l'arrivée d'abord (`nd` si `depuis` n'a pas la place) ;
    `sans_objet` si une évolution en % part de zéro ; sinon celui des deux qui n'est pas `ok`.

    Colonnes lues : celles du cadre long.
    """
    lignes = table[table["indicateur"] == de]
    arrivee, depart = (lignes[lignes["periode"] == p] for p in (vers, depuis))
    paires = arrivee.merge(
        depart[[*PLACE, "valeur", "etat"]],
        on=PLACE, how="left", suffixes=("", "_avant"), validate="1:1",
    )  # fmt: skip
    valeur, avant = paires["valeur"], paires["valeur_avant"]
    etat = paires["etat"].mask(paires["etat"] == "ok", paires["etat_avant"])
    ecart = valeur - avant
    if not en_points:
        ecart = 100 * ecart / avant.mask(avant == 0)
        etat = etat.mask(avant == 0, "sans_objet")
    etat = etat.mask(avant.isna(), paires["etat_avant"].fillna("nd"))
    etat = etat.mask(valeur.isna(), paires["etat"])
    return paires.assign(
        periode=f"{vers}/{depuis}",
        indicateur=nom,
        numerateur=ABSENT,
        denominateur=ABSENT,
        valeur=ecart,
        etat=etat,
    )[list(table.columns)]
