"""Les parties du panorama sur le conventionnement, le profil des salariés et leurs sorties."""

from collections.abc import Iterator
from dataclasses import dataclass

from carnets.presentation.bilan.textes import LIBELLES_BILAN
from carnets.presentation.objets import Objet, note
from carnets.presentation.panorama.mensuel import Mensuel
from carnets.presentation.panorama.mots import COURTS, INDIFFUSABLE, SORTIES
from carnets.presentation.parties import non_disponible
from carnets.presentation.tableaux import Disposition, tableau

PROFILS = {
    "sexe": ("Salariés par sexe", "Sexe"),
    "age": ("Salariés par âge atteint dans l'année", "Âge"),
    "public": ("Salariés par situation à l'embauche", "Situation"),
}


@dataclass(frozen=True)
class Parcours:
    """Ce que les tables protégées disent des conventions, des personnes et de leurs sorties."""

    mensuel: Mensuel

    def conventionnement(self) -> Iterator[Objet]:
        """ETP conventionnés et part réalisée."""
        tables = self.mensuel.tables
        if "conventionnement" not in tables:
            yield non_disponible(
                "ETP conventionnés : les annexes financières ne portent ni postes d'insertion "
                "(af_etp_postes_insertion), ni dates d'effet."
            )
            return
        lieu = self.mensuel.lieu
        for nom, titre in (
            ("etp_conventionnes", "ETP conventionnés"),
            ("taux_realisation_conventionnement", "Part réalisée du conventionnement"),
        ):
            yield tableau(
                tables["conventionnement"].choisir(
                    indicateur=[nom], modalite=["", *self.mensuel.extrait.types]
                ),
                titre=f"{titre} par type en {self.mensuel.an}",
                source=self.mensuel.source_citee,
                disposition=Disposition(
                    colonnes="modalite",
                    entete="Territoire",
                    roles={lieu.code: "total"},
                    libelles={**COURTS, **lieu.libelles},
                ),
                notes=[
                    "Une annexe compte au prorata des mois de l'année qu'elle couvre ; deux "
                    "annexes qui se suivent ne comptent pas deux fois."
                ],
            )

    def profil(self) -> Iterator[Objet]:
        """Sexe, âge, situation à l'embauche ; pourquoi le niveau de formation n'y est pas."""
        tables = self.mensuel.tables
        for nom, (titre, entete) in PROFILS.items():
            if nom in self.mensuel.extrait.tus:
                yield note(titre, INDIFFUSABLE, nature="limite")
                continue
            if nom not in tables:
                yield non_disponible(
                    "Situation à l'embauche : ce dossier n'a pas les contrats (modèle asp_contrat)."
                )
                continue
            yield tableau(
                tables[nom].avec_parts("salaries", "part_du_total"),
                titre=f"{titre}, {self.mensuel.lieu.libelle}, {self.mensuel.an}",
                source=self.mensuel.source_citee,
                disposition=Disposition(
                    lignes="modalite",
                    entete=entete,
                    roles={"": "total"},
                    libelles=LIBELLES_BILAN,
                ),
                notes=["Une personne peut en cumuler plusieurs : les parts ne font pas cent."]
                if nom == "public"
                else [],
            )
        yield note(
            "Niveau de formation",
            "Non rendu : ni les salariés (asp_salarie) ni les contrats (asp_contrat) que lit ce "
            "livrable ne portent le diplôme. La part des moins qualifiés (infra-CAP) ne se déduit "
            "d'aucune autre colonne.",
            nature="limite",
        )

    def sorties(self) -> Iterator[Objet]:
        """Sorties examinées par catégorie."""
        tables = self.mensuel.tables
        if "sorties" in self.mensuel.extrait.tus:
            yield note("Sorties", INDIFFUSABLE, nature="limite")
            return
        if "sorties" not in tables:
            yield non_disponible("Sorties : ce dossier n'a pas les contrats (modèle asp_contrat).")
            return
        if not tables["sorties"].table["valeur"].gt(0).any():
            yield note("Sorties", "Aucune sortie examinée dans l'année.", nature="limite")
            return
        yield tableau(
            tables["sorties"].avec_parts("sorties_examinees", "part_du_total"),
            titre=f"Sorties examinées en {self.mensuel.an}, {self.mensuel.lieu.libelle}",
            source=self.mensuel.source_citee,
            disposition=Disposition(
                lignes="modalite",
                entete="Situation à la sortie",
                roles={"": "total", "dynamique": "accent"},
                libelles=SORTIES,
            ),
            notes=[
                "Sorties dynamiques : emploi durable, de transition et sorties positives. "
                "Examinées : contrats de plus de 2,65 mois et d'au moins une heure (ACI, EI), ou "
                "d'au moins 150 heures (AI, ETTI), hors retraits. Une personne sortie deux fois "
                "compte par sa dernière sortie."
            ],
        )
