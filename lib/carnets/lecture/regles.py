"""Le nom français des règles de réparation et d'alerte, pour le rapport que lit une personne."""

import re

_LIBELLES = {
    "alias": "traduit par « valeurs »",
    "annee_d_une_date": "année d'une date",
    "annexes_chevauchantes": "annexes qui se chevauchent",
    "absence_sans_motif": "absence sans motif",
    "base_superieure_aux_montants": "base au-dessus des montants",
    "booleen_reecrit": "oui ou non réécrit",
    "casse_ou_accents": "casse ou accents",
    "cellules_vides_en_trop": "cellules vides en trop",
    "chaine_des_comptes": "chaîne des comptes rompue",
    "code_lu_comme_nombre": "code lu comme un nombre",
    "code_reecrit": "code réécrit",
    "colonne_sans_entete": "colonne sans en-tête",
    "commune_inconnue": "commune inconnue",
    "couverture_partielle": "couverture partielle",
    "cumul_inferieur_a_la_periode": "cumul inférieur à la période",
    "date_francaise": "date française",
    "dates_inversees": "dates inversées",
    "decimale_nulle": "décimale nulle",
    "ecritures_voisines": "écritures voisines",
    "encodage_cp1252": "encodage Windows-1252",
    "encodage_utf-16": "encodage UTF-16",
    "ensemble_hors_de_ses_parties": "ensemble hors de ses parties",
    "entete_rapproche": "en-tête rapproché",
    "entonnoir_croissant": "entonnoir qui s'élargit",
    "etape_sautee": "étape sautée",
    "heure_nulle_otee": "heure nulle ôtée",
    "heures_mensuelles_excessives": "plus de 250 h en un mois",
    "ligne_de_total_probable": "ligne de total probable",
    "liste_reecrite": "liste réécrite",
    "modalite_jamais_vue": "modalité jamais vue",
    "mois_en_lettres": "mois en lettres",
    "mois_francais": "mois français",
    "mois_manquants": "mois manquants",
    "objectif_repete": "objectif répété",
    "part_d_aucun_entier": "part d'aucun effectif entier",
    "parts_sans_cent": "parts qui ne font pas cent",
    "partie_superieure_au_tout": "partie supérieure au tout",
    "personne_a_deux_statuts": "personne à deux statuts",
    "poids_sans_cent": "poids qui ne font pas cent",
    "pourcent_en_ratio": "pour cent rendu en ratio",
    "premier_du_mois": "premier du mois",
    "public_contradictoire": "public démenti",
    "realise_egale_objectif": "réalisé égal à l'objectif",
    "separateur_milliers": "séparateur de milliers",
    "signe_absence": "signe d'absence",
    "signe_pourcent": "signe pour cent",
    "statut_du_code": "adresse dite par le code du quartier",
    "statut_qpv_contradictoire": "statut QPV démenti",
    "taux_publie_different": "taux publié différent",
    "total_different_de_la_somme": "total différent de la somme",
    "unicode_compose": "accents recomposés",
    "unite_convertie": "unité convertie",
    "unite_otee": "unité ôtée",
    "virgule_decimale": "virgule décimale",
    "zero_initial": "zéro initial rendu",
}


def libelle_de_regle(regle: str) -> str:
    """Les mots d'une règle, de plusieurs jointes par « + », ou précisée entre crochets."""
    return " et ".join(_un_libelle(partie) for partie in regle.split("+"))


def _un_libelle(regle: str) -> str:
    nom, _, precision = regle.partition("[")
    mots = _LIBELLES.get(nom, re.sub("_", " ", nom))
    return f"{mots} ({precision.removesuffix(']')})" if precision else mots
