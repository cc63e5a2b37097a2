"""Ce qu'un bilan d'insertion compte : les lots d'un périmètre, leurs niveaux, leurs tables."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import pandas as pd

from carnets.erreurs import DonneesRefusees, UsageIncorrect
from carnets.indicateurs.cadre import mesure
from carnets.indicateurs.clauses import Releve, relever
from carnets.indicateurs.fiche_objectif import PARAMETRES, FicheObjectif
from carnets.indicateurs.objectif_operations import fiches_operations
from carnets.presentation.etude import Etude
from carnets.secret import Derivee, Hierarchie, Table

MICRODONNEES = (
    "operations", "marches", "clauses", "structures", "personnes", "contrats", "affectations",
    "heures", "formations", "sorties",
)  # fmt: skip
DE_PERSONNES = ("personnes", "formations", "sorties")
SOURCES = ("heures", "contrats", "personnes", "affectations", "marches", "clauses")
# Le réalisé des seuls lots qui ont un objectif : c'est lui, et non le total, que montre le taux.
DE_L_OBJECTIF = {
    "taux_realisation": Derivee(("heures_sur_objectif",)),
    "ecart_realisation": Derivee(("heures_sur_objectif",)),
}
ADDITIFS = ("heures_realisees", "heures_sur_objectif")
RECOUVRANTS = ("beneficiaires", "contrats_insertion")

Comptes = tuple[pd.DataFrame, pd.DataFrame]
"""Un cadre, et les contributions de ses cases (voir `secret.declarer`)."""

_RIEN = pd.Series(dtype="float64")
VIDE = mesure(_RIEN.astype("str"), _RIEN, periode="", indicateur="heures_realisees")


def a_des_microdonnees(etude: Etude) -> bool:
    """Vrai si le dossier a toutes les tables d'un bilan de microdonnées, sous leurs noms."""
    return set(MICRODONNEES) <= set(etude.dossier.sources)


@dataclass(frozen=True)
class Perimetre:
    """Les lots d'un territoire et leurs niveaux, du plus large au plus fin.

    `etages` : territoire → ses parties, disjointes en heures. `tables` : les seules lignes que ce
    périmètre engage, sous les noms qu'attend `relever`.
    """

    etude: Etude
    operations: pd.DataFrame
    tables: dict[str, pd.DataFrame]

    @property
    def code(self) -> str:
        return self.etude.territoire.code

    @property
    def lots(self) -> list[str]:
        return [str(lot) for lot in self.tables["marches"]["id_lot"]]

    @cached_property
    def rattachement(self) -> pd.DataFrame:
        """`id_lot, territoire` : chaque lot à chacun de ses niveaux dans ce périmètre."""
        lots = self.tables["marches"][["id_lot", "id_operation"]].merge(
            self.operations[["id_operation", "id_mo", "id_projet"]], on="id_operation"
        )
        niveaux = [lots["id_lot"].map(lambda _: self.code)]
        niveaux += [lots[colonne] for colonne in self._colonnes]
        return pd.concat(
            [pd.DataFrame({"id_lot": lots["id_lot"], "territoire": n.astype(str)}) for n in niveaux]
        ).drop_duplicates()

    @property
    def _colonnes(self) -> tuple[str, ...]:
        """Les niveaux sous le territoire de l'étude ; une région ne descend pas aux lots."""
        return {
            "operation": ("id_lot",),
            "maitre_ouvrage": ("id_operation", "id_lot"),
            "projet": ("id_mo", "id_operation", "id_lot"),
        }.get(self.etude.territoire.type, ("id_projet", "id_mo"))

    @cached_property
    def etages(self) -> dict[str, tuple[str, ...]]:
        """Territoire → ses parties. Sous une région, un maître d'ouvrage sert plusieurs projets."""
        lots = self.tables["marches"].merge(self.operations, on="id_operation")
        lignes: dict[str, set[str]] = {}
        for rangee in lots[["id_lot", "id_operation", "id_mo", "id_projet"]].to_dict("records"):
            au_dessus = self.code
            for colonne in self._colonnes:
                dessous = str(rangee[colonne])
                lignes.setdefault(au_dessus, set()).add(dessous)
                au_dessus = dessous
        if self._colonnes[0] == "id_projet":
            lignes = {self.code: lignes.get(self.code, set())}
        return {haut: tuple(sorted(bas)) for haut, bas in lignes.items()}

    @property
    def hierarchies(self) -> list[Hierarchie]:
        """Les heures des parties font le tout ; leurs personnes et leurs contrats se recoupent."""
        croisees = dict(self.etages)
        paires = [(haut, bas, "exacte", ADDITIFS) for haut, bas in croisees.items()]
        if self._colonnes[0] == "id_projet":
            ouvrages = tuple(sorted(self.operations["id_mo"].astype(str).unique()))
            paires.append((self.code, ouvrages, "exacte", ADDITIFS))
            croisees[f"{self.code} "] = ouvrages
        return [
            *(Hierarchie("territoire", h, b, "exacte", noms) for h, b, _, noms in paires),
            *(
                Hierarchie("territoire", haut.strip(), bas, "couvrante", RECOUVRANTS)
                for haut, bas in croisees.items()
            ),
        ]

    @property
    def premier_mois(self) -> str:
        """Premier mois déclaré ; DonneesRefusees si le périmètre n'a aucune déclaration."""
        mois = self.tables["heures"]["mois"]
        if mois.empty:
            raise DonneesRefusees(
                f"Aucune heure déclarée pour « {self.code} » : vérifiez ses opérations et leurs "
                "lots, ou choisissez un autre territoire."
            )
        return str(mois.min())

    @cached_property
    def dernier_mois(self) -> str:
        """Dernier mois du bilan : décembre, ou la convention `dernier_mois` du dossier.

        UsageIncorrect si la convention n'est pas un mois (`AAAA-MM`). Elle ne vaut que pour son
        année : un bilan d'une année antérieure va jusqu'à décembre.
        """
        convenu = str(self.etude.dossier.conventions.get("dernier_mois", ""))
        if convenu and not re.fullmatch(r"[0-9]{4}-(0[1-9]|1[0-2])", convenu):
            raise UsageIncorrect(
                f"Convention « dernier_mois » du dossier {self.etude.dossier.nom} : « {convenu} » "
                'n\'est pas un mois ; écrivez-le comme "2021-10".'
            )
        decembre = f"{self.etude.annee}-12"
        return convenu if convenu.startswith(f"{self.etude.annee}-") else decembre

    @property
    def mois_de_l_annee(self) -> int:
        """Nombre de mois de la dernière année que couvre le bilan : moins de douze, partielle."""
        return int(self.dernier_mois[5:])

    @cached_property
    def libelles(self) -> Mapping[str, str]:
        """Nom de chaque opération et de chaque lot, faute que le dossier le donne lui-même."""
        operations = dict(
            zip(self.operations["id_operation"], self.operations["libelle"], strict=True)
        )
        marches = self.tables["marches"]
        ambigus = set(marches.loc[marches["objet"].duplicated(keep=False), "objet"])
        lots = {
            str(lot): f"{operations[operation]} – {objet}" if objet in ambigus else str(objet)
            for lot, operation, objet in zip(
                marches["id_lot"], marches["id_operation"], marches["objet"], strict=True
            )
        }
        return {**operations, **lots}

    def declarer(
        self,
        nom: str,
        table: pd.DataFrame,
        *dimensions: str,
        poids: pd.DataFrame | None = None,
        autour: Comptes | None = None,
    ) -> Table:
        """Une table du bilan à publier, sous la plus stricte des règles de ses sources.

        `autour` : ce qu'ont les territoires voisins, qu'elle ne doit pas trahir.
        """
        voisines, apports = autour or (None, None)
        declaree = self.etude.declarer(
            nom,
            table.reset_index(drop=True),
            *SOURCES,
            dimensions=dimensions or ("modalite",),
            contributions=poids if apports is None else pd.concat([poids, apports]),
            natures=DE_L_OBJECTIF,
            voisines=voisines,
        )
        return replace(declaree, territoires={**self.libelles, **declaree.territoires})

    @cached_property
    def fiches(self) -> Mapping[str, FicheObjectif]:
        """La fiche d'objectif de chaque opération qui donne ses termes, ou que le dossier complète.

        Les conventions `taux_main_oeuvre`, `cout_horaire` et `taux_insertion` du dossier valent à
        défaut.
        """
        conventions = self.etude.dossier.conventions
        fixes = {nom: float(conventions[nom]) for nom in PARAMETRES if nom in conventions}
        return fiches_operations(self.operations, niveaux={"defaut": fixes} if fixes else {})

    @cached_property
    def engagements(self) -> pd.DataFrame:
        """Les engagements de la charte suivis pour ce territoire ; vide si le dossier n'en a pas.

        Colonnes : `territoire, engagement, libelle, atteint, base`.
        """
        if "engagements" not in self.etude.dossier.sources:
            return pd.DataFrame(columns=["territoire", "engagement", "libelle", "atteint", "base"])
        return self.etude.lignes("engagements", "territoire")

    @cached_property
    def seuil(self) -> int:
        """Le plus petit effectif que la règle de ces sources laisse montrer."""
        return max(self.declarer("seuil", VIDE).regle.seuil, 1)

    def releve(self, debut: str, fin: str, periode: str) -> Releve:
        """Le relevé du périmètre entre deux mois compris."""
        codes = dict.fromkeys([self.code, *self.rattachement["territoire"]])
        return relever(
            self.tables,
            self.rattachement,
            ensembles=dict.fromkeys(codes, self.code),
            debut=debut,
            fin=fin,
            periode=periode,
        )


def perimetre(etude: Etude) -> Perimetre:
    """Le périmètre d'une étude : région, projet, maître d'ouvrage ou opération."""
    operations = _operations(etude)
    marches = etude.lignes("marches", "id_operation", *_codes(operations["id_operation"]))
    lots = _codes(marches["id_lot"])
    heures = etude.lignes("heures", "id_lot", *lots)
    affectations = etude.lignes("affectations", "id_lot", *lots)
    # Un reçu garde chaque valeur demandée à `lignes` : des lots et des opérations, jamais des
    # contrats ni des personnes, dont les tables se lisent donc entières avant d'être réduites.
    tous = etude.table("contrats")
    servis = pd.concat([heures["id_contrat"], affectations["id_contrat"]]).unique()
    personnes = tous.loc[tous["id_contrat"].isin(servis), "id_personne"].drop_duplicates()
    contrats = tous[tous["id_personne"].isin(personnes)].reset_index(drop=True)
    return Perimetre(
        etude,
        operations,
        {
            "marches": marches,
            "heures": heures,
            "affectations": affectations,
            "contrats": contrats,
            "clauses": etude.lignes("clauses", "id_lot", *lots),
            "structures": etude.table("structures"),
            **{nom: _des(personnes, etude.table(nom)) for nom in DE_PERSONNES},
        },
    )


def _des(personnes: pd.Series, table: pd.DataFrame) -> pd.DataFrame:
    return table[table["id_personne"].isin(personnes)].reset_index(drop=True)


def _codes(colonne: pd.Series) -> list[str]:
    return sorted({str(code) for code in colonne.dropna()})


def _operations(etude: Etude) -> pd.DataFrame:
    colonne = {
        "operation": "id_operation", "maitre_ouvrage": "id_mo", "projet": "id_projet",
    }.get(etude.territoire.type)  # fmt: skip
    if colonne:
        return etude.lignes("operations", colonne)
    parents = {t.code: t.parent for t in etude.dossier.territoires}
    projets = [t.code for t in etude.dossier.territoires if t.type == "projet"]
    return etude.lignes(
        "operations", "id_projet", *[p for p in projets if parents[p] == etude.territoire.code]
    )
