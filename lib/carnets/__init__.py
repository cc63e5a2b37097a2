"""carnets : carnets Jupyter paramétrés pour la politique de la ville.

Les noms qu'un carnet importe ; tout le reste se prend dans sa pièce.
"""

from carnets.presentation.barres import barres, points_apparies
from carnets.presentation.bilan_perimetre import a_des_microdonnees, perimetre
from carnets.presentation.bilan_tables import publier_bilan
from carnets.presentation.bilan_textes import LIBELLES_BILAN, tableau_reponses
from carnets.presentation.cadre import (
    cartouche_de,
    constat_secret,
    tableau_couverture,
    tableau_liste,
    tableau_parametres,
    tableau_qualite,
    tableau_sources,
)
from carnets.presentation.carte import carte
from carnets.presentation.cascade import cascade
from carnets.presentation.chaleur import carte_de_chaleur
from carnets.presentation.cibles import cibles
from carnets.presentation.constats import constats_longs, tableau_constats, trier
from carnets.presentation.cumul import cumul_mensuel
from carnets.presentation.etude import ouvrir
from carnets.presentation.nombres import pourcent
from carnets.presentation.objets import note, synthese
from carnets.presentation.pentes import pentes
from carnets.presentation.profil import profil
from carnets.presentation.series import series
from carnets.presentation.tableaux import Disposition, tableau
from carnets.presentation.textes import chiffre_cle, chiffres_cles, lire, phrase, situer
from carnets.secret import Fusion, Hierarchie

__all__ = [
    "LIBELLES_BILAN",
    "Disposition",
    "Fusion",
    "Hierarchie",
    "a_des_microdonnees",
    "barres",
    "carte",
    "carte_de_chaleur",
    "cartouche_de",
    "cascade",
    "chiffre_cle",
    "chiffres_cles",
    "cibles",
    "constat_secret",
    "constats_longs",
    "cumul_mensuel",
    "lire",
    "note",
    "ouvrir",
    "pentes",
    "perimetre",
    "phrase",
    "points_apparies",
    "pourcent",
    "profil",
    "publier_bilan",
    "series",
    "situer",
    "synthese",
    "tableau",
    "tableau_constats",
    "tableau_couverture",
    "tableau_liste",
    "tableau_parametres",
    "tableau_qualite",
    "tableau_reponses",
    "tableau_sources",
    "trier",
]
