"""La table longue que `secret` accepte : ses colonnes, ses états, et rien d'autre."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from carnets.erreurs import RefusSecret

CLE = ("territoire", "periode", "indicateur", "modalite")
NOMBRES = ("numerateur", "denominateur", "valeur")
COLONNES = (*CLE, *NOMBRES, "etat")
ETATS = frozenset({"ok", "secret", "nd", "sans_objet", "ns", "provisoire", "estime"})


def verifier_table(table: pd.DataFrame, *, source: str) -> pd.DataFrame:
    """Rend une copie de la table longue si elle est conforme, colonnes dans l'ordre.

    Une colonne de trop est refusée : elle porterait des chiffres que personne n'aurait
    masqués. Une ligne `secret` qui garderait un nombre l'est aussi. Erreur : RefusSecret.
    """
    _verifier_colonnes(table, source)
    # En listes : une table a vingt lignes, et un livrable en déclare une trentaine.
    textes = {colonne: table[colonne].tolist() for colonne in (*CLE, "etat")}
    nombres = {colonne: _flottants(table[colonne]) for colonne in NOMBRES}
    _verifier_cles(textes, source)
    _verifier_etats(textes["etat"], nombres, source)
    en_texte = {nom: pd.array(valeurs, dtype="str") for nom, valeurs in textes.items()}
    return pd.DataFrame({nom: {**en_texte, **nombres}[nom] for nom in COLONNES})


def enregistrements(table: pd.DataFrame) -> list[dict[str, object]]:
    """Les lignes d'une table, chacune par nom de colonne."""
    noms = [str(nom) for nom in table.columns]
    colonnes = (table[nom].tolist() for nom in table.columns)
    return [dict(zip(noms, valeurs, strict=True)) for valeurs in zip(*colonnes, strict=True)]


def _verifier_colonnes(table: pd.DataFrame, source: str) -> None:
    presentes, attendues = set(map(str, table.columns)), set(COLONNES)
    if presentes == attendues and len(table.columns) == len(COLONNES):
        return
    raise RefusSecret(
        f"Source « {source} » : la table n'a pas les colonnes attendues. "
        f"Manquent : {_liste(attendues - presentes)} ; en trop : {_liste(presentes - attendues)}. "
        f"Attendu : {', '.join(COLONNES)}, sans autre colonne."
    )


def _flottants(colonne: pd.Series) -> np.ndarray:
    return pd.to_numeric(colonne).to_numpy("float64")


def _verifier_cles(textes: Mapping[str, list[object]], source: str) -> None:
    for colonne in CLE:
        if not all(isinstance(valeur, str) for valeur in textes[colonne]):
            raise RefusSecret(
                f"Source « {source} » : la colonne « {colonne} » doit être du texte partout "
                "(« » quand il n'y a pas de modalité, jamais une valeur manquante)."
            )
    cles = list(zip(*(textes[colonne] for colonne in CLE), strict=True))
    if len(set(cles)) < len(cles):
        raise RefusSecret(
            f"Source « {source} » : deux lignes portent les mêmes {', '.join(CLE)}. "
            "Une cellule publiée deux fois ne peut pas être protégée : gardez-en une."
        )


def _verifier_etats(etats: list[object], nombres: Mapping[str, np.ndarray], source: str) -> None:
    inconnus = set(map(str, etats)) - ETATS
    if inconnus:
        raise RefusSecret(
            f"Source « {source} » : état inconnu ({_liste(inconnus)}). "
            f"Attendu : {_liste(set(ETATS))}."
        )
    masquees = np.array([etat == "secret" for etat in etats], dtype=bool)
    if any(not np.isnan(nombres[nom][masquees]).all() for nom in NOMBRES[::2]):
        raise RefusSecret(
            f"Source « {source} » : une ligne à l'état « secret » porte encore un nombre. "
            "Videz la valeur et le numérateur de ces lignes avant de publier."
        )


def _liste(mots: set[str]) -> str:
    return ", ".join(sorted(mots)) or "aucune"
