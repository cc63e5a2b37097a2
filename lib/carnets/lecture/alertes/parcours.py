"""Invraisemblances des parcours : entonnoirs, publics, écritures voisines, annexes."""

from collections.abc import Callable, Iterator

import numpy as np
import pandas as pd

from carnets.lecture.alertes.alerte import MONTREES, Alerte, Lignes
from carnets.lecture.entetes import cle_entete
from carnets.lecture.mises_a_part import annonce_un_total
from carnets.modeles.base import Modele

_VENUS = ("present", "retenu", "valide")


def _entonnoir_croissant(table: pd.DataFrame, lignes: Lignes, modele: Modele) -> Iterator[Alerte]:
    """Plus de personnes à une étape qu'à la précédente : un entonnoir ne s'élargit pas."""
    if not {"id_cohorte", "rang", "effectif", "etape"} <= set(table.columns):
        return
    ordonnee = table.assign(ligne=lignes).sort_values(["id_cohorte", "rang"], kind="stable")
    avant = ordonnee.groupby("id_cohorte")["effectif"].shift()
    for cas, precedent in zip(ordonnee.to_dict("records"), avant, strict=True):
        if pd.notna(precedent) and cas["effectif"] > precedent:
            yield Alerte(
                int(cas["ligne"]),
                "effectif",
                str(cas["effectif"]),
                "entonnoir_croissant",
                f"{cas['id_cohorte']}, « {cas['etape']} » : l'étape d'avant n'en a que {precedent}",
            )


def _etape_sautee(table: pd.DataFrame, lignes: Lignes, modele: Modele) -> Iterator[Alerte]:
    """Présent à une étape sans l'avoir été à la précédente."""
    if not {"id_cohorte", "id_personne", "rang", "statut"} <= set(table.columns):
        return
    venus = table.assign(ligne=lignes)[table["statut"].isin(_VENUS).to_numpy()]
    venus = venus.sort_values(["id_cohorte", "id_personne", "rang"], kind="stable")
    avant = venus.groupby(["id_cohorte", "id_personne"])["rang"].shift().fillna(0)
    sautees = venus[(venus["rang"] - avant > 1).to_numpy(dtype=bool)]
    for cas in sautees.sort_values("ligne").head(MONTREES).to_dict("records"):
        yield Alerte(
            int(cas["ligne"]),
            "rang",
            str(cas["rang"]),
            "etape_sautee",
            f"{cas['id_personne']} est à l'étape {cas['rang']} sans être venue à la précédente",
        )


def _public_contradictoire(table: pd.DataFrame, lignes: Lignes, modele: Modele) -> Iterator[Alerte]:
    """Un public que démentent l'âge à l'entrée ou l'adresse de la même ligne."""
    if not {"publics", "annee_naissance", "date_entree", "statut_qpv"} <= set(table.columns):
        return
    publics = table["publics"].fillna("").str.split("|").map(set)
    age = (table["date_entree"].dt.year - table["annee_naissance"]).astype("Float64")
    dementis = {
        "JEUNE26": (age > 26, "26 ans passés à l'entrée"),
        "SENIOR50": (age < 50, "moins de 50 ans à l'entrée"),
        "QPV": (table["statut_qpv"] == "NQP", "adresse hors quartier prioritaire"),
    }
    for public, (dementi, pourquoi) in dementis.items():
        dit = publics.map(lambda p, nom=public: nom in p).to_numpy(dtype=bool)
        contraires = dit & dementi.fillna(value=False).to_numpy(dtype=bool)
        for rang in np.flatnonzero(contraires)[:MONTREES]:
            yield Alerte(int(lignes[rang]), "publics", public, "public_contradictoire", pourquoi)


def _ecritures_voisines(table: pd.DataFrame, lignes: Lignes, modele: Modele) -> Iterator[Alerte]:
    """Deux écritures d'un même nom dans une clé ou un lien : « Ville d'Alès », « VILLE D ALES »."""
    liees = {c for r in modele.references for c in r.colonnes} | set(modele.cle)
    for colonne in modele.colonnes:
        if colonne.nom not in liees or colonne.type != "texte" or colonne.valeurs:
            continue
        serie = table[colonne.nom].dropna().drop_duplicates()
        if len(serie) > _DISTINCTES_MAX:
            continue
        formes = serie.map(cle_entete)
        for _, lot in serie.groupby(formes, sort=False):
            if len(lot) > 1:
                yield Alerte(
                    int(lignes[int(str(lot.index[1]))]),
                    colonne.nom,
                    " et ".join(lot),
                    "ecritures_voisines",
                    "deux écritures d'un même nom ? si oui, traduisez l'une sous « valeurs »",
                )


# Au-delà, ce sont des identifiants, non des noms saisis à la main.
_DISTINCTES_MAX = 2_000


def _total_probable(table: pd.DataFrame, lignes: Lignes, modele: Modele) -> Iterator[Alerte]:
    """Ligne acceptée comme une donnée, dont la clé s'annonce comme un total : comptée deux fois."""
    for nom in modele.cle:
        if modele.colonne(nom).type != "texte" or modele.colonne(nom).valeurs:
            continue
        distinctes = table[nom].dropna().drop_duplicates()
        # Le motif écarte d'un coup ce qui ne peut être un total, même sur des millions de lignes.
        candidates = distinctes[distinctes.str.contains("tot|ensemble|cumul", case=False)]
        for rang, valeur in candidates.items():
            if annonce_un_total(valeur):
                yield Alerte(
                    int(lignes[int(str(rang))]),
                    nom,
                    valeur,
                    "ligne_de_total_probable",
                    f'si c\'est un total, écrivez « totaux: ["{valeur}"] » dans dossier.yml : '
                    "il serait compté deux fois",
                )


def _annexes_chevauchantes(table: pd.DataFrame, lignes: Lignes, modele: Modele) -> Iterator[Alerte]:
    """Annexes d'une même convention dont les périodes se recouvrent : leurs ETP s'y doublent."""
    if not {"annexe_id", "convention_id", "date_debut", "date_fin"} <= set(table.columns):
        return
    suite = table.assign(ligne=lignes).sort_values(["convention_id", "date_debut"], kind="stable")
    avant = suite.groupby("convention_id")["date_fin"].cummax().groupby(suite["convention_id"])
    doubles = suite[(suite["date_debut"] <= avant.shift()).to_numpy(dtype=bool)]
    if len(doubles):
        premiere = doubles.sort_values("ligne").iloc[0]
        yield Alerte(
            int(premiere["ligne"]),
            "date_debut",
            str(premiere["annexe_id"]),
            "annexes_chevauchantes",
            f"{doubles['convention_id'].nunique()} conventions ont des annexes dont les périodes "
            "se recouvrent : n'en sommez pas les effectifs",
        )


REGLES_PARCOURS: tuple[Callable[[pd.DataFrame, Lignes, Modele], Iterator[Alerte]], ...] = (
    _entonnoir_croissant,
    _etape_sautee,
    _public_contradictoire,
    _ecritures_voisines,
    _total_probable,
    _annexes_chevauchantes,
)
