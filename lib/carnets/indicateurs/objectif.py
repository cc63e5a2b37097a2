"""Objectif d'heures d'insertion par maître d'ouvrage, recalculé à côté du publié.

Formule affichée : heures d'insertion = (base × taux de main-d'œuvre / coût horaire) × taux
d'insertion. Les taux sont en pourcentage, la base en euros HT, le coût en euros par heure.
"""

import pandas as pd

from carnets.indicateurs.cadre import empiler, mesure, nombres, rapport


def objectif_recalcule(
    objectifs: pd.DataFrame,
    *,
    taux_main_oeuvre: float,
    cout_horaire: float,
    taux_insertion: float,
    periode: str,
) -> pd.DataFrame:
    """Heures travaillées et objectif selon la formule affichée, écart de l'objectif publié.

    Indicateurs, en heures sauf le dernier : `heures_travaillees` et `objectif_heures`
    (publiés), `heures_travaillees_recalculees`, `objectif_recalcule`,
    `objectif_sur_heures_publiees` (heures travaillées publiées × taux d'insertion),
    `ecart_objectif` (publié − recalculé) et `ecart_objectif_relatif` (% du recalculé).
    Rien n'est arrondi. Une base absente donne `nd`.

    Colonnes lues : `territoire, montant_ht, heures_travaillees, objectif_heures`.
    Source : plan local d'application de la charte d'insertion d'Alès, article 4, V.
    """
    territoires = objectifs["territoire"]
    publie = nombres(objectifs["objectif_heures"])
    travail = nombres(objectifs["heures_travaillees"])
    heures = nombres(objectifs["montant_ht"]) * taux_main_oeuvre / 100 / cout_horaire
    objectif = heures * taux_insertion / 100
    mesures = {
        "heures_travaillees": travail,
        "objectif_heures": publie,
        "heures_travaillees_recalculees": heures,
        "objectif_recalcule": objectif,
        "objectif_sur_heures_publiees": travail * taux_insertion / 100,
        "ecart_objectif": publie - objectif,
    }
    relatif = rapport(
        territoires,
        publie - objectif,
        objectif,
        periode=periode,
        indicateur="ecart_objectif_relatif",
        facteur=100.0,
    )
    absolus = [
        mesure(territoires, valeurs, periode=periode, indicateur=nom)
        for nom, valeurs in mesures.items()
    ]
    return empiler([*absolus, relatif])


def main_oeuvre_implicite(
    objectifs: pd.DataFrame, *, cout_horaire: float, periode: str
) -> pd.DataFrame:
    """Taux de main-d'œuvre que supposent la base et les heures publiées, à ce coût horaire.

    Formule : 100 × heures travaillées × coût horaire / base, en pourcentage. Comparé au taux
    affiché, il dit si la formule annoncée est celle qui a servi.

    Colonnes lues : `territoire, montant_ht, heures_travaillees`.
    """
    cout = nombres(objectifs["heures_travaillees"]) * cout_horaire
    return rapport(
        objectifs["territoire"],
        cout,
        objectifs["montant_ht"],
        periode=periode,
        indicateur="taux_main_oeuvre_implicite",
        facteur=100.0,
    )


def taux_main_oeuvre_commun(objectifs: pd.DataFrame, *, cout_horaire: float) -> float | None:
    """Le taux rond (au dixième de point) qui redonne à l'heure près le plus de lignes publiées.

    Cherché parmi les taux implicites des maîtres d'ouvrage ; il faut qu'au moins deux lignes
    le confirment, sinon `None` : une seule ligne se retrouve toujours par un taux ad hoc.

    Colonnes lues : `niveau, montant_ht, heures_travaillees`.
    """
    lignes = objectifs[objectifs["niveau"] == "maitre_ouvrage"]
    base, heures = nombres(lignes["montant_ht"]), nombres(lignes["heures_travaillees"])
    confirmations: dict[float, int] = {}
    for taux in (1000 * heures * cout_horaire / base).dropna().round() / 10:
        ecart = (base * taux / 100 / cout_horaire - heures).abs()
        confirmations[float(taux)] = int((ecart <= 0.5).sum())
    confirmes = {taux: nombre for taux, nombre in confirmations.items() if nombre >= 2}
    return max(confirmes, key=lambda taux: (confirmes[taux], taux)) if confirmes else None


def base_implicite(
    objectifs: pd.DataFrame, *, taux_main_oeuvre: float, cout_horaire: float, periode: str
) -> pd.DataFrame:
    """Base (euros HT) qui donnerait les heures publiées sous ce taux et ce coût horaire.

    Formule : heures travaillées × coût horaire / taux de main-d'œuvre. Son écart à la base
    affichée mesure la part de la base qui n'aurait pas été comptée.

    Colonnes lues : `territoire, heures_travaillees`.
    """
    base = nombres(objectifs["heures_travaillees"]) * cout_horaire / (taux_main_oeuvre / 100)
    return mesure(objectifs["territoire"], base, periode=periode, indicateur="base_implicite")
