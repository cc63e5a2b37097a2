"""`verifier` : contrôler tout un dossier et en rendre compte, sans s'arrêter au premier défaut."""

from pathlib import Path

from carnets.dossier import lire_fiche, trouver_dossier
from carnets.erreurs import DonneesRefusees
from carnets.lecture.alertes.croisees import croisements, par_modele
from carnets.lecture.rapport import Rapport
from carnets.lecture.referentiels import ecarts_de_nom
from carnets.lecture.table_lue import TableLue
from carnets.magasin import Magasin, repertoire_du_magasin


def verifier(nom_ou_chemin: str | Path) -> Rapport:
    """Le rapport de contrôle d'un dossier. Un fichier illisible devient une erreur du rapport.

    UsageIncorrect si le dossier est inconnu ; DonneesRefusees si `dossier.yml` est mal écrit.
    """
    chemin = trouver_dossier(nom_ou_chemin)
    fiche = lire_fiche(chemin)
    magasin = Magasin(chemin, repertoire_du_magasin(chemin), fiche.sources)
    lues: dict[str, TableLue] = {}
    erreurs: list[str] = []
    for nom in fiche.sources:
        try:
            lues[nom] = magasin.lire(nom)
        except DonneesRefusees as refus:
            erreurs.append(str(refus))
    erreurs += magasin.liens_rompus(lues)
    fichiers = tuple(compte for lue in lues.values() for compte in lue.comptes)
    # Un dossier fictif nomme des territoires qui n'existent pas : rien à y relire.
    nommes = () if fiche.fictif else fiche.territoires
    noms = tuple(ecarts_de_nom((t.type, t.code, t.libelle) for t in nommes))
    entre_tables = croisements(par_modele(lues))
    return Rapport(chemin.name, fichiers, tuple(erreurs), (*noms, *entre_tables))
