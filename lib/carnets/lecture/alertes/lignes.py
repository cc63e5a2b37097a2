"""Invraisemblances qui se voient sur une ligne seule."""

from collections.abc import Callable, Iterator
from typing import NamedTuple

import numpy as np
import pandas as pd

from carnets.lecture.alertes.alerte import ECART_TAUX, MONTREES, Alerte, Lignes, nombres
from carnets.modeles.base import Modele

_HEURES_MOIS_MAX = 250.0


def _taux_recalcule(table: pd.DataFrame, lignes: Lignes, modele: Modele) -> Iterator[Alerte]:
    """Taux publié ≠ heures / objectif, à la décimale publiée près."""
    colonnes = nombres(table, "heures", "objectif_h", "taux_publie")
    if colonnes is None:
        return
    heures, objectif, publie = colonnes
    with np.errstate(divide="ignore", invalid="ignore"):
        recalcule = 100 * heures / objectif
    for rang in np.flatnonzero(np.abs(recalcule - publie) > ECART_TAUX):
        yield Alerte(
            int(lignes[rang]),
            "taux_publie",
            f"{publie[rang]:g} %",
            "taux_publie_different",
            f"{heures[rang]:g} / {objectif[rang]:g} donne {recalcule[rang]:.1f} %",
        )


def _realise_egale_objectif(
    table: pd.DataFrame, lignes: Lignes, modele: Modele
) -> Iterator[Alerte]:
    colonnes = nombres(table, "heures", "objectif_h")
    if colonnes is None:
        return
    heures, objectif = colonnes
    for rang in np.flatnonzero((heures == objectif) & (heures > 0)):
        yield Alerte(
            int(lignes[rang]),
            "heures",
            f"{heures[rang]:g}",
            "realise_egale_objectif",
            "le réalisé est exactement l'objectif : objectif recopié ?",
        )


def _heures_mensuelles(table: pd.DataFrame, lignes: Lignes, modele: Modele) -> Iterator[Alerte]:
    nom = "emi_nb_heures_travail" if "emi_nb_heures_travail" in table else "heures_travaillees"
    if nom not in table or not {"mois", "emi_sme_mois"} & set(table.columns):
        return
    heures = table[nom].to_numpy(dtype=float)
    for rang in np.flatnonzero(heures > _HEURES_MOIS_MAX):
        yield Alerte(
            int(lignes[rang]),
            nom,
            f"{heures[rang]:g}",
            "heures_mensuelles_excessives",
            f"plus de {_HEURES_MOIS_MAX:g} h en un mois",
        )


_ORDRES = (
    ("date_debut", "date_fin", "la fin précède le début"),
    ("date_debut", "date_fin_reelle", "la fin précède le début"),
    ("date_debut", "date_fin_prevue", "la fin précède le début"),
    ("date_convention", "date_fin", "la convention finit avant d'être signée"),
    ("date_validation_eligibilite", "date_entree", "l'entrée précède la validation"),
)


def _dates_ordonnees(table: pd.DataFrame, lignes: Lignes, modele: Modele) -> Iterator[Alerte]:
    for debut, fin, pourquoi in _ORDRES:
        if not {debut, fin} <= set(table.columns):
            continue
        for rang in np.flatnonzero((table[fin] < table[debut]).to_numpy())[:MONTREES]:
            yield Alerte(
                int(lignes[rang]),
                fin,
                f"{table[fin].iloc[rang]:%Y-%m-%d}",
                "dates_inversees",
                f"{pourquoi} ({table[debut].iloc[rang]:%Y-%m-%d})",
            )


class Inegalite(NamedTuple):
    """Ce que `petit` ne dépasse jamais, la règle qui le dit, et ce que son contraire suggère."""

    petit: str
    grand: str
    regle: str
    soupcon: str


def _parties(tout: str, *parties: str) -> tuple[Inegalite, ...]:
    return tuple(Inegalite(p, tout, "partie_superieure_au_tout", "") for p in parties)


_CHAINE = "établissements ≤ structures conventionnées ≤ dispositifs"
_INEGALITES = (
    *_parties("abcde", "abcde_f", "abcde_h"),
    *_parties("abc", "abc_f", "abc_h"),
    *_parties("pop_mun", "pop_com", "pop_com_qp"),
    Inegalite("heures_periode", "heures", "cumul_inferieur_a_la_periode", "colonnes inversées ?"),
    Inegalite("etablissements", "siae_conventionnees", "chaine_des_comptes", _CHAINE),
    Inegalite("siae_conventionnees", "dispositifs", "chaine_des_comptes", _CHAINE),
)


def _inegalites(table: pd.DataFrame, lignes: Lignes, modele: Modele) -> Iterator[Alerte]:
    """Partie plus grande que son tout, cumul sous sa période, chaîne de comptes rompue."""
    for petit, grand, regle, soupcon in _INEGALITES:
        colonnes = nombres(table, petit, grand)
        if colonnes is None:
            continue
        for rang in np.flatnonzero(colonnes[0] > colonnes[1])[:MONTREES]:
            explication = f"{grand} ne vaut que {colonnes[1][rang]:g}"
            yield Alerte(
                int(lignes[rang]),
                petit,
                f"{colonnes[0][rang]:g}",
                regle,
                f"{explication} : {soupcon}" if soupcon else explication,
            )


def _base_superieure(table: pd.DataFrame, lignes: Lignes, modele: Modele) -> Iterator[Alerte]:
    """Base retenue au-dessus de la somme des montants de l'opération."""
    montants = ("montant_travaux_ht", "montant_moe_ht", "montant_autre_ht")
    colonnes = nombres(table, "base_retenue_ht", *montants)
    if colonnes is None:
        return
    somme = np.nansum(colonnes[1:], axis=0)
    for rang in np.flatnonzero((somme > 0) & (colonnes[0] > somme))[:MONTREES]:
        yield Alerte(
            int(lignes[rang]),
            "base_retenue_ht",
            f"{colonnes[0][rang]:g}",
            "base_superieure_aux_montants",
            f"la somme des montants est {somme[rang]:g} €",
        )


def _appels_de_note(table: pd.DataFrame, lignes: Lignes, modele: Modele) -> Iterator[Alerte]:
    for nom in modele.cle:
        if modele.colonne(nom).type != "texte":
            continue
        marques = table[nom].str.endswith("*", na=False).to_numpy(dtype=bool)
        for rang in np.flatnonzero(marques):
            yield Alerte(
                int(lignes[rang]),
                nom,
                str(table[nom].iloc[rang]),
                "appel_de_note",
                "l'astérisque renvoie à une note absente du fichier",
            )


REGLES_LIGNES: tuple[Callable[[pd.DataFrame, Lignes, Modele], Iterator[Alerte]], ...] = (
    _taux_recalcule,
    _realise_egale_objectif,
    _heures_mensuelles,
    _dates_ordonnees,
    _inegalites,
    _base_superieure,
    _appels_de_note,
)
