"""Modèles des indicateurs au format long, de la couverture, et des petites tables de QPV."""

from carnets.modeles.base import Colonne, Modele, enregistrer

ETATS = ("ok", "secret", "nd", "sans_objet", "ns", "provisoire", "estime")

VALEUR_INDICATEUR = Modele(
    nom="valeur_indicateur",
    description="Indicateurs au format long : une valeur par territoire, période et modalité",
    colonnes=(
        Colonne("code_territoire", "texte", "Territoire"),
        Colonne("geographie", "texte", "Géographie prioritaire", obligatoire=False, valeurs=("2015", "2024")),
        Colonne("id_indicateur", "texte", "Indicateur du dictionnaire"),
        Colonne("periode", "texte", "Période"),
        Colonne("modalite", "texte", "Modalité ; vide pour l'ensemble", obligatoire=False),
        Colonne("valeur", "nombre", "Valeur, dans l'unité du dictionnaire", obligatoire=False),
        Colonne("numerateur", "nombre", "Numérateur", obligatoire=False),
        Colonne("denominateur", "nombre", "Dénominateur", obligatoire=False),
        Colonne("etat", "texte", "Zéro, secret, absent et sans objet sont quatre états", valeurs=ETATS),
        Colonne("source", "texte", "Source"),
        Colonne("millesime", "texte", "Millésime de la source", obligatoire=False),
    ),
    cle=("code_territoire", "geographie", "id_indicateur", "periode", "modalite"),
)  # fmt: skip

COUVERTURE = Modele(
    nom="couverture",
    description="Territoires attendus et territoires ayant répondu",
    colonnes=(
        Colonne("dispositif", "texte", "Dispositif"),
        Colonne("periode", "texte", "Période"),
        Colonne("territoire_attendu", "texte", "Territoire attendu"),
        Colonne("repondant", "booleen", "A répondu"),
        Colonne("motif", "texte", "Motif de l'absence", obligatoire=False),
    ),
    cle=("dispositif", "periode", "territoire_attendu"),
)

PANEL_FILOSOFI_QPV = Modele(
    nom="panel_filosofi_qpv",
    description="Revenus des QPV 2015 par année, retraités par un tiers depuis l'Insee et le SDES",
    colonnes=(
        Colonne("code_qpv", "code", "QPV", format="qpv_2015", alias=("code",)),
        Colonne("annee", "entier", "Année des revenus", minimum=2000, maximum=2100),
        Colonne("revenu_median", "nombre", "Revenu disponible médian", "€", obligatoire=False, minimum=0),
        Colonne("taux_pauvrete", "nombre", "Taux de pauvreté à 60 %", "pourcentage", obligatoire=False, minimum=0, maximum=100),
        Colonne("gini", "nombre", "Indice de Gini", obligatoire=False, minimum=0, maximum=1),
        Colonne("s80s20", "nombre", "Rapport S80/S20", obligatoire=False, minimum=0),
    ),
    cle=("code_qpv", "annee"),
)  # fmt: skip

POPULATION_QPV = Modele(
    nom="population_qpv",
    description="Population municipale des QPV 2015 en 2013 et 2018",
    colonnes=(
        Colonne("code_qpv", "code", "QPV", format="qpv_2015", alias=("code", "code_qp")),
        Colonne("pop_2013", "entier", "Population 2013", "habitants", obligatoire=False, minimum=0, alias=("pop_mun_2013",)),
        Colonne("pop_2018", "entier", "Population 2018", "habitants", obligatoire=False, minimum=0, alias=("pop_mun_2018",)),
        Colonne("evolution", "nombre", "Évolution", "pourcentage", obligatoire=False, alias=("evol_pop_pct",)),
    ),
    cle=("code_qpv",),
)  # fmt: skip

GROUPE_QUARTIERS = Modele(
    nom="groupe_quartiers",
    description="Groupes de quartiers que nomme un chercheur, pour les comparer",
    colonnes=(
        Colonne("groupe", "texte", "Nom du groupe", exemple="npnru"),
        Colonne("code_qpv", "code", "QPV", format="qpv", alias=("code", "code_qp")),
    ),
    cle=("groupe", "code_qpv"),
)

DICTIONNAIRE_COLONNES = Modele(
    nom="dictionnaire_colonnes",
    description="Dictionnaire de variables livré avec un fichier",
    colonnes=(
        Colonne("colonne", "texte", "Variable"),
        Colonne("description", "texte", "Libellé"),
        Colonne("type_valeur", "texte", "Type"),
        Colonne("exemple", "texte", "Exemple", obligatoire=False),
    ),
    cle=("colonne",),
)

enregistrer(
    (
        VALEUR_INDICATEUR,
        COUVERTURE,
        PANEL_FILOSOFI_QPV,
        POPULATION_QPV,
        GROUPE_QUARTIERS,
        DICTIONNAIRE_COLONNES,
    )
)
