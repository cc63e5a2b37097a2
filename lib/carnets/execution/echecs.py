"""Ce qui empêche un carnet d'aller à son terme.

Chaque classe hérite aussi de celle de nbclient, quand il y en a une : qui sait traiter un échec
du moteur ordinaire (papermill sort avec le code 138 sur un noyau mort) traite le nôtre.
Les exceptions traversent les processus d'un lot : leurs arguments sont ceux du constructeur.
"""

from nbclient.exceptions import CellTimeoutError, DeadKernelError

from carnets.erreurs import EchecExecution


class CelluleEnErreur(EchecExecution):
    """Une cellule a levé une exception, `SystemExit` compris : la suite n'a pas été exécutée."""

    def __init__(self, rang: int, ename: str, evalue: str, trace: tuple[str, ...] = ()) -> None:
        super().__init__(rang, ename, evalue, trace)
        self.rang, self.ename, self.evalue, self.trace = rang, ename, evalue, trace

    def __str__(self) -> str:
        return (
            f"Le carnet s'est arrêté à sa cellule n° {self.rang + 1} sur {self.ename} : "
            f"{self.evalue}\nRien n'est livré : corriger cette cellule ou ses données."
        )


class ExecutionInterrompue(EchecExecution):
    """Le processus du carnet n'est pas allé à son terme : ses sorties ne valent rien."""


class DelaiDepasse(ExecutionInterrompue, CellTimeoutError):
    """Une cellule ou le carnet entier a dépassé son temps ; son processus a été tué."""


class ProcessusMort(ExecutionInterrompue, DeadKernelError):
    """Le processus du carnet est mort sans avoir rendu la main."""


class FoyerMort(ProcessusMort):
    """Le processus tiède a été tué : le carnet n'y est pour rien, il peut être repris."""


class MemoireDepassee(ExecutionInterrompue, DeadKernelError):
    """Le processus du carnet a été tué parce qu'il occupait trop de mémoire."""


class SortieTropVolumineuse(ExecutionInterrompue):
    """Le carnet a écrit ou affiché plus que permis ; son processus a été tué."""
