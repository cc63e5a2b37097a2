"""Constat : ce que le secret a fait à un livrable, en nombres qui ne disent rien des cellules."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Constat:
    """Pour le reçu et pour une ligne du livrable.

    `publiees`, `masquees`, `fusionnees` : nombres de cellules. `plus_petit_intervalle` : plus
    petite largeur d'attaque, en multiples de la marge de sa règle (None si rien n'est masqué).
    `signalements` : groupes entiers (0 % ou 100 %) publiés, et autres décisions à relire.
    `duree` : secondes de masquage et d'audit ; hors de la ligne imprimée, qui doit être stable.
    """

    publiees: int
    masquees: int
    fusionnees: int
    plus_petit_intervalle: float | None
    signalements: tuple[str, ...]
    accords: tuple[str, ...]
    duree: float

    @property
    def ligne(self) -> str:
        """La phrase du livrable."""
        if not self.masquees:
            phrase = f"Secret statistique : {self.publiees} cellules publiées, aucune masquée"
        else:
            phrase = (
                f"Secret statistique : {self.publiees} cellules publiées, {self.masquees} masquées"
            )
        if self.fusionnees:
            phrase += f", {self.fusionnees} réunies à d'autres"
        fin = " ; l'attaque du livrable n'en retrouve aucune." if self.masquees else "."
        return " ".join([phrase + fin, *self.accords])
