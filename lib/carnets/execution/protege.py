"""Ce qu'un rendu fait de plus pour un dossier de microdonnées.

Il dit au carnet ce que d'autres livrables ont déjà montré, refuse ce qui ne passe pas par le
secret, et tait les valeurs des erreurs : un reçu d'échec se lit autant qu'un livrable.
"""

from collections.abc import Collection
from pathlib import Path, PurePosixPath

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell

from carnets.dossier import Dossier
from carnets.erreurs import RefusSecret
from carnets.execution.echecs import CelluleEnErreur
from carnets.execution.livrables import REGISTRE
from carnets.rendu.contenu import Contenu

ARCHIVES = "publies"
"""Dans le dossier : les registres des livrables déjà envoyés, dont il faut se souvenir."""

HORS_SECRET = {"libre", "image", "sortie", "erreur"}


def registres_lus(
    dossier: Dossier,
    sortie: Path,
    place: PurePosixPath,
    en_attente: Collection[PurePosixPath] = (),
) -> tuple[str, ...]:
    """Les registres dont ce livrable doit tenir compte : les archivés et ses voisins de sortie.

    Ni le sien, qu'il remplace, ni ceux des livrables `en_attente`, que le lot va refaire. Aucun
    pour un dossier sans microdonnées : chercher parmi mille voisins coûterait à chaque livrable.
    """
    if not dossier.confidentiel:
        return ()
    sautes = {sortie / p for p in (place, *en_attente)}
    voisins = [
        fichier
        for fichier in sorted((sortie / dossier.nom).glob(f"*/[!.]*/{REGISTRE}"))
        if fichier.parent not in sautes
    ]
    archives = sorted((dossier.chemin / ARCHIVES).glob("*.jsonl"))
    return tuple(str(fichier) for fichier in (*archives, *voisins))


def cellule_d_ouverture(place: PurePosixPath, registres: tuple[str, ...]) -> NotebookNode:
    """La cellule qui ouvre la séance du carnet sous le nom de son livrable."""
    source = (
        f"from carnets.secret import seance\n\nseance.ouvrir({place.as_posix()!r}, {registres!r})"
    )
    cellule: NotebookNode = new_code_cell(source, id="seance")
    return cellule


def exiger_protege(contenu: Contenu) -> None:
    """Lève `RefusSecret` si une cellule montre autre chose que nos objets et du texte."""
    libres = sorted({b.cellule for b in contenu.blocs if b.genre in HORS_SECRET})
    if libres:
        raise RefusSecret(
            f"Contenu libre, cellule{'s' * (len(libres) > 1)} {', '.join(map(str, libres))} du "
            "carnet : il n'est pas passé par le secret statistique, et ce dossier contient des "
            "microdonnées. Publiez la table avec etude.publier_ensemble puis affichez-la avec "
            "c.tableau ; ou, si elle ne dit rien de personne, relancez avec --contenu-libre."
        )


def echec_tu(carnet: Path, echec: CelluleEnErreur, rang: int) -> str:
    """Ce qu'on peut dire d'un carnet en échec : où et de quel genre, jamais avec quelle valeur."""
    return (
        f"Le carnet {carnet.name} a échoué, cellule {rang} ({echec.ename}). Ce dossier contient "
        "des microdonnées : le détail, qui pourrait en citer, n'est pas écrit. Ouvrez le carnet "
        "dans JupyterLab avec les mêmes paramètres pour le lire."
    )
