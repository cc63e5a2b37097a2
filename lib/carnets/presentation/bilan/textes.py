"""Les mots du bilan d'insertion : libellés des modalités, réponses à une liste d'indicateurs."""

from collections.abc import Mapping

from carnets.presentation.objets import Objet
from carnets.presentation.tableaux import tableau_texte
from carnets.presentation.textes import Lecture, typographie

TROP_PEU = (
    "trop peu de personnes pour une découpe : presque toute masquée, elle désignerait les autres, "
    "ou, jointe aux livrables voisins, laisserait recalculer une valeur confidentielle."
)
LIBELLES_BILAN: Mapping[str, str] = {
    "": "Ensemble",
    "F": "Femmes",
    "H": "Hommes",
    "QP": "Quartiers prioritaires",
    "NQP": "Hors des quartiers",
    "NR": "Non connu",
    "nr": "Non renseigné",
    "moins_26": "Moins de 26 ans",
    "26_49": "26 à 49 ans",
    "50_plus": "50 ans et plus",
    "minima_sociaux": "Minima sociaux (RSA, ASS, AAH)",
    "chomage_longue_duree": "Chômage de longue durée",
    "autre": "Autre",
    "infra3": "Sans diplôme ou inférieur au niveau 3",
    "3": "Niveau 3 (CAP, BEP)",
    "4": "Niveau 4 (baccalauréat)",
    "5": "Niveau 5 (bac + 2)",
    "6": "Niveau 6 (bac + 3)",
    "7+": "Niveau 7 et plus",
    "DELD": "Demandeurs d'emploi de longue durée",
    "DETLD": "Demandeurs d'emploi de très longue durée",
    "RSA": "Bénéficiaires du RSA",
    "ASS": "Bénéficiaires de l'ASS",
    "AAH": "Bénéficiaires de l'AAH",
    "RQTH": "Travailleurs handicapés (RQTH)",
    "JEUNE26": "Jeunes de moins de 26 ans",
    "SENIOR50": "Personnes de 50 ans et plus",
    "QPV": "Habitants d'un quartier prioritaire",
    "PLIE": "Participants d'un PLIE",
    "IAE": "Salariés de l'insertion (IAE)",
    "REFUGIE": "Réfugiés",
    "PPSMJ": "Personnes placées sous main de justice",
    "PARENT_ISOLE": "Parents isolés",
    "SANS_QUALIF": "Sans qualification",
    "AUTRE": "Autres publics",
    "CDI_chantier": "CDI de chantier",
    "CDII": "CDI intermittent",
    "CDDU": "CDD d'usage",
    "CTT": "Contrat de travail temporaire",
    "CDDI": "CDD d'insertion",
    "APP": "Contrat d'apprentissage",
    "PRO": "Contrat de professionnalisation",
    "CUI_PEC": "Parcours emploi compétences",
    "CDD_tremplin": "CDD tremplin",
    "CAPE": "Contrat d'appui au projet (CAPE)",
    "alternance": "Alternance",
    "embauche_directe": "Embauche directe",
    "mise_a_disposition": "Mise à disposition",
    "sous_traitance_ou_cotraitance": "Sous-traitance ou cotraitance",
    "marche_reserve": "Marché réservé",
    "sortie ": "Sorties examinées",
    "sortie emploi_durable": "Emploi durable",
    "sortie emploi_transition": "Emploi de transition",
    "sortie sortie_positive": "Formation qualifiante ou autre sortie positive",
    "sortie autre": "Autre sortie",
    "sortie sans_nouvelle": "Sans nouvelle",
}


# Ce que demande l'article 9 du plan local d'application de la charte d'Alès, dans son ordre.
ARTICLE_9: Mapping[str, str] = {
    "heures": "Nombre d'heures d'insertion",
    "heures_mo": "Nombre d'heures d'insertion par maître d'ouvrage",
    "heures_operation": "Nombre d'heures d'insertion par opération et par marché",
    "heures_qpv": "Nombre d'heures faites par le public des quartiers prioritaires",
    "heures_quartier": "… avec une distinction par quartier",
    "personnes_qpv": "Habitants des quartiers ayant eu au moins un contrat de travail",
    "publics": "Typologie des publics bénéficiaires",
    "femmes": "… dont part des femmes",
    "age": "… âge",
    "statut": "… statut social à l'entrée",
    "niveau": "… niveau de formation",
    "jeunes": "Public jeune peu qualifié",
    "contrats": "Typologie des contrats",
    "alternance": "… dont part des contrats en alternance",
    "duree": "Durée moyenne des contrats de travail, en jours",
    "formation": "Personnes formées dans le cadre de leur contrat",
    "reserves": "Part des marchés réservés aux structures d'insertion",
    "gup": "Heures des marchés de gestion urbaine et sociale de proximité",
}


def tableau_reponses(reponses: Mapping[str, Lecture | str], *, source: str) -> Objet:
    """L'article 9, indicateur par indicateur : sa valeur, où la lire, ou pourquoi elle manque.

    Lève `KeyError` si un indicateur de l'article n'a pas de réponse.
    """
    lignes = []
    for cle, attendu in ARTICLE_9.items():
        reponse = reponses[cle]
        texte = reponse if isinstance(reponse, str) else f"{reponse:unite}"
        lignes.append(
            (
                typographie(attendu),
                "quantitatif" if cle in QUANTITATIFS else "qualitatif",
                typographie(texte),
            )
        )
    return tableau_texte(
        "Les indicateurs de l'article 9",
        ("Indicateur attendu", "Objectif", "Réponse"),
        lignes,
        source=source,
    )


QUANTITATIFS = (
    "heures", "heures_mo", "heures_operation", "heures_qpv", "heures_quartier", "personnes_qpv",
)  # fmt: skip
