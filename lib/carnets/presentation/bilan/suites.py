"""Les parcours et les sorties, à la sortie puis à trois, six et douze mois."""

from collections.abc import Mapping
from dataclasses import replace

from carnets.indicateurs.clauses import FAVORABLES
from carnets.indicateurs.clauses.suites import CATEGORIES, HORIZONS
from carnets.presentation.bilan.contrats import comptes
from carnets.presentation.bilan.decoupes import periode_a_l_horizon
from carnets.presentation.bilan.tables import Bilan
from carnets.presentation.bilan.textes import LIBELLES_BILAN, TROP_PEU
from carnets.presentation.nombres import avec_unite
from carnets.presentation.objets import Objet
from carnets.presentation.parties import non_disponible
from carnets.presentation.tableaux import Disposition, tableau
from carnets.presentation.textes import accorder, phrase
from carnets.secret import Diffusable

REFERENTIELS: Mapping[str, str] = {
    "IAE": "de l'insertion par l'activité économique",
    "PLIE": "des plans locaux pour l'insertion et l'emploi",
    "clause_local": "local de la clause",
}


def suites(b: Bilan) -> list[Objet]:
    """Parcours des personnes, puis leurs sorties, un référentiel à la fois."""
    parcours = comptes(
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
    plan = Disposition(
        lignes="modalite", entete="Situation", roles={total: "total"},
        libelles={
            f"{referentiel}|{cle}": LIBELLES_BILAN[f"sortie {cle}"] for cle in ("", *CATEGORIES)
        },
    )  # fmt: skip
    _, favorables = FAVORABLES[referentiel]
    mot = "dynamiques" if referentiel == "IAE" else "positives"
    revus = [h for h in HORIZONS if periode_a_l_horizon(b.cumul, h) in set(table.table["periode"])]
    return [
        tableau(
            table.choisir(periode=[b.cumul]),
            titre=f"Sorties examinées, référentiel {REFERENTIELS[referentiel]}",
            source=b.citer("sorties"),
            disposition=plan,
            notes=[
                f"Sont dites {mot} : "
                f"{', '.join(LIBELLES_BILAN[f'sortie {cle}'].lower() for cle in favorables)}. Les "
                "définitions de l'IAE, des PLIE et de la clause ne se mélangent pas."
            ],
        ),
        *(_favorables(b, table, referentiel, horizon, mot) for horizon in revus[:1]),
        *_aux_horizons(b, table, referentiel, revus, plan),
    ]  # fmt: skip


def _aux_horizons(
    b: Bilan, table: Diffusable, referentiel: str, revus: list[str], plan: Disposition
) -> list[Objet]:
    """Ce que sont devenues les personnes sorties, si elles ont été revues."""
    if len(revus) < 2:
        return [
            non_disponible(
                "Situation à 3, 6 et 12 mois, référentiel "
                f"{REFERENTIELS[referentiel]} : trop peu de personnes ont été revues."
            )
        ]
    mot = "dynamiques" if referentiel == "IAE" else "positives"
    tus = [h for h in HORIZONS if h not in revus]
    return [
        tableau(
            table.garder(indicateur="part_du_total"),
            titre="Situation à la sortie et aux horizons revus, référentiel "
            f"{REFERENTIELS[referentiel]}",
            source=b.citer("sorties"),
            disposition=replace(
                plan,
                colonnes="periode",
                libelles={
                    **plan.libelles,
                    **{periode_a_l_horizon(b.cumul, h): _quand(h).capitalize() for h in revus},
                },
            ),
            notes=[
                "Chaque part est prise sur les seules personnes revues à cet horizon : moins "
                "nombreuses à mesure qu'il s'éloigne, ce ne sont pas toutes celles de la sortie.",
                *(
                    [f"Trop peu de personnes ont été revues {' et '.join(map(_quand, tus))}."]
                    if tus
                    else []
                ),
            ],
        ),
        *(_favorables(b, table, referentiel, horizon, mot) for horizon in revus[1:]),
    ]


def _quand(horizon: str) -> str:
    return "à la sortie" if horizon == "0" else f"à {horizon} mois"


def _favorables(b: Bilan, table: Diffusable, referentiel: str, horizon: str, mot: str) -> Objet:
    """La part favorable à un horizon, de nombres tous montrés."""
    lignes = table.table
    lignes = lignes[
        (lignes["indicateur"] == "sorties_examinees")
        & (lignes["periode"] == periode_a_l_horizon(b.cumul, horizon))
    ].set_index("modalite")
    codes = [f"{referentiel}|{cle}" for cle in FAVORABLES[referentiel][1]]
    voulues = lignes.reindex([*codes, f"{referentiel}|"])
    if not (voulues["etat"] == "ok").all() or voulues["valeur"].iloc[-1] == 0:
        return phrase(
            f"{_quand(horizon).capitalize()}, la part des sorties {mot} ne se calcule pas : une "
            "valeur est secrète."
        )
    n, total = voulues["valeur"].iloc[:-1].sum(), voulues["valeur"].iloc[-1]
    return phrase(
        f"{_quand(horizon).capitalize()}, {n:.0f} "
        f"{accorder(n, 'sortie examinée', 'sorties examinées')} sur {total:.0f} "
        f"{accorder(n, f'est {mot[:-1]}', f'sont {mot}')}, "
        f"soit {avec_unite(100 * n / total, 'pourcentage', 1)}."
    )
