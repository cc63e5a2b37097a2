"""Profils : chaque découpe des bénéficiaires, une seule à la fois."""

import pandas as pd

from carnets.indicateurs.cadre import empiler
from carnets.indicateurs.clauses.comptes import compter, longue, rapports, ventiler
from carnets.indicateurs.clauses.heures import SEXES
from carnets.indicateurs.clauses.releve import Releve

PUBLICS = (
    "DELD", "DETLD", "RSA", "ASS", "AAH", "RQTH", "JEUNE26", "SENIOR50", "QPV", "PLIE", "IAE",
    "REFUGIE", "PPSMJ", "PARENT_ISOLE", "SANS_QUALIF", "AUTRE", "NR",
)  # fmt: skip
STATUTS_SOCIAUX = {
    "minima_sociaux": ("RSA", "ASS", "AAH"),
    "chomage_longue_duree": ("DELD", "DETLD"),
}
AGES = ("moins_26", "26_49", "50_plus", "nr")
NIVEAUX = ("infra3", "3", "4", "5", "6", "7+", "nr")
PEU_QUALIFIES = ("infra3", "3")


def personnes_par_public(releve: Releve) -> pd.DataFrame:
    """CL-09 : personnes par public et leur part (%) des bénéficiaires.

    Une personne compte dans chacun de ses publics : les parts peuvent dépasser 100 % ensemble.
    Aucun public connu : modalité NR.
    """
    listes = releve.personnes["publics"].fillna("").replace("", "NR").str.split("|")
    lignes = releve.personnes.assign(public=listes).explode("public")
    tous = compter(releve.personnes, "id_personne")
    comptes = {p: compter(lignes[lignes["public"] == p], "id_personne") for p in PUBLICS}
    return empiler(
        [
            *(longue(releve, n, "personnes_par_public", p) for p, n in comptes.items()),
            *(
                rapports(releve, n, tous, "part_personnes_par_public", modalite=p)
                for p, n in comptes.items()
            ),
        ]
    )


def personnes_par_statut_social(releve: Releve) -> pd.DataFrame:
    """CL-12 : statut social à l'entrée, un seul par personne, et sa part (%) des renseignés.

    Dans l'ordre : minima sociaux (RSA, ASS, AAH), sinon chômage de longue durée (DELD, DETLD),
    sinon autre ; aucun public connu : nr.
    """
    publics = releve.personnes["publics"].fillna("")
    statut = pd.Series("autre", index=publics.index)
    for nom, codes in reversed(STATUTS_SOCIAUX.items()):
        statut = statut.mask(publics.str.split("|").map(set(codes).intersection).map(bool), nom)
    statut = statut.mask(publics.isin(["", "NR"]), "nr")
    return ventiler(
        releve, releve.personnes.assign(statut=statut), "statut", (*STATUTS_SOCIAUX, "autre", "nr"),
        nombre="personnes_par_statut_social", part="part_personnes_par_statut_social",
        compte="id_personne", hors_part=("nr",),
    )  # fmt: skip


def personnes_par_sexe(releve: Releve) -> pd.DataFrame:
    """CL-10, en personnes : personnes par sexe, et part des femmes (%) des sexes renseignés."""
    lignes = releve.personnes.assign(sexe=releve.personnes["sexe"].fillna("nr"))
    connues = lignes[lignes["sexe"].isin(("F", "H"))]
    return empiler(
        [
            ventiler(
                releve, lignes, "sexe", SEXES, nombre="personnes_par_sexe", compte="id_personne"
            ),
            rapports(
                releve,
                compter(connues[connues["sexe"] == "F"], "id_personne"),
                compter(connues, "id_personne"),
                "part_femmes",
            ),
        ]
    )


def personnes_par_age(releve: Releve) -> pd.DataFrame:
    """CL-11 : personnes par classe d'âge au premier contrat, et part (%) des âges connus."""
    return ventiler(
        releve, releve.personnes.assign(classe=classes_d_age(releve.personnes["age"])), "classe",
        AGES, nombre="personnes_par_age", part="part_personnes_par_age",
        compte="id_personne", hors_part=("nr",),
    )  # fmt: skip


def classes_d_age(ages: pd.Series) -> pd.Series:
    """Classe d'âge : moins de 26 ans, 26 à 49, 50 et plus, ou nr."""
    classes = pd.cut(ages, [-1, 25, 49, 200], labels=list(AGES[:3]))
    return classes.astype("object").where(classes.notna(), "nr")


def personnes_par_niveau(releve: Releve) -> pd.DataFrame:
    """CL-13 : personnes par niveau de formation (nomenclature 2019), part (%) des connus."""
    lignes = releve.personnes.assign(niveau=releve.personnes["niveau_formation"].fillna("nr"))
    return ventiler(
        releve, lignes, "niveau", NIVEAUX,
        nombre="personnes_par_niveau", part="part_personnes_par_niveau",
        compte="id_personne", hors_part=("nr",),
    )  # fmt: skip


def jeunes_peu_qualifies(releve: Releve) -> pd.DataFrame:
    """CL-14 : moins de 26 ans au niveau 3 ou en deçà, et leur part (%) des bénéficiaires."""
    jeunes = releve.personnes[
        (releve.personnes["age"] < 26) & releve.personnes["niveau_formation"].isin(PEU_QUALIFIES)
    ]
    nombre = compter(jeunes, "id_personne")
    return empiler(
        [
            longue(releve, nombre, "jeunes_peu_qualifies"),
            rapports(
                releve,
                nombre,
                compter(releve.personnes, "id_personne"),
                "part_jeunes_peu_qualifies",
            ),
        ]
    )
