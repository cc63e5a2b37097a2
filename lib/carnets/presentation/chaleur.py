"""Carte de chaleur : les écarts de plusieurs territoires pour plusieurs indicateurs."""

from collections.abc import Mapping, Sequence

from carnets.dictionnaire import indicateur
from carnets.presentation import charte
from carnets.presentation.figures import figure
from carnets.presentation.grille import (
    Case,
    Grille,
    abreger,
    grille,
    note_abrege,
    phrase_extremes,
)
from carnets.presentation.nombres import INSECABLE
from carnets.presentation.objets import Objet
from carnets.presentation.toile import HAUTEUR_MAXIMALE, INTERLIGNE, Toile, couper, largeur_texte
from carnets.secret import Diffusable

RANGEE, DEUX_LIGNES = 0.62, 0.95
"""Hauteur d'une rangée, selon que les libellés tiennent ou non sur une ligne."""
SEUILS = (1 / 12, 1 / 3, 2 / 3)
"""Parts du plus grand écart de la colonne où la teinte change."""
SENS = {"hausse_favorable": 1, "baisse_favorable": -1, "neutre": 0}
LIBELLE_MINIMAL = 3.5
"""Place, en centimètres, en deçà de laquelle le nom d'un territoire ne se lit plus."""
TROP = 12
"""Colonnes au-delà desquelles une valeur ne tient plus dans sa case."""


def carte_de_chaleur(
    donnees: Diffusable,
    *,
    titre: str,
    source: str,
    ecart_a: str,
    lignes: str = "territoire",
    colonnes: str = "indicateur",
    accent: str = "",
    libelles: Mapping[str, str] | None = None,
    notes: Sequence[str] = (),
) -> Objet:
    """Écarts à `ecart_a` : une case par territoire et indicateur, l'écart signé écrit dedans.

    `valeur` est l'écart, dans l'unité de l'indicateur (des points pour un pourcentage). La
    teinte dit s'il est favorable d'après le dictionnaire, et sa force au regard du plus grand
    écart de la même colonne ; un filet à gauche de la case redit « défavorable » sans couleur.
    Un indicateur sans sens favorable reste gris.

    Lève `ValueError` au-delà de douze colonnes.
    """
    lue = grille(donnees, lignes=lignes, colonnes=colonnes, libelles=libelles, mode="ecart")
    if len(lue.colonnes) > TROP:
        raise ValueError(f"{len(lue.colonnes)} colonnes : une page en porte {TROP}")
    entetes = _entetes(lue)
    place = HAUTEUR_MAXIMALE - _haut(entetes) - 2 - INTERLIGNE * len(_cle(lue, entetes))
    tracees, tues = abreger(lue.lignes, int(place / _rangee(lue)), accent)
    return figure(
        _tracer(lue, tracees, entetes, accent, ecart_a),
        titre=titre,
        alternative=_decrire(lue, titre, ecart_a),
        donnees=lue.tableau(f"{titre} (écart à {ecart_a})", source),
        source=source,
        notes=lue.notes(notes, *note_abrege(tues)),
    )


def _tracer(
    lue: Grille, tracees: Sequence[str], entetes: Sequence[str], accent: str, ecart_a: str
) -> Toile:
    marge, pas = _mesures(lue)
    rangee = _rangee(lue)
    haut, cle = _haut(entetes), _cle(lue, entetes)
    bas = haut + rangee * len(tracees)
    toile = Toile(bas + 1.15 + INTERLIGNE * len(cle))
    for k, entete in enumerate(entetes):
        toile.texte(
            marge + (k + 0.5) * pas, haut - 0.15 - _hauteur(entete) / 2, entete, ancre="centre"
        )
    plus_fort = {
        c: max((abs(lue.case(ligne, c).valeur) for ligne in lue.connues(c)), default=0.0)
        for c in lue.colonnes
    }
    for rang, ligne in enumerate(tracees):
        y, gras = haut + (rang + 0.5) * rangee, ligne == accent
        mot = couper(lue.mot(ligne), marge - 0.2, lignes=1 if rangee == RANGEE else 2, gras=gras)
        toile.texte(0, y, mot, gras=gras)
        for k, colonne in enumerate(lue.colonnes):
            x, case = marge + k * pas, lue.case(ligne, colonne)
            sens = _sens(lue, ligne, colonne)
            fond = _teinte(case, sens, plus_fort[colonne])
            toile.bande(x + 0.03, x + pas - 0.03, y, rangee - 0.06, fond)
            if case.connue and case.valeur * sens < 0:
                toile.bande(x + 0.03, x + 0.13, y, rangee - 0.06, charte.ENCRE, plan=2)
            toile.texte(
                x + pas / 2 + 0.04, y, _court(case), ancre="centre", couleur=_encre(fond), gras=gras
            )
    _legende(toile, bas + 0.55, ecart_a)
    for rang, texte in enumerate(cle):
        toile.texte(0, bas + 1.1 + rang * INTERLIGNE, texte, couleur=charte.ENCRE_DOUCE)
    return toile


def _legende(toile: Toile, y: float, ecart_a: str) -> None:
    """Ce que disent teintes et filet, de moins à plus favorable."""
    teintes = (*charte.DEFAVORABLE[::-1], charte.VOILE, *charte.FAVORABLE)
    x = largeur_texte("moins favorable") + 0.25
    toile.texte(0, y, "moins favorable")
    for k, teinte in enumerate(teintes):
        toile.bande(x + 0.5 * k, x + 0.5 * k + 0.46, y, 0.36, teinte, bord=charte.REPERE)
        if k < len(charte.DEFAVORABLE):
            toile.bande(x + 0.5 * k, x + 0.5 * k + 0.1, y, 0.36, charte.ENCRE, plan=2)
    x += 0.5 * len(teintes) + 0.2
    toile.texte(x, y, f"plus favorable que {ecart_a}"[:90])


def _mesures(lue: Grille) -> tuple[float, float]:
    """Largeur des libellés et pas des colonnes.

    Les libellés cèdent de leur place, jusqu'à s'écrire sur deux lignes, pour que chaque colonne
    garde son intitulé : un numéro et sa clé ne se lisent pas d'un coup d'œil.
    """
    plus_long = max(largeur_texte(lue.mot(ligne), gras=True) for ligne in lue.lignes) + 0.3
    cases = [_court(lue.case(ligne, c)) for ligne in lue.lignes for c in lue.colonnes]
    besoin = max(largeur_texte(t, gras=True) for t in cases) + 0.4
    coiffe = max(largeur_texte(mot) for c in lue.colonnes for mot in lue.mot(c).split()) + 0.25
    if coiffe * len(lue.colonnes) <= charte.LARGEUR_UTILE - LIBELLE_MINIMAL:
        besoin = max(besoin, coiffe)
    marge = min(plus_long, max(2.5, charte.LARGEUR_UTILE - besoin * len(lue.colonnes)), 6.5)
    return marge, min((charte.LARGEUR_UTILE - marge) / len(lue.colonnes), 3.4)


def _rangee(lue: Grille) -> float:
    marge, _ = _mesures(lue)
    tient = all(largeur_texte(lue.mot(c), gras=True) <= marge - 0.2 for c in lue.lignes)
    return RANGEE if tient else DEUX_LIGNES


def _entetes(lue: Grille) -> list[str]:
    """Libellés sur quatre lignes au plus ; si un seul n'y tient pas, des numéros et leur clé."""
    _, pas = _mesures(lue)
    coupes = [couper(lue.mot(c), pas - 0.15, lignes=4) for c in lue.colonnes]
    if any("…" in coupe for coupe in coupes):
        return [str(k) for k in range(1, len(coupes) + 1)]
    return coupes


def _cle(lue: Grille, entetes: Sequence[str]) -> list[str]:
    """Sous la figure : le nom entier des colonnes numérotées et le sens favorable de chacune."""
    if lue.axes[1] != "indicateur":
        return []
    mots = {"hausse_favorable": "hausse favorable", "baisse_favorable": "baisse favorable"}
    numerotees = bool(entetes) and entetes[0] == "1"
    if numerotees:
        return [
            couper(
                f"{k}. {lue.mot(c)} ({mots.get(indicateur(c).sens, 'sans sens favorable')})",
                charte.LARGEUR_UTILE,
                lignes=1,
            )
            for k, c in enumerate(lue.colonnes, 1)
        ]
    groupes: dict[str, list[str]] = {}
    for c in lue.colonnes:
        groupes.setdefault(mots.get(indicateur(c).sens, "sans sens favorable"), []).append(
            lue.mot(c)
        )
    textes = [
        f"{sens.capitalize()}{INSECABLE}: {', '.join(noms)}." for sens, noms in groupes.items()
    ]
    return [
        ligne for t in textes for ligne in couper(t, charte.LARGEUR_UTILE, lignes=3).split("\n")
    ]


def _hauteur(entete: str) -> float:
    return INTERLIGNE * (entete.count("\n") + 1)


def _haut(entetes: Sequence[str]) -> float:
    return max(_hauteur(e) for e in entetes) + 0.3


def _sens(lue: Grille, ligne: str, colonne: str) -> int:
    return SENS[indicateur(lue.nom(ligne, colonne)).sens] if (ligne, colonne) in lue else 0


def _court(case: Case) -> str:
    """L'écart sans son unité, que l'en-tête et la note portent : la case est étroite."""
    return case.texte.removesuffix("points").removesuffix("point").rstrip(INSECABLE)


def _teinte(case: Case, sens: int, plus_fort: float) -> str:
    if not case.connue or not sens or not plus_fort:
        return charte.VOILE
    force = sum(abs(case.valeur) / plus_fort >= s for s in SEUILS)
    if not force:
        return charte.VOILE
    return (charte.FAVORABLE if case.valeur * sens > 0 else charte.DEFAVORABLE)[force - 1]


def _encre(fond: str) -> str:
    return charte.PAPIER if fond in {charte.FAVORABLE[2], charte.DEFAVORABLE[2]} else charte.ENCRE


def _decrire(lue: Grille, titre: str, ecart_a: str) -> str:
    defavorables = sum(
        lue.case(ligne, c).valeur * _sens(lue, ligne, c) < 0
        for c in lue.colonnes
        for ligne in lue.connues(c)
    )
    total = sum(len(lue.connues(c)) for c in lue.colonnes)
    extremes = " ; ".join(
        f"{lue.mot(c)}, {phrase_extremes(lue, lue.connues(c), c)}" for c in lue.colonnes[:6]
    )
    bilan = f"{defavorables} défavorables sur {total}"
    return f"{titre}{INSECABLE}: écarts à {ecart_a}, {bilan} ; {extremes}."
