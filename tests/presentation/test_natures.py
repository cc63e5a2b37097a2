"""Du dictionnaire au secret : natures et fusions viennent des fiches, et d'elles seules."""

import math

import pandas as pd

from carnets.dictionnaire import INDICATEURS
from carnets.presentation.natures import fusions_du_dictionnaire, natures_du_dictionnaire
from carnets.presentation.tableaux import Disposition, tableau
from carnets.secret import (
    Derivee,
    Effectif,
    HorsSecret,
    Montant,
    Table,
    Taux,
    declarer,
    publier_ensemble,
)
from carnets.secret.tableau import COLONNES


def contrats(comptes: dict[str, float]) -> Table:
    lignes = [
        ("30", "2023", "contrats_insertion", nom, math.nan, math.nan, n, "ok")
        for nom, n in ({"": sum(comptes.values())} | comptes).items()
    ]
    return declarer(
        "contrats",
        pd.DataFrame(lignes, columns=list(COLONNES)),
        source="s",
        regle="personnes_public",
        natures=natures_du_dictionnaire(["contrats_insertion"]),
        dimensions=("type_contrat",),
    )


def test_la_nature_est_celle_de_la_fiche() -> None:
    demandes = ["heures_realisees", "beneficiaires", "part_beneficiaires_qpv", "etp_insertion"]
    assert natures_du_dictionnaire([*demandes, "objectif_heures", "inconnu"]) == {
        "heures_realisees": Montant("beneficiaires"),
        "beneficiaires": Effectif(),
        "part_beneficiaires_qpv": Taux("beneficiaires_qpv", "beneficiaires"),
        "etp_insertion": Derivee(("heures_realisees",), {"heures_realisees": ("convention",)}),
        "objectif_heures": HorsSecret(),
    }


def test_ne_compter_personne_ne_suffit_pas() -> None:
    """Un rapport d'heures publiées ne compte personne, mais vient de personnes."""
    assert INDICATEURS["heures_par_etp_compatibles"].secret == "aucun"
    assert natures_du_dictionnaire(["heures_par_etp_compatibles"]) == {}


def test_chaque_nature_cite_des_indicateurs_decrits() -> None:
    for nature in natures_du_dictionnaire(INDICATEURS).values():
        match nature:
            case Taux(numerateur, denominateur):
                assert {numerateur, denominateur} <= set(INDICATEURS)
            case Derivee(origines, hors_dimensions):
                assert set(hors_dimensions) <= set(origines) <= set(INDICATEURS)


def test_reunir_plutot_que_cacher() -> None:
    table = contrats({"CDDI": 60.0, "APP": 7.0, "PRO": 9.0})
    livraison = publier_ensemble([table], livrable="l", fusions=fusions_du_dictionnaire([table]))
    montre = livraison.tables["contrats"].table.set_index("modalite")
    assert montre.loc["alternance", "valeur"] == 16
    assert set(montre.index) == {"", "CDDI", "alternance"}
    assert (livraison.constat.masquees, livraison.constat.fusionnees) == (0, 1)


def test_une_reunion_inutile_n_a_pas_lieu() -> None:
    table = contrats({"CDDI": 60.0, "APP": 27.0, "PRO": 19.0})
    livraison = publier_ensemble([table], livrable="l", fusions=fusions_du_dictionnaire([table]))
    assert set(livraison.tables["contrats"].table["modalite"]) == {"", "CDDI", "APP", "PRO"}


def test_un_effectif_fragile_porte_sa_marque_et_sa_legende() -> None:
    table = contrats({"CDDI": 60.0, "APP": 17.0, "CUI_PEC": 30.0})
    livraison = publier_ensemble([table], livrable="l")
    charge = tableau(
        livraison.tables["contrats"],
        titre="Contrats",
        source="Essai",
        disposition=Disposition(lignes="modalite"),
    ).charge
    textes = {ligne["cle"]: ligne["cellules"][0]["texte"] for ligne in charge["lignes"]}
    assert textes == {"": "107", "CDDI": "60", "APP": "17\u00a0(f)", "CUI_PEC": "30"}
    assert any("(f) : fragile" in note for note in charge["notes"])
