"""Le temps d'un bilan : les années depuis l'origine, et les heures par palier de mois."""

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from carnets.indicateurs import clauses
from carnets.indicateurs.cadre import empiler, valeur_seule
from carnets.indicateurs.clauses import cellules
from carnets.presentation.bilan.perimetre import Perimetre
from carnets.presentation.bilan.voisinage import Voisinage
from carnets.secret import Table

HEURES = "heures_realisees"
CALCULS = (
    clauses.heures,
    clauses.beneficiaires,
    clauses.moyennes_par_personne,
    clauses.contrats,
)
"""Ce qui compte les heures, les personnes et les contrats d'une année, et rien d'autre."""


@dataclass(frozen=True)
class Paliers:
    """Les heures retenues du périmètre, chaque mois rattaché au palier qui se montre.

    `lignes` : `territoire, id_personne, mois, heures_valorisees, palier` (voir
    `cellules.paliers`).
    """

    lignes: pd.DataFrame

    @property
    def mois(self) -> list[str]:
        """Nom de chaque palier, dans l'ordre."""
        return sorted(self.lignes["palier"].unique())


def paliers(lieu: Perimetre) -> Paliers:
    """Des mois réunis jusqu'à ce que chaque palier compte assez de personnes pour se montrer."""
    retenues = clauses.retenir(lieu.tables["heures"], lieu.premier_mois, lieu.dernier_mois)
    contrats = lieu.tables["contrats"][["id_contrat", "id_personne"]]
    lignes = retenues.merge(contrats, on="id_contrat").assign(territoire=lieu.code)
    reunis = cellules.paliers(lignes[["id_personne", "mois"]], lieu.seuil)
    return Paliers(lignes.assign(palier=lignes["mois"].map(reunis)))


def bornes(lieu: Perimetre, an: str) -> tuple[str, str]:
    """Premier et dernier mois d'une année du bilan ; la dernière peut être partielle."""
    return f"{an}-01", min(f"{an}-12", lieu.dernier_mois)


def par_annee(
    lieu: Perimetre, annees: Sequence[str], comptes: Sequence[str], autour: Voisinage
) -> Table:
    """Les heures de chaque année ; `comptes` en entier pour les deux dernières."""
    cadres, poids = [], []
    for an in annees:
        releve = lieu.releve(*bornes(lieu, an), an)
        recente = an in annees[-2:]
        table = empiler(calcul(releve) for calcul in (CALCULS if recente else CALCULS[:1]))
        garde = list(comptes) if recente else [HEURES]
        table = table[(table["territoire"] == lieu.code) & table["indicateur"].isin(garde)]
        lignes = releve.heures[releve.heures["territoire"] == lieu.code]
        cadres.append(table)
        poids.append(cellules.apports(table[table["indicateur"] == HEURES], lignes))
    return lieu.declarer(
        "annees", empiler(cadres), poids=pd.concat(poids), autour=autour.par_annee()
    )


def par_palier(lieu: Perimetre, reunis: Paliers, releve: clauses.Releve) -> Table:
    """Heures de chaque palier, et prévu cumulé à son dernier mois."""
    cadres, poids = [], []
    for palier, dedans in reunis.lignes.groupby("palier"):
        heures = float(dedans["heures_valorisees"].sum())
        cadre = valeur_seule(lieu.code, heures, periode=str(palier), indicateur=HEURES)
        cadres.append(cadre)
        poids.append(cellules.apports(cadre, dedans))
    # Un palier finit avec les sept caractères de son dernier mois (« … à 2020-09 »).
    fins = {palier[-7:]: palier for palier in reunis.mois}
    prevu = clauses.prevu_cumule(releve, mois=list(fins))
    prevu = prevu[prevu["territoire"] == lieu.code]
    prevu = prevu.assign(periode=prevu["periode"].map(fins))
    return lieu.declarer("mois", empiler([*cadres, prevu]), poids=pd.concat(poids))
