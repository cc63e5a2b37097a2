"""Rendre un livrable : contrôler, exécuter, écrire dans chaque format, livrer d'un coup."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Literal, get_args

import papermill
from nbformat import NotebookNode
from papermill.exceptions import PapermillExecutionError

from carnets import erreurs
from carnets.dossier import charger_dossier
from carnets.erreurs import EchecExecution, ErreurUtilisateur
from carnets.execution.livraison import composant, livrer
from carnets.execution.parametrage import controler_parametres, lire_carnet, trouver_carnet
from carnets.execution.recus import etablir
from carnets.presentation.etude import Etude, etudier
from carnets.rendu import docx, html, pdf, xlsx
from carnets.rendu.contenu import Contenu, lire_contenu

Format = Literal["html", "pdf", "docx", "xlsx"]
FORMATS: tuple[Format, ...] = get_args(Format)
NOYAU, MOTEUR = "python3", "carnets"


def rendre(
    carnet: str,
    *,
    parametres: Mapping[str, object],
    sortie: Path,
    formats: Sequence[Format] = FORMATS,
) -> Path:
    """Rend un carnet et rend le dossier du livrable.

    Tout est vérifié avant d'exécuter, et tout est en mémoire avant d'écrire : une erreur ne
    laisse rien dans `sortie`. Erreurs : `UsageIncorrect` (2), `DonneesRefusees` (3),
    `RefusSecret` (4), `EchecExecution` (5).
    """
    chemin = trouver_carnet(carnet)
    retenus = controler_parametres(lire_carnet(chemin), parametres)
    etude = etudier(
        charger_dossier(retenus["dossier"]),
        territoire=retenus["territoire"],
        annee=retenus["annee"],
    )
    destination = dossier_du_livrable(sortie, chemin, etude)
    contenu = lire_contenu(executer(chemin, retenus), titre=chemin.stem)
    base = f"{chemin.stem}-{destination.name}"
    fichiers = {f"{base}.{f}": ecrire(contenu, f) for f in formats}
    recu = etablir(
        carnet=chemin, etude=etude, parametres=retenus, contenu=contenu, fichiers=fichiers
    )
    livrer(destination, fichiers, recu)
    return destination


def dossier_du_livrable(sortie: Path, carnet: Path, etude: Etude) -> Path:
    """`<sortie>/<dossier>/<carnet>/<territoire>-<annee>`."""
    return (
        sortie
        / composant(etude.dossier.nom)
        / composant(carnet.stem)
        / composant(f"{etude.territoire.code}-{etude.annee}")
    )


def executer(carnet: Path, parametres: Mapping[str, Any]) -> NotebookNode:
    """Carnet exécuté avec ces paramètres, gardé en mémoire."""
    try:
        execute: NotebookNode = papermill.execute_notebook(
            str(carnet),
            None,
            parameters=dict(parametres),
            kernel_name=NOYAU,
            engine_name=MOTEUR,
            progress_bar=False,
            cwd=str(carnet.parent),
        )
        return execute
    except PapermillExecutionError as echec:
        raise _erreur_du_carnet(carnet, echec) from None


def ecrire(contenu: Contenu, format_: Format) -> bytes:
    """Le livrable dans un format."""
    if format_ == "html":
        return html.page(contenu).encode()
    ecrivains = {"pdf": pdf.document, "docx": docx.document, "xlsx": xlsx.classeur}
    return ecrivains[format_](contenu)


def _erreur_du_carnet(carnet: Path, echec: PapermillExecutionError) -> ErreurUtilisateur:
    """Erreur survenue dans le carnet : une erreur d'utilisateur y garde sa classe et son code."""
    classe = getattr(erreurs, echec.ename, None)
    if isinstance(classe, type) and issubclass(classe, ErreurUtilisateur):
        return classe(echec.evalue)
    return EchecExecution(
        f"Le carnet {carnet.name} a échoué, cellule {echec.cell_index + 1} : "
        f"{echec.ename}: {echec.evalue}\n" + "\n".join(echec.traceback)
    )
