"""Les repères nationaux : séries mensuelles de la Dares, répartition par type fin 2022."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import pandas as pd
from babel.dates import format_date

from carnets.indicateurs import iae
from carnets.parametres import catalogue
from carnets.presentation.nombres import nombre, pourcent
from carnets.presentation.objets import Objet, Phrase, note
from carnets.presentation.panorama.lieu import Lieu
from carnets.presentation.panorama.mots import LIBELLES, TYPES
from carnets.presentation.series import series
from carnets.presentation.tableaux import tableau_texte
from carnets.presentation.textes import lire, phrase
from carnets.secret import Diffusable

FRANCE = "FR"
NATURES = {
    "stock": ("salaries_fin_de_mois", "Salariés en insertion en fin de mois"),
    "entrees": ("entrees_du_mois", "Entrées du mois"),
}


@dataclass(frozen=True)
class Series:
    """Les séries mensuelles nationales, un millésime de page par courbe."""

    lieu: Lieu
    source: str

    @cached_property
    def dares(self) -> pd.DataFrame:
        return self.lieu.etude.table(self.source)

    @cached_property
    def publiees(self) -> Diffusable:
        return self.lieu.etude.publier(iae.series(self.dares, territoire=FRANCE), self.source)

    def figures(self) -> Iterator[Objet]:
        """Une figure par type et par nature ; chaque millésime y a sa courbe, jamais jointe."""
        for (type_siae, nature), lot in self.dares.groupby(["type_siae", "nature"], sort=True):
            indicateur, titre = NATURES[str(nature)]
            pages = {
                f"{type_siae}|{date:%Y-%m-%d}": f"page du {date:%d/%m/%Y}"
                for date in sorted(lot["maj_page"].unique())
            }
            yield series(
                self.publiees.garder(indicateur=indicateur, modalite=list(pages)),
                titre=f"{titre}, {LIBELLES[str(type_siae)]}, France",
                source=self.lieu.etude.citer(self.source),
                series="modalite",
                libelles=pages,
                reperes=_nouveaux_millesimes(lot),
            )
        yield self._revisions()

    def _revisions(self) -> Objet:
        """De combien un millésime révise les mois qu'un autre donnait déjà."""
        ecarts = iae.revisions(self.dares)
        if ecarts.empty:
            return note(
                "Millésimes",
                "Aucun mois n'est donné par deux millésimes : rien à comparer, rien à joindre.",
            )
        phrases = [
            f"{type_siae}, {NATURES[str(nature)][1].lower()} : {len(lot)} mois sont donnés par "
            f"deux millésimes, qui diffèrent de {nombre(lot['ecart'].min(), signe=True)} à "
            f"{nombre(lot['ecart'].max(), signe=True)} personnes."
            for (type_siae, nature), lot in ecarts.groupby(["type_siae", "nature"])
        ]
        return note(
            "Révisions d'un millésime à l'autre",
            *phrases,
            "Une page mise à jour révise le passé : joindre deux millésimes ferait d'une révision "
            "une évolution.",
            nature="limite",
        )

    def phrases(self) -> Iterator[Phrase]:
        """Pour chaque série, sa dernière valeur et celle d'un an avant, au même millésime."""
        for (type_siae, nature), lot in self.dares.groupby(["type_siae", "nature"], sort=True):
            indicateur, titre = NATURES[str(nature)]
            dernier = lot[lot["maj_page"] == lot["maj_page"].max()].sort_values("mois")
            modalite = f"{type_siae}|{dernier['maj_page'].iloc[0]:%Y-%m-%d}"
            mois = str(dernier["mois"].iloc[-1])
            avant = f"{int(mois[:4]) - 1}{mois[4:]}"
            ici = lire(self.publiees, indicateur, modalite=modalite, periode=mois)
            contre = ""
            if avant in set(dernier["mois"]):
                la = lire(self.publiees, indicateur, modalite=modalite, periode=avant)
                contre = f", contre {la} en {_en_lettres(avant)} au même millésime"
            yield phrase(
                f"France, {LIBELLES[str(type_siae)]}, {titre.lower()} : {ici} en "
                f"{_en_lettres(mois)}{contre}."
            )


def _en_lettres(mois: str) -> str:
    """`2024-07` → « juillet 2024 »."""
    return str(format_date(date(int(mois[:4]), int(mois[5:]), 1), "MMMM yyyy", locale="fr"))


def _nouveaux_millesimes(lot: pd.DataFrame) -> dict[str, str]:
    """Premier mois de chaque millésime après le premier → ce que son repère annonce."""
    debuts = lot.groupby("maj_page")["mois"].min().sort_index()
    return {
        str(mois): f"premier mois de la page mise à jour le {date:%d/%m/%Y} ; sa courbe ne "
        "prolonge pas la précédente"
        for date, mois in list(debuts.items())[1:]
    }


def repartition() -> Iterator[Objet]:
    """Salariés en insertion en France et leur répartition par type, à leur date."""
    valeurs = {v.nom.rpartition("/")[2]: v for v in catalogue("reperes/iae")}
    total = valeurs.pop("salaries")
    lignes = [("Toutes SIAE", nombre(total.valeur), "")]
    types = [t for t in TYPES if f"part_{t.lower()}" in valeurs]
    lignes += [(LIBELLES[t], "", pourcent(valeurs[f"part_{t.lower()}"].valeur)) for t in types]
    somme = sum(v.valeur for v in valeurs.values())
    yield tableau_texte(
        f"Repère national : salariés en insertion au {total.fin:%d/%m/%Y}",
        ("Type", "Salariés", "Part"),
        lignes,
        source=total.reference,
        notes=[
            f"Parts arrondies à l'unité : elles font {pourcent(somme)}. Présents à une date : ce "
            "nombre ne se compare pas aux salariés passés dans l'année."
        ],
    )
