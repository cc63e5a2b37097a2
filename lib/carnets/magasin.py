"""Magasin : les tables conformes d'un dossier en Parquet, lues par tranches avec DuckDB.

Une table est rangée sous une empreinte du contenu des fichiers bruts, des corrections, de la
source telle que `dossier.yml` la décrit, et du code qui lit : refaite seulement si l'un change.
Ses lignes sont triées par clé : l'ordre des lignes ou des fichiers bruts n'y change rien.
L'écriture est faite à côté puis renommée d'un coup : deux processus peuvent travailler ensemble,
le second trouve la table entière ou la refait à l'identique.
"""

import hashlib
import os
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import duckdb
import pandas as pd
import pyarrow as pa
from pyarrow import parquet

from carnets.chemins import PAQUET
from carnets.dossier import lire_fiche, trouver_dossier
from carnets.erreurs import DonneesRefusees, UsageIncorrect, suggestion
from carnets.lecture.corrections import NOM_FICHIER as FICHIER_CORRECTIONS
from carnets.lecture.lecteur import fichiers_de, lire_source
from carnets.lecture.source import Source
from carnets.modeles import MODELES

_BLOC = 1 << 20
_LIGNES_PAR_GROUPE = 250_000
# Ce dont dépend le contenu d'une table : changer l'un de ces codes la refait.
_CODE = ("lecture", "modeles", "codes.py", "magasin.py")


@dataclass(frozen=True)
class Magasin:
    """Les tables d'un dossier, prêtes à être lues par tranches."""

    dossier: Path
    repertoire: Path
    sources: dict[str, Source]

    def fichier(self, nom: str) -> Path:
        """Le Parquet de la source `nom`, fait ou refait si besoin.

        UsageIncorrect si la source est inconnue ; DonneesRefusees si ses données sont mauvaises.
        """
        if nom not in self.sources:
            proche = suggestion(nom, sorted(self.sources))
            raise UsageIncorrect(f"Source inconnue du dossier : « {nom} » ; {proche}")
        source = self.sources[nom]
        chemin = self.repertoire / f"{nom}-{empreinte(self.dossier, source)}.parquet"
        if not chemin.is_file():
            lecture = lire_source(self.dossier, source)
            lecture.exiger_conforme()
            _ecrire(lecture.table, chemin, lecture.modele.cle or lecture.modele.noms)
        return chemin

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
        modele = MODELES[self.sources[nom].modele] if nom in self.sources else None
        fichier = self.fichier(nom)
        for colonne in (*colonnes, *(ou or {})):
            if modele is not None:
                modele.colonne(colonne)
        liste = ", ".join(f'"{c}"' for c in colonnes) or "*"
        conditions = " AND ".join(f'"{c}" = ?' for c in ou or {}) or "true"
        requete = f"SELECT {liste} FROM read_parquet(?) WHERE {conditions}"
        with duckdb.connect() as base:
            return base.execute(requete, [str(fichier), *(ou or {}).values()]).df()

    def sql(self, requete: str) -> pd.DataFrame:
        """Le résultat d'une requête DuckDB où chaque source citée est une vue."""
        with duckdb.connect() as base:
            for nom in self.sources:
                if nom in requete:
                    chemin = str(self.fichier(nom)).replace("'", "''")
                    base.execute(f"CREATE VIEW \"{nom}\" AS SELECT * FROM read_parquet('{chemin}')")
            return base.execute(requete).df()


def ouvrir_magasin(nom_ou_chemin: str | Path, repertoire: Path | None = None) -> Magasin:
    """Le magasin d'un dossier ; par défaut dans `.magasin/`, à côté de `dossier.yml`."""
    chemin = trouver_dossier(nom_ou_chemin)
    return Magasin(chemin, repertoire or chemin / ".magasin", lire_fiche(chemin).sources)


def empreinte(dossier: Path, source: Source) -> str:
    """L'empreinte de tout ce dont dépend la table d'une source."""
    resume = hashlib.sha256(_empreinte_du_code().encode())
    resume.update(source.model_dump_json().encode())
    corrections = dossier / FICHIER_CORRECTIONS
    for fichier in (*fichiers_de(dossier, source), *([corrections] * corrections.is_file())):
        resume.update(fichier.name.encode() + b"\0" + _empreinte_fichier(fichier))
    return resume.hexdigest()[:20]


def _empreinte_fichier(fichier: Path) -> bytes:
    resume = hashlib.sha256()
    with fichier.open("rb") as flux:
        while bloc := flux.read(_BLOC):
            resume.update(bloc)
    return resume.digest()


@cache
def _empreinte_du_code() -> str:
    resume = hashlib.sha256()
    for nom in _CODE:
        racine = PAQUET / nom
        for fichier in sorted(racine.rglob("*.py")) if racine.is_dir() else [racine]:
            resume.update(fichier.read_bytes())
    return resume.hexdigest()


def _ecrire(table: pd.DataFrame, chemin: Path, cle: tuple[str, ...]) -> None:
    """Écrit à côté, force sur le disque, renomme : jamais de table à moitié écrite."""
    chemin.parent.mkdir(parents=True, exist_ok=True)
    descripteur, provisoire = tempfile.mkstemp(dir=chemin.parent, suffix=".tmp")
    os.close(descripteur)
    try:
        contenu = pa.Table.from_pandas(table, preserve_index=False)
        contenu = contenu.sort_by([(c, "ascending") for c in cle])
        parquet.write_table(
            contenu, provisoire, compression="zstd", row_group_size=_LIGNES_PAR_GROUPE
        )
        with Path(provisoire).open("rb+") as flux:
            os.fsync(flux.fileno())
        Path(provisoire).replace(chemin)
    except OSError as erreur:
        raise DonneesRefusees(
            f"{chemin.parent} : le magasin ne peut pas être écrit ({erreur.strerror}) ; libérez de "
            "la place ou choisissez un autre répertoire."
        ) from erreur
    finally:
        Path(provisoire).unlink(missing_ok=True)
