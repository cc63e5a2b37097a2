"""La lignée d'un territoire : ceux qui le contiennent et ceux qu'il contient.

Leurs livrables se retranchent du sien : la région moins le département dit ce qu'est le reste. Le
secret doit donc savoir qui est dans qui, même d'un territoire que ce livrable ne montre pas.
"""

from collections.abc import Iterator, Mapping
from typing import Literal

from carnets.secret import Hierarchie

Unites = frozenset[str]
Decoupes = Mapping[str, Mapping[str, Unites]]
"""Type de territoire → code → les unités dont il est fait (départements, opérations)."""


def emboitements(
    decoupes: Decoupes,
    ici: str,
    *,
    additifs: tuple[str, ...],
    couvrants: tuple[str, ...] = (),
) -> Iterator[Hierarchie]:
    """Ce que `ici`, les territoires qui le contiennent et ceux qu'il contient font entre eux.

    Ce qui se compte dans l'un se compte dans qui le contient, quel que soit l'indicateur.
    `additifs` : ceux que les territoires d'un même type, disjoints, se partagent. `couvrants` :
    ceux de personnes, dont qui les additionne ne doit pas apprendre combien sont de plusieurs.
    """
    tous = {code: unites for codes in decoupes.values() for code, unites in codes.items()}
    ligne = {c: u for c, u in tous.items() if u <= tous[ici] or tous[ici] <= u}
    for haut, unites in ligne.items():
        for codes in decoupes.values():
            parties = tuple(c for c, u in codes.items() if u <= unites and c != haut)
            reunies = frozenset[str]().union(*(codes[c] for c in parties))
            # Un plus petit que lui les réunit, et le dit : le redire serait les doubler.
            entre = any(reunies <= u < unites for u in ligne.values())
            if haut not in codes and parties and not entre:
                plein = unites == reunies
                mode: Literal["exacte", "partielle"] = "exacte" if plein else "partielle"
                yield Hierarchie("territoire", haut, parties, mode, additifs)
                if plein and couvrants:
                    yield Hierarchie("territoire", haut, parties, "couvrante", couvrants)
        yield from _inclusions(haut, ligne, additifs)


def _inclusions(
    haut: str, ligne: Mapping[str, Unites], additifs: tuple[str, ...]
) -> Iterator[Hierarchie]:
    """Chaque territoire de la lignée qui est dans `haut`, ou qui est `haut` sous un autre nom.

    Ce qui s'additionne a déjà ses sommes, dont tous les restes se déduisent.
    """
    dedans = tuple(code for code, unites in ligne.items() if unites < ligne[haut])
    if dedans:
        yield Hierarchie("territoire", haut, dedans, "recouvrante", sauf=additifs)
    for code, unites in ligne.items():
        if unites == ligne[haut] and haut < code:
            yield Hierarchie("territoire", haut, (code,), "exacte")
