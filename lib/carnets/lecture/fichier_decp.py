"""Lecteur des données essentielles de la commande publique en JSON, tous dialectes."""

import re
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow as pa

from carnets.erreurs import DonneesRefusees
from carnets.lecture.brute import RefusCellule, TableBrute, depuis_lignes
from carnets.lecture.fichier_geo import lire_json, texte_json
from carnets.modeles.decp import ABSENCES_CONSOLIDATEUR

_TITULAIRE_CSV = re.compile(r"titulaire[._]id[._][0-9]+", re.IGNORECASE)
_SIMPLES = (
    "id", "nature", "objet", "codeCPV", "procedure", "dureeMois", "dateNotification",
    "datePublicationDonnees", "montant", "formePrix", "offresRecues", "ccag",
    "sousTraitanceDeclaree", "idAccordCadre",
)  # fmt: skip
_SIMPLES_CONCESSION = (
    "id", "nature", "objet", "procedure", "dureeMois", "dateSignature",
    "datePublicationDonnees", "dateDebutExecution", "valeurGlobale", "montantSubventionPublique",
)  # fmt: skip
_ENTETES_CONCESSION = (
    *_SIMPLES_CONCESSION, "autoriteConcedante.id", "considerationsSociales",
    "considerationsEnvironnementales", "concessionnaires",
)  # fmt: skip
_CALCULEES = (
    "acheteur.id", "lieuExecution.code", "lieuExecution.typeCode", "considerationsSociales",
    "considerationsEnvironnementales", "titulaires", "nombre_modifications",
)  # fmt: skip


def lire_decp(fichier: Path, *, concessions: bool = False) -> TableBrute:
    """Lit les marchés d'un fichier DECP, ou ses `concessions` ; `ligne` est le rang du contrat.

    Marchés et concessions suivent deux schémas : ceux que l'on ne lit pas sont comptés et mis à
    part, rien n'est perdu.
    """
    marches, concedes = _contrats(fichier, lire_json(fichier))
    debut = len(marches) if concessions else 0
    lus, ecartes = (concedes, marches) if concessions else (marches, concedes)
    entetes = _ENTETES_CONCESSION if concessions else (*_SIMPLES, *_CALCULEES)
    ligne = _concession if concessions else _ligne
    table = depuis_lignes(
        fichier, entetes, [(rang, ligne(c)) for rang, c in enumerate(lus, start=debut + 1)]
    )
    ailleurs = "decp_contrat" if concessions else "decp_concession"
    refus = tuple(
        RefusCellule(
            ligne=rang,
            colonne="",
            valeur=texte_json(c.get("id")),
            cause="marché" if concessions else "contrat de concession",
            attendu="un contrat de concession" if concessions else "un marché",
            remede=f"rien à faire : une source au modèle {ailleurs} lit ces contrats",
            ecartee=True,
        )
        for rang, c in enumerate(ecartes, start=1 if concessions else len(lus) + 1)
    )
    return TableBrute(
        fichier, table.entetes, table.lignes, table.cellules, refus, len(lus) + len(refus), {}
    )


def _contrats(fichier: Path, contenu: Any) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Marchés et concessions, que le fichier soit une liste, `marches`, ou `marches.marche`."""
    marches = contenu.get("marches") if isinstance(contenu, dict) else contenu
    concessions: object = []
    if isinstance(marches, dict):
        concessions = marches.get("contrat-concession") or []
        # Un fichier peut ne publier que des concessions.
        marches = marches.get("marche") or ([] if concessions else None)
    if not isinstance(marches, list) or not isinstance(concessions, list):
        raise DonneesRefusees(
            f"{fichier} : la liste « marches » est introuvable ; un fichier au format DECP 2022 "
            "est attendu."
        )
    for rang, contrat in enumerate([*marches, *concessions], start=1):
        if not isinstance(contrat, dict):
            raise DonneesRefusees(f"{fichier}, contrat {rang} : un objet JSON est attendu.")
    return marches, concessions


def _ligne(marche: dict[str, Any]) -> list[str]:
    lieu = marche.get("lieuExecution") or {}
    acheteur = marche.get("acheteur") or {}
    return [
        *(texte_json(marche.get(nom)) for nom in _SIMPLES),
        texte_json(acheteur.get("id")),
        texte_json(lieu.get("code")),
        texte_json(lieu.get("typeCode")),
        _liste(marche.get("considerationsSociales")),
        _liste(marche.get("considerationsEnvironnementales")),
        "|".join(texte_json(t.get("id")) for t in _deplies(marche.get("titulaires"), "titulaire")),
        str(len(marche.get("modifications") or [])),
    ]


def _concession(contrat: dict[str, Any]) -> list[str]:
    autorite = contrat.get("autoriteConcedante") or {}
    return [
        *(texte_json(contrat.get(nom)) for nom in _SIMPLES_CONCESSION),
        texte_json(autorite.get("id")),
        _liste(contrat.get("considerationsSociales")),
        _liste(contrat.get("considerationsEnvironnementales")),
        "|".join(
            texte_json(c.get("id"))
            for c in _deplies(contrat.get("concessionnaires"), "concessionnaire")
        ),
    ]


def _liste(valeur: Any) -> str:
    """Une liste nue, ou enveloppée dans un objet à une clé ; vide si elle est absente (inconnu)."""
    if isinstance(valeur, dict):
        valeur = next(iter(valeur.values()), None)
    return texte_json(valeur)


def _deplies(parties: Any, nom: str) -> Iterable[dict[str, Any]]:
    """Les contractants, que chacun soit nu ou enveloppé dans un objet à son nom."""
    for partie in parties or []:
        yield partie.get(nom, partie) if isinstance(partie, dict) else {}


def reunir_titulaires(brute: TableBrute) -> TableBrute:
    """Réunit en une colonne `titulaires` les `titulaire_id_1`, `_2`, `_3`… d'un DECP en CSV.

    Une table sans ces colonnes, ou qui a déjà `titulaires`, est rendue telle quelle.
    """
    rangs = [r for r, e in enumerate(brute.entetes) if _TITULAIRE_CSV.fullmatch(e.strip())]
    if not rangs or "titulaires" in brute.entetes:
        return brute
    colonnes = [brute.valeurs(rang) for rang in rangs]
    reunis = [
        "|".join(v for v in valeurs if v.strip() and v.strip() not in ABSENCES_CONSOLIDATEUR)
        for valeurs in zip(*colonnes, strict=True)
    ]
    cellules = (*brute.cellules, pa.chunked_array([reunis], type=pa.string()))
    return replace(brute, entetes=(*brute.entetes, "titulaires"), cellules=cellules)
