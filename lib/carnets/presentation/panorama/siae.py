"""Les parties du panorama tirées d'une liste de structures : combien, de quel type, où."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from carnets.indicateurs import iae
from carnets.indicateurs.cadre import empiler
from carnets.presentation.carte import carte
from carnets.presentation.empilees import empilees
from carnets.presentation.nombres import nombre
from carnets.presentation.objets import Objet, Phrase, note, type_charge
from carnets.presentation.panorama.lieu import Lieu
from carnets.presentation.panorama.mots import COURTS, LIBELLES, TYPES
from carnets.presentation.parties import sources_de
from carnets.presentation.tableaux import Disposition, tableau
from carnets.presentation.textes import chiffre_cle, lire, phrase
from carnets.secret import Diffusable


@dataclass(frozen=True)
class Siae:
    """Ce qu'une source de modèle `siae_structures` permet de dire d'un lieu."""

    lieu: Lieu
    source: str

    @cached_property
    def toutes(self) -> pd.DataFrame:
        """Les SIAE de tout le pays : la plus proche d'un quartier peut être chez le voisin."""
        return iae.conventionnees(self.lieu.etude.table(self.source))

    @cached_property
    def fiches(self) -> pd.DataFrame:
        """Les SIAE du lieu, avec leur commune et leur EPCI si le dossier permet de les trouver."""
        ici = self.situees[self.situees["code_departement"].isin(self.lieu.departements)]
        return ici[ici["code_epci"] == self.lieu.code] if self.lieu.type == "epci" else ici

    @cached_property
    def situees(self) -> pd.DataFrame:
        """Toutes les SIAE, `code_commune` et `code_epci` vides là où rien ne les donne."""
        if self.communes is None:
            return self.toutes.assign(code_commune=None, code_epci=None)
        return iae.situer_communes(self.toutes, self.communes)

    @cached_property
    def communes(self) -> pd.DataFrame | None:
        noms = sources_de(self.lieu.etude, "commune_epci")
        return self.lieu.etude.table(noms[0]) if noms else None

    @property
    def types(self) -> list[str]:
        """Les types du lieu : les quatre de toujours, et les EITI s'il y en a."""
        connus = set(self.fiches["type_siae"])
        return [t for t in TYPES if t != "EITI" or t in connus]

    @cached_property
    def comptes(self) -> pd.DataFrame:
        """Établissements et SIAE du lieu, de ses parties et de son comparateur."""
        appartenances = (self.lieu.ici, self.lieu.dessous, self.lieu.autour)
        cadres = [
            iae.implantation(self.situees, a, types=self.types, periode=self.periode)
            for a in appartenances
            if a is not None
        ]
        return empiler(cadres).drop_duplicates(["territoire", "indicateur", "modalite"])

    @property
    def periode(self) -> str:
        return self.lieu.etude.periode

    @property
    def source_citee(self) -> str:
        return self.lieu.etude.citer(self.source)

    def publier(self, table: pd.DataFrame, *autres: str) -> Diffusable:
        return self.lieu.etude.publier(table, self.source, *autres)

    @cached_property
    def offre(self) -> Diffusable:
        return self.publier(self.comptes)

    @cached_property
    def densites(self) -> Diffusable:
        table = iae.densite(
            self.comptes, self.lieu.populations, nom="habitants", periode=self.periode
        )
        return self.publier(table)

    @cached_property
    def un_type(self) -> Diffusable:
        table = iae.part_un_seul_type(self.situees, self.lieu.ici, periode=self.periode)
        return self.publier(table)

    @cached_property
    def familles(self) -> Diffusable:
        """Production et mise à disposition, pour le lieu et son comparateur."""
        parts = iae.familles_implantees(self.comptes, periode=self.periode)
        return self.publier(parts[parts["territoire"].isin(self.totaux())])

    def par_type(self) -> Iterator[Objet]:
        """Structures par type : le tableau des parties, et les barres empilées."""
        lieu = self.lieu
        retenues = self._avec_structures()
        siae = self.publier(
            self.comptes[
                (self.comptes["indicateur"] == "siae_conventionnees")
                & self.comptes["territoire"].isin([*retenues, *self.totaux()])
            ]
        )
        sans = len(lieu.parties) - len(retenues)
        yield tableau(
            siae,
            titre=f"Structures conventionnées par type en {self.periode}",
            source=self.source_citee,
            disposition=Disposition(
                colonnes="modalite",
                entete=lieu.nom_des_parties,
                roles=self.roles(),
                libelles={**COURTS, **lieu.libelles},
            ),
            notes=[f"Communes sans aucun siège de structure, non listées : {sans}."]
            if sans
            else [],
        )
        if retenues:
            yield empilees(
                self.publier(
                    self.comptes[
                        (self.comptes["indicateur"] == "siae_conventionnees")
                        & self.comptes["territoire"].isin(retenues)
                    ]
                ),
                titre=f"Structures conventionnées par type, {lieu.libelle}, {self.periode}",
                source=self.source_citee,
                total="ENSEMBLE",
                parties=self.types,
                libelles={**COURTS, **lieu.libelles},
            )

    def _avec_structures(self) -> list[str]:
        """Les parties à montrer : toutes, sauf les communes sans aucune structure."""
        if self.lieu.type != "epci":
            return list(self.lieu.parties)
        pleines = set(self.fiches["code_commune"].dropna())
        return [code for code in self.lieu.parties if code in pleines]

    def totaux(self) -> list[str]:
        comparateur = self.lieu.comparateur
        return [self.lieu.code, *([comparateur.code] if comparateur else [])]

    def roles(self) -> dict[str, str]:
        comparateur = self.lieu.comparateur
        return {self.lieu.code: "total", **({comparateur.code: "repere"} if comparateur else {})}

    def densite(self) -> Iterator[Objet]:
        """Structures pour 1 000 habitants."""
        connues = self.densites.table
        yield tableau(
            self.publier(
                connues[(connues["etat"] != "nd") | connues["territoire"].isin(self.totaux())]
            ),
            titre=f"Structures pour 1 000 habitants en {self.periode}",
            source=self.source_citee,
            disposition=Disposition(
                entete=self.lieu.nom_des_parties, roles=self.roles(), libelles=self.lieu.libelles
            ),
            notes=[
                "Habitants : table de la demande d'emploi du dossier, sinon référentiel du projet. "
                "Un nombre de structures ne dit pas leur taille."
            ],
        )

    def cartes(self) -> Iterator[Objet]:
        """Les structures par type, sur les contours du lieu."""
        contours = self.lieu.contours("contours_departements")
        if contours is None:
            yield note(
                "Carte non disponible",
                "Ce dossier n'a pas de contours de départements (modèle contours_departements).",
                nature="limite",
            )
            return
        points = self.fiches.rename(columns={"type_siae": "categorie"})
        yield carte(
            None,
            contours,
            fond=self.lieu.contours("contours_epci"),
            points=points[["longitude", "latitude", "categorie"]],
            titre=f"Sièges des structures par type, {self.lieu.libelle}, {self.periode}",
            source=self.source_citee,
            libelles=self.lieu.libelles,
            notes=["Le siège déclaré, pas les chantiers."],
        )

    def phrases(self) -> Iterator[Phrase]:
        """Les messages de la synthèse, le plus important d'abord."""
        lieu, t = self.lieu, self.lieu.code
        siae = lire(self.offre, "siae_conventionnees", territoire=t, modalite="ENSEMBLE")
        par_type = ", ".join(
            f"{lire(self.offre, 'siae_conventionnees', territoire=t, modalite=nom)} {nom}"
            for nom in self.types
        )
        yield phrase(
            f"{lieu.libelle} compte {siae} structures conventionnées (SIAE) : {par_type}."
            if siae.valeur
            else f"{lieu.libelle} n'a aucun siège de structure conventionnée (SIAE)."
        )
        ici = lire(self.densites, "densite_siae", territoire=t)
        contre = lieu.comparateur
        suite = f" ({contre.libelle} : {self._pour_100_000(contre.code)})" if contre else ""
        yield phrase(
            f"Cela fait {self._pour_100_000(t)} structures pour 100 000 habitants{suite}.",
            appui=ici,
            sinon="Le nombre d'habitants n'est pas connu : la densité de l'offre non plus.",
        )
        production = lire(
            self.familles, "part_structures_famille", territoire=t, modalite="production"
        )
        yield phrase(
            f"La production (ACI, EI) fait {production} des structures ; le reste est de la mise à "
            "disposition et de l'intérim (AI, ETTI) ou du travail indépendant (EITI).",
            appui=production,
            sinon="Sans structure, la part de la production est sans objet.",
        )

    def _pour_100_000(self, territoire: str) -> str:
        """La densité, à l'échelle où elle se lit : 0,056 pour mille n'évoque rien."""
        lue = lire(self.densites, "densite_siae", territoire=territoire)
        return nombre(100 * lue.valeur, 1) if lue.etat == "ok" else "non disponible"

    def cles(self) -> Iterator[type_charge]:
        """Chiffres clés : l'ensemble et chaque type."""
        siae = self.offre.garder(indicateur="siae_conventionnees")
        total = lire(siae, "siae_conventionnees", territoire=self.lieu.code, modalite="ENSEMBLE")
        for nom in ("ENSEMBLE", *self.types):
            mot = "en tout" if nom == "ENSEMBLE" else f"sur {total} structures"
            yield chiffre_cle(
                siae, "siae_conventionnees", mot, libelle=LIBELLES[nom],
                territoire=self.lieu.code, modalite=nom,
            )  # fmt: skip
        yield chiffre_cle(
            self.densites, "densite_siae", "habitants pour référence", territoire=self.lieu.code
        )
