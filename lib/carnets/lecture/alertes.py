"""Alertes de vraisemblance : signaler sans jamais corriger.

Les chiffres publiés peuvent être bruités ou arrondis : une alerte dit ce qui ne concorde pas, où,
et de combien. Elle ne change aucune valeur et ne refuse aucune ligne.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from carnets.lecture.controle import Controle
from carnets.modeles.base import Modele

# Une ligne de total publiée arrondie peut s'écarter de la somme d'une demi-unité par ligne.
_ARRONDI = 0.5
# Un taux publié sans décimale est juste à un demi-point près.
_ECART_TAUX = 0.5
_HEURES_MOIS_MAX = 250.0
_ORDRE_DE_GRANDEUR = 300.0


@dataclass(frozen=True)
class Alerte:
    """Une invraisemblance : où, ce qui est écrit, et pourquoi cela surprend."""

    ligne: int
    colonne: str
    valeur: str
    regle: str
    explication: str


def alertes(controle: Controle, modele: Modele) -> tuple[Alerte, ...]:
    """Toutes les alertes d'un fichier, par règle puis par ligne."""
    if controle.acceptees.empty:
        return ()
    lignes = controle.lignes
    trouvees = [a for regle in _REGLES for a in regle(controle.acceptees, lignes, modele)]
    return (*trouvees, *_totaux(controle, modele), *_sans_entete(controle))


def _colonnes(table: pd.DataFrame, *noms: str) -> list[npt.NDArray[np.float64]] | None:
    if not set(noms) <= set(table.columns):
        return None
    return [table[n].to_numpy(dtype=float, na_value=np.nan) for n in noms]


def _taux_recalcule(
    table: pd.DataFrame, lignes: npt.NDArray[np.int64], modele: Modele
) -> Iterator[Alerte]:
    """Taux publié ≠ heures / objectif, à la décimale publiée près."""
    colonnes = _colonnes(table, "heures", "objectif_h", "taux_publie")
    if colonnes is None:
        return
    heures, objectif, publie = colonnes
    with np.errstate(divide="ignore", invalid="ignore"):
        recalcule = 100 * heures / objectif
    for rang in np.flatnonzero(np.abs(recalcule - publie) > _ECART_TAUX):
        yield Alerte(
            int(lignes[rang]),
            "taux_publie",
            f"{publie[rang]:g} %",
            "taux_publie_different",
            f"{heures[rang]:g} / {objectif[rang]:g} donne {recalcule[rang]:.1f} %",
        )


def _realise_egale_objectif(
    table: pd.DataFrame, lignes: npt.NDArray[np.int64], modele: Modele
) -> Iterator[Alerte]:
    colonnes = _colonnes(table, "heures", "objectif_h")
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


def _heures_mensuelles(
    table: pd.DataFrame, lignes: npt.NDArray[np.int64], modele: Modele
) -> Iterator[Alerte]:
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


def _facteur_mille(
    table: pd.DataFrame, lignes: npt.NDArray[np.int64], modele: Modele
) -> Iterator[Alerte]:
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
        for rang in np.flatnonzero(suspects)[:20]:
            yield Alerte(
                int(lignes[rang]),
                colonne.nom,
                f"{valeurs[rang]:g}",
                "ordre_de_grandeur",
                f"la médiane de la colonne est {mediane:g} {colonne.unite} : unité ×1 000 ?",
            )


def _dates_ordonnees(
    table: pd.DataFrame, lignes: npt.NDArray[np.int64], modele: Modele
) -> Iterator[Alerte]:
    for fin in ("date_fin", "date_fin_reelle", "date_fin_prevue"):
        if not {"date_debut", fin} <= set(table.columns):
            continue
        for rang in np.flatnonzero((table[fin] < table["date_debut"]).to_numpy()):
            yield Alerte(
                int(lignes[rang]),
                fin,
                f"{table[fin].iloc[rang]:%Y-%m-%d}",
                "dates_inversees",
                f"la fin précède le début ({table['date_debut'].iloc[rang]:%Y-%m-%d})",
            )


_PARTIES = (
    ("abcde", ("abcde_f", "abcde_h")),
    ("abc", ("abc_f", "abc_h")),
    ("pop_com", ("pop_mun",)),
    ("pop_com_qp", ("pop_mun",)),
    ("heures_travaillees", ("heures_formation",)),
)


def _partie_superieure(
    table: pd.DataFrame, lignes: npt.NDArray[np.int64], modele: Modele
) -> Iterator[Alerte]:
    for tout, parties in _PARTIES:
        for partie in parties:
            colonnes = _colonnes(table, tout, partie)
            if colonnes is None:
                continue
            for rang in np.flatnonzero(colonnes[1] > colonnes[0]):
                yield Alerte(
                    int(lignes[rang]),
                    partie,
                    f"{colonnes[1][rang]:g}",
                    "partie_superieure_au_tout",
                    f"{tout} vaut {colonnes[0][rang]:g}",
                )


def _mois_manquants(
    table: pd.DataFrame, lignes: npt.NDArray[np.int64], modele: Modele
) -> Iterator[Alerte]:
    """Mois absents entre le premier et le dernier de chaque série ou contrat."""
    groupe = next((c for c in ("serie", "id_contrat", "contrat") if c in table), None)
    if groupe is None or "mois" not in table:
        return
    mois = table["mois"].str.slice(0, 4).astype(int) * 12 + table["mois"].str.slice(5).astype(int)
    groupes = pd.DataFrame({"g": table[groupe], "m": mois, "l": lignes}).groupby("g", sort=False)
    etendue = groupes["m"].agg(["min", "max", "nunique"])
    etendue["trous"] = etendue["max"] - etendue["min"] + 1 - etendue["nunique"]
    etendue["ligne"] = groupes["l"].first()
    trouees = etendue[etendue["trous"] > 0].head(20)
    for nom, ligne, trous in zip(trouees.index, trouees["ligne"], trouees["trous"], strict=True):
        yield Alerte(
            ligne,
            "mois",
            str(nom),
            "mois_manquants",
            f"{trous} mois absents de la série : absence n'est pas zéro",
        )


def _appels_de_note(
    table: pd.DataFrame, lignes: npt.NDArray[np.int64], modele: Modele
) -> Iterator[Alerte]:
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


_REGLES: tuple[Callable[[pd.DataFrame, npt.NDArray[np.int64], Modele], Iterator[Alerte]], ...] = (
    _taux_recalcule,
    _realise_egale_objectif,
    _heures_mensuelles,
    _facteur_mille,
    _dates_ordonnees,
    _partie_superieure,
    _mois_manquants,
    _appels_de_note,
)


def _totaux(controle: Controle, modele: Modele) -> Iterator[Alerte]:
    """Ligne de total ≠ somme des lignes, pour chaque colonne d'heures, d'euros ou d'effectifs."""
    for ligne, valeurs in controle.totaux:
        for colonne in modele.colonnes:
            ecrit = valeurs.get(colonne.nom)
            if colonne.type != "nombre" or colonne.unite not in ("h", "€") or ecrit is None:
                continue
            somme = float(controle.acceptees[colonne.nom].sum())
            if abs(somme - ecrit) > _ARRONDI * max(len(controle.acceptees), 1):
                yield Alerte(
                    ligne,
                    colonne.nom,
                    f"{ecrit:g}",
                    "total_different_de_la_somme",
                    f"la somme des lignes acceptées est {somme:g}",
                )


def _sans_entete(controle: Controle) -> Iterator[Alerte]:
    """Colonne sans en-tête qui n'est pas vide : son contenu n'est pas lu."""
    brute = controle.brute
    for rang, entete in enumerate(brute.entetes):
        if entete.strip():
            continue
        pleines = [
            (n, v) for n, v in zip(brute.lignes, brute.valeurs(rang), strict=True) if v.strip()
        ]
        if pleines:
            yield Alerte(
                int(pleines[0][0]),
                f"n° {rang + 1}",
                pleines[0][1],
                "colonne_sans_entete",
                f"{len(pleines)} cellules remplies sous un en-tête vide : non lues",
            )
