"""Objectifs de la charte nationale d'insertion du NPNRU (NP-01 à NP-05).

Chaque fonction prend les deux termes de son rapport, territoire par territoire, et rend une table
longue (%). Un terme absent donne `nd` : les heures totales travaillées d'un marché sont rarement
connues, et une estimation doit être dite par l'appelant.
"""

from typing import Literal

import pandas as pd

from carnets.indicateurs.cadre import nombres, rapport
from carnets.indicateurs.clauses.comptes import completer, sommer
from carnets.indicateurs.clauses.releve import Releve

ModeGup = Literal["heures", "embauches"]


def part_insertion_investissement(heures: pd.DataFrame, *, periode: str) -> pd.DataFrame:
    """NP-01 : heures d'insertion / heures travaillées (%), travaux et ingénierie nécessaire.

    Colonnes lues : `territoire, heures_insertion, heures_travaillees` (observées ou estimées).
    Objectif de la charte : au moins 5 %. Les marchés de gestion urbaine n'y entrent pas.
    """
    return rapport(
        heures["territoire"], heures["heures_insertion"], heures["heures_travaillees"],
        periode=periode, indicateur="part_insertion_investissement", facteur=100.0,
    )  # fmt: skip


def part_insertion_gup(gup: pd.DataFrame, *, mode: ModeGup, periode: str) -> pd.DataFrame:
    """NP-02 : insertion dans la gestion urbaine de proximité (%), sous l'une de ses rédactions.

    `heures` (charte 2014-2024, NP-02a) : heures d'insertion / heures travaillées des marchés de
    GUP. `embauches` (charte de 2005, NP-02b) : embauches réservées / embauches. Deux indicateurs,
    que rien ne convertit l'un dans l'autre.

    Colonnes lues : `territoire`, et `heures_insertion, heures_travaillees` ou
    `embauches_reservees, embauches`.
    """
    haut, bas = {
        "heures": ("heures_insertion", "heures_travaillees"),
        "embauches": ("embauches_reservees", "embauches"),
    }[mode]
    return rapport(
        gup["territoire"], gup[haut], gup[bas],
        periode=periode, indicateur=f"part_insertion_gup_{mode}", facteur=100.0,
    )  # fmt: skip


def embauches_qpv(postes: pd.DataFrame, *, periode: str) -> pd.DataFrame:
    """NP-03 : postes d'ingénierie, de gestion et d'accompagnement pourvus par des habitants (%).

    Colonnes lues : `territoire, postes, recrutes_qpv`. La charte ne fixe pas de seuil national
    (« une partie des embauches »).
    """
    return rapport(
        postes["territoire"], postes["recrutes_qpv"], postes["postes"],
        periode=periode, indicateur="part_embauches_qpv", facteur=100.0,
    )  # fmt: skip


def objectifs_locaux(objectifs: pd.DataFrame, *, periode: str) -> pd.DataFrame:
    """NP-04 : valeur atteinte / cible (%) de chaque objectif local chiffré ; modalité = objectif.

    Colonnes lues : `territoire, objectif, valeur, cible`. Non plafonné.
    """
    cadre = rapport(
        objectifs["territoire"], objectifs["valeur"], objectifs["cible"],
        periode=periode, indicateur="atteinte_objectif_local", facteur=100.0,
    )  # fmt: skip
    return cadre.assign(modalite=objectifs["objectif"].astype("str").to_numpy())


def avancement_consolide(heures: pd.DataFrame, *, periode: str) -> pd.DataFrame:
    """NP-05 : heures réalisées / heures prévisionnelles (%) d'un ensemble de projets.

    À n'imprimer qu'avec sa couverture (CL-28) et les deux dates : le prévisionnel est souvent
    plus récent que le réalisé. Colonnes lues : `territoire, heures_realisees, heures_prevues`.
    """
    return rapport(
        heures["territoire"], heures["heures_realisees"], heures["heures_prevues"],
        periode=periode, indicateur="avancement_consolide", facteur=100.0,
    )  # fmt: skip


def heures_travaillees_estimees(operations: pd.DataFrame) -> pd.Series:
    """Heures travaillées que suppose chaque opération : base × part de main-d'œuvre / coût.

    Une estimation, faute d'heures observées ; à dire partout où elle sert. Colonnes lues :
    `base_retenue_ht, taux_mo, cout_horaire` (ratio de 0 à 1, euros). Absente si l'une manque.
    """
    return (
        nombres(operations["base_retenue_ht"])
        * nombres(operations["taux_mo"])
        / nombres(operations["cout_horaire"])
    )


def termes_investissement(releve: Releve, operations: pd.DataFrame) -> pd.DataFrame:
    """Les deux termes de NP-01 de chaque territoire, pour `part_insertion_investissement`.

    Insertion : heures valorisées retenues des lots hors gestion urbaine. Travail : estimation des
    opérations qui ont au moins un lot hors gestion urbaine dans le territoire
    (`heures_travaillees_estimees`) ; absente si l'une d'elles ne donne pas sa base, car une somme
    partielle gonflerait la part. Une opération compte en entier : à lire d'une opération à une
    région, jamais d'un lot. Sans aucun lot connu, les deux termes sont absents ; sans lot hors
    gestion urbaine, ils sont nuls.

    Colonnes lues de `operations` : `id_operation` et celles de l'estimation. Rendues :
    `territoire, heures_insertion, heures_travaillees`.
    """
    lots, heures = (
        table[~table["est_gup"].fillna(value=False).astype(bool)]
        for table in (releve.lots, releve.heures)
    )
    estimees = pd.DataFrame(
        {
            "id_operation": operations["id_operation"],
            "travail": heures_travaillees_estimees(operations),
        }
    )
    visees = lots[["territoire", "id_operation"]].drop_duplicates()
    travail = visees.merge(estimees, on="id_operation").groupby("territoire")["travail"]
    return pd.DataFrame(
        {
            "territoire": list(releve.territoires),
            "heures_insertion": completer(releve, sommer(heures, "heures_valorisees")).to_numpy(),
            "heures_travaillees": completer(releve, travail.sum(skipna=False)).to_numpy(),
        }
    )
