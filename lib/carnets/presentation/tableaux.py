"""Tableaux : une table longue passée par le secret, pivotée et mise en français."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from carnets.dictionnaire import Indicateur, indicateur
from carnets.indicateurs.dispersion import QUARTILES
from carnets.presentation.nombres import (
    UNITES,
    arrondir,
    cellule,
    legende_signes,
    rapport,
)
from carnets.presentation.objets import Objet, type_charge
from carnets.secret import Diffusable
from carnets.secret.regles import DEJA_PUBLIE
from carnets.secret.tableau import CLE

EFFECTIFS_ABSENTS = (
    "Les effectifs (n, N) de ces pourcentages ne sont pas publiés par la source : "
    "seuls les taux arrondis le sont."
)

type_rangee = dict[str, Any]

AXES = {"territoire": "Territoire", "indicateur": "Indicateur", "modalite": "", "periode": "Année"}


@dataclass(frozen=True)
class Disposition:
    """Comment une table longue devient des lignes et des colonnes.

    `lignes` et `colonnes` nomment deux colonnes de la table longue ; `entete` coiffe la colonne
    des libellés ; `roles` donne un rôle (`total`, `repere`, `accent`) à certaines lignes.
    """

    lignes: str = "territoire"
    colonnes: str = "indicateur"
    entete: str = ""
    roles: Mapping[str, str] = field(default_factory=dict)
    libelles: Mapping[str, str] = field(default_factory=dict)


def tableau(
    donnees: Diffusable,
    *,
    titre: str,
    source: str,
    disposition: Disposition | None = None,
    notes: Sequence[str] = (),
) -> Objet:
    """Tableau d'une table longue : une ligne par valeur de `lignes`, une colonne par `colonnes`.

    Chaque pourcentage porte son n et son N quand la source les donne ; si elle publie des taux
    seuls, une note le dit. Calculé de microdonnées, un taux sans n ni N les a ailleurs.
    Une combinaison absente de la table s'écrit « … » : elle n'est jamais un zéro. Lève
    `ValueError` si deux valeurs tombent dans la même cellule.
    """
    plan = disposition or Disposition()
    cles = list(dict.fromkeys(str(rangee[plan.colonnes]) for rangee in donnees.rangees))
    # Les années se lisent de gauche à droite, quel que soit l'ordre du fichier.
    ordre = sorted(cles) if plan.colonnes == "periode" else cles
    colonnes = [_colonne(cle, plan) for cle in ordre]
    rangees = _grouper(donnees, plan)
    lignes = [_ligne(cle, rangees[cle], plan, colonnes, donnees.territoires) for cle in rangees]
    return Objet(
        charge_tableau(
            titre=titre,
            entete=plan.entete or AXES[plan.lignes],
            colonnes=colonnes,
            lignes=lignes,
            notes=[*notes, *_notes_automatiques(lignes, donnees)],
            source=source,
        )
    )


def tableau_texte(
    titre: str,
    entetes: Sequence[str],
    lignes: Sequence[Sequence[str]],
    *,
    notes: Sequence[str] = (),
    source: str = "",
) -> Objet:
    """Tableau de textes (paramètres, conventions, journal) : ne porte aucune statistique."""
    colonnes = [{"cle": e, "libelle": e, "genre": "texte"} for e in entetes[1:]]
    corps = [
        {
            "cle": premiere,
            "entete": premiere,
            "role": "",
            "cellules": [cellule_texte(t) for t in suite],
        }
        for premiere, *suite in lignes
    ]
    return Objet(
        charge_tableau(
            titre=titre,
            entete=entetes[0],
            colonnes=colonnes,
            lignes=corps,
            notes=list(notes),
            source=source,
        )
    )


def ajouter_colonne(tableau: Objet, libelle: str, cellules: Mapping[str, type_charge]) -> Objet:
    """Le tableau et une colonne de plus, une cellule par clé de ligne.

    Les cellules se tirent de nombres déjà montrés par le tableau : rien n'y est à protéger.
    """
    charge = tableau.charge
    colonne = {"cle": libelle, "libelle": libelle, "genre": "nombre"}
    lignes = [
        {**ligne, "cellules": [*ligne["cellules"], cellules[ligne["cle"]]]}
        for ligne in charge["lignes"]
    ]
    return Objet({**charge, "colonnes": [*charge["colonnes"], colonne], "lignes": lignes})


def charge_tableau(
    *,
    titre: str,
    entete: str,
    colonnes: list[type_charge],
    lignes: list[type_charge],
    notes: list[str],
    source: str,
) -> type_charge:
    """Charge d'un tableau, forme commune au HTML, au PDF, à Word et à Excel."""
    return {
        "genre": "tableau",
        "titre": titre,
        "entete": entete,
        "colonnes": colonnes,
        "lignes": lignes,
        "notes": notes,
        "source": source,
    }


def cellule_texte(texte: str) -> type_charge:
    """Cellule sans nombre."""
    return {"genre": "texte", "texte": texte, "detail": ""}


def cellule_nombre(rangee: Mapping[str, Any], *, unite: str, decimales: int) -> type_charge:
    """Cellule chiffrée d'une rangée longue : texte affiché, valeur arrondie de même, n et N.

    La valeur portée est celle du texte : l'annexe Excel ne peut pas en dire plus que la page.
    """
    valeur, etat = float(rangee["valeur"]), str(rangee["etat"])
    detail = _detail(rangee) if unite == "pourcentage" and pd.notna(valeur) else ""
    return {
        "genre": "nombre",
        "texte": cellule(valeur, etat, unite, decimales),
        "valeur": float(arrondir(valeur, decimales)) if pd.notna(valeur) else None,
        "numerateur": float(arrondir(rangee["numerateur"])) if detail else None,
        "denominateur": float(arrondir(rangee["denominateur"])) if detail else None,
        "detail": detail,
        "etat": etat,
        "unite": unite,
        "decimales": decimales,
    }


def _detail(rangee: Mapping[str, Any]) -> str:
    n, total = rangee["numerateur"], rangee["denominateur"]
    return rapport(n, total) if pd.notna(n) and pd.notna(total) else ""


def _colonne(cle: str, plan: Disposition) -> type_charge:
    """Colonne et son unité ; en-tête de l'unité seulement si elle vaut pour toute la colonne."""
    if plan.colonnes != "indicateur":
        return {"cle": cle, "libelle": plan.libelles.get(cle, cle), "genre": "nombre"}
    fiche = indicateur(cle)
    unite = UNITES.get(fiche.unite, "").strip()
    libelle = plan.libelles.get(cle, fiche.libelle)
    en_tete = unite and fiche.unite not in {"pourcentage", "points"}
    return {
        "cle": cle,
        "libelle": f"{libelle} ({unite})" if en_tete else libelle,
        "genre": "nombre",
    }


def _ligne(
    cle: str,
    rangees: Mapping[str, type_rangee],
    plan: Disposition,
    colonnes: Sequence[type_charge],
    territoires: Mapping[str, str],
) -> type_charge:
    """Ligne de tableau, dans l'ordre des colonnes ; « … » où la table n'a pas de rangée."""
    return {
        "cle": cle,
        "entete": _libelle(cle, plan, territoires),
        "role": plan.roles.get(cle, ""),
        "cellules": [
            _cellule(rangees[c["cle"]], plan) if c["cle"] in rangees else _non_disponible()
            for c in colonnes
        ],
    }


def _cellule(rangee: Mapping[str, Any], plan: Disposition) -> type_charge:
    fiche = indicateur(str(rangee["indicateur"]))
    return cellule_nombre(rangee, unite=_unite_affichee(fiche, plan), decimales=fiche.decimales)


def _unite_affichee(fiche: Indicateur, plan: Disposition) -> str:
    """L'unité ne se répète pas dans la cellule quand l'en-tête de la colonne la porte."""
    if plan.colonnes == "indicateur" and fiche.unite not in {"pourcentage", "points"}:
        return ""
    return fiche.unite


def _libelle(cle: str, plan: Disposition, territoires: Mapping[str, str]) -> str:
    if cle in plan.libelles:
        return plan.libelles[cle]
    if plan.lignes == "territoire":
        return territoires.get(cle, cle)
    return indicateur(cle).libelle if plan.lignes == "indicateur" else cle


def _grouper(donnees: Diffusable, plan: Disposition) -> dict[str, dict[str, type_rangee]]:
    """Les rangées par ligne puis par colonne ; une cellule publiée sur peu d'unités est marquée.

    Lève `ValueError` si deux valeurs prétendent à la même cellule.
    """
    groupes: dict[str, dict[str, type_rangee]] = {}
    for rangee in donnees.rangees:
        fragile = rangee["etat"] == "ok" and tuple(rangee[c] for c in CLE) in donnees.fragiles
        ligne, colonne = str(rangee[plan.lignes]), str(rangee[plan.colonnes])
        voisines = groupes.setdefault(ligne, {})
        if colonne in voisines:
            raise ValueError(
                f"deux valeurs pour la cellule ({ligne}, {colonne}) : "
                "filtrez la table ou choisissez d'autres lignes et colonnes"
            )
        voisines[colonne] = {**rangee, "etat": "fragile"} if fragile else {**rangee}
    return groupes


def _non_disponible() -> type_charge:
    return cellule_nombre(
        {"valeur": float("nan"), "etat": "nd", "numerateur": None, "denominateur": None},
        unite="",
        decimales=0,
    )


def _notes_automatiques(lignes: Sequence[type_charge], donnees: Diffusable) -> list[str]:
    """Signes employés, et absence d'effectifs derrière un pourcentage."""
    notes = legende_signes({c["etat"] for ligne in lignes for c in ligne["cellules"]})
    publies = donnees.regle == DEJA_PUBLIE and any(map(_taux_sans_effectif, donnees.rangees))
    return [*notes, EFFECTIFS_ABSENTS] if publies else notes


def _taux_sans_effectif(rangee: Mapping[str, Any]) -> bool:
    """Vrai d'un pourcentage que sa source publie seul.

    Un quartile n'a pas d'effectif : c'est nous qui le tirons des taux de plusieurs territoires.
    """
    return (
        indicateur(str(rangee["indicateur"])).unite == "pourcentage"
        and rangee["modalite"] not in QUARTILES
        and pd.notna(rangee["valeur"])
        and not _detail(rangee)
    )
