"""L'axe du temps des figures : périodes, graduations, lignes qui ne sautent aucun trou."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from babel.dates import format_date

from carnets.presentation import charte
from carnets.presentation.grille import Case
from carnets.presentation.nombres import avec_unite
from carnets.presentation.toile import Toile, largeur_texte

PERIODE = re.compile(r"(\d{4})(?:-(?:(\d{2})|T([1-4])))?")
PLAGE = " à "
GRADUATIONS = 4


def rang_du_temps(periode: str) -> float:
    """`2019` → 2019 ; `2019-03` → 2019 + 2/12 ; `2019-T2` → 2019 + 1/4.

    Une plage (`2020-07 à 2020-09`) est à sa fin : c'est là qu'un cumul est connu. Lève
    `ValueError` pour toute autre écriture.
    """
    lu = PERIODE.fullmatch(periode.rpartition(PLAGE)[2])
    if not lu or (lu[2] and not 1 <= int(lu[2]) <= 12):
        raise ValueError(f"période « {periode} » illisible : attendu 2019, 2019-03 ou 2019-T1")
    mois = (int(lu[2]) - 1) / 12 if lu[2] else (int(lu[3]) - 1) / 4 if lu[3] else 0.0
    return int(lu[1]) + mois


def mot_du_temps(periode: str) -> str:
    """`2021-10` → « oct. 2021 », `2020-07 à 2020-09` → « juil. à sept. 2020 » ; `2019` reste."""
    debut, separe, fin = periode.partition(PLAGE)
    if separe:
        memes = debut[:4] == fin[:4]
        return f"{_mois(debut, 'MMM' if memes else 'MMM y')}{PLAGE}{_mois(fin, 'MMM y')}"
    lu = PERIODE.fullmatch(periode)
    return _mois(periode, "MMM y") if lu and lu[2] else periode


def _mois(periode: str, motif: str) -> str:
    texte: str = format_date(date(int(periode[:4]), int(periode[5:7]), 1), motif, locale="fr")
    return texte


@dataclass(frozen=True)
class Repere:
    """Cadre d'une courbe : périodes en abscisse, valeurs en ordonnée, en centimètres."""

    toile: Toile
    periodes: Sequence[str]
    bornes: tuple[float, float]
    bas: float
    haut: float
    zone: tuple[float, float]

    def x(self, periode: str) -> float:
        """Abscisse d'une période : les intervalles manquants gardent leur place."""
        debut, fin = (rang_du_temps(p) for p in (self.periodes[0], self.periodes[-1]))
        gauche, droite = self.bornes
        if fin == debut:
            return (gauche + droite) / 2
        return gauche + (droite - gauche) * (rang_du_temps(periode) - debut) / (fin - debut)

    def y(self, valeur: float) -> float:
        """Ordonnée d'une valeur."""
        sommet, pied = self.zone
        return pied - (pied - sommet) * (valeur - self.bas) / (self.haut - self.bas)

    def graduer(self, unite: str, decimales: int) -> None:
        """Filets horizontaux chiffrés, et autant de périodes que la place en porte."""
        pas = pas_rond((self.haut - self.bas) / GRADUATIONS)
        valeur = pas * -(-self.bas // pas)
        while valeur <= self.haut + pas * 1e-9:
            y = self.y(valeur)
            self.toile.trait(self.bornes, [y, y], couleur=charte.FILET, epaisseur=0.8, plan=0)
            texte = avec_unite(valeur, unite, decimales if pas < 1 else 0)
            self.toile.texte(
                self.bornes[0] - 0.25, y, texte, ancre="droite", couleur=charte.ENCRE_DOUCE
            )
            valeur += pas
        occupe = -1.0
        for periode in self.periodes:
            mot = mot_du_temps(periode)
            x, demi = self.x(periode), largeur_texte(mot) / 2
            if x - demi > occupe:
                self.toile.trait([x, x], [self.zone[1], self.zone[1] + 0.1], couleur=charte.REPERE)
                self.toile.texte(
                    x, self.zone[1] + 0.4, mot, ancre="centre", couleur=charte.ENCRE_DOUCE
                )
                occupe = x + demi + 0.3


def pas_rond(brut: float) -> float:
    """Pas de graduation rond : 1, 2 ou 5 fois une puissance de dix."""
    puissance = 10.0 ** int(f"{brut:e}".split("e")[1])
    return next(k * puissance for k in (1, 2, 5, 10) if k * puissance >= brut * 0.999)


def segments(
    periodes: Sequence[str], cases: Mapping[str, Case], ruptures: Sequence[str] = ()
) -> list[list[str]]:
    """Périodes que l'on a le droit de joindre : ni trou, ni rupture à l'intérieur d'un segment."""
    morceaux: list[list[str]] = [[]]
    for periode in periodes:
        if periode in ruptures and morceaux[-1]:
            morceaux.append([])
        if cases[periode].connue:
            morceaux[-1].append(periode)
        elif morceaux[-1]:
            morceaux.append([])
    return [m for m in morceaux if m]
