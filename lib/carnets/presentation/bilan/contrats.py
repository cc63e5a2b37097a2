"""Les contrats, les modalités, les formations, les équivalents temps plein."""

from carnets.presentation.bilan.reperes import libelles_conventions
from carnets.presentation.bilan.tables import Bilan
from carnets.presentation.bilan.textes import LIBELLES_BILAN, TROP_PEU
from carnets.presentation.bilan.zeros import sans_zeros
from carnets.presentation.nombres import avec_unite
from carnets.presentation.objets import Objet
from carnets.presentation.parties import non_disponible
from carnets.presentation.tableaux import Disposition, tableau
from carnets.presentation.textes import accorder, phrase


def contrats(b: Bilan) -> list[Objet]:
    """Types de contrat, alternance, durées et contrats encore en cours."""
    return [
        _types(b),
        comptes(
            b, "Durée des contrats, et contrats encore en cours",
            "contrats_termines", "contrats_en_cours", "embauches_directes",
            "duree_moyenne_contrats", "duree_mediane_contrats",
            remarque="La durée d'un contrat en cours n'est pas connue : il n'entre ni dans la "
            "moyenne ni dans la médiane, qui penchent donc vers les contrats courts.",
        ),
    ]  # fmt: skip


def _types(b: Bilan) -> Objet:
    table = b.parts("contrats_par_type", "contrats_insertion")
    if table is None:
        return non_disponible(f"Contrats par type : {TROP_PEU}")
    table, omis = sans_zeros(table, ["contrats_insertion"], libelles=LIBELLES_BILAN)
    return tableau(
        table,
        titre="Contrats par type",
        source=b.citer("contrats"),
        disposition=Disposition(
            lignes="modalite", entete="Type de contrat", libelles=LIBELLES_BILAN,
            roles={"": "total"},
        ),
        notes=[
            "L'alternance est l'apprentissage et la professionnalisation. Le type de contrat n'est "
            "pas la nature de l'employeur.",
            *omis,
        ],
    )  # fmt: skip


def modalites(b: Bilan) -> list[Objet]:
    """Heures par modalité de réalisation, dont les marchés réservés."""
    table = b.parts("heures_par_modalite", "heures_realisees")
    if table is None:
        return [non_disponible(f"Heures par modalité : {TROP_PEU}"), _reserves(b)]
    table, omis = sans_zeros(table, ["heures_realisees"], libelles=LIBELLES_BILAN)
    return [
        tableau(
            table,
            titre="Heures par modalité de réalisation",
            source=b.citer("heures", "contrats"),
            disposition=Disposition(
                lignes="modalite", entete="Modalité", libelles=LIBELLES_BILAN, roles={"": "total"}
            ),
            notes=["Une mise à disposition n'est pas un emploi créé par l'entreprise.", *omis],
        ),
        _reserves(b),
    ]


def _reserves(b: Bilan) -> Objet:
    reserves = b.lire("marches", "part_marches_reserves")
    lots = b.lire("marches", "lots_clauses")
    if lots.valeur == 1:
        verbe = "est" if reserves.valeur else "n'est pas"
        return phrase(
            f"Le seul lot clausé {verbe} réservé à l'insertion par l'activité économique."
        )
    if reserves.valeur == 0:
        return phrase(
            f"Aucun des {lots} lots clausés n'est réservé à l'insertion par l'activité économique."
        )
    return phrase(
        f"Les marchés réservés à l'insertion par l'activité économique sont {reserves} des "
        f"{lots} lots clausés et {b.lire('marches', 'part_montant_reserve')} de leur montant "
        "notifié : deux dénominateurs, deux parts."
    )


def formations(b: Bilan) -> list[Objet]:
    """Bénéficiaires formés pendant leur contrat."""
    formes = b.lire("comptes", "beneficiaires_formes")
    tous = b.lire("territoires", "beneficiaires")
    part = (
        f", soit {avec_unite(100 * formes.valeur / tous.valeur, 'pourcentage', 1)}"
        if _deux(formes, tous)
        else ""
    )
    return [
        phrase(
            f"{formes} {accorder(formes, 'bénéficiaire', 'bénéficiaires')} sur {tous} "
            f"{accorder(formes, 'a', 'ont')} suivi une formation pendant un contrat{part}. "
            "Une formation d'avant le contrat ne compte pas.",
            appui=formes,
            sinon="Le nombre de bénéficiaires formés est couvert par le secret statistique.",
        )
    ]


def _deux(*lectures: object) -> bool:
    return all(getattr(lecture, "etat", "") == "ok" for lecture in lectures)


def equivalents(b: Bilan) -> list[Objet]:
    """Les mêmes heures sous chaque convention."""
    return [
        tableau(
            b["etp"],
            titre="Équivalents temps plein selon la convention horaire",
            source=b.citer("heures"),
            disposition=Disposition(
                lignes="modalite", entete="Convention", libelles=libelles_conventions()
            ),
            notes=[
                f"Toutes les heures depuis l'origine ({b.cumul}), en années de temps plein : à "
                "diviser par le nombre d'années pour un effectif moyen."
            ],
        )
    ]


def comptes(b: Bilan, titre: str, *noms: str, remarque: str) -> Objet:
    """Un tableau de ces comptes du périmètre, depuis l'origine."""
    return tableau(
        b["comptes"].garder(indicateur=noms),
        titre=titre,
        source=b.citer("contrats"),
        disposition=Disposition(lignes="indicateur", colonnes="periode", entete="Indicateur"),
        notes=[remarque],
    )
