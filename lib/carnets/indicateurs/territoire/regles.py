"""Ce que l'on ne fait pas avec des chiffres de quartiers, et quoi faire à la place."""

from itertools import pairwise
from typing import Literal, NoReturn

import pandas as pd

from carnets.codes import geographie_qpv
from carnets.comparabilite import Famille, famille
from carnets.dictionnaire import Indicateur, indicateur
from carnets.erreurs import UsageIncorrect
from carnets.indicateurs.territoire.catalogue import origine

Operation = Literal["somme", "moyenne"]

A_LA_PLACE = (
    "Donnez la liste des quartiers, l'étendue (etendue), les quartiles de la liste (reperes) ou le "
    "nombre de quartiers au-dessus d'un seuil (nombre_au_dessus)."
)
_CHOMAGE = "taux de chômage"


def agreger(nom: str, operation: Operation) -> NoReturn:
    """Lève toujours `UsageIncorrect` : un indicateur de quartiers ne s'agrège pas.

    L'Insee les dit non sommables : ils portent un bruit de confidentialité, des personnes y
    comptent dans deux quartiers, et la médiane d'une réunion n'est pas la moyenne des médianes.
    """
    fiche = indicateur(nom)
    motif = _motif(fiche, nom, operation)
    raise UsageIncorrect(f"« {fiche.libelle} » : {operation} refusée. {motif} {A_LA_PLACE}")


def _motif(fiche: Indicateur, nom: str, operation: Operation) -> str:
    if "median" in nom or "quartile" in nom or "decile" in nom:
        return (
            "La médiane ou le quantile d'une réunion de quartiers n'est ni la somme ni la moyenne "
            "des leurs."
        )
    if fiche.unite in {"nombre", "personnes", "contrats"}:
        if operation == "moyenne":
            return "Une moyenne d'effectifs décrit un quartier qui n'existe pas."
        return "L'Insee publie ces effectifs comme non sommables d'un quartier à l'autre."
    return (
        "Un taux ou un rapport ne se somme ni ne se moyenne : les populations des quartiers "
        "diffèrent, et leurs dénominateurs ne sont pas tous publiés."
    )


def exiger_meme_geographie(territoires: pd.Series) -> str:
    """La géographie commune de ces quartiers ; `UsageIncorrect` si 2015 et 2024 se mêlent."""
    lues = {geographie_qpv(str(code)) for code in territoires} - {None}
    if len(lues) > 1:
        raise UsageIncorrect(
            "Quartiers de 2015 et de 2024 dans une même série : les contours ont changé, l'écart "
            "mesurerait le découpage. Faites deux blocs, reliés par la table de passage (passages)."
        )
    return next(iter(lues), "") or ""


def exiger_comparables(nom: str, editions: tuple[str, ...]) -> tuple[int, ...]:
    """Les années de référence de ces éditions ; `UsageIncorrect` si elles ne se comparent pas."""
    if motif := motif_de_refus(nom, editions):
        raise UsageIncorrect(f"« {indicateur(nom).libelle} » : {motif}")
    return tuple(_famille(nom).annees[e] for e in editions)


def motif_de_refus(nom: str, editions: tuple[str, ...]) -> str:
    """Pourquoi ces éditions ne se comparent pas, et quoi faire ; vide si elles se comparent.

    Année non établie, même année sous deux éditions, deux millésimes consécutifs d'une source qui
    l'interdit, définition qui change.
    """
    regle = _famille(nom)
    if not indicateur(nom).comparable_dans_le_temps:
        return (
            "sa définition ou son champ changent d'une édition à l'autre. Citez chaque édition "
            "pour elle-même."
        )
    ordre = sorted(int(e) for e in editions)
    if not regle.consecutives and any(b - a == 1 for a, b in pairwise(ordre)):
        return (
            f"deux millésimes consécutifs ({regle.nom}) ne doivent pas être comparés. Prenez deux "
            "éditions espacées d'au moins deux ans."
        )
    absentes = [e for e in editions if e not in regle.annees]
    if absentes:
        return (
            f"l'année de référence de l'édition {' et '.join(absentes)} n'est pas établie. "
            "Comparez les quartiers dans une même édition, ou citez l'évolution que l'Insee publie "
            "lui-même."
        )
    annees = [regle.annees[e] for e in editions]
    if len(set(annees)) < len(annees):
        return (
            f"les éditions {' et '.join(editions)} donnent la même année ({annees[0]}) : ce n'est "
            "pas une évolution. Prenez une édition plus ancienne."
        )
    return ""


def _famille(nom: str) -> Famille:
    theme, mesure = origine(nom)
    return famille(theme, mesure.numerateurs[0])


def exiger_meme_annee(cadre: pd.DataFrame, nom: str) -> str:
    """La période commune à ces territoires ; `UsageIncorrect` si leurs années diffèrent."""
    periodes = sorted(set(cadre.loc[cadre["indicateur"] == nom, "periode"]))
    if len(periodes) != 1:
        raise UsageIncorrect(
            f"« {indicateur(nom).libelle} » : années différentes entre un territoire et ses "
            f"comparateurs ({', '.join(periodes) or 'aucune'}). Prenez la même année pour tous."
        )
    return str(periodes[0])


def exiger_mot_juste(nom: str, libelle: str) -> str:
    """`libelle`, s'il ne dit pas « taux de chômage » d'un nombre d'inscrits à Pôle emploi.

    Aucune table de quartiers ne compte les chômeurs au sens du BIT : une part de demandeurs
    d'emploi n'a pas les actifs pour dénominateur.
    """
    if _CHOMAGE in libelle.lower().replace("\u00a0", " "):
        raise UsageIncorrect(
            f"« {libelle} » pour « {nom} » : ce n'est pas un taux de chômage, mais une part de "
            "demandeurs d'emploi en fin de mois, dont les actifs ne sont pas le dénominateur. "
            f"Écrivez « {indicateur(nom).libelle} »."
        )
    return libelle


def refuser_taux_de_chomage() -> NoReturn:
    """Lève toujours `UsageIncorrect` : ce taux ne se calcule pas des tables de quartiers."""
    raise UsageIncorrect(
        "Taux de chômage d'un quartier : aucune table ne le donne ni ne permet de le calculer (les "
        "actifs et les chômeurs au sens du BIT n'y sont pas). Citez le taux d'emploi, ou le nombre "
        "et la structure des demandeurs d'emploi en fin de mois."
    )
