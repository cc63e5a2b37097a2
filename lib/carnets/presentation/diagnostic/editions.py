"""Les indicateurs de quartiers, tirés des fichiers de l'Insee et de leurs éditions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from carnets.indicateurs import territoire
from carnets.presentation.etude import Etude

FICHIERS = ("demo", "ipro", "revn")


def source_de(fichier: str, edition: str) -> str:
    """Nom de la source d'un fichier de l'Insee pour une édition."""
    return f"{fichier}_{edition}"


@dataclass(frozen=True)
class Editions:
    """Les fichiers de l'Insee d'un dossier, dans toutes leurs éditions."""

    etude: Etude

    @cached_property
    def connues(self) -> dict[str, list[str]]:
        """Fichier → ses éditions dans ce dossier, de la plus ancienne à la plus récente."""
        noms = self.etude.dossier.sources
        return {
            f: sorted(n.removeprefix(f"{f}_") for n in noms if n.startswith(f"{f}_"))
            for f in FICHIERS
        }

    def empiler(
        self,
        editions: Mapping[str, Sequence[str]],
        codes: tuple[str, ...],
        indicateurs: Sequence[str] | None = None,
    ) -> pd.DataFrame:
        """Les indicateurs de ces quartiers, fichier par fichier, édition par édition."""
        lues = [
            self._mesurer(fichier, edition, codes, indicateurs)
            for fichier, retenues in editions.items()
            for edition in retenues
        ]
        return pd.concat([lue for lue in lues if len(lue)], ignore_index=True)

    def _mesurer(
        self,
        fichier: str,
        edition: str,
        codes: Sequence[str],
        indicateurs: Sequence[str] | None = None,
    ) -> pd.DataFrame:
        source = source_de(fichier, edition)
        toutes = self.etude.agregat(
            territoire.mesures_de_tous, source, ou={"territoire": codes}, theme=fichier
        )
        if set(toutes["territoire"]) != set(codes):
            return self._mesurer_ceux(source, fichier, edition, codes, indicateurs)
        rangees = _dans_l_ordre(toutes, codes)
        if indicateurs is None:
            return rangees
        return rangees[rangees["indicateur"].isin(list(indicateurs))].reset_index(drop=True)

    def _mesurer_ceux(
        self,
        source: str,
        fichier: str,
        edition: str,
        codes: Sequence[str],
        indicateurs: Sequence[str] | None,
    ) -> pd.DataFrame:
        """Comme `_mesurer`, quand le fichier ignore un de ces quartiers : il y est, tout vide."""
        lignes = self.etude.lignes(source, "codgeo", *codes)
        return territoire.mesurer(
            self._completes(lignes, edition, codes),
            theme=fichier,
            renseignees=self._renseignees[source],
            indicateurs=indicateurs,
        )

    @cached_property
    def _renseignees(self) -> dict[str, set[str]]:
        """Source → les colonnes que cette édition renseigne."""
        sources = [source_de(f, e) for f, editions in self.connues.items() for e in editions]
        lues = self.etude.agregat(territoire.renseignees, *sources)
        return {
            source: set(lues.loc[lues["rang"] == rang, "colonne"])
            for rang, source in enumerate(sources)
        }

    @staticmethod
    def _completes(lignes: pd.DataFrame, edition: str, codes: Sequence[str]) -> pd.DataFrame:
        """Une ligne par quartier montré : celui que le fichier ignore y est, toutes cases vides."""
        toutes = lignes.set_index("codgeo").reindex(pd.Index(codes, name="codgeo")).reset_index()
        return toutes.assign(edition=edition)


def _dans_l_ordre(mesures: pd.DataFrame, codes: Sequence[str]) -> pd.DataFrame:
    """Les mesures, indicateur par indicateur, les quartiers de chacun dans l'ordre de `codes`."""
    if len(codes) == 1:
        return mesures
    rang = {code: place for place, code in enumerate(codes)}
    places = mesures["territoire"].map(rang).to_numpy(dtype="int64")
    blocs = np.arange(len(mesures)) // len(codes)
    return mesures.take(np.lexsort((places, blocs))).reset_index(drop=True)
