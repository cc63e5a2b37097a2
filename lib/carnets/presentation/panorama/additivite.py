"""Ce qui ne s'additionne pas dans un panorama : les personnes, et de combien elles dépassent."""

from collections.abc import Iterator
from dataclasses import dataclass

from carnets.indicateurs import iae
from carnets.presentation.nombres import nombre
from carnets.presentation.objets import Objet, note
from carnets.presentation.panorama.mensuel import Mensuel
from carnets.presentation.textes import accorder, lire


@dataclass(frozen=True)
class Additivite:
    """De combien une addition se tromperait, d'après les seules valeurs montrées."""

    mensuel: Mensuel

    def encadre(self) -> Iterator[Objet]:
        """Ce qui ne s'additionne pas, et de combien une addition se tromperait."""
        contrats = "" if self.mensuel.extrait.etats.signes is None else " et les contrats signés"
        parties = [
            f"Les ETP{contrats} s'additionnent d'un territoire et d'un type à l'autre. Les "
            "personnes non : qui change de structure, de type, d'adresse ou de territoire dans "
            "l'année compte une fois dans chacun, et une seule fois dans l'ensemble.",
            *self._ecarts_territoires(),
            *self._ecart_types(),
            self._cle_commune(),
        ]
        yield note("Ce qui ne s'additionne pas", *parties, nature="limite")

    def _ecarts_territoires(self) -> list[str]:
        if not self.mensuel.extrait.parties:
            return []
        ecarts = iae.comptes_plusieurs_fois(
            self.mensuel.ensemble.garder(indicateur="salaries").table,
            total=self.mensuel.lieu.code,
            parties=self.mensuel.extrait.parties,
        )
        nom = self.mensuel.lieu.nom_des_parties
        mot = nom if nom.isupper() else nom.lower()
        return [f"Par {mot}, une addition {_exces(ecarts[''])}."]

    def _ecart_types(self) -> list[str]:
        if not self.mensuel.extrait.types:
            return []
        ici = self.mensuel.lieu.code
        tout, *parties = (
            lire(self.mensuel.territoires, "salaries", territoire=ici, modalite=m).valeur
            for m in ("", *self.mensuel.extrait.types)
        )
        return [f"Par type, elle {_exces(sum(parties) - tout)}."]

    def _cle_commune(self) -> str:
        part = iae.sans_cle_commune(self.mensuel.extrait.etats.lignes)
        if part == 0:
            return (
                "Chaque personne porte une clé hachée commune aux structures (hash_nir) : en "
                "changer ne la fait pas compter deux fois."
            )
        combien = "Toutes les" if part == 1 else "Des"
        return (
            f"{combien} personnes n'ont que l'identifiant de l'ASP, propre à chaque structure : "
            "qui en change compte deux fois. Le nombre de salariés est donc un majorant."
        )


def _exces(ecart: float) -> str:
    if ecart != ecart:
        return "ne peut pas être refaite : une des valeurs est couverte par le secret"
    if round(ecart) == 0:
        return "donnerait ici le même nombre"
    return f"compterait {nombre(ecart)} {accorder(ecart, 'personne', 'personnes')} de trop"
