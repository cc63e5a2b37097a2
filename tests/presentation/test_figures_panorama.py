"""Bulles, barres empilées, sucettes : ce que la figure dit, et ce qu'elle tait."""

import re

import pytest

import carnets as c
from carnets.presentation.objets import Objet
from tests.presentation.fabrique import diffusable, rangee

DE, ETP, SALARIES = "demandeurs_emploi", "etp", "salaries"
PART, PART_DE = "part_qpv_salaries", "part_demandeurs_emploi_qpv"


def textes(objet: Objet) -> str:
    """Les nombres et signes du tableau de données de la figure."""
    lignes = objet.charge["donnees"]["lignes"]
    return " ".join(cellule["texte"] for ligne in lignes for cellule in ligne["cellules"])


def tracer_bulles(*, secret: bool = False) -> Objet:
    valeurs = {"30": (20_000, 300, 900), "48": (2_000, 20, 80), "76": (22_000, 320, 980)}
    rangees = [
        rangee(t, nom, v)
        for t, triplet in valeurs.items()
        for nom, v in zip((DE, ETP, SALARIES), triplet, strict=True)
    ]
    if secret:
        rangees[4] = rangee("48", ETP, None, etat="secret")
    return c.bulles(
        diffusable(rangees), titre="Besoins", source="S", abscisse=DE, ordonnee=ETP,
        surface=SALARIES, ensemble="76",
    )  # fmt: skip


def test_les_bulles_disent_qui_depasse_le_rapport_de_l_ensemble() -> None:
    """320 / 22 000 = 1,45 % : le Gard est à 1,5 %, la Lozère à 1 %."""
    alternative = tracer_bulles().charge["alternative"]
    assert "1 sur 2 au-dessus du rapport de Occitanie" in alternative
    assert "300" in alternative


def test_une_bulle_cachee_ne_se_trace_pas_et_se_nomme() -> None:
    claire, cachee = tracer_bulles(), tracer_bulles(secret=True)
    assert any("Lozère" in n and "non tracés" in n for n in cachee.charge["notes"])
    assert "s" in textes(cachee).split()
    assert len(cachee.charge["svg"]) < len(claire.charge["svg"])


def tracer_empilees(cachee: bool) -> Objet:
    rangees = [
        rangee("30", ETP, 10, modalite="ACI"),
        rangee("30", ETP, None if cachee else 5, modalite="AI", etat="secret" if cachee else "ok"),
        rangee("30", ETP, 15, modalite=""),
        rangee("48", ETP, 40, modalite="ACI"),
        rangee("48", ETP, 0, modalite="AI"),
        rangee("48", ETP, 40, modalite=""),
    ]
    return c.empilees(diffusable(rangees), titre="ETP", source="S", total="", parties=("ACI", "AI"))


def test_une_partie_cachee_laisse_des_hachures_et_le_dit() -> None:
    claire, cachee = tracer_empilees(cachee=False), tracer_empilees(cachee=True)
    assert not any("Hachures" in n for n in claire.charge["notes"])
    assert any("Hachures" in n for n in cachee.charge["notes"])
    assert "<pattern" in cachee.charge["svg"]
    assert re.search(r"40.*Lozère.*15.*Gard", claire.charge["alternative"])


def test_trop_de_parties_sont_refusees() -> None:
    with pytest.raises(ValueError, match="6 parties"):
        c.empilees(
            diffusable([rangee("30", ETP, 1, modalite="")]),
            titre="ETP", source="S", total="", parties=tuple("abcdef"),
        )  # fmt: skip


def tracer_sucettes(references: dict[str, float]) -> Objet:
    rangees = [rangee(t, PART, v) for t, v in {"30": 26.0, "48": 3.0, "76": 18.0}.items()]
    rangees += [rangee(t, PART_DE, v) for t, v in references.items()]
    return c.sucettes(diffusable(rangees), titre="QPV", source="S", valeur=PART, reference=PART_DE)


def test_les_sucettes_comparent_chaque_rangee_a_sa_reference() -> None:
    objet = tracer_sucettes({"30": 15.0, "48": 5.0, "76": 11.1})
    assert "au-dessus de la référence pour 2 sur 3" in objet.charge["alternative"]


def test_une_seule_reference_devient_un_filet_commun() -> None:
    seule, toutes = tracer_sucettes({"76": 11.1}), tracer_sucettes({"30": 1, "48": 1, "76": 1})
    assert "stroke-dasharray" in seule.charge["svg"]
    assert "stroke-dasharray" not in toutes.charge["svg"]
    assert "pour 1 sur 1" in seule.charge["alternative"]


def test_un_repere_marque_sans_interrompre() -> None:
    """Deux millésimes qui se recouvrent : deux courbes entières, un filet, une note."""
    rangees = [
        rangee("FR", "salaries_fin_de_mois", 100 + k, modalite="a", periode=f"2022-{k:02}")
        for k in range(1, 9)
    ] + [
        rangee("FR", "salaries_fin_de_mois", 110 + k, modalite="b", periode=f"2022-{k:02}")
        for k in range(5, 13)
    ]
    d = diffusable(rangees)
    reglages = {"titre": "Stocks", "source": "S", "series": "modalite"}
    marquee = c.series(d, **reglages, reperes={"2022-05": "nouveau millésime"})
    nue = c.series(d, **reglages)
    assert any("Repère 1 (2022-05)" in n for n in marquee.charge["notes"])
    assert not any("ne se comparent pas" in n for n in marquee.charge["notes"])
    traits = [len(re.findall(r'<path [^>]*fill="none"', o.charge["svg"])) for o in (marquee, nue)]
    assert traits[0] == traits[1] + 1, "un filet de plus, aucune courbe coupée"
