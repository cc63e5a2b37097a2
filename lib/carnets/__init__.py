"""carnets : carnets Jupyter paramétrés pour la politique de la ville.

Les noms qu'un carnet importe ; tout le reste se prend dans sa pièce. Une pièce ne s'importe qu'au
premier de ses noms dont on se sert : une commande qui ne dessine rien n'attend pas matplotlib.
"""

from importlib import import_module
from typing import Any

_PIECES = {
    "presentation.barres": (
        "barres",
        "points_apparies",
    ),
    "presentation.bilan.edition": ("bilan_insertion",),
    "presentation.bulles": ("bulles",),
    "presentation.cadre": (
        "cartouche_de",
        "constat_secret",
        "tableau_couverture",
        "tableau_liste",
        "tableau_parametres",
        "tableau_qualite",
        "tableau_sources",
    ),
    "presentation.carte": ("carte",),
    "presentation.cascade": ("cascade",),
    "presentation.chaleur": ("carte_de_chaleur",),
    "presentation.cibles": ("cibles",),
    "presentation.constats": (
        "constats_longs",
        "tableau_constats",
        "trier",
    ),
    "presentation.cumul": ("cumul_mensuel",),
    "presentation.empilees": ("empilees",),
    "presentation.etude": ("ouvrir",),
    "presentation.intervalles": ("intervalles",),
    "presentation.nombres": ("pourcent",),
    "presentation.objets": (
        "note",
        "synthese",
    ),
    "presentation.panorama": ("panorama_iae",),
    "presentation.pentes": ("pentes",),
    "presentation.profil": ("profil",),
    "presentation.quartiers": ("noms_de_quartiers",),
    "presentation.series": ("series",),
    "presentation.sucettes": ("sucettes",),
    "presentation.tableaux": (
        "Disposition",
        "tableau",
    ),
    "presentation.textes": (
        "chiffre_cle",
        "chiffres_cles",
        "lire",
        "phrase",
        "situer",
    ),
    "secret": (
        "Fusion",
        "Hierarchie",
    ),
}
_ORIGINES = {nom: f"{__name__}.{piece}" for piece, noms in _PIECES.items() for nom in noms}

__all__ = sorted(_ORIGINES)


def __getattr__(nom: str) -> Any:
    if nom not in _ORIGINES:
        raise AttributeError(f"module {__name__!r} has no attribute {nom!r}")
    return getattr(import_module(_ORIGINES[nom]), nom)


def __dir__() -> list[str]:
    return [*globals(), *__all__]
