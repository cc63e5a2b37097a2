"""Qui bénéficie des clauses : quartiers, profils, une seule découpe à la fois."""

from collections.abc import Mapping

from carnets.presentation.bilan.tables import Bilan
from carnets.presentation.bilan.textes import LIBELLES_BILAN, TROP_PEU
from carnets.presentation.bilan.zeros import sans_zeros
from carnets.presentation.objets import Objet
from carnets.presentation.parties import non_disponible
from carnets.presentation.tableaux import Disposition, tableau
from carnets.presentation.textes import phrase

# table → (titre, en-tête, note)
PROFILS: Mapping[str, tuple[str, str, str]] = {
    "personnes_par_sexe": ("Bénéficiaires par sexe", "Sexe", ""),
    "personnes_par_age": ("Bénéficiaires par âge, l'année du premier contrat", "Âge", ""),
    "personnes_par_statut_social": (
        "Bénéficiaires par statut social à l'entrée", "Statut",
        "Un seul statut par personne : minima sociaux, sinon chômage de longue durée, sinon autre.",
    ),
    "personnes_par_niveau": (
        "Bénéficiaires par niveau de formation", "Niveau",
        "Nomenclature de 2019 : le niveau 3 est l'ancien niveau V (CAP, BEP).",
    ),
    "personnes_par_public": (
        "Bénéficiaires par public", "Public",
        "Une personne compte dans chacun de ses publics : les parts dépassent 100 % ensemble.",
    ),
}  # fmt: skip


def quartiers(b: Bilan) -> list[Objet]:
    """Personnes et heures selon l'adresse à l'entrée, quartier par quartier."""
    adresses = b.adresses
    if adresses is None:
        return [non_disponible(f"Adresses à l'entrée : {TROP_PEU}")]
    inconnues = b.lire(adresses, "part_du_total", modalite="NR")
    return [
        tableau(
            adresses,
            titre="Bénéficiaires et heures selon l'adresse à l'entrée",
            source=b.citer("heures", "personnes"),
            disposition=Disposition(
                lignes="modalite", entete="Adresse à l'entrée",
                libelles={
                    **adresses.territoires, **LIBELLES_BILAN, "NR": "Adresse inconnue",
                    "part_du_total": "Part des bénéficiaires",
                    "part_heures_par_modalite": "Part des heures",
                },
                roles={"": "total"},
            ),
            notes=[
                "Chaque quartier est compris dans « Quartiers prioritaires ». Plusieurs secteurs "
                "de projet peuvent être dans un seul quartier. Les parts sont prises sur "
                "l'ensemble, adresses inconnues comprises."
            ],
        ),
        phrase(
            f"L'adresse est inconnue pour {inconnues} des bénéficiaires : la part des quartiers "
            "est "
            "un plancher.",
            appui=inconnues,
            sinon="La part des adresses inconnues est secrète.",
        ),
    ]  # fmt: skip


def profils(b: Bilan) -> list[Objet]:
    """Sexe, âge, statut, niveau, publics, jeunes peu qualifiés."""
    jeunes = b.lire("comptes", "jeunes_peu_qualifies")
    tous = b.lire("territoires", "beneficiaires")
    part = b.lire(b.parts("heures_par_sexe", "heures_realisees"), "part_du_total", modalite="F")
    return [
        *(_profil(b, nom, *mots) for nom, mots in PROFILS.items()),
        phrase(
            f"Les jeunes peu qualifiés (moins de 26 ans, niveau 3 au plus) sont {jeunes} sur "
            f"{tous} bénéficiaires.",
            appui=jeunes,
            sinon="Le nombre de jeunes peu qualifiés (moins de 26 ans, niveau 3 au plus) est "
            "couvert par le secret statistique.",
        ),
        phrase(
            f"Les femmes font {part} des heures.",
            appui=part,
            sinon="La part des heures que font les femmes est couverte par le secret statistique.",
        ),
    ]


def _profil(b: Bilan, nom: str, titre: str, entete: str, remarque: str) -> Objet:
    table = b.parts(nom, "beneficiaires")
    if table is None:
        return non_disponible(f"{titre} : {TROP_PEU}")
    table, omis = sans_zeros(table, ["beneficiaires"], libelles=LIBELLES_BILAN)
    return tableau(
        table,
        titre=titre,
        source=b.citer("personnes"),
        disposition=Disposition(
            lignes="modalite", entete=entete, libelles=LIBELLES_BILAN, roles={"": "total"}
        ),
        notes=[*([remarque] if remarque else []), *omis],
    )
