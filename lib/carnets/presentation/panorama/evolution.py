"""La partie du panorama qui compare l'année à la précédente, tirée des états mensuels."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from carnets.indicateurs.iae import Couverture
from carnets.presentation.barres import points_apparies
from carnets.presentation.objets import Objet
from carnets.presentation.panorama.extrait import Extrait
from carnets.presentation.panorama.mensuel import EVOLUTIONS, PAR_TYPE, PART, Mensuel
from carnets.presentation.parties import non_disponible
from carnets.presentation.tableaux import Disposition, tableau
from carnets.secret import Diffusable

MOIS = (
    "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre",
    "octobre", "novembre", "décembre",
)  # fmt: skip
TITRES = {
    "salaries": "Salariés en insertion",
    "etp": "ETP réalisés",
    PART: "Part des salariés résidant en QPV",
}


@dataclass(frozen=True)
class Evolution:
    """Salariés, ETP et part des QPV de deux années au même champ (IA-11)."""

    mensuel: Mensuel

    def tableaux(self) -> Iterator[Objet]:
        """L'année, celle d'avant et ce qui les sépare : par territoire, puis par type."""
        if self.mensuel.deux_annees is None:
            yield non_disponible(
                f"L'année {self.avant} se compare, mais elle n'est pas montrée : jointe aux autres "
                "tables, elle laisserait recalculer une valeur confidentielle."
            )
            return
        if self.mensuel.extrait.parties:
            for nom in EVOLUTIONS:
                yield self._par_territoire(nom)
            yield self._figure()
        for nom in EVOLUTIONS:
            yield self._par_type(nom)

    @property
    def avant(self) -> str:
        return str(self.mensuel.lieu.etude.annee - 1)

    @cached_property
    def _table(self) -> Diffusable:
        assert self.mensuel.deux_annees is not None, "`tableaux` s'arrête avant"
        return self.mensuel.deux_annees

    @property
    def _periodes(self) -> dict[str, str]:
        """Les mots des trois colonnes."""
        an = self.mensuel.an
        return {f"{an}/{self.avant}": "Évolution"}

    def _lignes(self, nom: str) -> Diffusable:
        return self._table.garder(indicateur=[nom, EVOLUTIONS[nom]])

    def _par_territoire(self, nom: str) -> Objet:
        lieu = self.mensuel.lieu
        return tableau(
            self._lignes(nom).garder(modalite=""),
            titre=f"{TITRES[nom]} par territoire, {self.avant} et {self.mensuel.an}",
            source=self.mensuel.source_citee,
            disposition=Disposition(
                colonnes="periode",
                entete=lieu.nom_des_parties,
                roles={lieu.code: "total"},
                libelles={**lieu.libelles, **self._periodes},
            ),
            notes=self._notes(nom),
        )

    def _par_type(self, nom: str) -> Objet:
        lieu = self.mensuel.lieu
        return tableau(
            self._lignes(nom).choisir(territoire=[lieu.code]),
            titre=f"{TITRES[nom]} par type, {lieu.libelle}, {self.avant} et {self.mensuel.an}",
            source=self.mensuel.source_citee,
            disposition=Disposition(
                lignes="modalite",
                colonnes="periode",
                entete=PAR_TYPE.entete,
                roles=PAR_TYPE.roles,
                libelles={**PAR_TYPE.libelles, **self._periodes},
            ),
            notes=self._notes(nom),
        )

    def _figure(self) -> Objet:
        return points_apparies(
            self._table.garder(indicateur=PART, modalite=""),
            titre=f"Part des salariés résidant en QPV, {self.avant} et {self.mensuel.an}",
            source=self.mensuel.source_citee,
            avant=self.avant,
            apres=self.mensuel.an,
        )

    @staticmethod
    def _notes(nom: str) -> list[str]:
        champ = (
            "Les deux années ont les mêmes mois et les mêmes départements ; une structure qui "
            "ouvre ou qui ferme compte dans l'évolution."
        )
        if nom == PART:
            return [champ, "Différence de deux parts non arrondies, en points."]
        return [champ]


def manque_de_comparaison(extrait: Extrait) -> str:
    """Pourquoi l'année ne se compare pas à celle d'avant ; vide si elle s'y compare."""
    lieu = extrait.lieu
    annee = lieu.etude.annee
    couverture = extrait.etats.couverture
    if couverture is None:
        return (
            f"Évolution : les états mensuels de ce dossier n'ont aucune heure pour {lieu.libelle} "
            f"en {annee - 1}."
        )
    if couverture.constante:
        return ""
    raisons = " ; ".join(_raisons(couverture, {**lieu.libelles}))
    return (
        f"Évolution de {annee - 1} à {annee} : le champ n'est pas le même ({raisons}). Comparer "
        "mesurerait ce que l'extrait couvre, non l'activité."
    )


def _raisons(couverture: Couverture, libelles: dict[str, str]) -> Iterator[str]:
    if couverture.mois:
        noms = ", ".join(MOIS[m - 1] for m in couverture.mois)
        yield f"mois qui n'ont d'heures que l'une des deux années : {noms}"
    if couverture.departements:
        noms = ", ".join(libelles.get(d, d) for d in couverture.departements)
        yield f"départements qui n'en ont que l'une : {noms}"
    if couverture.structures_muettes:
        yield "des structures conventionnées les deux années n'en déclarent que l'une"
    if couverture.sans_reperes:
        yield (
            "des annexes financières n'ont ni SIRET, ni dates d'effet : une structure fermée n'y "
            "diffère pas d'une structure dont il manque les états"
        )
