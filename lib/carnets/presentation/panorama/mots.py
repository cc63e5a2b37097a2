"""Les mots d'un panorama de l'IAE : types, familles, populations de référence, publics."""

from collections.abc import Mapping

TYPES = ("ACI", "EI", "AI", "ETTI", "EITI")

LIBELLES: Mapping[str, str] = {
    "": "Toutes SIAE",
    "ENSEMBLE": "Toutes SIAE",
    "ACI": "Ateliers et chantiers (ACI)",
    "EI": "Entreprises d'insertion (EI)",
    "AI": "Associations intermédiaires (AI)",
    "ETTI": "Travail temporaire (ETTI)",
    "EITI": "Travail indépendant (EITI)",
    "production": "Production (ACI, EI)",
    "mise_a_disposition": "Mise à disposition (AI, ETTI)",
}

COURTS: Mapping[str, str] = {**{t: t for t in TYPES}, "": "Toutes SIAE", "ENSEMBLE": "Toutes SIAE"}
"""Pour une légende ou un en-tête de colonne étroit."""


REFERENCES: Mapping[str, str] = {
    "demandeurs_emploi": "Au regard des demandeurs d'emploi",
    "population": "Au regard de la population",
}
"""Les populations auxquelles se rapporte la part des QPV dans l'IAE."""

SORTIES: Mapping[str, str] = {
    "": "Sorties examinées",
    "dynamique": "Sorties dynamiques",
    "emploi_durable": "Emploi durable",
    "emploi_transition": "Emploi de transition",
    "sortie_positive": "Sortie positive",
    "autre": "Autre sortie",
}

ABREGES: dict[str, str] = {
    "^Communauté d'agglomération": "CA",
    "^Communauté de communes": "CC",
    "^Communauté urbaine": "CU",
}
"""Le début d'un nom d'EPCI, en entier : coupés sur un axe, tous les EPCI se ressembleraient."""

INDIFFUSABLE = (
    "Non rendu : jointe aux autres tables et aux livrables des territoires voisins, celle-ci "
    "laisserait recalculer une valeur confidentielle."
)
