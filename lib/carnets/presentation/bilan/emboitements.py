"""Ce qui s'additionne et ce qui se recoupe dans un bilan, dit à la protection."""

from collections.abc import Sequence

from carnets.indicateurs import clauses
from carnets.presentation.bilan.lignee import decoupes
from carnets.presentation.bilan.perimetre import ADDITIFS, RECOUVRANTS, Perimetre
from carnets.presentation.lignee import emboitements as emboitements_de_lignee
from carnets.secret import Hierarchie

DES_PERSONNES = (
    "jeunes_peu_qualifies", "beneficiaires_formes", "personnes_plusieurs_contrats",
)  # fmt: skip
DES_CONTRATS = ("contrats_termines", "contrats_en_cours", "embauches_directes")


def emboitements(
    lieu: Perimetre, annees: Sequence[str], cumul: str, paliers: Sequence[str]
) -> list[Hierarchie]:
    """Les emboîtements d'un bilan, sur ses territoires, ses périodes et ses découpes.

    `paliers` : derniers mois des paliers, chacun dans une seule année.
    """
    quartiers = sorted(lieu.tables["personnes"]["code_qpv_entree"].dropna().unique())
    autour = decoupes(lieu.etude)
    connu = any(lieu.code in codes for codes in autour.values())
    return [
        *lieu.hierarchies,
        *(
            emboitements_de_lignee(
                autour, lieu.code, additifs=ADDITIFS, couvrants=RECOUVRANTS
            )
            if connu
            else ()
        ),
        *_periodes(annees, cumul, paliers),
        Hierarchie("adresse", "", clauses.STATUTS_QPV),
        *([Hierarchie("adresse", "QP", tuple(quartiers), "partielle")] if quartiers else []),
        Hierarchie("public", "", clauses.PUBLICS, "recouvrante"),
        Hierarchie("indicateur", "beneficiaires", DES_PERSONNES, "recouvrante"),
        # Autant de contrats que de personnes, plus un : une personne en a deux, et une seule.
        Hierarchie("indicateur", "contrats_insertion", ("beneficiaires",), "recouvrante"),
        Hierarchie("indicateur", "contrats_insertion", DES_CONTRATS[:2], "exacte"),
        Hierarchie("indicateur", "contrats_insertion", DES_CONTRATS[2:], "partielle"),
        Hierarchie("indicateur", "heures_realisees", ("heures_gup",), "partielle"),
        Hierarchie("indicateur", "heures_realisees", ("heures_sur_objectif",), "partielle"),
    ]  # fmt: skip


def _periodes(annees: Sequence[str], cumul: str, paliers: Sequence[str]) -> list[Hierarchie]:
    heures = ("heures_realisees",)
    par_annee = [
        Hierarchie("periode", an, tuple(p for p in paliers if p.startswith(an)), "exacte", heures)
        for an in annees
    ]
    if len(annees) == 1:
        return par_annee
    precedents = tuple(f"{annees[0]}-{an}" for an in annees[1:-1])
    return [
        *par_annee,
        Hierarchie("periode", cumul, tuple(annees), "exacte", heures),
        Hierarchie("periode", cumul, tuple(annees), "couvrante", RECOUVRANTS),
        # Publié l'an passé, le cumul d'alors se retranche de celui-ci : restent les nouveaux venus.
        Hierarchie("periode", cumul, precedents, "recouvrante", (*ADDITIFS, *RECOUVRANTS)),
    ]
