"""Contrats, durées, parcours et employeurs."""

import pandas as pd

from carnets.indicateurs.cadre import empiler
from carnets.indicateurs.clauses.comptes import compter, longue, rapports, sommer, ventiler
from carnets.indicateurs.clauses.releve import Releve

TYPES = (
    "CDI", "CDI_chantier", "CDII", "CDD", "CDDU", "CTT", "CDDI", "APP", "PRO", "CUI_PEC",
    "CDD_tremplin", "CAPE", "autre", "nr",
)  # fmt: skip
ALTERNANCE = ("APP", "PRO")
SIAE = ("ACI", "EI", "AI", "ETTI", "EITI")


def contrats(releve: Releve) -> pd.DataFrame:
    """CL-15, CL-24 : contrats, par type (« nr » compris), alternance, embauches directes.

    Parts (%) sur tous les contrats. Le type de contrat n'est pas la nature de l'employeur.
    `embauches_directes` : contrats dont la modalité est l'embauche directe ; une mise à
    disposition n'est pas un emploi créé.
    """
    lignes = releve.contrats.assign(type_contrat=releve.contrats["type_contrat"].fillna("nr"))
    tous = compter(lignes, "id_contrat")
    alternance = compter(lignes[lignes["type_contrat"].isin(ALTERNANCE)], "id_contrat")
    directes = compter(lignes[lignes["modalite"] == "embauche_directe"], "id_contrat")
    return empiler(
        [
            longue(releve, tous, "contrats_insertion"),
            ventiler(
                releve, lignes, "type_contrat", TYPES,
                nombre="contrats_par_type", part="part_contrats_par_type", compte="id_contrat",
            ),
            rapports(releve, alternance, tous, "part_alternance"),
            longue(releve, directes, "embauches_directes"),
        ]
    )  # fmt: skip


def durees_contrats(releve: Releve) -> pd.DataFrame:
    """CL-16 : durée des contrats terminés, en jours : moyenne et médiane ; contrats en cours.

    Durée = fin réelle − début, pour les contrats finis au dernier jour de la période. Les autres
    sont censurés : leur durée n'est pas connue, et leur nombre est rendu à côté. Numérateur de la
    moyenne : jours ; dénominateur des deux : contrats terminés.
    """
    dernier = pd.Period(releve.fin, "M").end_time
    finis = releve.contrats[releve.contrats["date_fin_reelle"] <= dernier]
    finis = finis.assign(jours=(finis["date_fin_reelle"] - finis["date_debut"]).dt.days)
    nombre = compter(finis, "id_contrat")
    medianes = finis.groupby("territoire")["jours"].median()
    en_cours = compter(releve.contrats, "id_contrat").sub(nombre, fill_value=0)
    mediane = rapports(
        # 0 / 0 : pas de médiane sans contrat terminé (`sans_objet`).
        releve, medianes * nombre, nombre, "duree_mediane_contrats", facteur=1.0,
    ).assign(numerateur=float("nan"))  # fmt: skip
    return empiler(
        [
            rapports(releve, sommer(finis, "jours"), nombre, "duree_moyenne_contrats", facteur=1.0),
            mediane,
            longue(releve, nombre, "contrats_termines"),
            longue(releve, en_cours, "contrats_en_cours"),
        ]
    )


def parcours(releve: Releve) -> pd.DataFrame:
    """CL-27 : personnes à plusieurs contrats, mois travaillés et employeurs par personne.

    `mois_par_personne` : mois distincts où des heures travaillées sont retenues, par
    bénéficiaire ; deux contrats le même mois n'en font qu'un.
    """
    tous = compter(releve.personnes, "id_personne")
    par_personne = releve.contrats.groupby(["territoire", "id_personne"]).agg(
        contrats=("id_contrat", "nunique"), employeurs=("employeur_siret", "nunique")
    )
    plusieurs = (
        par_personne[par_personne["contrats"] >= 2]
        .reset_index()
        .pipe(compter, "id_personne")
    )  # fmt: skip
    mois = releve.mois.groupby("territoire").size()
    employeurs = par_personne["employeurs"].groupby("territoire").sum()
    return empiler(
        [
            longue(releve, plusieurs, "personnes_plusieurs_contrats"),
            rapports(releve, plusieurs, tous, "part_plusieurs_contrats"),
            rapports(releve, mois, tous, "mois_par_personne", facteur=1.0),
            rapports(releve, employeurs, tous, "employeurs_par_personne", facteur=1.0),
        ]
    )


def entreprises_mobilisees(releve: Releve) -> pd.DataFrame:
    """CL-29 : établissements distincts, par rôle : titulaire d'un lot, employeur, dont SIAE.

    Un même établissement peut tenir plusieurs rôles : les rôles ne s'additionnent pas.
    """
    siae = releve.contrats[releve.contrats["nature_employeur"].isin(SIAE)]
    roles = {
        "titulaire": compter(releve.lots.dropna(subset="titulaire_siret"), "titulaire_siret"),
        "employeur": compter(releve.contrats, "employeur_siret"),
        "employeur_siae": compter(siae, "employeur_siret"),
    }
    return empiler(longue(releve, n, "etablissements_mobilises", role) for role, n in roles.items())
