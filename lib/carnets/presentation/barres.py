"""Barres horizontales et points appariés : comparer des territoires ou des maîtres d'ouvrage."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from carnets.dictionnaire import indicateur
from carnets.presentation import charte
from carnets.presentation.figures import Serie, etiquette, figure, valeurs_de
from carnets.presentation.nombres import INSECABLE
from carnets.presentation.objets import Objet
from carnets.presentation.tableaux import Disposition, tableau
from carnets.presentation.toile import INTERLIGNE, Toile, couper, largeur_texte
from carnets.secret import Diffusable

EPAISSEUR = 0.78
"""Part de la rangée occupée par les barres : le reste est l'air qui les sépare."""

RANGEE = 0.62
"""Hauteur d'une rangée, en centimètres : une ligne de texte et son interligne."""

NOMS = 0.42
"""Part de la largeur que les noms des rangées prennent au plus."""

ECART = 0.15
"""Air entre une marque et le chiffre qui la suit, en centimètres."""


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
    valeur_repere = float(table.loc[table[lignes] == repere, "valeur"].iloc[0]) if repere else 0.0
    cadre = _Cadre.de(
        [mots.get(c, c) for c in cles],
        traces,
        nom,
        rangee=RANGEE * max(1, RANGEE * len(traces)),
        plafond=max(_plafond(traces), valeur_repere),
        repere=bool(repere),
    )
    cadre.nommer(traces)
    _tracer_barres(cadre, traces, nom, accent=cles.index(accent) if accent in cles else None)
    if repere:
        texte = f"{mots.get(repere, repere)} : {etiquette(valeur_repere, 'ok', nom)}"
        _tracer_repere(cadre, valeur_repere, texte)
    return figure(
        cadre.toile,
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
    cadre = _Cadre.de([mots.get(c, c) for c in cles], traces, nom)
    cadre.nommer(traces)
    _tracer_points(cadre, traces, nom)
    return figure(
        cadre.toile,
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
    return {**fiches, **donnees.territoires, **(libelles or {})}


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


@dataclass(frozen=True)
class _Cadre:
    """Une toile à rangées : les noms à gauche, une échelle qui part de zéro à droite."""

    toile: Toile
    libelles: Sequence[str]
    haut: float
    rangee: float
    gauche: float
    droite: float
    plafond: float

    @classmethod
    def de(
        cls,
        libelles: Sequence[str],
        traces: Sequence[Serie],
        nom: str,
        *,
        rangee: float = RANGEE,
        plafond: float | None = None,
        repere: bool = False,
    ) -> "_Cadre":
        """Le cadre de ces rangées, ses marges à la mesure des noms et des chiffres."""
        haut = 0.15 + INTERLIGNE * (1.3 * (len(traces) > 1) + 1.3 * repere)
        toile = Toile(haut + rangee * len(libelles) + 0.15)
        noms = max(map(largeur_texte, libelles), default=0.0) + 0.3
        bouts = [
            etiquette(v, e, nom) for s in traces for v, e in zip(s.valeurs, s.etats, strict=True)
        ]
        return cls(
            toile=toile,
            libelles=libelles,
            haut=haut,
            rangee=rangee,
            gauche=min(noms, NOMS * toile.largeur),
            droite=toile.largeur - max(map(largeur_texte, bouts), default=0.0) - 2 * ECART,
            plafond=_plafond(traces) if plafond is None else plafond,
        )

    def x(self, valeur: float) -> float:
        return self.gauche + (self.droite - self.gauche) * valeur / self.plafond

    def y(self, rang: float) -> float:
        return self.haut + (rang + 0.5) * self.rangee

    def nommer(self, traces: Sequence[Serie]) -> None:
        """Noms des rangées, première en haut ; légende au-dessus s'il y a plusieurs séries."""
        for rang, libelle in enumerate(self.libelles):
            mot = couper(libelle, self.gauche - 0.3, lignes=1)
            self.toile.texte(self.gauche - 0.2, self.y(rang), mot, ancre="droite")
        x = self.gauche + 0.1
        for serie in traces if len(traces) > 1 else ():
            self.toile.marque(x, 0.3, "s", serie.couleur, taille=8)
            self.toile.texte(x + 0.25, 0.3, serie.libelle)
            x += largeur_texte(serie.libelle) + 0.9


def _tracer_barres(cadre: _Cadre, traces: Sequence[Serie], nom: str, *, accent: int | None) -> None:
    hauteur = EPAISSEUR / len(traces)
    for k, serie in enumerate(traces):
        for rang, (valeur, etat) in enumerate(zip(serie.valeurs, serie.etats, strict=True)):
            y = cadre.y(rang - EPAISSEUR / 2 + hauteur * (k + 0.5))
            bout = cadre.x(0.0 if pd.isna(valeur) else valeur)
            couleur = charte.SERIES[1] if rang == accent else serie.couleur
            if bout > cadre.gauche:
                cadre.toile.bande(cadre.gauche, bout, y, hauteur * 0.9 * cadre.rangee, couleur)
            cadre.toile.texte(bout + ECART, y, etiquette(valeur, etat, nom))


def _tracer_points(cadre: _Cadre, traces: Sequence[Serie], nom: str) -> None:
    avant, apres = traces
    for rang, (x0, x1, etat) in enumerate(
        zip(avant.valeurs, apres.valeurs, apres.etats, strict=True)
    ):
        y = cadre.y(rang)
        cadre.toile.trait(
            [cadre.x(x0), cadre.x(x1)], [y, y], couleur=charte.FILET, epaisseur=3, plan=1
        )
        droite = max((x for x in (x0, x1) if not pd.isna(x)), default=0.0)
        cadre.toile.texte(cadre.x(droite) + 1.5 * ECART, y, etiquette(x1, etat, nom))
    for serie, forme in ((avant, "o"), (apres, "D")):
        xs = [cadre.x(v) for v in serie.valeurs]
        ys = [cadre.y(rang) for rang in range(len(xs))]
        cadre.toile.marque(xs, ys, forme, serie.couleur, taille=6.8)


def _tracer_repere(cadre: _Cadre, valeur: float, texte: str) -> None:
    x, pied = cadre.x(valeur), cadre.haut + cadre.rangee * len(cadre.libelles)
    cadre.toile.trait(
        [x, x], [cadre.haut, pied], couleur=charte.ENCRE_DOUCE, epaisseur=1.2, tirets=(5, 4), plan=0
    )
    demi = largeur_texte(texte) / 2
    centre = min(max(x, demi), cadre.toile.largeur - demi)
    cadre.toile.texte(centre, cadre.haut - 0.3, texte, ancre="centre", couleur=charte.ENCRE_DOUCE)


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
