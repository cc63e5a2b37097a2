"""Lecteur des données essentielles de la commande publique en JSON, tous dialectes."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from carnets.erreurs import DonneesRefusees
from carnets.lecture.brute import RefusCellule, TableBrute, depuis_lignes
from carnets.lecture.fichier_geo import lire_json, texte_json

_SIMPLES = (
    "id", "nature", "objet", "codeCPV", "procedure", "dureeMois", "dateNotification",
    "datePublicationDonnees", "montant", "formePrix", "offresRecues", "ccag",
    "sousTraitanceDeclaree", "idAccordCadre",
)  # fmt: skip
_CALCULEES = (
    "acheteur.id", "lieuExecution.code", "lieuExecution.typeCode", "considerationsSociales",
    "considerationsEnvironnementales", "titulaires", "nombre_modifications",
)  # fmt: skip


def lire_decp(fichier: Path) -> TableBrute:
    """Lit les marchés d'un fichier DECP ; `ligne` est le rang du contrat.

    Une concession suit un autre schéma : elle est comptée et mise à part.
    """
    marches, concessions = _contrats(fichier, lire_json(fichier))
    lignes = [(rang, _ligne(m)) for rang, m in enumerate(marches, start=1)]
    table = depuis_lignes(fichier, (*_SIMPLES, *_CALCULEES), lignes)
    refus = tuple(
        RefusCellule(
            ligne=len(marches) + rang,
            colonne="",
            valeur=str(c.get("id", "")),
            cause="contrat de concession",
            attendu="un marché",
            remede="rien à faire : le modèle ne couvre que les marchés",
            ecartee=True,
        )
        for rang, c in enumerate(concessions, start=1)
    )
    return TableBrute(
        fichier, table.entetes, table.lignes, table.cellules, refus, len(lignes) + len(refus), {}
    )


def _contrats(fichier: Path, contenu: Any) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Marchés et concessions, que le fichier soit une liste, `marches`, ou `marches.marche`."""
    marches = contenu.get("marches") if isinstance(contenu, dict) else contenu
    concessions: object = []
    if isinstance(marches, dict):
        concessions = marches.get("contrat-concession") or []
        marches = marches.get("marche")
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
        "|".join(texte_json(t.get("id")) for t in _deplies(marche.get("titulaires"))),
        str(len(marche.get("modifications") or [])),
    ]


def _liste(valeur: Any) -> str:
    """Une liste nue, ou enveloppée dans un objet à une clé ; vide si elle est absente (inconnu)."""
    if isinstance(valeur, dict):
        valeur = next(iter(valeur.values()), None)
    return texte_json(valeur)


def _deplies(titulaires: Any) -> Iterable[dict[str, Any]]:
    for titulaire in titulaires or []:
        yield titulaire.get("titulaire", titulaire) if isinstance(titulaire, dict) else {}
