"""Proposer, pour un export brut, la correspondance de ses colonnes avec un modèle.

Ce dont l'outil n'est pas sûr reste une question dans le fichier : il ne devine pas.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher

from carnets.lecture.brute import TableBrute
from carnets.lecture.entetes import cle_entete
from carnets.lecture.personnel import nominatif
from carnets.lecture.valeurs import convertisseur
from carnets.modeles.base import Colonne, Modele

SURE = 0.85
POSSIBLE = 0.6
"""En dessous, une ressemblance est un hasard : mieux vaut ne rien proposer."""

UTILE = 0.75
"""D'une colonne dont on peut se passer, il faut davantage pour la proposer."""

_VALEURS_SONDEES = 300
_MODALITES_EN_PLUS = 10
_MOTS_VIDES = {"de", "du", "des", "la", "le", "les", "d", "l", "au", "a", "en", "n", "nb", "par"}
# Mots courants des logiciels de suivi → modalité qui les dit, si la colonne la connaît.
_USAGES = {
    **dict.fromkeys(("mme", "madame", "mlle", "femme", "feminin"), ("F",)),
    **dict.fromkeys(("m", "mr", "monsieur", "homme", "masculin"), ("H",)),
    **dict.fromkeys(("oui", "resident_qpv", "en_qpv", "qpv"), ("QP", "validee")),
    **dict.fromkeys(("non", "hors_qpv", "hors_quartier"), ("NQP", "declaree")),
    **dict.fromkeys(("inconnu", "non_renseigne", "nc"), ("NR", "nr")),
    **dict.fromkeys(("interim", "mission", "mission_d_interim"), ("CTT",)),
    **dict.fromkeys(("contrat_pro", "professionnalisation"), ("PRO",)),
    **dict.fromkeys(("apprentissage", "contrat_d_apprentissage"), ("APP",)),
    "contrat_d_insertion": ("CDDI",),
    # Nomenclature des niveaux d'avant 2019, en chiffres romains : elle allait à rebours.
    **dict.fromkeys(("vi", "v_bis", "infra_v"), ("infra3",)),
    **dict(
        zip(("v", "iv", "iii", "ii", "i"), (("3",), ("4",), ("5",), ("6",), ("7+",)), strict=True)
    ),
}


@dataclass(frozen=True)
class Appariement:
    """Une colonne du modèle, l'en-tête proposé, et la confiance entre 0 et 1."""

    colonne: Colonne
    entete: str
    confiance: float

    @property
    def sure(self) -> bool:
        """Vrai si la correspondance peut être écrite sans question."""
        return self.confiance >= SURE


def apparier(brute: TableBrute, modele: Modele) -> list[Appariement]:
    """Les meilleures correspondances, chaque en-tête n'étant proposé qu'une fois."""
    notes = sorted(
        (
            (_confiance(colonne, entete, brute.valeurs(rang)), -rang, colonne.nom)
            for rang, entete in enumerate(brute.entetes)
            if entete.strip()
            for colonne in modele.colonnes
            if not (nominatif(entete) and _libre(colonne))
        ),
        reverse=True,
    )
    pris: set[int] = set()
    retenus: dict[str, Appariement] = {}
    for note, rang, nom in notes:
        seuil = POSSIBLE if modele.colonne(nom).obligatoire else UTILE
        if note < seuil or -rang in pris or nom in retenus:
            continue
        pris.add(-rang)
        retenus[nom] = Appariement(modele.colonne(nom), brute.entetes[-rang], note)
    return [retenus[c.nom] for c in modele.colonnes if c.nom in retenus]


def _libre(colonne: Colonne) -> bool:
    """Un texte libre : un nom y entrerait tel quel."""
    return colonne.type == "texte" and not colonne.valeurs


def _confiance(colonne: Colonne, entete: str, valeurs: list[str]) -> float:
    """Ressemblance de l'en-tête, ramenée à la part des valeurs que la colonne sait lire."""
    noms = (colonne.nom, *colonne.alias)
    forme = cle_entete(entete)
    if forme in {cle_entete(n) for n in noms}:
        ressemblance = 1.0
    else:
        textes = (*noms, colonne.description)
        ressemblance = 0.8 * max(_ressemblance(forme, cle_entete(t)) for t in textes)
    return ressemblance * _part_lisible(colonne, valeurs)


def _ressemblance(gauche: str, droite: str) -> float:
    mots_gauche, mots_droite = _mots(gauche), _mots(droite)
    communs = {m for m in mots_gauche if any(_meme_mot(m, autre) for autre in mots_droite)}
    parts = len(communs) / len(mots_gauche) if mots_gauche else 0.0
    return max(parts, SequenceMatcher(None, gauche, droite).ratio())


def _mots(forme: str) -> set[str]:
    return {m for m in forme.split("_") if m} - _MOTS_VIDES


def _meme_mot(gauche: str, droite: str) -> bool:
    return gauche == droite or (min(len(gauche), len(droite)) >= 4 and gauche[:4] == droite[:4])


def _part_lisible(colonne: Colonne, valeurs: list[str]) -> float:
    distinctes = [v for v in dict.fromkeys(valeurs[:_VALEURS_SONDEES]) if v.strip()]
    if not distinctes:
        return 0.5
    if colonne.valeurs and len(distinctes) <= len(colonne.valeurs) + _MODALITES_EN_PLUS:
        # Les modalités se traduiront : la liste fermée ne disqualifie pas l'en-tête. Des valeurs
        # presque toutes différentes (des adresses) ne sont pas des modalités.
        return 1.0
    cellule = convertisseur(colonne, {}, ())
    return sum(not cellule(v).cause for v in distinctes) / len(distinctes)


def traductions(colonne: Colonne, valeurs: Iterable[str]) -> dict[str, str | None]:
    """Pour chaque écriture hors de la liste fermée : sa traduction sûre, ou None (question)."""
    cellule = convertisseur(colonne, {}, ())
    inconnues = [v.strip() for v in dict.fromkeys(valeurs) if v.strip() and cellule(v).cause]
    return {v: _traduire(colonne, v) for v in dict.fromkeys(inconnues)}


def _traduire(colonne: Colonne, valeur: str) -> str | None:
    for usage in _USAGES.get(cle_entete(valeur), ()):
        if usage in colonne.valeurs:
            return usage
    proches = [v for v in colonne.valeurs if _mots(cle_entete(v)) == _mots(cle_entete(valeur))]
    return proches[0] if len(proches) == 1 else None
