"""Magasin : les tables contrôlées d'un dossier en Parquet, et le compte rendu de leur contrôle.

Une table est rangée sous une empreinte du contenu des fichiers bruts, des corrections, de la
source telle que `dossier.yml` la décrit, du modèle, des référentiels et du code qui lit : refaite
seulement si l'un change. Ses lignes sont triées par clé dès la lecture : l'ordre des lignes ou des
fichiers bruts ne change rien à ce qui en sort, ni au dernier chiffre d'une somme ; un tableau
imprimé dans un autre ordre le choisit.
L'écriture est faite à côté puis renommée d'un coup, la table en dernier : deux processus peuvent
travailler ensemble, le second trouve la table entière ou la refait à l'identique.

Un dossier en lecture seule est rangé dans le cache de l'utilisateur ; si rien n'est inscriptible,
la table reste en mémoire et sera relue la fois suivante.
"""

import hashlib
import json
import os
import tempfile
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pandas as pd
import pyarrow as pa
from pyarrow import parquet

from carnets.chemins import PAQUET, REFERENTIELS
from carnets.erreurs import DonneesRefusees, UsageIncorrect, suggestion
from carnets.lecture.corrections import NOM_FICHIER as FICHIER_CORRECTIONS
from carnets.lecture.hachage import temoin_de_cle
from carnets.lecture.lecteur import Lecture, fichiers_de, lire_source
from carnets.lecture.liens import liens_rompus
from carnets.lecture.rapport import ecrire_comptes, rapport_source, relire_comptes
from carnets.lecture.source import Source
from carnets.lecture.table_lue import TableLue
from carnets.modeles import MODELES

_BLOC = 1 << 20
_LIGNES_PAR_GROUPE = 250_000
# Une table périmée peut encore servir à un lot lancé avant le changement.
_DELAI_DE_PURGE = 24 * 3600.0
# Ce dont dépend le contenu d'une table : changer l'un de ces codes la refait.
_CODE = ("lecture", "modeles", "codes.py", "magasin.py")
# Un Shapefile est fait de plusieurs fichiers de même nom.
_COMPAGNONS = {".shp": (".shx", ".dbf", ".prj", ".cpg")}


@dataclass(frozen=True)
class Magasin:
    """Les tables d'un dossier, prêtes à être lues par tranches."""

    dossier: Path
    repertoire: Path
    sources: dict[str, Source]

    def lire(self, nom: str) -> TableLue:
        """La table de la source `nom` et le compte rendu de son contrôle, faits si besoin.

        UsageIncorrect si la source est inconnue ; DonneesRefusees si un fichier est illisible. Une
        table dont trop de lignes sont refusées est rendue quand même : son compte rendu le dit.
        """
        source = self._source(nom)
        chemin = self.repertoire / f"{nom}-{empreinte(self.dossier, source)}.parquet"
        if not (chemin.is_file() and chemin.with_suffix(".json").is_file()):
            lecture = lire_source(self.dossier, source)
            comptes = rapport_source(lecture)
            if not _ranger(lecture, ecrire_comptes(comptes), chemin):
                return TableLue(self.dossier, source, comptes, None, lecture.table)
            self._purger(nom, chemin)
        with suppress(OSError):
            os.utime(chemin)
        comptes = relire_comptes(chemin.with_suffix(".json").read_bytes())
        return TableLue(self.dossier, source, comptes, chemin)

    def fichier(self, nom: str) -> Path:
        """Le Parquet de la source `nom`, fait ou refait si besoin.

        UsageIncorrect si la source est inconnue ; DonneesRefusees si ses données sont mauvaises ou
        si rien n'est inscriptible.
        """
        lue = self.lire(nom)
        lue.exiger_conforme()
        if lue.parquet is None:
            raise DonneesRefusees(
                f"{self.repertoire} : le magasin ne peut pas être écrit ; libérez de la place ou "
                "rendez ce répertoire inscriptible."
            )
        return lue.parquet

    def table(
        self,
        nom: str,
        *,
        colonnes: Sequence[str] = (),
        ou: dict[str, str] | None = None,
    ) -> pd.DataFrame:
        """Les colonnes demandées (toutes par défaut) des lignes où `ou` est vrai (égalités).

        Seules ces colonnes et ces lignes sont lues du disque.
        """
        lue = self.lire(nom)
        lue.exiger_conforme()
        return lue.tranche(colonnes, {c: (v,) for c, v in (ou or {}).items()})

    def sql(self, requete: str) -> pd.DataFrame:
        """Le résultat d'une requête DuckDB où chaque source citée est une vue."""
        # Importé ici : une commande qui n'interroge pas par SQL ne charge pas DuckDB.
        import duckdb

        with duckdb.connect() as base:
            for nom in self.sources:
                if nom in requete:
                    chemin = str(self.fichier(nom)).replace("'", "''")
                    base.execute(f"CREATE VIEW \"{nom}\" AS SELECT * FROM read_parquet('{chemin}')")
            return base.execute(requete).df()

    def liens_rompus(self, lues: dict[str, TableLue]) -> tuple[str, ...]:
        """Un message par clé étrangère rompue entre ces tables ; retenu tant que rien ne change."""
        cle = hashlib.sha256("".join(sorted(str(t.parquet) for t in lues.values())).encode())
        retenu = self.repertoire / f"liens-{cle.hexdigest()[:20]}.json"
        rangees = all(t.parquet is not None for t in lues.values())
        if rangees and retenu.is_file():
            return tuple(json.loads(retenu.read_bytes()))
        messages = tuple(m for lue in lues.values() for m in liens_rompus(lue, lues))
        if rangees:
            with suppress(OSError):
                _remplacer(retenu, json.dumps(messages, ensure_ascii=False).encode())
                self._purger("liens", retenu)
        return messages

    def _source(self, nom: str) -> Source:
        if nom not in self.sources:
            proche = suggestion(nom, sorted(self.sources))
            raise UsageIncorrect(f"Source inconnue du dossier : « {nom} » ; {proche}")
        return self.sources[nom]

    def _purger(self, nom: str, garde: Path) -> None:
        """Ôte les tables périmées de cette source, et celles des sources disparues du dossier."""
        limite = time.time() - _DELAI_DE_PURGE
        for fichier in self.repertoire.glob("*-*.*"):
            origine = fichier.stem.rpartition("-")[0]
            perimee = origine == nom or origine not in {*self.sources, "liens"}
            if perimee and fichier.stem != garde.stem:
                # Un fichier ouvert ailleurs sous Windows ne s'ôte pas : la fois suivante le fera.
                with suppress(OSError):
                    if fichier.stat().st_mtime < limite:
                        fichier.unlink()


def repertoire_du_magasin(dossier: Path) -> Path:
    """`.magasin/` à côté de `dossier.yml`, ou dans le cache de l'utilisateur s'il ne s'écrit pas.

    Le répertoire porte son propre `.gitignore` : il n'entre dans aucun dépôt.
    """
    nom = hashlib.sha256(str(dossier).encode()).hexdigest()[:20]
    for candidat in (dossier / ".magasin", _cache_utilisateur() / "carnets" / "magasin" / nom):
        with suppress(OSError):
            candidat.mkdir(parents=True, exist_ok=True, mode=0o700)
            ignore = candidat / ".gitignore"
            if not ignore.is_file():
                _remplacer(ignore, b"*\n")
            if os.access(candidat, os.W_OK):
                return candidat
    return dossier / ".magasin"


def _cache_utilisateur() -> Path:
    choisi = os.environ.get("LOCALAPPDATA") or os.environ.get("XDG_CACHE_HOME")
    return Path(choisi) if choisi else Path.home() / ".cache"


def empreinte(dossier: Path, source: Source) -> str:
    """L'empreinte de tout ce dont dépend la table d'une source."""
    resume = hashlib.sha256(_empreinte_du_code().encode())
    resume.update(repr(MODELES.get(source.modele)).encode())
    resume.update(source.model_dump_json().encode() + temoin_de_cle(source, dossier))
    corrections = dossier / FICHIER_CORRECTIONS
    lus = [g for f in fichiers_de(dossier, source) for g in (f, *_compagnons(f))]
    for fichier in (*lus, *([corrections] * corrections.is_file())):
        resume.update(fichier.name.encode() + b"\0" + _empreinte_fichier(fichier))
    return resume.hexdigest()[:20]


def _compagnons(fichier: Path) -> list[Path]:
    suffixes = _COMPAGNONS.get(fichier.suffix.lower(), ())
    return [c for s in suffixes if (c := fichier.with_suffix(s)).is_file()]


def _empreinte_fichier(fichier: Path) -> bytes:
    resume = hashlib.sha256()
    try:
        with fichier.open("rb") as flux:
            while bloc := flux.read(_BLOC):
                resume.update(bloc)
    except OSError as erreur:
        raise DonneesRefusees(f"{fichier} : fichier illisible ({erreur.strerror}).") from erreur
    return resume.digest()


@cache
def _empreinte_du_code() -> str:
    resume = hashlib.sha256()
    racines = [PAQUET / nom for nom in _CODE]
    fichiers = [f for r in racines for f in (r.rglob("*.py") if r.is_dir() else (r,))]
    for fichier in sorted([*fichiers, *REFERENTIELS.glob("*.csv*")]):
        resume.update(fichier.read_bytes())
    return resume.hexdigest()


def _ranger(lecture: Lecture, comptes: bytes, chemin: Path) -> bool:
    """Écrit le compte rendu, puis la table ; faux si le disque refuse."""
    contenu = pa.Table.from_pandas(lecture.table, preserve_index=False)
    try:
        _remplacer(chemin.with_suffix(".json"), comptes)
        provisoire = _provisoire(chemin)
        try:
            parquet.write_table(
                contenu,
                provisoire,
                compression="zstd",
                row_group_size=_LIGNES_PAR_GROUPE,
            )
            _forcer(provisoire, chemin)
        finally:
            provisoire.unlink(missing_ok=True)
    except OSError:
        return False
    return True


def _remplacer(chemin: Path, octets: bytes) -> None:
    provisoire = _provisoire(chemin)
    try:
        provisoire.write_bytes(octets)
        _forcer(provisoire, chemin)
    finally:
        provisoire.unlink(missing_ok=True)


def _provisoire(chemin: Path) -> Path:
    descripteur, nom = tempfile.mkstemp(dir=chemin.parent, suffix=".tmp")
    os.close(descripteur)
    return Path(nom)


def _forcer(provisoire: Path, chemin: Path) -> None:
    """Force sur le disque et renomme : jamais de fichier à moitié écrit."""
    with provisoire.open("rb+") as flux:
        os.fsync(flux.fileno())
    try:
        provisoire.replace(chemin)
    except PermissionError:
        # Windows ne remplace pas un fichier ouvert : un autre processus a déjà écrit le même.
        if not chemin.is_file():
            raise
