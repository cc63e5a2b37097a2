"""Les heures des territoires d'à côté, comptées pour le secret et jamais montrées.

Le projet, moins les opérations dont le bilan a paru, laisse celle qui reste. Le registre dit ce qui
s'y lit ; combien de personnes font ce reste, les données seules le disent. Les personnes et les
contrats se recoupent d'un territoire à l'autre : ils ne s'y retrouvent pas par soustraction.
"""

from dataclasses import dataclass, replace
from functools import cached_property

import pandas as pd

from carnets.indicateurs import clauses
from carnets.indicateurs.cadre import empiler, mesure, nombres
from carnets.indicateurs.clauses import cellules
from carnets.presentation.bilan.lignee import decoupes
from carnets.presentation.bilan.perimetre import Comptes, Perimetre, perimetre
from carnets.presentation.lignee import Decoupes

HEURES = "heures_realisees"


@dataclass(frozen=True)
class Voisinage:
    """Les projets d'un bilan, et tous les territoires que font leurs lots ; d'une région, rien.

    Tenir chaque opération de chaque projet d'une région prendrait des minutes : elle n'en garde que
    ce que dit le registre. `annees` : celles du bilan, depuis son origine ; `cumul` : leur nom.
    """

    lieu: Perimetre
    annees: tuple[str, ...]
    cumul: str

    def heures(self) -> Comptes | None:
        """Heures de la période, et celles des lots qui ont un objectif."""
        if not self._releves:
            return None
        dues = pd.concat([clauses.heures_dues(releve) for releve in self._releves])
        avec = set(dues.loc[dues["ajuste"] > 0, "id_lot"].astype(str))
        sur_objectif = self._cumul[self._cumul["id_lot"].isin(avec)]
        return _reunir(
            _compter(self._cumul, self.cumul),
            _compter(sur_objectif, self.cumul, indicateur="heures_sur_objectif"),
        )

    def adresses(self) -> Comptes | None:
        """Heures par adresse à l'entrée, et par quartier."""
        if not self._releves:
            return None
        statuts = self._cumul["statut_qpv"]
        quartiers = self._cumul["code_qpv_entree"].where(statuts == "QP")
        return _compter(self._cumul, self.cumul, statuts, quartiers)

    def par(self, colonne: str) -> Comptes | None:
        """Heures par modalité d'une colonne des heures."""
        if not self._releves:
            return None
        return _compter(self._cumul, self.cumul, self._cumul[colonne].fillna("nr"))

    def gup(self) -> Comptes | None:
        """Heures de gestion urbaine de proximité."""
        if not self._releves:
            return None
        gup = self._cumul["est_gup"].fillna(value=False).astype(bool)
        return _compter(self._cumul[gup], self.cumul, indicateur="heures_gup")

    def par_annee(self) -> Comptes | None:
        """Heures de chaque année."""
        if not self._releves:
            return None
        ans = self._declarations["mois"].str[:4]
        return _reunir(*(_compter(self._declarations[ans == an], an) for an in self.annees))

    @cached_property
    def _niveaux(self) -> Decoupes:
        return decoupes(self.lieu.etude)

    @cached_property
    def _codes_projets(self) -> list[str]:
        """Les projets dont le bilan compte des lots ; d'une région, aucun."""
        if self.lieu.etude.territoire.type == "region":
            return []
        siens = set(self.lieu.lots)
        return sorted(code for code, lots in self._niveaux["projet"].items() if lots & siens)

    @cached_property
    def _territoires(self) -> pd.DataFrame:
        """`id_lot, territoire` : chaque lot de ces projets, dans chaque territoire qu'il y fait."""
        projets = self._niveaux["projet"]
        dedans = frozenset[str]().union(*(projets[code] for code in self._codes_projets))
        couples = [
            (lot, code)
            for codes in self._niveaux.values()
            for code, lots in codes.items()
            if lots <= dedans and code != self.lieu.code
            for lot in sorted(lots)
        ]
        return pd.DataFrame(couples, columns=["id_lot", "territoire"], dtype="str")

    @cached_property
    def _projets(self) -> list[Perimetre]:
        """Les périmètres de ces projets ; ceux qui n'ont aucune heure n'y sont pas."""
        etude = self.lieu.etude
        territoires = {t.code: t for t in etude.dossier.territoires}
        projets = [
            perimetre(replace(etude, territoire=territoires[code]))
            for code in self._codes_projets
            if code in territoires
        ]
        return [projet for projet in projets if len(projet.tables["heures"])]

    @cached_property
    def _bornes(self) -> tuple[str, str]:
        return f"{self.annees[0]}-01", self.lieu.dernier_mois

    @cached_property
    def _releves(self) -> list[clauses.Releve]:
        return [projet.releve(*self._bornes, self.cumul) for projet in self._projets]

    @cached_property
    def _cumul(self) -> pd.DataFrame:
        """Une ligne par contrat, lot et territoire, sur la période."""
        couples = zip(self._projets, self._releves, strict=True)
        heures = [r.heures[r.heures["territoire"] == projet.code] for projet, r in couples]
        return self._situer(pd.concat(heures).drop(columns="territoire"))

    @cached_property
    def _declarations(self) -> pd.DataFrame:
        """Une ligne par déclaration et territoire : `id_personne, mois, heures_valorisees`."""
        lots = [
            clauses.retenir(projet.tables["heures"], *self._bornes).merge(
                projet.tables["contrats"][["id_contrat", "id_personne"]], on="id_contrat"
            )
            for projet in self._projets
        ]
        return self._situer(pd.concat(lots))

    def _situer(self, lignes: pd.DataFrame) -> pd.DataFrame:
        return lignes.astype({"id_lot": "str"}).merge(self._territoires, on="id_lot")


def _compter(
    lignes: pd.DataFrame, periode: str, *modalites: pd.Series, indicateur: str = HEURES
) -> Comptes:
    """Heures de chaque territoire et modalité, et ce que chacun y pèse ; zéro n'y est pas."""
    valeurs = lignes.assign(heures_valorisees=nombres(lignes["heures_valorisees"]))
    cadres = []
    for colonne in (pd.Series("", index=lignes.index), *modalites):
        connues = valeurs.assign(modalite=colonne).dropna(subset="modalite")
        par_modalite = connues.groupby("modalite", observed=True)
        for modalite, lot in par_modalite:
            sommes = lot.groupby("territoire")["heures_valorisees"].sum()
            faites = sommes[sommes > 0]
            cadres.append(
                mesure(
                    faites.index.to_series(), faites,
                    periode=periode, indicateur=indicateur, modalite=str(modalite),
                )
            )  # fmt: skip
    rien = pd.Series(dtype="float64")
    vide = mesure(rien.astype("str"), rien, periode=periode, indicateur=indicateur)
    table = empiler([vide, *cadres])
    return table, cellules.apports(table, lignes, *modalites)


def _reunir(*lots: Comptes) -> Comptes:
    return empiler(t for t, _ in lots), pd.concat([p for _, p in lots], ignore_index=True)
