"""Les parties tirées des états mensuels qui confrontent l'offre aux quartiers et à la demande."""

from collections.abc import Iterator
from dataclasses import dataclass

from carnets.presentation.bulles import bulles
from carnets.presentation.carte import carte
from carnets.presentation.objets import Objet
from carnets.presentation.panorama.mensuel import PAR_TYPE, PART, PART_DE, Mensuel
from carnets.presentation.parties import non_disponible
from carnets.presentation.sucettes import sucettes
from carnets.presentation.tableaux import tableau
from carnets.secret import Diffusable

DES_QUARTIERS = ("salaries_adresse_connue", "salaries_qpv", PART)
_SANS_DEMANDE = (
    "Demande d'emploi : ce dossier n'en porte pas la table (modèle demande_emploi : demandeurs "
    "d'emploi de catégories A, B et C par territoire, dont habitants des QPV)."
)


@dataclass(frozen=True)
class Besoins:
    """La place des habitants des quartiers, et l'offre face à la demande d'emploi."""

    mensuel: Mensuel

    def quartiers(self) -> Iterator[Objet]:
        """Part des habitants des QPV par type et par territoire ; carte ; demandeurs d'emploi."""
        yield tableau(
            self.mensuel.ici.garder(indicateur=DES_QUARTIERS),
            titre=f"Salariés résidant en QPV par type en {self.mensuel.an}",
            source=self.mensuel.source_citee,
            disposition=PAR_TYPE,
            notes=[
                "Parmi les salariés d'adresse connue. Une personne compte en QPV si une de ses "
                "adresses de l'année y est."
            ],
        )
        if self.mensuel.extrait.parties:
            yield tableau(
                self.mensuel.ensemble.garder(indicateur=DES_QUARTIERS),
                titre=f"Salariés résidant en QPV par territoire en {self.mensuel.an}",
                source=self.mensuel.source_citee,
                disposition=self.mensuel.plan(),
                notes=[
                    "Le détail par type de chaque territoire est dans son propre livrable : "
                    "croisés, types et territoires ne se protègent pas."
                ],
            )
            parts = self.mensuel.ensemble.garder(indicateur=PART)
            yield self._carte(parts.garder(sauf=self.mensuel.lieu.code))
        if not self.mensuel.a_des_besoins:
            yield non_disponible(_SANS_DEMANDE)
            return
        yield sucettes(
            self.mensuel.ensemble.garder(indicateur=[PART, PART_DE]),
            titre="Part des QPV dans l'IAE et parmi les demandeurs d'emploi",
            source=self._source_besoins,
            valeur=PART,
            reference=PART_DE,
            accent=self.mensuel.lieu.code,
            libelles={
                PART: "dans l'IAE",
                PART_DE: "parmi les demandeurs",
                **self.mensuel.lieu.libelles,
            },
        )
        yield tableau(
            self.mensuel.tables["indices"],
            titre="Indice de représentation des habitants des QPV dans l'IAE",
            source=self._source_besoins,
            disposition=self.mensuel.plan("modalite"),
            notes=[
                "Part des QPV parmi les salariés / leur part dans la population nommée. Au-dessus "
                "de 1, leurs habitants sont plus présents dans l'IAE.",
                *self._sans_population(),
            ],
        )

    def _sans_population(self) -> list[str]:
        if "population" in set(self.mensuel.tables["indices"].table["modalite"]):
            return []
        return [
            "Au regard de la population : le dossier n'a pas celle des quartiers (colonne "
            "population_qpv de la demande d'emploi)."
        ]

    def _carte(self, parts: Diffusable) -> Objet:
        modele = {"region": "contours_departements", "departement": "contours_epci"}
        contours = self.mensuel.lieu.contours(modele.get(self.mensuel.lieu.type, ""))
        if contours is None or parts.table.empty:
            return non_disponible(
                "Carte des parts : ce dossier n'a pas les contours des parties de ce territoire."
            )
        return carte(
            parts,
            contours,
            titre=f"Part des salariés résidant en QPV en {self.mensuel.an}",
            source=self.mensuel.source_citee,
            libelles=self.mensuel.lieu.libelles,
        )

    @property
    def _source_besoins(self) -> str:
        return self.mensuel.lieu.etude.citer(
            *self.mensuel.extrait.etats.sources, *self.mensuel.lieu.sources_besoins
        )

    def besoins(self) -> Iterator[Objet]:
        """L'offre face à la demande d'emploi."""
        if not self.mensuel.a_des_besoins:
            yield non_disponible(_SANS_DEMANDE)
            return
        if self.mensuel.extrait.parties:
            yield bulles(
                self.mensuel.ensemble.garder(indicateur=["demandeurs_emploi", "etp", "salaries"]),
                titre=f"Demandeurs d'emploi et ETP réalisés en {self.mensuel.an}",
                source=self._source_besoins,
                abscisse="demandeurs_emploi",
                ordonnee="etp",
                surface="salaries",
                ensemble=self.mensuel.lieu.code,
                libelles=self.mensuel.lieu.libelles,
            )
        yield tableau(
            self.mensuel.tables["densites"],
            titre=f"ETP réalisés pour 1 000 demandeurs d'emploi en {self.mensuel.an}",
            source=self._source_besoins,
            disposition=self.mensuel.plan(),
            notes=["Demandeurs d'emploi inscrits en catégories A, B et C."],
        )
