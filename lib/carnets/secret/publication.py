"""Publier : la règle d'abord, le masquage ensuite, l'attaque enfin ; jamais l'inverse."""

import math
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import pandas as pd

from carnets.erreurs import RefusSecret
from carnets.secret import regles
from carnets.secret.application import appliquer, cellules_montrables, entrees, fragiles
from carnets.secret.audit import Audit
from carnets.secret.blocage import expliquer
from carnets.secret.coherence import ChiffresContradictoires
from carnets.secret.conseil import conseiller
from carnets.secret.constat import Constat
from carnets.secret.declarations import Fusion, Hierarchie, Nature, Table
from carnets.secret.deja_publie import entrees_connues
from carnets.secret.diffusable import _JETON, Diffusable, _delivrer
from carnets.secret.fusion import fusionner
from carnets.secret.masquage import Masque, ProtectionImpossible
from carnets.secret.protection import proteger, tout_fermer
from carnets.secret.registre import Entree, Registre
from carnets.secret.signalements import groupes_entiers
from carnets.secret.systeme import Systeme
from carnets.secret.tableau import verifier_table

MENTION_DEJA_PUBLIE = "Chiffres déjà publiés par leur producteur : aucun masquage appliqué."


@dataclass(frozen=True)
class Livraison:
    """Les tables d'un livrable, prêtes à montrer ; le constat ; ce qu'il faut noter au registre."""

    tables: Mapping[str, Diffusable]
    constat: Constat
    entrees: tuple[Entree, ...]


def declarer(
    nom: str,
    table: pd.DataFrame,
    *,
    source: str,
    regle: regles.Regle | str | None,
    natures: Mapping[str, Nature] | None = None,
    dimensions: tuple[str, ...] = ("modalite",),
    contributions: pd.DataFrame | None = None,
    territoires: Mapping[str, str] | None = None,
    voisines: pd.DataFrame | None = None,
) -> Table:
    """Une table à publier, contrôlée, avec sa règle, ou le nom de celle en vigueur (voir `Table`).

    Erreur : RefusSecret si la source n'a pas de règle connue, ou si la table n'a pas la forme
    attendue.
    """
    if not isinstance(regle, regles.Regle):
        regle = regles.regle(regle, source=source)
    return Table(
        nom=nom,
        donnees=verifier_table(table, source=source),
        source=source,
        regle=regle,
        natures=dict(natures or {}),
        dimensions=dimensions,
        contributions=contributions,
        territoires=territoires or {},
        voisines=None if voisines is None else verifier_table(voisines, source=source),
    )


def publier(
    table: pd.DataFrame,
    *,
    source: str,
    regle: str | None,
    natures: Mapping[str, Nature] | None = None,
    hierarchies: Iterable[Hierarchie] = (),
    territoires: Mapping[str, str] | None = None,
) -> Diffusable:
    """Passe UNE table longue, seule de son livrable, par le secret statistique.

    Deux tables d'un même livrable passent ensemble, par `publier_ensemble` : protégées l'une
    sans l'autre, elles se trahiraient. Erreur : RefusSecret ; aucune règle par défaut.
    """
    seule = declarer(
        source, table, source=source, regle=regle, natures=natures, territoires=territoires
    )
    return publier_ensemble([seule], hierarchies=hierarchies, livrable=source).tables[source]


def publier_ensemble(
    tables: Iterable[Table],
    *,
    livrable: str,
    hierarchies: Iterable[Hierarchie] = (),
    fusions: Iterable[Fusion] = (),
    registre: Registre | None = None,
    conseil: bool = True,
) -> Livraison:
    """Passe toutes les tables d'un livrable, ensemble, par le secret statistique.

    `livrable` : son nom au registre. `registre` : ce qui a déjà été publié. Les tables rendues
    portent toutes la même marque, l'état « secret », quel que soit le motif.
    Erreur : RefusSecret, si l'attaque de ce qui serait publié retrouve une cellule ; c'est une
    ProtectionImpossible si en montrer moins suffirait. `conseil` : elle dit quoi, ce qui demande
    d'essayer ; un appelant qui a son propre repli s'en passe.
    """
    debut = time.perf_counter()
    toutes = tuple(tables)
    _exiger_noms(toutes)
    publiques = tuple(t for t in toutes if t.regle.nom == regles.DEJA_PUBLIE)
    a_masquer = tuple(t for t in toutes if t.regle.nom != regles.DEJA_PUBLIE)
    livres = {table.nom: _delivrer_table(table, table.donnees) for table in publiques}
    if not a_masquer:
        return Livraison(livres, _constat_publie(publiques, time.perf_counter() - debut), ())
    with tout_fermer():
        connu = _connu(registre or Registre(), a_masquer, publiques, livrable)
        permises = tuple(fusions)
        a_masquer, emboitements, reunies = fusionner(a_masquer, tuple(hierarchies), permises)
        try:
            systeme, masque, audit = proteger(a_masquer, emboitements, connu)
        except ChiffresContradictoires as refus:
            blocage = expliquer(refus, a_masquer, emboitements, connu)
            raise (ChiffresContradictoires(blocage) if blocage else refus) from None
        except ProtectionImpossible as refus:
            if not conseil:
                raise
            blocage = expliquer(refus, a_masquer, emboitements, connu)
            remede = conseiller(a_masquer, emboitements, permises, connu)
            raise ProtectionImpossible(f"{blocage or refus} {remede}", refus.tables) from None
        montrables = cellules_montrables(systeme, masque)
        for table in a_masquer:
            donnees = appliquer(table, systeme.lignes, montrables)
            livres[table.nom] = _delivrer_table(table, donnees)
        duree = time.perf_counter() - debut
        constat = _constat(systeme, masque, audit, a_masquer, reunies, duree)
        return Livraison(livres, constat, tuple(entrees(systeme, masque, a_masquer, livrable)))


def _exiger_noms(tables: tuple[Table, ...]) -> None:
    noms = [table.nom for table in tables]
    doublons = sorted({nom for nom in noms if noms.count(nom) > 1})
    if doublons:
        raise RefusSecret(
            f"Deux tables du livrable s'appellent « {doublons[0]} » : donnez-leur deux noms."
        )


def _connu(
    registre: Registre, tables: tuple[Table, ...], publiques: tuple[Table, ...], livrable: str
) -> Registre:
    """Ce que sait déjà le lecteur le plus large : un livrable public est lu par tous."""
    public = any(table.regle.diffusion == "public" for table in tables)
    lu = registre.lu_par("public" if public else "partenaires", sauf=livrable)
    return Registre(lu.entrees + entrees_connues(publiques))


def _delivrer_table(table: Table, donnees: pd.DataFrame) -> Diffusable:
    publie = table.regle.nom == regles.DEJA_PUBLIE
    return _delivrer(
        donnees,
        source=table.source,
        regle=table.regle.nom,
        mention=MENTION_DEJA_PUBLIE if publie else _mention(table.regle),
        territoires=table.territoires,
        fragiles=fragiles(table, donnees),
        jeton=_JETON,
    )


def _mention(regle: regles.Regle) -> str:
    unites = "personnes" if regle.unite == "personnes" else "unités"
    phrase = f"Secret statistique : aucune cellule de moins de {regle.seuil} {unites}"
    if regle.version.dominance is not None:
        part = f"{100 * regle.version.dominance:g}".replace(".", ",")
        phrase += f", ni dont une unité fait {part}\u202f% ou plus"
    return f"{phrase} ; d'autres sont masquées pour qu'elles ne se recalculent pas.{_accord(regle)}"


def _accord(regle: regles.Regle) -> str:
    accord = regle.accord
    if accord is None:
        return ""
    return (
        f" Règle assouplie par accord de {accord.signataire} "
        f"({accord.reference}, {accord.date.strftime('%d/%m/%Y')})."
    )


def _constat_publie(tables: tuple[Table, ...], duree: float) -> Constat:
    nombre = sum(int(table.donnees["valeur"].notna().sum()) for table in tables)
    return Constat(nombre, 0, 0, None, (), (), duree)


def _constat(
    systeme: Systeme,
    masque: Masque,
    audit: Audit,
    tables: tuple[Table, ...],
    reunies: int,
    duree: float,
) -> Constat:
    accords = tuple(dict.fromkeys(a.strip() for a in (_accord(t.regle) for t in tables) if a))
    return Constat(
        publiees=int((systeme.affichees & ~masque.cachees).sum()),
        masquees=int((systeme.affichees & masque.cachees).sum()),
        fusionnees=reunies,
        plus_petit_intervalle=None if math.isinf(audit.plus_petit) else audit.plus_petit,
        signalements=groupes_entiers(systeme, masque),
        accords=accords,
        duree=duree,
    )
