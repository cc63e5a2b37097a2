"""Intervalles : une estimation et ses bornes par période ou par rang, contre un repère."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from carnets.dictionnaire import indicateur
from carnets.presentation import charte
from carnets.presentation.figures import figure
from carnets.presentation.grille import Grille, exiger, grille, un_seul
from carnets.presentation.nombres import INSECABLE, avec_unite
from carnets.presentation.objets import Objet
from carnets.presentation.temps import Repere
from carnets.presentation.toile import Toile, largeur_texte
from carnets.secret import Diffusable

HAUTEUR = 7.0
MARGE_AXE = 0.08
MOUSTACHE = 0.12
"""Demi-largeur, en centimètres, des traits qui ferment un intervalle."""


@dataclass(frozen=True)
class _Rangs(Repere):
    """Cadre dont les abscisses sont des rangs également espacés, et non des dates."""

    def x(self, periode: str) -> float:
        """Milieu de la colonne d'un rang."""
        gauche, droite = self.bornes
        part = (self.periodes.index(periode) + 0.5) / len(self.periodes)
        return gauche + (droite - gauche) * part


def intervalles(
    donnees: Diffusable,
    *,
    titre: str,
    source: str,
    bornes: tuple[str, str, str],
    axe: str = "periode",
    repere: float | None = None,
    depuis: str = "",
    legende_axe: str = "",
    libelles: Mapping[str, str] | None = None,
    notes: Sequence[str] = (),
) -> Objet:
    """Un point et son intervalle par valeur de la colonne `axe`, d'un seul indicateur.

    `bornes` : les modalités de l'estimation, de la borne basse et de la borne haute. `repere` : la
    valeur à laquelle les comparer, tracée d'un filet. `depuis` : première valeur de l'axe après un
    événement, séparée des précédentes par un filet vertical. Un rang sans valeur garde sa place et
    porte son signe, sur le repère s'il y en a un. Lève `ValueError` si la table porte plusieurs
    indicateurs ou n'a pas ces modalités.
    """
    fiche = indicateur(un_seul(donnees, "indicateur"))
    lue = grille(donnees, lignes=axe, colonnes="modalite", libelles=libelles)
    exiger(lue, *bornes)
    rangs = sorted(lue.lignes) if axe == "periode" else lue.lignes
    if depuis and depuis not in rangs:
        raise ValueError(f"« {depuis} » n'est pas sur l'axe ; présents : {', '.join(rangs)}")
    toile = Toile(HAUTEUR + (1.5 if legende_axe else 0.9))
    cadre = _cadrer(toile, lue, rangs, bornes, repere, fiche.unite, fiche.decimales)
    if repere is not None:
        y = cadre.y(repere)
        toile.trait(cadre.bornes, [y, y], couleur=charte.ENCRE_DOUCE, epaisseur=1.4, plan=1)
    if depuis:
        _separer(cadre, depuis)
    for rang in rangs:
        _un_intervalle(cadre, lue, rang, bornes, repere)
    if legende_axe:
        toile.texte(
            sum(cadre.bornes) / 2, HAUTEUR + 1.1, legende_axe, ancre="centre",
            couleur=charte.ENCRE_DOUCE,
        )  # fmt: skip
    return figure(
        toile,
        titre=titre,
        alternative=_decrire(lue, titre, rangs, bornes, repere),
        donnees=lue.tableau(titre, source),
        source=source,
        notes=lue.notes(notes),
    )


def _cadrer(
    toile: Toile,
    lue: Grille,
    rangs: Sequence[str],
    bornes: tuple[str, str, str],
    repere: float | None,
    unite: str,
    decimales: int,
) -> Repere:
    """Le cadre qui contient tous les intervalles, et le repère, avec un peu d'air."""
    valeurs = [lue.case(r, m).valeur for m in bornes for r in rangs if lue.case(r, m).connue]
    valeurs += [] if repere is None else [repere]
    bas, haut = min(valeurs, default=0.0), max(valeurs, default=1.0)
    air = (haut - bas) * MARGE_AXE or abs(haut) * MARGE_AXE or 1.0
    gauche = max(largeur_texte(avec_unite(v, unite, decimales)) for v in (bas, haut)) + 0.5
    cadre = _Rangs(
        toile, rangs, (gauche, toile.largeur - 0.2), bas - air, haut + air, (0.8, HAUTEUR)
    )
    cadre.graduer(unite, decimales)
    return cadre


def _un_intervalle(
    cadre: Repere, lue: Grille, rang: str, bornes: tuple[str, str, str], repere: float | None
) -> None:
    x = cadre.x(rang)
    centre, bas, haut = (lue.case(rang, modalite) for modalite in bornes)
    if not centre.connue:
        if repere is not None and centre.etat == "sans_objet":
            cadre.toile.marque(x, cadre.y(repere), "o", charte.REPERE, creuse=True)
        else:
            cadre.toile.texte(
                x, HAUTEUR - 0.3, centre.texte, ancre="centre", couleur=charte.ENCRE_DOUCE
            )
        return
    # La forme redit la couleur : losange plein quand l'intervalle ne contient pas le repère.
    net = repere is not None and _net(lue, rang, bornes, repere)
    couleur = charte.SERIES[1] if net else charte.ACCENT
    if bas.connue and haut.connue:
        ys = [cadre.y(bas.valeur), cadre.y(haut.valeur)]
        cadre.toile.trait([x, x], ys, couleur=couleur, epaisseur=1.8)
        for y in ys:
            cadre.toile.trait([x - MOUSTACHE, x + MOUSTACHE], [y, y], couleur=couleur)
    cadre.toile.marque(x, cadre.y(centre.valeur), "D" if net else "o", couleur)


def _separer(cadre: Repere, depuis: str) -> None:
    """Filet vertical entre la dernière valeur d'avant et la première d'après."""
    demi = (cadre.bornes[1] - cadre.bornes[0]) / len(cadre.periodes) / 2
    x = cadre.x(depuis) - demi
    cadre.toile.trait([x, x], [0.6, HAUTEUR], couleur=charte.ENCRE, tirets=(4, 3), epaisseur=1.2)
    cadre.toile.texte(x + 0.15, 0.3, "après", gras=True)
    cadre.toile.texte(x - 0.15, 0.3, "avant", ancre="droite", gras=True)


def _decrire(
    lue: Grille,
    titre: str,
    rangs: Sequence[str],
    bornes: tuple[str, str, str],
    repere: float | None,
) -> str:
    centre, bas, haut = bornes
    connus = [r for r in rangs if lue.case(r, centre).connue]
    bouts = [
        f"{lue.mot(r)}, {lue.case(r, centre).texte} (de {lue.case(r, bas).texte} à "
        f"{lue.case(r, haut).texte})"
        for r in dict.fromkeys((*connus[:1], *connus[-1:]))
    ]
    texte = f"{titre}{INSECABLE}: {' ; '.join(bouts) or 'aucune valeur publiable'}"
    if repere is not None:
        nets = sum(_net(lue, r, bornes, repere) for r in connus)
        mot = "intervalles" if nets > 1 else "intervalle"
        verbe = "contiennent" if nets > 1 else "contient"
        texte += f" ; {nets} {mot} sur {len(connus)} ne {verbe} pas {repere:g}"
    return f"{texte} ; {len(rangs)} valeurs sur l'axe."


def _net(lue: Grille, rang: str, bornes: tuple[str, str, str], repere: float) -> bool:
    """L'intervalle est connu et ne contient pas le repère."""
    bas, haut = (lue.case(rang, modalite) for modalite in bornes[1:])
    return bas.connue and haut.connue and not bas.valeur <= repere <= haut.valeur
