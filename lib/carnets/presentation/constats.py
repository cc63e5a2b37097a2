"""Constats de cohérence : la valeur publiée, la valeur recalculée et le verdict, côte à côte."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from carnets.presentation.nombres import arrondir, cellule
from carnets.presentation.objets import Objet, type_charge
from carnets.presentation.tableaux import cellule_texte, charge_tableau
from carnets.presentation.textes import typographie
from carnets.secret import Diffusable

VERDICTS = {
    "exact": "Exact",
    "arrondi": "Arrondi près",
    "incoherent": "Incohérent",
    "non_verifiable": "Non vérifiable",
}
GRANDEURS = ("publie", "recalcule", "ecart")
BORNES = ("bas", "haut")
HYPOTHESES = ("convention_etp", "denominateur_retrouve")
"""Contrôles qui essaient plusieurs hypothèses : qu'une échoue n'est pas une incohérence."""

ISSUES = {"exact": "Compatible", "arrondi": "Compatible", "incoherent": "Incompatible"}
UNITES_FINES = frozenset({"pourcentage", "points", "ratio", "indice", "coefficient"})
Rangee = Mapping[str, Any]
UNITES_COURTES = {"heures_par_an": "heures"}


@dataclass(frozen=True)
class Tri:
    """Les constats, rangés par ce qu'un lecteur doit en faire."""

    incoherents: pd.DataFrame
    non_verifiables: pd.DataFrame
    concordants: pd.DataFrame
    hypotheses: pd.DataFrame


def trier(constats: pd.DataFrame) -> Tri:
    """Constats à regarder, sans appui, retrouvés ; et à part, les hypothèses essayées."""
    essais = constats["controle"].isin(HYPOTHESES)
    fermes, verdicts = constats[~essais], constats.loc[~essais, "verdict"]
    return Tri(
        incoherents=fermes[verdicts == "incoherent"],
        non_verifiables=fermes[verdicts == "non_verifiable"],
        concordants=fermes[verdicts.isin(["exact", "arrondi"])],
        hypotheses=constats[essais],
    )


def constats_longs(constats: pd.DataFrame, *, territoire: str, periode: str) -> pd.DataFrame:
    """Constats en table longue, pour passer par le secret comme tout autre chiffre.

    Indicateurs `constat_publie`, `_recalcule`, `_ecart`, `_bas`, `_haut` (bornes du recalcul
    quand ses termes sont arrondis) ; modalité : rang du constat (son index), sur trois chiffres.
    """
    # Comme dans les tableaux d'objectifs : un écart positif, c'est un chiffre publié trop haut.
    ecarts = constats.assign(ecart=constats["publie"] - constats["recalcule"])
    longue = (
        ecarts[[*GRANDEURS, *BORNES]]
        .melt(ignore_index=False, var_name="indicateur", value_name="valeur")
        .reset_index(names="rang")
    )
    return pd.DataFrame(
        {
            "territoire": territoire,
            "periode": periode,
            "indicateur": "constat_" + longue["indicateur"].astype(str),
            "modalite": longue["rang"].map(lambda rang: f"{rang:03d}"),
            "numerateur": float("nan"),
            "denominateur": float("nan"),
            "valeur": longue["valeur"].astype(float),
            "etat": longue["valeur"].isna().map({True: "sans_objet", False: "ok"}),
        }
    )


def tableau_constats(
    donnees: Diffusable, constats: pd.DataFrame, *, titre: str, source: str
) -> Objet:
    """Tableau des constats : publié, recalculé, écart, verdict, explication.

    Les nombres viennent de `donnees` (passées par le secret), les mots de `constats`.
    """
    valeurs = {(str(r["indicateur"]), str(r["modalite"])): r for r in _rangees(donnees.table)}
    lignes = [
        _ligne(rang, constat, valeurs)
        for rang, constat in zip(constats.index, _rangees(constats), strict=True)
    ]
    entetes = ("Publié", "Recalculé", "Écart")
    colonnes = [
        {"cle": g, "libelle": e, "genre": "nombre"} for g, e in zip(GRANDEURS, entetes, strict=True)
    ]
    colonnes += [
        {"cle": cle, "libelle": libelle, "genre": "texte"}
        for cle, libelle in (("verdict", "Verdict"), ("explication", "Explication"))
    ]
    return Objet(
        charge_tableau(
            titre=titre,
            entete="Contrôle",
            colonnes=colonnes,
            lignes=lignes,
            notes=[
                "Écart : publié − recalculé. Les chiffres publiés ne sont jamais modifiés. "
                "« Arrondi près » : l'écart tient "
                "dans la précision imprimée. /// : le document ne donne rien à comparer."
            ],
            source=source,
        )
    )


def _ligne(
    rang: Hashable, constat: Mapping[str, object], valeurs: Mapping[tuple[str, str], Rangee]
) -> type_charge:
    unite = UNITES_COURTES.get(str(constat["unite"]), str(constat["unite"]))
    n = {g: valeurs[f"constat_{g}", f"{rang:03d}"] for g in (*GRANDEURS, *BORNES)}
    return {
        "cle": str(constat["objet"]),
        "entete": typographie(str(constat["objet"])),
        "role": "",
        "cellules": [
            _cellule(n["publie"], unite),
            _cellule(n["recalcule"], unite) | {"detail": _fourchette(n["bas"], n["haut"], unite)},
            _cellule(n["ecart"], "points" if unite == "pourcentage" else unite),
            cellule_texte(_verdict(constat)),
            cellule_texte(typographie(str(constat["explication"]))),
        ],
    }


def _rangees(table: pd.DataFrame) -> list[Rangee]:
    return [{str(c): v for c, v in r.items()} for r in table.to_dict("records")]


def _verdict(constat: Mapping[str, object]) -> str:
    mots = ISSUES if constat["controle"] in HYPOTHESES else VERDICTS
    return mots.get(str(constat["verdict"]), VERDICTS["non_verifiable"])


def _fourchette(bas: Rangee, haut: Rangee, unite: str) -> str:
    """Bornes du recalcul, quand des termes arrondis ne permettent pas mieux."""
    if pd.isna(bas["valeur"]) or pd.isna(haut["valeur"]):
        return ""
    return f"entre {_cellule(bas, unite)['texte']} et {_cellule(haut, unite)['texte']}"


def _cellule(rangee: Rangee, unite: str) -> type_charge:
    """Un nombre de constat : entier s'il l'est, sinon assez de décimales pour voir l'écart."""
    valeur, etat = float(rangee["valeur"]), str(rangee["etat"])
    decimales = 0 if pd.isna(valeur) else _decimales(valeur, unite)
    return {
        "genre": "nombre",
        "texte": cellule(valeur, etat, unite, decimales),
        "valeur": float(arrondir(valeur, decimales)) if pd.notna(valeur) else None,
        "numerateur": None,
        "denominateur": None,
        "detail": "",
        "etat": etat,
        "unite": unite,
        "decimales": decimales,
    }


def _decimales(valeur: float, unite: str) -> int:
    if arrondir(valeur) == arrondir(valeur, 6):
        return 0
    return 2 if unite in UNITES_FINES else 1
