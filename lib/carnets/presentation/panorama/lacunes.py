"""Ce qui manque : EPCI sans siège, quartiers loin d'une structure, fiches impossibles à situer."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from carnets.indicateurs import iae
from carnets.indicateurs.cadre import empiler
from carnets.presentation.cadre import tableau_liste
from carnets.presentation.carte import carte
from carnets.presentation.nombres import INSECABLE, nombre
from carnets.presentation.objets import Objet, Phrase, note
from carnets.presentation.panorama.lieu import Lieu
from carnets.presentation.panorama.mots import COURTS, LIBELLES
from carnets.presentation.panorama.siae import Siae
from carnets.presentation.parties import non_disponible, sources_de
from carnets.presentation.tableaux import Disposition, tableau
from carnets.presentation.textes import lire, phrase
from carnets.secret import Diffusable

LISTE_MAXIMALE = 250
"""Rangées au-delà desquelles une liste ne se lit plus : chaque partie a la sienne."""
QUARTIERS_MAXIMAUX = 60
SEUILS = {
    "0.5": f"moins de 500{INSECABLE}m",
    "5": f"moins de 5{INSECABLE}km",
    "20": f"moins de 20{INSECABLE}km",
}


@dataclass(frozen=True)
class Lacunes:
    """Où l'offre décrite par `siae` n'est pas."""

    siae: Siae

    @property
    def lieu(self) -> Lieu:
        return self.siae.lieu

    @cached_property
    def blanches(self) -> pd.DataFrame:
        """SIAE de chaque EPCI qui touche le lieu, sièges voisins du même EPCI compris."""
        assert self.siae.communes is not None, "les zones blanches demandent la table des communes"
        assert self.lieu.communes is not None
        epci = set(self.lieu.communes["code_epci"].dropna())
        entieres = self.siae.communes[self.siae.communes["code_epci"].isin(epci)]
        return iae.zones_blanches(
            self.siae.situees[self.siae.situees["code_epci"].isin(epci)],
            entieres,
            periode=self.siae.periode,
        )

    @cached_property
    def sans_siege(self) -> Diffusable:
        """Part des EPCI sans siège, pour le lieu et, au-dessus de l'EPCI, ses départements."""
        assert self.lieu.communes is not None
        etages = [self.lieu.ici]
        if self.lieu.type in {"france", "region"} and self.lieu.dessous is not None:
            codes = pd.Series(self.lieu.departements, dtype="str")
            etages += [
                self.lieu.dessous,
                pd.DataFrame({"code_departement": codes, "territoire": codes}),
            ]
        parts = [
            iae.part_zones_blanches(
                self.blanches, self.lieu.communes, etage, periode=self.siae.periode
            )
            for etage in etages
        ]
        return self.siae.publier(
            empiler(parts).drop_duplicates("territoire"), self._source_communes
        )

    @property
    def _source_communes(self) -> str:
        return sources_de(self.lieu.etude, "commune_epci")[0]

    def zones_blanches(self) -> Iterator[Objet]:
        """EPCI sans siège : la part par partie, la carte, la liste."""
        lieu, source = self.lieu, self.lieu.etude.citer(self.siae.source, self._source_communes)
        if lieu.type in {"france", "region"}:
            table = self.sans_siege.table
            montres = table["territoire"].isin([*lieu.parties, lieu.code])
            yield tableau(
                self.siae.publier(table[montres], self._source_communes),
                titre=f"EPCI sans siège de structure en {self.siae.periode}",
                source=source,
                disposition=Disposition(
                    entete=lieu.nom_des_parties, roles=self.siae.roles(), libelles=lieu.libelles
                ),
                notes=["Un EPCI à cheval sur deux territoires compte dans chacun."],
            )
            contours = self.lieu.contours("contours_departements")
            if contours is not None:
                codes = table["territoire"].isin(lieu.departements)
                yield carte(
                    self.siae.publier(table[codes], self._source_communes),
                    contours,
                    titre=f"Part des EPCI sans siège de structure en {self.siae.periode}",
                    source=source,
                    libelles=lieu.libelles,
                )
        else:
            contours = self.lieu.contours("contours_epci")
            if contours is not None:
                yield carte(
                    self.siae.publier(self.blanches, self._source_communes),
                    contours,
                    titre=f"Structures par EPCI en {self.siae.periode}",
                    source=source,
                    accent=lieu.code if lieu.type == "epci" else "",
                    libelles=lieu.libelles,
                    notes=["Un EPCI à zéro n'a aucun siège : zone blanche."],
                )
        yield self._liste_des_epci()

    def _liste_des_epci(self) -> Objet:
        assert self.siae.communes is not None
        vides = self.blanches.loc[self.blanches["valeur"] == 0, "territoire"]
        if len(vides) > LISTE_MAXIMALE:
            return note(
                "Liste des EPCI sans siège",
                f"{len(vides)} EPCI : la liste est dans le livrable de chaque région.",
            )
        table = self.siae.communes[self.siae.communes["code_epci"].isin(vides)]
        return tableau_liste(
            self.lieu.etude,
            (self.siae.source, self._source_communes),
            f"EPCI sans siège de structure en {self.siae.periode}",
            table.drop_duplicates("code_epci").sort_values(["code_departement", "libelle_epci"]),
            {"libelle_epci": "EPCI", "code_epci": "Code", "code_departement": "Département"},
            vide="Chaque EPCI a au moins un siège de structure.",
        )

    def non_situes(self) -> Iterator[Objet]:
        """Ce qui n'a pu être placé : compté, listé."""
        colonnes = {
            "libelle": "Structure",
            "type_siae": "Type",
            "ville": "Ville",
            "code_departement": "Département",
        }
        autour = self.siae.situees[
            self.siae.situees["code_departement"].isin(self.lieu.departements)
        ]
        sans_commune = autour[autour["code_commune"].isna()]
        sans_point, faux = iae.non_situees(self.siae.fiches), iae.sirets_faux(self.siae.fiches)
        etude, sources = self.lieu.etude, (self.siae.source,)
        yield tableau_liste(
            etude, sources,
            f"Structures sans coordonnées : ni carte, ni distances ({len(sans_point)})",
            sans_point, colonnes, vide="Toutes les structures ont des coordonnées.",
        )  # fmt: skip
        if self.siae.communes is not None:
            ou = "du ou des départements" if self.lieu.type == "epci" else "absentes des EPCI"
            yield tableau_liste(
                etude, sources,
                f"Structures dont la commune n'a pas été reconnue, {ou} ({len(sans_commune)})",
                sans_commune, colonnes, vide="Chaque structure a été placée dans sa commune.",
            )  # fmt: skip
        contours = self.lieu.contours("contours_departements")
        if contours is not None:
            loin = iae.hors_departement(self.siae.fiches, contours)
            yield tableau_liste(
                etude, sources,
                f"Structures situées à plus de 5 km de leur département ({len(loin)})",
                loin, colonnes, vide="Chaque point est dans le département déclaré.",
            )  # fmt: skip
        yield tableau_liste(
            etude, sources, f"SIRET déclarés dont la clé est fausse ({len(faux)})",
            faux, {"libelle": "Structure", "siret": "SIRET déclaré", "type_siae": "Type"},
            vide="Tous les SIRET déclarés ont une clé juste.",
        )  # fmt: skip

    @cached_property
    def contours(self) -> pd.DataFrame | None:
        """Contours des quartiers du lieu ; None si le dossier n'en a pas."""
        noms = sources_de(self.lieu.etude, "contours_qpv")
        if not noms:
            return None
        epci = self.lieu.code if self.lieu.type == "epci" else ""
        return iae.quartiers_de(self.lieu.etude.table(noms[0]), self.lieu.departements, epci)

    @cached_property
    def proches(self) -> pd.DataFrame:
        """Distance de chaque quartier du lieu à la SIAE la plus proche de chaque type."""
        assert self.contours is not None, "les distances demandent les contours des quartiers"
        return iae.distances(
            self.contours, self.siae.toutes, types=self.siae.types, periode=self.siae.periode
        )

    @cached_property
    def portee(self) -> Diffusable:
        """Quartiers à portée d'une SIAE de chaque type, par seuil."""
        seuils = tuple(float(s) for s in SEUILS)
        table = iae.resume_des_distances(self.proches, territoire=self.lieu.code, seuils=seuils)
        return self.siae.publier(table, self._source_quartiers)

    @property
    def _source_quartiers(self) -> str:
        return sources_de(self.lieu.etude, "contours_qpv")[0]

    def quartiers(self) -> Iterator[Objet]:
        """Quartiers à portée, puis la distance de chacun s'ils ne sont pas trop nombreux."""
        if self.contours is None or self.contours.empty:
            yield non_disponible(
                f"{self.lieu.libelle} n'a aucun quartier prioritaire dans les contours fournis."
            )
            return
        source = self.lieu.etude.citer(self.siae.source, self._source_quartiers)
        yield tableau(
            self.portee,
            titre="Quartiers ayant une structure à portée, par type et par distance",
            source=source,
            disposition=Disposition(
                lignes="modalite",
                entete="Type et distance",
                libelles={
                    f"{t}|{s}": f"{LIBELLES[t]}, {mots}"
                    for t in self.siae.types
                    for s, mots in SEUILS.items()
                },
            ),
        )
        if len(self.contours) > QUARTIERS_MAXIMAUX:
            yield note(
                "Distances par quartier",
                f"{len(self.contours)} quartiers : le détail est dans le livrable de chaque "
                "département.",
            )
            return
        noms = self.contours["libelle"] + " (" + self.contours["code"] + ")"
        yield tableau(
            self.siae.publier(self.proches, self._source_quartiers),
            titre="Distance de chaque quartier à la structure la plus proche de chaque type",
            source=source,
            disposition=Disposition(
                colonnes="modalite",
                entete="Quartier",
                libelles={**COURTS, **dict(zip(self.contours["code"], noms, strict=True))},
            ),
            notes=[
                "Du contour du quartier au siège, à vol d'oiseau ; 0 : le siège est dans le "
                "quartier. Sans objet : aucune structure de ce type dans le même outre-mer."
            ],
        )

    def _quartiers(self, type_siae: str) -> str:
        """« 84 sur 108 » : les quartiers qui ont une SIAE de ce type à moins de 5 km."""
        return _sur(self.portee.table, "modalite", f"{type_siae}|5")

    def phrases(self) -> Iterator[Phrase]:
        """Zones blanches, quartiers à portée, fiches non situées."""
        if self.siae.communes is not None and self.lieu.type != "epci":
            part = lire(self.sans_siege, "part_epci_sans_siae", territoire=self.lieu.code)
            termes = _sur(self.sans_siege.table, "territoire", self.lieu.code)
            yield phrase(
                f"EPCI sans aucun siège de structure : {termes} ; une structure voisine peut y "
                "tenir un chantier.",
                appui=part,
                sinon=f"{self.lieu.libelle} n'a aucun EPCI : les zones blanches sont sans objet.",
            )
        if self.contours is not None and len(self.contours):
            yield phrase(
                "Quartiers prioritaires à moins de 5 km, à vol d'oiseau, d'un atelier et chantier "
                f"d'insertion : {self._quartiers('ACI')} ; d'une entreprise de travail temporaire "
                f"d'insertion : {self._quartiers('ETTI')}."
            )
        elif self.contours is not None:
            yield phrase(
                f"{self.lieu.libelle} n'a aucun quartier prioritaire dans les contours fournis."
            )
        sans = len(iae.non_situees(self.siae.fiches))
        faux = len(iae.sirets_faux(self.siae.fiches))
        yield phrase(
            f"Structures sans coordonnées : {sans} ; au SIRET mal déclaré : {faux}. Toutes sont "
            "comptées, et listées plus bas."
        )


def _sur(table: pd.DataFrame, colonne: str, voulu: str) -> str:
    """« n sur N » : les deux termes de la rangée dont `colonne` vaut `voulu`."""
    rangee = table[table[colonne] == voulu]
    n, total = (float(rangee[terme].iloc[0]) for terme in ("numerateur", "denominateur"))
    return f"{nombre(n)} sur {nombre(total)}"
