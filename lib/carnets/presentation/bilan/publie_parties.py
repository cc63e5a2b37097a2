"""Les parties d'un bilan de chiffres publiés : les mêmes que celles d'un bilan de microdonnées."""

from collections.abc import Callable, Mapping, Sequence

from carnets.presentation.barres import barres
from carnets.presentation.bilan import publie_lectures as lectures
from carnets.presentation.bilan import publie_messages as messages
from carnets.presentation.bilan import publie_objectifs as objectifs
from carnets.presentation.bilan.publie import Publie
from carnets.presentation.bilan.reperes import libelles_conventions
from carnets.presentation.cadre import (
    cartouche_de,
    tableau_couverture,
    tableau_parametres,
    tableau_qualite,
    tableau_sources,
)
from carnets.presentation.constats import tableau_constats
from carnets.presentation.etude import Etude
from carnets.presentation.nombres import avec_unite
from carnets.presentation.objets import Objet, note
from carnets.presentation.parties import non_disponible
from carnets.presentation.tableaux import Disposition, tableau
from carnets.presentation.textes import accorder, phrase

SANS_MICRODONNEES = (
    "Ce dossier ne porte que des chiffres publiés, sans {}. Cette partie demande des microdonnées."
)
RAISONS: Mapping[str, str] = {
    "marches": SANS_MICRODONNEES.format("clauses ni déclarations par lot"),
    "quartiers": SANS_MICRODONNEES.format("l'adresse des bénéficiaires quartier par quartier"),
    "profils": SANS_MICRODONNEES.format("le sexe, l'âge, le statut ni le niveau des personnes"),
    "modalites": SANS_MICRODONNEES.format("les heures par modalité de réalisation"),
    "formations": SANS_MICRODONNEES.format("les formations suivies pendant un contrat"),
    "suites": SANS_MICRODONNEES.format("les parcours ni les sorties"),
    "charte": "Ni les heures travaillées des opérations, ni les embauches de gestion urbaine ne "
    "sont publiées : les parts que demande la charte ne se calculent pas.",
}
TYPES_CONTRAT = {
    "CDI": "CDI",
    "CDD": "CDD",
    "APP": "Contrat d'apprentissage",
    "GEIQ": "Contrat par un GEIQ",
    "ETT": "Mission par une ETT",
    "ETTI": "Mission par une ETTI",
    "CUI": "Contrat unique d'insertion",
    "CDDI": "CDD d'insertion",
    "nr": "Non renseigné",
}


def parties_publiees(etude: Etude) -> Mapping[str, Callable[[], Sequence[Objet]]]:
    """Les parties du bilan d'un dossier de chiffres publiés."""
    p = Publie(etude)
    fonctions: Mapping[str, Callable[[Publie], list[Objet]]] = {
        "cartouche": _cartouche,
        "synthese": messages.synthese_publiee,
        "chiffres": messages.chiffres_publies,
        "realisations": objectifs.realisations,
        "objectif": objectifs.objectif,
        "niveaux": objectifs.niveaux,
        "contrats": _contrats,
        "equivalents": _equivalents,
        "comparaisons": lectures.comparaisons_publiees,
        "alertes": _controles,
        "article_9": lectures.article_9_publie,
        "conventions": _conventions,
        "qualite": _qualite,
        "methode": _methode,
    }
    faites = {nom: lambda f=fonction: f(p) for nom, fonction in fonctions.items()}
    tues = {nom: lambda r=raison: [non_disponible(r)] for nom, raison in RAISONS.items()}
    return {**faites, **tues}


def _cartouche(p: Publie) -> list[Objet]:
    return [
        cartouche_de(
            p.etude,
            "Bilan des clauses d'insertion",
            surtitre="Renouvellement urbain et insertion",
            champ="heures d'insertion publiées par le porteur du projet",
        )
    ]


def _contrats(p: Publie) -> list[Objet]:
    if p.contrats is None:
        return [non_disponible("Le document ne ventile pas les contrats par type.")]
    source = p.etude.citer("types_contrats")
    return [
        tableau(
            p.contrats,
            titre="Contrats par type",
            source=source,
            disposition=Disposition(
                lignes="modalite", entete="Type de contrat", libelles=TYPES_CONTRAT
            ),
            notes=[
                "La table du document mêle types de contrat et types d'employeur. « Non "
                "renseigné » "
                "est l'écart entre le total déclaré et la somme des types."
            ],
        ),
        barres(
            p.contrats.garder(indicateur="contrats_par_type"),
            titre="Contrats par type, du plus fréquent au moins fréquent",
            source=source,
            lignes="modalite",
            libelles=TYPES_CONTRAT,
        ),
        non_disponible("La durée des contrats n'est pas publiée : ni moyenne, ni médiane."),
    ]


def _equivalents(p: Publie) -> list[Objet]:
    annonce = p.nombre("etp")
    note_annonce = (
        f"Le document annonce {avec_unite(annonce, 'etp')}, sans dire sa convention."
        if annonce == annonce
        else "Le document n'annonce pas de nombre d'ETP."
    )
    table = tableau(
        p.equivalents,
        titre="Équivalents temps plein selon la convention horaire",
        source=p.citer(),
        disposition=Disposition(
            lignes="modalite", entete="Convention", libelles=libelles_conventions()
        ),
        notes=[note_annonce],
    )
    if annonce != annonce:
        return [table]
    bornes = tableau(
        p.compatibles,
        titre="Heures par ETP compatibles avec le nombre d'ETP annoncé",
        source=p.citer(),
        disposition=Disposition(
            lignes="modalite", entete="Hypothèse",
            libelles={
                "": "Heures réalisées / ETP annoncés",
                "borne_basse": "Borne basse (arrondi de l'ETP)",
                "borne_haute": "Borne haute (arrondi de l'ETP)",
            },
        ),
    )  # fmt: skip
    return [table, bornes]


def _controles(p: Publie) -> list[Objet]:
    groupes = {
        "Incohérences relevées": p.tri.incoherents,
        "Ce que le document ne permet pas de vérifier": p.tri.non_verifiables,
        "Hypothèses essayées : quelle convention, quel dénominateur ?": p.tri.hypotheses,
        "Chiffres retrouvés": p.tri.concordants,
    }
    tableaux = [
        tableau_constats(p.constats_publies, constats, titre=titre, source=p.citer())
        for titre, constats in groupes.items()
        if len(constats)
    ]
    mauvais = len(p.tri.incoherents)
    entete = (
        "Chaque chiffre qui peut l'être est recalculé à partir des autres ; le publié n'est "
        f"jamais corrigé. {mauvais} sur {len(p.constats) - len(p.tri.hypotheses)} ne se "
        f"{accorder(mauvais, 'retrouve', 'retrouvent')} pas."
    )
    return [phrase(entete), *tableaux]


def _conventions(p: Publie) -> list[Objet]:
    return [
        note(
            "Conventions de lecture",
            "Heures d'insertion : celles que le document dit réalisées au titre de la clause ; "
            "il ne "
            "sépare pas heures travaillées et heures de formation.",
            "Bénéficiaires : tels que le document les compte. Ils ne s'additionnent ni d'un maître "
            "d'ouvrage à l'autre, ni d'une année à l'autre.",
            "Taux de réalisation : heures réalisées / heures prévues, même périmètre, sans "
            "plafond.",
            f"Secret statistique : {p.bilan.mention}",
            nature="convention",
        )
    ]


def _qualite(p: Publie) -> list[Objet]:
    return [*messages.couverture(p), tableau_couverture(p.etude), tableau_qualite(p.etude)]


def _methode(p: Publie) -> list[Objet]:
    return [
        note("Ce que ces données ne disent pas", *lectures.limites(p), nature="limite"),
        tableau_sources(p.etude),
        tableau_parametres(p.etude),
    ]
