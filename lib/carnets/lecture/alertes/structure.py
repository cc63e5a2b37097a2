"""Invraisemblances de structure : couverture déclarée, répondants, communes, identifiants."""

from collections.abc import Callable, Iterator

import numpy as np
import pandas as pd

from carnets.lecture.alertes.alerte import ECART_TAUX, MONTREES, Alerte, Lignes
from carnets.lecture.referentiels import noms_officiels
from carnets.modeles.base import Modele

# Sous ce seuil, l'écart est celui du calcul en virgule flottante.
_BRUIT = 1e-6


def _couverture_declaree(table: pd.DataFrame, lignes: Lignes, modele: Modele) -> Iterator[Alerte]:
    """Territoires attendus qui n'ont pas répondu : tout total consolidé est partiel."""
    if not {"dispositif", "periode", "territoire_attendu", "repondant"} <= set(table.columns):
        return
    for (dispositif, periode), lot in table.groupby(["dispositif", "periode"], sort=True):
        repondants = int(lot["repondant"].sum())
        if repondants < len(lot):
            yield Alerte(
                int(lignes[lot.index[0]]),
                "repondant",
                f"{repondants} / {len(lot)}",
                "couverture_partielle",
                f"{dispositif}, {periode} : {len(lot) - repondants} territoires attendus n'ont pas "
                "répondu ; un total consolidé ne se publie qu'avec cette couverture",
            )


def _absence_sans_motif(table: pd.DataFrame, lignes: Lignes, modele: Modele) -> Iterator[Alerte]:
    if not {"repondant", "motif", "territoire_attendu"} <= set(table.columns):
        return
    muets = (~table["repondant"] & table["motif"].isna()).to_numpy(dtype=bool, na_value=False)
    for rang in np.flatnonzero(muets)[:MONTREES]:
        yield Alerte(
            int(lignes[rang]),
            "motif",
            str(table["territoire_attendu"].iloc[rang]),
            "absence_sans_motif",
            "ce territoire n'a pas répondu et le fichier ne dit pas pourquoi",
        )


def _communes_inconnues(table: pd.DataFrame, lignes: Lignes, modele: Modele) -> Iterator[Alerte]:
    """Code de commune bien formé mais absent du référentiel : commune fusionnée, ou faute."""
    for colonne in modele.colonnes:
        if colonne.format != "commune" or not table[colonne.nom].notna().any():
            continue
        codes = table[colonne.nom]
        inconnus = [c for c in codes.dropna().unique() if c not in noms_officiels("commune")]
        premiers = codes[codes.isin(inconnus)].drop_duplicates()
        nombres = codes[codes.isin(inconnus)].value_counts()
        for rang, code in list(premiers.items())[:MONTREES]:
            yield Alerte(
                int(lignes[int(str(rang))]),
                colonne.nom,
                str(code),
                "commune_inconnue",
                f"{nombres[code]} ligne(s) ; absente du référentiel des communes : commune "
                "fusionnée ou code fautif",
            )


def _statut_qpv_contradictoire(
    table: pd.DataFrame, lignes: Lignes, modele: Modele
) -> Iterator[Alerte]:
    """Un code de QPV pour une adresse dite hors QPV, ou l'inverse."""
    if not {"statut_qpv", "code_qpv_entree"} <= set(table.columns):
        return
    avec_code = table["code_qpv_entree"].notna()
    contraires = (avec_code & (table["statut_qpv"] != "QP")).to_numpy(dtype=bool, na_value=False)
    for rang in np.flatnonzero(contraires)[:MONTREES]:
        yield Alerte(
            int(lignes[rang]),
            "statut_qpv",
            str(table["statut_qpv"].iloc[rang]),
            "statut_qpv_contradictoire",
            "la ligne porte pourtant un code de QPV : adresse à une autre date ?",
        )


def _motif_absent(table: pd.DataFrame, lignes: Lignes, modele: Modele) -> Iterator[Alerte]:
    """Une action de GUP différée ou abandonnée doit dire pourquoi."""
    if not {"id_action", "statut", "motif"} <= set(table.columns):
        return
    muettes = table["statut"].isin(["differee", "abandonnee"]) & table["motif"].isna()
    for rang in np.flatnonzero(muettes.to_numpy(dtype=bool))[:MONTREES]:
        yield Alerte(
            int(lignes[rang]),
            "motif",
            str(table["id_action"].iloc[rang]),
            "motif_absent",
            f"l'action est {table['statut'].iloc[rang]} sans que le fichier dise pourquoi",
        )


def _parts_sans_cent(table: pd.DataFrame, lignes: Lignes, modele: Modele) -> Iterator[Alerte]:
    """Parts d'un même tout dont la somme ne fait pas cent, aux arrondis imprimés près."""
    if not {"territoire", "partition", "valeur", "precision"} <= set(table.columns):
        return
    parts = table.dropna(subset=["partition"])
    for (_, partition), lot in parts.groupby(["territoire", "partition"], sort=False):
        somme, marge = float(lot["valeur"].sum()), float(lot["precision"].sum()) / 2
        if abs(somme - 100) > marge + _BRUIT:
            yield Alerte(
                int(lignes[lot.index[0]]),
                "valeur",
                f"{somme:g} %",
                "parts_sans_cent",
                f"les {len(lot)} parts de « {partition} » font {somme:g}, à {marge:g} près pour "
                "les arrondis : une part manque, ou deux se recoupent",
            )


def _ensemble_hors_de_ses_parties(
    table: pd.DataFrame, lignes: Lignes, modele: Modele
) -> Iterator[Alerte]:
    """Taux d'ensemble au-dessus ou au-dessous de toutes ses parties : aucun poids n'y mène."""
    taux = [c.nom for c in modele.colonnes if c.type == "nombre" and c.unite == "%"]
    if "niveau" not in table or not taux:
        return
    partie, ensemble = modele.colonne("niveau").valeurs
    axes = [c for c in modele.cle if c != "territoire"]
    lots = [lot for _, lot in table.groupby(axes, sort=False)] if axes else [table]
    for lot in lots:
        total, parties = lot[lot["niveau"] == ensemble], lot[lot["niveau"] == partie]
        # Une partie non disponible peut être celle qui tire l'ensemble.
        if len(total) != 1 or ("etat" in lot and (parties["etat"] == "nd").any()):
            continue
        for nom in taux:
            valeur, bas, haut = total[nom].iloc[0], parties[nom].min(), parties[nom].max()
            if bas - ECART_TAUX <= valeur <= haut + ECART_TAUX or pd.isna(valeur) or pd.isna(bas):
                continue
            yield Alerte(
                int(lignes[total.index[0]]),
                nom,
                f"{valeur:g} %",
                "ensemble_hors_de_ses_parties",
                f"ses parties vont de {bas:g} à {haut:g} %",
            )


REGLES_STRUCTURE: tuple[Callable[[pd.DataFrame, Lignes, Modele], Iterator[Alerte]], ...] = (
    _parts_sans_cent,
    _ensemble_hors_de_ses_parties,
    _couverture_declaree,
    _absence_sans_motif,
    _communes_inconnues,
    _statut_qpv_contradictoire,
    _motif_absent,
)
