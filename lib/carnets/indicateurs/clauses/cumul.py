"""Le cumul mois par mois : ce qui est fait, et l'objectif étalé sur la durée de chaque lot."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from carnets.indicateurs.cadre import empiler, mesure, nombres
from carnets.indicateurs.clauses.realisation import (
    rang_du_mois,
    rangs_des_mois,
    versions_des_clauses,
)
from carnets.indicateurs.clauses.releve import Releve


def cumul_mensuel(retenues: pd.DataFrame, releve: Releve) -> pd.DataFrame:
    """Cumul mois par mois des heures faites et prévues de chaque territoire du relevé (h).

    `heures_cumulees` : Σ heures valorisées retenues jusqu'au mois ; `heures_prevues_cumulees` :
    voir `prevu_cumule`. `periode` = mois, de `debut` à `fin`. Un territoire sans lot : `nd`.
    Colonnes lues : `id_lot, mois, heures_valorisees` (voir `retenir`).
    """
    mois = [str(m) for m in pd.period_range(releve.debut, releve.fin, freq="M")]
    lignes = retenues.merge(releve.lots[["territoire", "id_lot"]], on="id_lot")
    par_mois = lignes.groupby(["territoire", "mois"])["heures_valorisees"].sum().unstack("mois")
    faites = par_mois.reindex(columns=mois).fillna(0).cumsum(axis=1)
    return empiler([_longue(releve, faites, "heures_cumulees"), prevu_cumule(releve, mois=mois)])


def prevu_cumule(releve: Releve, *, mois: Sequence[str]) -> pd.DataFrame:
    """`heures_prevues_cumulees` de chaque territoire, à la fin de chacun de ces mois (h).

    Objectif ajusté de chaque lot, étalé également sur les mois de sa durée : un repère, pas un
    échéancier contractuel. Chaque version d'une clause compte depuis son mois jusqu'à celui de la
    suivante. Un lot sans durée connue n'entre dans le prévu d'aucun mois.
    """
    versions = versions_des_clauses(releve.clauses)
    suivantes = versions.groupby("id_clause")["depuis"].shift(-1).fillna(float("inf"))
    marches = releve.lots[["territoire", "id_lot", "date_notification", "duree_mois"]]
    dus = versions.assign(jusqua=suivantes).merge(marches, on="id_lot")
    depuis, jusqua, notification, duree, objectif = (
        nombres(colonne).to_numpy()[:, None]
        for colonne in (
            dus["depuis"], dus["jusqua"], rangs_des_mois(dus["date_notification"]),
            dus["duree_mois"], dus["h_objectif"],
        )
    )  # fmt: skip
    rangs = np.array([rang_du_mois(m) for m in mois], dtype="float64")
    ecoule = np.clip((rangs - notification + 1) / duree, 0, 1)
    prevus = np.nan_to_num(objectif * ecoule) * ((depuis <= rangs) & (rangs < jusqua))
    par_lot = pd.DataFrame(prevus, index=dus["territoire"], columns=list(mois))
    return _longue(releve, par_lot.groupby(level=0).sum(), "heures_prevues_cumulees")


def _longue(releve: Releve, par_mois: pd.DataFrame, indicateur: str) -> pd.DataFrame:
    """Du tableau territoire × mois à la table longue, comme `comptes.longue` pour une période."""
    completes = par_mois.reindex(releve.connus, fill_value=0).reindex(releve.territoires)
    mois = list(par_mois.columns)
    cadre = mesure(
        releve.territoires.repeat(len(mois)).to_series(),
        pd.Series(completes.to_numpy(dtype="float64").ravel()),
        periode="", indicateur=indicateur,
    )  # fmt: skip
    return cadre.assign(periode=mois * len(completes))
