"""Sommes : un total est la somme de ses parties, des parts d'un tout font cent."""

from collections.abc import Mapping

import pandas as pd

from carnets.indicateurs.cadre import nombres
from carnets.indicateurs.controles.verdict import Constat, constat


def somme_des_parties(
    table: pd.DataFrame,
    *,
    niveau_total: str,
    libelles: Mapping[str, str],
    unites: Mapping[str, str],
    arrondies: tuple[str, ...] = (),
    precision: float = 1.0,
) -> list[Constat]:
    """Compare chaque total publié à la somme des lignes qui le composent.

    La ligne de total est celle dont `niveau` vaut `niveau_total`. Les colonnes `arrondies`
    (heures, ETP, euros) ont des termes arrondis à `precision` près, que la somme cumule ; les
    autres comptent des unités entières et doivent tomber juste.

    Colonnes lues : `niveau` et les clés de `libelles`.
    """
    total = table[table["niveau"] == niveau_total]
    parties = table[table["niveau"] != niveau_total]
    return [
        constat(
            "somme_des_parties",
            f"{libelle} : somme des lignes et total publié",
            float(nombres(total[colonne]).iloc[0]),
            float(nombres(parties[colonne]).sum(skipna=False)),
            unite=unites[colonne],
            precision=precision,
            incertitude=len(parties) * precision / 2 if colonne in arrondies else 0.0,
            explication=_explication(colonne in arrondies),
        )
        for colonne, libelle in libelles.items()
    ]


def _explication(arrondie: bool) -> str:
    if arrondie:
        return "Chaque terme est arrondi : la somme peut s'écarter du total d'un demi par terme."
    return "Compte entier : la somme des lignes doit redonner le total sans écart."


def parts_complementaires(chiffres: pd.DataFrame) -> list[Constat]:
    """Vérifie que les parts d'une même `partition` font cent, aux arrondis près.

    Deux parts arrondies au plus proche font 100 ou 101. 99 signale une troncature ou une
    catégorie qui manque.

    Colonnes lues : `territoire, partition, libelle, valeur, precision`.
    """
    partitions = chiffres[chiffres["partition"].fillna("") != ""]
    constats = []
    for _, groupe in partitions.groupby(["territoire", "partition"], sort=False):
        constats.append(
            constat(
                "parts_complementaires",
                " + ".join(groupe["libelle"]),
                100.0,
                float(nombres(groupe["valeur"]).sum(skipna=False)),
                unite="pourcentage",
                incertitude=float(nombres(groupe["precision"]).sum()) / 2,
                explication="Des parts complémentaires arrondies au plus proche font 100 ou "
                "au-dessus ; en dessous de la tolérance, une catégorie manque ou les parts "
                "sont tronquées.",
            )
        )
    return constats


def somme_et_total(
    parties: pd.Series, total: float, *, objet: str, unite: str, explication: str
) -> Constat:
    """Compare un total déclaré ailleurs à la somme de comptes entiers."""
    return constat(
        "somme_des_parties",
        objet,
        total,
        float(nombres(parties).sum(skipna=False)),
        unite=unite,
        explication=explication,
    )
