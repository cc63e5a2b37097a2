"""Ce que deviennent les personnes : formations suivies pendant un contrat, sorties examinées."""

from collections.abc import Mapping

import pandas as pd

from carnets.indicateurs.cadre import empiler
from carnets.indicateurs.clauses.comptes import compter, longue, rapports, sommer
from carnets.indicateurs.clauses.releve import Releve

HORIZONS = ("0", "3", "6", "12")  # mois écoulés depuis la sortie
CATEGORIES = (
    "emploi_durable", "emploi_transition", "sortie_positive", "autre", "sans_nouvelle",
)  # fmt: skip
# Référentiel → (indicateur, catégories favorables). « Dynamique » est un mot de l'IAE, qui compte
# l'emploi de transition ; un PLIE et la charte d'Alès ne comptent que six mois d'emploi ou une
# qualification : leurs sorties sont dites positives.
FAVORABLES: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "IAE": (
        "part_sorties_dynamiques", ("emploi_durable", "emploi_transition", "sortie_positive"),
    ),
    "PLIE": ("part_sorties_positives", ("emploi_durable", "sortie_positive")),
    "clause_local": ("part_sorties_positives", ("emploi_durable", "sortie_positive")),
}  # fmt: skip


def formations(releve: Releve) -> pd.DataFrame:
    """CL-18 : bénéficiaires formés pendant un contrat, part (%), heures de ces formations.

    Une formation d'avant le contrat ne compte pas ; une formation sans date compte, une formation
    datée hors de la période non.
    """
    suivies = releve.formations[releve.formations["pendant_contrat"].fillna(value=False)]
    dates = suivies["date_debut"].dt.strftime("%Y-%m")
    suivies = suivies[dates.isna() | dates.between(releve.debut, releve.fin)]
    suivies = suivies.assign(
        duree=suivies["h_centre"].fillna(0) + suivies["h_entreprise"].fillna(0)
    )
    lignes = releve.personnes[["territoire", "id_personne"]].merge(
        suivies[["id_personne", "duree"]], on="id_personne"
    )
    formes = compter(lignes, "id_personne")
    tous = compter(releve.personnes, "id_personne")
    return empiler(
        [
            longue(releve, formes, "beneficiaires_formes"),
            rapports(releve, formes, tous, "part_beneficiaires_formes"),
            longue(releve, sommer(lignes, "duree"), "heures_formation_suivies"),
        ]
    )  # fmt: skip


def sorties(releve: Releve, *, referentiel: str, horizon: str = "0") -> pd.DataFrame:
    """CL-22 : sorties examinées, par catégorie, et part (%) de sorties favorables.

    Un référentiel (IAE, PLIE ou clause_local) et un horizon à la fois : leurs définitions ne se
    mélangent pas, et le référentiel est écrit dans la modalité. Une personne sortie plusieurs
    fois compte par sa dernière sortie. Dénominateur : les sorties examinées. La part et les
    catégories qu'elle compte sont celles du référentiel (`FAVORABLES`).
    """
    vues = releve.sorties[
        (releve.sorties["referentiel_sortie"] == referentiel)
        & (releve.sorties["horizon"] == horizon)
        & releve.sorties["examinee"].fillna(value=False)
        & releve.sorties["date_sortie"].dt.strftime("%Y-%m").between(releve.debut, releve.fin)
    ]
    dernieres = vues.sort_values("date_sortie", kind="stable").drop_duplicates(
        "id_personne", keep="last"
    )
    lignes = releve.personnes[["territoire", "id_personne"]].merge(
        dernieres[["id_personne", "categorie"]], on="id_personne"
    )
    examinees = compter(lignes, "id_personne")
    part, favorables = FAVORABLES[referentiel]
    retenues = compter(lignes[lignes["categorie"].isin(favorables)], "id_personne")
    return empiler(
        [
            longue(releve, examinees, "sorties_examinees", referentiel),
            *(
                longue(
                    releve,
                    compter(lignes[lignes["categorie"] == categorie], "id_personne"),
                    "sorties_par_categorie",
                    f"{referentiel}|{categorie}",
                )
                for categorie in CATEGORIES
            ),
            rapports(releve, retenues, examinees, part, modalite=referentiel),
        ]
    )
