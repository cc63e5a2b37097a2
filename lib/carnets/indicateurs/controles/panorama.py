"""Tous les constats d'un panorama de l'insertion par l'activité économique."""

from typing import NamedTuple

import pandas as pd

from carnets.indicateurs.cadre import nombres
from carnets.indicateurs.controles.citations import citations_concordantes, parts_entieres
from carnets.indicateurs.controles.citees import facteurs_cites, sommes_citees
from carnets.indicateurs.controles.contexte import constats_contexte
from carnets.indicateurs.controles.sommes import parts_complementaires, somme_des_parties
from carnets.indicateurs.controles.structure import (
    classements_concordants,
    inegalites,
    zeros_structurels,
)
from carnets.indicateurs.controles.verdict import Constat, cadre_constats, constat
from carnets.indicateurs.iae import (
    correlation_poids_part,
    part_qpv_ponderee,
    totaux_recalcules,
)

LIBELLES = {
    "etablissements": "Établissements",
    "siae_conventionnees": "SIAE conventionnées",
    "dispositifs": "Dispositifs conventionnés",
    "contrats": "Contrats signés",
    "salaries": "Salariés en insertion",
    "etp": "ETP",
}
UNITES = {
    "etablissements": "nombre",
    "siae_conventionnees": "nombre",
    "dispositifs": "nombre",
    "contrats": "contrats",
    "salaries": "personnes",
    "etp": "etp",
}
PRECISION_PARTS = 1.0


def constats_panorama(
    structures: pd.DataFrame,
    part_qpv: pd.DataFrame,
    chiffres_publies: pd.DataFrame,
    qpv: pd.DataFrame,
    population: pd.DataFrame,
    reperes: pd.DataFrame,
    *,
    annee: int,
) -> pd.DataFrame:
    """Les constats sur les tables publiées d'un panorama régional, l'année `annee`.

    Le territoire du total est celui de la ligne `region` de `structures`. Ils ne dépendent pas du
    département que montre un livrable. Colonnes de sortie : celles de `Constat`.
    """
    region = str(structures.loc[structures["niveau"] == "region", "territoire"].iloc[0])
    parts = _Parts(part_qpv, region, annee)
    return cadre_constats(
        [
            *_offre(structures),
            *_citations(structures, chiffres_publies, qpv, parts),
            *_parts_qpv(structures, qpv, population, parts),
            *constats_contexte(chiffres_publies, reperes, qpv, part_qpv, region, annee),
        ]
    )


class _Parts(NamedTuple):
    """Les parts publiées, la région du document et l'année des constats."""

    table: pd.DataFrame
    region: str
    annee: int

    @property
    def publiee(self) -> float:
        """La part régionale de l'année, toutes SIAE."""
        ligne = (
            (self.table["territoire"] == self.region)
            & (self.table["type_siae"] == "ENSEMBLE")
            & (self.table["annee"] == self.annee)
        )
        return float(nombres(self.table.loc[ligne, "part_qpv"]).iloc[0])


def _offre(structures: pd.DataFrame) -> list[Constat]:
    total = structures[structures["niveau"] == "region"]
    return [
        *somme_des_parties(
            structures,
            niveau_total="region",
            libelles=LIBELLES,
            unites=UNITES,
            arrondies=("etp",),
        ),
        inegalites(
            structures,
            ("etablissements", "siae_conventionnees", "dispositifs"),
            libelle="Établissements ≤ SIAE conventionnées ≤ dispositifs, ligne par ligne",
        ),
        constat(
            "rapport_sans_reference",
            "Contrats signés dans l'année pour un salarié présent",
            float("nan"),
            float(nombres(total["contrats"]).iloc[0] / nombres(total["salaries"]).iloc[0]),
            unite="ratio",
            explication="Un flux de l'année rapporté à des personnes présentes : ce n'est pas un "
            "nombre de contrats par personne, et le document ne publie rien à comparer.",
        ),
    ]


def _citations(
    structures: pd.DataFrame, chiffres: pd.DataFrame, qpv: pd.DataFrame, parts: _Parts
) -> list[Constat]:
    region = parts.region
    totaux = totaux_recalcules(structures, territoire=region, periode=str(parts.annee))
    references = dict(zip(totaux["indicateur"], totaux["valeur"], strict=True))
    references["part_qpv_iae"] = parts.publiee
    references["nombre_qpv"] = float(nombres(qpv["nombre_qpv"]).sum())
    return [
        *citations_concordantes(chiffres, references=references, territoire=region),
        *parts_complementaires(chiffres),
        *sommes_citees(chiffres, territoire=region),
        *facteurs_cites(chiffres, territoire=region),
        *parts_entieres(chiffres, bases=references, territoire=region),
    ]


def _parts_qpv(
    structures: pd.DataFrame, qpv: pd.DataFrame, population: pd.DataFrame, parts: _Parts
) -> list[Constat]:
    table, region, annee = parts
    moyenne = part_qpv_ponderee(
        table, structures, territoire=region, annee=annee, precision=PRECISION_PARTS
    ).set_index("modalite")["valeur"]
    rang = correlation_poids_part(table, qpv, population, territoire=region, annee=annee).set_index(
        "modalite"
    )["valeur"]
    return [
        constat(
            "moyenne_ponderee",
            "Part QPV régionale et moyenne des départements pondérée par les salariés",
            parts.publiee,
            float(moyenne[""]),
            unite="pourcentage",
            precision=PRECISION_PARTS,
            bornes=(float(moyenne["borne_basse"]), float(moyenne["borne_haute"])),
            explication="Les parts départementales sont arrondies à l'unité : la moyenne n'est "
            "connue qu'entre deux bornes.",
        ),
        *zeros_structurels(
            table, qpv, dict(zip(structures["territoire"], structures["libelle"], strict=True))
        ),
        classements_concordants(
            "Les départements où les QPV pèsent le plus sont ceux où leur part dans l'IAE est "
            "la plus forte",
            float(rang[""]),
            float(rang["probabilite"]),
            explication="Corrélation de rang entre le poids des QPV et leur part dans l'IAE : "
            "vraie en tendance seulement si elle est sous 1.",
        ),
    ]
