"""Les mots du bilan d'insertion : libellés des modalités, réponses à une liste d'indicateurs."""

from collections.abc import Mapping

from carnets.presentation.objets import Objet
from carnets.presentation.tableaux import tableau_texte
from carnets.presentation.textes import Lecture, typographie

_SORTIES = {
    "": "Sorties examinées",
    "emploi_durable": "Emploi durable",
    "emploi_transition": "Emploi de transition",
    "sortie_positive": "Sortie positive",
    "autre": "Autre sortie",
    "sans_nouvelle": "Sans nouvelle",
}
_REFERENTIELS = {"IAE": "IAE", "PLIE": "PLIE", "clause_local": "référentiel local"}
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
    **{
        f"{code}|{categorie}": f"{texte} ({nom})"
        for code, nom in _REFERENTIELS.items()
        for categorie, texte in _SORTIES.items()
    },
}


def tableau_reponses(titre: str, reponses: Mapping[str, Lecture | str], *, source: str) -> Objet:
    """Des indicateurs attendus : la valeur lue de chacun, ou la phrase qui dit où la lire."""
    lignes = [
        (typographie(attendu), reponse if isinstance(reponse, str) else f"{reponse:unite}")
        for attendu, reponse in reponses.items()
    ]
    return tableau_texte(titre, ("Indicateur attendu", "Réponse"), lignes, source=source)
