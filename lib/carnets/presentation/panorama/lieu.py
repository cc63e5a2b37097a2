"""Le lieu d'un panorama : ses départements, ses parties, ce à quoi il se compare."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from carnets.dossier import Territoire
from carnets.erreurs import DonneesRefusees
from carnets.indicateurs import iae
from carnets.presentation.etude import Etude
from carnets.presentation.panorama.mots import ABREGES
from carnets.presentation.parties import sources_de

PARTIES = {
    "france": "Région",
    "region": "Département",
    "departement": "EPCI",
    "epci": "Commune",
}
"""Type de territoire → le nom de ses parties."""


@dataclass(frozen=True)
class Lieu:
    """Le territoire d'une étude, de la France à l'EPCI, et ce qu'il faut pour y compter.

    Une appartenance est une table dont la première colonne dit où est une ligne
    (`code_departement` ou `code_commune`) et la seconde, `territoire`, à quoi elle compte.
    """

    etude: Etude

    @property
    def code(self) -> str:
        return self.etude.territoire.code

    @property
    def type(self) -> str:
        return self.etude.territoire.type

    @property
    def libelle(self) -> str:
        return self.etude.territoire.libelle

    @property
    def nom_des_parties(self) -> str:
        return PARTIES[self.type]

    @cached_property
    def referentiel(self) -> pd.DataFrame:
        """Les départements du pays : `code, libelle, region, population`."""
        return self.etude.referentiel("departements")

    @cached_property
    def communes(self) -> pd.DataFrame | None:
        """Les communes du lieu (`commune_epci`), ou None si le dossier n'en a pas la table."""
        noms = sources_de(self.etude, "commune_epci")
        if not noms:
            return None
        if self.type == "epci":
            return self.etude.lignes(noms[0], "code_epci")
        return self.etude.lignes(noms[0], "code_departement", *self.departements)

    @cached_property
    def communes_autour(self) -> pd.DataFrame | None:
        """Celles des départements que touche le lieu, ou None si le dossier n'en a pas la table."""
        if self.type != "epci" or self.communes is None:
            return self.communes
        noms = sources_de(self.etude, "commune_epci")
        return self.etude.lignes(noms[0], "code_departement", *self.departements)

    @cached_property
    def departements(self) -> list[str]:
        """Codes officiels des départements que touche le lieu.

        DonneesRefusees si c'est un EPCI dont aucune commune n'est dans le dossier.
        """
        if self.type == "epci":
            communes = self.communes
            codes = [] if communes is None else sorted(set(communes["code_departement"]))
            if not codes:
                raise DonneesRefusees(
                    f"EPCI {self.code} : aucune de ses communes n'est dans le dossier. Ajoutez une "
                    "source de modèle commune_epci, ou vérifiez le code."
                )
            return codes
        return self.departements_de(self.etude.territoire)

    def departements_de(self, territoire: Territoire) -> list[str]:
        """Codes officiels des départements d'un territoire, qui n'est pas un EPCI."""
        if territoire.type == "departement":
            return [territoire.code]
        if territoire.type == "region":
            dedans = self.referentiel["region"] == territoire.code.removeprefix("R")
            return list(self.referentiel.loc[dedans, "code"])
        return list(self.referentiel["code"])

    @cached_property
    def ici(self) -> pd.DataFrame:
        """Appartenance au lieu lui-même."""
        if self.type == "epci":
            assert self.communes is not None, "un EPCI a ses communes, ou `departements` a refusé"
            return self._rattacher("code_commune", self.communes["code_commune"], self.code)
        return self._rattacher("code_departement", self.departements, self.code)

    @cached_property
    def dessous(self) -> pd.DataFrame | None:
        """Appartenance aux parties ; None si le dossier ne permet pas de les connaître."""
        dedans = self.referentiel[self.referentiel["code"].isin(self.departements)]
        if self.type == "france":
            return pd.DataFrame(
                {"code_departement": dedans["code"], "territoire": self.regions_de(dedans)}
            )
        if self.type == "region":
            return pd.DataFrame({"code_departement": dedans["code"], "territoire": dedans["code"]})
        if self.communes is None:
            return None
        if self.type == "departement":
            return iae.etages_epci(self.communes)
        codes = self.communes["code_commune"]
        return pd.DataFrame({"code_commune": codes, "territoire": codes})

    def regions_de(self, departements: pd.DataFrame) -> pd.Series:
        """Code, dans le dossier, de la région de chacun de ces départements du référentiel."""
        officiels = departements["region"]
        return officiels.map(self._regions).fillna("R" + officiels)

    @cached_property
    def comparateur(self) -> Territoire | None:
        """Le plus proche territoire du dossier qui contient le lieu et n'est pas lui.

        Une région d'un seul département, comme La Réunion, se compare à la France.
        """
        for candidat in self.etude.dossier.au_dessus(self.etude.territoire):
            if self.type == "epci" or self.departements_de(candidat) != self.departements:
                return candidat
        return None

    @cached_property
    def autour(self) -> pd.DataFrame | None:
        """Appartenance au comparateur."""
        if self.comparateur is None:
            return None
        codes = self.departements_de(self.comparateur)
        return self._rattacher("code_departement", codes, self.comparateur.code)

    @property
    def parties(self) -> tuple[str, ...]:
        """Codes des parties, dans l'ordre de leurs noms."""
        if self.dessous is None:
            return ()
        codes = {str(code) for code in self.dessous["territoire"]}
        return tuple(sorted(codes, key=lambda code: self.libelles.get(code, code)))

    @cached_property
    def libelles(self) -> Mapping[str, str]:
        """Code → nom : dossier d'abord, référentiels, EPCI et communes ensuite."""
        regions = self.etude.referentiel("regions")
        noms = dict(zip("R" + regions["code"], regions["libelle"], strict=True))
        noms |= dict(zip(self.referentiel["code"], self.referentiel["libelle"], strict=True))
        if self.communes is not None:
            avec = self.communes.dropna(subset=["code_epci"])
            epci = avec["libelle_epci"].fillna("").replace(ABREGES, regex=True)
            noms |= dict(zip(avec["code_epci"], epci, strict=True))
            noms |= dict(zip(self.communes["code_commune"], self.communes["commune"], strict=True))
        return noms | dict(self.etude.dossier.libelles)

    @cached_property
    def populations(self) -> pd.Series:
        """Habitants de chaque territoire connu : table `demande_emploi`, puis référentiels."""
        par_departement = iae.populations(self.referentiel)
        par_region = par_departement.rename(
            {f"R{officiel}": code for officiel, code in self._regions.items()}
        )
        epci = self.etude.referentiel("epci").set_index("code")["population"]
        connues = pd.concat([par_departement, par_region, epci])
        propres = self.besoins.set_index("territoire")["population"].dropna()
        toutes = pd.concat([propres, connues])
        premieres: pd.Series = toutes[~toutes.index.duplicated()]
        return premieres

    def contours(self, modele: str) -> pd.DataFrame | None:
        """Contours du lieu et de ses parties, ou None si le dossier n'a pas ce modèle."""
        noms = sources_de(self.etude, modele)
        if not noms:
            return None
        table = self.etude.table(noms[0])
        return table[table["code"].isin({*self.departements, *self.parties, self.code})]

    @property
    def sources_besoins(self) -> list[str]:
        """La source de la demande d'emploi, s'il y en a une."""
        return sources_de(self.etude, "demande_emploi")[:1]

    @cached_property
    def besoins(self) -> pd.DataFrame:
        """Table `demande_emploi` de l'année, pour tous les territoires ; vide sans la source."""
        colonnes = [
            "territoire", "demandeurs_emploi", "demandeurs_emploi_qpv", "population",
            "population_qpv",
        ]  # fmt: skip
        noms = self.sources_besoins
        if not noms:
            return pd.DataFrame({c: pd.Series(dtype="float64") for c in colonnes}).astype(
                {"territoire": "str"}
            )
        table = self.etude.table(noms[0])
        return table.loc[table["annee"] == self.etude.annee, colonnes]

    @cached_property
    def _regions(self) -> dict[str, str]:
        """Code officiel d'une région → son code dans le dossier, qui peut y ajouter un R."""
        return {
            t.code.removeprefix("R"): t.code
            for t in self.etude.dossier.territoires
            if t.type == "region"
        }

    @staticmethod
    def _rattacher(cle: str, lieux: list[str] | pd.Series, territoire: str) -> pd.DataFrame:
        codes = pd.Series(list(lieux), dtype="str")
        return pd.DataFrame({cle: codes, "territoire": territoire})
