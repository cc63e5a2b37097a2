"""Publier une table : la règle d'abord, le masquage ensuite, jamais l'inverse."""

from collections.abc import Mapping

import pandas as pd

from carnets.erreurs import RefusSecret, suggestion
from carnets.secret.diffusable import _JETON, Diffusable, _delivrer
from carnets.secret.tableau import verifier_table

DEJA_PUBLIE = "deja_publie"
MENTION_DEJA_PUBLIE = "Chiffres déjà publiés par leur producteur : aucun masquage appliqué."


def publier(
    table: pd.DataFrame,
    *,
    source: str,
    regle: str | None,
    territoires: Mapping[str, str] | None = None,
) -> Diffusable:
    """Passe une table longue par le secret statistique et rend ce qui peut être montré.

    Erreur : RefusSecret si la source n'a pas de règle, si la règle est inconnue, ou si la
    table n'a pas la forme attendue. Il n'y a pas de règle par défaut.
    """
    _exiger_regle(source, regle)
    return _delivrer(
        verifier_table(table, source=source),
        source=source,
        regle=DEJA_PUBLIE,
        mention=MENTION_DEJA_PUBLIE,
        territoires=territoires,
        jeton=_JETON,
    )


def _exiger_regle(source: str, regle: str | None) -> None:
    if not regle:
        raise RefusSecret(
            f"Source « {source} » : aucune règle de secret n'est indiquée. "
            "Ajoutez « secret: » à cette source dans dossier.yml ; "
            f"pour des chiffres déjà publiés, écrivez « secret: {DEJA_PUBLIE} »."
        )
    if regle != DEJA_PUBLIE:
        raise RefusSecret(
            f"Source « {source} » : règle de secret inconnue « {regle} » ; "
            + suggestion(regle, [DEJA_PUBLIE])
        )
