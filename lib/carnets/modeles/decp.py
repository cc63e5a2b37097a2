"""Modèles des marchés et des concessions de la commande publique au format DECP 2022."""

from carnets.modeles.base import Colonne, Modele, enregistrer
from carnets.modeles.operations import CONSIDERATIONS_ENVIRONNEMENTALES, CONSIDERATIONS_SOCIALES

ABSENCES_CONSOLIDATEUR = ("CDL", "MQ")
"""Écrits par les consolidateurs à la place d'une absence."""

DECP_CONTRAT = Modele(
    nom="decp_contrat",
    description="Contrats publiés ; un même contrat peut l'être plusieurs fois",
    colonnes=(
        Colonne("acheteur_siret", "code", "SIRET de l'acheteur", format="siret", alias=("acheteur.id",)),
        Colonne("id", "texte", "Identifiant du contrat chez l'acheteur"),
        Colonne("nature", "texte", "Nature"),
        Colonne("objet", "texte", "Objet"),
        Colonne("code_cpv", "texte", "Code CPV, avec ou sans clé", alias=("codeCPV",)),
        Colonne("procedure", "texte", "Procédure", obligatoire=False),
        Colonne("lieu_code", "texte", "Code du lieu d'exécution", obligatoire=False, alias=("lieuExecution.code",)),
        Colonne("lieu_type", "texte", "Nature du code de lieu", obligatoire=False, alias=("lieuExecution.typeCode",)),
        Colonne("duree_mois", "nombre", "Durée", "mois", obligatoire=False, minimum=0, alias=("dureeMois",)),
        Colonne("date_notification", "date", "Notification", alias=("dateNotification",)),
        Colonne("date_publication", "date", "Publication", obligatoire=False, alias=("datePublicationDonnees",)),
        Colonne("montant", "nombre", "Montant initial HT", "€", obligatoire=False, minimum=0),
        Colonne("forme_prix", "texte", "Forme du prix", obligatoire=False, alias=("formePrix",)),
        Colonne("offres_recues", "entier", "Offres reçues", obligatoire=False, minimum=0, alias=("offresRecues",)),
        Colonne("ccag", "texte", "CCAG", obligatoire=False),
        Colonne("sous_traitance", "booleen", "Sous-traitance déclarée", obligatoire=False, alias=("sousTraitanceDeclaree",)),
        Colonne("id_accord_cadre", "texte", "Accord-cadre", obligatoire=False, alias=("idAccordCadre",)),
        Colonne("considerations_sociales", "liste", "Considérations sociales ; vide = inconnu", obligatoire=False, presente=True, valeurs=CONSIDERATIONS_SOCIALES, alias=("considerationsSociales",)),
        Colonne("considerations_environnementales", "liste", "Considérations environnementales", obligatoire=False, valeurs=CONSIDERATIONS_ENVIRONNEMENTALES, alias=("considerationsEnvironnementales",)),
        Colonne("titulaires", "liste", "Identifiants des titulaires", obligatoire=False),
        Colonne("nombre_modifications", "entier", "Modifications publiées", obligatoire=False, minimum=0),
    ),
    cle=("acheteur_siret", "id"),
    version="date_publication",
    manquants=ABSENCES_CONSOLIDATEUR,
    source="Arrêté du 22 décembre 2022, schéma de la commande publique 2.0",
)  # fmt: skip

DECP_CONCESSION = Modele(
    nom="decp_concession",
    description="Contrats de concession publiés ; un même contrat peut l'être plusieurs fois",
    colonnes=(
        Colonne("autorite_siret", "code", "SIRET de l'autorité concédante", format="siret", alias=("autoriteConcedante.id",)),
        Colonne("id", "texte", "Identifiant du contrat chez l'autorité"),
        Colonne("nature", "texte", "Nature"),
        Colonne("objet", "texte", "Objet"),
        Colonne("procedure", "texte", "Procédure", obligatoire=False),
        Colonne("duree_mois", "nombre", "Durée", "mois", obligatoire=False, minimum=0, alias=("dureeMois",)),
        Colonne("date_signature", "date", "Signature", obligatoire=False, alias=("dateSignature",)),
        Colonne("date_publication", "date", "Publication", obligatoire=False, alias=("datePublicationDonnees",)),
        Colonne("date_debut_execution", "date", "Début d'exécution", obligatoire=False, alias=("dateDebutExecution",)),
        Colonne("valeur_globale", "nombre", "Valeur globale attribuée HT", "€", obligatoire=False, minimum=0, alias=("valeurGlobale",)),
        Colonne("subvention_publique", "nombre", "Subvention publique", "€", obligatoire=False, minimum=0, alias=("montantSubventionPublique",)),
        Colonne("considerations_sociales", "liste", "Considérations sociales ; vide = inconnu", obligatoire=False, presente=True, valeurs=CONSIDERATIONS_SOCIALES, alias=("considerationsSociales",)),
        Colonne("considerations_environnementales", "liste", "Considérations environnementales", obligatoire=False, valeurs=CONSIDERATIONS_ENVIRONNEMENTALES, alias=("considerationsEnvironnementales",)),
        Colonne("concessionnaires", "liste", "Identifiants des concessionnaires", obligatoire=False),
    ),
    cle=("autorite_siret", "id"),
    version="date_publication",
    source="Arrêté du 22 décembre 2022, schéma de la commande publique 2.0",
)  # fmt: skip

enregistrer((DECP_CONTRAT, DECP_CONCESSION))
