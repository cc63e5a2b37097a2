"""Tous les constats d'un bilan d'insertion : réalisé, ETP, contrats, objectif."""

from dataclasses import replace
from math import isnan

import pandas as pd

from carnets.dossier import Dossier
from carnets.indicateurs.clauses import Lecteur, lecteur
from carnets.indicateurs.controles.citations import citations_concordantes
from carnets.indicateurs.controles.formules import (
    conventions_etp,
    denominateurs_candidats,
)
from carnets.indicateurs.controles.objectif import constats_objectif
from carnets.indicateurs.controles.sommes import somme_et_total
from carnets.indicateurs.controles.suivi import constats_suivi
from carnets.indicateurs.controles.verdict import Constat, cadre_constats, constat
from carnets.indicateurs.etp import (
    etp_par_convention,
    heures_par_etp_compatibles,
    mois_par_convention,
)
from carnets.parametres import ValeurDatee, catalogue

CONVENTIONS = "insertion/heures_par_etp"


def constats_bilan(dossier: Dossier) -> pd.DataFrame:
    """Les constats d'un dossier de chiffres publiés, autant que ses tables en permettent.

    Tables lues, si le dossier les a : `chiffres_publies` (chaque territoire qu'elle nomme),
    `types_contrats`, `objectifs` (le projet est sa ligne `projet`), `suivi` (maîtres d'ouvrage) ;
    conventions d'ETP : toutes celles de `insertion/heures_par_etp`. Un contrôle dont un terme
    manque n'est pas fait. Colonnes de sortie : celles de `Constat`.
    """
    constats: list[Constat] = []
    if "chiffres_publies" in dossier.sources:
        chiffres = dossier.table("chiffres_publies")
        codes = [str(code) for code in chiffres["territoire"].unique()]
        for code in codes:
            nom = f" ({dossier.territoire(code).libelle})" if len(codes) > 1 else ""
            constats += _d_un_territoire(dossier, chiffres, code, nom)
    if "objectifs" in dossier.sources:
        constats += _objectifs(dossier)
    if "suivi" in dossier.sources:
        constats += constats_suivi(dossier.table("suivi"), dossier.totaux("suivi"))
    return cadre_constats(constats)


def _objectifs(dossier: Dossier) -> list[Constat]:
    objectifs = dossier.table("objectifs")
    projet = str(objectifs.loc[objectifs["niveau"] == "projet", "territoire"].iloc[0])
    chiffres = dossier.table("chiffres_publies")
    return constats_objectif(
        objectifs,
        str(dossier.annee),
        lecteur(chiffres, territoire=projet),
    )


def _d_un_territoire(
    dossier: Dossier, chiffres: pd.DataFrame, code: str, nom: str
) -> list[Constat]:
    publie = lecteur(chiffres, territoire=code)
    constats = [
        *_realisation(publie),
        *_contrats(dossier, code, publie),
        *_parties(chiffres[chiffres["territoire"] == code], publie),
        *citations_concordantes(chiffres, references={}, territoire=code),
        *_etp(code, str(dossier.annee), publie, _precision(chiffres, code, "etp")),
    ]
    return [replace(ligne, objet=f"{ligne.objet}{nom}") for ligne in constats]


def _connues(*valeurs: float) -> bool:
    return not any(isnan(valeur) for valeur in valeurs)


def _precision(chiffres: pd.DataFrame, code: str, grandeur: str) -> float:
    lignes = chiffres[(chiffres["territoire"] == code) & (chiffres["grandeur"] == grandeur)]
    return float(lignes["precision"].min()) if len(lignes) else float("nan")


def _realisation(publie: Lecteur) -> list[Constat]:
    heures, constats = publie("heures_realisees"), []
    if _connues(publie("taux_realisation"), heures, publie("heures_prevues")):
        constats.append(
            constat(
                "taux_recalcule",
                "Taux de réalisation : heures réalisées / heures prévues",
                publie("taux_realisation"),
                100 * heures / publie("heures_prevues"),
                unite="pourcentage",
                precision=1.0,
                explication="« Plus de » devant les heures réalisées : le taux est une borne "
                "basse.",
            )
        )
    if _connues(publie("duree_moyenne_missions")):
        constats += denominateurs_candidats(
            "Durée moyenne des missions",
            publie("duree_moyenne_missions"),
            heures,
            {"personne": publie("beneficiaires"), "contrat": publie("contrats")},
            precision=1.0,
            unite="heures",
            nature="plus_de",
        )
    return constats


def _contrats(dossier: Dossier, code: str, publie: Lecteur) -> list[Constat]:
    if "types_contrats" not in dossier.sources or not _connues(publie("contrats")):
        return []
    types = dossier.table("types_contrats")
    return [
        somme_et_total(
            types.loc[types["territoire"] == code, "contrats"],
            publie("contrats"),
            objet="Contrats ventilés par type et total déclaré",
            unite="contrats",
            explication="L'écart est fait de contrats sans type : une ligne « non renseigné » le "
            "montre.",
        )
    ]


def _parties(chiffres: pd.DataFrame, publie: Lecteur) -> list[Constat]:
    """Les heures dont un document donne les parties ; et un total qui est l'objectif même."""
    parties = chiffres[(chiffres["partition"].fillna("") != "") & (chiffres["unite"] == "heures")]
    if parties.empty:
        return []
    total = publie("heures_realisees")
    recopie = (
        f" Le total affiché est exactement l'objectif ({total:.0f} h) : il en est peut-être "
        "recopié."
        if total == publie("heures_prevues")
        else ""
    )
    return [
        somme_et_total(
            parties["valeur"],
            total,
            objet="Heures réalisées : somme des postes et total affiché",
            unite="heures",
            explication=f"Les postes du même document doivent redonner son total.{recopie}",
        )
    ]


def _etp(territoire: str, periode: str, publie: Lecteur, precision: float) -> list[Constat]:
    heures, etp = publie("heures_realisees"), publie("etp")
    if not _connues(heures, etp):
        return []
    toutes = {v.nom.rpartition("/")[2]: v for v in catalogue(CONVENTIONS)}
    valeurs = {nom: v.valeur for nom, v in toutes.items()}
    libelles = {nom: _libelle(v) for nom, v in toutes.items()}
    recalculs = etp_par_convention(
        heures, conventions=valeurs, territoire=territoire, periode=periode
    )
    limites = heures_par_etp_compatibles(
        heures, etp=etp, precision=precision, territoire=territoire, periode=periode
    ).set_index("modalite")["valeur"]
    bornes = (float(limites["borne_basse"]), float(limites["borne_haute"]))
    constats = [
        *conventions_etp(
            "ETP publiés", etp, recalculs, unite="etp", precision=precision, libelles=libelles
        ),
        constat(
            "heures_par_etp_compatibles",
            "Heures par ETP que permet le nombre d'ETP publié",
            float("nan"),
            float(limites[""]),
            unite="heures_par_etp",
            bornes=bornes,
            explication="Le document ne dit pas sa convention : le nombre d'ETP imprimé n'en "
            "laisse possibles qu'entre ces bornes.",
        ),
    ]
    if not _connues(publie("mois_activite"), publie("duree_moyenne_missions")):
        return constats
    retenues = {nom: v for nom, v in valeurs.items() if bornes[0] < v <= bornes[1]}
    mois = mois_par_convention(
        publie("duree_moyenne_missions"),
        conventions=retenues,
        territoire=territoire,
        periode=periode,
    )
    return [
        *constats,
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
