"""Ce qu'un livrable montre des extraits de l'ASP, territoires, types et comptes, ou tait."""

from dataclasses import dataclass, replace
from functools import cached_property

import pandas as pd

from carnets.indicateurs import iae
from carnets.presentation.panorama.etats import Etats
from carnets.presentation.panorama.lieu import Lieu

FAMILLES = tuple(dict.fromkeys(iae.FAMILLE.values()))


@dataclass(frozen=True)
class Extrait:
    """Des états mensuels, moins ce que le livrable tait.

    `tus` : ce qu'il tait pour protéger le reste : la comparaison à l'année d'avant
    (`deux_annees`), le détail par type de chaque mois (`mois`), tout détail par type (`types`), ou
    une table de profil, par son nom. `suivant` : l'extrait de l'année d'après, dont celui-ci prend
    les territoires et les types, pour que les deux se lisent ligne à ligne.
    """

    etats: Etats
    tus: frozenset[str] = frozenset()
    suivant: "Extrait | None" = None

    @property
    def lieu(self) -> Lieu:
        """Le territoire du livrable, dans l'année de ces états."""
        return self.etats.lieu

    @property
    def par_type(self) -> bool:
        """Faux : tout s'y compte sans distinguer les types de structure."""
        return "types" not in self.tus

    def taire(self, *noms: str) -> "Extrait":
        """Le même extrait, qui tait cela de plus."""
        return replace(self, tus=self.tus.union(noms))

    @cached_property
    def precedent(self) -> "Extrait | None":
        """L'extrait de l'année d'avant ; None s'il n'a pas le même champ, ou ne se compare pas."""
        if self.suivant or "deux_annees" in self.tus or self.etats.precedents is None:
            return None
        return Extrait(self.etats.precedents, self.tus, suivant=self)

    @cached_property
    def _montrees(self) -> pd.DataFrame:
        """Ce qui donne leur ligne aux territoires et aux types : heures, contrats, an d'avant."""
        lots = [self.etats.lignes]
        if self.precedent is not None:
            lots.append(self.precedent.etats.lignes)
        if self.etats.signes_ici is not None:
            lots.append(self.etats.signes_ici.dropna(subset="annee"))
        colonnes = sorted({str(etage.columns[0]) for etage in self.etats.etages} | {"type_siae"})
        return pd.concat([lot[colonnes].drop_duplicates().astype(object) for lot in lots])

    @property
    def parties(self) -> tuple[str, ...]:
        """Les parties où l'on a travaillé ou signé un contrat, dans l'ordre de leurs noms."""
        if self.suivant is not None:
            return self.suivant.parties
        if len(self.etats.etages) == 1:
            return ()
        cle = str(self.etats.etages[1].columns[0])
        vus = set(self._montrees[cle].dropna())
        presentes = set(self.etats.etages[1].loc[self.etats.etages[1][cle].isin(vus), "territoire"])
        return tuple(p for p in self.lieu.parties if p in presentes)

    @property
    def modalites(self) -> list[str]:
        """L'ensemble, les familles et tous les types : ceux qu'aucune structure n'a y sont à zéro.

        Une autre édition, d'un territoire qui les a, se joint alors à celle-ci sans la contredire.
        """
        return [iae.ENSEMBLE, *FAMILLES, *iae.TYPES] if self.par_type else [iae.ENSEMBLE]

    @cached_property
    def types(self) -> list[str]:
        """Les types que les tables montrent : ceux du lieu, l'une des années montrées."""
        if not self.par_type:
            return []
        presents = set(self._montrees["type_siae"])
        return [t for t in iae.TYPES if t in presents]

    @property
    def affichees(self) -> list[str]:
        """L'ensemble (modalité vide), les types du lieu, et les familles qui en réunissent deux."""
        de_famille = [iae.FAMILLE.get(t, "") for t in self.types]
        return ["", *(f for f in FAMILLES if de_famille.count(f) > 1), *self.types]

    @cached_property
    def salaries(self) -> pd.DataFrame:
        comptes = self.etats.par_etage(iae.salaries, annee=self.lieu.etude.annee)
        return self.sans_croiser(self.completer(comptes))

    @cached_property
    def etp(self) -> pd.DataFrame:
        sommes = self.etats.par_etage(iae.etp_realises, annee=self.lieu.etude.annee)
        return self.completer(sommes)

    @cached_property
    def qpv(self) -> pd.DataFrame:
        tables = self.etats.par_etage(iae.habitants_qpv, annee=self.lieu.etude.annee)
        return self.sans_croiser(self.completer(tables))

    def sans_croiser(self, comptes: pd.DataFrame) -> pd.DataFrame:
        """Des comptes, tous types par territoire et par type au seul niveau du lieu.

        Types et territoires se recoupent : hors d'un territoire, un type peut compter plus de monde
        que l'ensemble. Croisés, rien ne se protégerait ; chaque partie a son propre livrable.
        """
        ici = comptes["territoire"] == self.lieu.code
        return comptes[ici | (comptes["modalite"] == iae.ENSEMBLE)].reset_index(drop=True)

    def completer(self, table: pd.DataFrame) -> pd.DataFrame:
        """La table, plus une ligne à 0 par territoire et modalité où personne n'a travaillé.

        Un territoire présent dans l'extrait et sans ce type en a zéro ; une part y est sans objet.
        """
        attendues = pd.MultiIndex.from_product(
            [
                [self.lieu.code, *self.parties],
                table["indicateur"].unique(),
                self.modalites,
            ],
            names=["territoire", "indicateur", "modalite"],
        )
        pleine = table.set_index(list(attendues.names)).reindex(attendues).reset_index()
        absente = pleine["periode"].isna()
        part = pleine["indicateur"].str.startswith("part_")
        return pleine.assign(
            periode=self.lieu.etude.periode,
            valeur=pleine["valeur"].mask(absente & ~part, 0.0),
            etat=pleine["etat"].mask(absente, "ok").mask(absente & part, "sans_objet"),
        )[table.columns]
