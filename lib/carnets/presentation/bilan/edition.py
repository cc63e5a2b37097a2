"""L'édition d'un bilan : les mêmes parties, de microdonnées ou d'agrégats."""

from collections.abc import Callable, Mapping, Sequence

from carnets.presentation.bilan import (
    contrats,
    lectures,
    methode,
    objectifs,
    publics,
    suites,
    synthese,
    territoires,
)
from carnets.presentation.bilan.perimetre import a_des_microdonnees, perimetre
from carnets.presentation.bilan.publie_parties import parties_publiees
from carnets.presentation.bilan.reperes import conventions_etp
from carnets.presentation.bilan.tables import Bilan, publier_bilan
from carnets.presentation.cadre import cartouche_de
from carnets.presentation.etude import Etude
from carnets.presentation.objets import Objet
from carnets.presentation.parties import Edition

NIVEAUX = ("projet", "maitre_ouvrage", "operation", "region")
# Un document publie les comptes d'un projet ou d'une région ; des autres, des fragments.
DE_CHIFFRES_PUBLIES = ("projet", "region")
Composer = Callable[[], Sequence[Objet]]


def bilan_insertion(etude: Etude, *, perimetre_voulu: str = "") -> Edition:
    """Le bilan d'insertion d'un territoire : projet, maître d'ouvrage, opération ou région.

    `perimetre_voulu` : le type attendu du territoire, pour qu'une erreur de code se voie.
    UsageIncorrect si le territoire n'est pas de ce type, ou d'aucun des quatre.
    """
    retenue = etude.exiger(*((perimetre_voulu,) if perimetre_voulu else NIVEAUX))
    if not a_des_microdonnees(retenue):
        return Edition(parties_publiees(retenue.exiger(*DE_CHIFFRES_PUBLIES)))
    valeurs = {nom: float(v.valeur) for nom, v in conventions_etp().items()}
    return Edition(_parties(publier_bilan(perimetre(retenue), valeurs)))


def _parties(b: Bilan) -> Mapping[str, Composer]:
    fonctions: Mapping[str, Callable[[Bilan], list[Objet]]] = {
        "cartouche": _cartouche,
        "synthese": synthese.messages,
        "chiffres": synthese.chiffres,
        "realisations": objectifs.realisations,
        "objectif": objectifs.termes,
        "charte": objectifs.charte,
        "niveaux": territoires.niveaux,
        "marches": territoires.marches,
        "quartiers": publics.quartiers,
        "profils": publics.profils,
        "contrats": contrats.contrats,
        "modalites": contrats.modalites,
        "formations": contrats.formations,
        "suites": suites.suites,
        "equivalents": contrats.equivalents,
        "comparaisons": lectures.comparaisons,
        "alertes": lectures.alertes,
        "article_9": lectures.article_9,
        "conventions": methode.conventions,
        "qualite": methode.qualite,
        "methode": methode.methode,
    }
    return {nom: lambda f=fonction: f(b) for nom, fonction in fonctions.items()}  # type: ignore[misc]


def _cartouche(b: Bilan) -> list[Objet]:
    return [
        cartouche_de(
            b.perimetre.etude,
            "Bilan des clauses d'insertion",
            surtitre="Renouvellement urbain et insertion",
            champ=f"heures d'insertion retenues depuis l'origine, jusqu'à {b.arrete}",
        )
    ]
