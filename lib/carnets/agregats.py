"""Ce qui se calcule sur des tables entières : une fois par lot, et cité ligne par ligne.

Un quartile national demande toute la table ; un livrable n'en cite pourtant que trois nombres. Il
retient donc la demande et les lignes du résultat qu'il a lues : il est à refaire quand elles
changent, non quand un autre territoire change sans les toucher.
"""

import importlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import product
from typing import Any, NamedTuple

import pandas as pd

PIECE = "carnets.indicateurs."
"""Seules ses fonctions sont rappelées d'après leur nom : elles sont pures."""

Calcul = Callable[..., pd.DataFrame]


class Agregat(NamedTuple):
    """Un calcul demandé, en textes : il se note dans un reçu et se refait d'après lui.

    `calcul` : « module:fonction » ; `sources` et `arguments` : une liste et un objet JSON.
    """

    calcul: str
    sources: str
    arguments: str

    @classmethod
    def de(
        cls, calcul: Calcul, sources: Sequence[str], arguments: Mapping[str, object]
    ) -> "Agregat":
        """La demande d'une fonction de `carnets.indicateurs`, d'arguments que JSON sait écrire.

        Lève `ValueError` pour toute autre fonction : on ne la retrouverait pas par son nom.
        """
        nom = f"{calcul.__module__}:{calcul.__qualname__}"
        if not calcul.__module__.startswith(PIECE) or "<" in nom:
            raise ValueError(f"{nom} n'est pas une fonction publique de carnets.indicateurs")
        return cls(nom, json.dumps(list(sources)), json.dumps(arguments, sort_keys=True))

    @property
    def noms(self) -> list[str]:
        """Les sources, dans l'ordre où le calcul les reçoit."""
        return list(json.loads(self.sources))

    def calculer(self, tables: Sequence[pd.DataFrame]) -> "Resultat":
        """Ce que rend la fonction ; les arguments repassent par JSON, ici comme ailleurs."""
        module, _, fonction = self.calcul.partition(":")
        if not module.startswith(PIECE):
            raise ValueError(f"{self.calcul} n'est pas une fonction de carnets.indicateurs")
        arguments: dict[str, Any] = json.loads(self.arguments)
        cadre: pd.DataFrame = getattr(importlib.import_module(module), fonction)(
            *tables, **arguments
        )
        return Resultat(cadre.reset_index(drop=True))


class Resultat:
    """Le cadre d'un agrégat, et où y trouver les lignes que cite chaque livrable."""

    def __init__(self, cadre: pd.DataFrame) -> None:
        self.cadre = cadre
        self._places: dict[str, dict[str, list[int]]] = {}

    def places(self, colonnes: str) -> dict[str, list[int]]:
        """Rangs des lignes de chaque combinaison de valeurs, écrite comme `citations` l'écrit.

        Rangés une fois pour tous les livrables : en chercher trois dans cinquante mille lignes
        coûterait à chacun autant que ses figures.
        """
        if colonnes not in self._places:
            textes = self.cadre[json.loads(colonnes)].astype(str)
            trouves: dict[str, list[int]] = {}
            for rang, ligne in enumerate(textes.values.tolist()):
                trouves.setdefault(json.dumps(ligne), []).append(rang)
            self._places[colonnes] = trouves
        return self._places[colonnes]

    def citees(self, ou: Sequence[tuple[str, str]]) -> pd.DataFrame:
        """Les lignes de ces citations, dans l'ordre du cadre."""
        rangs = sorted(r for colonnes, v in ou for r in self.places(colonnes).get(v, ()))
        return self.cadre.take(rangs).reset_index(drop=True)


Partage = Callable[[Agregat, Callable[[], Resultat]], Resultat]
"""Rend le résultat d'un agrégat qu'un autre processus a calculé, ou le calcule pour tous."""


def citations(ou: Mapping[str, Iterable[object]]) -> list[tuple[str, str]]:
    """Chaque combinaison de valeurs citée : ses colonnes et ses valeurs, en listes JSON."""
    colonnes = json.dumps(list(ou))
    textes = [dict.fromkeys(str(valeur) for valeur in valeurs) for valeurs in ou.values()]
    return [(colonnes, json.dumps(valeurs)) for valeurs in product(*textes)]
