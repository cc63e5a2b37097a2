"""Ce qu'un carnet a le droit de consommer."""

from dataclasses import dataclass

MEBIOCTET = 1024**2


@dataclass(frozen=True, kw_only=True)
class Bornes:
    """Limites d'exécution d'un carnet ; `None` lève la limite.

    `cellule` et `carnet` : secondes d'horloge. `memoire` : octets que le carnet peut allouer en
    plus de ce que le processus tiède occupe déjà. `sortie` : octets écrits ou affichés, tous
    genres confondus, y compris ce qu'un `clear_output` efface ensuite.

    Lève ValueError si une limite n'est pas strictement positive.
    """

    cellule: float | None = 600.0
    carnet: float | None = 1800.0
    memoire: int | None = 2048 * MEBIOCTET
    sortie: int | None = 50 * MEBIOCTET

    def __post_init__(self) -> None:
        for nom in ("cellule", "carnet", "memoire", "sortie"):
            valeur = getattr(self, nom)
            if valeur is not None and not valeur > 0:
                raise ValueError(f"borne « {nom} » : {valeur!r}, une valeur > 0 est attendue")
