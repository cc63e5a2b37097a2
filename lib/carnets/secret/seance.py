"""La séance d'un carnet : ce que ce processus a publié, et ce que d'autres ont publié avant lui.

Un livrable protège ses tables en une fois ; la séance y veille, et garde de quoi écrire son reçu
et son registre. Elle vit le temps d'un processus : un carnet, un processus.
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from carnets.erreurs import RefusSecret
from carnets.secret.constat import Constat
from carnets.secret.declarations import Fusion, Hierarchie, Table
from carnets.secret.diffusable import Diffusable
from carnets.secret.publication import Livraison
from carnets.secret.publication import publier_ensemble as proteger_ensemble
from carnets.secret.registre import Registre, lire_registre, texte_du_registre
from carnets.secret.regles import DEJA_PUBLIE


@dataclass
class _Seance:
    livrable: str = ""
    registres: tuple[str, ...] = ()
    publiques: list[Table] = field(default_factory=list)
    livraison: Livraison | None = None


_en_cours = _Seance()


def ouvrir(livrable: str, registres: Iterable[str]) -> None:
    """Commence le livrable `livrable`, sachant ce que disent ces fichiers de registre."""
    global _en_cours
    _en_cours = _Seance(livrable, tuple(registres))


def recommencer() -> None:
    """Repart de rien, dans un carnet que l'on exécute à la main ; un rendu n'en a qu'une."""
    if not _en_cours.livrable:
        ouvrir("", ())


def rang() -> int:
    """Nombre de tables déjà publiées par leur producteur que ce carnet a passées."""
    return len(_en_cours.publiques) + 1


def publier_ensemble(
    tables: Iterable[Table],
    *,
    hierarchies: Iterable[Hierarchie] = (),
    fusions: Iterable[Fusion] = (),
    conseil: bool = True,
) -> Mapping[str, Diffusable]:
    """Les tables, protégées ensemble ; les déjà publiées du carnet nourrissent l'attaque.

    Erreur : RefusSecret, si des tables protégées l'ont déjà été par ce carnet, ou ne peuvent
    l'être (voir `carnets.secret.publier_ensemble`).
    """
    toutes = tuple(tables)
    proteger = any(table.regle.nom != DEJA_PUBLIE for table in toutes)
    if _en_cours.livraison is not None:
        raise RefusSecret(
            f"Table « {toutes[0].nom} » : ce carnet a déjà publié des tables protégées. Toutes "
            "passent en un seul publier_ensemble, et les chiffres déjà publiés avant lui : "
            "séparées, elles se trahiraient."
        )
    avant = _en_cours.publiques if proteger else []
    livraison = proteger_ensemble(
        (*avant, *toutes),
        livrable=_en_cours.livrable,
        hierarchies=hierarchies,
        fusions=fusions,
        registre=_registre() if proteger else None,
        conseil=conseil,
    )
    if proteger:
        _en_cours.livraison = livraison
    else:
        _en_cours.publiques += toutes
    return livraison.tables


def constat() -> Constat | None:
    """Le constat du livrable ; rien s'il n'a protégé aucune table."""
    return _en_cours.livraison.constat if _en_cours.livraison else None


def rapport() -> dict[str, Any] | None:
    """De quoi écrire le reçu (`constat`) et le registre (`registre`, son texte)."""
    livraison = _en_cours.livraison
    if livraison is None:
        return None
    registre = texte_du_registre(Registre(livraison.entrees))
    return {
        "constat": asdict(livraison.constat),
        "ligne": livraison.constat.ligne,
        "registre": registre,
    }


def _registre() -> Registre:
    lus = (lire_registre(Path(fichier)) for fichier in _en_cours.registres)
    return Registre(tuple(entree for registre in lus for entree in registre.entrees))
