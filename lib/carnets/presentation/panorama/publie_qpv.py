"""Les parties du panorama publié sur les habitants des quartiers, et ses contrôles."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from carnets.indicateurs import controles, iae
from carnets.indicateurs.cadre import empiler
from carnets.indicateurs.controles.panorama import PRECISION_PARTS
from carnets.presentation.barres import points_apparies
from carnets.presentation.carte import carte
from carnets.presentation.constats import Tri, constats_longs, tableau_constats, trier
from carnets.presentation.objets import Objet, Phrase, type_charge
from carnets.presentation.panorama.publie import TABLES, Offre
from carnets.presentation.parties import non_disponible, sources_de
from carnets.presentation.sucettes import sucettes
from carnets.presentation.tableaux import Disposition, tableau
from carnets.presentation.textes import chiffre_cle, lire, phrase, situer
from carnets.secret import Diffusable, HorsSecret

PART, EVOLUTION, INDICE = "part_qpv_salaries", "evolution_part_qpv", "indice_representation_qpv"


@dataclass(frozen=True)
class Quartiers:
    """La place des habitants des QPV, telle qu'un document la publie, et ses contrôles."""

    offre: Offre

    @cached_property
    def parts(self) -> pd.DataFrame:
        return self.offre.lieu.etude.table("part_qpv")

    @cached_property
    def qpv(self) -> pd.DataFrame:
        return self.offre.lieu.etude.table("qpv")

    @property
    def annee(self) -> int:
        return self.offre.lieu.etude.annee

    @property
    def avant(self) -> str:
        return str(self.annee - 1)

    @property
    def source_citee(self) -> str:
        return self.offre.lieu.etude.citer("part_qpv")

    @cached_property
    def ensemble(self) -> Diffusable:
        """La part de l'année, toutes SIAE, par territoire."""
        return self._parts((self.parts["type_siae"] == "ENSEMBLE") & self._de_l_annee)

    @property
    def _de_l_annee(self) -> pd.Series:
        return self.parts["annee"] == self.annee

    def _parts(self, retenues: pd.Series) -> Diffusable:
        return self.offre.publier(iae.part_qpv(self.parts[retenues], self.qpv), "part_qpv")

    @cached_property
    def evolution(self) -> Diffusable:
        table = self.offre.lieu.etude.agregat(
            iae.evolution_part_qpv,
            "part_qpv",
            "qpv",
            annee=self.annee,
            annee_reference=self.annee - 1,
        )
        return self.offre.publier(table, "part_qpv")

    @cached_property
    def contexte(self) -> Diffusable:
        table = self.offre.lieu.etude.agregat(
            iae.contexte_qpv,
            "chiffres_publies",
            territoire=self.offre.region,
            periode=self.offre.an,
        )
        return self.offre.publier(table, "chiffres_publies")

    @cached_property
    def indices(self) -> Diffusable:
        references = {
            "demandeurs_emploi": lire(self.contexte, "part_demandeurs_emploi_qpv").valeur,
            "population": lire(self.contexte, "part_population_qpv").valeur,
        }
        table = self.offre.lieu.etude.agregat(
            iae.indice_representation,
            "part_qpv",
            territoire=self.offre.region,
            annee=self.annee,
            references=references,
        )
        return self.offre.publier(table, "part_qpv", "chiffres_publies")

    @cached_property
    def constats(self) -> pd.DataFrame:
        return self.offre.lieu.etude.agregat(
            controles.constats_panorama, *TABLES, annee=self.offre.lieu.etude.dossier.annee
        )

    @cached_property
    def tri(self) -> Tri:
        return trier(self.constats)

    def tableaux(self) -> Iterator[Objet]:
        """Parts par type, face aux demandeurs d'emploi, sur la carte."""
        t, region, an = self.offre.lieu.code, self.offre.region, self.offre.an
        yield tableau(
            self._parts(self._de_l_annee),
            titre=f"Part des salariés résidant en QPV, par type de SIAE, en {an}",
            source=self.source_citee,
            disposition=Disposition(
                colonnes="modalite",
                entete="Département",
                roles={t: "accent", region: "total"},
                libelles={"ENSEMBLE": "Toutes SIAE"},
            ),
            notes=[
                "/// : aucun quartier prioritaire dans le département, ou aucune structure de ce "
                "type."
            ],
        )
        yield self._face_aux_demandeurs()
        yield self._carte()

    def deux_annees(self) -> Iterator[Objet]:
        """La part de l'année et celle de la précédente, par territoire."""
        an = self.offre.an
        yield points_apparies(
            self._parts(self.parts["type_siae"] == "ENSEMBLE"),
            titre=f"Part des salariés résidant en QPV, {self.avant} et {an}",
            source=self.source_citee,
            avant=self.avant,
            apres=an,
        )

    def _face_aux_demandeurs(self) -> Objet:
        """La part dans l'IAE de chaque département, et la part régionale des demandeurs."""
        contexte = self.contexte.table
        parts = empiler(
            [
                self.ensemble.table,
                contexte[contexte["indicateur"] == "part_demandeurs_emploi_qpv"],
            ]
        )
        return sucettes(
            self.offre.publier(parts, "part_qpv", "chiffres_publies"),
            titre="Part des QPV dans l'IAE et parmi les demandeurs d'emploi",
            source=self.offre.lieu.etude.citer("part_qpv", "chiffres_publies"),
            valeur=PART,
            reference="part_demandeurs_emploi_qpv",
            accent=self.offre.lieu.code,
            libelles={PART: "dans l'IAE", "part_demandeurs_emploi_qpv": "parmi les demandeurs"},
            notes=[
                "La part des demandeurs d'emploi n'est publiée que pour la région : le filet "
                "tireté. Ce n'est pas un taux de chômage."
            ],
        )

    def _carte(self) -> Objet:
        etude = self.offre.lieu.etude
        contours = sources_de(etude, "contours_departements")
        if not contours:
            return non_disponible(
                "Carte des parts par département : ce dossier n'a pas de contours. Ajoutez une "
                "source de modèle contours_departements."
            )
        return carte(
            self.ensemble.garder(sauf=self.offre.region),
            etude.table(contours[0]),
            titre=f"Part des salariés résidant en QPV en {self.offre.an}",
            source=self.source_citee,
            accent=self.offre.lieu.code,
        )

    def representation(self) -> Iterator[Objet]:
        """La part régionale recalculée, et l'indice selon la référence."""
        ponderee = self.offre.lieu.etude.agregat(
            iae.part_qpv_ponderee,
            "part_qpv",
            "structures",
            territoire=self.offre.region,
            annee=self.annee,
            precision=PRECISION_PARTS,
        )
        yield tableau(
            self.offre.publier(ponderee, "part_qpv", "structures"),
            titre="Part régionale recalculée : moyenne des départements, pondérée par les salariés",
            source=self.offre.lieu.etude.citer("part_qpv", "structures"),
            disposition=Disposition(
                lignes="modalite",
                entete="Estimation",
                libelles={
                    "": "Moyenne pondérée",
                    "borne_basse": "Borne basse (arrondis)",
                    "borne_haute": "Borne haute (arrondis)",
                },
            ),
            notes=[
                "Numérateur : salariés × part publiée, non arrondi ; ce n'est pas un effectif "
                "observé."
            ],
        )
        yield tableau(
            self.indices,
            titre="Indice de représentation des habitants des QPV dans l'IAE, région",
            source=self.offre.lieu.etude.citer("part_qpv", "chiffres_publies"),
            disposition=Disposition(
                lignes="modalite",
                entete="Population de référence",
                libelles={
                    "demandeurs_emploi": "Demandeurs d'emploi inscrits",
                    "population": "Population régionale",
                },
            ),
            notes=[
                "Part des QPV parmi les salariés de l'IAE, rapportée à leur part dans la "
                "référence. Au-dessus de 1, ils y sont plus présents."
            ],
        )

    def emploi(self) -> Iterator[Objet]:
        """Quartiers, population, demande d'emploi, taux d'emploi de la région."""
        yield tableau(
            self.contexte,
            titre="Quartiers prioritaires, population, demande d'emploi et emploi",
            source=self.offre.lieu.etude.citer("chiffres_publies"),
            disposition=Disposition(
                lignes="indicateur",
                colonnes="territoire",
                entete="Indicateur",
                libelles=dict(self.contexte.territoires),
            ),
        )

    def controles(self) -> Iterator[Objet]:
        """Incohérences, chiffres que rien ne permet de vérifier, chiffres retrouvés."""
        etude = self.offre.lieu.etude
        table = constats_longs(self.constats, territoire=self.offre.region, periode=self.offre.an)
        # Des écarts entre chiffres publiés : rien n'y vient d'une personne du dossier.
        natures = dict.fromkeys(table["indicateur"].unique(), HorsSecret())
        declaree = etude.declarer("constats", table, *TABLES, natures=natures)
        releves = etude.publier_ensemble(declaree)["constats"]
        for titre, constats in (
            ("Incohérences relevées", self.tri.incoherents),
            ("Ce que le document ne permet pas de vérifier", self.tri.non_verifiables),
            ("Chiffres retrouvés", self.tri.concordants),
        ):
            yield tableau_constats(releves, constats, titre=titre, source=self.offre.source_citee)

    def phrases(self) -> Iterator[Phrase]:
        """Part, évolution, représentation, contrôles."""
        lieu, region, an = self.offre.lieu, self.offre.region, self.offre.an
        part = lire(self.ensemble, PART, territoire=lieu.code)
        la = situer(self.ensemble, PART, territoire=lieu.code, ensemble=region)
        yield phrase(
            "La part des salariés en insertion qui résident en quartier prioritaire est de "
            f"{part}, {la}.",
            appui=part,
            sinon=f"{lieu.libelle} : aucun quartier prioritaire dans la géographie de "
            f"{lieu.etude.dossier.geographie} ; la part des salariés qui y résident est sans "
            f"objet, {la}.",
        )
        ecart = lire(self.evolution, EVOLUTION, territoire=lieu.code)
        la = situer(self.evolution, EVOLUTION, territoire=lieu.code, ensemble=region)
        yield phrase(
            f"Entre {self.avant} et {an}, cette part évolue de {ecart:unite} (parts arrondies à "
            f"l'unité : à un point près), {la}.",
            appui=ecart,
            sinon=f"L'évolution de cette part entre {self.avant} et {an} est sans objet, {la}.",
        )
        demandeurs, population = (
            lire(self.indices, INDICE, modalite=m) for m in ("demandeurs_emploi", "population")
        )
        yield phrase(
            f"À l'échelle régionale, les habitants des quartiers sont {demandeurs} fois plus "
            f"présents dans l'IAE que parmi les demandeurs d'emploi, et {population} fois plus que "
            "dans la population."
        )
        yield phrase(
            f"Sur {len(self.constats)} contrôles de cohérence du document publié, "
            f"{len(self.tri.incoherents)} relèvent une incohérence et "
            f"{len(self.tri.non_verifiables)} ne peuvent pas être vérifiés."
        )

    def cles(self) -> Iterator[type_charge]:
        """La part des habitants des quartiers."""
        t = self.offre.lieu.code
        mot = situer(self.ensemble, PART, territoire=t, ensemble=self.offre.region)
        yield chiffre_cle(self.ensemble, PART, mot, territoire=t)
