"""Ce qu'on voit d'un lot : son plan, où il en est, combien de temps encore, et son résumé."""

import time
from collections.abc import Sequence

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from carnets.execution.lot import Resume, Suivi
from carnets.execution.plan import Decision
from carnets.execution.taches import Bilan


class Progression(Suivi):
    """Une barre dans un terminal, une ligne par livrable ailleurs."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._total = self._faits = self._echecs = 0
        self._debut = time.monotonic()
        self._barre = Progress(
            BarColumn(), MofNCompleteColumn(), TextColumn("{task.description}"), console=console
        )
        self._tache = self._barre.add_task("", total=0)

    def __enter__(self) -> "Progression":
        if self._console.is_terminal:
            self._barre.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self._console.is_terminal:
            self._barre.stop()

    def plan(self, decisions: Sequence[Decision]) -> None:
        self._total = sum(bool(d.raisons) for d in decisions)
        self._debut = time.monotonic()
        self._console.print(compte(decisions))
        self._barre.update(self._tache, total=self._total)

    def bilan(self, bilan: Bilan) -> None:
        self._faits += 1
        self._echecs += bilan.etat == "echec"
        reste = (time.monotonic() - self._debut) / self._faits * (self._total - self._faits)
        suite = f"encore {duree(reste)}" if self._faits < self._total else "terminé"
        if self._echecs:
            suite += f", {self._echecs} échec{'s' * (self._echecs > 1)}"
        self._barre.update(self._tache, completed=self._faits, description=suite)
        if not self._console.is_terminal:
            mot = "Échec" if bilan.etat == "echec" else "Livré"
            self._console.print(f"{mot} : {bilan.place} ({self._faits}/{self._total}, {suite})")


def compte(decisions: Sequence[Decision]) -> str:
    """« 12 livrables : 3 à faire, 9 à jour »."""
    a_faire = sum(bool(d.raisons) for d in decisions)
    pluriel = "s" * (len(decisions) > 1)
    a_jour = len(decisions) - a_faire
    return f"{len(decisions)} livrable{pluriel} : {a_faire} à faire, {a_jour} à jour."


def plan_en_texte(decisions: Sequence[Decision], *, pourquoi: bool) -> str:
    """Le plan, un livrable par ligne ; avec ses raisons si on les demande."""
    lignes = [compte(decisions)]
    for decision in decisions:
        suite = "à faire" if decision.raisons else "à jour"
        if pourquoi and decision.raisons:
            suite += f" : {' ; '.join(decision.raisons)}"
        lignes.append(f"  {decision.tache.place} – {suite}")
    return "\n".join(lignes)


def resume_en_texte(resume: Resume) -> str:
    """Ce que le lot a fait, échecs et causes compris."""
    livres = len(resume.livres)
    lignes = [
        f"Livrés : {livres}. À jour : {resume.a_jour}. Échecs : {len(resume.echecs)}. "
        f"Durée : {duree(resume.duree)}."
    ]
    lignes += [f"  {b.place} : {b.cause.splitlines()[0]}" for b in resume.echecs]
    return "\n".join(lignes)


def duree(secondes: float) -> str:
    """« 45 s », « 3 min 20 s », « 2 h 05 min »."""
    entier = round(secondes)
    if entier < 60:
        return f"{entier} s"
    if entier < 3600:
        return f"{entier // 60} min {entier % 60:02d} s"
    return f"{entier // 3600} h {entier % 3600 // 60:02d} min"
