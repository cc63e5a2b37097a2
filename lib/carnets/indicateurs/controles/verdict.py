"""Le verdict : une règle unique pour comparer un chiffre publié à son recalcul."""

from collections.abc import Iterable
from dataclasses import astuple, dataclass, fields
from math import isnan
from typing import Literal

import pandas as pd

Verdict = Literal["exact", "arrondi", "incoherent", "non_verifiable"]

GRAVITES: dict[Verdict, str] = {
    "exact": "information",
    "arrondi": "information",
    "non_verifiable": "attention",
    "incoherent": "anomalie",
}
EPSILON = 1e-9
NON_PUBLIE = float("nan")


def verdict(
    publie: float, precision: float, recalcule: float, *, incertitude: float = 0.0
) -> Verdict:
    """Dit si un chiffre imprimé à `precision` près est celui qu'on retrouve.

    `incertitude` est l'écart que l'arrondi des termes du recalcul permet (pour une somme de n
    termes arrondis à p près : n × p / 2). Avec t = precision / 2 + incertitude :

    - exact : recalculé = publié ;
    - arrondi : −t < recalculé − publié ≤ t ;
    - incohérent : au-delà. Deux parts arrondies au plus proche d'un tout valant 100 font donc
      100 ou 101, jamais 99 ;
    - non vérifiable : l'un des deux manque.

    La borne basse est exclue dès que l'incertitude n'est pas nulle, parce que l'arrondi
    français monte au demi : des termes ne peuvent pas tous perdre exactement un demi. Sans
    incertitude les deux bornes sont admises : 68 714 publié pour 68 714,5 est un arrondi au
    pair ou une troncature, pas une incohérence (ALS-20).
    """
    if isnan(publie) or isnan(recalcule):
        return "non_verifiable"
    ecart, tolerance = recalcule - publie, precision / 2 + incertitude
    flottement = EPSILON * max(1.0, abs(publie), abs(recalcule))
    if abs(ecart) <= flottement:
        return "exact"
    if ecart > tolerance + flottement:
        return "incoherent"
    if incertitude > 0:
        return "arrondi" if ecart > -tolerance + flottement else "incoherent"
    return "arrondi" if ecart >= -tolerance - flottement else "incoherent"


@dataclass(frozen=True)
class Constat:
    """Une comparaison. `publie` et `recalcule` sont en `unite`, jamais modifiés.

    `bas` et `haut` bornent le recalcul quand ses termes sont arrondis ; NaN sinon.
    """

    controle: str
    objet: str
    publie: float
    recalcule: float
    ecart: float
    unite: str
    verdict: Verdict
    explication: str
    gravite: str
    bas: float
    haut: float


COLONNES = tuple(champ.name for champ in fields(Constat))


def constat(
    controle: str,
    objet: str,
    publie: float,
    recalcule: float,
    *,
    unite: str,
    explication: str,
    precision: float = 0.0,
    incertitude: float = 0.0,
    jugement: Verdict | None = None,
    bornes: tuple[float, float] = (float("nan"), float("nan")),
) -> Constat:
    """Un constat dont le verdict suit la règle unique.

    `jugement` ne remplace la règle que là où elle n'a rien à comparer : une affirmation sans
    chiffre, un zéro structurel.
    """
    issue = jugement or verdict(publie, precision, recalcule, incertitude=incertitude)
    return Constat(
        controle=controle,
        objet=objet,
        publie=float(publie),
        recalcule=float(recalcule),
        ecart=float(recalcule - publie),
        unite=unite,
        verdict=issue,
        explication=explication,
        gravite=GRAVITES[issue],
        bas=float(bornes[0]),
        haut=float(bornes[1]),
    )


def cadre_constats(constats: Iterable[Constat]) -> pd.DataFrame:
    """Les constats en cadre, dans l'ordre reçu ; colonnes de `Constat`."""
    return pd.DataFrame([astuple(ligne) for ligne in constats], columns=list(COLONNES)).astype(
        dict.fromkeys(("publie", "recalcule", "ecart", "bas", "haut"), "float64")
        | dict.fromkeys(("controle", "objet", "unite", "verdict", "explication", "gravite"), "str")
    )
