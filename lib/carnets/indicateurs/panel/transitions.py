"""Pairs d'un quartier, et passages par le décile le plus pauvre."""

import pandas as pd

from carnets.erreurs import UsageIncorrect
from carnets.indicateurs.cadre import empiler, mesure, valeur_seule
from carnets.indicateurs.panel.encadrement import PANEL
from carnets.indicateurs.panel.trajectoires import (
    PAUVRETE,
    REVENU,
    exiger_au_panel,
    series_filosofi,
)

PASSAGES = ("reste", "entre", "sort", "hors")
_DECILE = 0.1


def pairs(
    revenu: pd.DataFrame, pauvrete: pd.DataFrame, *, territoire: str, annee: int, nombre: int = 10
) -> pd.DataFrame:
    """Les `nombre` plus proches voisins d'un quartier, une année donnée, au plus proche d'abord.

    Entrées : deux séries `territoire, annee, valeur`. Sortie : `territoire, distance`. Distance
    euclidienne sur le revenu et la pauvreté centrés et réduits, en écarts-types ; à distance
    égale, par code. Ressembler cette année-là n'est pas être comparable en tout.
    """
    colonnes = [
        s[s["annee"] == annee].set_index("territoire")["valeur"] for s in (revenu, pauvrete)
    ]
    table = pd.concat(colonnes, axis=1).dropna()
    if territoire not in table.index:
        raise UsageIncorrect(
            f"Pairs : {territoire} n'a pas de revenu et de pauvreté en {annee} ; choisissez une "
            "autre année avec le paramètre « debut »."
        )
    if not 1 <= nombre < len(table):
        raise UsageIncorrect(
            f"Pairs : {nombre} demandés ; il en faut au moins 1 et au plus {len(table) - 1}, les "
            f"autres quartiers connus en {annee}."
        )
    reduits = (table - table.mean()) / table.std()
    carres = ((reduits - reduits.loc[territoire]) ** 2).sum(axis=1).drop(territoire)
    # Arrondie : deux distances égales le restent, quel que soit le bruit du dernier bit.
    distances = (carres**0.5).round(9).rename_axis("territoire").reset_index(name="distance")
    return distances.sort_values(["distance", "territoire"], ignore_index=True).head(nombre)


def voisins(
    filosofi: pd.DataFrame, *, territoire: str, debut: int, fin: int, nombre: int
) -> pd.DataFrame:
    """Cadre long de la distance des pairs d'un quartier, `distance_pair`.

    `periode` est la première année où le quartier a un revenu et une pauvreté : `debut`, sauf s'il
    n'y est pas connu. UsageIncorrect s'il n'est pas au panel, ou s'il n'a jamais les deux.
    """
    exiger_au_panel(filosofi, [territoire])
    series = series_filosofi(filosofi, debut=debut, fin=fin)
    annees = [set(s.loc[s["territoire"] == territoire, "annee"]) for s in series.values()]
    annee = min(set.intersection(*annees), default=debut)
    proches = pairs(
        series[REVENU], series[PAUVRETE], territoire=territoire, annee=annee, nombre=nombre
    )
    return mesure(
        proches["territoire"], proches["distance"], periode=str(annee), indicateur="distance_pair"
    )


def decile_pauvre(serie: pd.DataFrame, *, debut: int, fin: int) -> pd.DataFrame:
    """Qui entre dans le décile au revenu le plus bas, qui en sort, qui y reste.

    Sortie : `territoire, avant, apres, passage` (`entre`, `sort`, `reste`, `hors`), pour les
    quartiers présents les deux années ; `avant` et `apres` sont leurs valeurs. Le seuil est propre
    à chaque année : sortir peut être dû aux autres. Un ex æquo du seuil est dans le décile.
    """
    large = serie.pivot(index="territoire", columns="annee", values="valeur")
    absentes = [str(a) for a in (debut, fin) if a not in large]
    if absentes:
        raise UsageIncorrect(f"Décile le plus pauvre : aucune valeur en {', '.join(absentes)}.")
    suivis = large[[debut, fin]].dropna()
    dedans = suivis <= suivis.quantile(_DECILE)
    noms = {(0, 1): "entre", (1, 0): "sort", (1, 1): "reste", (0, 0): "hors"}
    passage = [noms[int(a), int(b)] for a, b in zip(dedans[debut], dedans[fin], strict=True)]
    return pd.DataFrame(
        {
            "territoire": suivis.index,
            "avant": suivis[debut].to_numpy(),
            "apres": suivis[fin].to_numpy(),
            "passage": passage,
        }
    )


def quartiers_du_decile(filosofi: pd.DataFrame, *, debut: int, fin: int) -> pd.DataFrame:
    """`decile_pauvre` de la table Filosofi : une ligne par quartier suivi les deux années."""
    revenu = series_filosofi(filosofi, debut=debut, fin=fin)[REVENU]
    return decile_pauvre(revenu, debut=debut, fin=fin)


def passages(filosofi: pd.DataFrame, *, debut: int, fin: int) -> pd.DataFrame:
    """Cadre long des passages par le décile le plus pauvre et de son seuil chaque année.

    `passages_decile`, par modalité ; `seuil_decile`, en euros : le plus haut revenu du décile.
    """
    quartiers, periode = quartiers_du_decile(filosofi, debut=debut, fin=fin), f"{debut}-{fin}"
    comptes = quartiers["passage"].value_counts()
    dedans = {
        debut: quartiers.loc[quartiers["passage"].isin(["reste", "sort"]), "avant"],
        fin: quartiers.loc[quartiers["passage"].isin(["reste", "entre"]), "apres"],
    }
    return empiler(
        [
            *(
                valeur_seule(
                    PANEL, float(comptes.get(passage, 0)), periode=periode,
                    indicateur="passages_decile", modalite=passage,
                )
                for passage in PASSAGES
            ),
            *(
                valeur_seule(PANEL, revenus.max(), periode=str(a), indicateur="seuil_decile")
                for a, revenus in dedans.items()
            ),
        ]
    )  # fmt: skip
