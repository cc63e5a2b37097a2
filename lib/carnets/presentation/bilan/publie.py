"""Le bilan de chiffres publiés : ce qu'un document permet de dire, et d'où on le tire."""

from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from carnets.erreurs import DonneesRefusees
from carnets.indicateurs import clauses, controles, etp, objectif
from carnets.indicateurs.cadre import empiler
from carnets.presentation.bilan.reperes import conventions_etp
from carnets.presentation.constats import Tri, constats_longs, trier
from carnets.presentation.etude import Etude
from carnets.presentation.textes import Lecture, lire
from carnets.secret import Diffusable

TABLES = ("chiffres_publies", "objectifs", "types_contrats", "suivi")
FORMULE = ("taux_main_oeuvre", "cout_horaire", "taux_insertion")


@dataclass(frozen=True)
class Publie:
    """Les tables qu'un dossier de chiffres publiés a pour un territoire, et ce qu'on en tire.

    Tables reconnues par leur nom : `chiffres_publies`, `objectifs`, `types_contrats` et `suivi`
    (modèle `suivi_clauses`). DonneesRefusees si le dossier n'en a aucune.
    """

    etude: Etude

    def __post_init__(self) -> None:
        if not set(TABLES) & set(self.etude.dossier.sources):
            raise DonneesRefusees(
                f"Le dossier {self.etude.dossier.nom} n'a ni les tables de microdonnées d'un bilan "
                f"d'insertion, ni l'une de ses tables de chiffres publiés ({', '.join(TABLES)}). "
                "Nommez ainsi ses sources dans dossier.yml."
            )

    @property
    def code(self) -> str:
        """Le territoire du bilan."""
        return self.etude.territoire.code

    @property
    def sources(self) -> tuple[str, ...]:
        """Les tables du bilan que le dossier possède."""
        return tuple(nom for nom in TABLES if nom in self.etude.dossier.sources)

    def a(self, source: str) -> bool:
        """Vrai si le dossier a cette table."""
        return source in self.sources

    def nombre(self, grandeur: str) -> float:
        """Une grandeur publiée du territoire ; NaN si le document ne la donne pas."""
        if not self.a("chiffres_publies"):
            return float("nan")
        return self._lire_publiee(grandeur)

    @cached_property
    def _lire_publiee(self) -> clauses.Lecteur:
        return clauses.lecteur(self.chiffres, territoire=self.code)

    def citer(self) -> str:
        """La source des chiffres du bilan."""
        return self.etude.citer(self.sources[0])

    @cached_property
    def chiffres(self) -> pd.DataFrame:
        """Les chiffres cités par le document."""
        return self.etude.table("chiffres_publies")

    @cached_property
    def bilan(self) -> Diffusable:
        """Comptes du territoire et rapports qui s'en déduisent ; absents, ils sont `nd`."""
        if self.a("suivi"):
            table = clauses.suivi(
                self.etude.table("suivi"), territoire=self.code, periode=self.etude.periode
            )
            return self.etude.publier(table, "suivi")
        table = clauses.bilan(self.chiffres, territoire=self.code, periode=self.etude.periode)
        return self.etude.publier(table, "chiffres_publies")

    @cached_property
    def autres(self) -> Diffusable | None:
        """Les mêmes comptes des autres territoires cités ; None s'il n'y en a pas."""
        if not self.a("chiffres_publies"):
            return None
        codes = [c for c in self.chiffres["territoire"].unique() if c != self.code]
        if not codes:
            return None
        tables = [
            clauses.bilan(self.chiffres, territoire=str(code), periode=self.etude.periode)
            for code in codes
        ]
        return self.etude.publier(empiler(tables), "chiffres_publies")

    @cached_property
    def contrats(self) -> Diffusable | None:
        """Contrats par type, ligne « non renseigné » comprise."""
        if not self.a("types_contrats"):
            return None
        table = clauses.types_contrats(
            self.etude.table("types_contrats"),
            total=self.nombre("contrats"),
            territoire=self.code,
            periode=self.etude.periode,
        )
        return self.etude.publier(table, "types_contrats", "chiffres_publies")

    @cached_property
    def objectif(self) -> Diffusable | None:
        """Objectif publié et recalculé, si le document donne sa table et sa formule."""
        termes = {nom: self.nombre(nom) for nom in FORMULE}
        if not self.a("objectifs") or any(pd.isna(v) for v in termes.values()):
            return None
        table = objectif.objectif_recalcule(
            self.etude.table("objectifs"), periode=self.etude.periode, **termes
        )
        return self.etude.publier(table, "objectifs", "chiffres_publies")

    @cached_property
    def implicite(self) -> Diffusable:
        """Taux de main-d'œuvre que supposent les heures publiées."""
        table = objectif.main_oeuvre_implicite(
            self.etude.table("objectifs"),
            cout_horaire=self.nombre("cout_horaire"),
            periode=self.etude.periode,
        )
        return self.etude.publier(table, "objectifs", "chiffres_publies")

    @cached_property
    def equivalents(self) -> Diffusable:
        """ETP que font les heures réalisées, sous chaque convention."""
        table = etp.etp_par_convention(
            self.lire("heures_realisees").valeur,
            conventions={nom: float(v.valeur) for nom, v in conventions_etp().items()},
            territoire=self.code,
            periode=self.etude.periode,
        )
        return self.etude.publier(table, self.sources[0])

    @cached_property
    def compatibles(self) -> Diffusable:
        """Heures par ETP que laisse possibles le nombre d'ETP publié."""
        table = etp.heures_par_etp_compatibles(
            self.nombre("heures_realisees"),
            etp=self.nombre("etp"),
            precision=1.0,
            territoire=self.code,
            periode=self.etude.periode,
        )
        return self.etude.publier(table, "chiffres_publies")

    @cached_property
    def couverture(self) -> Diffusable | None:
        """Quartiers qui ont répondu / quartiers attendus ; None si le document ne le dit pas."""
        terme = pd.DataFrame(
            {
                "territoire": [self.code],
                "repondants": [self.nombre("qpv_couverts")],
                "attendus": [self.nombre("qpv_attendus")],
            }
        )
        if terme.isna().any(axis=None):
            return None
        table = clauses.couverture_publiee(terme, periode=self.etude.periode)
        return self.etude.publier(table, "chiffres_publies")

    @cached_property
    def constats(self) -> pd.DataFrame:
        """Tous les contrôles de cohérence que ces tables permettent."""
        return controles.constats_bilan(self.etude.dossier)

    @cached_property
    def tri(self) -> Tri:
        """Les constats, rangés par ce qu'un lecteur doit en faire."""
        return trier(self.constats)

    @cached_property
    def constats_publies(self) -> Diffusable:
        """Les mêmes, passés par le secret comme tout autre nombre."""
        longs = constats_longs(self.constats, territoire=self.code, periode=self.etude.periode)
        return self.etude.publier(longs, *self.sources)

    def lire(self, nom: str, **filtres: str) -> Lecture:
        """Une valeur du bilan publié du territoire."""
        return lire(self.bilan, nom, **{"territoire": self.code, **filtres})

    def connu(self, nom: str) -> bool:
        """Vrai si le bilan donne cet indicateur pour le territoire."""
        etats = (
            rangee["etat"]
            for rangee in self.bilan.rangees
            if (rangee["indicateur"], rangee["territoire"]) == (nom, self.code)
        )
        return next(etats, "") == "ok"
