"""Conventions et limites d'un panorama, selon les sources qu'il a lues."""

from collections.abc import Iterator

from carnets.indicateurs import iae
from carnets.presentation.cadre import constat_secret
from carnets.presentation.nombres import INSECABLE, nombre
from carnets.presentation.objets import Objet, note
from carnets.presentation.panorama.lieu import Lieu
from carnets.presentation.panorama.mensuel import Mensuel


def conventions(lieu: Lieu, mensuel: Mensuel | None) -> Iterator[Objet]:
    """Comment lire les nombres du livrable : définitions, ETP employés, secret."""
    yield note(
        "Conventions de lecture",
        "Structure (SIAE) : un établissement conventionné et un type (ACI, EI, AI, ETTI, EITI). Le "
        "lieu compté est son siège, ni le chantier ni le domicile des salariés.",
        "Salarié en insertion : personne ayant travaillé dans l'année dans une structure. Les "
        "salariés ne s'additionnent ni d'un territoire, ni d'un type à l'autre.",
        "QPV : quartier prioritaire de la politique de la ville, géographie de "
        f"{lieu.etude.dossier.geographie}.",
        "Une différence de pourcentages s'exprime en points.",
        *([_etp(mensuel)] if mensuel else [_etp_publie()]),
        nature="convention",
    )
    if mensuel:
        yield constat_secret()


def _etp(mensuel: Mensuel) -> str:
    """Les durées d'un ETP qui ont servi, type par type."""
    extrait = mensuel.extrait
    durees = iae.durees_employees(extrait.etats.annexes, extrait.etats.durees)
    mots = [
        f"{type_siae} {' ou '.join(nombre(v) for v in valeurs)}{INSECABLE}h"
        for type_siae, valeurs in durees.items()
    ]
    suite = (
        " Là où l'annexe ne la dit pas, c'est la convention du dossier ou le paramètre daté."
        if extrait.etats.durees
        else ""
    )
    return (
        "1 ETP annuel : la durée que porte l'annexe financière de la structure "
        f"({' ; '.join(mots)}).{suite}"
    )


def _etp_publie() -> str:
    return (
        "ETP : équivalent temps plein, tel que publié ; sa convention horaire n'est pas précisée."
    )


def limites(structures: bool, etats: bool, publie: bool) -> Iterator[Objet]:
    """Ce que les sources du livrable ne disent pas."""
    phrases = []
    if publie:
        phrases.append(
            "Les effectifs de salariés résidant en QPV ne sont pas publiés : seules le sont des "
            "parts arrondies à l'unité, dont on ne tire ni un nombre de personnes, ni une "
            "évolution plus fine que le point."
        )
    if structures:
        phrases += [
            "Une liste de structures compte des sièges, non des salariés ni des heures : deux "
            "territoires au même nombre de structures peuvent offrir des places très différentes.",
            "Une structure intervient souvent hors de sa commune ; une zone blanche n'est pas un "
            "territoire sans insertion.",
        ]
    if etats:
        phrases.append(
            "Les états mensuels sont ce que les structures saisissent : un mois sans saisie n'est "
            "pas un mois à zéro heure, et rien n'est extrapolé."
        )
    yield note(
        "Ce que ces données ne disent pas",
        *phrases,
        "Une sur-représentation ne dit pas que l'offre suffit aux besoins : rien ici ne mesure les "
        "demandes restées sans réponse.",
        nature="limite",
    )
