"""Nombres dans tous les dialectes français ; ce qui a deux lectures est refusé."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from carnets.lecture.conversion import ESPACES, Conversion
from carnets.lecture.dates import date
from carnets.modeles.base import ANNEE, Colonne

_GROUPES = re.compile(
    r"([-\u2212+]?[0-9]{1,3})((?:[ \u00a0\u202f\u2009'\u2019][0-9]{3})+)((?:[.,][0-9]+)?)"
)
_POINTS = re.compile(
    r"([-\u2212+]?[0-9]{1,3})((?:\.[0-9]{3})+),([0-9]+)|([-\u2212+]?[0-9]{1,3})((?:\.[0-9]{3}){2,})"
)
_SIMPLE = re.compile(r"[-\u2212+]?[0-9]+(?:[.,][0-9]+)?")
_MINUSCULE = re.compile(r"-?[0-9](?:\.[0-9]+)?e-[0-9]+", re.IGNORECASE)
_SUFFIXES = {"€": ("€", "EUR", "euros", "€ HT"), "h": ("h", "heures", "H"), "ETP": ("ETP",)}


def nombre(texte: str, colonne: Colonne) -> Conversion:
    nu, regle, diviseur = _sans_unite(texte, colonne.unite)
    lu = _lire_nombre(nu)
    if lu is None:
        return Conversion(cause="nombre illisible", remede=_remede_nombre(texte))
    valeur, regle_nombre = lu
    valeur /= diviseur
    refus = _hors_bornes(valeur, colonne)
    return refus or Conversion(valeur, "+".join(r for r in (regle_nombre, regle) if r))


def dans_son_unite(unite: str, facteur: float) -> Callable[[str, Colonne], Conversion]:
    """Un nombre écrit dans l'unité du fichier, rendu dans celle du modèle, bornes comprises."""

    def convertir(texte: str, colonne: Colonne) -> Conversion:
        nu = texte.removesuffix(unite).rstrip(ESPACES)
        lu = nombre(nu, replace(colonne, unite="", minimum=None, maximum=None))
        if lu.cause:
            return lu
        valeur = float(str(lu.valeur)) * facteur
        regle = "+".join(r for r in (lu.regle, f"unite_convertie[{unite}]" * (facteur != 1)) if r)
        return _hors_bornes(valeur, colonne) or Conversion(valeur, regle)

    return convertir


def entier(texte: str, colonne: Colonne) -> Conversion:
    if colonne.unite == ANNEE and not re.fullmatch("[0-9]{4}", texte):
        jour = date(texte, colonne).valeur
        if isinstance(jour, datetime):
            return _hors_bornes(jour.year, colonne) or Conversion(jour.year, "annee_d_une_date")
    lu = nombre(texte, colonne)
    if lu.cause:
        return lu
    valeur = float(str(lu.valeur))
    if valeur != int(valeur):
        return Conversion(
            cause="nombre non entier", remede="vérifiez la colonne : un compte est entier"
        )
    decimale = "decimale_nulle" if re.search(r"[.,]0+$", texte) else ""
    return Conversion(int(valeur), lu.regle or decimale)


def _sans_unite(texte: str, unite: str) -> tuple[str, str, float]:
    """Ôte le signe d'unité attendu. « 12 % » dans une colonne de ratio vaut 0,12."""
    if texte.endswith("%") and unite in ("pourcentage", "ratio"):
        sans = texte[:-1].rstrip(ESPACES)
        return (
            (sans, "signe_pourcent", 1.0)
            if unite == "pourcentage"
            else (sans, "pourcent_en_ratio", 100.0)
        )
    for suffixe in _SUFFIXES.get(unite, ()):
        if texte.endswith(suffixe):
            return texte[: -len(suffixe)].rstrip(ESPACES), "unite_otee", 1.0
    return texte, "", 1.0


def _lire_nombre(texte: str) -> tuple[float, str] | None:
    if _SIMPLE.fullmatch(texte):
        return _flottant(texte), "virgule_decimale" if "," in texte else ""
    groupes = _GROUPES.fullmatch(texte)
    if groupes:
        return _flottant(
            groupes[1] + re.sub("[^0-9]", "", groupes[2]) + groupes[3]
        ), "separateur_milliers"
    points = _POINTS.fullmatch(texte)
    if points:
        entier = (points[1] or points[4]) + (points[2] or points[5]).replace(".", "")
        return _flottant(f"{entier}.{points[3] or 0}"), "separateur_milliers"
    if _MINUSCULE.fullmatch(texte):
        return float(texte), "notation_scientifique"
    return None


def _flottant(texte: str) -> float:
    return float(texte.replace(",", ".").replace("\u2212", "-"))


def _remede_nombre(texte: str) -> str:
    if re.fullmatch(r"[0-9]+:[0-5][0-9](?::[0-5][0-9])?", texte):
        return "écrivez les heures en décimal (151:40 devient 151,67)"
    if re.search(r"[0-9][Ee]\+?[0-9]", texte):
        return "notation scientifique : reprenez le nombre entier dans l'export d'origine"
    if re.search(r"[0-9]\s+[.,]|[.,]\s+[0-9]", texte):
        return "ôtez l'espace placé devant ou derrière la virgule"
    return "écrivez un nombre seul ; si c'est un signe d'absence, déclarez-le sous « manquants »"


def _hors_bornes(valeur: float, colonne: Colonne) -> Conversion | None:
    bas = colonne.minimum is not None and valeur < colonne.minimum
    haut = colonne.maximum is not None and valeur > colonne.maximum
    if not (bas or haut):
        return None
    return Conversion(cause="valeur hors bornes", remede="vérifiez la valeur et son unité")
