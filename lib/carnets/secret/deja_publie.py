"""Les tables déjà publiées par leur producteur : elles passent, et l'attaquant les connaît."""

import math
from collections.abc import Iterator

from carnets.erreurs import RefusSecret
from carnets.secret.cellules import cle, composantes
from carnets.secret.declarations import Effectif, HorsSecret, Montant, Moyenne, Table, Taux
from carnets.secret.registre import Entree
from carnets.secret.tableau import CLE, enregistrements

LIVRABLE = "deja_publie"


def entrees_connues(tables: tuple[Table, ...]) -> tuple[Entree, ...]:
    """Leurs cellules, comme des entrées du registre.

    Mêlées à des tables à masquer, elles déclarent leurs natures : sans cela, l'audit ne
    verrait pas ce qu'elles révèlent. Erreur : RefusSecret.
    """
    return tuple(entree for table in tables for entree in _entrees(table))


def _entrees(table: Table) -> Iterator[Entree]:
    for ligne in enregistrements(table.donnees):
        nature = table.natures.get(str(ligne["indicateur"]))
        if isinstance(nature, HorsSecret):
            continue
        modalites = composantes(str(ligne["modalite"]), table.dimensions)
        if nature is None or modalites is None:
            raise RefusSecret(
                f"Table « {table.nom} » : déjà publiée, mais dans un livrable qui masque d'autres "
                "tables. Déclarez la nature de ses indicateurs et ses dimensions, pour que "
                "l'attaque en tienne compte."
            )
        territoire, periode, indicateur = (str(ligne[colonne]) for colonne in CLE[:3])
        lieu = cle(territoire, periode, indicateur, modalites)
        nombres: dict[str, object] = {}
        if isinstance(nature, Effectif | Montant):
            nombres[lieu.indicateur] = ligne["valeur"]
        elif isinstance(nature, Taux):
            nombres[nature.numerateur] = ligne["numerateur"]
            nombres[nature.denominateur] = ligne["denominateur"]
        elif isinstance(nature, Moyenne):
            nombres[nature.effectif] = ligne["denominateur"]
        for nom, nombre in nombres.items():
            valeur = float(str(nombre))
            if not math.isnan(valeur):
                yield Entree(lieu.vers("indicateur", nom), valeur, "public", LIVRABLE)
