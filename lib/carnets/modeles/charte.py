"""Modèle des engagements de la charte d'insertion qu'aucune déclaration d'heures ne porte."""

from carnets.modeles.base import Colonne, Modele, enregistrer

ENGAGEMENTS = ("gup_heures", "gup_embauches", "postes", "objectif_local")

ENGAGEMENT_CHARTE = Modele(
    nom="engagement_charte",
    description="Ce qu'un comité de pilotage suit à côté des heures : embauches, postes, cibles",
    colonnes=(
        Colonne("territoire", "texte", "Code du territoire, déclaré dans le dossier"),
        Colonne(
            "engagement", "texte",
            "Heures ou embauches de gestion urbaine, postes d'ingénierie, de fonctionnement et "
            "d'accompagnement, ou objectif local chiffré",
            valeurs=ENGAGEMENTS,
        ),
        Colonne("libelle", "texte", "Intitulé pour le lecteur"),
        Colonne(
            "atteint", "nombre",
            "Ce qui est réservé ou atteint ; vide pour les heures, qui viennent des déclarations",
            obligatoire=False, minimum=0,
        ),
        Colonne("base", "nombre", "Total dont c'est une part, ou cible de l'objectif local", minimum=0),
    ),
    cle=("territoire", "engagement", "libelle"),
    source="Charte nationale d'insertion de l'ANRU et son plan local d'application",
)  # fmt: skip

enregistrer((ENGAGEMENT_CHARTE,))
