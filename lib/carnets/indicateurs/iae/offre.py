"""L'offre d'insertion par l'activité économique : structures, contrats, salariés, ETP."""

import pandas as pd

from carnets.indicateurs.cadre import empiler, mesure, nombres, rapport

COMPTES = ("etablissements", "siae_conventionnees", "dispositifs", "contrats", "salaries", "etp")

FAMILLES = {
    "part_structures_production": ("part_structures_famille", "production"),
    "part_structures_mise_a_disposition": ("part_structures_famille", "mise_a_disposition"),
    "part_salaries_production": ("part_salaries_famille", "production"),
    "part_salaries_mise_a_disposition": ("part_salaries_famille", "mise_a_disposition"),
}


def effectifs(structures: pd.DataFrame, *, periode: str) -> pd.DataFrame:
    """Nombres d'établissements, de SIAE, de dispositifs, de contrats, de salariés et d'ETP.

    Champ : structures conventionnées par l'État au titre de l'insertion par l'activité
    économique. Valeurs telles que publiées, ligne de la région comprise (IA-01 à IA-06).
    Une case vide est dans l'état `nd`. Les contrats sont ceux signés dans l'année, les
    salariés ceux présents dans l'année : l'un ne se divise pas par l'autre.

    Colonnes lues : `territoire` et les six comptes. Source : table `structures`.
    """
    return empiler(
        mesure(structures["territoire"], structures[compte], periode=periode, indicateur=compte)
        for compte in COMPTES
    )


def totaux_recalcules(structures: pd.DataFrame, *, territoire: str, periode: str) -> pd.DataFrame:
    """Somme des départements pour chacun des six comptes, à poser à côté du total publié.

    Une case manquante rend la somme non disponible : un total partiel n'est pas un total.
    Les salariés ne s'additionnent que si personne n'a travaillé dans deux départements.

    Colonnes lues : `niveau` et les six comptes. `territoire` est le code du total.
    """
    departements = structures[structures["niveau"] == "departement"]
    return empiler(
        mesure(
            pd.Series([territoire]),
            pd.Series([nombres(departements[compte]).sum(skipna=False, min_count=1)]),
            periode=periode,
            indicateur=compte,
        )
        for compte in COMPTES
    )


def ratios(
    structures: pd.DataFrame, *, periode: str, heures_par_etp: float | None = None
) -> pd.DataFrame:
    """Salariés par ETP, ETP par SIAE et, si une convention est donnée, heures par salarié.

    Formules (IA-07) : salariés / ETP ; ETP / SIAE conventionnées ; ETP × `heures_par_etp` /
    salariés. Les deux premiers ne dépendent d'aucune convention. Un département où
    dominent les associations intermédiaires a mécaniquement plus de salariés par ETP.

    Colonnes lues : `territoire, salaries, etp, siae_conventionnees`.
    """
    territoires = structures["territoire"]
    salaries, etp = nombres(structures["salaries"]), nombres(structures["etp"])
    siae = nombres(structures["siae_conventionnees"])
    cadres = [
        rapport(territoires, salaries, etp, periode=periode, indicateur="salaries_par_etp"),
        rapport(territoires, etp, siae, periode=periode, indicateur="etp_par_siae"),
    ]
    if heures_par_etp is not None:
        heures = etp * heures_par_etp
        cadres.append(
            rapport(territoires, heures, salaries, periode=periode, indicateur="heures_par_salarie")
        )
    return empiler(cadres)


def familles(chiffres: pd.DataFrame, *, territoire: str, periode: str) -> pd.DataFrame:
    """Parts de la production et de la mise à disposition, en structures et en salariés.

    Production : ACI et EI ; mise à disposition et intérim : AI et ETTI (IA-08). Parts
    publiées, en points de pourcentage, sans effectif au numérateur. Aucune n'est corrigée,
    même quand les deux parts ne font pas 100.

    Colonnes lues : `territoire, grandeur, valeur` de la table `chiffres_publies`.
    """
    retenus = chiffres[
        (chiffres["territoire"] == territoire) & chiffres["grandeur"].isin(list(FAMILLES))
    ]
    return empiler(
        mesure(
            groupe["territoire"],
            groupe["valeur"],
            periode=periode,
            indicateur=FAMILLES[str(grandeur)][0],
            modalite=FAMILLES[str(grandeur)][1],
        )
        for grandeur, groupe in retenus.groupby("grandeur", sort=False)
    )
