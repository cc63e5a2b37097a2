"""Le diagnostic d'un territoire : ses quartiers, leurs repères, leurs comparateurs, une fois lus.

Un quartier se lit face aux siens (EPCI, département, France) ; une commune, un EPCI, un
département ou une région se lit comme la liste de ses quartiers. Rien n'y est agrégé.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from carnets.indicateurs import territoire
from carnets.indicateurs.cadre import COLONNES as CADRE
from carnets.presentation.diagnostic.editions import FICHIERS, Editions, source_de
from carnets.presentation.diagnostic.themes import PROFIL, THEMES
from carnets.presentation.etude import Etude
from carnets.secret import Diffusable

FRANCE = "FR"
LE_QUARTIER = "Le quartier"
DEUX_POINTS = "\u00a0: "
STATISTIQUES = ("q1", "mediane", "q3")
VOISINS = 12
"""Quartiers que portent une page et une figure, côte à côte."""

ANNEE_FILOSOFI = 2019
"""L'année que portent à la fois la série par quartier et les territoires de comparaison."""


@dataclass(frozen=True)
class Diagnostic:
    """Tout ce qu'un carnet montre d'un territoire ; chaque lecture n'est faite qu'une fois."""

    etude: Etude

    @property
    def code(self) -> str:
        return self.etude.territoire.code

    @property
    def ici(self) -> str:
        return self.etude.territoire.libelle

    @property
    def edition(self) -> str:
        return self.etude.periode

    @property
    def est_quartier(self) -> bool:
        return self.etude.territoire.type == "qpv"

    def a(self, *sources: str) -> bool:
        """Vrai si le dossier a toutes ces sources : les contours, par exemple, sont facultatifs."""
        return set(sources) <= set(self.etude.dossier.sources)

    @cached_property
    def lues(self) -> Editions:
        """Les éditions de l'Insee que le dossier porte."""
        return Editions(self.etude)

    @property
    def editions(self) -> dict[str, list[str]]:
        """Fichier → ses éditions dans ce dossier, de la plus ancienne à la plus récente."""
        return self.lues.connues

    def source(self, fichier: str, edition: str = "") -> str:
        """Nom de la source d'un fichier de l'Insee pour une édition (celle du diagnostic)."""
        return source_de(fichier, edition or self.edition)

    @cached_property
    def siens(self) -> pd.DataFrame:
        """Les quartiers du territoire, et où ils sont (voir `territoire.rattachement`)."""
        return self._rattachement(self.code)

    @cached_property
    def voisins(self) -> pd.DataFrame:
        """Les quartiers montrés côte à côte : ceux du territoire, ou les voisins d'un quartier.

        Les voisins sont ceux de l'EPCI, ou de la commune si l'EPCI en compte trop pour une page.
        """
        if not self.est_quartier:
            return self.siens
        lieu = self.siens.iloc[0]
        for code in (lieu["code_epci"], lieu["code_commune"]):
            if not pd.isna(code):
                trouves = self._rattachement(str(code))
                if len(trouves) <= VOISINS:
                    return trouves
        return self.siens

    @property
    def quartiers(self) -> list[str]:
        """Codes des quartiers du territoire, dans l'ordre de la liste."""
        return [str(c) for c in self.siens["code_qpv"]]

    @property
    def lieu(self) -> str:
        """Où l'on est, pour le titre : « Alès, Gard », ou ce que l'on a de plus précis."""
        lieux = self.siens["communes"].fillna(self.siens["commune"]).dropna().unique()
        departements = [self.etude.dossier.libelles.get(c, c) for c in self.departements]
        precis = [str(lieux[0])] if self.est_quartier and len(lieux) else []
        return ", ".join([*precis, *departements] if len(departements) <= 2 else precis)

    @property
    def departements(self) -> list[str]:
        return sorted(self.siens["code_departement"].unique())

    @cached_property
    def noms(self) -> dict[str, str]:
        """Libellés des quartiers ; la commune y distingue deux « Centre ville ».

        Dans son propre diagnostic, un quartier s'appelle « Le quartier » : certains noms font
        trois lignes.
        """
        return {**self._noms_complets(), **({self.code: LE_QUARTIER} if self.est_quartier else {})}

    def _noms_complets(self) -> dict[str, str]:
        voisins = self.voisins
        communes = voisins["communes"].fillna(voisins["commune"]).fillna("")
        ajout = voisins["commune"].nunique() > 1
        return {
            str(code): f"{nom} ({commune})" if ajout and commune else str(nom)
            for code, nom, commune in zip(
                voisins["code_qpv"],
                voisins["libelle"].fillna(voisins["code_qpv"]),
                communes,
                strict=True,
            )
        }

    @cached_property
    def mesures(self) -> pd.DataFrame:
        """Les indicateurs des quartiers montrés, dans l'édition du diagnostic."""
        codes = tuple(str(c) for c in self.voisins["code_qpv"])
        return self.lues.empiler({f: [self.edition] for f in FICHIERS}, codes)

    def toutes_les_editions(self) -> pd.DataFrame:
        """Les indicateurs du quartier, édition par édition : à ne pas comparer tels quels."""
        return self.lues.empiler(self.editions, (self.code,))

    def suivis(self, edition: str, indicateurs: Sequence[str]) -> pd.DataFrame:
        """Quelques indicateurs des quartiers montrés, dans cette édition et celle du diagnostic."""
        fichiers = {f: [edition] for f in FICHIERS if edition in self.editions[f]}
        codes = tuple(str(c) for c in self.voisins["code_qpv"])
        avant = self.lues.empiler(fichiers, codes, indicateurs)
        apres = self.mesures[self.mesures["indicateur"].isin(list(indicateurs))]
        return pd.concat([avant, apres], ignore_index=True)

    @cached_property
    def reperes(self) -> pd.DataFrame:
        """Les repères des quartiers du département et de France, par territoire et indicateur."""
        return self.etude.agregat(
            territoire.reperes_par_groupe,
            "quartiers",
            "communes",
            *(self.source(f) for f in FICHIERS),
            ou={"territoire": [FRANCE, *self.groupes]},
            themes=list(FICHIERS),
            indicateurs=_situables(),
        )

    @property
    def groupes(self) -> list[str]:
        """Les listes de quartiers auxquelles comparer : le département, ou la région."""
        if self.code.startswith("R") or self.code == FRANCE:
            return [self.code] if self.code != FRANCE else []
        return self.departements[:1]

    @cached_property
    def nationaux(self) -> pd.DataFrame:
        """Les repères de France, un indicateur par ligne."""
        france = self.reperes[self.reperes["territoire"] == FRANCE]
        return france.set_index("indicateur")

    @cached_property
    def rangs(self) -> pd.DataFrame:
        """Les rangs du quartier, un indicateur par ligne."""
        rangs = self.etude.agregat(
            territoire.rangs,
            "quartiers",
            "communes",
            *(self.source(f) for f in FICHIERS),
            ou={"territoire": [self.code]},
            themes=list(FICHIERS),
            indicateurs=list(PROFIL),
        )
        return rangs.set_index("indicateur")

    @cached_property
    def ecarts(self) -> pd.Series:
        """Les écarts du quartier à la médiane de ceux de France, en écarts-types."""
        lus = self.etude.agregat(
            territoire.ecarts_de_tous,
            *(self.source(f) for f in FICHIERS),
            ou={"territoire": [self.code]},
            themes=list(FICHIERS),
            indicateurs=list(PROFIL),
        )
        return lus.set_index("indicateur")["ecart"]

    @cached_property
    def sienne(self) -> pd.Series:
        """Les valeurs du quartier, par indicateur, sans modalité."""
        lignes = self.mesures[
            (self.mesures["territoire"] == self.code) & (self.mesures["modalite"] == "")
        ]
        return lignes.set_index("indicateur")["valeur"]

    def valeur(self, nom: str) -> float:
        """La valeur du quartier pour un indicateur ; nan si elle n'est pas publiée."""
        return float(self.sienne.get(nom, float("nan")))

    def connus(self, indicateurs: Sequence[str]) -> list[str]:
        """Ceux de ces indicateurs dont l'Insee publie une valeur pour le quartier."""
        return [nom for nom in indicateurs if not math.isnan(self.valeur(nom))]

    def repere(self, nom: str, statistique: str = "mediane") -> float:
        """Un repère des quartiers de France (`mediane`, `p20`…) ; nan s'il n'y en a pas."""
        connu = nom in self.nationaux.index
        return float(self.nationaux[statistique][nom]) if connu else float("nan")

    def rang(self, nom: str, groupe: str) -> tuple[float, float]:
        """Le rang du quartier dans un groupe (`epci`, `departement`, `france`) et son nombre."""
        lus = self.rangs
        if nom not in lus.index:
            return float("nan"), 0.0
        return float(lus[f"rang_{groupe}"][nom]), float(lus[f"n_{groupe}"][nom])

    @cached_property
    def publiees(self) -> Diffusable:
        """Les mesures et les repères, passés par le secret : tous les thèmes en sont tirés."""
        tables = [self.mesures[list(CADRE)], self._reperes_longs()]
        return self.publier(pd.concat(tables, ignore_index=True))

    def publier(self, cadre: pd.DataFrame, *autres: str) -> Diffusable:
        """Passe un cadre de chiffres de l'Insee par le secret ; `autres` : ses autres sources."""
        sources = [self.source(f) for f in FICHIERS]
        return self.etude.publier(cadre[list(CADRE)], *sources, *autres)

    def libelles_reperes(self) -> dict[str, str]:
        """Les libellés des repères, dans l'ordre : « Q1 dép. » … « Q3 France »."""
        lieux = {g: "région" if g.startswith("R") else "dép." for g in self.groupes}
        mots = {"q1": "Q1", "mediane": "Médiane", "q3": "Q3"}
        return {
            f"{groupe}|{s}": f"{mots[s]} {lieu}"
            for groupe, lieu in {**lieux, FRANCE: "France"}.items()
            for s in STATISTIQUES
        }

    def _reperes_longs(self) -> pd.DataFrame:
        """Quartiles et médiane en lignes du cadre ; leur période est celle de l'indicateur."""
        periodes = self.mesures.drop_duplicates("indicateur").set_index("indicateur")["periode"]
        return territoire.reperes_en_lignes(self.reperes, periodes, STATISTIQUES)

    def _rattachement(self, code: str) -> pd.DataFrame:
        lus = self.etude.agregat(
            territoire.rattachement, "quartiers", "communes", ou={"territoire": [code]}
        )
        return lus.drop(columns="territoire")


def _situables() -> list[str]:
    """Les indicateurs des thèmes et du profil."""
    noms = (n for theme in THEMES.values() for n in theme.indicateurs)
    return list(dict.fromkeys((*noms, *PROFIL)))


def composer(etude: Etude) -> Diagnostic:
    """Le diagnostic d'une étude, lu au fur et à mesure de ce que le carnet montre."""
    return Diagnostic(etude)
