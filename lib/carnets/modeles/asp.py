"""Modèles des extraits de l'ASP qui accompagnent les états mensuels, sous leurs propres noms.

L'état mensuel (`etat_mensuel_iae`) ne porte que des heures : le type, le lieu et la durée d'un ETP
sont dans l'annexe financière, l'adresse et la clé de la personne dans le salarié, la situation à
l'embauche et la sortie dans le contrat.
"""

from carnets.modeles.base import Colonne, Modele, enregistrer
from carnets.modeles.iae import MESURES_ASP

CATEGORIES_SORTIE = (
    "Emploi durable", "Emploi de transition", "Sorties positives", "Autres sorties",
    "Retrait des sorties constatées",
)  # fmt: skip

ANNEXE = Modele(
    nom="asp_annexe_financiere",
    description="Annexes financières de l'ASP, avec leur structure et la durée annuelle d'un ETP",
    colonnes=(
        Colonne("af_id_annexe_financiere", "texte", "Annexe financière"),
        Colonne("af_mesure_dispositif_code", "texte", "Mesure", valeurs=MESURES_ASP),
        Colonne("af_etat_annexe_financiere_code", "texte", "État de l'annexe", obligatoire=False),
        Colonne("num_dep_af", "code", "Département", format="departement"),
        Colonne("af_date_debut_effet_v2", "date", "Début d'effet", obligatoire=False),
        Colonne("af_date_fin_effet_v2", "date", "Fin d'effet", obligatoire=False),
        Colonne("af_etp_postes_insertion", "nombre", "ETP conventionnés, en année pleine", "ETP", obligatoire=False, minimum=0),
        Colonne("rmi_valeur", "nombre", "Heures annuelles d'un ETP", "h", obligatoire=False, minimum=1),
        Colonne("structure_siret_actualise", "code", "SIRET de la structure", format="siret_declare", obligatoire=False),
        Colonne("structure_denomination", "texte", "Nom de la structure", obligatoire=False),
        Colonne("structure_adresse_admin_code_insee", "code", "Commune de la structure", format="commune", obligatoire=False),
    ),
    cle=("af_id_annexe_financiere",),
)  # fmt: skip

SALARIE = Modele(
    nom="asp_salarie",
    description="Salariés de l'ASP : un identifiant par structure, une clé hachée par personne",
    colonnes=(
        Colonne("salarie_id", "texte", "Salarié, au sein de sa structure"),
        Colonne("hash_nir", "texte", "Clé hachée de la personne, commune aux structures", obligatoire=False),
        Colonne("salarie_rci_libelle", "texte", "Civilité", obligatoire=False, valeurs=("MME", "M.")),
        Colonne("salarie_annee_naissance", "entier", "Année de naissance", obligatoire=False, minimum=1920, maximum=2030),
        Colonne("salarie_adr_qpv_type", "texte", "Adresse en QPV, hors QPV ou non renseignée", obligatoire=False, valeurs=("QP", "NQP", "NR")),
    ),
    cle=("salarie_id",),
)  # fmt: skip

CONTRAT = Modele(
    nom="asp_contrat",
    description="Contrats de l'ASP : situation du salarié à l'embauche, sortie constatée",
    colonnes=(
        Colonne("contrat_id_ctr", "texte", "Contrat"),
        Colonne("contrat_id_pph", "texte", "Salarié, au sein de sa structure"),
        Colonne("contrat_salarie_rsa", "texte", "Bénéficiaire du RSA, majoré ou non", obligatoire=False, valeurs=("OUI-M", "OUI-NM", "NON")),
        Colonne("contrat_salarie_ass", "booleen", "Bénéficiaire de l'ASS", obligatoire=False),
        Colonne("contrat_salarie_aah", "booleen", "Bénéficiaire de l'AAH", obligatoire=False),
        Colonne("contrat_salarie_rqth", "booleen", "Travailleur handicapé", obligatoire=False),
        Colonne("duree_inscription_ft", "texte", "Durée d'inscription à France Travail", obligatoire=False),
        Colonne("contrat_date_embauche", "date", "Embauche", obligatoire=False),
        Colonne("contrat_date_sortie_definitive", "date", "Sortie définitive", obligatoire=False),
        Colonne("categorie_sortie", "texte", "Catégorie de la sortie", obligatoire=False, valeurs=CATEGORIES_SORTIE),
    ),
    cle=("contrat_id_ctr",),
)  # fmt: skip

DEMANDE_EMPLOI = Modele(
    nom="demande_emploi",
    description="Demandeurs d'emploi (A, B, C) et population par territoire, dont habitants des QPV",
    colonnes=(
        Colonne("territoire", "texte", "Code du territoire, déclaré dans le dossier"),
        Colonne("annee", "entier", "Année", minimum=2000, maximum=2100),
        Colonne("demandeurs_emploi", "nombre", "Demandeurs d'emploi, catégories A, B et C", "personnes", obligatoire=False, minimum=0),
        Colonne("demandeurs_emploi_qpv", "nombre", "Demandeurs d'emploi habitant un QPV", "personnes", obligatoire=False, minimum=0),
        Colonne("population", "nombre", "Habitants", "personnes", obligatoire=False, minimum=0),
        Colonne("population_qpv", "nombre", "Dont habitants des QPV", "personnes", obligatoire=False, minimum=0),
    ),
    cle=("territoire", "annee"),
)  # fmt: skip

enregistrer((ANNEXE, SALARIE, CONTRAT, DEMANDE_EMPLOI))
