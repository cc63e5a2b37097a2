"""En-têtes : les rapprocher des colonnes d'un modèle, sans jamais choisir dans le doute."""

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from carnets.erreurs import DonneesRefusees, suggestion
from carnets.lecture.source import Source
from carnets.modeles.base import Colonne, Modele


@lru_cache(maxsize=10_000)
def cle_entete(texte: str) -> str:
    """Forme de comparaison : sans accent, casse, ponctuation ni espace insécable."""
    nu = "".join(c for c in unicodedata.normalize("NFKD", texte) if not unicodedata.combining(c))
    return re.sub(r"[^a-z0-9]+", "_", nu.replace("œ", "oe").casefold()).strip("_")


@dataclass(frozen=True)
class Correspondance:
    """Colonne du modèle → rang dans le fichier ; en-têtes inutilisés ; écarts d'écriture."""

    rangs: dict[str, int]
    ignores: tuple[str, ...]
    rapproches: tuple[str, ...]


def avec_leur_groupe(haut: Sequence[str], bas: Sequence[str]) -> tuple[str, ...]:
    """En-têtes de la ligne `bas` ; celui qui se répète prend devant lui le titre du dessus."""
    return tuple(
        f"{h} {b}".strip() if b and bas.count(b) > 1 else b for h, b in zip(haut, bas, strict=True)
    )


def distincts(entetes: Sequence[str]) -> tuple[str, ...]:
    """Les en-têtes, numérotés à partir du deuxième de même nom : « Date », « Date (2) »."""
    vus: Counter[str] = Counter()
    noms = []
    for entete in entetes:
        vus[entete] += 1
        noms.append(f"{entete} ({vus[entete]})" if entete.strip() and vus[entete] > 1 else entete)
    return tuple(noms)


def note_entete(cellules: Sequence[str], connus: set[str]) -> tuple[int, int]:
    """Ce qui fait d'une ligne un en-tête : des noms connus ; à défaut, beaucoup de mots."""
    formes = [cle_entete(c) for c in cellules]
    reconnus = len(set(formes) & connus)
    # Une ligne de données a des dates et des nombres ; un en-tête, des mots.
    mots = sum(bool(re.match("[a-z]", forme)) for forme in formes)
    return reconnus, 0 if reconnus else mots


def noms_connus(modele: Modele, source: Source) -> set[str]:
    """Les formes d'en-têtes que ce modèle et cette source savent nommer."""
    noms = [*source.colonnes.values(), *modele.noms, *(a for c in modele.colonnes for a in c.alias)]
    return {cle_entete(nom) for nom in noms}


def rapprocher(
    fichier: Path, entetes: Sequence[str], modele: Modele, source: Source
) -> Correspondance:
    """Rapproche les en-têtes du modèle ; DonneesRefusees s'il en manque ou s'il y a doute."""
    _refuser_inconnues(fichier, modele, source)
    rangs: dict[str, int] = {}
    rapproches: list[str] = []
    absentes: list[Colonne] = []
    for colonne in modele.colonnes:
        if colonne.nom in source.constantes:
            continue
        rang = _rang(fichier, entetes, colonne, source)
        if rang is None:
            absentes += [colonne] if colonne.obligatoire or colonne.presente else []
            continue
        rangs[colonne.nom] = rang
        attendus = (source.colonnes.get(colonne.nom), colonne.nom, *colonne.alias)
        if entetes[rang] not in attendus:
            rapproches.append(entetes[rang])
    if absentes:
        raise _manquantes(fichier, entetes, modele, absentes)
    _refuser_partagees(fichier, entetes, rangs, source)
    pris = set(rangs.values())
    ignores = tuple(e for i, e in enumerate(entetes) if i not in pris and e.strip())
    return Correspondance(rangs, ignores, tuple(rapproches))


def entetes_sans_annee(entetes: Sequence[str], modele: Modele) -> tuple[str, ...]:
    """En-têtes dont le suffixe d'année est ôté quand le reste est une colonne du modèle."""
    return tuple(_radical(e, modele)[0] for e in entetes)


def annee_des_entetes(fichier: Path, entetes: Sequence[str], modele: Modele) -> str:
    """L'année que portent les en-têtes ; DonneesRefusees s'il n'y en a pas exactement une."""
    annees = {annee for e in entetes if (annee := _radical(e, modele)[1])}
    if len(annees) != 1:
        lues = ", ".join(sorted(annees)) or "aucune"
        raise DonneesRefusees(
            f"{fichier} : une seule année est attendue dans les en-têtes, lues : {lues}."
        )
    return f"20{annees.pop()}"


def _radical(entete: str, modele: Modele) -> tuple[str, str]:
    forme = cle_entete(entete)
    decoupe = re.fullmatch("(.+?)([0-9]{2})", forme)
    if decoupe and forme not in modele.noms and decoupe[1] in modele.noms:
        return decoupe[1], decoupe[2]
    return entete, ""


def _refuser_partagees(
    fichier: Path, entetes: Sequence[str], rangs: dict[str, int], source: Source
) -> None:
    """Un en-tête ne sert deux colonnes du modèle que si le dossier le demande."""
    for rang in set(rangs.values()):
        noms = [n for n, r in rangs.items() if r == rang and n not in source.colonnes]
        if len(noms) > 1:
            raise DonneesRefusees(
                f"{fichier} : l'en-tête « {entetes[rang]} » convient à {' et '.join(noms)} ; "
                "dites sous « colonnes » laquelle il remplit."
            )


def _refuser_inconnues(fichier: Path, modele: Modele, source: Source) -> None:
    for nom in (*source.colonnes, *source.valeurs, *source.constantes):
        if nom not in modele.noms:
            raise DonneesRefusees(
                f"{fichier} : la source « {source.nom} » nomme la colonne « {nom} », que le modèle "
                f"{modele.nom} n'a pas ; {suggestion(nom, list(modele.noms))}"
            )


def _rang(fichier: Path, entetes: Sequence[str], colonne: Colonne, source: Source) -> int | None:
    annonce = source.colonnes.get(colonne.nom)
    for nom in (annonce,) if annonce is not None else (colonne.nom, *colonne.alias):
        exacts = [i for i, e in enumerate(entetes) if e == nom]
        trouves = exacts or [i for i, e in enumerate(entetes) if cle_entete(e) == cle_entete(nom)]
        jumeaux = [] if annonce is not None or not trouves else _jumeaux(entetes, trouves[0])
        if len(trouves) + len(jumeaux) > 1:
            choix = " ou ".join(f"« {e} »" for e in (*(entetes[i] for i in trouves), *jumeaux))
            raise DonneesRefusees(
                f"{fichier} : {len(trouves) + len(jumeaux)} colonnes s'appellent "
                f"« {entetes[trouves[0]]} » ; dites sous « colonnes » laquelle remplit "
                f"{colonne.nom} : {choix}."
            )
        if trouves:
            return trouves[0]
    if annonce is not None:
        presents = [e for e in entetes if e.strip()]
        raise DonneesRefusees(
            f"{fichier} : la colonne « {annonce} », annoncée pour {colonne.nom}, est absente ; "
            f"{suggestion(annonce, presents)}"
        )
    return None


def _jumeaux(entetes: Sequence[str], rang: int) -> list[str]:
    """Les autres colonnes du même nom, que `distincts` a numérotées."""
    motif = re.compile(rf"{re.escape(entetes[rang])} \([0-9]+\)")
    return [e for e in entetes if motif.fullmatch(e)]


def _manquantes(
    fichier: Path, entetes: Sequence[str], modele: Modele, absentes: list[Colonne]
) -> DonneesRefusees:
    presents = ", ".join(f"« {e.strip()} »" for e in entetes if e.strip())
    lignes = [f"{fichier} : il manque des colonnes exigées par le modèle {modele.nom}."]
    lignes += [f"  - {c.nom} ({c.description})" for c in absentes]
    lignes.append(f"  En-têtes lus : {presents or 'aucun'}.")
    lignes.append(
        "  À faire : nommez-les sous « colonnes » dans dossier.yml, ou complétez le fichier."
    )
    return DonneesRefusees("\n".join(lignes))
