"""Rendre un livrable : contrôler, exécuter, écrire dans chaque format, livrer d'un coup."""

import json
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from functools import partial
from pathlib import Path, PurePosixPath
from typing import Any

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell

from carnets.dossier import charger_dossier
from carnets.erreurs import EchecExecution, ErreurUtilisateur
from carnets.execution import temoin
from carnets.execution.deroulement import PRECHARGES, executer_dans_un_fils
from carnets.execution.echecs import CelluleEnErreur, FoyerMort
from carnets.execution.index import ecrire_index
from carnets.execution.livrables import (
    FORMATS,
    REGISTRE,
    Format,
    Livrable,
    place_du_livrable,
)
from carnets.execution.livraison import livrer
from carnets.execution.parametrage import (
    ETIQUETTE,
    controler_parametres,
    injecter,
    lire_carnet,
    trouver_carnet,
)
from carnets.execution.protege import (
    cellule_d_ouverture,
    echec_tu,
    exiger_protege,
    registres_lus,
)
from carnets.execution.recus import etablir
from carnets.execution.reponses import Repondeur
from carnets.execution.verrou import verrouiller
from carnets.presentation.etude import Etude, etudier
from carnets.rendu import docx, html, pdf, xlsx
from carnets.rendu.contenu import Contenu, lire_contenu

PATIENCE = 10.0
"""Secondes qu'attend un rendu seul : le temps qu'un autre, lancé à côté, livre le sien."""


def rendre(
    carnet: str,
    *,
    parametres: Mapping[str, object],
    sortie: Path,
    formats: Sequence[Format] = FORMATS,
    strict: bool | None = None,
) -> Path:
    """Rend un carnet, met la liste à jour et rend le dossier du livrable.

    `strict` : refuse tout contenu libre ; par défaut, si le dossier contient des microdonnées.

    Tout est vérifié avant d'exécuter, et tout est en mémoire avant d'écrire : une erreur ne
    laisse rien dans `sortie`. Erreurs : `UsageIncorrect` (2), `DonneesRefusees` (3),
    `RefusSecret` (4), `EchecExecution` (5). Un lot qui tient déjà la sortie : `UsageIncorrect`.
    """
    chemin = trouver_carnet(carnet)
    retenus = controler_parametres(lire_carnet(chemin), parametres)
    etude = etudier(
        charger_dossier(retenus["dossier"]),
        territoire=retenus["territoire"],
        annee=retenus["annee"],
    )
    place = _place(chemin, etude)
    protege = etude.dossier.confidentiel
    with ExitStack() as garde:
        if protege:  # ce que montrent les voisins ne doit pas changer entre-temps
            garde.enter_context(verrouiller(sortie, patience=PATIENCE))
        livrable = composer(
            chemin,
            etude,
            retenus,
            formats,
            Repondeur(etude.dossier),
            registres=registres_lus(etude.dossier, sortie, place),
            strict=protege if strict is None else strict,
        )
        if not protege:
            garde.enter_context(verrouiller(sortie, patience=PATIENCE))
        livrer(sortie / livrable.place, livrable.fichiers, livrable.recu)
        ecrire_index(sortie)
    return sortie / livrable.place


def composer(
    carnet: Path,
    etude: Etude,
    parametres: Mapping[str, Any],
    formats: Sequence[Format],
    repondeur: Repondeur,
    precharges: tuple[str, ...] = PRECHARGES,
    *,
    registres: tuple[str, ...] = (),
    strict: bool = False,
) -> Livrable:
    """Exécute le carnet et écrit chaque format, en mémoire ; erreurs de `rendre`.

    `registres` : ce que d'autres livrables ont montré (voir `protege.registres_lus`).
    """
    place = _place(carnet, etude)
    protege = etude.dossier.confidentiel
    sans_apercu = new_code_cell(temoin.OUVERTURE, id="sans-apercu")
    seance = [cellule_d_ouverture(place, registres)] if protege else []
    execute, temoignage = executer(
        carnet, parametres, precharges, ouvertures=(sans_apercu, *seance), muette=protege
    )
    contenu = lire_contenu(execute, titre=carnet.stem)
    if strict:
        exiger_protege(contenu)
    base = f"{carnet.stem}-{place.name}"
    fichiers = {f"{base}.{f}": ecrire(contenu, f) for f in formats}
    if temoignage["secret"]:
        fichiers[REGISTRE] = temoignage["secret"]["registre"].encode()
    recu = etablir(
        carnet=carnet,
        etude=etude,
        parametres=parametres,
        contenu=contenu,
        fichiers=fichiers,
        donnees=repondeur.fichiers,
        lus=repondeur.empreintes([tuple(q) for q in temoignage["lus"]]),
        strict=strict,
        secret=temoignage["secret"],
    )
    return Livrable(place, fichiers, recu)


def _place(carnet: Path, etude: Etude) -> PurePosixPath:
    return place_du_livrable(etude.dossier.nom, carnet.stem, etude.territoire.code, etude.annee)


def executer(
    carnet: Path,
    parametres: Mapping[str, Any],
    precharges: tuple[str, ...] = PRECHARGES,
    *,
    ouvertures: Sequence[NotebookNode] = (),
    muette: bool = False,
) -> tuple[NotebookNode, dict[str, Any]]:
    """Carnet exécuté avec ces paramètres, gardé en mémoire, et son témoignage (voir `temoin`).

    `ouvertures` : cellules à exécuter avant toutes. `muette` : des microdonnées sont en jeu, une
    erreur ne cite aucune valeur. Comme papermill, dont l'injection est reprise, moins ce qu'il
    écrit sur le disque : le carnet entier, deux fois.
    """
    a_executer = lire_carnet(carnet)
    injecter(a_executer, parametres)
    a_executer.cells = [
        *ouvertures,
        *a_executer.cells,
        new_code_cell(temoin.CELLULE, id="temoin"),
    ]
    faire = partial(executer_dans_un_fils, dossier=carnet.parent, precharges=precharges)
    try:
        try:
            faire(a_executer)
        except FoyerMort:  # le carnet n'y est pour rien : il est repris, une fois
            faire(a_executer)
    except CelluleEnErreur as echec:
        rang = _rang_de_l_auteur(a_executer, echec.rang, len(ouvertures))
        raise _erreur_du_carnet(carnet, echec, rang, muette=muette) from None
    del a_executer.cells[: len(ouvertures)]
    _exiger_complet(carnet, a_executer)
    derniere = a_executer.cells.pop()
    return a_executer, json.loads(derniere.outputs[0].text)


def ecrire(contenu: Contenu, format_: Format) -> bytes:
    """Le livrable dans un format."""
    if format_ == "html":
        return html.page(contenu).encode()
    ecrivains = {"pdf": pdf.document, "docx": docx.document, "xlsx": xlsx.classeur}
    return ecrivains[format_](contenu)


def _exiger_complet(carnet: Path, execute: NotebookNode) -> None:
    """Un `exit` d'IPython arrête le carnet sans erreur : la suite manque pourtant."""
    if not execute.cells[-1].get("outputs"):
        faites = [rang for rang, c in enumerate(execute.cells, 1) if c.get("outputs")]
        raise _arret(carnet, max(faites, default=0))


def _arret(carnet: Path, rang: int) -> EchecExecution:
    return EchecExecution(
        f"Le carnet {carnet.name} s'est arrêté de lui-même à sa cellule {rang} (exit) : la "
        "suite n'a pas été exécutée. Ôtez cet arrêt ; rien n'est livré."
    )


def _rang_de_l_auteur(carnet: NotebookNode, index: int, devant: int) -> int:
    """Rang d'une cellule dans le carnet de l'auteur, qui ne connaît pas celles qu'on ajoute."""
    parametres = next(
        (i for i, c in enumerate(carnet.cells) if ETIQUETTE in c.metadata.get("tags", [])), -1
    )
    return index + 1 - devant - (index > parametres)


def classe_connue(nom: str) -> type[ErreurUtilisateur] | None:
    """La classe d'erreur d'usager de ce nom, où qu'elle soit définie ; None si c'est un défaut."""
    classes: list[type[ErreurUtilisateur]] = [ErreurUtilisateur]
    for classe in classes:
        if classe.__name__ == nom:
            return classe
        classes += classe.__subclasses__()
    return None


def _erreur_du_carnet(
    carnet: Path, echec: CelluleEnErreur, rang: int, *, muette: bool
) -> ErreurUtilisateur:
    """Erreur survenue dans le carnet : une erreur d'utilisateur y garde sa classe et son code.

    `muette` : des microdonnées sont en jeu, aucune valeur n'est citée.
    """
    classe = classe_connue(echec.ename)
    if classe is not None:
        return classe(echec.evalue)
    if echec.ename == "SystemExit":
        return _arret(carnet, rang)
    if muette:
        return EchecExecution(echec_tu(carnet, echec, rang))
    return EchecExecution(
        f"Le carnet {carnet.name} a échoué, cellule {rang} : "
        f"{echec.ename}: {echec.evalue}\n" + "\n".join(echec.trace)
    )
