"""L'édition d'un panorama de l'IAE : ses sections, dans l'ordre du carnet."""

from collections.abc import Mapping
from functools import partial

from carnets.presentation.etude import Etude
from carnets.presentation.panorama.lieu import Lieu
from carnets.presentation.panorama.livret import Panorama
from carnets.presentation.panorama.methode import conventions
from carnets.presentation.parties import Edition

SECTIONS: Mapping[str, tuple[str, ...]] = {
    "offre": (
        "L'offre telle que publiée",
        "Familles de structures, publiées",
        "Structures par type",
        "Établissements et familles",
    ),
    "implantation": ("Carte des structures", "Densité de l'offre"),
    "lacunes": ("Zones blanches", "Distances des quartiers"),
    "travail": (
        "Salariés et ETP",
        "Contrats signés",
        "ETP mois par mois",
        "Ce qui ne s'additionne pas",
    ),
    "conventionnement": ("Conventionné et réalisé",),
    "quartiers": (
        "Habitants des quartiers, calculés",
        "Habitants des quartiers, publiés",
        "Représentation des quartiers",
        "Contexte des quartiers",
    ),
    "evolution": ("Évolution sur un an, calculée", "Évolution sur un an, publiée"),
    "besoins": ("Offre et demande d'emploi",),
    "salaries": ("Profil des salariés", "Sorties"),
    "nationales": ("Repères nationaux", "Séries nationales de la Dares"),
    "controles": ("Contrôles du document publié",),
}
"""Section du carnet → les parties qu'elle montre."""


def panorama_iae(etude: Etude) -> Edition:
    """Le panorama d'une étude : France, région, département ou EPCI."""
    p = Panorama(Lieu(etude))
    if p.mensuel is not None:
        p.composer_le_public()
    return Edition(
        {
            "cartouche": lambda: [p.cartouche],
            "synthese": lambda: [p.synthese],
            "chiffres": lambda: [p.chiffres_cles],
            **{nom: partial(p.section, *parties) for nom, parties in SECTIONS.items()},
            "conventions": lambda: list(conventions(p.lieu, p.mensuel)),
            "qualite": p.qualite,
            "methode": p.methode,
        }
    )
