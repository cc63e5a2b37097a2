"""Les extraits de l'ASP d'un dossier, réunis, réduits à un lieu et à une année, et comptés."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import pandas as pd

from carnets.indicateurs import iae
from carnets.indicateurs.cadre import empiler
from carnets.parametres import valeur_datee
from carnets.presentation.panorama.lieu import Lieu
from carnets.presentation.panorama.voisinage import Voisinage
from carnets.presentation.parties import sources_de

ANNEE_PLEINE = 12
Calcul = Callable[..., pd.DataFrame]


@dataclass(frozen=True)
class Etats:
    """Ce que les extraits disent d'un lieu et d'une année, quoi que le livrable en taise.

    `suivants` : ceux de l'année d'après, s'ils ont déjà réuni les heures de toutes les années.
    """

    lieu: Lieu
    suivants: "Etats | None" = None

    @cached_property
    def sources(self) -> tuple[str, ...]:
        modeles = ("etat_mensuel_iae", "asp_annexe_financiere", "asp_salarie", "asp_contrat")
        return tuple(n for m in modeles for n in sources_de(self.lieu.etude, m)[:1])

    def _table(self, modele: str) -> pd.DataFrame | None:
        noms = sources_de(self.lieu.etude, modele)
        return self.lieu.etude.table(noms[0]) if noms else None

    @cached_property
    def annexes(self) -> pd.DataFrame:
        table = self._table("asp_annexe_financiere")
        assert table is not None, "des états mensuels ne se lisent pas sans leurs annexes"
        return table

    @cached_property
    def contrats(self) -> pd.DataFrame | None:
        return self._table("asp_contrat")

    @cached_property
    def durees(self) -> dict[str, float]:
        """Type → heures d'un ETP annuel, pour les annexes qui ne le disent pas.

        La convention du dossier (`heures_par_etp`), sinon le paramètre daté du 31 décembre de
        l'année s'il est en vigueur.
        """
        du_dossier = self.lieu.etude.dossier.conventions.get("heures_par_etp", {})
        muettes = iae.annexes_comptees(self.annexes[self.annexes["rmi_valeur"].isna()])
        types = set(muettes["type_siae"])
        return {t: self._duree(t, du_dossier) for t in sorted(types)}

    def _duree(self, type_siae: str, du_dossier: Mapping[str, float]) -> float:
        if type_siae in du_dossier:
            return float(du_dossier[type_siae])
        jour = pd.Timestamp(self.lieu.etude.annee, 12, 31).date()
        return valeur_datee(f"insertion/heures_par_etp/iae_{type_siae.lower()}", jour).valeur

    @cached_property
    def rassemblees(self) -> pd.DataFrame:
        """Les heures de l'extrait entier, toutes années."""
        if self.suivants is not None:
            return self.suivants.rassemblees
        etats = self._table("etat_mensuel_iae")
        assert etats is not None, "l'extrait se construit d'un dossier qui a ses états mensuels"
        return iae.rassembler(etats, self.annexes, self._table("asp_salarie"), durees=self.durees)

    @cached_property
    def _toutes(self) -> pd.DataFrame:
        """Les heures du lieu, toutes années."""
        if self.suivants is not None:
            return self.suivants._toutes
        return self._dans_le_lieu(self.rassemblees)

    def _dans_le_lieu(self, lignes: pd.DataFrame) -> pd.DataFrame:
        cle = str(self.lieu.ici.columns[0])
        return lignes[lignes[cle].astype(object).isin(set(self.lieu.ici[cle]))]

    @cached_property
    def signes(self) -> pd.DataFrame | None:
        """Les contrats de l'extrait entier signés dans l'année ; None s'il n'en date aucun."""
        if not sources_de(self.lieu.etude, "asp_contrat"):
            return None
        modeles = ("asp_contrat", "etat_mensuel_iae", "asp_annexe_financiere", "asp_salarie")
        noms = [n for m in modeles for n in sources_de(self.lieu.etude, m)[:1]]
        lus = self.lieu.etude.agregat(iae.situer_contrats, *noms, annee=self.lieu.etude.annee)
        return None if lus["annee"].isna().all() else lus

    @cached_property
    def signes_ici(self) -> pd.DataFrame | None:
        """Ceux du lieu ; un contrat sans état n'est d'aucun."""
        return None if self.signes is None else self._dans_le_lieu(self.signes)

    @cached_property
    def lignes(self) -> pd.DataFrame:
        """Les heures de l'année dans le lieu ; vide si l'extrait n'en a aucune."""
        return self._toutes[self._toutes["annee"] == self.lieu.etude.annee]

    @cached_property
    def voisinage(self) -> Voisinage:
        """Les territoires d'à côté, que ce livrable ne doit pas trahir."""
        return Voisinage(self.lieu, self.rassemblees, self.signes)

    @cached_property
    def communes_vues(self) -> pd.DataFrame:
        """`code_departement, code_commune` où l'extrait entier a des heures ou des contrats."""
        lots = [self.rassemblees] if self.signes is None else [self.rassemblees, self.signes]
        colonnes = ["code_departement", "code_commune"]
        vues = pd.concat([lot[colonnes].astype(object).drop_duplicates() for lot in lots])
        return vues.dropna(subset="code_departement")

    @cached_property
    def couverture(self) -> iae.Couverture | None:
        """Ce que l'année et celle d'avant ne couvrent pas toutes deux ; None sans année d'avant."""
        annee = self.lieu.etude.annee
        if not (self._toutes["annee"] == annee - 1).any():
            return None
        return iae.comparer_couverture(self._toutes, self.annexes, annee=annee)

    @cached_property
    def precedents(self) -> "Etats | None":
        """Ceux de l'année d'avant ; None s'ils n'ont pas le même champ, ou ne se comparent pas."""
        if self.couverture is None or not self.couverture.constante:
            return None
        avant = replace(self.lieu.etude, annee=self.lieu.etude.annee - 1)
        return Etats(Lieu(avant), suivants=self)

    @cached_property
    def etages(self) -> list[pd.DataFrame]:
        """Le lieu, et ses parties si ce ne sont pas des communes : trop peu de salariés y sont."""
        dessous = self.lieu.dessous
        if dessous is None or self.lieu.type == "epci":
            return [self.lieu.ici]
        return [self.lieu.ici, dessous]

    @cached_property
    def mois(self) -> list[int]:
        """Mois de l'année que l'extrait couvre : ceux où les départements du lieu ont des heures.

        Un EPCI peut n'en avoir aucune d'un mois : elles y sont nulles. Un département entier qui
        n'en a pas, c'est qu'elles manquent.
        """
        departements = set(self.lignes["code_departement"])
        lues = self.rassemblees
        de_l_annee = lues[lues["annee"] == self.lieu.etude.annee]
        ici = de_l_annee["code_departement"].astype(object).isin(departements)
        return sorted(set(de_l_annee.loc[ici, "mois"]))

    @property
    def annee_pleine(self) -> bool:
        """Vrai si chaque mois de l'année est couvert : sinon, rien n'est annuel."""
        return len(self.mois) == ANNEE_PLEINE

    @property
    def departements_vus(self) -> int:
        """Départements du lieu où des heures sont connues."""
        return int(self.lignes["code_departement"].astype(object).nunique())

    @cached_property
    def _comptes(self) -> dict[tuple[object, ...], tuple[pd.DataFrame, pd.DataFrame]]:
        return {}

    def par_etage(
        self, calcul: Calcul, lignes: pd.DataFrame | None = None, **options: int
    ) -> pd.DataFrame:
        """`calcul(lignes, appartenance)` sur chaque étage, l'un sous l'autre, compté une fois.

        `lignes` : par défaut, les heures de l'année ; d'autres lignes que la fois d'avant se
        recomptent.
        """
        voulues = self.lignes if lignes is None else lignes
        cle = (calcul, *sorted(options.items()))
        if cle not in self._comptes or self._comptes[cle][0] is not voulues:
            compte = empiler(calcul(voulues, etage, **options) for etage in self.etages)
            self._comptes[cle] = voulues, compte
        return self._comptes[cle][1]

    @cached_property
    def etp_par_mois(self) -> pd.DataFrame:
        """ETP du lieu, mois par mois et par type."""
        return iae.etp_par_mois(self.lignes, self.lieu.ici, annee=self.lieu.etude.annee)

    @cached_property
    def pesees_par_mois(self) -> dict[str, pd.DataFrame]:
        """Période de chaque mois → ce que ses heures pèsent (voir `iae.peser`)."""
        annee = self.lieu.etude.annee
        return {
            f"{annee}-{mois:02}": iae.peser(lot, self.lieu.ici)
            for mois, lot in self.lignes.groupby("mois")
        }
