"""Lignes qui ne sont pas des données : vides, totaux, notes de bas de tableau, hors du sujet.

Chacune est comptée parmi les refusées, sous le nom de la règle qui l'écarte : rien ne se perd.
"""

import numpy as np
import numpy.typing as npt
import pandas as pd

from carnets.erreurs import DonneesRefusees, suggestion
from carnets.lecture.brute import RefusCellule, TableBrute
from carnets.lecture.entetes import cle_entete
from carnets.lecture.source import Source

LIGNE_DE_TOTAL = "ligne de total"
LIGNE_VIDE = "ligne vide"
NOTE = "note sous le tableau"
_MOTS_DE_TOTAL = ("total", "totaux", "sous_total", "s_total", "ensemble", "cumul", "total_general")
# Une ligne de deux colonnes dont une seule est remplie peut être une donnée incomplète.
_COLONNES_D_UN_TABLEAU = 3


def annonce_un_total(texte: str) -> bool:
    """Vrai si ce libellé est, ou commence par, un mot de total : « Sous-total lot 2 »."""
    forme = cle_entete(texte)
    return forme.startswith(tuple(f"{mot}_" for mot in _MOTS_DE_TOTAL)) or forme in _MOTS_DE_TOTAL


def mises_a_part(brute: TableBrute, totaux: tuple[str, ...], source: Source) -> list[RefusCellule]:
    """Les lignes écartées par une règle ; `totaux` : libellés qui annoncent une ligne de total."""
    premiere = premieres_cellules(brute)
    annonces = {cle_entete(t) for t in totaux}
    formes = pd.Series(premiere, dtype="str").map(cle_entete) if annonces else pd.Series(premiere)
    causes = {int(rang): LIGNE_VIDE for rang in np.flatnonzero(premiere == "")}
    causes |= {int(rang): LIGNE_DE_TOTAL for rang in np.flatnonzero(formes.isin(annonces))}
    # La première règle qui convient l'emporte : un total reste un total, même sans objet.
    causes = {**_sans_objet(brute, source), **_notes(brute), **causes}
    return [
        RefusCellule(
            int(brute.lignes[rang]), "", premiere[rang] if cause in (LIGNE_DE_TOTAL, NOTE) else "",
            cause, "une ligne de données", "rien à faire", True,
        )
        for rang, cause in sorted(causes.items())
    ]  # fmt: skip


def premieres_cellules(brute: TableBrute) -> npt.NDArray[np.object_]:
    """De chaque ligne, sa première cellule remplie ; vide si aucune ne l'est."""
    premiere = np.full(len(brute.lignes), "", dtype=object)
    for cellules in brute.cellules:
        vides = premiere == ""
        if not vides.any():
            break
        textes = cellules.to_pandas().str.strip().to_numpy(dtype=object)
        premiere[vides] = textes[vides]
    return premiere


def _notes(brute: TableBrute) -> dict[int, str]:
    """À la fin du fichier, les phrases d'une seule cellule : « Édité le… », « page 1/1 ».

    Un mot seul n'est pas une note : ce peut être l'identifiant d'une ligne tronquée.
    """
    notes: dict[int, str] = {}
    if len(brute.entetes) < _COLONNES_D_UN_TABLEAU:
        return notes
    for rang in reversed(range(len(brute.lignes))):
        remplies = [t for c in brute.cellules if (t := (c[rang].as_py() or "").strip())]
        if len(remplies) > 1:
            break
        if remplies and len(remplies[0].split()) > 1:
            notes[rang] = NOTE
    return notes


def _sans_objet(brute: TableBrute, source: Source) -> dict[int, str]:
    """Lignes où l'en-tête `si_rempli` est vide : elles ne concernent pas cette source."""
    if not source.si_rempli:
        return {}
    formes = [cle_entete(e) for e in brute.entetes]
    if cle_entete(source.si_rempli) not in formes:
        presents = [e for e in brute.entetes if e.strip()]
        raise DonneesRefusees(
            f"{brute.fichier} : la colonne « {source.si_rempli} » de « si_rempli » est absente ; "
            f"{suggestion(source.si_rempli, presents)}"
        )
    valeurs = brute.valeurs(formes.index(cle_entete(source.si_rempli)))
    cause = f"sans objet : « {source.si_rempli} » est vide"
    return {rang: cause for rang, v in enumerate(valeurs) if not v.strip()}
