"""La convergence des quartiers en cadre long : β, σ, son évolution, et la croissance par décile."""

import pandas as pd

from carnets.indicateurs.cadre import empiler, valeur_seule
from carnets.indicateurs.panel.convergence import (
    convergence_beta,
    convergence_sigma,
    evolution_sigma,
)
from carnets.indicateurs.panel.encadrement import BAS, CENTRE, HAUT, PANEL, encadrer
from carnets.indicateurs.panel.trajectoires import REVENU, series_filosofi

_DECILES = 10


def convergence(filosofi: pd.DataFrame, *, debut: int, fin: int) -> pd.DataFrame:
    """Cadre long de β, de σ chaque année et de σ_fin / σ_debut, du revenu médian des quartiers.

    β et l'évolution de σ portent sur les quartiers connus en `debut` et en `fin` ; σ, sur ceux
    connus chaque année, que `quartiers_suivis` compte (modalités `beta` et `sigma`).
    """
    revenu = series_filosofi(filosofi, debut=debut, fin=fin)[REVENU]
    periode = f"{debut}-{fin}"
    beta = convergence_beta(revenu, debut=debut, fin=fin)
    evolution = evolution_sigma(revenu, debut=debut, fin=fin)
    par_annee = convergence_sigma(revenu, annees=sorted(revenu["annee"].unique()))
    return empiler(
        [
            encadrer(
                beta, "beta",
                territoire=PANEL, periode=periode, indicateur="beta_convergence",
            ),
            encadrer(
                evolution, "rapport",
                territoire=PANEL, periode=periode, indicateur="rapport_sigma",
            ),
            *(
                encadrer(
                    ligne, "sigma", territoire=PANEL, periode=f"{ligne['annee']:.0f}",
                    indicateur="sigma_convergence",
                )
                for _, ligne in par_annee.iterrows()
            ),
            *(
                valeur_seule(
                    PANEL, nombre, periode=periode, indicateur="quartiers_suivis", modalite=nom
                )
                for nom, nombre in (
                    ("beta", beta["territoires"]),
                    ("sigma", float(par_annee["territoires"].iloc[0])),
                )
            ),
        ]
    )  # fmt: skip


def croissance_par_decile(filosofi: pd.DataFrame, *, debut: int, fin: int) -> pd.DataFrame:
    """Croissance annuelle du revenu médian selon le décile de revenu de départ, en %.

    Une ligne par décile (`territoire` : `1`, le plus pauvre, à `10`) : la médiane des croissances
    des quartiers (`estimation`) et leurs quartiles (`bas`, `haut`), qui disent l'étalement des
    quartiers et non une incertitude. Croissance : 100 × ((fin / debut)^(1 / durée) - 1). Ce sont
    des rangs de croissances, pas la moyenne de médianes.
    """
    revenu = series_filosofi(filosofi, debut=debut, fin=fin)[REVENU]
    large = revenu.pivot(index="territoire", columns="annee", values="valeur")
    suivis = large[[debut, fin]].dropna()
    # Le rang départage les ex æquo par le code : les déciles ont le même nombre de quartiers.
    rangs = suivis[debut].sort_index().rank(method="first")
    decile = ((rangs - 1) * _DECILES // len(suivis) + 1).astype(int)
    croissance = 100 * ((suivis[fin] / suivis[debut]) ** (1 / (fin - debut)) - 1)
    par_decile = croissance.groupby(decile)
    quartiles = pd.DataFrame(
        {
            CENTRE: par_decile.median(),
            BAS: par_decile.quantile(0.25),
            HAUT: par_decile.quantile(0.75),
        }
    )
    return empiler(
        encadrer(
            ligne, CENTRE, territoire=str(rang), periode=f"{debut}-{fin}",
            indicateur="croissance_revenu",
        )
        for rang, ligne in quartiles.iterrows()
    )  # fmt: skip
