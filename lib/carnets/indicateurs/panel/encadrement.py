"""Une estimation et son intervalle, dans le cadre long : trois modalités d'un même indicateur."""

import pandas as pd

from carnets.indicateurs.cadre import ABSENT, empiler, valeur_seule

CENTRE, BAS, HAUT = "estimation", "bas", "haut"

PANEL = "panel"
"""Le territoire des résultats qui portent sur tous les quartiers suivis."""


def encadrer(
    ligne: pd.Series, centre: str, *, territoire: str, periode: str, indicateur: str
) -> pd.DataFrame:
    """Cadre long d'une estimation (la case `centre` de la ligne) et de ses bornes `bas, haut`."""
    return empiler(
        valeur_seule(
            territoire,
            float(ligne[case]),
            periode=periode,
            indicateur=indicateur,
            modalite=modalite,
        )
        for modalite, case in ((CENTRE, centre), (BAS, BAS), (HAUT, HAUT))
    )


def reference(*, territoire: str, periode: str, indicateur: str) -> pd.DataFrame:
    """La période à laquelle tout se rapporte : sans objet, elle n'a rien à estimer."""
    vide = pd.Series({CENTRE: ABSENT, BAS: ABSENT, HAUT: ABSENT})
    return encadrer(
        vide, CENTRE, territoire=territoire, periode=periode, indicateur=indicateur
    ).assign(etat="sans_objet")
