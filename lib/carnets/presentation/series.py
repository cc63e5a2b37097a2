"""Séries : des courbes dans le temps, jamais jointes à travers une rupture ni un trou."""

from collections.abc import Mapping, Sequence

from carnets.dictionnaire import indicateur
from carnets.presentation import charte
from carnets.presentation.figures import figure
from carnets.presentation.grille import Case, Grille, grille, un_seul
from carnets.presentation.nombres import INSECABLE, avec_unite
from carnets.presentation.objets import Objet
from carnets.presentation.temps import Repere, mot_du_temps, rang_du_temps, segments
from carnets.presentation.toile import INTERLIGNE, Toile, couper, ecarter, largeur_texte
from carnets.secret import Diffusable

FORMES = ("o", "D", "s", "^", "v", "P")
TRAITS: tuple[tuple[float, ...], ...] = ((), (6, 2), (2, 2), (8, 2, 2, 2), (1, 2), (4, 4))
HAUTEUR = 7.0


def series(
    donnees: Diffusable,
    *,
    titre: str,
    source: str,
    series: str = "territoire",
    ruptures: Mapping[str, str] | None = None,
    reperes: Mapping[str, str] | None = None,
    accent: str = "",
    libelles: Mapping[str, str] | None = None,
    notes: Sequence[str] = (),
) -> Objet:
    """Une courbe par valeur de la colonne `series` ; périodes `2019`, `2019-03` ou `2019-T1`.

    `ruptures` : première période de la nouvelle série → ce qui change. La courbe s'interrompt
    là, un filet numéroté le marque et une note l'explique. Une valeur sans nombre (secret, non
    disponible) est un trou, son signe au pied de la figure. `reperes` : des périodes marquées sans
    rien interrompre (un nouveau millésime, qui a sa propre courbe).

    Lève `ValueError` au-delà de six séries sans `accent`, si les unités diffèrent, ou si une
    rupture n'est pas une période de la table.
    """
    if series != "indicateur":
        un_seul(donnees, "indicateur")
    sauts = dict(ruptures or {})
    mots = {str(p): mot_du_temps(str(p)) for p in donnees.table["periode"].unique()}
    lue = grille(donnees, lignes=series, colonnes="periode", libelles=mots | dict(libelles or {}))
    unites = {indicateur(str(nom)).unite for nom in donnees.table["indicateur"].unique()}
    if len(unites) > 1:
        raise ValueError(f"unités différentes sur un même axe : {', '.join(sorted(unites))}")
    for rupture in sauts:
        if not rang_du_temps(rupture) <= rang_du_temps(lue.colonnes[-1]):
            raise ValueError(f"rupture en {rupture}, après la dernière période de la table")
    if len(lue.lignes) > len(FORMES) and accent not in lue.lignes:
        raise ValueError(f"{len(lue.lignes)} séries : nommez-en une en `accent`, ou six au plus")
    fiche = indicateur(str(donnees.table["indicateur"].iloc[0]))
    marques = dict(reperes or {})
    dessin = _tracer(lue, sauts, marques, accent, fiche.unite, fiche.decimales)
    return figure(
        dessin,
        titre=titre,
        alternative=_decrire(lue, titre, sauts, accent),
        donnees=lue.tableau(titre, source),
        source=source,
        notes=lue.notes(notes, *_notes(sauts), *_notes_de_reperes(marques)),
    )


def _tracer(
    lue: Grille,
    sauts: Mapping[str, str],
    marques: Mapping[str, str],
    accent: str,
    unite: str,
    decimales: int,
) -> Toile:
    toile = Toile(HAUTEUR + 1.7)
    valeurs = [lue.case(s, p).valeur for p in lue.colonnes for s in lue.connues(p)]
    bas, haut = _etendue(valeurs)
    cote = max(largeur_texte(avec_unite(v, unite, decimales)) for v in (bas, haut)) + 0.5
    noms = [
        largeur_texte(_bout(lue, s), gras=True) for s in lue.lignes if not accent or s == accent
    ]
    fin = toile.largeur - min(max(noms, default=2.0), 6.0) - 0.4
    repere = Repere(toile, lue.colonnes, (cote, fin), bas, haut, (0.8, HAUTEUR))
    repere.graduer(unite, decimales)
    _marquer(repere, lue, sauts, "rupture")
    _marquer(repere, lue, marques, "repère")
    bouts = []
    for rang, serie in enumerate(lue.lignes):
        fond = bool(accent) and serie != accent
        couleur = (
            charte.REPERE if fond else charte.SERIES[(1 if accent else rang) % len(charte.SERIES)]
        )
        cases = {p: lue.case(serie, p) for p in lue.colonnes}
        tirets = () if accent else TRAITS[rang]
        derniere = _courbe(
            repere, cases, sauts, couleur, tirets, "" if fond else FORMES[0 if accent else rang]
        )
        if not fond:
            y = repere.y(cases[derniere].valeur) if derniere else HAUTEUR
            bouts.append((y, serie))
            _signer_trous(repere, {p: c for p, c in cases.items() if (serie, p) in lue}, couleur)
    bouts.sort()
    for y, (_, serie) in zip(ecarter([b[0] for b in bouts], INTERLIGNE), bouts, strict=True):
        texte = couper(_bout(lue, serie), toile.largeur - fin - 0.3, lignes=1)
        toile.texte(fin + 0.3, y, texte, couleur=charte.ENCRE, gras=serie == accent)
    return toile


def _courbe(
    repere: Repere,
    cases: Mapping[str, Case],
    sauts: Mapping[str, str],
    couleur: str,
    tirets: tuple[float, ...],
    forme: str,
) -> str:
    """Trace les segments ; rend la dernière période connue."""
    derniere = ""
    for morceau in segments(repere.periodes, cases, list(sauts)):
        xs = [repere.x(p) for p in morceau]
        ys = [repere.y(cases[p].valeur) for p in morceau]
        repere.toile.trait(xs, ys, couleur=couleur, epaisseur=2.0 if forme else 1.0, tirets=tirets)
        # Une valeur seule entre deux trous n'a pas de trait : sa marque la montre.
        if forme or len(morceau) == 1:
            taille = 6.5 if forme and len(repere.periodes) <= 24 else 3.0
            repere.toile.marque(xs, ys, forme or "o", couleur, taille=taille)
        derniere = morceau[-1]
    return derniere


def _signer_trous(repere: Repere, cases: Mapping[str, Case], couleur: str) -> None:
    for periode, case in cases.items():
        if not case.connue:
            repere.toile.texte(
                repere.x(periode), HAUTEUR - 0.3, case.texte, ancre="centre", couleur=couleur
            )


def _marquer(repere: Repere, lue: Grille, sauts: Mapping[str, str], mot: str) -> None:
    """Filet tireté à mi-chemin de la période qui précède, numéroté comme sa note."""
    for numero, periode in enumerate(sorted(sauts), 1):
        precedentes = [p for p in lue.colonnes if rang_du_temps(p) < rang_du_temps(periode)]
        suivante = next(p for p in lue.colonnes if rang_du_temps(p) >= rang_du_temps(periode))
        avant = repere.x(precedentes[-1]) if precedentes else repere.bornes[0]
        x = (avant + repere.x(suivante)) / 2
        repere.toile.trait(
            [x, x], [0.6, HAUTEUR], couleur=charte.ENCRE, tirets=(4, 3), epaisseur=1.2
        )
        repere.toile.texte(x, 0.3, f"{mot} {numero}", ancre="centre", gras=True)


def _notes(sauts: Mapping[str, str]) -> list[str]:
    return [
        f"Rupture {numero} ({periode}){INSECABLE}: {sauts[periode]}. Les valeurs de part et "
        "d'autre ne se comparent pas."
        for numero, periode in enumerate(sorted(sauts), 1)
    ]


def _notes_de_reperes(marques: Mapping[str, str]) -> list[str]:
    return [
        f"Repère {numero} ({periode}){INSECABLE}: {marques[periode]}."
        for numero, periode in enumerate(sorted(marques), 1)
    ]


def _etendue(valeurs: Sequence[float]) -> tuple[float, float]:
    """Bornes de l'axe ; zéro y est quand il ne mange pas la moitié de la figure."""
    if not valeurs:
        return 0.0, 1.0
    bas, haut = min(valeurs), max(valeurs)
    if bas >= 0 and bas < haut * 0.6:
        bas = 0.0
    marge = (haut - bas) * 0.06 or abs(haut) * 0.1 or 1.0
    return (bas if bas == 0 else bas - marge), haut + marge


def _bout(lue: Grille, serie: str) -> str:
    connues = [p for p in lue.colonnes if lue.case(serie, p).connue]
    texte = (
        lue.case(serie, connues[-1]).texte if connues else lue.case(serie, lue.colonnes[-1]).texte
    )
    return f"{texte} {lue.mot(serie)}"


def _decrire(lue: Grille, titre: str, sauts: Mapping[str, str], accent: str) -> str:
    morceaux = []
    for serie in [accent] if accent in lue.lignes else lue.lignes:
        connues = [p for p in lue.colonnes if lue.case(serie, p).connue]
        if not connues:
            morceaux.append(f"{lue.mot(serie)}, aucune valeur publiable")
            continue
        bouts = [
            f"{lue.case(serie, p).texte} en {p}" for p in dict.fromkeys((connues[0], connues[-1]))
        ]
        morceaux.append(f"{lue.mot(serie)}, {' puis '.join(bouts)}")
    rompue = f" ; rupture de série en {', '.join(sorted(sauts))}" if sauts else ""
    etendue = f"{len(lue.colonnes)} périodes de {lue.colonnes[0]} à {lue.colonnes[-1]}"
    return f"{titre}{INSECABLE}: {' ; '.join(morceaux)}{rompue} ; {etendue}."
