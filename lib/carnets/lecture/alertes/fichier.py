"""Invraisemblances d'un fichier : totaux écrits, contenu sans en-tête, modalités inconnues."""

from collections.abc import Callable, Iterator

import numpy as np
import pandas as pd

from carnets.lecture.alertes.alerte import ECART_TAUX, Alerte
from carnets.lecture.controle import Controle
from carnets.modeles.base import Modele

# Une ligne de total publiée arrondie peut s'écarter de la somme d'une demi-unité par ligne.
_ARRONDI = 0.5
# Sous ce seuil, l'écart est celui du calcul en virgule flottante.
_BRUIT = 1e-6
_SOMMABLES = ("h", "€", "personnes", "contrats", "ETP")


def _totaux(controle: Controle, modele: Modele) -> Iterator[Alerte]:
    """Total écrit ≠ somme des lignes, pour chaque colonne d'heures, d'euros ou de personnes.

    Un sous-total se compare aux lignes qui le séparent du total précédent.
    """
    precedente = 0
    for ligne, valeurs in controle.totaux:
        entre = (controle.lignes > precedente) & (controle.lignes < ligne)
        precedente = ligne
        for colonne in modele.colonnes:
            ecrit = valeurs.get(colonne.nom)
            if ecrit is None or colonne.unite not in _SOMMABLES:
                continue
            serie = controle.acceptees[colonne.nom]
            somme, partielle = float(serie.sum()), float(serie[entre].sum())
            if min(abs(somme - ecrit), abs(partielle - ecrit)) <= _BRUIT:
                continue
            entiers = bool((serie.dropna() % 1 == 0).all())
            arrondi = entiers and abs(somme - ecrit) <= _ARRONDI * max(len(serie), 1)
            refusees = controle.refusees - controle.ecartees
            yield Alerte(
                ligne,
                colonne.nom,
                f"{ecrit:.10g}",
                "total_different_de_la_somme",
                f"la somme des lignes acceptées est {somme:.10g}"
                + (" : l'écart peut venir des arrondis" if arrondi else "")
                + (f" ; {refusees} ligne(s) refusée(s) n'y sont pas" if refusees else ""),
            )


def _taux_du_total(controle: Controle, modele: Modele) -> Iterator[Alerte]:
    """Taux écrit sur une ligne de total ≠ heures / objectif de cette ligne."""
    for ligne, valeurs in controle.totaux:
        publie, heures = valeurs.get("taux_publie"), valeurs.get("heures")
        objectif = valeurs.get("objectif_h")
        if publie is None or heures is None or not objectif:
            continue
        recalcule = 100 * heures / objectif
        if abs(recalcule - publie) > ECART_TAUX:
            yield Alerte(
                ligne,
                "taux_publie",
                f"{publie:g} %",
                "taux_publie_different",
                f"{heures:g} / {objectif:g} donne {recalcule:.1f} %",
            )


def _sans_entete(controle: Controle, modele: Modele) -> Iterator[Alerte]:
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
                # Ce qui n'est pas lu n'est pas répété : ce peut être un nom.
                "",
                "colonne_sans_entete",
                f"{len(pleines)} cellules remplies sous un en-tête vide : non lues",
            )


def _modalites_jamais_vues(controle: Controle, modele: Modele) -> Iterator[Alerte]:
    """Écritures hors de la liste du modèle : refusées ligne à ligne, dites ici une fois chacune."""
    vues: dict[tuple[str, str], list[int]] = {}
    for refus in controle.refus:
        if refus.cause == "modalité inconnue":
            vues.setdefault((refus.colonne, refus.valeur), []).append(refus.ligne)
    for (colonne, valeur), lignes in sorted(vues.items()):
        connues = ", ".join(modele.colonne(colonne).valeurs)
        yield Alerte(
            lignes[0],
            colonne,
            valeur,
            "modalite_jamais_vue",
            f"{len(lignes)} ligne(s) ; le modèle connaît {connues} : traduisez-la sous "
            "« valeurs », ou vérifiez la nomenclature du producteur",
        )


def _personne_a_deux_statuts(controle: Controle, modele: Modele) -> Iterator[Alerte]:
    """Une personne présente deux fois, en QPV puis hors QPV : ses lignes sont déjà refusées."""
    rangs = controle.correspondance.rangs
    if modele.cle != ("id_personne",) or not {"id_personne", "statut_qpv"} <= set(rangs):
        return
    brute, refusees = controle.brute, [r.ligne for r in controle.refus]
    lus = pd.DataFrame({n: brute.valeurs(rangs[n]) for n in ("id_personne", "statut_qpv")})
    lus = lus.assign(ligne=brute.lignes)[np.isin(brute.lignes, refusees)]
    for personne, lot in lus.groupby("id_personne", sort=False):
        statuts = sorted({s.strip() for s in lot["statut_qpv"]} - {""})
        if len(statuts) > 1:
            yield Alerte(
                int(lot["ligne"].iloc[0]),
                "statut_qpv",
                " et ".join(statuts),
                "personne_a_deux_statuts",
                f"la personne {personne} a {len(lot)} lignes : gardez celle de son entrée, l'"
                "adresse qui fait foi, et ne comptez qu'une personne",
            )


REGLES_REFUS: tuple[Callable[[Controle, Modele], Iterator[Alerte]], ...] = (
    _modalites_jamais_vues,
    _personne_a_deux_statuts,
)
"""Ce que disent les lignes refusées, y compris quand elles le sont toutes."""

REGLES_FICHIER: tuple[Callable[[Controle, Modele], Iterator[Alerte]], ...] = (
    _totaux,
    _taux_du_total,
    _sans_entete,
)
