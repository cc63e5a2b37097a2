"""Les contrats signés dans l'année, et ce que le secret en protège : les personnes.

Douze missions d'une seule personne font douze contrats, et une case à masquer.
"""

import pandas as pd

from carnets.indicateurs import iae
from carnets.indicateurs.cadre import empiler
from carnets.presentation.panorama.etats import Etats
from carnets.presentation.panorama.extrait import Extrait
from carnets.presentation.panorama.voisinage import Comptes

CLE = ["territoire", "periode", "indicateur", "modalite"]


def par_territoire(extrait: Extrait) -> list[Comptes]:
    """Contrats signés (IA-04) par territoire et type ; en QPV, l'un ou l'autre.

    Hors QPV ou d'adresse inconnue, pour le lieu seul : ailleurs, les inconnues sont si peu que les
    cacher cacherait aussi les QPV.
    """
    etats, annee = extrait.etats, extrait.lieu.etude.annee
    if etats.signes is None or etats.signes_ici is None:
        return []
    tous = etats.par_etage(iae.contrats_signes, etats.signes, annee=annee)
    comptes = extrait.completer(tous)
    compte = comptes["indicateur"] == "contrats"
    en_qpv = comptes["indicateur"].isin(["contrats_qpv", "contrats_autres_adresses"])
    ici = (comptes["territoire"] == extrait.lieu.code) & (comptes["modalite"] == iae.ENSEMBLE)
    montres = empiler(
        [
            comptes[compte],
            extrait.sans_croiser(comptes[en_qpv]),
            comptes[ici & ~compte & ~en_qpv],
        ]
    )
    pesees = etats.par_etage(iae.peser_contrats, etats.signes_ici, annee=annee)
    return [(montres, _peser(montres[montres["indicateur"] != "part_qpv_contrats"], pesees))]


def par_sexe(etats: Etats) -> list[Comptes]:
    """Contrats signés du lieu, par sexe du salarié ; rien sans contrats."""
    if etats.signes is None or etats.signes_ici is None:
        return []
    ici, annee = etats.lieu.ici, etats.lieu.etude.annee
    comptes = iae.contrats_par_sexe(etats.signes, ici, annee=annee)
    return [(comptes, _peser(comptes, iae.peser_contrats(etats.signes_ici, ici, annee=annee)))]


def non_situes(etats: Etats) -> list[Comptes]:
    """Contrats signés de l'extrait sans aucun état mensuel ; rien s'ils en ont tous un."""
    if etats.signes is None:
        return []
    signes, annee = etats.signes, etats.lieu.etude.annee
    comptes = iae.contrats_non_situes(signes, territoire=etats.lieu.code, annee=annee)
    sans = signes[(signes["annee"] == annee) & signes["type_siae"].isna()]
    if sans.empty:
        return []
    par_personne = sans["id_personne"].value_counts()
    poids = comptes[CLE].assign(
        unites=float(len(par_personne)), premiere=float(par_personne.max()) / len(sans)
    )
    return [(comptes, poids)]


def _peser(comptes: pd.DataFrame, pesees: pd.DataFrame) -> pd.DataFrame:
    """Une contribution par ligne de `comptes` ; une case vide pèse zéro."""
    sans_nom = pesees.assign(modalite=pesees["modalite"].replace(iae.ENSEMBLE, ""))
    lignes = comptes[CLE].assign(modalite=comptes["modalite"].replace(iae.ENSEMBLE, ""))
    place = ["territoire", "indicateur", "modalite"]
    joint = lignes.merge(sans_nom, on=place, how="left", validate="1:1")
    return joint.fillna({"unites": 0.0, "premiere": 0.0})
