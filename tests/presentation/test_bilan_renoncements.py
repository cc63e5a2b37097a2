"""Ce à quoi un bilan renonce quand tout publier laisserait une cellule se recalculer."""

from types import SimpleNamespace
from typing import Any

import pytest

from carnets.presentation.bilan.tables import DISPENSABLES, _publier
from carnets.secret import ProtectionImpossible

TABLES = ("territoires", "mois", "annees", "sorties clause_local", "adresses", "heures_par_sexe")


class Etude:
    """Une étude dont le secret refuse, tour à tour, les tables de `refus` tant qu'elles y sont."""

    def __init__(self, *refus: set[str]) -> None:
        self.refus, self.essais, self.conseils = list(refus), list[list[str]](), list[bool]()

    def publier_ensemble(
        self, *tables: Any, hierarchies: object, conseil: bool = True
    ) -> dict[str, Any]:
        noms = [table.nom for table in tables]
        self.essais.append(noms)
        self.conseils.append(conseil)
        if self.refus:
            raise ProtectionImpossible("une cellule se recalcule", self.refus.pop(0))
        return dict.fromkeys(noms)


def publiees(etude: Etude) -> set[str]:
    tables: Any = [SimpleNamespace(nom=nom) for nom in TABLES]
    lieu: Any = SimpleNamespace(etude=etude)
    return set(_publier(lieu, tables, []))


@pytest.mark.parametrize(
    ("refus", "otees"),
    [
        ([], set()),
        ([{"heures_par_sexe"}], {"heures_par_sexe"}),
        ([{"heures_par_sexe", "adresses"}], {"heures_par_sexe", "adresses"}),
        ([{"adresses", "territoires"}], {"annees"}),
        ([set()], {"annees"}),
        ([{"mois"}, {"mois"}], {"annees", "sorties clause_local"}),
    ],
)
def test_les_tables_en_cause_s_en_vont_sinon_la_premiere_dont_on_se_passe(
    refus: list[set[str]], otees: set[str]
) -> None:
    assert publiees(Etude(*refus)) == set(TABLES) - otees


def test_sans_plus_rien_a_oter_le_refus_est_conseille() -> None:
    etude = Etude(*({"mois"} for _ in range(len(DISPENSABLES))))
    with pytest.raises(ProtectionImpossible):
        publiees(etude)
    assert etude.essais[-1] == ["territoires", "mois"]
    assert etude.conseils == [False] * 4 + [True], "chercher un conseil prend du temps"
