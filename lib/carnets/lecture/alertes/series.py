"""Invraisemblances qui se voient d'une ligne à l'autre : mois absents, unité, heures, objectif."""

from collections.abc import Callable, Iterator

import numpy as np
import pandas as pd

from carnets.lecture.alertes.alerte import MONTREES, Alerte, Lignes, nombres
from carnets.modeles.base import Modele

_ORDRE_DE_GRANDEUR = 300.0
_HEURES_MOIS_MAX = 250.0


def _facteur_mille(table: pd.DataFrame, lignes: Lignes, modele: Modele) -> Iterator[Alerte]:
    """Valeur plus de 300 fois sous ou au-dessus de la médiane de sa colonne d'heures ou d'euros."""
    for colonne in modele.colonnes:
        if colonne.type != "nombre" or colonne.unite not in ("h", "€"):
            continue
        valeurs = table[colonne.nom].to_numpy(dtype=float)
        positives = valeurs[valeurs > 0]
        if len(positives) < 5:
            continue
        mediane = float(np.median(positives))
        rapport = np.where(valeurs > 0, valeurs / mediane, 1.0)
        suspects = (rapport > _ORDRE_DE_GRANDEUR) | (rapport < 1 / _ORDRE_DE_GRANDEUR)
        for rang in np.flatnonzero(suspects)[:MONTREES]:
            yield Alerte(
                int(lignes[rang]),
                colonne.nom,
                f"{valeurs[rang]:g}",
                "ordre_de_grandeur",
                f"la médiane de la colonne est {mediane:g} {colonne.unite} : unité ×1 000 ?",
            )


def _mois_manquants(table: pd.DataFrame, lignes: Lignes, modele: Modele) -> Iterator[Alerte]:
    """Mois absents entre le premier et le dernier de chaque série ou contrat."""
    groupes_connus = ("serie", "id_contrat", "contrat", "emi_ctr_id")
    groupe = next((c for c in groupes_connus if c in table), None)
    mois = _rang_du_mois(table)
    if groupe is None or mois is None:
        return
    groupes = pd.DataFrame({"g": table[groupe], "m": mois, "l": lignes}).groupby("g", sort=False)
    etendue = groupes["m"].agg(["min", "max", "nunique"])
    etendue["trous"] = etendue["max"] - etendue["min"] + 1 - etendue["nunique"]
    etendue["ligne"] = groupes["l"].first()
    trouees = etendue[etendue["trous"] > 0].head(MONTREES)
    for nom, ligne, trous in zip(trouees.index, trouees["ligne"], trouees["trous"], strict=True):
        yield Alerte(
            ligne,
            "mois",
            str(nom),
            "mois_manquants",
            f"{trous} mois absents de la série : absence n'est pas zéro",
        )


def _rang_du_mois(table: pd.DataFrame) -> pd.Series | None:
    """Nombre de mois depuis l'an zéro, que le mois soit une colonne ou deux ; None sinon."""
    if "mois" in table:
        annee, mois = table["mois"].str.slice(0, 4), table["mois"].str.slice(5)
        return annee.astype(int) * 12 + mois.astype(int)
    if {"emi_sme_annee", "emi_sme_mois"} <= set(table.columns):
        return table["emi_sme_annee"].astype(int) * 12 + table["emi_sme_mois"].astype(int)
    return None


def _heures_par_personne(table: pd.DataFrame, lignes: Lignes, modele: Modele) -> Iterator[Alerte]:
    """Plus de 250 h un même mois pour un contrat, tous lots confondus (la dernière version)."""
    if not {"id_contrat", "mois", "version", "heures_travaillees"} <= set(table.columns):
        return
    par_lot = table.assign(ligne=lignes).sort_values("version")
    par_lot = par_lot.drop_duplicates(["id_contrat", "id_lot", "mois"], keep="last")
    if not par_lot.duplicated(["id_contrat", "mois"]).any():
        return
    groupes = par_lot.groupby(["id_contrat", "mois"], sort=False)
    bilan = groupes.agg(
        heures=("heures_travaillees", "sum"), lots=("ligne", "size"), ligne=("ligne", "min")
    )
    trop = bilan[(bilan["heures"] > _HEURES_MOIS_MAX) & (bilan["lots"] > 1)].sort_values("ligne")
    for cas in trop.head(MONTREES).reset_index().to_dict("records"):
        yield Alerte(
            int(cas["ligne"]),
            "heures_travaillees",
            f"{cas['heures']:g}",
            "heures_mensuelles_excessives",
            f"contrat {cas['id_contrat']}, {cas['mois']} : {cas['lots']} lots réunis dépassent "
            f"{_HEURES_MOIS_MAX:g} h",
        )


def _objectif_repete(table: pd.DataFrame, lignes: Lignes, modele: Modele) -> Iterator[Alerte]:
    """Un objectif répété à l'identique sur chaque ligne d'un groupe : le sommer le multiplie."""
    colonnes = nombres(table, "objectif_h")
    if colonnes is None or len(table) < 3:
        return
    objectif = colonnes[0]
    if np.isfinite(objectif).all() and objectif[0] > 0 and (objectif == objectif[0]).all():
        yield Alerte(
            int(lignes[0]),
            "objectif_h",
            f"{objectif[0]:g}",
            "objectif_repete",
            f"le même objectif sur les {len(table)} lignes : le sommer le multiplierait",
        )


REGLES_SERIES: tuple[Callable[[pd.DataFrame, Lignes, Modele], Iterator[Alerte]], ...] = (
    _facteur_mille,
    _mois_manquants,
    _heures_par_personne,
    _objectif_repete,
)
