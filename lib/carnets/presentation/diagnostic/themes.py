"""Les thèmes du diagnostic : leurs indicateurs, dans l'ordre où un lecteur les attend."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Theme:
    """Un thème : ses indicateurs pour un quartier, et les quelques-uns d'une liste de quartiers.

    `champ` : ce que rapportent les parts que le tableau nomme en bref.
    """

    titre: str
    champ: str
    fichier: str
    indicateurs: tuple[str, ...]
    en_liste: tuple[str, ...]


THEMES: Mapping[str, Theme] = {
    "population": Theme(
        "Population",
        "parts parmi les habitants et les ménages",
        "demo",
        (
            "population_municipale",
            "part_population_commune",
            "part_femmes_habitants",
            "part_moins_25_ans",
            "part_60_ans_et_plus",
            "indice_jeunesse",
            "part_menages_une_personne",
            "part_menages_six_personnes",
            "part_etrangers",
        ),
        (
            "population_municipale",
            "part_population_commune",
            "part_moins_25_ans",
            "part_60_ans_et_plus",
            "indice_jeunesse",
            "part_etrangers",
        ),
    ),
    "allocataires": Theme(
        "Familles et allocataires de la Caf",
        "parts parmi les foyers allocataires",
        "demo",
        (
            "allocataires",
            "personnes_couvertes",
            "part_allocataires_monoparents",
            "part_allocataires_isoles",
            "part_allocataires_couples_sans_enfant",
            "part_allocataires_couples_avec_enfants",
            "part_allocataires_couples_trois_enfants",
        ),
        (
            "allocataires",
            "part_allocataires_monoparents",
            "part_allocataires_isoles",
            "part_allocataires_couples_avec_enfants",
        ),
    ),
    "emploi": Theme(
        "Emploi",
        "habitants de 15 à 64 ans",
        "ipro",
        (
            "taux_emploi",
            "taux_emploi_femmes",
            "taux_emploi_etrangers",
            "part_emplois_duree_limitee",
            "part_emplois_duree_limitee_femmes",
            "part_emplois_duree_limitee_etrangers",
            "contrats_aides",
        ),
        (
            "taux_emploi",
            "taux_emploi_femmes",
            "part_emplois_duree_limitee",
            "part_emplois_duree_limitee_femmes",
        ),
    ),
    "ecarts_femmes": Theme(
        "Écarts des femmes à l'ensemble",
        "en points, 15 à 64 ans",
        "ipro",
        ("ecart_taux_emploi_femmes", "ecart_emplois_duree_limitee_femmes"),
        ("ecart_taux_emploi_femmes", "ecart_emplois_duree_limitee_femmes"),
    ),
    "demandeurs": Theme(
        "Demandeurs d'emploi",
        "parts parmi les inscrits A, B et C",
        "ipro",
        (
            "demandeurs_abcde",
            "demandeurs_abc",
            "demandeurs_a",
            "part_demandeurs_categorie_a",
            "part_demandeurs_femmes",
            "part_demandeurs_moins_26_ans",
            "part_demandeurs_26_a_49_ans",
            "part_demandeurs_50_ans_et_plus",
            "part_demandeurs_etrangers",
            "part_demandeurs_rsa",
            "part_demandeurs_sous_cap",
            "part_demandeurs_cap_ou_moins",
            "part_demandeurs_superieur",
            "part_demandeurs_un_an_et_plus",
            "part_demandeurs_deux_ans_et_plus",
            "evolution_demandeurs_abc",
            "evolution_demandeurs_a",
        ),
        (
            "demandeurs_abc",
            "demandeurs_a",
            "part_demandeurs_femmes",
            "part_demandeurs_moins_26_ans",
            "part_demandeurs_cap_ou_moins",
            "part_demandeurs_un_an_et_plus",
        ),
    ),
    "revenus": Theme(
        "Revenus, pauvreté, inégalités",
        "revenus par unité de consommation",
        "revn",
        (
            "revenu_disponible_median",
            "revenu_disponible_premier_quartile",
            "revenu_disponible_troisieme_quartile",
            "rapport_interdecile",
            "revenu_declare_median",
            "taux_pauvrete",
            "taux_bas_revenus",
            "part_menages_imposes",
            "poids_revenus_activite",
            "poids_pensions",
            "poids_prestations_sociales",
            "poids_patrimoine",
            "poids_impots",
        ),
        (
            "revenu_disponible_median",
            "taux_pauvrete",
            "taux_bas_revenus",
            "rapport_interdecile",
            "part_menages_imposes",
        ),
    ),
    "prestations": Theme(
        "Prestations sociales",
        "parts parmi les foyers allocataires ou les assurés",
        "revn",
        (
            "part_allocataires_rsa",
            "part_allocataires_prime_activite",
            "part_allocataires_aah",
            "part_complementaire_sans_participation",
            "part_complementaire_avec_participation",
        ),
        (
            "part_allocataires_rsa",
            "part_allocataires_prime_activite",
            "part_allocataires_aah",
            "part_complementaire_sans_participation",
        ),
    ),
}

COURTS: Mapping[str, str] = {
    "part_population_commune": "Part de la population de la commune",
    "taux_emploi": "Taux d'emploi",
    "taux_emploi_femmes": "Taux d'emploi des femmes",
    "ecart_taux_emploi_femmes": "Taux d'emploi",
    "taux_emploi_etrangers": "Taux d'emploi des étrangers",
    "part_emplois_duree_limitee": "Emplois à durée limitée",
    "part_emplois_duree_limitee_femmes": "Emplois à durée limitée, femmes",
    "ecart_emplois_duree_limitee_femmes": "Emplois à durée limitée",
    "part_emplois_duree_limitee_etrangers": "Emplois à durée limitée, étrangers",
    "demandeurs_abcde": "Inscrits, catégories A à E",
    "demandeurs_abc": "Inscrits, catégories A, B et C",
    "demandeurs_a": "Inscrits, catégorie A",
    "part_demandeurs_categorie_a": "Catégorie A",
    "part_demandeurs_femmes": "Femmes",
    "part_demandeurs_moins_26_ans": "Moins de 26 ans",
    "part_demandeurs_26_a_49_ans": "26 à 49 ans",
    "part_demandeurs_50_ans_et_plus": "50 ans et plus",
    "part_demandeurs_etrangers": "Étrangers",
    "part_demandeurs_rsa": "Au RSA",
    "part_demandeurs_sous_cap": "Niveau inférieur au CAP-BEP",
    "part_demandeurs_cap_ou_moins": "Niveau CAP-BEP ou moins",
    "part_demandeurs_superieur": "Niveau supérieur au bac",
    "part_demandeurs_un_an_et_plus": "Inscrits depuis un an et plus",
    "part_demandeurs_deux_ans_et_plus": "Inscrits depuis deux ans et plus",
    "evolution_demandeurs_abc": "Évolution annuelle, A, B et C",
    "evolution_demandeurs_a": "Évolution annuelle, A",
    "part_allocataires_monoparents": "Monoparents",
    "part_allocataires_isoles": "Personnes isolées",
    "part_allocataires_couples_sans_enfant": "Couples sans enfant",
    "part_allocataires_couples_avec_enfants": "Couples avec enfants",
    "part_allocataires_couples_trois_enfants": "Couples, trois enfants et plus",
    "part_allocataires_rsa": "RSA socle",
    "part_allocataires_prime_activite": "Prime d'activité",
    "part_allocataires_aah": "AAH",
    "part_complementaire_sans_participation": "Complémentaire santé gratuite",
    "part_complementaire_avec_participation": "Complémentaire santé payante",
    "revenu_disponible_premier_quartile": "Premier quartile du revenu",
    "revenu_disponible_troisieme_quartile": "Troisième quartile du revenu",
    "poids_revenus_activite": "Poids des revenus d'activité",
    "poids_pensions": "Poids des pensions",
    "poids_prestations_sociales": "Poids des prestations",
    "poids_patrimoine": "Poids du patrimoine",
    "poids_impots": "Poids des impôts",
}
"""Libellés d'un tableau dont le titre dit déjà le champ."""

PREFIXES: Mapping[str, str] = {
    "part_demandeurs_": "Inscrits",
    "part_allocataires_": "Allocataires",
    "evolution_demandeurs_": "Inscrits",
}
"""Ce qui précède un libellé court hors de son tableau."""

PAR_SEXE = (
    "demandeurs_abcde",
    "demandeurs_abc",
    "demandeurs_a",
    "demandeurs_abc_rsa",
    "demandeurs_abc_sous_cap",
    "demandeurs_abc_cap_bep",
    "demandeurs_abc_bac",
    "demandeurs_abc_superieur",
    "demandeurs_abc_moins_6_mois",
    "demandeurs_abc_6_a_12_mois",
    "demandeurs_abc_1_a_2_ans",
    "demandeurs_abc_2_ans_et_plus",
)
"""Les effectifs que l'Insee publie par sexe."""

PROFIL = (
    "taux_emploi",
    "taux_emploi_femmes",
    "part_emplois_duree_limitee",
    "part_demandeurs_femmes",
    "part_demandeurs_moins_26_ans",
    "part_demandeurs_50_ans_et_plus",
    "part_demandeurs_rsa",
    "part_demandeurs_cap_ou_moins",
    "part_demandeurs_superieur",
    "part_demandeurs_un_an_et_plus",
    "evolution_demandeurs_abc",
    "revenu_disponible_median",
    "rapport_interdecile",
    "taux_pauvrete",
    "taux_bas_revenus",
    "part_menages_imposes",
    "poids_prestations_sociales",
    "part_allocataires_rsa",
    "part_allocataires_monoparents",
    "part_allocataires_isoles",
    "part_complementaire_sans_participation",
    "part_moins_25_ans",
    "part_60_ans_et_plus",
    "part_menages_une_personne",
    "part_menages_six_personnes",
    "part_femmes_habitants",
    "part_etrangers",
)
"""Les indicateurs que l'on situe parmi les quartiers : rangs, profil, quintiles extrêmes."""

ECARTS = (
    "taux_emploi",
    "taux_emploi_femmes",
    "part_emplois_duree_limitee",
    "part_demandeurs_cap_ou_moins",
    "part_demandeurs_un_an_et_plus",
    "taux_pauvrete",
    "part_allocataires_rsa",
    "part_moins_25_ans",
)
"""Les colonnes de la carte de chaleur."""

ENTETES: Mapping[str, str] = {
    "taux_emploi": "Taux d'emploi",
    "taux_emploi_femmes": "Taux d'emploi des femmes",
    "part_emplois_duree_limitee": "Emplois à durée limitée",
    "part_demandeurs_cap_ou_moins": "Inscrits, CAP ou moins",
    "part_demandeurs_un_an_et_plus": "Inscrits un an et plus",
    "taux_pauvrete": "Taux de pauvreté",
    "part_allocataires_rsa": "Alloc. au RSA",
    "part_moins_25_ans": "Moins de 25 ans",
}
"""Les mêmes, assez brefs pour coiffer une colonne d'un centimètre et demi."""

SUIVIS = ("population_municipale", "revenu_disponible_median", "taux_pauvrete", "taux_bas_revenus")
"""Ce dont l'évolution se tabule quand le dictionnaire la permet."""
