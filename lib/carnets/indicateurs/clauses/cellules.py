"""Les nombres d'un relevé, nommés comme des cellules : un total et ses parties, un seul indicateur.

`personnes_par_sexe` F est la partie dont `beneficiaires` est le tout. Publiés sous deux noms, rien
ne dirait à la protection que l'un se retranche de l'autre : ici, la partie prend le nom du tout et
une dimension. `apports` dit ce que chaque personne pèse dans un montant.
"""

from collections.abc import Mapping

import pandas as pd

from carnets.indicateurs.cadre import empiler, nombres
from carnets.indicateurs.clauses.comptes import ventiler
from carnets.indicateurs.clauses.heures import STATUTS_QPV
from carnets.indicateurs.clauses.releve import Releve

# indicateur → (indicateur de son total, dimension)
DECOUPES: Mapping[str, tuple[str, str]] = {
    "personnes_par_sexe": ("beneficiaires", "sexe"),
    "personnes_par_age": ("beneficiaires", "age"),
    "personnes_par_statut_social": ("beneficiaires", "statut_social"),
    "personnes_par_niveau": ("beneficiaires", "niveau_formation"),
    "personnes_par_public": ("beneficiaires", "public"),
    "contrats_par_type": ("contrats_insertion", "type_contrat"),
    "heures_par_modalite": ("heures_realisees", "modalite"),
    "heures_par_sexe": ("heures_realisees", "sexe"),
}
CLE = ["territoire", "periode", "indicateur", "modalite"]


def decouper(table: pd.DataFrame, nom: str) -> pd.DataFrame:
    """Le total de `nom`, puis ses parties sous le nom du total.

    `table` : table longue d'un relevé. Le total est la ligne de modalité vide.
    """
    total, _ = DECOUPES[nom]
    entier = table[(table["indicateur"] == total) & (table["modalite"] == "")]
    parties = table[table["indicateur"] == nom].assign(indicateur=total)
    return empiler([entier, parties])


def adresses(releve: Releve, table: pd.DataFrame) -> pd.DataFrame:
    """Personnes et heures par adresse à l'entrée : QP, NQP, NR, et chaque quartier dans QP."""
    totaux = table[table["indicateur"].isin(["beneficiaires", "heures_realisees"])]
    quartiers = {
        "personnes_par_quartier": "beneficiaires",
        "heures_par_quartier": "heures_realisees",
    }
    detail = table[table["indicateur"].isin(list(quartiers))]
    return empiler(
        [
            totaux[totaux["modalite"] == ""],
            ventiler(
                releve, releve.personnes, "statut_qpv", STATUTS_QPV,
                nombre="beneficiaires", compte="id_personne",
            ),
            ventiler(
                releve, releve.heures, "statut_qpv", STATUTS_QPV,
                nombre="heures_realisees", somme="heures_valorisees",
            ),
            detail.assign(indicateur=detail["indicateur"].map(quartiers)),
        ]
    )  # fmt: skip


def apports(table: pd.DataFrame, lignes: pd.DataFrame, *modalites: pd.Series) -> pd.DataFrame:
    """Pour chaque ligne de `table` : `unites` (personnes) et `premiere` (part de la plus grosse).

    `lignes` : `territoire, id_personne, heures_valorisees`. `modalites` : pour chaque découpe de
    ces lignes, leur modalité ; sans découpe, seul le total est pesé. Une ligne de `table` que
    personne n'alimente pèse zéro.
    """
    entier = pd.Series("", index=lignes.index)
    pesees = pd.concat(
        [_peser(lignes.assign(modalite=m)) for m in (entier, *modalites)], ignore_index=True
    )
    joint = table[CLE].merge(pesees, on=["territoire", "modalite"], how="left")
    return joint.assign(unites=joint["unites"].fillna(0), premiere=joint["premiere"].fillna(0))


def _peser(lignes: pd.DataFrame) -> pd.DataFrame:
    cles = ["territoire", "modalite"]
    utiles = lignes[lignes["modalite"].notna() & (nombres(lignes["heures_valorisees"]) > 0)]
    par_personne = utiles.groupby([*cles, "id_personne"], as_index=False)["heures_valorisees"].sum()
    sommes = par_personne.groupby(cles, as_index=False)["heures_valorisees"].agg(
        ["sum", "max", "count"]
    )
    pesees: pd.DataFrame = sommes[cles].assign(
        unites=sommes["count"].astype("float64"), premiere=sommes["max"] / sommes["sum"]
    )
    return pesees


def paliers(mois: pd.DataFrame, seuil: int) -> dict[str, str]:
    """Mois → nom de son palier : assez de personnes entre deux paliers pour se montrer.

    Un palier de plusieurs mois se nomme par ses deux bornes (« 2020-07 à 2020-09 ») : deux bilans
    dont l'un réunit ces mois et l'autre non ne parlent pas de la même chose sous un même nom.
    `mois` : `id_personne, mois`. Un palier ne chevauche jamais deux années ; la fin d'une année
    qui n'a pas `seuil` personnes rejoint le palier précédent.
    """
    presents = {
        str(m): set(personnes.unique()) for m, personnes in mois.groupby("mois")["id_personne"]
    }
    resultat: dict[str, str] = {}
    for annee in sorted({m[:4] for m in presents}):
        groupes: list[tuple[list[str], set[str]]] = [([], set())]
        for m in sorted(m for m in presents if m.startswith(annee)):
            if len(groupes[-1][1]) >= seuil:
                groupes.append(([], set()))
            groupes[-1][0].append(m)
            groupes[-1][1].update(presents[m])
        if len(groupes) > 1 and len(groupes[-1][1]) < seuil:
            reste, _ = groupes.pop()
            groupes[-1][0].extend(reste)
        for membres, _ in groupes:
            nom = membres[0] if len(membres) == 1 else f"{membres[0]} à {membres[-1]}"
            resultat |= dict.fromkeys(membres, nom)
    return resultat
