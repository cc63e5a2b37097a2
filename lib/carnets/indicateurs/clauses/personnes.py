"""Personnes : distinctes à chaque niveau. Rien ici ne s'additionne d'un territoire à l'autre."""

import pandas as pd

from carnets.indicateurs.cadre import empiler
from carnets.indicateurs.clauses.comptes import compter, longue, rapports, sommer
from carnets.indicateurs.clauses.releve import Releve


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
