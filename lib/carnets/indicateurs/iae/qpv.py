"""La place des habitants des quartiers prioritaires dans l'insertion par l'activité économique.

Les parts sont publiées arrondies à l'unité, sans effectif : ce qui s'en déduit porte des
bornes, et rien n'y est corrigé.
"""

from collections.abc import Mapping

import pandas as pd

from carnets.indicateurs.cadre import COLONNES, empiler, nombres, rapport, scalaire

ENSEMBLE = "ENSEMBLE"


def part_qpv(parts: pd.DataFrame, qpv: pd.DataFrame) -> pd.DataFrame:
    """Part des salariés en insertion qui résident en QPV, par type de SIAE (IA-09).

    Champ : salariés en insertion des structures conventionnées. Unité : pourcentage, tel que
    publié. Un 0 publié dans un territoire sans aucun QPV est un zéro structurel : il devient
    `sans_objet` (« /// »). Un 0 dans un territoire qui a des QPV reste 0. Un type absent du
    territoire (« - » du document) est `sans_objet` ; une case vide, `nd`.

    Colonnes lues : `territoire, type_siae, annee, part_qpv, etat` (parts) ;
    `territoire, nombre_qpv` (qpv). Modalité : type de SIAE.
    """
    valeur = nombres(parts["part_qpv"])
    zero_structurel = parts["territoire"].isin(territoires_sans_qpv(qpv)) & (valeur == 0)
    etat = parts["etat"].astype("str").mask(zero_structurel, "sans_objet")
    etat = etat.mask((etat == "ok") & valeur.isna(), "nd")
    cadre = pd.DataFrame(
        {
            "territoire": parts["territoire"].astype("str"),
            "periode": parts["annee"].astype(int).astype("str"),
            "indicateur": "part_qpv_salaries",
            "modalite": parts["type_siae"].astype("str"),
            "numerateur": float("nan"),
            "denominateur": float("nan"),
            "valeur": valeur.where(etat == "ok"),
            "etat": etat,
        },
        columns=list(COLONNES),
    )
    return cadre.reset_index(drop=True)


def territoires_sans_qpv(qpv: pd.DataFrame) -> list[str]:
    """Codes des territoires où la géographie prioritaire ne compte aucun quartier."""
    return list(qpv.loc[nombres(qpv["nombre_qpv"]) == 0, "territoire"])


def part_qpv_ponderee(
    parts: pd.DataFrame, structures: pd.DataFrame, *, territoire: str, annee: int, precision: float
) -> pd.DataFrame:
    """Moyenne des parts départementales pondérée par les salariés, et ses bornes d'arrondi.

    Formule : Σ part × salariés / Σ salariés. Les parts étant publiées à `precision` près,
    chacune se trouve à une demi-précision de sa valeur imprimée, entre 0 et 100 : d'où les
    modalités `borne_basse` et `borne_haute`. Un département manquant rend le tout `nd`.

    Colonnes lues : `territoire, niveau, type_siae, annee, part_qpv` ;
    `territoire, niveau, salaries`.
    """
    ensemble = parts[
        (parts["type_siae"] == ENSEMBLE)
        & (parts["annee"] == annee)
        & (parts["niveau"] == "departement")
    ]
    departements = structures[structures["niveau"] == "departement"]
    poids = departements[["territoire", "salaries"]].merge(
        ensemble[["territoire", "part_qpv"]], on="territoire", how="left", validate="1:1"
    )
    salaries, part = nombres(poids["salaries"]), nombres(poids["part_qpv"])
    bornes = {
        "": part,
        "borne_basse": (part - precision / 2).clip(lower=0),
        "borne_haute": (part + precision / 2).clip(upper=100),
    }
    return empiler(
        scalaire(
            territoire,
            float((valeurs * salaries).sum(skipna=False)),
            float(salaries.sum(skipna=False)),
            periode=str(annee),
            indicateur="part_qpv_ponderee",
            modalite=modalite,
        )
        for modalite, valeurs in bornes.items()
    )


def indice_representation(
    parts: pd.DataFrame, *, territoire: str, annee: int, references: Mapping[str, float]
) -> pd.DataFrame:
    """Part des QPV dans l'IAE rapportée à leur part dans chaque population de référence (IA-10).

    Au-dessus de 1, les habitants des QPV sont plus présents dans l'IAE que dans la référence.
    Sans la référence, l'indice ne veut rien dire : elle est la modalité. `references` donne
    la part en pourcentage de chaque référence, par exemple `demandeurs_emploi` et
    `population`. Un territoire sans part publiée est `nd`.

    Colonnes lues : `territoire, type_siae, annee, part_qpv`.
    """
    lignes = parts[
        (parts["territoire"] == territoire)
        & (parts["type_siae"] == ENSEMBLE)
        & (parts["annee"] == annee)
    ]
    part = float(nombres(lignes["part_qpv"]).sum(min_count=1))
    return empiler(
        scalaire(
            territoire,
            part,
            reference,
            periode=str(annee),
            indicateur="indice_representation_qpv",
            modalite=nom,
        )
        for nom, reference in references.items()
    )


def indice_calcule(
    parts: pd.DataFrame, references: Mapping[str, pd.Series], *, periode: str
) -> pd.DataFrame:
    """Le même indice (IA-10) pour des parts calculées, de chaque territoire et référence.

    Formule : part des QPV dans l'IAE / part des QPV dans la référence, toutes deux en %. Une
    référence inconnue d'un territoire y rend l'indice `nd` ; nulle, `sans_objet`.

    Colonnes lues : `territoire, valeur`, une ligne par territoire. `references` : nom de la
    population, qui devient la modalité → part (%) par territoire.
    """
    return empiler(
        rapport(
            parts["territoire"].reset_index(drop=True),
            parts["valeur"].reset_index(drop=True),
            parts["territoire"].map(reference).reset_index(drop=True),
            periode=periode,
            indicateur="indice_representation_qpv",
            modalite=nom,
        )
        for nom, reference in references.items()
    )


def evolution_part_qpv(
    parts: pd.DataFrame, qpv: pd.DataFrame, *, annee: int, annee_reference: int
) -> pd.DataFrame:
    """Écart, en points, entre les parts publiées de deux années, tous types réunis (IA-11).

    Deux parts arrondies à l'unité ne disent l'écart qu'à un point près. L'état est le premier
    qui n'est pas `ok` : un zéro structurel reste `sans_objet`, une année manquante donne `nd`.

    Colonnes lues : celles de `part_qpv`. Période de sortie : « reference-annee ».
    """
    longues = part_qpv(parts[parts["type_siae"] == ENSEMBLE], qpv)
    avant = longues[longues["periode"] == str(annee_reference)]
    apres = longues[longues["periode"] == str(annee)]
    paires = apres[["territoire", "valeur", "etat"]].merge(
        avant[["territoire", "valeur", "etat"]],
        on="territoire",
        how="left",
        suffixes=("", "_avant"),
        validate="1:1",
    )
    etat = paires["etat"].mask(paires["etat"] == "ok", paires["etat_avant"].fillna("nd"))
    cadre = pd.DataFrame(
        {
            "territoire": paires["territoire"],
            "periode": f"{annee_reference}-{annee}",
            "indicateur": "evolution_part_qpv",
            "modalite": ENSEMBLE,
            "numerateur": float("nan"),
            "denominateur": float("nan"),
            "valeur": paires["valeur"] - paires["valeur_avant"],
            "etat": etat,
        },
        columns=list(COLONNES),
    )
    return cadre.astype({"periode": "str", "indicateur": "str", "modalite": "str"})
