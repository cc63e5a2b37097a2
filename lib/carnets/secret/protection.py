"""Masquer, attaquer, recommencer : jusqu'à ce que l'attaque échoue, ou refuser de livrer."""

import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from carnets.erreurs import ErreurUtilisateur, RefusSecret
from carnets.secret.anterieur import reconnaitre
from carnets.secret.audit import Audit, auditer
from carnets.secret.coherence import ChiffresContradictoires
from carnets.secret.declarations import Hierarchie, Table
from carnets.secret.masquage import Masque, ProtectionImpossible, masquer
from carnets.secret.programme import SystemeIncompatible
from carnets.secret.registre import Registre
from carnets.secret.systeme import Systeme, assembler

REPRISES = 8


def proteger(
    tables: tuple[Table, ...], hierarchies: tuple[Hierarchie, ...], registre: Registre
) -> tuple[Systeme, Masque, Audit]:
    """Le système, son masque et l'audit qui le dit sûr. Erreur : RefusSecret, toujours."""
    with tout_fermer():
        systeme = reconnaitre(assembler(tables, hierarchies, registre))
        return (systeme, *_masquer_et_attaquer(systeme))


@contextmanager
def tout_fermer() -> Iterator[None]:
    """Change toute panne en refus : un calcul interrompu n'a rien vérifié.

    Le message tait le texte de la panne, qui pourrait porter une valeur, et en garde la place.
    """
    try:
        yield
    except ErreurUtilisateur:
        raise
    except SystemeIncompatible:
        raise ChiffresContradictoires(
            "Les chiffres à publier se contredisent : aucun jeu de valeurs ne les explique tous. "
            "Vérifiez totaux et sous-totaux des tables, puis recommencez."
        ) from None
    except Exception as panne:
        raise RefusSecret(
            f"La vérification du secret statistique s'est interrompue ({_place(panne)}) : rien "
            "n'est livré. C'est un défaut du programme ; signalez-le avec cette indication."
        ) from None


def _masquer_et_attaquer(systeme: Systeme) -> tuple[Masque, Audit]:
    refuses: tuple[Masque, ...] = ()
    for _ in range(REPRISES):
        masque = masquer(systeme, refuses)
        audit = auditer(systeme, masque)
        if audit.sur:
            return masque, audit
        refuses += (masque,)
    tables = sorted({nom for cellule in audit.fautives for nom in systeme.tables[cellule]})
    raise ProtectionImpossible(
        f"Table « {' », « '.join(tables) or 'registre'} » : le masquage ne résiste pas à "
        "l'attaque, une cellule masquée se recalcule ou presque.",
        tables,
    )


def _place(panne: Exception) -> str:
    derniere = traceback.extract_tb(panne.__traceback__)[-1]
    return f"{type(panne).__name__}, {Path(derniere.filename).name}:{derniere.lineno}"
