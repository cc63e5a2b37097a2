"""Les lignes à zéro d'une table : nommées dans une note plutôt que déroulées une à une."""

from collections.abc import Collection, Mapping

from carnets.presentation.textes import typographie
from carnets.secret import Diffusable


def sans_zeros(
    donnees: Diffusable,
    de: Collection[str],
    *,
    axe: str = "modalite",
    libelles: Mapping[str, str],
    garder: Collection[str] = ("",),
) -> tuple[Diffusable, list[str]]:
    """La table sans les lignes dont tous les `de` valent zéro, et la note qui les nomme.

    Une ligne cachée, inconnue ou sans objet reste : seul un vrai zéro se résume. `garder` : lignes
    qui restent quoi qu'il arrive (le total). Dire un zéro dans une note ou dans une ligne, c'est
    dire la même chose.
    """
    table = donnees.table
    lignes = table[table["indicateur"].isin(list(de))]
    nulle = (lignes["valeur"] == 0) & (lignes["etat"] == "ok")
    par_ligne = nulle.groupby(lignes[axe], sort=False).all()
    nulles = [str(cle) for cle in par_ligne[par_ligne].index if cle not in garder]
    if not nulles:
        return donnees, []
    restent = [cle for cle in dict.fromkeys(table[axe]) if cle not in nulles]
    noms = ", ".join(typographie(libelles.get(cle, cle)) for cle in nulles)
    return donnees.choisir(**{axe: restent}), [f"À zéro, et omis : {noms}."]
