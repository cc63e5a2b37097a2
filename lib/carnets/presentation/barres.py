"""Barres horizontales et points appariés : comparer des territoires ou des maîtres d'ouvrage."""

from collections.abc import Mapping, Sequence

import pandas as pd
from matplotlib.axes import Axes

from carnets.dictionnaire import indicateur
from carnets.presentation import charte
from carnets.presentation.figures import Serie, etiquette, figure, nouvelle, style, valeurs_de
from carnets.presentation.nombres import INSECABLE
from carnets.presentation.objets import Objet
from carnets.presentation.tableaux import Disposition, tableau
from carnets.secret import Diffusable

EPAISSEUR = 0.78
"""Part de la rangée occupée par les barres : le reste est l'air qui les sépare."""


def barres(
    donnees: Diffusable,
    *,
    titre: str,
    source: str,
    lignes: str = "territoire",
    series: str = "indicateur",
    libelles: Mapping[str, str] | None = None,
    accent: str = "",
    repere: str = "",
    notes: Sequence[str] = (),
) -> Objet:
    """Barres horizontales, de la plus grande à la plus petite valeur de la première série.

    `lignes` nomme la colonne des rangées, `series` celle des couleurs ; `accent` met une rangée
    en avant ; `repere` est une rangée tracée en trait vertical plutôt qu'en barre.
    """
    table, mots = donnees.table, _mots(donnees, libelles)
    cles = _cles_triees(table, lignes, series, repere)
    traces = _series(table, cles, lignes, series, mots)
    nom = str(table["indicateur"].iloc[0])
    dessin, axe = nouvelle(len(cles) * max(1, 0.62 * len(traces)))
    with style():
        _tracer_barres(axe, traces, nom, accent=cles.index(accent) if accent in cles else None)
        _tracer_repere(axe, table, lignes, repere, nom, mots)
        _habiller(axe, [mots.get(c, c) for c in cles], traces)
    return figure(
        dessin,
        titre=titre,
        alternative=_decrire(titre, traces, [mots.get(c, c) for c in cles], nom),
        donnees=tableau(
            donnees,
            titre=titre,
            source=source,
            disposition=Disposition(lignes=lignes, colonnes=series, libelles=mots),
        ).charge,
        source=source,
        notes=notes,
    )


def points_apparies(
    donnees: Diffusable,
    *,
    titre: str,
    source: str,
    avant: str,
    apres: str,
    lignes: str = "territoire",
    notes: Sequence[str] = (),
) -> Objet:
    """Deux dates reliées par un trait, une rangée par territoire : ce qui a bougé, et de combien.

    `avant` et `apres` sont deux périodes de la table ; les rangées sont triées par `apres`.
    """
    table = donnees.table
    mots = _mots(donnees, None)
    cles = _cles_triees(table[table["periode"] == apres], lignes, "periode", "")
    traces = [
        Serie(p, couleur, *valeurs_de(table[table["periode"] == p], cles, lignes))
        for p, couleur in ((avant, charte.REPERE), (apres, charte.ACCENT))
    ]
    nom = str(table["indicateur"].iloc[0])
    dessin, axe = nouvelle(len(cles))
    with style():
        _tracer_points(axe, traces, nom)
        _habiller(axe, [mots.get(c, c) for c in cles], traces)
    return figure(
        dessin,
        titre=titre,
        alternative=_decrire(titre, traces[::-1], [mots.get(c, c) for c in cles], nom),
        donnees=tableau(
            donnees,
            titre=titre,
            source=source,
            disposition=Disposition(lignes=lignes, colonnes="periode"),
        ).charge,
        source=source,
        notes=notes,
    )


def _mots(donnees: Diffusable, libelles: Mapping[str, str] | None) -> dict[str, str]:
    """Libellés de tout ce qu'une figure peut nommer ; ceux donnés l'emportent."""
    noms = pd.unique(donnees.table["indicateur"])
    fiches = {str(nom): indicateur(str(nom)).libelle for nom in noms}
    return fiches | dict(donnees.territoires) | dict(libelles or {})


def _cles_triees(table: pd.DataFrame, lignes: str, series: str, repere: str) -> list[str]:
    """Rangées de la plus grande à la plus petite ; celles sans valeur restent, en dernier."""
    premiere = table[table[series] == table[series].iloc[0]]
    triee = premiere.sort_values("valeur", ascending=False, kind="stable", na_position="last")
    return [str(c) for c in triee[lignes] if c != repere]


def _series(
    table: pd.DataFrame, cles: Sequence[str], lignes: str, series: str, mots: Mapping[str, str]
) -> list[Serie]:
    noms = [str(s) for s in pd.unique(table[series])]
    if len(noms) > len(charte.SERIES):
        raise ValueError(f"{len(noms)} séries : une figure lisible en porte {len(charte.SERIES)}")
    return [
        Serie(
            mots.get(nom, nom),
            couleur,
            *valeurs_de(table[table[series] == nom], cles, lignes),
        )
        for nom, couleur in zip(noms, charte.SERIES, strict=False)
    ]


def _tracer_barres(axe: Axes, traces: Sequence[Serie], nom: str, *, accent: int | None) -> None:
    hauteur = EPAISSEUR / len(traces)
    for k, serie in enumerate(traces):
        for rang, (valeur, etat) in enumerate(zip(serie.valeurs, serie.etats, strict=True)):
            y = rang - EPAISSEUR / 2 + hauteur * (k + 0.5)
            longueur = 0.0 if pd.isna(valeur) else valeur
            couleur = charte.SERIES[1] if rang == accent else serie.couleur
            axe.barh(y, longueur, height=hauteur * 0.9, color=couleur, linewidth=0)
            texte = f"{INSECABLE}{etiquette(valeur, etat, nom)}"
            axe.text(longueur, y, texte, va="center", ha="left")
    axe.set_xlim(0, _plafond(traces) * 1.16)


def _tracer_points(axe: Axes, traces: Sequence[Serie], nom: str) -> None:
    avant, apres = traces
    for rang, (x0, x1) in enumerate(zip(avant.valeurs, apres.valeurs, strict=True)):
        axe.plot([x0, x1], [rang, rang], color=charte.FILET, linewidth=3, zorder=1)
    for serie, marque in ((avant, "o"), (apres, "D")):
        rangs = range(len(serie.valeurs))
        axe.scatter(serie.valeurs, list(rangs), s=46, color=serie.couleur, marker=marque, zorder=2)
    marge = _plafond(traces) * 0.02
    for rang, (x0, x1, etat) in enumerate(
        zip(avant.valeurs, apres.valeurs, apres.etats, strict=True)
    ):
        droite = max((x for x in (x0, x1) if not pd.isna(x)), default=0.0)
        texte = f"{INSECABLE}{etiquette(x1, etat, nom)}"
        axe.text(droite + marge, rang, texte, va="center", ha="left")
    axe.set_xlim(-marge, _plafond(traces) * 1.14)


def _tracer_repere(
    axe: Axes, table: pd.DataFrame, lignes: str, repere: str, nom: str, mots: Mapping[str, str]
) -> None:
    if not repere:
        return
    valeur = float(table.loc[table[lignes] == repere, "valeur"].iloc[0])
    axe.axvline(valeur, color=charte.ENCRE_DOUCE, linewidth=1.2, linestyle=(0, (4, 3)), zorder=0)
    axe.text(
        valeur,
        -0.75,
        f"{mots.get(repere, repere)} : {etiquette(valeur, 'ok', nom)}",
        ha="center",
        va="bottom",
        color=charte.ENCRE_DOUCE,
    )


def _habiller(axe: Axes, libelles: Sequence[str], traces: Sequence[Serie]) -> None:
    """Noms des rangées, première en haut ; légende au-dessus s'il y a plusieurs séries."""
    axe.set_yticks(range(len(libelles)), libelles)
    axe.tick_params(axis="y", length=0)
    # Une rangée sans valeur compte autant que les autres : l'échelle automatique l'oublierait.
    axe.set_ylim(len(libelles) - 0.5, -0.5)
    # Les valeurs sont écrites au bout des barres : une graduation les répéterait.
    axe.set_xticks([])
    axe.spines["bottom"].set_visible(False)
    if len(traces) > 1:
        poignees = [
            axe.scatter([], [], s=60, color=s.couleur, marker="s", label=s.libelle) for s in traces
        ]
        axe.legend(
            handles=poignees,
            loc="lower left",
            bbox_to_anchor=(0, 1),
            ncols=2,
            frameon=False,
            handletextpad=0.2,
            borderaxespad=0.2,
        )


def _plafond(traces: Sequence[Serie]) -> float:
    valeurs = [v for s in traces for v in s.valeurs if not pd.isna(v)]
    return max(valeurs, default=1.0) or 1.0


def _decrire(titre: str, traces: Sequence[Serie], libelles: Sequence[str], nom: str) -> str:
    """Phrase qui dit la figure : pour chaque série, le plus grand et le plus petit, chiffrés."""
    morceaux = []
    for serie in traces:
        rangs = [i for i, v in enumerate(serie.valeurs) if not pd.isna(v)]
        if not rangs:
            continue
        haut = max(rangs, key=lambda i: serie.valeurs[i])
        bas = min(rangs, key=lambda i: serie.valeurs[i])
        bornes = " à ".join(
            f"{etiquette(serie.valeurs[i], serie.etats[i], nom)} ({libelles[i]})"
            for i in dict.fromkeys((haut, bas))
        )
        prefixe = f"{serie.libelle}{INSECABLE}: " if len(traces) > 1 else ""
        morceaux.append(f"{prefixe}de {bornes}" if haut != bas else f"{prefixe}{bornes}")
    return f"{titre}{INSECABLE}: {' ; '.join(morceaux)}."
