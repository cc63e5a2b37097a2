"""Les territoires d'à côté : les mêmes nombres, et les mêmes personnes, que dans leur livrable."""

import pandas as pd
import pytest

import carnets as c
from carnets.indicateurs import iae
from carnets.presentation.panorama.etats import Etats
from carnets.presentation.panorama.lieu import Lieu
from carnets.presentation.panorama.voisinage import Comptes

EPCI_2B = {"299999029", "299999037"}
"""Ceux où l'on a travaillé ; le troisième n'a aucun siège."""


def etats(territoire: str) -> Etats:
    return Etats(Lieu(c.ouvrir("panorama-fictif", territoire=territoire, annee=2023)))


def lus(comptes: Comptes, territoire: str, indicateur: str) -> dict[tuple[str, str], list[float]]:
    """Période et modalité → valeur et personnes."""
    table, poids = comptes
    joint = table.merge(poids, on=["territoire", "periode", "indicateur", "modalite"])
    assert len(joint) == len(table) == len(poids)
    ici = joint[(joint["territoire"] == territoire) & (joint["indicateur"] == indicateur)]
    return {(r.periode, r.modalite): [r.valeur, r.unites] for r in ici.itertuples()}


@pytest.mark.parametrize(
    ("ici", "attendus"),
    [
        ("R94", {"R94", "2A", "2B"}),
        ("2B", {"R94", "2A", "2B"} | EPCI_2B),
        ("299999029", {"2B"} | EPCI_2B),
    ],
)
def test_qui_est_autour(ici: str, attendus: set[str]) -> None:
    autour = etats(ici).voisinage
    for table, _ in (autour.annuels(2022, 2023), autour.mois, autour.sexe):
        assert set(table["territoire"]) == attendus


def test_un_voisin_compte_ce_que_dit_son_livrable() -> None:
    """Un EPCI vu d'un autre, et vu de lui-même : ETP de deux années et de chaque mois, contrats."""
    autour, lui = etats("299999037").voisinage, etats("299999029")
    annuels = lus(autour.annuels(2022, 2023), "299999029", "etp")
    pesees = iae.peser(lui.lignes, lui.lieu.ici).set_index("modalite")["unites"]
    etp = iae.etp_realises(lui.lignes, lui.lieu.ici, annee=2023).set_index("modalite")["valeur"]
    attendus = {
        ("2023", "" if m == iae.ENSEMBLE else m): [etp[m], pesees[m]] for m in etp[etp > 0].index
    }
    assert {k: v for k, v in annuels.items() if k[0] == "2023"} == attendus
    assert {periode for periode, _ in annuels} == {"2022", "2023"}
    mois = lus(autour.mois, "299999029", "etp")
    assert len({periode for periode, _ in mois}) == 12
    assert sum(v for (_, m), (v, _) in mois.items() if not m) == pytest.approx(
        annuels["2023", ""][0]
    )
    contrats = lus(autour.annuels(2023), "299999029", "contrats")["2023", ""]
    par_sexe = lus(autour.sexe, "299999029", "contrats")
    assert sum(valeur for valeur, _ in par_sexe.values()) == contrats[0] > contrats[1]


def test_sans_contrats_il_reste_les_heures() -> None:
    lui = etats("299999029").voisinage
    sans = type(lui)(lui.lieu, lui.heures, None)
    assert set(sans.annuels(2023)[0]["indicateur"]) == {"etp"}
    assert sans.sexe[0].empty
    assert isinstance(sans.sexe[1], pd.DataFrame)
