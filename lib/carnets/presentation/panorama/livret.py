"""Le panorama d'un territoire : ses parties, selon ce que tient le dossier."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import chain, zip_longest
from typing import TypeVar

from carnets.presentation.cadre import (
    cartouche_de,
    tableau_couverture,
    tableau_parametres,
    tableau_qualite,
    tableau_sources,
)
from carnets.presentation.objets import Objet, Phrase, synthese, type_charge
from carnets.presentation.panorama.additivite import Additivite
from carnets.presentation.panorama.besoins import Besoins
from carnets.presentation.panorama.contrats import Contrats, manque_de_contrats
from carnets.presentation.panorama.emboitement import Emboitement
from carnets.presentation.panorama.etats import Etats
from carnets.presentation.panorama.evolution import Evolution, manque_de_comparaison
from carnets.presentation.panorama.extrait import Extrait
from carnets.presentation.panorama.lacunes import Lacunes
from carnets.presentation.panorama.lieu import Lieu
from carnets.presentation.panorama.mensuel import Mensuel
from carnets.presentation.panorama.methode import limites
from carnets.presentation.panorama.national import Series, repartition
from carnets.presentation.panorama.parcours import Parcours
from carnets.presentation.panorama.publie import TABLES, Offre
from carnets.presentation.panorama.publie_qpv import Quartiers
from carnets.presentation.panorama.siae import Siae
from carnets.presentation.parties import (
    Partie,
    composer,
    manque_de,
    non_disponible,
    sources_de,
    tableau_parties,
)
from carnets.presentation.textes import chiffres_cles

PHRASES_MINIMALES, PHRASES_MAXIMALES, CHIFFRES_MAXIMAUX = 5, 8, 9
PROTEGEES = (
    "Salariés et ETP",
    "Contrats signés",
    "ETP mois par mois",
    "Ce qui ne s'additionne pas",
    "Conventionné et réalisé",
    "Habitants des quartiers, calculés",
    "Évolution sur un an, calculée",
    "Offre et demande d'emploi",
    "Profil des salariés",
    "Sorties",
)
"""Les parties tirées des états mensuels : des microdonnées."""
S = TypeVar("S")


@dataclass(frozen=True)
class Panorama:
    """Les sections d'un panorama : chacune rend ses objets, ou dit quelle table lui manque."""

    lieu: Lieu

    @cached_property
    def offre(self) -> Offre | None:
        """Les tables publiées, si le dossier les a et si elles portent ce territoire."""
        return None if self._manque_publie else Offre(self.lieu)

    @cached_property
    def _manque_publie(self) -> str:
        sources = self.lieu.etude.dossier.sources
        publiee = sources.get("structures")
        if publiee is None or publiee.modele != "iae_structures_publiees":
            return (
                "Ce dossier ne porte pas de panorama publié (source « structures » de modèle "
                "iae_structures_publiees)."
            )
        if self.lieu.code not in set(self.lieu.etude.table("structures")["territoire"]):
            return f"Le document publié n'a pas de ligne pour {self.lieu.libelle}."
        return ""

    @cached_property
    def quartiers(self) -> Quartiers | None:
        return None if self.offre is None or self._manque_quartiers else Quartiers(self.offre)

    @cached_property
    def _manque_quartiers(self) -> str:
        absentes = [nom for nom in TABLES if nom not in self.lieu.etude.dossier.sources]
        if self._manque_publie or not absentes:
            return self._manque_publie
        return f"Ce dossier n'a pas toutes les tables d'un panorama publié : {', '.join(absentes)}."

    @cached_property
    def siae(self) -> Siae | None:
        noms = sources_de(self.lieu.etude, "siae_structures")
        return Siae(self.lieu, noms[0]) if noms else None

    @cached_property
    def lacunes(self) -> Lacunes | None:
        return None if self.siae is None else Lacunes(self.siae)

    @cached_property
    def mensuel(self) -> Mensuel | None:
        """Les états mensuels, si le dossier en a pour ce territoire et cette année."""
        return None if self._manque_mensuel else Mensuel(self._extrait)

    @cached_property
    def _extrait(self) -> Extrait:
        return Extrait(Etats(self.lieu))

    @cached_property
    def _manque_mensuel(self) -> str:
        manque = manque_de(self.lieu.etude, "etat_mensuel_iae", "asp_annexe_financiere")
        if manque or len(self._extrait.etats.lignes):
            return manque
        return (
            f"Les états mensuels de ce dossier n'ont aucune heure pour {self.lieu.libelle} en "
            f"{self.lieu.etude.annee}."
        )

    @cached_property
    def _manque_contrats(self) -> str:
        return self._manque_mensuel or manque_de_contrats(self._extrait)

    @cached_property
    def _manque_evolution(self) -> str:
        return self._manque_mensuel or manque_de_comparaison(self._extrait)

    @cached_property
    def nationales(self) -> Series | None:
        noms = sources_de(self.lieu.etude, "dares_iae_mensuel")
        return Series(self.lieu, noms[0]) if noms else None

    @property
    def cartouche(self) -> Objet:
        return cartouche_de(
            self.lieu.etude,
            "Panorama de l'insertion par l'activité économique",
            surtitre="Insertion par l'activité économique et quartiers prioritaires",
            champ="structures conventionnées par l'État et leurs salariés en insertion",
        )

    @property
    def synthese(self) -> Objet:
        """Cinq à huit messages, pris tour à tour à chaque source, dans l'ordre des sources."""
        files = [
            list(source.phrases())
            for source in (self.mensuel, self.offre, self.quartiers, self.siae, self.lacunes)
            if source is not None
        ]
        if self.nationales is not None and sum(map(len, files)) < PHRASES_MINIMALES:
            files.append(list(self.nationales.phrases()))
        return synthese(_tour_a_tour(files, PHRASES_MAXIMALES))

    @property
    def chiffres_cles(self) -> Objet:
        chiffres: list[type_charge] = []
        sources: list[str] = []
        for source in (self.mensuel, self.offre, self.quartiers, self.siae):
            if source is not None:
                chiffres += source.cles()
                sources.append(source.source_citee)
        if not chiffres:
            return non_disponible("Ce dossier n'a que des séries nationales pour ce territoire.")
        retenus = chiffres[:CHIFFRES_MAXIMAUX]
        return chiffres_cles(retenus, source=" ".join(dict.fromkeys(sources)))

    @cached_property
    def parties(self) -> Mapping[str, Partie]:
        """Chaque partie du panorama, composable ou non, par son nom pour le lecteur."""
        siae = self._manque("siae_structures")
        return {
            "L'offre telle que publiée": _de(self.offre, Offre.tableaux, self._manque_publie),
            "Familles de structures, publiées": _de(
                None if self._manque_quartiers else self.offre,
                Offre.familles,
                self._manque_quartiers,
            ),
            "Structures par type": _de(self.siae, Siae.par_type, siae),
            "Établissements et familles": _de(
                self.siae, lambda siae: Emboitement(siae).tableaux(), siae
            ),
            "Carte des structures": _de(
                self.siae, Siae.cartes, self._manque("siae_structures", "contours_departements")
            ),
            "Densité de l'offre": _de(self.siae, Siae.densite, siae),
            "Zones blanches": _de(
                self.lacunes,
                Lacunes.zones_blanches,
                self._manque("siae_structures", "commune_epci"),
            ),
            "Distances des quartiers": _de(
                self.lacunes, Lacunes.quartiers, self._manque("siae_structures", "contours_qpv")
            ),
            "Structures non situées": _de(self.lacunes, Lacunes.non_situes, siae),
            "Salariés et ETP": self._du_mensuel(Mensuel.travail),
            "Contrats signés": _de(
                None if self._manque_contrats or self.mensuel is None else Contrats(self.mensuel),
                Contrats.tableaux,
                self._manque_contrats,
            ),
            "ETP mois par mois": self._du_mensuel(Mensuel.mois),
            "Ce qui ne s'additionne pas": self._du_mensuel(lambda m: Additivite(m).encadre()),
            "Conventionné et réalisé": self._de_parcours(Parcours.conventionnement),
            "Habitants des quartiers, calculés": self._des_besoins(Besoins.quartiers),
            "Habitants des quartiers, publiés": _de(
                self.quartiers, Quartiers.tableaux, self._manque_quartiers
            ),
            "Représentation des quartiers": _de(
                self.quartiers, Quartiers.representation, self._manque_quartiers
            ),
            "Contexte des quartiers": _de(self.quartiers, Quartiers.emploi, self._manque_quartiers),
            "Évolution sur un an, calculée": _de(
                None if self._manque_evolution or self.mensuel is None else Evolution(self.mensuel),
                Evolution.tableaux,
                self._manque_evolution,
            ),
            "Évolution sur un an, publiée": _de(
                self.quartiers, Quartiers.deux_annees, self._manque_quartiers
            ),
            "Offre et demande d'emploi": self._des_besoins(Besoins.besoins),
            "Profil des salariés": self._de_parcours(Parcours.profil),
            "Sorties": self._de_parcours(Parcours.sorties),
            "Repères nationaux": Partie(repartition),
            "Séries nationales de la Dares": _de(
                self.nationales, Series.figures, self._manque("dares_iae_mensuel")
            ),
            "Contrôles du document publié": _de(
                self.quartiers, Quartiers.controles, self._manque_quartiers
            ),
        }

    def composer_le_public(self) -> None:
        """Compose tout ce qui ne vient pas des états mensuels.

        Le secret veut que des chiffres déjà publiés passent avant les tables qu'il protège.
        """
        for source in (self.offre, self.quartiers, self.siae, self.lacunes, self.nationales):
            if source is not None:
                list(source.phrases())
        for source_de_cles in (self.offre, self.quartiers, self.siae):
            if source_de_cles is not None:
                list(source_de_cles.cles())
        for nom, p in self.parties.items():
            if nom not in PROTEGEES and not p.manque:
                p.composer()

    def section(self, *noms: str) -> list[Objet]:
        """Les objets de plusieurs parties, à la suite."""
        return composer(self.parties[nom] for nom in noms)

    def methode(self) -> list[Objet]:
        """Ce que les sources ne disent pas, les sources, les paramètres."""
        presentes = (self.siae is not None, self.mensuel is not None, self.offre is not None)
        etude = self.lieu.etude
        return [*limites(*presentes), tableau_sources(etude), tableau_parametres(etude)]

    def qualite(self) -> list[Objet]:
        """Ce qui est rendu ou non, ce qui n'a pu être situé, couverture et journal."""
        etude = self.lieu.etude
        non_situes = self.parties["Structures non situées"]
        return [
            tableau_parties(self.parties),
            *([] if non_situes.manque else non_situes.composer()),
            tableau_couverture(etude),
            tableau_qualite(etude),
        ]

    def _manque(self, *modeles: str) -> str:
        return manque_de(self.lieu.etude, *modeles)

    def _du_mensuel(self, composer: Callable[[Mensuel], Iterable[Objet]]) -> Partie:
        return _de(self.mensuel, composer, self._manque_mensuel)

    def _des_besoins(self, composer: Callable[[Besoins], Iterable[Objet]]) -> Partie:
        besoins = None if self.mensuel is None else Besoins(self.mensuel)
        return _de(besoins, composer, self._manque_mensuel)

    def _de_parcours(self, composer: Callable[[Parcours], Iterable[Objet]]) -> Partie:
        parcours = None if self.mensuel is None else Parcours(self.mensuel)
        return _de(parcours, composer, self._manque_mensuel)


def _de(source: S | None, composer: Callable[[S], Iterable[Objet]], manque: str) -> Partie:
    """La partie que `composer` tire de `source`, ou ce qui l'empêche."""
    if source is None:
        return Partie(list, manque)
    # Composée une seule fois : ce qui est déjà publié l'est avant ce que le secret protège.
    return Partie(cache(lambda: tuple(composer(source))), manque)


def _tour_a_tour(files: list[list[Phrase]], maximum: int) -> list[Phrase]:
    """Au plus `maximum` phrases : la première de chaque file, puis la deuxième… ; ordre gardé."""
    tours: Iterator[Phrase | None] = chain.from_iterable(zip_longest(*files))
    retenues = [p for p in tours if p is not None][:maximum]
    gardees = {id(p) for p in retenues}
    return [p for file in files for p in file if id(p) in gardees]
