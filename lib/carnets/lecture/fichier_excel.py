"""Lecteur Excel : la bonne feuille, l'en-tête où qu'il soit, les formules en valeurs."""

import warnings
from datetime import date, datetime
from pathlib import Path
from zipfile import BadZipFile, ZipFile

from openpyxl import Workbook, load_workbook
from openpyxl.cell import Cell, MergedCell
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.worksheet import Worksheet

from carnets.erreurs import DonneesRefusees, suggestion
from carnets.lecture.brute import TableBrute, depuis_lignes
from carnets.lecture.entetes import avec_leur_groupe, note_entete

_LIGNES_SONDEES = 30
# Décompressé, un classeur occupe en mémoire plusieurs fois ses octets : au-delà, un CSV.
_OCTETS_MAX = 100 << 20


def lire_excel(
    fichier: Path,
    connus: set[str],
    *,
    feuille: str | None = None,
    ligne_entete: int | None = None,
) -> TableBrute:
    """Lit une feuille en texte. Sans `feuille`, prend la seule qui porte des en-têtes connus.

    DonneesRefusees si le classeur est illisible, si deux feuilles conviennent, ou si une formule
    n'a pas de valeur enregistrée : la lire donnerait une cellule vide à tort.
    """
    valeurs = _ouvrir(fichier, formules=False)
    page = _feuille(fichier, valeurs, connus, feuille, ligne_entete)
    _refuser_formules_sans_valeur(fichier, page)
    numero = ligne_entete or _note(page, connus)[1]
    entetes = _entetes(page, numero)
    lignes = [
        (cellules[0].row or 0, [_texte(c) for c in cellules])
        for cellules in page.iter_rows(min_row=numero + 1, max_col=len(entetes))
    ]
    while lignes and not any(lignes[-1][1]):
        lignes.pop()
    return depuis_lignes(fichier, entetes, lignes)


def _ouvrir(fichier: Path, *, formules: bool) -> Workbook:
    try:
        _refuser_demesure(fichier)
        with warnings.catch_warnings():
            # openpyxl avertit des mises en forme qu'il ignore : elles ne portent pas de donnée.
            warnings.simplefilter("ignore", UserWarning)
            return load_workbook(fichier, data_only=not formules)
    except (BadZipFile, InvalidFileException, KeyError, ValueError, OSError, SyntaxError) as erreur:
        raise DonneesRefusees(
            f"{fichier} : classeur illisible ; ouvrez-le dans un tableur et réenregistrez-le "
            "au format .xlsx."
        ) from erreur


def _refuser_demesure(fichier: Path) -> None:
    """Un classeur est une archive : quelques kilo-octets peuvent y en cacher des milliards."""
    with ZipFile(fichier) as archive:
        octets = sum(membre.file_size for membre in archive.infolist())
    if octets > _OCTETS_MAX:
        raise DonneesRefusees(
            f"{fichier} : le classeur fait {octets >> 20} Mio une fois décompressé, "
            f"{_OCTETS_MAX >> 20} au plus sont lus ; enregistrez la feuille utile en CSV."
        )


def _feuille(
    fichier: Path, classeur: Workbook, connus: set[str], nom: str | None, entete: int | None
) -> Worksheet:
    pages = classeur.worksheets
    if nom is not None:
        if nom not in classeur.sheetnames:
            proche = suggestion(nom, classeur.sheetnames)
            raise DonneesRefusees(f"{fichier} : pas de feuille « {nom} » ; {proche}")
        return next(p for p in pages if p.title == nom)
    pleines = [p for p in pages if p.max_row > 1 or p["A1"].value is not None]
    if not pleines:
        raise DonneesRefusees(f"{fichier} : le classeur est vide ; déposez l'export complet.")
    notes = [(_note(p, connus)[0], p) for p in pleines]
    meilleure = max(note for note, _ in notes)
    retenues = [p for note, p in notes if note == meilleure]
    if len(retenues) > 1:
        titres = ", ".join(f"« {p.title} »" for p in retenues)
        raise DonneesRefusees(
            f"{fichier} : plusieurs feuilles conviennent ({titres}) ; nommez la bonne sous "
            "« feuille » dans dossier.yml."
        )
    return retenues[0]


def _note(page: Worksheet, connus: set[str]) -> tuple[tuple[int, int], int]:
    """Meilleure ligne d'en-tête d'une feuille : en-têtes connus, puis cellules remplies."""
    meilleure, ligne = (0, 0), 1
    for numero, cellules in enumerate(page.iter_rows(max_row=_LIGNES_SONDEES), start=1):
        note = note_entete([_texte(c) for c in cellules], connus)
        if note > meilleure:
            meilleure, ligne = note, numero
    return meilleure, ligne


def _entetes(page: Worksheet, numero: int) -> tuple[str, ...]:
    """En-têtes d'une ligne ; un titre fusionné au-dessus départage deux colonnes de même nom."""
    bas = [_texte_fusionne(page, numero, c) for c in range(1, page.max_column + 1)]
    while bas and not bas[-1]:
        bas.pop()
    if numero == 1:
        return tuple(bas)
    haut = [_texte_fusionne(page, numero - 1, c) for c in range(1, len(bas) + 1)]
    return avec_leur_groupe(haut, bas)


def _texte_fusionne(page: Worksheet, ligne: int, colonne: int) -> str:
    cellule = page.cell(ligne, colonne)
    if not isinstance(cellule, MergedCell):
        return _texte(cellule).strip()
    for plage in page.merged_cells.ranges:
        if cellule.coordinate in plage:
            return _texte(page.cell(plage.min_row, plage.min_col)).strip()
    return ""


def _texte(cellule: Cell | MergedCell) -> str:
    valeur = cellule.value
    if valeur is None:
        return ""
    if isinstance(valeur, bool):
        return "oui" if valeur else "non"
    if isinstance(valeur, datetime):
        return valeur.isoformat(sep=" ").removesuffix(" 00:00:00")
    if isinstance(valeur, date):
        return valeur.isoformat()
    if isinstance(valeur, int | float):
        return _nombre(float(valeur), str(cellule.number_format))
    return str(valeur)


def _nombre(valeur: float, format_affiche: str) -> str:
    """Écrit un nombre sans perte ; une cellule affichée en pour cent garde son signe."""
    if "%" in format_affiche:
        return f"{round(valeur * 100, 10)!r}%"
    return str(int(valeur)) if valeur.is_integer() and abs(valeur) < 2**53 else repr(valeur)


def _refuser_formules_sans_valeur(fichier: Path, page: Worksheet) -> None:
    formules = _ouvrir(fichier, formules=True)[page.title]
    for rangee in formules.iter_rows():
        for cellule in rangee:
            if cellule.data_type == "f" and page[cellule.coordinate].value is None:
                raise DonneesRefusees(
                    f"{fichier}, feuille « {page.title} », cellule {cellule.coordinate} : la "
                    "formule n'a pas de valeur enregistrée ; ouvrez le classeur et enregistrez-le."
                )
