"""Les extraits de l'ASP d'un dossier, réunis, réduits à un lieu et à une année, et comptés."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import pandas as pd

from carnets.indicateurs import iae
from carnets.indicateurs.cadre import empiler
from carnets.parametres import valeur_datee
from carnets.presentation.panorama.lieu import Lieu
from carnets.presentation.parties import sources_de

Calcul = Callable[[pd.DataFrame, pd.DataFrame], pd.DataFrame]
ANNEE_PLEINE = 12
FAMILLES = tuple(dict.fromkeys(iae.FAMILLE.values()))


@dataclass(frozen=True)
class Extrait:
    """Les extraits de l'ASP d'un dossier, réunis et réduits à un lieu et à une année.

    `tus` : ce que le livrable tait pour protéger le reste : la comparaison à l'année d'avant
    (`deux_annees`), le détail par type de chaque mois (`mois`), tout détail par type (`types`), ou
    une table de profil, par son nom. `suivant` : l'extrait de l'année d'après, dont celui-ci prend
    les territoires et les types, pour que les deux se lisent ligne à ligne.
    """

    lieu: Lieu
    tus: frozenset[str] = frozenset()
    suivant: "Extrait | None" = None

    @property
    def par_type(self) -> bool:
        """Faux : tout s'y compte sans distinguer les types de structure."""
        return "types" not in self.tus

    def taire(self, *noms: str) -> "Extrait":
        """Le même extrait, qui tait cela de plus."""
        return replace(self, tus=self.tus.union(noms))

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
    def _toutes(self) -> pd.DataFrame:
        """Les heures du lieu, toutes années."""
        if self.suivant is not None:
            return self.suivant._toutes
        etats = self._table("etat_mensuel_iae")
        assert etats is not None, "l'extrait se construit d'un dossier qui a ses états mensuels"
        toutes = iae.rassembler(etats, self.annexes, self._table("asp_salarie"), durees=self.durees)
        return self._dans_le_lieu(toutes)

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
    def couverture(self) -> iae.Couverture | None:
        """Ce que l'année et celle d'avant ne couvrent pas toutes deux ; None sans année d'avant."""
        annee = self.lieu.etude.annee
        if not (self._toutes["annee"] == annee - 1).any():
            return None
        return iae.comparer_couverture(self._toutes, self.annexes, annee=annee)

    @cached_property
    def precedent(self) -> "Extrait | None":
        """L'extrait de l'année d'avant ; None s'il n'a pas le même champ, ou ne se compare pas."""
        if self.suivant or "deux_annees" in self.tus:
            return None
        if self.couverture is None or not self.couverture.constante:
            return None
        avant = replace(self.lieu.etude, annee=self.lieu.etude.annee - 1)
        return Extrait(Lieu(avant), self.tus, suivant=self)

    @cached_property
    def _montrees(self) -> pd.DataFrame:
        """Ce qui donne leur ligne aux territoires et aux types : heures, contrats, an d'avant."""
        lots = [self.lignes]
        if self.precedent is not None:
            lots.append(self.precedent.lignes)
        if self.signes_ici is not None:
            lots.append(self.signes_ici.dropna(subset="annee"))
        colonnes = sorted({str(etage.columns[0]) for etage in self.etages} | {"type_siae"})
        return pd.concat([lot[colonnes].drop_duplicates().astype(object) for lot in lots])

    @cached_property
    def etages(self) -> list[pd.DataFrame]:
        """Le lieu, et ses parties si ce ne sont pas des communes : trop peu de salariés y sont."""
        dessous = self.lieu.dessous
        if dessous is None or self.lieu.type == "epci":
            return [self.lieu.ici]
        return [self.lieu.ici, dessous]

    @property
    def parties(self) -> tuple[str, ...]:
        """Les parties où l'on a travaillé ou signé un contrat, dans l'ordre de leurs noms."""
        if self.suivant is not None:
            return self.suivant.parties
        if len(self.etages) == 1:
            return ()
        cle = str(self.etages[1].columns[0])
        vus = set(self._montrees[cle].dropna())
        presentes = set(self.etages[1].loc[self.etages[1][cle].isin(vus), "territoire"])
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

    @property
    def mois(self) -> list[int]:
        return sorted(set(self.lignes["mois"]))

    @property
    def annee_pleine(self) -> bool:
        """Vrai si chaque mois de l'année a des heures : sinon, rien n'est annuel."""
        return len(self.mois) == ANNEE_PLEINE

    @property
    def departements_vus(self) -> int:
        """Départements du lieu où des heures sont connues."""
        return int(self.lignes["code_departement"].astype(object).nunique())

    def par_etage(self, calcul: Calcul) -> pd.DataFrame:
        """`calcul(lignes, appartenance)` sur chaque étage, l'un sous l'autre."""
        return empiler(calcul(self.lignes, etage) for etage in self.etages)

    @cached_property
    def salaries(self) -> pd.DataFrame:
        annee = self.lieu.etude.annee
        comptes = self.par_etage(lambda lignes, a: iae.salaries(lignes, a, annee=annee))
        return self.sans_croiser(self.completer(comptes))

    @cached_property
    def etp(self) -> pd.DataFrame:
        annee = self.lieu.etude.annee
        sommes = self.par_etage(lambda lignes, a: iae.etp_realises(lignes, a, annee=annee))
        return self.completer(sommes)

    @cached_property
    def qpv(self) -> pd.DataFrame:
        annee = self.lieu.etude.annee
        tables = self.par_etage(lambda lignes, a: iae.habitants_qpv(lignes, a, annee=annee))
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
