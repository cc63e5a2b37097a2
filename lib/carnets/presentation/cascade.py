"""Cascade : d'un total à l'autre, marche après marche (prévu → ajusté → réalisé)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from carnets.dictionnaire import indicateur
from carnets.presentation import charte
from carnets.presentation.figures import figure
from carnets.presentation.grille import Grille, grille, un_seul
from carnets.presentation.nombres import INSECABLE
from carnets.presentation.objets import Objet
from carnets.presentation.toile import Toile, couper, largeur_texte
from carnets.secret import Diffusable

RANGEE = 0.85
HAUSSE, BAISSE = charte.SERIES[2], charte.SERIES[1]


@dataclass(frozen=True)
class Marche:
    """Une barre : de `depart` à `arrivee` (nan si la valeur n'est pas publiable)."""

    cle: str
    total: bool
    depart: float
    arrivee: float
    texte: str


def cascade(
    donnees: Diffusable,
    *,
    titre: str,
    source: str,
    totaux: Sequence[str],
    etapes: str = "indicateur",
    libelles: Mapping[str, str] | None = None,
    notes: Sequence[str] = (),
) -> Objet:
    """Marches dans l'ordre de la table ; celles de `totaux` partent de zéro, les autres s'ajoutent.

    Une marche sans valeur publiable porte son signe ; le cumul ne reprend qu'au total suivant.
    Lève `ValueError` si un total ne vaut pas le cumul des marches qui le précèdent (à l'arrondi
    d'affichage près), si un nom de `totaux` est absent, ou s'il y a plusieurs territoires ou
    périodes.
    """
    for colonne in ("territoire", "periode"):
        un_seul(donnees, colonne)
    lue = grille(donnees, lignes=etapes, colonnes="territoire", libelles=libelles)
    absents = [t for t in totaux if t not in lue.lignes]
    if absents or not totaux:
        raise ValueError(f"totaux attendus parmi {', '.join(lue.lignes)} ; reçu {list(totaux)}")
    marches = _marches(lue, totaux)
    return figure(
        _tracer(lue, marches),
        titre=titre,
        alternative=_decrire(lue, titre, marches),
        donnees=lue.tableau(titre, source),
        source=source,
        notes=lue.notes(notes),
    )


def _marches(lue: Grille, totaux: Sequence[str]) -> list[Marche]:
    colonne, niveau = lue.colonnes[0], 0.0
    posees: list[Marche] = []
    for cle in lue.lignes:
        case, total = lue.case(cle, colonne), cle in totaux
        if total:
            tolerance = 0.5 * 10 ** -indicateur(lue.nom(cle, colonne)).decimales * len(lue.lignes)
            if posees and abs(case.valeur - niveau) > tolerance:
                raise ValueError(
                    f"la cascade ne se referme pas : « {lue.mot(cle)} » vaut {case.texte}, "
                    f"le cumul des marches {niveau:.10g}"
                )
            posees.append(Marche(cle, True, 0.0, case.valeur, case.texte))
            niveau = case.valeur
            continue
        signe = "+" if case.connue and case.valeur > 0 and not case.texte.startswith("+") else ""
        posees.append(Marche(cle, False, niveau, niveau + case.valeur, signe + case.texte))
        # nan se propage : un cumul dont une marche manque n'est pas connu.
        niveau += case.valeur
    return posees


def _tracer(lue: Grille, marches: Sequence[Marche]) -> Toile:
    toile = Toile(RANGEE * len(marches) + 0.3)
    marge = min(max(largeur_texte(lue.mot(m.cle), gras=True) for m in marches) + 0.4, 6.6)
    place = max(largeur_texte(m.texte, gras=True) for m in marches) + 0.4
    bornes = [v for m in marches for v in (m.depart, m.arrivee) if v == v]
    bas, haut = min([0.0, *bornes]), max([0.0, *bornes])
    gauche = marge + (place if bas < 0 else 0.0)
    echelle = (toile.largeur - place - gauche) / ((haut - bas) or 1.0)

    def x(valeur: float) -> float:
        return gauche + (valeur - bas) * echelle

    for rang, marche in enumerate(marches):
        y = 0.15 + (rang + 0.5) * RANGEE
        mot = couper(lue.mot(marche.cle), marge - 0.3, lignes=1, gras=marche.total)
        toile.texte(0, y, mot, gras=marche.total)
        fin = marche.arrivee
        if fin == fin:
            baisse = not marche.total and fin < marche.depart
            couleur = charte.ACCENT if marche.total else BAISSE if baisse else HAUSSE
            toile.bande(
                x(marche.depart), x(fin), y, RANGEE * 0.62, couleur,
                bord=charte.PAPIER if baisse else "none", hachures="biais" if baisse else None,
            )  # fmt: skip
            if rang + 1 < len(marches):
                toile.trait([x(fin)] * 2, [y, y + RANGEE], couleur=charte.REPERE, plan=0)
        pose = max((v for v in (marche.depart, fin) if v == v), default=0.0)
        toile.texte(x(pose) + 0.2, y, marche.texte, gras=marche.total)
    pied = 0.15 + RANGEE * len(marches)
    toile.trait([x(0), x(0)], [0.1, pied], couleur=charte.ENCRE_DOUCE)
    return toile


def _decrire(lue: Grille, titre: str, marches: Sequence[Marche]) -> str:
    suite = " ; ".join(f"{lue.mot(m.cle)} {m.texte}" for m in marches)
    sans = len(marches) - len(lue.connues(lue.colonnes[0]))
    return f"{titre}{INSECABLE}: {len(marches)} étapes, dont {sans} sans valeur ; {suite}."
