"""Les tables d'un panorama de microdonnées, publiées d'un bloc.

Tout ce qui vient des états mensuels passe ici, en un seul système : masqué, puis attaqué. Le reste
du livrable ne lit que ce qui en sort.
"""

from collections.abc import Mapping
from dataclasses import replace

from carnets.presentation.panorama.extrait import Extrait
from carnets.presentation.panorama.mensuel_hierarchies import hierarchies
from carnets.presentation.panorama.mensuel_tables import declarer_tables
from carnets.secret import Diffusable, ProtectionImpossible

PROFILS = frozenset({"sexe", "age", "public", "sorties", "contrats_sexe", "contrats_non_situes"})
"""Tables de profil, que le reste du livrable ne cite pas."""


def publier_extrait(extrait: Extrait) -> tuple[Extrait, Mapping[str, Diffusable]]:
    """Compte, protège et publie les tables d'un extrait (`declarer_tables`), en un seul système.

    Rend l'extrait tel que publié : dans un petit territoire, ou dans le dernier d'une région dont
    les autres ont paru, un nombre peut se recalculer quoi qu'on masque ; une table ou un détail est
    alors tu (`Extrait.tus`), plutôt que tout le livrable.

    Lève `RefusSecret` si la protection ne tient pas, quoi que l'on taise.
    """
    try:
        return extrait, _publier(extrait, conseil=False)
    except ProtectionImpossible as refus:
        moindre = _taire(extrait, refus.tables)
        if moindre is None:
            return extrait, _publier(extrait, conseil=True)
        return publier_extrait(moindre)


def _taire(extrait: Extrait, en_cause: frozenset[str]) -> Extrait | None:
    """De moins en moins : les profils s'ils sont seuls en cause, puis ce qui détaille le reste.

    Renoncer aux types fait tant de place que ce qui était tu avant eux s'essaie de nouveau.
    """
    if en_cause and en_cause <= PROFILS:
        return extrait.taire(*en_cause)
    if extrait.precedent is not None:
        return extrait.taire("deux_annees")
    if extrait.types and "mois" not in extrait.tus:
        return extrait.taire("mois")
    if extrait.par_type:
        return replace(extrait, tus=frozenset({"types"}))
    return None if extrait.tus >= PROFILS else extrait.taire(*PROFILS)


def _publier(extrait: Extrait, *, conseil: bool) -> Mapping[str, Diffusable]:
    return extrait.lieu.etude.publier_ensemble(
        *declarer_tables(extrait), hierarchies=hierarchies(extrait), conseil=conseil
    )
