"""Phrases et chiffres clés : leurs nombres viennent des données."""

import pytest

from carnets.presentation.nombres import FINE, INSECABLE
from carnets.presentation.objets import MIME, synthese
from carnets.presentation.textes import chiffre_cle, lire, phrase, situer, typographie
from tests.presentation.fabrique import diffusable, rangee

DONNEES = diffusable(
    [
        rangee("30", "salaries", 3114),
        rangee("48", "salaries", 597),
        rangee("76", "salaries", 22183),
        rangee("30", "etp", 720),
        rangee("76", "etp", 5548),
        rangee("30", "part_qpv_salaries", 26),
        rangee("48", "part_qpv_salaries", None, etat="sans_objet"),
        rangee("76", "part_qpv_salaries", 18),
    ]
)


def test_lire_designe_une_seule_rangee() -> None:
    assert f"{lire(DONNEES, 'salaries', territoire='30')}" == f"3{FINE}114"
    with pytest.raises(KeyError, match="3 rangées"):
        lire(DONNEES, "salaries")


def test_un_etat_sans_valeur_se_dit_en_toutes_lettres() -> None:
    assert f"{lire(DONNEES, 'part_qpv_salaries', territoire='48')}" == "(sans objet)"


def test_situer_un_departement_dans_la_region() -> None:
    assert situer(DONNEES, "etp", territoire="30", ensemble="76") == (
        f"soit 13,0{FINE}% du total en Occitanie (720{INSECABLE}/{INSECABLE}5{FINE}548)"
    )
    assert situer(DONNEES, "salaries", territoire="30", ensemble="76") == (
        f"pour 22{FINE}183 en Occitanie"
    ), "des personnes ne s'additionnent pas"
    assert situer(DONNEES, "part_qpv_salaries", territoire="30", ensemble="76") == (
        f"contre 18{FINE}% en Occitanie"
    )


def test_situer_la_region_par_ses_extremes() -> None:
    assert situer(DONNEES, "salaries", territoire="76", ensemble="76") == (
        f"de 597 (Lozère) à 3{FINE}114 (Gard)"
    )


def test_chiffre_cle() -> None:
    chiffre = chiffre_cle(DONNEES, "part_qpv_salaries", "contre 11 %", territoire="76")
    assert chiffre["texte"] == f"18{FINE}%"
    assert chiffre["comparateur"] == f"contre 11{INSECABLE}%"


def test_une_phrase_sans_appui_dit_autre_chose() -> None:
    absente = lire(DONNEES, "part_qpv_salaries", territoire="48")
    connue = lire(DONNEES, "part_qpv_salaries", territoire="30")
    assert phrase(f"La part est de {absente}.", appui=absente, sinon="Sans objet.").texte == (
        "Sans objet."
    )
    assert "26" in phrase(f"La part est de {connue}.", appui=connue, sinon="Sans objet.").texte


def test_ponctuation_haute() -> None:
    assert typographie("« oui » : 12 % ; non ?") == (
        f"«{INSECABLE}oui{INSECABLE}»{INSECABLE}: 12{INSECABLE}%{INSECABLE}; non{INSECABLE}?"
    )


def test_synthese_de_cinq_a_huit_messages() -> None:
    messages = [phrase(f"Message {i}.") for i in range(5)]
    assert synthese(messages)._repr_mimebundle_()[MIME]["genre"] == "synthese"
    for nombre in (4, 9):
        with pytest.raises(ValueError, match="5 à 8"):
            synthese([phrase("Un.")] * nombre)
