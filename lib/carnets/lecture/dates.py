"""Dates et mois, ISO ou français ; une année sur deux chiffres est refusée."""

import re
from datetime import datetime

from carnets.lecture.conversion import Conversion
from carnets.lecture.entetes import cle_entete
from carnets.modeles.base import Colonne

_DATES = (
    ("%Y-%m-%d", re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}"), ""),
    ("%d/%m/%Y", re.compile(r"[0-9]{1,2}/[0-9]{1,2}/[0-9]{4}"), "date_francaise"),
    ("%d-%m-%Y", re.compile(r"[0-9]{1,2}-[0-9]{1,2}-[0-9]{4}"), "date_francaise"),
    ("%d.%m.%Y", re.compile(r"[0-9]{1,2}\.[0-9]{1,2}\.[0-9]{4}"), "date_francaise"),
)
_HEURE_NULLE = re.compile(r"[T ]00:00(?::00(?:\.0+)?)?(?:Z|\+00:00)?$")


def date(texte: str, colonne: Colonne) -> Conversion:
    jour = _HEURE_NULLE.sub("", texte)
    regle_heure = "heure_nulle_otee" if jour != texte else ""
    for modele_date, motif, regle in _DATES:
        if motif.fullmatch(jour):
            try:
                return Conversion(datetime.strptime(jour, modele_date), regle or regle_heure)
            except ValueError:
                return Conversion(cause="jour absent du calendrier", remede="vérifiez jour et mois")
    return Conversion(
        cause="date illisible", remede="écrivez AAAA-MM-JJ, l'année sur quatre chiffres"
    )


_MOIS_ISO = re.compile(r"([0-9]{4})-(0[1-9]|1[0-2])")
_MOIS_FR = re.compile(r"(0?[1-9]|1[0-2])/([0-9]{4})")
_MOIS_LETTRES = re.compile(r"([a-z]+)_([0-9]{4})")
_NOMS_MOIS = (
    "janv",
    "fev",
    "mars",
    "avr",
    "mai",
    "juin",
    "juil",
    "aou",
    "sept",
    "oct",
    "nov",
    "dec",
)
_MOIS_ENTIERS = {
    *("janvier", "fevrier", "mars", "avril", "mai", "juin", "juillet", "aout", "septembre"),
    *("octobre", "novembre", "decembre"),
}


def mois(texte: str, colonne: Colonne) -> Conversion:
    if _MOIS_ISO.fullmatch(texte):
        return Conversion(texte)
    francais = _MOIS_FR.fullmatch(texte)
    if francais:
        return Conversion(f"{francais[2]}-{int(francais[1]):02d}", "mois_francais")
    lettres = _MOIS_LETTRES.fullmatch(cle_entete(texte))
    if lettres:
        return _mois_en_lettres(lettres[1], lettres[2])
    jour = date(texte, colonne).valeur
    if isinstance(jour, datetime) and jour.day == 1:
        return Conversion(f"{jour:%Y-%m}", "premier_du_mois")
    return Conversion(cause="mois illisible", remede="écrivez AAAA-MM, par exemple 2019-03")


def _mois_en_lettres(nom: str, annee: str) -> Conversion:
    for rang, debut in enumerate(_NOMS_MOIS, start=1):
        if nom.startswith(debut) and (nom in _MOIS_ENTIERS or len(nom) <= 5):
            return Conversion(f"{annee}-{rang:02d}", "mois_en_lettres")
    return Conversion(cause="mois illisible", remede="écrivez AAAA-MM, par exemple 2019-03")
