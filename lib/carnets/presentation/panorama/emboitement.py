"""La partie du panorama sur l'emboîtement des comptes : établissements, structures, dispositifs."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from carnets.indicateurs import iae
from carnets.indicateurs.cadre import empiler
from carnets.presentation.nombres import INSECABLE
from carnets.presentation.objets import Objet
from carnets.presentation.panorama.mots import COURTS, LIBELLES
from carnets.presentation.panorama.siae import Siae
from carnets.presentation.parties import sources_de
from carnets.presentation.tableaux import Disposition, tableau
from carnets.presentation.textes import lire


@dataclass(frozen=True)
class Emboitement:
    """Établissements ≤ structures ≤ dispositifs, et la part de chaque famille."""

    siae: Siae

    def tableaux(self) -> Iterator[Objet]:
        """Les comptes emboîtés par type, puis les familles."""
        siae, lieu = self.siae, self.siae.lieu
        yield tableau(
            siae.publier(self._comptes, *self._conventions),
            titre=f"Établissements et structures, {lieu.libelle}, {siae.periode}",
            source=lieu.etude.citer(siae.source, *self._conventions),
            disposition=Disposition(lignes="modalite", entete="Type", libelles=LIBELLES),
            notes=[
                "Établissement : un SIRET. Structure : un SIRET et un type. Établissements ≤ "
                "structures ; l'égalité dit qu'aucun établissement ne porte deux types.",
                f"Établissements d'un seul type{INSECABLE}: "
                f"{lire(siae.un_type, 'part_un_seul_type', territoire=lieu.code)}.",
                self._chaine(),
            ],
        )
        yield tableau(
            siae.familles,
            titre="Production et mise à disposition, en part des structures",
            source=siae.source_citee,
            disposition=Disposition(
                colonnes="modalite",
                entete="Territoire",
                roles=siae.roles(),
                libelles={**LIBELLES, **lieu.libelles},
            ),
            notes=["Les EITI ne sont ni de l'une ni de l'autre famille ; elles sont au total."],
        )

    @property
    def _conventions(self) -> list[str]:
        return sources_de(self.siae.lieu.etude, "siae_conventions")[:1]

    @cached_property
    def _comptes(self) -> pd.DataFrame:
        """Établissements et structures du lieu ; dispositifs si le dossier a les conventions."""
        siae = self.siae
        ici = siae.comptes[siae.comptes["territoire"] == siae.lieu.code]
        portes = [
            iae.dispositifs(
                siae.situees, siae.lieu.etude.table(source), siae.lieu.ici,
                types=siae.types, periode=siae.periode,
            )
            for source in self._conventions
        ]  # fmt: skip
        return empiler([ici, *portes])

    def _chaine(self) -> str:
        """Ce que vaut, dans le lieu, établissements ≤ structures ≤ dispositifs."""
        if not self._conventions:
            return (
                "Dispositifs non comptés : le dossier n'a pas la liste des conventions (modèle "
                "siae_conventions)."
            )
        rompue = iae.chaine_rompue(self._comptes)
        if rompue.empty:
            return (
                "Dispositif : une convention active. Établissements ≤ structures ≤ dispositifs : "
                "vérifié pour chaque type."
            )
        types = ", ".join(COURTS[nom] for nom in rompue["modalite"])
        return (
            f"Alerte : établissements ≤ structures ≤ dispositifs ne tient pas ({types}). Des "
            "structures listées n'ont pas de convention active : à vérifier à la source."
        )
