"""Les parties du panorama tirées de tables publiées : l'offre d'une région par département."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from carnets.indicateurs import iae
from carnets.presentation.barres import barres
from carnets.presentation.objets import Objet, Phrase, type_charge
from carnets.presentation.panorama.lieu import Lieu
from carnets.presentation.panorama.mots import LIBELLES
from carnets.presentation.tableaux import Disposition, tableau
from carnets.presentation.textes import chiffre_cle, lire, phrase, situer
from carnets.secret import Diffusable

TABLES = ("structures", "part_qpv", "chiffres_publies", "qpv", "population", "reperes")
"""Les tables d'un panorama publié, sous leurs noms : ses contrôles les confrontent toutes."""


@dataclass(frozen=True)
class Offre:
    """L'offre telle qu'un document la publie : six comptes par département, et leur région."""

    lieu: Lieu

    @cached_property
    def structures(self) -> pd.DataFrame:
        return self.lieu.etude.table("structures")

    @property
    def region(self) -> str:
        """Code de la région du document : celle de sa ligne de total."""
        total = self.structures["niveau"] == "region"
        return str(self.structures.loc[total, "territoire"].iloc[0])

    @property
    def an(self) -> str:
        return self.lieu.etude.periode

    @property
    def source_citee(self) -> str:
        return self.lieu.etude.citer("structures")

    def publier(self, table: pd.DataFrame, *sources: str) -> Diffusable:
        return self.lieu.etude.publier(table, *(sources or ("structures",)))

    @cached_property
    def comptes(self) -> Diffusable:
        return self.publier(iae.effectifs(self.structures, periode=self.an))

    @cached_property
    def ratios(self) -> Diffusable:
        return self.publier(iae.ratios(self.structures, periode=self.an))

    def tableaux(self) -> Iterator[Objet]:
        """Les comptes par département et leur contrôle, les salariés en barres, les ratios."""
        t, region = self.lieu.code, self.region
        controle = self.lieu.etude.agregat(
            iae.totaux_recalcules, "structures", territoire="controle", periode=self.an
        )
        yield tableau(
            self.publier(pd.concat([self.comptes.table, controle])),
            titre=f"Structures, contrats, salariés et ETP par département en {self.an}",
            source=self.source_citee,
            disposition=Disposition(
                entete="Département",
                roles={t: "accent", region: "total", "controle": "repere"},
                libelles={"controle": "Somme des départements (contrôle)"},
            ),
            notes=[
                "La ligne régionale est celle du document ; la ligne de contrôle est la somme des "
                "départements. Les contrats sont ceux signés dans l'année, un flux ; les salariés, "
                "ceux présents dans l'année."
            ],
        )
        yield barres(
            self.comptes.garder(indicateur="salaries", sauf=region),
            titre=f"Salariés en insertion par département en {self.an}",
            source=self.source_citee,
            accent=t,
        )
        yield tableau(
            self.ratios,
            titre=f"Salariés par ETP et ETP par structure en {self.an}",
            source=self.source_citee,
            disposition=Disposition(entete="Département", roles={t: "accent", region: "total"}),
            notes=[
                "Un département où dominent les associations intermédiaires a plus de salariés par "
                "ETP : leurs missions sont courtes."
            ],
        )

    def familles(self) -> Iterator[Objet]:
        """Production et mise à disposition, parts publiées de la région."""
        table = self.lieu.etude.agregat(
            iae.familles, "chiffres_publies", territoire=self.region, periode=self.an
        )
        yield tableau(
            self.publier(table, "chiffres_publies"),
            titre="Structures et salariés par famille de SIAE, ensemble de la région",
            source=self.lieu.etude.citer("chiffres_publies"),
            disposition=Disposition(lignes="modalite", entete="Famille", libelles=LIBELLES),
            notes=[
                "Parts publiées, non corrigées : voir les contrôles de cohérence pour celles dont "
                "la somme n'est pas 100 %."
            ],
        )

    def phrases(self) -> Iterator[Phrase]:
        """Salariés, ETP, structures."""
        ici, t, ensemble = self.lieu.libelle, self.lieu.code, self.region
        salaries = lire(self.comptes, "salaries", territoire=t)
        yield phrase(
            f"{ici} compte {salaries} salariés en insertion dans l'année, "
            f"{situer(self.comptes, 'salaries', territoire=t, ensemble=ensemble)}."
        )
        etp = lire(self.comptes, "etp", territoire=t)
        par_etp = lire(self.ratios, "salaries_par_etp", territoire=t)
        yield phrase(
            f"Leur travail représente {etp:unite} : un ETP est partagé par {par_etp} salariés, "
            f"{situer(self.ratios, 'salaries_par_etp', territoire=t, ensemble=ensemble)}."
        )
        siae, dispositifs, etablissements = (
            lire(self.comptes, nom, territoire=t)
            for nom in ("siae_conventionnees", "dispositifs", "etablissements")
        )
        yield phrase(
            f"L'offre tient à {siae} structures conventionnées, qui portent {dispositifs} "
            f"dispositifs dans {etablissements} établissements."
        )

    def cles(self) -> Iterator[type_charge]:
        """Structures, salariés, ETP, et deux ratios."""
        t, ensemble = self.lieu.code, self.region
        for donnees, noms in (
            (self.comptes, ("siae_conventionnees", "salaries", "etp")),
            (self.ratios, ("salaries_par_etp", "etp_par_siae")),
        ):
            for nom in noms:
                mot = situer(donnees, nom, territoire=t, ensemble=ensemble)
                yield chiffre_cle(donnees, nom, mot, territoire=t)
