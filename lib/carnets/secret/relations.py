"""Relations : toutes les égalités qu'un lecteur peut écrire entre les cellules d'un livrable."""

import math
from collections import Counter
from dataclasses import dataclass
from itertools import groupby

from carnets.secret.cellules import Cle
from carnets.secret.chantier import Cellule, Chantier, Visibilite, marge, poids
from carnets.secret.declarations import Hierarchie
from carnets.secret.depouillement import Part
from carnets.secret.regles import Regle

TOURS = 4  # un total de total de total… : au-delà, aucune table de ce domaine n'emboîte


@dataclass(frozen=True)
class Relation:
    """total = somme des parties ; `origine` : l'axe qui la fonde, pour les messages."""

    total: Cle
    parties: tuple[Cle, ...]
    origine: str


def ecrire_relations(
    chantier: Chantier,
    hierarchies: tuple[Hierarchie, ...],
    parts: list[Part],
    regle: Regle,
) -> tuple[Relation, ...]:
    """Toutes les relations ; ajoute au chantier les cellules jamais affichées qu'elles font naître.

    `regle` : la plus stricte du livrable, appliquée à ces cellules-là.
    """
    for _ in range(TOURS):
        if not _ajouter_totaux_implicites(chantier, hierarchies):
            break
    relations: dict[Relation, None] = {}
    for axe, du_meme in groupby(hierarchies, key=lambda hierarchie: hierarchie.axe):
        rangees = _rangees(chantier, axe)
        for hierarchie in du_meme:
            for rangee in rangees:
                total = rangee.get(hierarchie.total)
                if total is None or not hierarchie.concerne(total.indicateur):
                    continue
                if _vaut(hierarchie, chantier.cellules[total]):
                    presentes = [rangee[nom] for nom in hierarchie.parties if nom in rangee]
                    for relation in _relations_de(chantier, hierarchie, total, presentes, regle):
                        relations.setdefault(relation)
    for part in parts:
        relations.setdefault(_relation_de_part(chantier, part, regle))
    return _utiles(chantier, tuple(relations))


def _rangees(chantier: Chantier, axe: str) -> list[dict[str, Cle]]:
    """Les cellules qui ne diffèrent que sur un axe, ensemble : coordonnée → clé."""
    rangees: dict[Cle, dict[str, Cle]] = {}
    for cle in chantier.cellules:
        rangees.setdefault(cle.vers(axe, ""), {})[cle.sur(axe)] = cle
    return list(rangees.values())


def _vaut(hierarchie: Hierarchie, total: Cellule) -> bool:
    """Une somme vaut aussi pour les restes, une inclusion non.

    Qui travaille dans un chantier ici et dans une association ailleurs est du reste des
    associations sans être du reste des personnes.
    """
    return hierarchie.mode == "exacte" or not total.par_inclusion


def _ajouter_totaux_implicites(chantier: Chantier, hierarchies: tuple[Hierarchie, ...]) -> bool:
    """Un total que personne n'affiche se calcule quand même, et relie ses décompositions."""
    nouveaux: dict[Cle, list[Cellule]] = {}
    exactes = [hierarchie for hierarchie in hierarchies if hierarchie.mode == "exacte"]
    for axe, du_meme in groupby(exactes, key=lambda hierarchie: hierarchie.axe):
        rangees = _rangees(chantier, axe)
        for hierarchie in du_meme:
            for rangee in rangees:
                premiere = rangee.get(hierarchie.parties[0])
                if premiere is None or hierarchie.total in rangee:
                    continue
                complete = all(nom in rangee for nom in hierarchie.parties)
                if complete and hierarchie.concerne(premiere.indicateur):
                    nouveaux[premiere.vers(axe, hierarchie.total)] = [
                        chantier.cellules[rangee[nom]] for nom in hierarchie.parties
                    ]
    for total, parties_connues in nouveaux.items():
        _impliquer_somme(chantier, total, parties_connues)
    return bool(nouveaux)


def _impliquer_somme(chantier: Chantier, somme: Cle, parties: list[Cellule]) -> None:
    cellule = chantier.impliquer(somme, sum(partie.valeur for partie in parties), parties[0])
    cellule.unites = sum(partie.unites for partie in parties)
    cellule.entiere = all(partie.entiere for partie in parties)
    cellule.montant = parties[0].montant


def _relations_de(
    chantier: Chantier, hierarchie: Hierarchie, total: Cle, presentes: list[Cle], regle: Regle
) -> list[Relation]:
    if not presentes:
        return []
    toutes = len(presentes) == len(hierarchie.parties)
    une_a_une = hierarchie.mode in ("recouvrante", "couvrante")
    exacte = hierarchie.mode == "exacte"
    if exacte and (toutes or _font_tout(chantier, total, presentes)):
        relations = [Relation(total, tuple(presentes), hierarchie.axe)]
    else:
        groupes = [[p] for p in presentes] if une_a_une else [presentes]
        relations = [
            _avec_reste(chantier, total, groupe, hierarchie.axe, regle)
            for groupe in groupes
            if not _revisees(chantier, total, groupe, une_a_une=une_a_une)
        ]
        for relation in relations if une_a_une else ():
            chantier.cellules[relation.parties[1]].par_inclusion = True
    if hierarchie.axe == "territoire" and not une_a_une:
        relations += [u for r in relations if (u := _union_des_petits(chantier, r, regle))]
    if hierarchie.mode == "couvrante" and toutes:
        relations += _avec_doubles(chantier, total, presentes, hierarchie.axe, regle)
    return relations


def _font_tout(chantier: Chantier, total: Cle, presentes: list[Cle]) -> bool:
    """Vrai si ces parties font déjà tout leur total : celles qui manquent n'ont personne.

    Un département où nul n'a travaillé n'a de ligne nulle part ; qui lit les autres sait qu'ils
    s'additionnent.
    """
    somme = sum(chantier.cellules[partie].valeur for partie in presentes)
    return math.isclose(somme, chantier.cellules[total].valeur)


def _revisees(chantier: Chantier, total: Cle, parties: list[Cle], *, une_a_une: bool) -> bool:
    """Vrai si ces parties dépassent un total, et que ce qui le dément ne vient que du registre.

    Une révision a changé l'un sans l'autre, ou l'inclusion n'en est pas une (une sortie comptée
    ailleurs par une sortie plus récente) : leur différence ne dit rien.
    """
    connues = [chantier.cellules[partie] for partie in parties]
    au_registre = all(cellule.visibilite is Visibilite.CONNUE for cellule in connues)
    au_registre |= une_a_une and _au_registre_seul(chantier.cellules[total])
    return au_registre and sum(c.valeur for c in connues) > chantier.cellules[total].valeur


def _union_des_petits(chantier: Chantier, relation: Relation, regle: Regle) -> Relation | None:
    """Les petits territoires d'un plus grand, réunis : lui moins tous les autres.

    Deux quartiers de 4 et 3 personnes se cachent l'un l'autre, mais la commune sans les quartiers
    montrés en laisse voir 7 : cette différence est un territoire, que son effectif protège aussi.
    """
    parties = [(cle, chantier.cellules[cle]) for cle in relation.parties]
    tus = [(c, p) for c, p in parties if p.primaire or p.visibilite is Visibilite.IMPLICITE]
    petits, cellules = [cle for cle, _ in tus], [cellule for _, cellule in tus]
    if len(petits) < 2 or not _est_petite(sum(c.unites for c in cellules), regle):
        return None
    union = relation.total.vers(
        relation.origine, f"{relation.total.sur(relation.origine)} : petits réunis"
    )
    _impliquer_somme(chantier, union, cellules)
    _proteger_si_petite(chantier.cellules[union], regle)
    return Relation(union, tuple(petits), relation.origine)


def _avec_doubles(
    chantier: Chantier, total: Cle, parties: list[Cle], axe: str, regle: Regle
) -> list[Relation]:
    """Somme des parties = total + doubles comptes : qui les additionne connaît ces derniers.

    Ils prennent un autre nom d'indicateur : il y a plus de contrats que de personnes, mais non plus
    de contrats comptés deux fois que de personnes comptées deux fois.
    """
    # Deux découpes d'un même axe (les projets d'une région, ses maîtres d'ouvrage) : deux sommes.
    nom = f"{axe} : {' + '.join(partie.sur(axe) for partie in parties)}"
    somme = total.vers("indicateur", f"{total.indicateur} par {nom}")
    doubles = total.vers("indicateur", f"{total.indicateur} en double par {nom}")
    _impliquer_somme(chantier, somme, [chantier.cellules[partie] for partie in parties])
    _impliquer_reste(chantier, doubles, somme, [total], regle)
    return [Relation(somme, tuple(parties), axe), Relation(somme, (total, doubles), axe)]


def _avec_reste(
    chantier: Chantier, total: Cle, parties: list[Cle], axe: str, regle: Regle
) -> Relation:
    nom = "hors " + " + ".join(partie.sur(axe) for partie in parties)
    reste = total.vers(axe, f"{total.sur(axe)} {nom}".strip())
    _impliquer_reste(chantier, reste, total, parties, regle)
    return Relation(total, (*parties, reste), axe)


def _relation_de_part(chantier: Chantier, part: Part, regle: Regle) -> Relation:
    hors = f"{part.tout.indicateur} hors {part.partie.indicateur}"
    reste = part.tout.vers("indicateur", hors)
    cellule = _impliquer_reste(chantier, reste, part.tout, [part.partie], regle)
    if regle.version.groupe == "masquer":
        # 0 % et 100 % disent tout d'un groupe : le zéro qui les cause est masqué.
        for zero in (cellule, chantier.cellules[part.partie]):
            zero.plancher = 0
            if zero.valeur == 0 and not zero.structurelle:
                zero.primaire, zero.marge = True, max(zero.marge, regle.marge)
                zero.seuil = max(zero.seuil, regle.seuil)
    return Relation(part.tout, (part.partie, reste), part.tout.indicateur)


def _impliquer_reste(
    chantier: Chantier, reste: Cle, total: Cle, parties: list[Cle], regle: Regle
) -> Cellule:
    if reste in chantier.cellules:
        return chantier.cellules[reste]
    tout = chantier.cellules[total]
    connues = [chantier.cellules[partie] for partie in parties]
    valeur = tout.valeur - sum(cellule.valeur for cellule in connues)
    cellule = chantier.impliquer(reste, valeur, tout)
    if all(_au_registre_seul(partie) for partie in (tout, *connues)):
        # Elle se lit déjà au seul registre : ce livrable n'y ajoute rien et n'y peut rien cacher.
        cellule.visibilite = Visibilite.CONNUE
    cellule.unites = tout.unites - sum(partie.unites for partie in connues)
    cellule.entiere = tout.entiere and all(partie.entiere for partie in connues)
    cellule.montant = tout.montant
    _proteger_si_petite(cellule, regle)
    return cellule


def _au_registre_seul(cellule: Cellule) -> bool:
    return cellule.visibilite is Visibilite.CONNUE and not cellule.tables


def _est_petite(unites: float, regle: Regle) -> bool:
    return 1 <= unites < regle.seuil


def _proteger_si_petite(cellule: Cellule, regle: Regle) -> None:
    """Une cellule que personne n'affiche suit la règle comme les autres, si elle se calcule."""
    cellule.poids = poids(cellule.valeur, cellule.unites, montant=cellule.montant)
    if _est_petite(cellule.unites, regle):
        cellule.primaire = True
        cellule.seuil = 0 if cellule.montant else regle.seuil
        cellule.plancher = 0 if regle.version.zeros == "masques" else 1
        cellule.marge = marge(cellule, regle)


def _utiles(chantier: Chantier, relations: tuple[Relation, ...]) -> tuple[Relation, ...]:
    """Retire les relations qui n'apprennent rien : une cellule implicite qui n'en a pas d'autre.

    Une telle cellule, si elle n'est pas confidentielle, absorbe n'importe quel écart.
    """
    while True:
        degres = Counter(c for relation in relations for c in (relation.total, *relation.parties))
        gardees = tuple(r for r in relations if not _libre(chantier, r, degres))
        if len(gardees) == len(relations):
            return relations
        relations = gardees


def _libre(chantier: Chantier, relation: Relation, degres: Counter[Cle]) -> bool:
    cellule = chantier.cellules[relation.total]
    return (
        cellule.visibilite is Visibilite.IMPLICITE
        and not cellule.primaire
        and degres[relation.total] == 1
    )
