"""Constats sur un objectif d'heures d'insertion et la formule qui l'annonce."""

from typing import TypedDict

import pandas as pd

from carnets.indicateurs.clauses import Lecteur
from carnets.indicateurs.controles.formules import lignes_recalculees, taux_implicites
from carnets.indicateurs.controles.sommes import somme_des_parties
from carnets.indicateurs.controles.verdict import Constat
from carnets.indicateurs.objectif import (
    base_implicite,
    main_oeuvre_implicite,
    objectif_recalcule,
    taux_main_oeuvre_commun,
)


class Recalcul(TypedDict):
    """La colonne publiée à laquelle un recalcul se compare, et comment le dire."""

    colonne: str
    controle: str
    libelle: str
    explication: str


RECALCULS: dict[str, Recalcul] = {
    "heures_travaillees_recalculees": {
        "colonne": "heures_travaillees",
        "controle": "formule_affichee",
        "libelle": "heures travaillées, publiées et selon la formule affichée",
        "explication": "Base × taux de main-d'œuvre affiché / coût horaire affiché.",
    },
    "objectif_sur_heures_publiees": {
        "colonne": "objectif_heures",
        "controle": "objectif_sur_heures_publiees",
        "libelle": "objectif, publié et tiré des heures travaillées publiées",
        "explication": "Heures travaillées publiées × taux d'insertion affiché.",
    },
    "objectif_recalcule": {
        "colonne": "objectif_heures",
        "controle": "objectif_selon_formule",
        "libelle": "objectif, publié et selon la formule affichée",
        "explication": "Formule complète : base × taux de main-d'œuvre / coût × taux d'insertion.",
    },
}
"""Par indicateur recalculé, dans l'ordre du tableau des constats."""


def constats_objectif(objectifs: pd.DataFrame, periode: str, publie: Lecteur) -> list[Constat]:
    """Sommes, formule affichée, taux de main-d'œuvre et base que les heures supposent.

    `publie` rend la valeur publiée d'une grandeur : `taux_main_oeuvre`, `cout_horaire` et
    `taux_insertion` de la formule affichée. Colonnes lues : celles de la table `objectifs`.
    """
    cout = publie("cout_horaire")
    calcul = objectif_recalcule(
        objectifs,
        taux_main_oeuvre=publie("taux_main_oeuvre"),
        cout_horaire=cout,
        taux_insertion=publie("taux_insertion"),
        periode=periode,
    )
    return [
        *somme_des_parties(
            objectifs,
            niveau_total="projet",
            libelles={
                "montant_ht": "Montant d'investissement retenu",
                "heures_travaillees": "Heures travaillées",
                "objectif_heures": "Objectif d'insertion",
            },
            unites={
                "montant_ht": "euros",
                "heures_travaillees": "heures",
                "objectif_heures": "heures",
            },
            arrondies=("montant_ht", "heures_travaillees", "objectif_heures"),
        ),
        *(
            constat
            for nom, recalcul in RECALCULS.items()
            for constat in lignes_recalculees(
                objectifs, calcul[calcul["indicateur"] == nom], unite="heures", **recalcul
            )
        ),
        *taux_implicites(
            objectifs,
            main_oeuvre_implicite(objectifs, cout_horaire=cout, periode=periode),
            affiche=publie("taux_main_oeuvre"),
            precision=0.1,
        ),
        *_bases(objectifs, cout, periode),
    ]


def _bases(objectifs: pd.DataFrame, cout_horaire: float, periode: str) -> list[Constat]:
    """La base que supposent les heures publiées, sous le taux que plusieurs lignes confirment."""
    taux = taux_main_oeuvre_commun(objectifs, cout_horaire=cout_horaire)
    if taux is None:
        return []
    bases = base_implicite(
        objectifs, taux_main_oeuvre=taux, cout_horaire=cout_horaire, periode=periode
    )
    return lignes_recalculees(
        objectifs[objectifs["niveau"] == "maitre_ouvrage"],
        bases,
        colonne="montant_ht",
        controle="base_implicite",
        libelle="base affichée et base que supposent les heures publiées",
        unite="euros",
        # Une heure d'arrondi déplace la base de coût / taux euros.
        precision=cout_horaire / (taux / 100),
        explication=f"Au taux de {taux:g} %, que plusieurs lignes confirment à l'heure près.",
    )
