"""Ce qu'un modèle donne hors du contrôle : dictionnaire, schéma d'échange, classeur vierge."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from carnets.codes import FORMATS
from carnets.erreurs import UsageIncorrect, suggestion
from carnets.modeles.base import Colonne, Modele
from carnets.modeles.fictif import lignes_fictives

_TYPES_ECHANGE = {
    "texte": "string", "code": "string", "liste": "string", "mois": "yearmonth",
    "entier": "integer", "nombre": "number", "booleen": "boolean", "date": "date",
}  # fmt: skip
_LIGNES_GABARIT = 1000
_LIGNES_FICTIVES = 20


def page_dictionnaire(modele: Modele) -> str:
    """Le dictionnaire d'un modèle en Markdown : une ligne par colonne."""
    lignes = [f"# {modele.nom}", "", f"{modele.description}.", ""]
    if modele.cle:
        lignes += [f"Clé : {' + '.join(modele.cle)}.", ""]
    for lien in modele.references:
        lignes += [f"Lien : {' + '.join(lien.colonnes)} → {lien.modele}.", ""]
    if modele.source:
        lignes += [f"Source : {modele.source}.", ""]
    lignes += ["| colonne | contenu | attendu | unité | obligatoire |", "|---|---|---|---|---|"]
    for c in modele.colonnes:
        oui = "oui" if c.obligatoire else "non"
        lignes.append(f"| `{c.nom}` | {c.description} | {c.attendu} | {c.unite} | {oui} |")
    return "\n".join(lignes) + "\n"


def schema_echange(modele: Modele) -> dict[str, Any]:
    """Le modèle au format Table Schema, pour échanger avec d'autres outils."""
    return {
        "name": modele.nom,
        "title": modele.description,
        "fields": [_champ(c) for c in modele.colonnes],
        "primaryKey": list(modele.cle),
        "foreignKeys": [
            {
                "fields": list(r.colonnes),
                "reference": {"resource": r.modele, "fields": list(r.cibles)},
            }
            for r in modele.references
        ],
        "missingValues": ["", *modele.manquants],
    }


def _champ(colonne: Colonne) -> dict[str, Any]:
    contraintes: dict[str, Any] = {"required": colonne.obligatoire}
    if colonne.valeurs and colonne.type != "liste":
        contraintes["enum"] = list(colonne.valeurs)
    if colonne.format and colonne.type == "code":
        contraintes["pattern"] = FORMATS[colonne.format].motif.pattern
    if colonne.minimum is not None:
        contraintes["minimum"] = colonne.minimum
    if colonne.maximum is not None:
        contraintes["maximum"] = colonne.maximum
    return {
        "name": colonne.nom,
        "type": _TYPES_ECHANGE[colonne.type],
        "description": colonne.description,
        "constraints": contraintes,
        **({"unit": colonne.unite} if colonne.unite else {}),
    }


def ecrire_derive(modele: Modele, chemin: Path) -> Path:
    """Écrit ce que demande l'extension : .xlsx classeur vierge, .md dictionnaire, .json schéma
    d'échange, .csv vingt lignes fictives. UsageIncorrect pour une autre.
    """
    ecrivains: dict[str, Callable[[], str]] = {
        ".md": lambda: page_dictionnaire(modele),
        ".json": lambda: json.dumps(schema_echange(modele), ensure_ascii=False, indent=2) + "\n",
        ".csv": lambda: str(
            lignes_fictives(modele, _LIGNES_FICTIVES, graine=1).to_csv(
                sep=";", index=False, lineterminator="\n"
            )
        ),
    }
    suffixe = chemin.suffix.lower()
    if suffixe == ".xlsx":
        return gabarit_excel(modele, chemin)
    if suffixe not in ecrivains:
        raise UsageIncorrect(
            f"{chemin} : extension inconnue ; {suggestion(suffixe, ['.xlsx', *ecrivains])}"
        )
    chemin.parent.mkdir(parents=True, exist_ok=True)
    chemin.write_text(ecrivains[suffixe](), encoding="utf-8", newline="\n")
    return chemin


def gabarit_excel(modele: Modele, chemin: Path) -> Path:
    """Écrit un classeur vierge : une feuille de saisie à listes déroulantes, une de dictionnaire.

    Les colonnes de code et de mois y sont en texte, pour que le tableur garde leurs zéros.
    """
    # Importé ici : ce module est chargé avec tous les modèles, et lui seul écrit un classeur.
    import xlsxwriter

    chemin.parent.mkdir(parents=True, exist_ok=True)
    with xlsxwriter.Workbook(str(chemin)) as classeur:
        _feuille_saisie(classeur, modele)
        _feuille_listes(classeur, modele)
        _feuille_dictionnaire(classeur, modele)
    return chemin


def _feuille_saisie(classeur: Any, modele: Modele) -> None:
    page = classeur.add_worksheet("saisie")
    entete = {True: classeur.add_format({"bold": True}), False: classeur.add_format({})}
    formats = {
        "texte": classeur.add_format({"num_format": "@"}),
        "date": classeur.add_format({"num_format": "yyyy-mm-dd"}),
    }
    page.freeze_panes(1, 0)
    for rang, colonne in enumerate(modele.colonnes):
        en_texte = colonne.type in ("code", "mois", "texte", "liste")
        format_colonne = formats.get("texte" if en_texte else colonne.type)
        page.set_column(rang, rang, max(12, len(colonne.nom) + 2), format_colonne)
        page.write_string(0, rang, colonne.nom, entete[colonne.obligatoire])
        choix = _choix(colonne)
        if choix:
            plage = f"=listes!${_lettre(rang)}$2:${_lettre(rang)}${len(choix) + 1}"
            page.data_validation(1, rang, _LIGNES_GABARIT, rang, {
                "validate": "list", "source": plage,
                "error_title": "Valeur inattendue", "error_message": "Choisissez dans la liste.",
            })  # fmt: skip


def _feuille_listes(classeur: Any, modele: Modele) -> None:
    page = classeur.add_worksheet("listes")
    for rang, colonne in enumerate(modele.colonnes):
        for ligne, valeur in enumerate((colonne.nom, *_choix(colonne))):
            page.write_string(ligne, rang, valeur)
    page.hide()


def _feuille_dictionnaire(classeur: Any, modele: Modele) -> None:
    page = classeur.add_worksheet("dictionnaire")
    titres = ("colonne", "contenu", "attendu", "unité", "obligatoire")
    lignes = [
        (c.nom, c.description, c.attendu, c.unite, "oui" if c.obligatoire else "non")
        for c in modele.colonnes
    ]
    for numero, ligne in enumerate([titres, *lignes]):
        for rang, texte in enumerate(ligne):
            page.write_string(numero, rang, texte)
    page.set_column(0, 2, 40)


def _choix(colonne: Colonne) -> tuple[str, ...]:
    """Les valeurs d'une liste déroulante ; une cellule à plusieurs valeurs n'en a pas."""
    if colonne.type == "booleen":
        return ("oui", "non")
    return colonne.valeurs if colonne.type != "liste" else ()


def _lettre(rang: int) -> str:
    lettres = ""
    rang += 1
    while rang:
        rang, reste = divmod(rang - 1, 26)
        lettres = chr(65 + reste) + lettres
    return lettres
