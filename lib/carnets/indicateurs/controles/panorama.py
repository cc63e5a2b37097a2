"""Tous les constats d'un panorama de l'insertion par l'activité économique."""

import pandas as pd

from carnets.dossier import Dossier
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


def constats_panorama(dossier: Dossier) -> pd.DataFrame:
    """Les constats d'un dossier qui porte les tables publiées d'un panorama régional.

    Tables lues : `structures, part_qpv, chiffres_publies, qpv, population, reperes`. Le
    territoire du total est celui de la ligne `region` de la table `structures`.
    Colonnes de sortie : celles de `Constat`.
    """
    structures = dossier.table("structures")
    region = str(structures.loc[structures["niveau"] == "region", "territoire"].iloc[0])
    return cadre_constats(
        [
            *_offre(structures),
            *_citations(dossier, structures, region),
            *_parts_qpv(dossier, structures, region),
            *constats_contexte(dossier, region),
        ]
    )


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


def _citations(dossier: Dossier, structures: pd.DataFrame, region: str) -> list[Constat]:
    chiffres = dossier.table("chiffres_publies")
    totaux = totaux_recalcules(structures, territoire=region, periode=str(dossier.annee))
    references = dict(zip(totaux["indicateur"], totaux["valeur"], strict=True))
    references["part_qpv_iae"] = _part_publiee(dossier, region)
    references["nombre_qpv"] = float(nombres(dossier.table("qpv")["nombre_qpv"]).sum())
    return [
        *citations_concordantes(chiffres, references=references, territoire=region),
        *parts_complementaires(chiffres),
        *sommes_citees(chiffres, territoire=region),
        *facteurs_cites(chiffres, territoire=region),
        *parts_entieres(chiffres, bases=references, territoire=region),
    ]


def _part_publiee(dossier: Dossier, region: str) -> float:
    parts = dossier.table("part_qpv")
    ligne = (
        (parts["territoire"] == region)
        & (parts["type_siae"] == "ENSEMBLE")
        & (parts["annee"] == dossier.annee)
    )
    return float(nombres(parts.loc[ligne, "part_qpv"]).iloc[0])


def _parts_qpv(dossier: Dossier, structures: pd.DataFrame, region: str) -> list[Constat]:
    parts, qpv = dossier.table("part_qpv"), dossier.table("qpv")
    moyenne = part_qpv_ponderee(
        parts, structures, territoire=region, annee=dossier.annee, precision=PRECISION_PARTS
    ).set_index("modalite")["valeur"]
    rang = correlation_poids_part(
        parts, qpv, dossier.table("population"), territoire=region, annee=dossier.annee
    ).set_index("modalite")["valeur"]
    return [
        constat(
            "moyenne_ponderee",
            "Part QPV régionale et moyenne des départements pondérée par les salariés",
            _part_publiee(dossier, region),
            float(moyenne[""]),
            unite="pourcentage",
            precision=PRECISION_PARTS,
            bornes=(float(moyenne["borne_basse"]), float(moyenne["borne_haute"])),
            explication="Les parts départementales sont arrondies à l'unité : la moyenne n'est "
            "connue qu'entre deux bornes.",
        ),
        *zeros_structurels(
            parts, qpv, dict(zip(structures["territoire"], structures["libelle"], strict=True))
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
