"""Appliquer un masque aux tables : une seule marque, et aucun nombre derrière elle."""

import math
from collections.abc import Iterator

import numpy as np
import pandas as pd

from carnets.erreurs import RefusSecret
from carnets.secret.cellules import Cle
from carnets.secret.declarations import Table
from carnets.secret.depouillement import Ligne, contributions
from carnets.secret.masquage import Masque
from carnets.secret.primaire import est_fragile
from carnets.secret.registre import Entree
from carnets.secret.systeme import Systeme
from carnets.secret.tableau import NOMBRES, enregistrements

_VIDES = ("nd", "ns")


def cellules_cachees(systeme: Systeme, masque: Masque) -> frozenset[Cle]:
    """Clés des cellules que le lecteur ne doit pas voir."""
    return frozenset(systeme.cles[numero] for numero in np.flatnonzero(masque.cachees))


def appliquer(table: Table, lignes: tuple[Ligne, ...], cachees: frozenset[Cle]) -> pd.DataFrame:
    """La table masquée : nombres retirés, état « secret » là où la valeur se cache."""
    donnees = table.donnees.copy(deep=True)
    for ligne in lignes:
        if ligne.table != table.nom:
            continue
        for colonne in NOMBRES:
            if cachees.intersection(getattr(ligne, colonne)):
                donnees.loc[ligne.rang, colonne] = math.nan
        if cachees.intersection(ligne.valeur) and donnees.loc[ligne.rang, "etat"] not in _VIDES:
            donnees.loc[ligne.rang, "etat"] = "secret"
    _relire(table, donnees, lignes, cachees)
    return donnees


def _relire(
    table: Table, donnees: pd.DataFrame, lignes: tuple[Ligne, ...], cachees: frozenset[Cle]
) -> None:
    """Dernier regard : chaque nombre qui reste ne montre que des cellules publiables."""
    attendues = {ligne.rang: ligne for ligne in lignes if ligne.table == table.nom}
    for rang, nombres in enumerate(donnees[list(NOMBRES)].to_dict("records")):
        for colonne, nombre in nombres.items():
            montrees = getattr(attendues[rang], str(colonne)) if rang in attendues else None
            vide = math.isnan(float(nombre))
            if not vide and (montrees is None or cachees.intersection(montrees)):
                raise RefusSecret(f"Table « {table.nom} » : un nombre masqué serait encore écrit.")


def fragiles(table: Table, donnees: pd.DataFrame) -> frozenset[tuple[str, str, str, str]]:
    """Lignes publiées sur peu d'unités (11 ≤ n < 30) : le lecteur doit le savoir."""
    apports = {cle: unites for cle, (unites, _) in contributions(table).items()}
    trouvees = set()
    for ligne in enregistrements(donnees):
        cle = (
            str(ligne["territoire"]),
            str(ligne["periode"]),
            str(ligne["indicateur"]),
            str(ligne["modalite"]),
        )
        nombre = {colonne: float(str(ligne[colonne])) for colonne in NOMBRES}
        sans_base = math.isnan(nombre["denominateur"])
        unites = apports.get(cle, nombre["valeur" if sans_base else "denominateur"])
        if not math.isnan(nombre["valeur"]) and est_fragile(unites, table.regle):
            trouvees.add(cle)
    return frozenset(trouvees)


def entrees(
    systeme: Systeme, masque: Masque, tables: tuple[Table, ...], livrable: str
) -> Iterator[Entree]:
    """Ce que ce livrable apprend à ses lecteurs, pour le registre."""
    diffusions = {table.nom: table.regle.diffusion for table in tables}
    for numero, cle in enumerate(systeme.cles):
        if not systeme.tables[numero] or not systeme.affichees[numero]:
            continue
        public = any(diffusions[nom] == "public" for nom in systeme.tables[numero])
        yield Entree(
            cle,
            None if masque.cachees[numero] else float(systeme.valeurs[numero]),
            "public" if public else "partenaires",
            livrable,
        )
