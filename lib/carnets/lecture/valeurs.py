"""Une cellule de texte → sa valeur, la règle qui l'a réparée, ou la cause du refus.

Rien n'est deviné : ce qui a deux lectures possibles est refusé. Chaque réparation porte le nom de
sa règle, que le rapport de contrôle compte.
"""

import re
import unicodedata
from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple

from carnets.codes import FORMATS
from carnets.erreurs import suggestion
from carnets.lecture.entetes import cle_entete
from carnets.modeles.base import Colonne

ESPACES = " \t\n\u00a0\u202f\u2009"


class Conversion(NamedTuple):
    """Une cellule convertie. `cause` vide : acceptée ; `valeur` None : absente."""

    valeur: object = None
    regle: str = ""
    cause: str = ""
    remede: str = ""


ABSENTE = Conversion()
_ERREURS_TABLEUR = re.compile(r"#(?:REF|N/A|VALEUR|VALUE|DIV/0|NOM|NAME|NUL|NULL|NOMBRE|NUM)[!?]?")
_CONTROLE = re.compile("[\x00-\x08\x0b-\x1f\x7f\ufffd]")
_GROUPES = re.compile(
    r"([-\u2212+]?[0-9]{1,3})((?:[ \u00a0\u202f\u2009'\u2019][0-9]{3})+)((?:[.,][0-9]+)?)"
)
_POINTS = re.compile(
    r"([-\u2212+]?[0-9]{1,3})((?:\.[0-9]{3})+),([0-9]+)|([-\u2212+]?[0-9]{1,3})((?:\.[0-9]{3}){2,})"
)
_SIMPLE = re.compile(r"[-\u2212+]?[0-9]+(?:[.,][0-9]+)?")
_MINUSCULE = re.compile(r"-?[0-9](?:\.[0-9]+)?e-[0-9]+", re.IGNORECASE)
_ELEMENTS = re.compile(r"'([^']*)'|\"([^\"]*)\"")
_SUFFIXES = {"€": ("€", "EUR", "euros", "€ HT"), "h": ("h", "heures", "H"), "ETP": ("ETP",)}


def convertisseur(
    colonne: Colonne, alias: dict[str, str], manquants: tuple[str, ...]
) -> Callable[[str], Conversion]:
    """La fonction qui convertit les cellules de `colonne`, alias et signes d'absence compris."""
    convertir = _PAR_TYPE[colonne.type] if not colonne.valeurs else _modalite

    def cellule(brut: str) -> Conversion:
        texte = brut.strip(ESPACES)
        if texte in manquants and texte:
            return _absente(colonne, f"signe_absence[{texte}]")
        if not texte:
            return _absente(colonne, "")
        if _ERREURS_TABLEUR.fullmatch(texte):
            return Conversion(
                cause="erreur de tableur", remede="corrigez la formule dans le fichier source"
            )
        if _CONTROLE.search(texte):
            return Conversion(
                cause="caractère illisible", remede="réenregistrez le fichier en UTF-8"
            )
        if texte in alias:
            return convertir(alias[texte], colonne)._replace(regle="alias")
        resultat = convertir(texte, colonne)
        if texte != brut and not resultat.regle and not resultat.cause:
            return resultat._replace(regle="espaces")
        return resultat

    return cellule


def _absente(colonne: Colonne, regle: str) -> Conversion:
    if colonne.obligatoire:
        return Conversion(
            cause="cellule vide", remede="complétez la cellule dans le fichier source"
        )
    return Conversion(regle=regle)


def _texte(texte: str, colonne: Colonne) -> Conversion:
    compose = unicodedata.normalize("NFC", texte)
    return Conversion(compose, "unicode_compose" if compose != texte else "")


def _modalite(texte: str, colonne: Colonne) -> Conversion:
    if colonne.type == "liste":
        return _liste(texte, colonne)
    if texte in colonne.valeurs:
        return Conversion(texte)
    proches = [v for v in colonne.valeurs if cle_entete(v) == cle_entete(texte)]
    if len(proches) == 1:
        return Conversion(proches[0], "casse_ou_accents")
    proche = suggestion(texte, list(colonne.valeurs))
    remede = f"{proche} Sinon, déclarez-la sous « valeurs » dans dossier.yml."
    return Conversion(cause="modalité inconnue", remede=remede)


def _liste(texte: str, colonne: Colonne) -> Conversion:
    crochets = texte.startswith("[") and texte.endswith("]")
    if crochets:  # liste écrite par un programme : ['a', 'b'] ou ["a"]
        texte = "|".join(a or b for a, b in _ELEMENTS.findall(texte))
    elements = [e.strip(ESPACES) for e in texte.split("|")]
    if not colonne.valeurs:
        return Conversion("|".join(elements), "liste_reecrite" if crochets else "")
    lus = [_modalite(e, _seule(colonne)) for e in elements if e]
    refus = next((c for c in lus if c.cause), None)
    if refus:
        return refus
    regle = next((c.regle for c in lus if c.regle), "liste_reecrite" if crochets else "")
    return Conversion("|".join(str(c.valeur) for c in lus), regle)


def _seule(colonne: Colonne) -> Colonne:
    return Colonne(colonne.nom, "texte", colonne.description, valeurs=colonne.valeurs)


def _code(texte: str, colonne: Colonne) -> Conversion:
    format_ = FORMATS[colonne.format]
    if format_.valide(texte):
        return Conversion(texte)
    sans_espace = re.sub(f"[{ESPACES}.]", "", texte).upper()
    if format_.valide(sans_espace):
        return Conversion(sans_espace, "code_reecrit")
    retabli = format_.retablir(texte)
    if retabli:
        return Conversion(retabli, "zero_initial")
    if re.fullmatch(r"[0-9][.,][0-9]+E\+?[0-9]+", texte):
        remede = "formatez la colonne en texte dans le tableur et reprenez l'export d'origine"
        return Conversion(cause="code abîmé par un tableur (notation scientifique)", remede=remede)
    if texte.endswith(".0") and (format_.valide(texte[:-2]) or format_.retablir(texte[:-2])):
        return Conversion(format_.retablir(texte[:-2]) or texte[:-2], "code_lu_comme_nombre")
    if format_.motif.fullmatch(texte):
        remede = "vérifiez chaque chiffre auprès de la source"
        return Conversion(cause="clé de contrôle fausse", remede=remede)
    return Conversion(
        cause="code mal formé", remede="vérifiez le code, écrit en texte avec ses zéros"
    )


def _nombre(texte: str, colonne: Colonne) -> Conversion:
    nu, regle, diviseur = _sans_unite(texte, colonne.unite)
    lu = _lire_nombre(nu)
    if lu is None:
        return Conversion(cause="nombre illisible", remede=_remede_nombre(texte))
    nombre, regle_nombre = lu
    nombre /= diviseur
    horsbornes = _hors_bornes(nombre, colonne)
    return horsbornes or Conversion(nombre, "+".join(r for r in (regle_nombre, regle) if r))


def _entier(texte: str, colonne: Colonne) -> Conversion:
    lu = _nombre(texte, colonne)
    if lu.cause:
        return lu
    nombre = float(str(lu.valeur))
    if nombre != int(nombre):
        return Conversion(
            cause="nombre non entier", remede="vérifiez la colonne : un compte est entier"
        )
    decimale = "decimale_nulle" if re.search(r"[.,]0+$", texte) else ""
    return Conversion(int(nombre), lu.regle or decimale)


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


def _hors_bornes(nombre: float, colonne: Colonne) -> Conversion | None:
    bas = colonne.minimum is not None and nombre < colonne.minimum
    haut = colonne.maximum is not None and nombre > colonne.maximum
    if not (bas or haut):
        return None
    return Conversion(cause="valeur hors bornes", remede="vérifiez la valeur et son unité")


def _booleen(texte: str, colonne: Colonne) -> Conversion:
    valeur = _BOOLEENS.get(cle_entete(texte))
    if valeur is None:
        return Conversion(cause="ni oui ni non", remede="écrivez oui ou non")
    return Conversion(valeur, "" if texte in ("oui", "non", "true", "false") else "booleen_reecrit")


_BOOLEENS = {
    **dict.fromkeys(("oui", "o", "vrai", "true", "1", "x", "1_0"), True),
    **dict.fromkeys(("non", "n", "faux", "false", "0", "0_0"), False),
}
_DATES = (
    ("%Y-%m-%d", re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}"), ""),
    ("%d/%m/%Y", re.compile(r"[0-9]{1,2}/[0-9]{1,2}/[0-9]{4}"), "date_francaise"),
    ("%d-%m-%Y", re.compile(r"[0-9]{1,2}-[0-9]{1,2}-[0-9]{4}"), "date_francaise"),
    ("%d.%m.%Y", re.compile(r"[0-9]{1,2}\.[0-9]{1,2}\.[0-9]{4}"), "date_francaise"),
)
_HEURE_NULLE = re.compile(r"[T ]00:00(?::00(?:\.0+)?)?(?:Z|\+00:00)?$")


def _date(texte: str, colonne: Colonne) -> Conversion:
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


def _mois(texte: str, colonne: Colonne) -> Conversion:
    if _MOIS_ISO.fullmatch(texte):
        return Conversion(texte)
    francais = _MOIS_FR.fullmatch(texte)
    if francais:
        return Conversion(f"{francais[2]}-{int(francais[1]):02d}", "mois_francais")
    lettres = _MOIS_LETTRES.fullmatch(cle_entete(texte))
    if lettres:
        return _mois_en_lettres(lettres[1], lettres[2])
    jour = _date(texte, colonne).valeur
    if isinstance(jour, datetime) and jour.day == 1:
        return Conversion(f"{jour:%Y-%m}", "premier_du_mois")
    return Conversion(cause="mois illisible", remede="écrivez AAAA-MM, par exemple 2019-03")


def _mois_en_lettres(nom: str, annee: str) -> Conversion:
    for rang, debut in enumerate(_NOMS_MOIS, start=1):
        if nom.startswith(debut) and (nom in _MOIS_ENTIERS or len(nom) <= 5):
            return Conversion(f"{annee}-{rang:02d}", "mois_en_lettres")
    return Conversion(cause="mois illisible", remede="écrivez AAAA-MM, par exemple 2019-03")


_PAR_TYPE: dict[str, Callable[[str, Colonne], Conversion]] = {
    "texte": _texte,
    "code": _code,
    "nombre": _nombre,
    "entier": _entier,
    "booleen": _booleen,
    "date": _date,
    "mois": _mois,
    "liste": _liste,
}
