"""Invraisemblances des parts : effectif impossible, poids, taux publiés, totaux de niveau."""

import math
from collections.abc import Callable, Iterator

import pandas as pd

from carnets.dictionnaire import INDICATEURS
from carnets.lecture.alertes.alerte import ECART_TAUX, MONTREES, Alerte, Lignes
from carnets.modeles.base import Modele

# Sous ce seuil, l'écart est celui du calcul en virgule flottante.
_BRUIT = 1e-6
# Des poids publiés au centième : leur somme s'écarte de un d'un demi-centième par part.
_PAS_DES_POIDS = 0.01
_POIDS = (("pop_part", "code_qpv"), ("poids_pop", "code_2024"))


def _part_d_aucun_entier(table: pd.DataFrame, lignes: Lignes, modele: Modele) -> Iterator[Alerte]:
    """Part publiée d'une base connue, qu'aucun effectif entier ne donne : « 80 % de 8 »."""
    if not {"territoire", "grandeur", "base", "valeur", "precision", "unite"} <= set(table.columns):
        return
    connues = table[table["unite"].isin(["personnes", "contrats", "nombre"])]
    lieux = zip(connues["territoire"], connues["grandeur"], strict=True)
    bases = dict(zip(lieux, connues["valeur"], strict=True))
    parts = table[(table["unite"] == "pourcentage") & table["base"].notna()]
    for rang, part in parts.iterrows():
        base = bases.get((part["territoire"], part["base"]))
        if base is None or not _sans_effectif_entier(part["valeur"], part["precision"], base):
            continue
        yield Alerte(
            int(lignes[int(str(rang))]),
            "valeur",
            f"{part['valeur']:g} % de {base:g}",
            "part_d_aucun_entier",
            f"ce serait {part['valeur'] * base / 100:g} : aucun effectif entier ne s'arrondit à "
            "cette part ; vérifiez la base",
        )


def _sans_effectif_entier(part: float, precision: float, base: float) -> bool:
    bas, haut = (base * (part + signe * precision / 2) / 100 for signe in (-1, 1))
    return math.ceil(bas - _BRUIT) > math.floor(haut + _BRUIT)


def _poids_sans_cent(table: pd.DataFrame, lignes: Lignes, modele: Modele) -> Iterator[Alerte]:
    """Parts d'un quartier entre communes, ou d'un passage, qui ne font pas un."""
    for poids, tout in _POIDS:
        if not {poids, tout} <= set(table.columns):
            continue
        pleins = table.dropna(subset=[poids, tout])
        for nom, lot in list(pleins.groupby(tout, sort=False)):
            somme = float(lot[poids].sum())
            if abs(somme - 1) > _PAS_DES_POIDS / 2 * len(lot) + _BRUIT:
                yield Alerte(
                    int(lignes[lot.index[0]]),
                    poids,
                    f"{somme:g}",
                    "poids_sans_cent",
                    f"les {len(lot)} parts de {nom} font {100 * somme:g} % et non 100 %",
                )


def _taux_d_indicateur(table: pd.DataFrame, lignes: Lignes, modele: Modele) -> Iterator[Alerte]:
    """Indicateur en pourcentage dont la valeur n'est pas son numérateur sur son dénominateur."""
    if not {"id_indicateur", "valeur", "numerateur", "denominateur"} <= set(table.columns):
        return
    taux = {nom for nom, i in INDICATEURS.items() if i.unite == "pourcentage"}
    lot = table[table["id_indicateur"].isin(taux) & (table["denominateur"] > 0)]
    recalcule = 100 * lot["numerateur"] / lot["denominateur"]
    ecarts = (lot["valeur"] - recalcule).abs()
    for rang in ecarts[ecarts > ECART_TAUX].index[:MONTREES]:
        ligne = lot.loc[rang]
        yield Alerte(
            int(lignes[int(str(rang))]),
            "valeur",
            f"{ligne['valeur']:g} %",
            "taux_publie_different",
            f"{ligne['numerateur']:g} / {ligne['denominateur']:g} donne {recalcule[rang]:.1f} %",
        )


def _total_de_niveau(table: pd.DataFrame, lignes: Lignes, modele: Modele) -> Iterator[Alerte]:
    """Ligne d'ensemble publiée ≠ somme des lignes de ses parties, colonne de compte par colonne."""
    if "niveau" not in table or "etat" in table:
        return
    partie, ensemble = modele.colonne("niveau").valeurs
    total, parties = table[table["niveau"] == ensemble], table[table["niveau"] == partie]
    comptes = [c for c in modele.colonnes if c.type == "entier" and c.unite]
    if len(total) != 1 or len(parties) < 2 or len(modele.cle) > 1:
        return
    for colonne in comptes:
        ecrit, somme = total[colonne.nom].iloc[0], parties[colonne.nom].sum()
        if pd.isna(ecrit) or parties[colonne.nom].isna().any() or abs(int(somme) - int(ecrit)) < 1:
            continue
        yield Alerte(
            int(lignes[total.index[0]]),
            colonne.nom,
            str(ecrit),
            "total_different_de_la_somme",
            f"la somme des {len(parties)} parties est {somme}"
            + (" : une personne peut compter dans deux parties" * (colonne.unite == "personnes")),
        )


REGLES_PARTS: tuple[Callable[[pd.DataFrame, Lignes, Modele], Iterator[Alerte]], ...] = (
    _part_d_aucun_entier,
    _poids_sans_cent,
    _taux_d_indicateur,
    _total_de_niveau,
)
