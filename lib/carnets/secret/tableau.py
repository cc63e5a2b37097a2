"""La table longue que `secret` accepte : ses colonnes, ses états, et rien d'autre."""

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
    copie = table.loc[:, list(COLONNES)].copy().reset_index(drop=True)
    for colonne in NOMBRES:
        copie[colonne] = pd.to_numeric(copie[colonne], errors="raise").astype("float64")
    _verifier_cles(copie, source)
    _verifier_etats(copie, source)
    return copie


def enregistrements(table: pd.DataFrame) -> list[dict[str, object]]:
    """Les lignes d'une table, chacune par nom de colonne."""
    return [
        {str(nom): valeur for nom, valeur in ligne.items()} for ligne in table.to_dict("records")
    ]


def _verifier_colonnes(table: pd.DataFrame, source: str) -> None:
    presentes, attendues = set(map(str, table.columns)), set(COLONNES)
    if presentes == attendues and len(table.columns) == len(COLONNES):
        return
    raise RefusSecret(
        f"Source « {source} » : la table n'a pas les colonnes attendues. "
        f"Manquent : {_liste(attendues - presentes)} ; en trop : {_liste(presentes - attendues)}. "
        f"Attendu : {', '.join(COLONNES)}, sans autre colonne."
    )


def _verifier_cles(table: pd.DataFrame, source: str) -> None:
    for colonne in CLE:
        if not table[colonne].map(lambda valeur: isinstance(valeur, str)).all():
            raise RefusSecret(
                f"Source « {source} » : la colonne « {colonne} » doit être du texte partout "
                "(« » quand il n'y a pas de modalité, jamais une valeur manquante)."
            )
    if table.duplicated(list(CLE)).any():
        raise RefusSecret(
            f"Source « {source} » : deux lignes portent les mêmes {', '.join(CLE)}. "
            "Une cellule publiée deux fois ne peut pas être protégée : gardez-en une."
        )


def _verifier_etats(table: pd.DataFrame, source: str) -> None:
    inconnus = set(table["etat"].map(str)) - ETATS
    if inconnus:
        raise RefusSecret(
            f"Source « {source} » : état inconnu ({_liste(inconnus)}). "
            f"Attendu : {_liste(set(ETATS))}."
        )
    masquees = table.loc[table["etat"] == "secret", list(NOMBRES[::2])]
    if masquees.notna().any(axis=None):
        raise RefusSecret(
            f"Source « {source} » : une ligne à l'état « secret » porte encore un nombre. "
            "Videz la valeur et le numérateur de ces lignes avant de publier."
        )


def _liste(mots: set[str]) -> str:
    return ", ".join(sorted(mots)) or "aucune"
