"""Modèles des cohortes (Cité de l'emploi, parcours de formation) et de leurs entonnoirs."""

from carnets.modeles.base import Colonne, Modele, Reference, enregistrer

STATUTS_PASSAGE = ("invite", "present", "absent", "retenu", "abandon", "valide")

COHORTE = Modele(
    nom="cohorte",
    description="Cohortes accompagnées, une par ligne",
    colonnes=(
        Colonne("id_cohorte", "texte", "Identifiant de la cohorte"),
        Colonne("territoire", "texte", "Territoire"),
        Colonne("public_cible", "texte", "Public visé", obligatoire=False),
        Colonne("date_debut", "date", "Début", obligatoire=False),
        Colonne(
            "objectif_effectif", "entier", "Effectif visé", "personnes",
            obligatoire=False, minimum=0,
        ),
    ),
    cle=("id_cohorte",),
)  # fmt: skip

PASSAGE = Modele(
    nom="cohorte_passage",
    description="Passage de chaque personne à chaque étape ; convoqué et présent se distinguent",
    colonnes=(
        Colonne("id_cohorte", "texte", "Cohorte"),
        Colonne("id_personne", "texte", "Identifiant haché"),
        Colonne("id_etape", "texte", "Étape"),
        Colonne("rang", "entier", "Rang de l'étape dans le parcours", minimum=1),
        Colonne("date", "date", "Date", obligatoire=False),
        Colonne("statut", "texte", "Ce qui s'est passé", valeurs=STATUTS_PASSAGE),
    ),
    cle=("id_personne", "id_etape"),
    references=(Reference(("id_cohorte",), "cohorte", ("id_cohorte",)),),
)

ENTONNOIR = Modele(
    nom="entonnoir",
    description="Effectifs par étape d'une cohorte, tels qu'un bilan les publie",
    colonnes=(
        Colonne("id_cohorte", "texte", "Cohorte"),
        Colonne("rang", "entier", "Rang de l'étape dans le parcours", minimum=1),
        Colonne("etape", "texte", "Étape"),
        Colonne("effectif", "entier", "Personnes à cette étape", "personnes", minimum=0),
    ),
    cle=("id_cohorte", "rang"),
)

enregistrer((COHORTE, PASSAGE, ENTONNOIR))
