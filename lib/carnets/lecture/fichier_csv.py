"""Lecteur CSV : séparateur, guillemets, en-tête de tout export français, lignes numérotées."""

import csv
import io
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from pyarrow import compute as pc
from pyarrow import csv as pacsv

from carnets.erreurs import DonneesRefusees
from carnets.lecture.brute import RefusCellule, TableBrute
from carnets.lecture.entetes import avec_leur_groupe, note_entete
from carnets.lecture.texte import lire_texte

SEPARATEURS = (";", ",", "\t", "|")
_LIGNES_SONDEES = 30
_ETENDUE_SONDEE = 200_000


class Dialecte(NamedTuple):
    """Séparateur retenu et numéro (à partir de 1) de la ligne d'en-tête."""

    separateur: str
    ligne_entete: int
    entetes: tuple[str, ...]


def lire_csv(
    fichier: Path,
    connus: set[str],
    *,
    separateur: str | None = None,
    ligne_entete: int | None = None,
) -> TableBrute:
    """Lit un CSV en texte. `connus` : formes d'en-têtes attendues, qui guident la détection.

    Une ligne de largeur inattendue est refusée avec son numéro ; un guillemet jamais refermé
    refuse le fichier, car il avale les lignes suivantes.
    """
    lu = lire_texte(fichier)
    dialecte = _dialecte(fichier, lu.octets, connus, separateur, ligne_entete)
    _refuser_guillemet_ouvert(fichier, lu.octets)
    reparations = {} if lu.encodage == "utf-8" else {f"encodage_{lu.encodage}": 1}
    return _decouper(fichier, lu.octets, dialecte, reparations)


def _apres(octets: bytes, lignes: int) -> bytes:
    position = 0
    for _ in range(lignes):
        fin = octets.find(b"\n", position)
        if fin < 0:
            return b""
        position = fin + 1
    return octets[position:]


def _dialecte(
    fichier: Path, octets: bytes, connus: set[str], separateur: str | None, entete: int | None
) -> Dialecte:
    debut = octets[:_ETENDUE_SONDEE].decode("utf-8", errors="ignore").split("\n")[:_LIGNES_SONDEES]
    candidats = [
        (
            (*note_entete(cellules, connus), len(debut) - numero),
            Dialecte(sep, numero, _entetes(cellules, dict(sondees).get(numero - 1, ()))),
        )
        for sep in ((separateur,) if separateur else SEPARATEURS)
        for sondees in (_sonder(debut, sep),)
        for numero, cellules in sondees
        if entete in (None, numero)
    ]
    if not candidats:
        raise DonneesRefusees(f"{fichier} : aucune ligne d'en-tête trouvée ; vérifiez le fichier.")
    return max(candidats, key=lambda c: c[0])[1]


def _sonder(lignes: list[str], separateur: str) -> list[tuple[int, tuple[str, ...]]]:
    sondees = []
    for numero, ligne in enumerate(lignes, start=1):
        if ligne.strip():
            cellules = next(csv.reader([ligne], delimiter=separateur), [])
            sondees.append((numero, tuple(c.strip() for c in cellules)))
    return sondees


def _entetes(bas: tuple[str, ...], haut: tuple[str, ...]) -> tuple[str, ...]:
    """Un titre écrit au-dessus vaut jusqu'au suivant : le tableur l'avait fusionné."""
    titre, titres = "", []
    for rang in range(len(bas)):
        titre = (haut[rang] if rang < len(haut) else "") or titre
        titres.append(titre)
    return avec_leur_groupe(titres, bas)


def _refuser_guillemet_ouvert(fichier: Path, octets: bytes) -> None:
    if octets.count(b'"') % 2 == 0:
        return
    ligne = 1
    for numero, contenu in enumerate(octets.split(b"\n"), start=1):
        if contenu.count(b'"') % 2:
            ligne = numero
            break
    raise DonneesRefusees(
        f"{fichier}, ligne {ligne} : un guillemet n'est jamais refermé, les lignes suivantes "
        "seraient avalées ; doublez-le ou ôtez-le."
    )


def _decouper(
    fichier: Path, octets: bytes, dialecte: Dialecte, reparations: dict[str, int]
) -> TableBrute:
    ecartes: list[tuple[int, str]] = []

    def noter(ligne: pacsv.InvalidRow) -> str:
        ecartes.append((ligne.number, ligne.text))
        return "skip"

    corps = _apres(octets, dialecte.ligne_entete)
    table = _arrow(fichier, corps, dialecte, noter)
    _refuser_avalees(fichier, octets, table, dialecte)
    lues = table.num_rows + len(ecartes)
    rangs = np.setdiff1d(np.arange(1, lues + 1), [rang for rang, _ in ecartes], assume_unique=True)
    numeros = _numeros(table, rangs, ecartes, dialecte.ligne_entete)
    fin = int(rangs[-1]) if len(rangs) else 0
    reprises, refus = _reprendre(ecartes, numeros, dialecte, fin)
    en_trop = sum(dialecte.separateur in texte for rang, texte in ecartes if rang in reprises)
    if en_trop:
        reparations = {**reparations, "cellules_vides_en_trop": en_trop}
    if reprises:
        ajout = pa.table([list(c) for c in zip(*reprises.values(), strict=True)], table.schema)
        table = pa.concat_tables([table, ajout])
        rangs = np.concatenate([rangs, list(reprises)])
        table, rangs = table.take(np.argsort(rangs)), np.sort(rangs)
    return TableBrute(
        fichier,
        dialecte.entetes,
        numeros[rangs - 1],
        tuple(table.columns),
        refus,
        lues,
        reparations,
    )


def _arrow(
    fichier: Path, corps: bytes, dialecte: Dialecte, noter: Callable[[pacsv.InvalidRow], str]
) -> pa.Table:
    noms = [str(rang) for rang in range(len(dialecte.entetes))]
    if not corps.strip(b"\n"):
        return pa.table({nom: pa.array([], pa.string()) for nom in noms})
    try:
        return pacsv.read_csv(
            io.BytesIO(corps),
            # Un seul fil : les numéros des lignes fautives ne sont connus qu'ainsi.
            read_options=pacsv.ReadOptions(column_names=noms, use_threads=False),
            parse_options=pacsv.ParseOptions(
                delimiter=dialecte.separateur,
                newlines_in_values=b'"' in corps,
                ignore_empty_lines=False,
                invalid_row_handler=noter,
            ),
            convert_options=pacsv.ConvertOptions(
                column_types={nom: pa.string() for nom in noms}, strings_can_be_null=False
            ),
        )
    except pa.ArrowInvalid as erreur:
        raise DonneesRefusees(f"{fichier} : CSV indéchiffrable ({erreur}).") from erreur


def _refuser_avalees(fichier: Path, octets: bytes, table: pa.Table, dialecte: Dialecte) -> None:
    """Une cellule de plusieurs lignes pleines de séparateurs : un guillemet a avalé des lignes."""
    minimum = max(len(dialecte.entetes) - 1, 1)
    for colonne in table.columns:
        multiples = pc.and_(
            pc.match_substring(colonne, "\n"),
            pc.greater_equal(pc.count_substring(colonne, dialecte.separateur), minimum),
        )
        if pc.any(multiples).as_py():
            debut = colonne.filter(multiples)[0].as_py().encode()
            ligne = octets[: octets.find(debut)].count(b"\n") + 1
            raise DonneesRefusees(
                f"{fichier}, ligne {ligne} : un guillemet mal placé avale des lignes ; doublez-le "
                "ou ôtez-le."
            )


def _numeros(
    table: pa.Table,
    rangs: npt.NDArray[np.int64],
    ecartes: list[tuple[int, str]],
    ligne_entete: int,
) -> npt.NDArray[np.int64]:
    """Ligne du fichier de chaque rang, retours à la ligne entre guillemets compris."""
    retours = np.zeros(len(rangs) + len(ecartes), dtype=np.int64)
    for colonne in table.columns:
        if pc.any(pc.match_substring(colonne, "\n")).as_py():
            retours[rangs - 1] += pc.count_substring(colonne, "\n").to_numpy()
    for rang, texte in ecartes:
        retours[rang - 1] += texte.count("\n")
    avant = np.concatenate([[0], np.cumsum(retours)[:-1]]) if len(retours) else retours
    numeros: npt.NDArray[np.int64] = ligne_entete + np.arange(1, len(retours) + 1) + avant
    return numeros


def _reprendre(
    ecartes: list[tuple[int, str]],
    numeros: npt.NDArray[np.int64],
    dialecte: Dialecte,
    fin: int,
) -> tuple[dict[int, list[str]], tuple[RefusCellule, ...]]:
    """Reprend les lignes dont les cellules en trop sont vides, et les phrases écrites sous la
    dernière ligne de données (`fin`), que le contrôle mettra à part ; refuse les autres.
    """
    largeur = len(dialecte.entetes)
    reprises: dict[int, list[str]] = {}
    refus: list[RefusCellule] = []
    for rang, texte in ecartes:
        cellules = next(csv.reader([texte], delimiter=dialecte.separateur), [])
        if len(cellules) > largeur and not any(c.strip() for c in cellules[largeur:]):
            reprises[rang] = cellules[:largeur]
            continue
        if rang > fin and len(cellules) == 1 and largeur > 1:
            reprises[rang] = [*cellules, *[""] * (largeur - 1)]
            continue
        ecart = "trop" if len(cellules) > largeur else "moins"
        refus.append(
            RefusCellule(
                ligne=int(numeros[rang - 1]),
                colonne="",
                # Jamais la ligne entière : un nom s'y trouve peut-être, et le rapport est gardé.
                valeur=f"{len(cellules)} cellule(s)",
                cause=f"{abs(len(cellules) - largeur)} cellule(s) de {ecart}",
                attendu=f"{largeur} cellules, comme l'en-tête",
                remede="mettez entre guillemets le texte qui contient le séparateur, "
                "ou complétez la ligne tronquée",
            )
        )
    return reprises, tuple(refus)
