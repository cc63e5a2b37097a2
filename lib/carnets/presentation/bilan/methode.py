"""Comment lire un bilan de microdonnées : conventions, couverture, qualité, limites."""

from carnets.presentation.bilan.tables import Bilan
from carnets.presentation.cadre import (
    constat_secret,
    tableau_couverture,
    tableau_parametres,
    tableau_qualite,
    tableau_sources,
)
from carnets.presentation.objets import Objet, note
from carnets.presentation.textes import phrase


def conventions(b: Bilan) -> list[Objet]:
    """Les définitions, et ce que le secret statistique a fait."""
    return [
        note(
            "Conventions de lecture",
            "Heures d'insertion : heures valorisées et validées. Heures travaillées et heures de "
            "formation en sont deux autres mesures, qui ne s'y ajoutent pas.",
            "Bénéficiaire : personne distincte ayant eu au moins un contrat. Les personnes ne "
            "s'additionnent ni d'un maître d'ouvrage à l'autre, ni d'une année à l'autre.",
            "Habitants des quartiers : adresse à l'entrée, dans la géographie de "
            f"{b.perimetre.etude.dossier.geographie}.",
            "Taux de réalisation : heures réalisées / heures prévues des lots qui ont un objectif, "
            "sans plafond. Objectif ajusté : dernier avenant.",
            b["territoires"].mention,
            nature="convention",
        ),
        constat_secret(),
    ]


def qualite(b: Bilan) -> list[Objet]:
    """Ce qui a été lu, ce qui manque, ce qui a été réparé."""
    etude = b.perimetre.etude
    return [
        phrase(
            f"{_declares(b)} Lots sans objectif en heures : "
            f"{b.lire('marches', 'lots_sans_objectif')}. Les totaux ne couvrent que ce qui a été "
            "déclaré."
        ),
        tableau_couverture(etude),
        tableau_qualite(etude),
    ]


def _declares(b: Bilan) -> str:
    couverture, lots = (b.lire("marches", nom) for nom in ("couverture_lots", "lots_clauses"))
    if lots.valeur == 1:
        quantite = "Au moins une" if couverture.valeur else "Aucune"
        negation = "est" if couverture.valeur else "n'est"
        return f"{quantite} déclaration {negation} retenue pour le seul lot clausé."
    return f"Au moins une déclaration est retenue pour {couverture} des {lots} lots clausés."


def methode(b: Bilan) -> list[Objet]:
    """Limites, sources, paramètres."""
    etude = b.perimetre.etude
    return [
        note(
            "Ce que ces données ne disent pas",
            "Les heures sont celles que les entreprises déclarent : un lot muet n'est pas un lot à "
            "zéro heure, et rien n'est extrapolé.",
            "Une heure déclarée sans valorisation ne compte pas tant qu'elle manque.",
            "Ce qu'est devenue une personne n'est connu que si sa sortie a été examinée.",
            "Ni ce que les bénéficiaires seraient devenus sans la clause, ni la qualité des "
            "emplois "
            "ne s'y lisent.",
            nature="limite",
        ),
        tableau_sources(etude),
        tableau_parametres(etude),
    ]
