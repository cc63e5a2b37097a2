"""Profil : les écarts standardisés d'un territoire, un point par indicateur."""

from collections.abc import Mapping, Sequence

from carnets.dictionnaire import indicateur
from carnets.presentation import charte
from carnets.presentation.figures import figure
from carnets.presentation.grille import Grille, abreger, grille, note_abrege, phrase_extremes
from carnets.presentation.nombres import INSECABLE
from carnets.presentation.objets import Objet
from carnets.presentation.toile import HAUTEUR_MAXIMALE, Toile, couper, largeur_texte
from carnets.secret import Diffusable

RANGEE = 0.62
HAUT = 1.25
SENS = {"hausse_favorable": 1, "baisse_favorable": -1, "neutre": 0}


def profil(
    donnees: Diffusable,
    *,
    titre: str,
    source: str,
    ecart_a: str,
    accent: str = "",
    lignes: str = "indicateur",
    libelles: Mapping[str, str] | None = None,
    notes: Sequence[str] = (),
) -> Objet:
    """Écarts à `ecart_a`, en écarts-types, un indicateur par rangée, du plus haut au plus bas.

    `valeur` est l'écart standardisé. Le dictionnaire dit s'il est favorable : le mot est écrit au
    bout de la rangée et la marque change de forme (losange : moins favorable). Avec plusieurs
    territoires, `accent` est celui du profil ; les autres sont de petits points gris.

    Lève `ValueError` si plusieurs territoires sont donnés sans `accent` parmi eux.
    """
    lue = grille(donnees, lignes=lignes, colonnes="territoire", libelles=libelles, mode="standard")
    devant = accent or lue.colonnes[0]
    if devant not in lue.colonnes or (len(lue.colonnes) > 1 and not accent):
        raise ValueError(
            f"accent « {accent} » : nommez le territoire du profil parmi "
            f"{', '.join(lue.colonnes[:5])}"
        )
    place = int((HAUTEUR_MAXIMALE - HAUT - 0.5) / RANGEE)
    tracees, tues = abreger(lue.triees(devant), place)
    gris = ["Points gris : les autres territoires de comparaison."] if len(lue.colonnes) > 1 else []
    return figure(
        _tracer(lue, tracees, devant, ecart_a),
        titre=titre,
        alternative=_decrire(lue, titre, devant, ecart_a),
        donnees=lue.tableau(f"{titre} (en écarts-types)", source),
        source=source,
        notes=lue.notes(notes, *gris, *note_abrege(tues)),
    )


def _tracer(lue: Grille, tracees: Sequence[str], devant: str, ecart_a: str) -> Toile:
    toile = Toile(HAUT + RANGEE * len(tracees) + 0.2)
    marge = min(max(largeur_texte(lue.mot(c)) for c in tracees) + 0.5, 6.6)
    mots = [f"{lue.case(c, devant).texte}  {_mot(lue, c, devant)}" for c in tracees]
    fin = toile.largeur - max(largeur_texte(m) for m in mots) - 0.5
    bornes = [
        abs(lue.case(c, t).valeur) for t in lue.colonnes for c in tracees if lue.case(c, t).connue
    ]
    porte = max(max(bornes, default=1.0), 1.0)
    centre, demi = (marge + fin) / 2, (fin - marge) / 2 - 0.25
    pied = HAUT + RANGEE * len(tracees)
    axe = f"écart à {ecart_a}, en écarts-types"

    def x(valeur: float) -> float:
        return centre + demi * valeur / porte

    for repere in range(-int(porte), int(porte) + 1):
        couleur = charte.ENCRE_DOUCE if repere == 0 else charte.FILET
        toile.trait([x(repere)] * 2, [HAUT - 0.15, pied], couleur=couleur, plan=0)
    toile.texte(
        min(max(centre, largeur_texte(axe) / 2), toile.largeur - largeur_texte(axe) / 2),
        0.3,
        axe,
        ancre="centre",
        couleur=charte.ENCRE_DOUCE,
    )
    for repere in {-int(porte), 0, int(porte)}:
        texte = f"{repere:+d}".replace("-", "−") if repere else "0"
        toile.texte(x(repere), HAUT - 0.4, texte, ancre="centre", couleur=charte.ENCRE_DOUCE)
    for rang, cle in enumerate(tracees):
        y = HAUT + (rang + 0.5) * RANGEE
        toile.texte(0, y, couper(lue.mot(cle), marge - 0.3, lignes=1))
        autres = [
            x(lue.case(cle, t).valeur)
            for t in lue.colonnes
            if t != devant and lue.case(cle, t).connue
        ]
        toile.marque(autres, [y] * len(autres), "o", charte.REPERE, taille=3.5, plan=2)
        case, contre = lue.case(cle, devant), _favorable(lue, cle, devant) < 0
        if case.connue:
            couleur = charte.SERIES[1] if contre else charte.ACCENT
            toile.trait([x(0), x(case.valeur)], [y, y], couleur=couleur, epaisseur=2.0)
            toile.marque(x(case.valeur), y, "D" if contre else "o", couleur, taille=8)
        toile.texte(fin + 0.3, y, mots[rang])
    return toile


def _favorable(lue: Grille, cle: str, territoire: str) -> float:
    """Signe de l'écart au regard du sens favorable ; 0 s'il n'y en a pas."""
    case = lue.case(cle, territoire)
    return case.valeur * SENS[indicateur(lue.nom(cle, territoire)).sens] if case.connue else 0.0


def _mot(lue: Grille, cle: str, territoire: str) -> str:
    cote = _favorable(lue, cle, territoire)
    return "plus favorable" if cote > 0 else "moins favorable" if cote < 0 else ""


def _decrire(lue: Grille, titre: str, devant: str, ecart_a: str) -> str:
    connues = lue.connues(devant)
    contre = sum(_favorable(lue, c, devant) < 0 for c in connues)
    return (
        f"{titre}{INSECABLE}: {lue.mot(devant)}, écarts à {ecart_a}, en écarts-types, "
        f"{phrase_extremes(lue, connues, devant)} ; {contre} moins favorables "
        f"sur {len(connues)} indicateurs connus, {len(lue.lignes) - len(connues)} sans valeur."
    )
