"""Appliquer un masque aux tables : une seule marque, et aucun nombre derrière elle."""

import math
from collections.abc import Iterator

import numpy as np
import pandas as pd

from carnets.erreurs import RefusSecret
from carnets.secret.cellules import Cle
from carnets.secret.declarations import Derivee, HorsSecret, Table
from carnets.secret.depouillement import Ligne, contributions
from carnets.secret.masquage import Masque
from carnets.secret.primaire import est_fragile
from carnets.secret.registre import Entree
from carnets.secret.systeme import Systeme
from carnets.secret.tableau import NOMBRES, enregistrements

SANS_VALEUR = ("nd", "ns", "sans_objet")


def cellules_montrables(systeme: Systeme, masque: Masque) -> frozenset[Cle]:
    """Clés des cellules que le lecteur peut voir ; ce qui n'y est pas se cache."""
    return frozenset(systeme.cles[numero] for numero in np.flatnonzero(~masque.cachees))


def appliquer(table: Table, lignes: tuple[Ligne, ...], montrables: frozenset[Cle]) -> pd.DataFrame:
    """La table masquée : nombres retirés, état « secret » là où la valeur se cache."""
    donnees = table.donnees.copy()
    siennes = [ligne for ligne in lignes if ligne.table == table.nom and not ligne.libre]
    for nom in NOMBRES:
        caches = [li.rang for li in siennes if not montrables.issuperset(getattr(li, nom))]
        donnees.loc[caches, nom] = math.nan
        if nom == "valeur":
            vides = donnees["etat"].isin(SANS_VALEUR)
            donnees.loc[donnees.index.isin(caches) & ~vides, "etat"] = "secret"
    relire(table, donnees, lignes, montrables)
    return donnees


def relire(
    table: Table, donnees: pd.DataFrame, lignes: tuple[Ligne, ...], montrables: frozenset[Cle]
) -> None:
    """Dernier regard : chaque nombre qui reste vient de cellules montrables, et de elles seules.

    Erreur : RefusSecret.
    """
    sources = {ligne.rang: ligne for ligne in lignes if ligne.table == table.nom}
    for rang, nombres in enumerate(enregistrements(donnees[list(NOMBRES)])):
        if rang in sources and sources[rang].libre:
            continue
        for colonne, nombre in nombres.items():
            cellules = getattr(sources[rang], colonne) if rang in sources else ()
            if not math.isnan(float(str(nombre))) and (
                not cellules or not montrables.issuperset(cellules)
            ):
                raise RefusSecret(f"Table « {table.nom} » : un nombre masqué serait encore écrit.")


def fragiles(table: Table, donnees: pd.DataFrame) -> frozenset[tuple[str, str, str, str]]:
    """Lignes publiées sur peu d'unités (11 ≤ n < 30) : le lecteur doit le savoir."""
    if table.regle.version.fragile is None:
        return frozenset()
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
        if sans_base and isinstance(table.natures.get(cle[2]), Derivee | HorsSecret):
            # Sa valeur n'est pas un nombre d'unités : un ratio de 12 n'est pas fragile pour autant.
            continue
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
