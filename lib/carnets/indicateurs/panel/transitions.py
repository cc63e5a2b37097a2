"""Pairs d'un quartier, et passages par le décile le plus pauvre."""

import pandas as pd

from carnets.erreurs import UsageIncorrect


def pairs(
    revenu: pd.DataFrame, pauvrete: pd.DataFrame, *, territoire: str, annee: int, nombre: int = 10
) -> list[str]:
    """Les `nombre` plus proches voisins d'un quartier, la première année, au plus proche d'abord.

    Entrées : deux séries `territoire, annee, valeur`. Distance euclidienne sur le revenu et la
    pauvreté centrés et réduits. Ressembler cette année-là n'est pas être comparable en tout.
    """
    colonnes = [
        s[s["annee"] == annee].set_index("territoire")["valeur"] for s in (revenu, pauvrete)
    ]
    table = pd.concat(colonnes, axis=1).dropna()
    if territoire not in table.index:
        raise UsageIncorrect(f"Pairs : {territoire} n'a pas de revenu et de pauvreté en {annee}.")
    reduits = (table - table.mean()) / table.std()
    distances = ((reduits - reduits.loc[territoire]) ** 2).sum(axis=1).drop(territoire)
    ordre = distances.reset_index(name="distance").sort_values(["distance", "territoire"])
    return [str(code) for code in ordre["territoire"].head(nombre)]


def decile_pauvre(serie: pd.DataFrame, *, debut: int, fin: int) -> pd.DataFrame:
    """Qui entre dans le décile au revenu le plus bas, qui en sort, qui y reste.

    Sortie : `territoire, passage` (`entre`, `sort`, `reste`, `hors`), pour les quartiers présents
    les deux années. Le seuil est propre à chaque année : sortir peut être dû aux autres.
    """
    large = serie.pivot(index="territoire", columns="annee", values="valeur")
    absentes = [str(a) for a in (debut, fin) if a not in large]
    if absentes:
        raise UsageIncorrect(f"Décile le plus pauvre : aucune valeur en {', '.join(absentes)}.")
    suivis = large[[debut, fin]].dropna()
    dedans = suivis <= suivis.quantile(0.1)
    noms = {(0, 1): "entre", (1, 0): "sort", (1, 1): "reste", (0, 0): "hors"}
    passage = [noms[int(a), int(b)] for a, b in zip(dedans[debut], dedans[fin], strict=True)]
    return pd.DataFrame({"territoire": suivis.index, "passage": passage})
