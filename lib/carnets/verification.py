"""`verifier` : contrôler tout un dossier et en rendre compte, sans s'arrêter au premier défaut."""

from pathlib import Path

from carnets.dossier import lire_fiche, trouver_dossier
from carnets.erreurs import DonneesRefusees
from carnets.lecture.lecteur import Lecture, lire_source
from carnets.lecture.liens import liens_rompus
from carnets.lecture.rapport import Rapport, rapport_source
from carnets.lecture.referentiels import ecarts_de_nom


def verifier(nom_ou_chemin: str | Path) -> Rapport:
    """Le rapport de contrôle d'un dossier. Un fichier illisible devient une erreur du rapport.

    UsageIncorrect si le dossier est inconnu ; DonneesRefusees si `dossier.yml` est mal écrit.
    """
    chemin = trouver_dossier(nom_ou_chemin)
    fiche = lire_fiche(chemin)
    lectures: dict[str, Lecture] = {}
    erreurs: list[str] = []
    for nom, source in fiche.sources.items():
        try:
            lectures[nom] = lire_source(chemin, source)
        except DonneesRefusees as refus:
            erreurs.append(str(refus))
    for lecture in lectures.values():
        erreurs += liens_rompus(lecture, lectures)
    fichiers = tuple(f for lecture in lectures.values() for f in rapport_source(lecture))
    noms = tuple(ecarts_de_nom((t.type, t.code, t.libelle) for t in fiche.territoires))
    return Rapport(chemin.name, fichiers, tuple(erreurs), noms)
