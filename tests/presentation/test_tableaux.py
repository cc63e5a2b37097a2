"""Tableaux : pivot, états, effectifs derrière les pourcentages, et refus."""

import pandas as pd
import pytest

from carnets.presentation.html import html
from carnets.presentation.nombres import FINE, INSECABLE
from carnets.presentation.tableaux import EFFECTIFS_ABSENTS, Disposition, tableau, tableau_texte
from carnets.secret import Derivee, Effectif, publier
from tests.presentation.fabrique import diffusable, rangee


def test_une_ligne_par_territoire_une_colonne_par_indicateur() -> None:
    objet = tableau(
        diffusable([rangee("30", "salaries", 3114), rangee("30", "etp", 720)]),
        titre="Salariés",
        source="DIRECCTE",
    )
    assert [c["libelle"] for c in objet.charge["colonnes"]] == [
        "Salariés en insertion",
        "Équivalents temps plein (ETP)",
    ]
    (ligne,) = objet.charge["lignes"]
    assert ligne["entete"] == "Gard"
    assert [c["texte"] for c in ligne["cellules"]] == [f"3{FINE}114", "720"]


def test_une_rangee_absente_est_non_disponible_jamais_zero() -> None:
    objet = tableau(
        diffusable(
            [rangee("30", "salaries", 1), rangee("30", "etp", 2), rangee("48", "salaries", 3)]
        ),
        titre="T",
        source="S",
    )
    assert objet.charge["lignes"][1]["cellules"][1]["texte"] == "…"
    assert "… : non disponible." in objet.charge["notes"]


def test_le_pourcentage_porte_n_et_grand_n() -> None:
    objet = tableau(
        diffusable([rangee("30", "taux_realisation", 149.85, n=66000, total=44044)]),
        titre="T",
        source="S",
    )
    (cellule,) = objet.charge["lignes"][0]["cellules"]
    assert cellule["texte"] == f"149,9{FINE}%"
    assert cellule["detail"] == f"66{FINE}000{INSECABLE}/{INSECABLE}44{FINE}044"
    assert EFFECTIFS_ABSENTS not in objet.charge["notes"]


def test_un_pourcentage_sans_effectif_le_dit() -> None:
    objet = tableau(diffusable([rangee("30", "part_qpv_salaries", 26)]), titre="T", source="S")
    assert EFFECTIFS_ABSENTS in objet.charge["notes"]


def test_un_quartile_n_a_pas_d_effectif_que_sa_source_tairait() -> None:
    """Tiré des taux de plusieurs territoires, il n'est publié par personne."""
    taux = diffusable([rangee(str(n), "taux_realisation", 20.0 * n) for n in range(1, 6)])
    quartiles = taux.disperser(
        ["taux_realisation"], territoires=[str(n) for n in range(1, 6)], ensemble="76"
    )
    objet = tableau(
        quartiles,
        titre="T",
        source="S",
        disposition=Disposition(lignes="indicateur", colonnes="modalite"),
    )
    assert [c["texte"] for c in objet.charge["lignes"][0]["cellules"]] == [
        f"{n},0{FINE}%" for n in (40, 60, 80)
    ]
    assert objet.charge["notes"] == []


def test_un_taux_calcule_de_microdonnees_n_accuse_pas_sa_source() -> None:
    """Ses deux termes sont protégés à leur place : rien n'en est tu par la source."""
    rien = float("nan")
    table = pd.DataFrame(
        [
            rangee("30", "salaries", 60, n=rien, total=rien),
            rangee("30", "taux_realisation_conventionnement", 93.5, n=rien, total=rien),
        ]
    )
    protegee = publier(
        table,
        source="essai",
        regle="personnes_public",
        natures={
            "salaries": Effectif(),
            "taux_realisation_conventionnement": Derivee(("salaries",)),
        },
    )
    objet = tableau(
        protegee.garder(indicateur="taux_realisation_conventionnement"), titre="T", source="S"
    )
    (cellule,) = objet.charge["lignes"][0]["cellules"]
    assert cellule["texte"] == f"93,5{FINE}%"
    assert EFFECTIFS_ABSENTS not in objet.charge["notes"]


def test_la_valeur_portee_est_celle_du_texte() -> None:
    objet = tableau(diffusable([rangee("30", "salaries_par_etp", 4.3249)]), titre="T", source="S")
    (cellule,) = objet.charge["lignes"][0]["cellules"]
    assert cellule["texte"] == "4,3"
    assert cellule["valeur"] == 4.3, "l'annexe Excel ne doit pas en dire plus que la page"


def test_une_table_non_diffusable_est_refusee() -> None:
    with pytest.raises(AttributeError):
        tableau(pd.DataFrame([rangee("30", "salaries", 1)]), titre="T", source="S")  # type: ignore[arg-type]


def test_deux_valeurs_pour_une_cellule_sont_refusees() -> None:
    donnees = diffusable(
        [rangee("30", "salaries", 1, modalite="a"), rangee("30", "salaries", 2, modalite="b")]
    )
    with pytest.raises(ValueError, match="deux valeurs"):
        tableau(donnees, titre="T", source="S")


def test_le_html_a_sa_legende_ses_portees_et_sa_source() -> None:
    page = html(
        tableau(
            diffusable([rangee("30", "salaries", 1)]),
            titre="Salariés <b>",
            source="DIRECCTE",
            disposition=Disposition(roles={"30": "total"}),
        ).charge,
        numero=3,
    )
    assert "Tableau 3 – Salariés &lt;b&gt;" in page
    assert page.count('scope="col"') == 2
    assert page.count('scope="row"') == 1
    assert "Source&nbsp;: DIRECCTE" in page
    assert '<tr class="total">' in page


def test_tableau_de_textes() -> None:
    charge = tableau_texte("Paramètres", ("Nom", "Valeur"), [("annee", "2019")]).charge
    assert charge["lignes"][0]["cellules"][0] == {"genre": "texte", "texte": "2019", "detail": ""}
