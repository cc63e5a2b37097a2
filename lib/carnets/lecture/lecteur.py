"""Lire une source : trouver ses fichiers, choisir le lecteur, contrôler, rendre compte."""

from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd

from carnets.erreurs import DonneesRefusees, suggestion
from carnets.lecture.assemblage import assembler
from carnets.lecture.brute import TableBrute
from carnets.lecture.controle import Controle, controler
from carnets.lecture.corrections import lire_corrections
from carnets.lecture.doublons import separer_doublons
from carnets.lecture.entetes import distincts, noms_connus
from carnets.lecture.fichier_csv import lire_csv
from carnets.lecture.fichier_decp import lire_decp, reunir_titulaires
from carnets.lecture.fichier_geo import lire_geojson, lire_shapefile
from carnets.lecture.hachage import hacher
from carnets.lecture.rangement import ranger
from carnets.lecture.source import Source
from carnets.modeles import MODELES, Modele


@dataclass(frozen=True)
class Lecture:
    """Une source lue : un contrôle par fichier, et la table des lignes acceptées, rangées."""

    source: Source
    modele: Modele
    controles: tuple[Controle, ...]
    table: pd.DataFrame


def fichiers_de(dossier: Path, source: Source) -> tuple[Path, ...]:
    """Les fichiers d'une source, triés ; DonneesRefusees si aucun ne répond au nom."""
    racine = (dossier / Path(source.depuis).expanduser()).resolve()
    if not racine.is_dir():
        raise DonneesRefusees(
            f"{dossier / 'dossier.yml'} : la source « {source.nom} » cherche ses fichiers depuis "
            f"« {source.depuis} », qui n'est pas un répertoire de cette machine ; corrigez "
            "« depuis », ou téléchargez-y les fichiers (carnets sources les nomme)."
        )
    trouves = sorted(p for p in racine.glob(source.fichier) if p.is_file())
    for trouve in trouves:
        if not trouve.resolve().is_relative_to(racine):
            raise DonneesRefusees(
                f"{trouve} : ce lien mène hors de {racine} ; copiez-y le fichier, ou nommez son "
                "répertoire avec « depuis » dans dossier.yml."
            )
    if not trouves:
        presents = sorted(
            str(p.relative_to(racine))
            for p in racine.rglob("*")
            if p.is_file() and not {".magasin", "rejets"} & set(p.parts)
        )
        raise DonneesRefusees(
            f"{dossier / 'dossier.yml'} : la source « {source.nom} » attend le fichier "
            f"« {source.fichier} », absent de {racine} ; {suggestion(source.fichier, presents)}"
        )
    return tuple(trouves)


def lire_source(dossier: Path, source: Source) -> Lecture:
    """Lit tous les fichiers d'une source selon son modèle ; rien n'est encore refusé en bloc."""
    if source.modele not in MODELES:
        raise DonneesRefusees(
            f"{dossier / 'dossier.yml'} : la source « {source.nom} » demande le modèle "
            f"« {source.modele} », inconnu ; {suggestion(source.modele, sorted(MODELES))}"
        )
    _refuser_questions(dossier, source)
    modele = MODELES[source.modele]
    fichiers = fichiers_de(dossier, source)
    lues = [_preparer(lire_brut(f, modele, source), source, dossier) for f in fichiers]
    brutes = [brute for brute, _ in lues]
    corrections = tuple(c for c in lire_corrections(dossier) if c.source == source.nom)
    for correction in corrections:
        if correction.fichier not in (b.fichier.name for b in brutes):
            raise DonneesRefusees(
                f"{dossier / 'corrections.yml'} : la source « {source.nom} » n'a pas de fichier "
                f"« {correction.fichier} » ; corrigez son nom ou ôtez la correction."
            )
    controles = separer_doublons(
        [controler(brute, modele, hachee, corrections) for brute, hachee in lues], modele
    )
    table = pd.concat([c.acceptees for c in controles], ignore_index=True)
    return Lecture(source, modele, controles, ranger(table, modele))


def _preparer(brute: TableBrute, source: Source, dossier: Path) -> tuple[TableBrute, Source]:
    """Colonnes assemblées, puis hachées : le contrôle n'en voit que le résultat."""
    return hacher(*assembler(brute, source), dossier)


def _refuser_questions(dossier: Path, source: Source) -> None:
    """Tant qu'une correspondance proposée n'est pas confirmée, la source n'est pas lue."""
    if not source.a_confirmer:
        return
    lignes = [f"{dossier / 'dossier.yml'} : la source « {source.nom} » garde des questions."]
    for colonne, entete in source.a_confirmer.items():
        proposee = f"proposé : « {entete} »" if entete else "aucune proposition"
        lignes.append(f"  - quelle colonne du fichier remplit {colonne} ? {proposee}")
    lignes.append("  À faire : déplacez chaque réponse sous « colonnes » et ôtez « a_confirmer ».")
    raise DonneesRefusees("\n".join(lignes))


def lire_brut(fichier: Path, modele: Modele, source: Source) -> TableBrute:
    """Le contenu d'un fichier en cellules de texte, par le lecteur de son format."""
    lu = _lire(fichier, modele, source)
    return replace(lu, entetes=distincts(lu.entetes))


def _lire(fichier: Path, modele: Modele, source: Source) -> TableBrute:
    connus = noms_connus(modele, source)
    format_lu = source.format if source.format != "auto" else _format(fichier)
    if format_lu == "excel":
        # Importé ici : openpyxl est long à charger, et la plupart des exports sont du CSV.
        from carnets.lecture.fichier_excel import lire_excel

        return lire_excel(fichier, connus, feuille=source.feuille, ligne_entete=source.entete)
    if format_lu == "geojson":
        return lire_geojson(fichier)
    if format_lu == "shapefile":
        return lire_shapefile(fichier)
    if format_lu == "decp":
        return lire_decp(fichier, concessions=modele.nom == "decp_concession")
    lu = lire_csv(fichier, connus, separateur=source.separateur, ligne_entete=source.entete)
    return reunir_titulaires(lu) if modele.nom == "decp_contrat" else lu


def _format(fichier: Path) -> str:
    extensions = {
        ".xlsx": "excel", ".xlsm": "excel", ".xls": "excel", ".geojson": "geojson",
        ".shp": "shapefile", ".json": "decp",
    }  # fmt: skip
    return extensions.get(fichier.suffix.lower(), "csv")
