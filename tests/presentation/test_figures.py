"""Figures : le dessin dit ce que disent les données, et jamais sans texte de remplacement."""

import pytest

from carnets.presentation.barres import barres, points_apparies
from carnets.presentation.figures import figure
from carnets.presentation.nombres import FINE
from carnets.presentation.toile import Toile
from tests.presentation.fabrique import diffusable, rangee

TROIS = [
    rangee("48", "salaries", 597),
    rangee("30", "salaries", 3114),
    rangee("76", "salaries", None, etat="nd"),
]


@pytest.mark.parametrize(
    "alternative", ["", "Trop courte : 12", "Assez longue, mais sans aucun nombre"]
)
def test_pas_de_figure_sans_vrai_texte_de_remplacement(alternative: str) -> None:
    with pytest.raises(ValueError, match="texte de remplacement"):
        figure(Toile(1.0), titre="T", alternative=alternative, donnees={}, source="S")


def test_l_alternative_dit_les_extremes() -> None:
    alternative = barres(diffusable(TROIS), titre="Salariés en 2019", source="S").charge[
        "alternative"
    ]
    assert f"3{FINE}114 (Gard)" in alternative
    assert "597 (Lozère)" in alternative
    assert len(alternative) >= 30


def test_les_barres_suivent_les_donnees() -> None:
    charge = barres(diffusable(TROIS), titre="Salariés", source="S").charge
    lignes = {
        ligne["entete"]: ligne["cellules"][0]["texte"] for ligne in charge["donnees"]["lignes"]
    }
    assert lignes == {"Lozère": "597", "Gard": f"3{FINE}114", "Occitanie": "…"}


def test_deux_dessins_egaux_ont_les_memes_octets() -> None:
    premier, second = (
        barres(diffusable(TROIS), titre="Salariés", source="S").charge["svg"] for _ in range(2)
    )
    assert premier == second


def test_points_apparies_sans_valeur_ne_disent_pas_zero() -> None:
    charge = points_apparies(
        diffusable(
            [
                rangee("30", "part_qpv_salaries", 26, periode="2019"),
                rangee("30", "part_qpv_salaries", 23, periode="2018"),
                rangee("48", "part_qpv_salaries", None, etat="sans_objet", periode="2018"),
                rangee("48", "part_qpv_salaries", None, etat="sans_objet", periode="2019"),
            ]
        ),
        titre="Part des résidents",
        source="S",
        avant="2018",
        apres="2019",
    ).charge
    assert f"26{FINE}% (Gard)" in charge["alternative"]
    assert "Lozère" not in charge["alternative"]
    assert [c["libelle"] for c in charge["donnees"]["colonnes"]] == ["2018", "2019"]
    assert charge["donnees"]["lignes"][1]["cellules"][0]["texte"] == "///"


def test_trop_de_series_se_refuse() -> None:
    rangees = [rangee("30", "part_qpv_salaries", i, modalite=str(i)) for i in range(5)]
    with pytest.raises(ValueError, match="5 séries"):
        barres(diffusable(rangees), titre="T", source="S", series="modalite")
