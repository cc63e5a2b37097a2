"""Ce que sont les territoires d'à côté, compté pour le secret et jamais montré.

Un livrable ne montre pas ses voisins, mais il se retranche d'eux : le département, moins les EPCI
parus, laisse ceux qui restent. Le registre dit ce qui s'y lit ; ce qu'il faut y protéger, et
combien de personnes cela compte, les données seules le disent.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from carnets.indicateurs import iae
from carnets.indicateurs.cadre import empiler
from carnets.indicateurs.iae.profils import SEXES
from carnets.presentation.panorama.lieu import Lieu

CLE = ["territoire", "periode", "indicateur", "modalite"]
DETAILLES = ("contrats", "contrats_qpv", "contrats_autres_adresses")
"""Contrats qu'un livrable compte par type ; les autres adresses, ensemble."""

Comptes = tuple[pd.DataFrame, pd.DataFrame]
"""Un cadre, et les contributions de ses cases (voir `secret.declarer`)."""


@dataclass(frozen=True)
class Voisinage:
    """Un lieu, le territoire qui le contient, ceux d'à côté, et ses parties, dans l'année du lieu.

    Seul ce qui s'additionne d'un territoire à l'autre se retrouve par une somme : les ETP et les
    contrats. `heures`, `signes` : ceux de l'extrait entier (voir `Etats`).
    """

    lieu: Lieu
    heures: pd.DataFrame
    signes: pd.DataFrame | None

    def annuels(self, *annees: int) -> Comptes:
        """ETP de ces années, et contrats de celle du lieu, par type."""
        detaille = self._contrats[0]["indicateur"].isin(DETAILLES)
        ensemble = self._contrats[0]["modalite"] == iae.ENSEMBLE
        contrats = self._contrats[0][detaille | ensemble], self._contrats[1]
        return self._reunir([*(self._etp[annee] for annee in annees), contrats])

    @cached_property
    def mois(self) -> Comptes:
        """ETP de chaque mois de l'année, par type."""
        annee = self.lieu.etude.annee
        ici = self._autour(self.heures)
        de_l_annee = ici[ici["annee"] == annee]
        return self._reunir(
            (
                iae.etp_par_mois(lot, etage, annee=annee),
                iae.peser(lot, etage).assign(periode=f"{annee}-{mois:02}", indicateur="etp"),
            )
            for mois, lot in de_l_annee.groupby("mois")
            for etage in self._etages
        )

    @cached_property
    def sexe(self) -> Comptes:
        """Contrats de l'année, par sexe du salarié."""
        if self.signes is None:
            return self._reunir([])
        ici, annee = self._autour(self.signes), self.lieu.etude.annee
        comptes = [iae.contrats_par_sexe(ici, etage, annee=annee) for etage in self._etages]
        par_sexe = [compte[compte["modalite"].isin(SEXES)] for compte in comptes]
        return self._reunir([(empiler(par_sexe), self._contrats[1])])

    @cached_property
    def _etages(self) -> list[pd.DataFrame]:
        """Appartenances (voir `Lieu`) : qui contient le lieu, ses semblables, ses parties."""
        lieu = self.lieu
        parent = next(iter(lieu.etude.dossier.au_dessus(lieu.etude.territoire)), None)
        autour = lieu.departements if parent is None else lieu.departements_de(parent)
        codes = pd.Series(sorted({*lieu.departements, *autour}), dtype="str")
        etages = []
        if lieu.type != "france":
            siens = codes[codes.isin(lieu.departements)] if lieu.type == "region" else codes
            etages.append(pd.DataFrame({"code_departement": siens, "territoire": siens}))
        if lieu.type in {"france", "region"}:
            connus = lieu.referentiel[lieu.referentiel["code"].isin(codes)]
            regions = lieu.regions_de(connus)
            etages.append(pd.DataFrame({"code_departement": connus["code"], "territoire": regions}))
        if parent is not None and parent.type in {"france", "region"}:
            etages.append(pd.DataFrame({"code_departement": autour, "territoire": parent.code}))
        if lieu.type in {"departement", "epci"} and lieu.communes_autour is not None:
            etages.append(iae.etages_epci(lieu.communes_autour))
        return etages

    def _autour(self, lignes: pd.DataFrame) -> pd.DataFrame:
        par_departement = [e for e in self._etages if "code_departement" in e]
        codes = set(pd.concat(par_departement)["code_departement"])
        return lignes[lignes["code_departement"].astype(object).isin(codes)]

    @cached_property
    def _etp(self) -> dict[int, Comptes]:
        """Année → ses ETP."""
        ici = self._autour(self.heures)
        return {an: self._etp_de(ici[ici["annee"] == an], an) for an in set(ici["annee"])}

    def _etp_de(self, lignes: pd.DataFrame, annee: int) -> Comptes:
        comptes = empiler(iae.etp_realises(lignes, etage, annee=annee) for etage in self._etages)
        poids = pd.concat([iae.peser(lignes, etage) for etage in self._etages])
        return comptes, poids.assign(periode=str(annee), indicateur="etp")

    @cached_property
    def _contrats(self) -> Comptes:
        if self.signes is None:
            return self._reunir([])
        ici, annee = self._autour(self.signes), self.lieu.etude.annee
        comptes = empiler(iae.contrats_signes(ici, etage, annee=annee) for etage in self._etages)
        poids = [iae.peser_contrats(ici, etage, annee=annee) for etage in self._etages]
        sans_part = comptes[comptes["indicateur"] != "part_qpv_contrats"]
        return sans_part, pd.concat(poids).assign(periode=str(annee))

    def _reunir(self, lots: Iterable[Comptes]) -> Comptes:
        """Les cases qui comptent quelqu'un, et leurs contributions.

        Celles du lieu y sont : ce que son livrable tait se déduirait de même de ses voisins.
        """
        tous = list(lots)
        vide = pd.DataFrame({nom: pd.Series(dtype="str") for nom in CLE}).assign(valeur=0.0)
        comptes = pd.concat([vide, *(compte for compte, _ in tous)], ignore_index=True)
        gardes = comptes[comptes["valeur"] > 0]
        pesees = pd.concat([vide[CLE], *(poids for _, poids in tous)], ignore_index=True)
        poids = gardes[CLE].merge(pesees, on=CLE, how="left", validate="1:1")
        return (
            gardes.assign(modalite=gardes["modalite"].replace(iae.ENSEMBLE, "")),
            poids.assign(modalite=poids["modalite"].replace(iae.ENSEMBLE, "")),
        )
