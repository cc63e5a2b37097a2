"""Une source lue et contrôlée : sa table, par tranches, et le compte rendu de son contrôle."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
from pyarrow import parquet as pq

from carnets.erreurs import DonneesRefusees, UsageIncorrect, suggestion
from carnets.lecture.rapport import RapportFichier, journal, trop_de_refus
from carnets.lecture.source import Source
from carnets.modeles import MODELES, Modele
from carnets.modeles.base import DTYPES

# Au-delà, une table n'est plus gardée en mémoire : seules les tranches demandées sont lues.
LIGNES_TENUES = 500_000


class TableLue:
    """La table d'une source, conforme à son modèle, lue du magasin quand on la demande.

    `comptes` : un compte rendu par fichier. `parquet` : None si le magasin n'a pu être écrit, et
    la table est alors en mémoire. Emballée (pickle) pour une machine qui ne voit pas ce disque,
    elle emporte son contenu ; `parquet` n'y sert plus que de nom, et un nom dit le contenu.
    """

    def __init__(
        self,
        dossier: Path,
        source: Source,
        comptes: tuple[RapportFichier, ...],
        parquet: Path | None,
        table: pd.DataFrame | None = None,
    ) -> None:
        self.dossier = dossier
        self.source = source
        self.comptes = comptes
        self.parquet = parquet
        self._table = table

    def __getstate__(self) -> dict[str, Any]:
        return {**self.__dict__, "_table": self.table}

    @property
    def modele(self) -> Modele:
        """Le modèle de la table."""
        return MODELES[self.source.modele]

    @property
    def nombre(self) -> int:
        """Nombre de lignes acceptées, sans lire la table."""
        return sum(c.acceptees for c in self.comptes)

    @property
    def table(self) -> pd.DataFrame:
        """Toute la table, triée par clé ; partagée : à ne pas modifier."""
        if self._table is not None:
            return self._table
        lue = self._typer(pq.ParquetFile(self._fichier).read(use_threads=False))
        if self.nombre <= LIGNES_TENUES:
            self._table = lue
        return lue

    @property
    def _fichier(self) -> Path:
        if self.parquet is None:
            raise ValueError(f"{self.source.nom} : cette table est en mémoire, pas au magasin")
        return self.parquet

    @property
    def journal(self) -> pd.DataFrame:
        """Refus, cellule par cellule, et réparations, par colonne et par règle."""
        return journal(self.comptes)

    def exiger_conforme(self) -> None:
        """DonneesRefusees si la part de lignes refusées dépasse celle que la source admet."""
        for compte in self.comptes:
            if not compte.conforme:
                raise DonneesRefusees(trop_de_refus(compte, self.dossier))

    def tranche(
        self, colonnes: Sequence[str] = (), ou: Mapping[str, Sequence[str]] | None = None
    ) -> pd.DataFrame:
        """Les colonnes demandées (toutes par défaut) des lignes où chaque colonne de `ou` vaut
        l'une de ses valeurs, triées par clé ; UsageIncorrect si une colonne est inconnue.

        D'une grande table, seules ces colonnes et ces lignes sont lues du disque.
        """
        filtres = dict(ou or {})
        for colonne in (*colonnes, *filtres):
            self._exiger(colonne)
        noms = tuple(colonnes) or self.modele.noms
        if self._table is None and self.nombre > LIGNES_TENUES:
            return self._lire(noms, filtres)
        table = self.table
        for colonne, valeurs in filtres.items():
            table = table[table[colonne].isin(list(valeurs))]
        return table[list(noms)].reset_index(drop=True)

    def remplies(self) -> dict[str, int]:
        """Cases renseignées de chaque colonne, lues des statistiques du fichier."""
        if self._table is not None:
            return {str(c): int(n) for c, n in self.table.notna().sum().items()}
        fiche = pq.read_metadata(self._fichier)
        vides = dict.fromkeys(self.modele.noms, 0)
        for groupe in range(fiche.num_row_groups):
            for rang in range(fiche.num_columns):
                colonne = fiche.row_group(groupe).column(rang)
                vides[colonne.path_in_schema] += colonne.statistics.null_count
        return {nom: self.nombre - n for nom, n in vides.items()}

    def _exiger(self, colonne: str) -> None:
        if colonne not in self.modele.noms:
            proche = suggestion(colonne, list(self.modele.noms))
            raise UsageIncorrect(
                f"Colonne inconnue de la source {self.source.nom} : « {colonne} » ; {proche}"
            )

    def _lire(self, colonnes: Sequence[str], ou: Mapping[str, Sequence[str]]) -> pd.DataFrame:
        """Une tranche du Parquet, par DuckDB."""
        # Importé ici : un dossier ordinaire n'a pas de table assez grande pour en avoir besoin.
        import duckdb

        liste = ", ".join(f'"{c}"' for c in colonnes)
        valeurs = [v for vs in ou.values() for v in vs]
        conditions = [
            f'"{c}" IN ({", ".join("?" * len(vs))})' if vs else "false" for c, vs in ou.items()
        ]
        requete = f"SELECT {liste} FROM read_parquet(?) WHERE {' AND '.join(conditions) or 'true'}"
        with duckdb.connect() as base:
            lue = base.sql(requete, params=[str(self._fichier), *valeurs])
            return self._typer(lue.to_arrow_table())

    def _typer(self, lue: pa.Table) -> pd.DataFrame:
        types = {pa.int64(): pd.Int64Dtype(), pa.bool_(): pd.BooleanDtype()}
        table: pd.DataFrame = lue.to_pandas(types_mapper=types.get)
        return table.astype({c: DTYPES[self.modele.colonne(c).type] for c in table.columns})
