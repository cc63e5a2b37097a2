"""Les parties du panorama tirées des états mensuels : travail réalisé, quartiers, besoins."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, reduce

from carnets.presentation.empilees import empilees
from carnets.presentation.nombres import SIGNES
from carnets.presentation.objets import Objet, Phrase, note, type_charge
from carnets.presentation.panorama.extrait import Extrait
from carnets.presentation.panorama.lieu import Lieu
from carnets.presentation.panorama.mensuel_publication import publier_extrait
from carnets.presentation.panorama.mots import COURTS, LIBELLES, REFERENCES
from carnets.presentation.series import series
from carnets.presentation.tableaux import Disposition, tableau
from carnets.presentation.textes import chiffre_cle, lire, phrase
from carnets.secret import Diffusable

PART, PART_DE = "part_qpv_salaries", "part_demandeurs_emploi_qpv"
EVOLUTIONS = {
    "salaries": "evolution_salaries",
    "etp": "evolution_etp",
    PART: "ecart_annuel_part_qpv",
}
"""Ce qui se compare d'une année à l'autre, et le nom de son évolution."""
PAR_TYPE = Disposition(lignes="modalite", entete="Type", libelles=LIBELLES, roles={"": "total"})


@dataclass(frozen=True)
class Mensuel:
    """Ce que des états mensuels permettent de dire d'un lieu ; rien n'y échappe au secret."""

    demande: Extrait

    @property
    def lieu(self) -> Lieu:
        return self.demande.lieu

    @cached_property
    def _publie(self) -> tuple[Extrait, Mapping[str, Diffusable]]:
        return publier_extrait(self.demande)

    @property
    def extrait(self) -> Extrait:
        """L'extrait tel que publié : avec ou sans le détail par type."""
        return self._publie[0]

    @property
    def tables(self) -> Mapping[str, Diffusable]:
        return self._publie[1]

    @property
    def territoires(self) -> Diffusable:
        return self.tables["territoires"].garder(modalite=self.extrait.affichees)

    @property
    def ensemble(self) -> Diffusable:
        """Tous types : une ligne par territoire et par indicateur."""
        return self.territoires.garder(modalite="")

    @property
    def ici(self) -> Diffusable:
        """Le lieu seul : une ligne par type, par famille et pour l'ensemble."""
        return reduce(
            lambda reste, code: reste.garder(sauf=code), self.extrait.parties, self.territoires
        )

    @cached_property
    def deux_annees(self) -> Diffusable | None:
        """L'année, celle d'avant et leurs évolutions ; None si elles ne se comparent pas."""
        if "deux_annees" not in self.tables:
            return None
        table = self.tables["deux_annees"].garder(modalite=self.extrait.affichees)
        bornes = {"depuis": str(self.lieu.etude.annee - 1), "vers": self.an}
        for nom, evolution in EVOLUTIONS.items():
            table = table.avec_evolution(nom, evolution, en_points=nom == PART, **bornes)
        return table

    @property
    def an(self) -> str:
        return self.lieu.etude.periode

    @property
    def source_citee(self) -> str:
        return self.lieu.etude.citer(*self.extrait.etats.sources)

    @property
    def a_des_besoins(self) -> bool:
        return "densites" in self.tables

    @property
    def _demande_du_lieu(self) -> bool:
        """Vrai si la demande d'emploi du dossier porte le lieu, et non ses seules parties."""
        return self.lieu.code in set(self.ensemble.garder(indicateur=PART_DE).table["territoire"])

    def plan(self, colonnes: str = "indicateur") -> Disposition:
        return Disposition(
            colonnes=colonnes,
            entete=self.lieu.nom_des_parties if self.extrait.parties else "Territoire",
            roles={self.lieu.code: "total"},
            libelles={**COURTS, **_FAMILLES, **REFERENCES, **self.lieu.libelles},
        )

    def travail(self) -> Iterator[Objet]:
        """Salariés, ETP et contrats signés de chaque territoire, puis salariés et ETP par type."""
        avec = self.extrait.etats.signes is not None
        suite = ", ETP réalisés et contrats signés" if avec else " et ETP réalisés"
        yield tableau(
            self.ensemble.choisir(indicateur=["salaries", "etp", "salaries_par_etp", "contrats"]),
            titre=f"Salariés en insertion{suite} en {self.an}",
            source=self.source_citee,
            disposition=self.plan(),
            notes=[self._annee(), self._contrats()],
        )
        if self.extrait.types:
            yield from self._par_type()
        else:
            yield note(
                "Détail par type",
                "Dans ce territoire, le détail par type de structure n'est pas diffusable : quoi "
                "qu'on en masque, une valeur confidentielle se recalculerait.",
                nature="limite",
            )

    def _par_type(self) -> Iterator[Objet]:
        yield tableau(
            self.territoires.garder(indicateur="etp"),
            titre=f"ETP réalisés par type en {self.an}",
            source=self.source_citee,
            disposition=self.plan("modalite"),
            notes=["Production : ACI et EI. Mise à disposition : AI et ETTI."],
        )
        yield tableau(
            self.ici.garder(indicateur=["salaries", "salaries_par_etp", "heures_par_salarie"]),
            titre=f"Salariés par type, {self.lieu.libelle}, {self.an}",
            source=self.source_citee,
            disposition=PAR_TYPE,
            notes=[
                "Qui a travaillé dans deux types compte dans chacun. Les heures par salarié ne se "
                "donnent que par type : d'un ensemble, elles trahiraient des ETP masqués."
            ],
        )
        yield empilees(
            self.territoires.garder(
                indicateur="etp",
                modalite=["", *self.extrait.types],
                sauf=self.lieu.code if self.extrait.parties else "",
            ),
            titre=f"ETP réalisés par type en {self.an}",
            source=self.source_citee,
            total="",
            parties=self.extrait.types,
            accent=self.lieu.code,
            libelles={**COURTS, **self.lieu.libelles},
        )

    def _contrats(self) -> str:
        if self.extrait.etats.signes is None:
            return "Contrats signés dans l'année : non comptés, voir « Parties du livrable »."
        return (
            "Les contrats signés dans l'année sont un flux, les salariés des personnes "
            "distinctes : les uns ne se divisent pas par les autres."
        )

    def _annee(self) -> str:
        if self.extrait.etats.annee_pleine:
            return "Les douze mois de l'année ont des états."
        mois = len(self.extrait.etats.mois)
        return (
            f"Année incomplète : {mois} mois sur 12 ont des états. Les ETP sont ceux de ces mois, "
            "en années pleines ; rien n'est extrapolé."
        )

    def mois(self) -> Iterator[Objet]:
        """ETP de chaque mois."""
        par_mois = self.tables["mois"].garder(indicateur="etp_mensuel")
        tus = "mois" in self.extrait.tus
        yield series(
            par_mois.choisir(modalite=["", *(() if tus else self.extrait.types)]),
            titre=f"ETP de chaque mois de {self.an}, {self.lieu.libelle}",
            source=self.source_citee,
            series="modalite",
            libelles={**COURTS, "": "ensemble"},
            notes=[
                "ETP d'un mois : ses heures / (heures d'un ETP annuel / 12). La moyenne de douze "
                "mois est l'ETP annuel.",
                *(["Le détail par type n'est pas diffusable ici."] if tus else []),
            ],
        )

    def phrases(self) -> Iterator[Phrase]:
        """Salariés et ETP, mission moyenne, quartiers, demande d'emploi."""
        t, ici = self.lieu.code, self.lieu.libelle
        salaries = lire(self.ensemble, "salaries", territoire=t)
        yield phrase(
            f"{ici} : {salaries} salariés en insertion ont travaillé en "
            f"{self.an}{self._en_un_an('salaries')}."
        )
        etp = lire(self.ensemble, "etp", territoire=t)
        par_etp = lire(self.ensemble, "salaries_par_etp", territoire=t)
        yield phrase(
            f"Leurs heures font {etp:unite}{self._en_un_an('etp')} : un ETP est partagé par "
            f"{par_etp} salariés.",
            appui=etp,
            sinon="Le nombre d'ETP est couvert par le secret statistique.",
        )
        part = lire(self.ensemble, PART, territoire=t)
        contre = ""
        if self._demande_du_lieu:
            demandeurs = lire(self.ensemble, PART_DE, territoire=t)
            contre = f", contre {demandeurs} des demandeurs d'emploi"
        yield phrase(
            f"Habitants des quartiers prioritaires : {part} des salariés d'adresse "
            f"connue{self._en_un_an(PART)}{contre}.",
            appui=part,
            sinon="La part des habitants des quartiers prioritaires n'est pas diffusable ici.",
        )
        yield self._femmes()
        yield phrase(self._annee())

    def _femmes(self) -> Phrase:
        indiffusable = "La part des femmes n'est pas diffusable ici."
        if "sexe" in self.extrait.tus:
            return phrase(indiffusable)
        parts = self.tables["sexe"].avec_parts("salaries", "part_du_total")
        femmes = lire(parts, "part_du_total", modalite="F")
        return phrase(f"Femmes : {femmes} des salariés.", appui=femmes, sinon=indiffusable)

    def _en_un_an(self, nom: str) -> str:
        """« (+3,7 % en un an) », ou rien si les deux années ne se comparent pas."""
        if self.deux_annees is None:
            return ""
        change = lire(self.deux_annees, EVOLUTIONS[nom], territoire=self.lieu.code, modalite="")
        return "" if change.etat in SIGNES else f" ({change:signe} en un an)"

    def cles(self) -> Iterator[type_charge]:
        """Salariés, ETP, part des QPV, mission moyenne."""
        for nom, mot in (
            ("salaries", f"ayant travaillé en {self.an}"),
            ("etp", "heures rapportées à un temps plein"),
            ("salaries_par_etp", "élevé quand dominent les missions courtes"),
            (PART, "des salariés d'adresse connue"),
        ):
            yield chiffre_cle(self.ensemble, nom, mot, territoire=self.lieu.code)


_FAMILLES = {"production": "Production", "mise_a_disposition": "Mise à disp."}
