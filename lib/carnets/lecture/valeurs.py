"""Une cellule de texte → sa valeur, la règle qui l'a réparée, ou la cause du refus.

Rien n'est deviné : ce qui a deux lectures possibles est refusé. Chaque réparation porte le nom de
sa règle, que le rapport de contrôle compte.
"""

import re
import unicodedata
from collections.abc import Callable

from carnets.codes import FORMATS, geographie_qpv
from carnets.erreurs import suggestion
from carnets.lecture.conversion import ESPACES, Conversion
from carnets.lecture.dates import date, mois
from carnets.lecture.entetes import cle_entete
from carnets.lecture.nombres import dans_son_unite, entier, nombre
from carnets.lecture.personnel import donnee_personnelle
from carnets.modeles.base import Colonne

_ERREURS_TABLEUR = re.compile(r"#(?:REF|N/A|VALEUR|VALUE|DIV/0|NOM|NAME|NUL|NULL|NOMBRE|NUM)[!?]?")
_CONTROLE = re.compile("[\x00-\x08\x0b-\x1f\x7f\ufffd]")
_ELEMENTS = re.compile(r"'([^']*)'|\"([^\"]*)\"")


def convertisseur(
    colonne: Colonne,
    alias: dict[str, str],
    manquants: tuple[str, ...],
    unite: tuple[str, float] = ("", 1.0),
) -> Callable[[str], Conversion]:
    """La fonction qui convertit les cellules de `colonne`, alias et signes d'absence compris.

    `unite` : celle du fichier, et par combien la multiplier pour avoir celle du modèle.
    """
    convertir = _PAR_TYPE[colonne.type] if not colonne.valeurs else _modalite
    if unite[0]:
        convertir = dans_son_unite(*unite)

    vide = convertir(alias[""], colonne)._replace(regle="alias") if "" in alias else None

    def cellule(brut: str) -> Conversion:
        texte = brut.strip(ESPACES)
        if texte in manquants and texte:
            return _absente(colonne, f"signe_absence[{texte}]")
        if not texte:
            # Le dossier peut dire ce que vaut une cellule vide : « "": NQP ».
            return vide if vide is not None else _absente(colonne, "")
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
    if refus := donnee_personnelle(texte):
        return refus
    compose = unicodedata.normalize("NFC", texte)
    return Conversion(compose, "unicode_compose" if compose != texte else "")


def _modalite(texte: str, colonne: Colonne) -> Conversion:
    if colonne.type == "liste":
        return _liste(texte, colonne)
    if texte in colonne.valeurs:
        return Conversion(texte)
    if "QP" in colonne.valeurs and geographie_qpv(re.sub(f"[{ESPACES}]", "", texte).upper()):
        # L'adresse dite par le code d'un quartier : elle y est.
        return Conversion("QP", "statut_du_code")
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
        return _libres(elements, colonne, crochets=crochets)
    # Aucune modalité d'une liste fermée ne contient ces signes : ils séparent.
    virgules = [e.strip(ESPACES) for e in re.split("[|,;/+]", texte)]
    if len(virgules) > len(elements):
        elements, crochets = virgules, True
    lus = [_modalite(e, _seule(colonne)) for e in elements if e]
    refus = next((c for c in lus if c.cause), None)
    if refus:
        return refus
    regle = next((c.regle for c in lus if c.regle), "liste_reecrite" if crochets else "")
    return Conversion("|".join(str(c.valeur) for c in lus), regle)


def _libres(elements: list[str], colonne: Colonne, *, crochets: bool) -> Conversion:
    """Une liste sans modalités : des textes, ou des codes si la colonne a un format."""
    regle = "liste_reecrite" if crochets else ""
    if not colonne.format:
        return Conversion("|".join(elements), regle)
    lus = [_code(e, colonne) for e in elements if e]
    refus = next((c for c in lus if c.cause), None)
    return refus or Conversion("|".join(str(c.valeur) for c in lus), regle)


def _seule(colonne: Colonne) -> Colonne:
    return Colonne(colonne.nom, "texte", colonne.description, valeurs=colonne.valeurs)


def _code(texte: str, colonne: Colonne) -> Conversion:
    format_ = FORMATS[colonne.format]
    if format_.valide(texte):
        return Conversion(texte)
    sans_espace = re.sub(f"[{ESPACES}]", "", texte).upper()
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


def _booleen(texte: str, colonne: Colonne) -> Conversion:
    valeur = _BOOLEENS.get(cle_entete(texte))
    if valeur is None:
        return Conversion(cause="ni oui ni non", remede="écrivez oui ou non")
    return Conversion(valeur, "" if texte in ("oui", "non", "true", "false") else "booleen_reecrit")


_BOOLEENS = {
    **dict.fromkeys(("oui", "o", "vrai", "true", "1", "x", "1_0"), True),
    **dict.fromkeys(("non", "n", "faux", "false", "0", "0_0"), False),
}
_PAR_TYPE: dict[str, Callable[[str, Colonne], Conversion]] = {
    "texte": _texte,
    "code": _code,
    "nombre": nombre,
    "entier": entier,
    "booleen": _booleen,
    "date": date,
    "mois": mois,
    "liste": _liste,
}
