"""Courbe en S : le réalisé cumulé, mois après mois, contre la trajectoire prévue."""

from collections.abc import Mapping, Sequence

from carnets.dictionnaire import indicateur
from carnets.presentation import charte
from carnets.presentation.figures import figure
from carnets.presentation.grille import Case, Grille, exiger, grille, un_seul
from carnets.presentation.nombres import INSECABLE, avec_unite
from carnets.presentation.objets import Objet
from carnets.presentation.temps import Repere, mot_du_temps, segments
from carnets.presentation.toile import INTERLIGNE, Toile, couper, ecarter, largeur_texte
from carnets.secret import Diffusable

HAUTEUR = 7.0


def cumul_mensuel(
    donnees: Diffusable,
    *,
    titre: str,
    source: str,
    realise: str,
    prevu: str,
    libelles: Mapping[str, str] | None = None,
    notes: Sequence[str] = (),
) -> Objet:
    """Réalisé cumulé (trait plein, marques) et prévu cumulé (tirets) d'un territoire.

    `realise` et `prevu` sont deux indicateurs dont la valeur est le cumul à la fin du mois ;
    `periode` s'écrit `2023-01`. Un mois sans valeur interrompt la courbe et porte son signe.
    Lève `ValueError` si la table porte plusieurs territoires ou n'a pas ces indicateurs.
    """
    un_seul(donnees, "territoire")
    mots = {periode: mot_du_temps(periode) for periode in donnees.table["periode"].unique()}
    lue = grille(
        donnees, lignes="periode", colonnes="indicateur", libelles={**mots, **(libelles or {})}
    )
    exiger(lue, realise, prevu)
    mois = sorted(lue.lignes)
    return figure(
        _tracer(lue, mois, realise, prevu),
        titre=titre,
        alternative=_decrire(lue, titre, mois, realise, prevu),
        donnees=lue.tableau(titre, source),
        source=source,
        notes=lue.notes(notes),
    )


def _tracer(lue: Grille, mois: Sequence[str], realise: str, prevu: str) -> Toile:
    toile = Toile(HAUTEUR + 0.8)
    fiche = indicateur(realise)
    valeurs = [lue.case(m, n).valeur for n in (realise, prevu) for m in lue.connues(n)]
    haut = max(valeurs, default=1.0) * 1.06 or 1.0
    bas = min([0.0, *valeurs])
    bouts = {n: _bout(lue, mois, n) for n in (realise, prevu)}
    place = min(max(largeur_texte(ligne, gras=True) for b in bouts.values() for ligne in b), 5.5)
    cote = largeur_texte(avec_unite(haut, fiche.unite)) + 0.4
    repere = Repere(toile, mois, (cote, toile.largeur - place - 0.5), bas, haut, (0.3, HAUTEUR))
    repere.graduer(fiche.unite, fiche.decimales)
    ancres = []
    for nom, couleur in ((prevu, charte.REPERE), (realise, charte.ACCENT)):
        cases = {m: lue.case(m, nom) for m in mois}
        for morceau in segments(mois, cases):
            xs, ys = [repere.x(m) for m in morceau], [repere.y(cases[m].valeur) for m in morceau]
            tirets = (5.0, 3.0) if nom == prevu else ()
            toile.trait(
                xs, ys, couleur=couleur, epaisseur=2.4 if nom == realise else 1.8, tirets=tirets
            )
            if nom == realise:
                toile.marque(xs, ys, "o", couleur, taille=5)
        connus = [m for m in mois if cases[m].connue]
        ancres.append((repere.y(cases[connus[-1]].valeur) if connus else HAUTEUR, nom))
        if nom == realise and connus:
            _signer(repere, cases, connus[-1])
    ancres.sort()
    bloc = 2 * INTERLIGNE + 0.15
    places = ecarter([a[0] for a in ancres], bloc)
    # Elles glissent ensemble dans le cadre : ramenées une à une, elles se toucheraient.
    glisse = max(0.5 - places[0], 0) or min(HAUTEUR - 0.3 - places[-1], 0)
    for y, (_, nom) in zip(places, ancres, strict=True):
        x, (chiffre, mot) = repere.bornes[1] + 0.3, bouts[nom]
        pose = y + glisse
        toile.texte(x, pose - INTERLIGNE / 2, chiffre, gras=True)
        toile.texte(x, pose + INTERLIGNE / 2, couper(mot, place, lignes=1))
    return toile


def _signer(repere: Repere, cases: Mapping[str, Case], dernier: str) -> None:
    """Signe des mois sans valeur, jusqu'au dernier connu : l'avenir n'est pas un trou."""
    for mois, case in cases.items():
        if mois < dernier and not case.connue:
            texte = case.texte
            repere.toile.texte(repere.x(mois), HAUTEUR - 0.3, texte, ancre="centre")


def _bout(lue: Grille, mois: Sequence[str], nom: str) -> tuple[str, str]:
    connus = [m for m in mois if lue.case(m, nom).connue]
    dernier = connus[-1] if connus else mois[-1]
    return lue.case(dernier, nom).texte, f"{lue.mot(nom)}, {mot_du_temps(dernier)}"


def _decrire(lue: Grille, titre: str, mois: Sequence[str], realise: str, prevu: str) -> str:
    connus = [m for m in mois if lue.case(m, realise).connue]
    if not connus:
        etat = f"aucune valeur publiable sur {len(mois)} mois"
        return f"{titre}{INSECABLE}: {lue.mot(realise)}, {etat}."
    dernier = connus[-1]
    trous = sum(not lue.case(m, realise).connue for m in mois if m < dernier)
    suite = f" ; {trous} mois sans valeur" if trous else ""
    return (
        f"{titre}{INSECABLE}: fin {mot_du_temps(dernier)}, "
        f"{lue.mot(realise)} {lue.case(dernier, realise).texte}, "
        f"{lue.mot(prevu)} {lue.case(dernier, prevu).texte}{suite}."
    )
