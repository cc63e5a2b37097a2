"""Cellules : chaque grandeur publiée a une seule identité, dans quelque table qu'on la lise."""

from collections.abc import Collection, Iterator
from typing import NamedTuple

from carnets.secret.declarations import (
    Derivee,
    Evolution,
    Hierarchie,
    HorsSecret,
    Moyenne,
    Table,
    Taux,
)

SEPARATEUR = "|"
AXES_FIXES = ("territoire", "periode", "indicateur")


class Cle(NamedTuple):
    """Identité d'une cellule ; `modalites` : couples (dimension, modalité), totaux omis, triés.

    Un n-uplet, et non une classe gelée : un bilan en compare et en déplace des millions.
    """

    territoire: str
    periode: str
    indicateur: str
    modalites: tuple[tuple[str, str], ...] = ()

    def sur(self, axe: str) -> str:
        """Coordonnée sur un axe ; « » pour le total d'une dimension."""
        if axe in AXES_FIXES:
            return str(getattr(self, axe))
        for dimension, modalite in self.modalites:
            if dimension == axe:
                return modalite
        return ""

    def vers(self, axe: str, coordonnee: str) -> "Cle":
        """La même cellule, déplacée sur un axe."""
        if self.sur(axe) == coordonnee:
            return self
        if axe in AXES_FIXES:
            return self._replace(**{axe: coordonnee})  # type: ignore[arg-type]
        autres = [couple for couple in self.modalites if couple[0] != axe]
        if coordonnee:
            autres.append((axe, coordonnee))
        return self._replace(modalites=tuple(sorted(autres)))

    def sans(self, dimensions: Collection[str]) -> "Cle":
        """La cellule au total de ces dimensions."""
        return self._replace(modalites=tuple(m for m in self.modalites if m[0] not in dimensions))

    def a_la_difference_de(self, autre: "Cle") -> str:
        """Ce qui nomme cette cellule et non l'autre : sa modalité, sinon sa période, son lieu…"""
        axes = (*(axe for axe, _ in self.modalites), *AXES_FIXES)
        return ", ".join(self.sur(axe) for axe in axes if self.sur(axe) != autre.sur(axe))


def _normaliser(modalites: dict[str, str]) -> tuple[tuple[str, str], ...]:
    return tuple(sorted((axe, nom) for axe, nom in modalites.items() if nom))


def composantes(modalite: str, dimensions: tuple[str, ...]) -> dict[str, str] | None:
    """« femmes|26_45 » → {sexe: femmes, age: 26_45} ; None si le nombre ne convient pas."""
    if not modalite:
        return {}
    try:
        return dict(zip(dimensions, modalite.split(SEPARATEUR), strict=True))
    except ValueError:
        return None


def cle(territoire: str, periode: str, indicateur: str, modalites: dict[str, str]) -> Cle:
    """Identité d'une cellule à partir de ses coordonnées."""
    return Cle(territoire, periode, indicateur, _normaliser(modalites))


def hierarchies_evidentes(
    tables: tuple[Table, ...], declarees: tuple[Hierarchie, ...]
) -> Iterator[Hierarchie]:
    """Une dimension sans hiérarchie déclarée : ses modalités, réunies, font le total.

    C'est ce qu'un lecteur supposera ; si les nombres le démentent, le système est refusé. Un
    indicateur qu'aucune hiérarchie déclarée de l'axe ne concerne y est soumis lui aussi.
    """
    vues: dict[tuple[str, str], set[str]] = {}
    for table in tables:
        couples = zip(table.donnees["indicateur"], table.donnees["modalite"], strict=True)
        for indicateur, modalite in dict.fromkeys(couples):
            for axe, nom in (composantes(modalite, table.dimensions) or {}).items():
                for porteur in _porteurs(table, indicateur):
                    vues.setdefault((axe, porteur), set()).add(nom)
    for (axe, indicateur), noms in sorted(vues.items()):
        parties = tuple(sorted(noms - {""}))
        declare = any(h.axe == axe and h.concerne(indicateur) for h in declarees)
        if parties and not declare:
            yield Hierarchie(axe, "", parties, indicateurs=(indicateur,))


def _porteurs(table: Table, indicateur: str) -> tuple[str, ...]:
    """Les indicateurs des cellules que montre une ligne : un taux montre ses deux effectifs."""
    match table.natures.get(indicateur):
        case Taux(numerateur, denominateur):
            return numerateur, denominateur
        case Moyenne(effectif):
            return (effectif,)
        case Derivee() | HorsSecret() | Evolution():
            return ()
    return (indicateur,)
