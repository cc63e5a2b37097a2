"""Ce qu'un document affirme de chiffres qu'il cite : un total et ses parties, un facteur."""

from typing import Any

import pandas as pd

from carnets.indicateurs.controles.verdict import Constat, constat

SOMMES = {
    "part_regies_conventionnees": (
        "part_regies_ei", "part_regies_aci", "part_regies_aci_et_ei",
    ),
    "salaries_exemple": ("salaries_insertion_exemple", "salaries_permanents_exemple"),
    "territoires_cites_emploi": (
        "territoires_cites_emploi_debut_2020", "territoires_cites_emploi_mi_2020",
        "territoires_cites_emploi_novembre_2020",
    ),
    "entreprises_soumissionnaires": ("soumissionnaires_circulaires", "soumissionnaires_autres"),
}  # fmt: skip
"""Grandeur citée → celles dont elle est la somme, citées ailleurs dans le document."""

FACTEURS = {"facteur_reemploi": ("etp_reemploi", "etp_ressources_vierges")}
"""Grandeur citée → le numérateur et le dénominateur dont elle est le rapport."""


def sommes_citees(chiffres: pd.DataFrame, *, territoire: str) -> list[Constat]:
    """Chaque total cité, confronté à la somme de ses parties citées.

    Seuls les totaux dont toutes les parties sont citées le sont. Tolérance : celle des arrondis.

    Colonnes lues : `territoire, grandeur, libelle, valeur, precision, unite`.
    """
    cites = _cites(chiffres, territoire)
    constats = []
    for total, parties in SOMMES.items():
        if {total, *parties} <= set(cites):
            entier, lot = cites[total], [cites[nom] for nom in parties]
            arrondi = sum(partie["precision"] for partie in lot) / 2
            constats.append(
                constat(
                    "somme_citee",
                    f"{entier['libelle']} : somme de ce qui la compose",
                    entier["valeur"],
                    sum(partie["valeur"] for partie in lot),
                    unite=entier["unite"],
                    incertitude=arrondi if entier["unite"] == "pourcentage" else 0.0,
                    explication=" + ".join(partie["libelle"] for partie in lot) + ".",
                )
            )
    return constats


def facteurs_cites(chiffres: pd.DataFrame, *, territoire: str) -> list[Constat]:
    """Chaque facteur cité (« multiplié par 50 »), confronté au rapport de ses deux termes.

    Colonnes lues : celles de `sommes_citees`.
    """
    cites = _cites(chiffres, territoire)
    return [
        constat(
            "facteur_cite",
            f"{cites[facteur]['libelle']} : rapport de ses deux termes",
            cites[facteur]["valeur"],
            cites[haut]["valeur"] / cites[bas]["valeur"],
            unite=cites[facteur]["unite"],
            precision=cites[facteur]["precision"],
            explication=f"{cites[haut]['libelle']} / {cites[bas]['libelle']}.",
        )
        for facteur, (haut, bas) in FACTEURS.items()
        if {facteur, haut, bas} <= set(cites)
    ]


def _cites(chiffres: pd.DataFrame, territoire: str) -> dict[str, dict[str, Any]]:
    """Grandeur → sa citation dans le territoire, la première si elle est citée deux fois."""
    locales = chiffres[chiffres["territoire"] == territoire].drop_duplicates("grandeur")
    return {
        str(ligne["grandeur"]): {str(cle): valeur for cle, valeur in ligne.items()}
        for ligne in locales.to_dict("records")
    }
