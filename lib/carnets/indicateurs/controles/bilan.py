"""Tous les constats d'un bilan d'insertion : réalisé, ETP, contrats, objectif."""

from collections.abc import Callable

import pandas as pd

from carnets.dossier import Dossier
from carnets.indicateurs.clauses import valeur_publiee
from carnets.indicateurs.controles.citations import citations_concordantes
from carnets.indicateurs.controles.formules import (
    conventions_etp,
    denominateurs_candidats,
)
from carnets.indicateurs.controles.objectif import constats_objectif
from carnets.indicateurs.controles.sommes import somme_et_total
from carnets.indicateurs.controles.verdict import Constat, cadre_constats, constat
from carnets.indicateurs.etp import (
    etp_par_convention,
    heures_par_etp_compatibles,
    mois_par_convention,
)
from carnets.parametres import ValeurDatee, catalogue

CONVENTIONS = "insertion/heures_par_etp"
Lecteur = Callable[[str], float]


def constats_bilan(dossier: Dossier) -> pd.DataFrame:
    """Les constats d'un dossier qui porte l'objectif et le bilan publiés d'un projet.

    Tables lues : `objectifs, types_contrats, chiffres_publies` ; conventions d'ETP : toutes
    celles de `insertion/heures_par_etp`. Le projet est la ligne `projet` des objectifs.
    Colonnes de sortie : celles de `Constat`.
    """
    objectifs = dossier.table("objectifs")
    projet = str(objectifs.loc[objectifs["niveau"] == "projet", "territoire"].iloc[0])
    chiffres = dossier.table("chiffres_publies")

    def publie(grandeur: str) -> float:
        return valeur_publiee(chiffres, grandeur, territoire=projet)

    return cadre_constats(
        [
            *_realisation(dossier, chiffres, projet, publie),
            *_etp(projet, str(dossier.annee), publie),
            *constats_objectif(objectifs, str(dossier.annee), publie),
        ]
    )


def _realisation(
    dossier: Dossier, chiffres: pd.DataFrame, projet: str, publie: Lecteur
) -> list[Constat]:
    heures = publie("heures_realisees")
    return [
        constat(
            "taux_recalcule",
            "Taux de réalisation : heures réalisées / heures prévues",
            publie("taux_realisation"),
            100 * heures / publie("heures_prevues"),
            unite="pourcentage",
            precision=1.0,
            explication="« Plus de » devant les heures réalisées : le taux est une borne basse.",
        ),
        *denominateurs_candidats(
            "Durée moyenne des missions",
            publie("duree_moyenne_missions"),
            heures,
            {"personne": publie("beneficiaires"), "contrat": publie("contrats")},
            precision=1.0,
            unite="heures",
            nature="plus_de",
        ),
        somme_et_total(
            dossier.table("types_contrats")["contrats"],
            publie("contrats"),
            objet="Contrats ventilés par type et total déclaré",
            unite="contrats",
            explication="L'écart est fait de contrats sans type : une ligne « non renseigné » le "
            "montre.",
        ),
        *citations_concordantes(chiffres, references={}, territoire=projet),
    ]


def _etp(projet: str, periode: str, publie: Lecteur) -> list[Constat]:
    toutes = {v.nom.rpartition("/")[2]: v for v in catalogue(CONVENTIONS)}
    valeurs = {nom: v.valeur for nom, v in toutes.items()}
    libelles = {nom: _libelle(v) for nom, v in toutes.items()}
    heures, etp = publie("heures_realisees"), publie("etp")
    recalculs = etp_par_convention(heures, conventions=valeurs, territoire=projet, periode=periode)
    limites = heures_par_etp_compatibles(
        heures, etp=etp, precision=1.0, territoire=projet, periode=periode
    ).set_index("modalite")["valeur"]
    bornes = (float(limites["borne_basse"]), float(limites["borne_haute"]))
    retenues = {nom: v for nom, v in valeurs.items() if bornes[0] < v <= bornes[1]}
    mois = mois_par_convention(
        publie("duree_moyenne_missions"),
        conventions=retenues,
        territoire=projet,
        periode=periode,
    )
    return [
        *conventions_etp(
            "ETP publiés",
            etp,
            recalculs,
            unite="etp",
            precision=1.0,
            libelles=libelles,
        ),
        constat(
            "heures_par_etp_compatibles",
            "Heures par ETP que permet le nombre d'ETP publié",
            float("nan"),
            float(limites[""]),
            unite="heures_par_etp",
            bornes=bornes,
            explication="Le document ne dit pas sa convention : un ETP arrondi à l'unité n'en "
            "laisse possibles qu'entre ces bornes.",
        ),
        *conventions_etp(
            "Mois d'activité publiés",
            publie("mois_activite"),
            mois,
            unite="mois",
            precision=1.0,
            libelles=libelles,
        ),
    ]


def _libelle(valeur: ValeurDatee) -> str:
    return f"{valeur.description} ({valeur.valeur:g} h)"
