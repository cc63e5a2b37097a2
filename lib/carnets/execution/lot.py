"""Un lot : planifier, faire faire, livrer, recommencer sans rien refaire d'inutile.

Le lot tient le verrou de la sortie, charge ses dossiers une fois, et confie ses tâches à un
`concurrent.futures.Executor`, quel qu'il soit. Chaque livrable paraît entier ou pas du tout ; un
échec n'arrête pas les autres et laisse un reçu « échec ». Interrompu de n'importe quelle façon,
un lot se reprend en le relançant.
"""

import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Executor, Future, as_completed
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Protocol

from carnets.execution.index import ecrire_index
from carnets.execution.livrables import FORMATS, Format
from carnets.execution.livraison import (
    EcritureImpossible,
    balayer,
    constater_l_echec,
    livrer,
)
from carnets.execution.plan import Commande, Decision, planifier
from carnets.execution.reponses import Repondeur
from carnets.execution.taches import Bilan, Colis, Tache
from carnets.execution.tenue import Tenu, charger, emballer
from carnets.execution.verrou import verrouiller

ESSAIS = 3
"""Nombre de fois où une tâche peut être en cours quand un ouvrier meurt, avant l'abandon."""


class Ouvriers(Protocol):
    """De quoi faire travailler un lot.

    `ouvrir` : un `Executor`, neuf à chaque appel si le précédent s'est rompu. `colis` : ce que les
    tâches recevront des dossiers emballés dans ce fichier.
    """

    def ouvrir(self) -> Executor: ...

    def colis(self, fichier: Path) -> Colis: ...


class Suivi:
    """Ce qu'un appelant veut savoir en cours de route ; ne fait rien par défaut."""

    def plan(self, decisions: Sequence[Decision]) -> None:
        """Le plan est fait, rien n'est commencé."""

    def bilan(self, bilan: Bilan) -> None:
        """Une tâche vient de finir."""


@dataclass(frozen=True)
class Resume:
    """Ce qu'un lot a fait ; `echecs` : la place du livrable et sa cause."""

    a_jour: int
    livres: tuple[Path, ...]
    echecs: tuple[Bilan, ...]
    duree: float
    decisions: tuple[Decision, ...] = field(repr=False, default=())


def tenir_les_dossiers(commandes: Sequence[Commande]) -> dict[str, Tenu]:
    """Les dossiers d'un lot, chacun chargé une fois, sous le nom que lui donnent ses carnets."""
    demandes = {str(c.parametres["dossier"]): c.dossier for c in commandes}
    return {nom: charger(nom, dossier) for nom, dossier in demandes.items()}


def repondeurs_de(tenus: Mapping[str, Tenu]) -> dict[str, Repondeur]:
    """De quoi répondre aux questions de leurs carnets."""
    return {nom: Repondeur(tenu.dossier, tenu.fichiers) for nom, tenu in tenus.items()}


def executer_lot(
    commandes: Sequence[Commande],
    ouvriers: Ouvriers,
    *,
    sortie: Path,
    formats: tuple[Format, ...] = FORMATS,
    tout_refaire: bool = False,
    strict: bool | None = None,
    suivi: Suivi | None = None,
) -> Resume:
    """Fait les livrables qui ne sont pas à jour et met la liste à jour.

    Lève `UsageIncorrect` ou `DonneesRefusees` avant de rien commencer (commande, dossier, sortie
    déjà prise), `EcritureImpossible` dès que la sortie ne peut plus être écrite. Un livrable qui
    échoue ne lève rien : il est dans les `echecs` du résumé.
    """
    debut, suivi = time.perf_counter(), suivi or Suivi()
    tenus = tenir_les_dossiers(commandes)
    with verrouiller(sortie) as jeton, TemporaryDirectory(prefix="carnets-lot-") as dossier:
        balayer(sortie)
        decisions = planifier(
            commandes,
            repondeurs_de(tenus),
            sortie=sortie,
            formats=formats,
            jeton=jeton,
            tout_refaire=tout_refaire,
            strict=strict,
        )
        suivi.plan(decisions)
        taches = [d.tache for d in decisions if d.raisons]
        fichier = Path(dossier) / "dossiers.colis"
        if taches:
            fichier.write_bytes(emballer(tenus))
        bilans: dict[object, Bilan] = {}
        try:
            for bilan in faire(taches, ouvriers, fichier) if taches else ():
                _poser(sortie, bilan)
                bilans[bilan.place] = bilan
                suivi.bilan(bilan)
        finally:
            ecrire_index(sortie)
    faits = [bilans[t.place] for t in taches]
    return Resume(
        a_jour=len(decisions) - len(taches),
        livres=tuple(sortie / b.place for b in faits if b.etat == "livre"),
        echecs=tuple(b for b in faits if b.etat == "echec"),
        duree=time.perf_counter() - debut,
        decisions=tuple(decisions),
    )


def faire(taches: Sequence[Tache], ouvriers: Ouvriers, fichier: Path) -> Iterator[Bilan]:
    """Les bilans, dans l'ordre où ils arrivent.

    Un ouvrier tué rompt le groupe entier : les tâches sans bilan repartent sur un groupe neuf,
    une à une au dernier essai, pour que seule la coupable échoue.
    """
    restantes = list(taches)
    for essai in range(1, ESSAIS + 1):
        rendus: set[object] = set()
        lots = [[t] for t in restantes] if essai == ESSAIS else [restantes]
        for lot in lots:
            for bilan in _passer(lot, ouvriers, fichier, dernier=essai == ESSAIS):
                rendus.add(bilan.place)
                yield bilan
        restantes = [t for t in restantes if t.place not in rendus]
        if not restantes:
            return


def _passer(
    taches: Sequence[Tache], ouvriers: Ouvriers, fichier: Path, *, dernier: bool
) -> Iterator[Bilan]:
    # Importé ici : papermill, matplotlib et le reste ne servent qu'à qui a quelque chose à faire.
    from carnets.execution.fabrique import fabriquer

    with ouvriers.ouvrir() as executeur:
        colis = ouvriers.colis(fichier)
        enonces: dict[Future[Bilan], Tache] = {}
        for vague in _vagues(taches):
            try:
                for tache in vague:
                    enonces[executeur.submit(fabriquer, tache, colis)] = tache
            except BrokenProcessPool:
                pass  # les tâches non confiées repartiront avec les autres
            try:
                for futur in as_completed(enonces):
                    tache = enonces.pop(futur)
                    bilan = _bilan(futur, tache, dernier=dernier)
                    if bilan is not None:
                        yield bilan
                    elif tache.confidentiel:
                        return  # les suivants doivent savoir ce que montrera celui-ci
            finally:
                for futur in enonces:  # un lot interrompu ne commence plus rien
                    futur.cancel()


def _vagues(taches: Sequence[Tache]) -> Iterator[list[Tache]]:
    """Les livrables protégés se font à la file : chacun tient compte de ceux d'avant."""
    yield [t for t in taches if not t.confidentiel]
    yield from ([t] for t in taches if t.confidentiel)


def _bilan(futur: "Future[Bilan]", tache: Tache, *, dernier: bool) -> Bilan | None:
    """Le bilan d'une tâche ; rien si son ouvrier est mort et qu'elle peut repartir."""
    try:
        return futur.result()
    except Exception as mort:
        if not dernier:
            return None
        return Bilan(
            place=tache.place,
            etat="echec",
            cause=f"L'ouvrier est mort {ESSAIS} fois sur ce livrable ({type(mort).__name__}).",
        )


def _poser(sortie: Path, bilan: Bilan) -> None:
    """Livre ce qu'un ouvrier lointain a rendu ; garde la trace d'un échec."""
    if bilan.etat == "arret":
        raise EcritureImpossible(bilan.cause)
    if bilan.livrable is not None:
        livrer(sortie / bilan.place, bilan.livrable.fichiers, bilan.livrable.recu)
    if bilan.etat == "echec":
        dossier, carnet, territoire = bilan.place.parts
        recu = {
            "etat": "echec",
            "cause": bilan.cause,
            "dossier": dossier,
            "carnet": carnet,
            "livrable": territoire,
        }
        constater_l_echec(sortie / bilan.place, recu)
