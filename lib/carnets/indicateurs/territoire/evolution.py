"""Ce qui a changé depuis une édition comparable : rien d'autre ne se compare."""

import pandas as pd

from carnets.dictionnaire import indicateur
from carnets.indicateurs.cadre import COLONNES, rapport
from carnets.indicateurs.territoire import regles

EVOLUTION, ECART = "evolution_relative", "evolution_en_points"


def evolution(cadre: pd.DataFrame, nom: str, *, avant: str, apres: str) -> pd.DataFrame:
    """L'évolution d'un indicateur entre deux éditions que le dictionnaire permet de comparer.

    Colonnes lues : celles de `mesures.COLONNES`. Un pourcentage évolue en points
    (`evolution_en_points`), le reste en % de la première valeur (`evolution_relative`) ; la
    modalité est l'indicateur. `UsageIncorrect` si l'une des règles de `regles` s'y oppose.
    """
    regles.exiger_meme_geographie(cadre["territoire"])
    annees = regles.exiger_comparables(nom, (avant, apres))
    lignes = cadre[(cadre["indicateur"] == nom) & (cadre["modalite"] == "")]
    debut, fin = (lignes[lignes["edition"] == e].set_index("territoire") for e in (avant, apres))
    communs = debut.index.intersection(fin.index, sort=False)
    territoires = pd.Series(communs, dtype="str")
    ecart = fin["valeur"].reindex(communs) - debut["valeur"].reindex(communs)
    en_points = indicateur(nom).unite == "pourcentage"
    base = pd.Series(1.0, index=communs) if en_points else debut["valeur"].reindex(communs)
    resultat = rapport(
        territoires,
        ecart.reset_index(drop=True),
        base.reset_index(drop=True),
        periode=f"{annees[0]}-{annees[1]}",
        indicateur=ECART if en_points else EVOLUTION,
        modalite=nom,
        facteur=1.0 if en_points else 100.0,
    )
    return resultat.assign(numerateur=float("nan"), denominateur=float("nan"))[list(COLONNES)]


def comparables(noms: list[str], *, avant: str, apres: str) -> tuple[list[str], dict[str, str]]:
    """Les indicateurs qui se comparent d'une édition à l'autre, et le motif de chaque refus."""
    motifs = {nom: regles.motif_de_refus(nom, (avant, apres)) for nom in noms}
    return [n for n, motif in motifs.items() if not motif], {n: m for n, m in motifs.items() if m}
