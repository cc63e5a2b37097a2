"""Ce qui lie entre eux les nombres tirés des états mensuels : le secret en tient compte."""

from carnets.indicateurs import iae
from carnets.indicateurs.iae.profils import AGES, DYNAMIQUE, DYNAMIQUES, PUBLICS, SEXES
from carnets.presentation.lignee import emboitements
from carnets.presentation.panorama.decoupes import decoupes
from carnets.presentation.panorama.extrait import FAMILLES, Extrait
from carnets.secret import Hierarchie

PERSONNES = ("salaries", "salaries_adresse_connue", "salaries_qpv")
CONTRATS = ("contrats", *iae.ADRESSES)
SOMMES = ("etp", *CONTRATS)
"""Ce qui s'additionne d'un type et d'un territoire à l'autre."""


def hierarchies(extrait: Extrait) -> list[Hierarchie]:
    """Qui s'additionne, qui se recoupe, qui est dans qui."""
    lieu, annee = extrait.lieu, extrait.lieu.etude.annee
    parties = _emboitements(extrait.modalites)
    return [
        *emboitements(decoupes(lieu, extrait.etats.communes_vues), lieu.code, additifs=SOMMES),
        *(Hierarchie("type_siae", h, b, "exacte", SOMMES) for h, b in parties.items() if b),
        *(Hierarchie("type_siae", h, b, "recouvrante", PERSONNES) for h, b in parties.items() if b),
        Hierarchie(
            "periode", str(annee), tuple(f"{annee}-{m:02}" for m in extrait.etats.mois), "exacte",
            ("etp",),
        ),
        Hierarchie("indicateur", "salaries", ("salaries_adresse_connue",), "partielle"),
        Hierarchie("indicateur", "salaries_adresse_connue", ("salaries_qpv",), "partielle"),
        Hierarchie("indicateur", "salaries", ("sorties_examinees",), "partielle"),
        Hierarchie("indicateur", "contrats", tuple(iae.ADRESSES)[:2], "exacte"),
        Hierarchie("indicateur", "contrats_autres_adresses", tuple(iae.ADRESSES)[2:], "exacte"),
        Hierarchie("sexe", "", SEXES, "exacte", ("salaries", "contrats")),
        Hierarchie("age", "", AGES, "exacte", ("salaries",)),
        Hierarchie("public", "", PUBLICS, "recouvrante", ("salaries",)),
        Hierarchie("categorie", "", (DYNAMIQUE, "autre"), "exacte", ("sorties_examinees",)),
        Hierarchie("categorie", DYNAMIQUE, DYNAMIQUES, "exacte", ("sorties_examinees",)),
    ]  # fmt: skip


def _emboitements(modalites: list[str]) -> dict[str, tuple[str, ...]]:
    """Ensemble de types → ce qui le compose : familles, et types sans famille ; rien sans types."""
    types = [m for m in modalites if m in iae.TYPES]
    seuls = [t for t in types if t not in iae.FAMILLE]
    familles = FAMILLES if types else ()
    return {
        "": (*familles, *seuls),
        **{f: tuple(t for t in types if iae.FAMILLE.get(t) == f) for f in familles},
    }
