"""Les contrats, les modalités, les formations, les parcours et les sorties."""

from collections.abc import Mapping

from carnets.indicateurs.clauses import FAVORABLES
from carnets.presentation.bilan.reperes import libelles_conventions
from carnets.presentation.bilan.tables import Bilan
from carnets.presentation.bilan.textes import LIBELLES_BILAN, TROP_PEU
from carnets.presentation.nombres import avec_unite
from carnets.presentation.objets import Objet
from carnets.presentation.parties import non_disponible
from carnets.presentation.tableaux import Disposition, tableau
from carnets.presentation.textes import phrase
from carnets.secret import Diffusable

REFERENTIELS: Mapping[str, str] = {
    "IAE": "de l'insertion par l'activité économique",
    "PLIE": "des plans locaux pour l'insertion et l'emploi",
    "clause_local": "local de la clause",
}


def contrats(b: Bilan) -> list[Objet]:
    """Types de contrat, alternance, durées et contrats encore en cours."""
    return [
        _types(b),
        _comptes(
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
            "pas la nature de l'employeur."
        ],
    )  # fmt: skip


def modalites(b: Bilan) -> list[Objet]:
    """Heures par modalité de réalisation, dont les marchés réservés."""
    reserves = b.lire("marches", "part_marches_reserves")
    montant = b.lire("marches", "part_montant_reserve")
    return [
        tableau(
            b["heures_par_modalite"].avec_parts("heures_realisees", "part_du_total"),
            titre="Heures par modalité de réalisation",
            source=b.citer("heures", "contrats"),
            disposition=Disposition(
                lignes="modalite", entete="Modalité", libelles=LIBELLES_BILAN, roles={"": "total"}
            ),
            notes=["Une mise à disposition n'est pas un emploi créé par l'entreprise."],
        ),
        phrase(
            f"Les marchés réservés à l'insertion par l'activité économique sont {reserves} des "
            f"{b.lire('marches', 'lots_clauses')} lots clausés et {montant} de leur montant "
            "notifié : deux dénominateurs, deux parts."
        ),
    ]


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
            f"{formes} bénéficiaires sur {tous} ont suivi une formation pendant un contrat{part}. "
            "Une formation d'avant le contrat ne compte pas.",
            appui=formes,
            sinon="Le nombre de bénéficiaires formés est couvert par le secret statistique.",
        )
    ]


def _deux(*lectures: object) -> bool:
    return all(getattr(lecture, "etat", "") == "ok" for lecture in lectures)


def suites(b: Bilan) -> list[Objet]:
    """Parcours des personnes, puis leurs sorties, un référentiel à la fois."""
    parcours = _comptes(
        b, "Parcours des bénéficiaires", "personnes_plusieurs_contrats", "mois_par_personne",
        "employeurs_par_personne",
        remarque="Deux contrats le même mois ne font qu'un mois travaillé.",
    )  # fmt: skip
    noms = [nom for nom in b.tables if nom.startswith("sorties ")]
    if not noms:
        return [parcours, non_disponible(f"Sorties : aucune n'a été examinée, ou {TROP_PEU}")]
    return [parcours, *(o for nom in noms for o in _sorties(b, nom.removeprefix("sorties ")))]


def _sorties(b: Bilan, referentiel: str) -> list[Objet]:
    total = f"{referentiel}|"
    table = b[f"sorties {referentiel}"].avec_parts(
        "sorties_examinees", "part_du_total", total=total
    )
    _, favorables = FAVORABLES[referentiel]
    mot = "dynamiques" if referentiel == "IAE" else "positives"
    return [
        tableau(
            table,
            titre=f"Sorties examinées, référentiel {REFERENTIELS[referentiel]}",
            source=b.citer("sorties"),
            disposition=Disposition(
                lignes="modalite", entete="Situation à la sortie", roles={total: "total"},
                libelles={
                    f"{referentiel}|{cle}": LIBELLES_BILAN[f"sortie {cle}"]
                    for cle in ("", *_CATEGORIES)
                },
            ),
            notes=[
                f"Sont dites {mot} : "
                f"{', '.join(LIBELLES_BILAN[f'sortie {cle}'].lower() for cle in favorables)}. Les "
                "définitions de l'IAE, des PLIE et de la clause ne se mélangent pas."
            ],
        ),
        _favorables(table, referentiel, favorables, mot),
    ]  # fmt: skip


_CATEGORIES = (
    "emploi_durable", "emploi_transition", "sortie_positive", "autre", "sans_nouvelle",
)  # fmt: skip


def _favorables(
    table: Diffusable, referentiel: str, favorables: tuple[str, ...], mot: str
) -> Objet:
    """La part favorable, de nombres tous montrés."""
    lignes = table.table
    lignes = lignes[lignes["indicateur"] == "sorties_examinees"].set_index("modalite")
    codes = [f"{referentiel}|{cle}" for cle in favorables]
    voulues = lignes.reindex([*codes, f"{referentiel}|"])
    if not (voulues["etat"] == "ok").all() or voulues["valeur"].iloc[-1] == 0:
        return phrase(f"La part des sorties {mot} ne se calcule pas : une valeur est secrète.")
    n, total = voulues["valeur"].iloc[:-1].sum(), voulues["valeur"].iloc[-1]
    return phrase(
        f"{n:.0f} sorties examinées sur {total:.0f} sont {mot}, soit "
        f"{avec_unite(100 * n / total, 'pourcentage', 1)}."
    )


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


def _comptes(b: Bilan, titre: str, *noms: str, remarque: str) -> Objet:
    return tableau(
        b["comptes"].garder(indicateur=noms),
        titre=titre,
        source=b.citer("contrats"),
        disposition=Disposition(lignes="indicateur", colonnes="periode", entete="Indicateur"),
        notes=[remarque],
    )
