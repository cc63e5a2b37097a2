"""Personnes : distinctes à chaque niveau. Rien ici ne s'additionne d'un territoire à l'autre."""

import pandas as pd

from carnets.indicateurs.cadre import empiler
from carnets.indicateurs.clauses.comptes import compter, longue, rapports, sommer, ventiler
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
CATEGORIES = (
    "emploi_durable", "emploi_transition", "sortie_positive", "autre", "sans_nouvelle",
)  # fmt: skip
DYNAMIQUES = ("emploi_durable", "emploi_transition", "sortie_positive")


def beneficiaires(releve: Releve) -> pd.DataFrame:
    """CL-07, CL-08 : personnes distinctes ayant au moins un contrat, dont habitantes d'un QPV.

    `part_beneficiaires_qpv` (%) : sur toutes les personnes, adresses inconnues comprises ;
    `beneficiaires_adresse_inconnue` dit combien.
    """
    tous = compter(releve.personnes, "id_personne")
    statuts = releve.personnes["statut_qpv"]
    qpv = compter(releve.personnes[statuts == "QP"], "id_personne")
    inconnus = compter(releve.personnes[statuts == "NR"], "id_personne")
    return empiler(
        [
            longue(releve, tous, "beneficiaires"),
            longue(releve, qpv, "beneficiaires_qpv"),
            longue(releve, inconnus, "beneficiaires_adresse_inconnue"),
            rapports(releve, qpv, tous, "part_beneficiaires_qpv"),
        ]
    )


def personnes_par_quartier(releve: Releve) -> pd.DataFrame:
    """CL-07 par quartier : habitants de chaque QPV à l'entrée ; modalité = code du quartier."""
    codes = releve.personnes["code_qpv_entree"]
    comptes = {
        code: compter(releve.personnes[codes == code], "id_personne")
        for code in sorted(codes.dropna().unique())
    }
    if not comptes:
        return longue(releve, compter(releve.personnes, "id_personne"), "beneficiaires").head(0)
    return empiler(longue(releve, n, "personnes_par_quartier", code) for code, n in comptes.items())


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


def moyennes_par_personne(releve: Releve) -> pd.DataFrame:
    """CL-17 : heures par bénéficiaire, heures par contrat, contrats par bénéficiaire.

    Ce ne sont pas des durées de mission. Sans bénéficiaire, ou sans contrat : `sans_objet`.
    """
    h = sommer(releve.heures, "heures_valorisees")
    contrats = compter(releve.contrats, "id_contrat")
    tous = compter(releve.personnes, "id_personne")
    return empiler(
        [
            rapports(releve, h, tous, "heures_par_beneficiaire", facteur=1.0),
            rapports(releve, h, contrats, "heures_par_contrat", facteur=1.0),
            rapports(releve, contrats, tous, "contrats_par_beneficiaire", facteur=1.0),
        ]
    )


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
    """CL-22 : sorties examinées, par catégorie, et part (%) de sorties dynamiques.

    Un référentiel (IAE, PLIE ou clause_local) et un horizon à la fois : leurs définitions ne se
    mélangent pas, et le référentiel est écrit dans la modalité. Une personne sortie plusieurs
    fois compte par sa dernière sortie. Dénominateur : les sorties examinées. Dynamique : emploi
    durable, de transition ou sortie positive.
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
    dynamiques = compter(lignes[lignes["categorie"].isin(DYNAMIQUES)], "id_personne")
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
            rapports(
                releve, dynamiques, examinees, "part_sorties_dynamiques", modalite=referentiel
            ),
        ]
    )
