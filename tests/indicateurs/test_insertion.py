"""Le bilan de microdonnées : les relations qui lui sont propres (voir aussi `test_familles`)."""

from functools import cache
from typing import Any

import pandas as pd
import pytest

from carnets.dictionnaire import INDICATEURS
from carnets.indicateurs import additivite, clauses
from tests.indicateurs.insertion_fabrique import FIN, Lignes, releve, tables, tirer

Niveaux = dict[str, list[str]]
PROJETS = 12


def valeurs(table: pd.DataFrame) -> dict[tuple[str, str, str], Any]:
    cles = zip(table["territoire"], table["indicateur"], table["modalite"], strict=True)
    cases = zip(table["valeur"], table["etat"], strict=True)
    return {
        cle: None if etat == "sans_objet" else (valeur if etat == "ok" else etat)
        for cle, (valeur, etat) in zip(cles, cases, strict=True)
    }


def calculer(lignes: Lignes, niveaux: Niveaux) -> dict[tuple[str, str, str], Any]:
    return valeurs(clauses.tous(releve(lignes, niveaux)))


@cache
def depart() -> tuple[Lignes, Niveaux, dict[tuple[str, str, str], Any]]:
    lignes, niveaux = tirer(PROJETS, 1)
    return lignes, niveaux, calculer(lignes, niveaux)


@cache
def table_depart() -> pd.DataFrame:
    lignes, niveaux, _ = depart()
    return clauses.tous(releve(lignes, niveaux))


def proches(obtenu: dict[Any, Any], attendu: dict[Any, Any]) -> None:
    for cle, valeur in attendu.items():
        assert obtenu[cle] == (None if valeur is None else pytest.approx(valeur)), cle


def _vide() -> Lignes:
    return {
        nom: []
        for nom in (
            "marches", "clauses", "structures", "personnes", "contrats", "affectations", "heures",
            "formations", "sorties",
        )
    }  # fmt: skip


def _couper_les_heures(lignes: Lignes, niveaux: Niveaux) -> tuple[Lignes, Niveaux]:
    """Une déclaration de janvier 2023 devient deux demies : mars et un mois jamais tiré, mai."""
    coupees = []
    for d in lignes["heures"]:
        if d["mois"] != "2023-03" or not d["heures_valorisees"]:
            coupees.append(d)
            continue
        demie = {
            c: d[c] / 2 if d[c] else d[c]
            for c in ("heures_travaillees", "heures_formation", "heures_valorisees")
        }
        coupees += [{**d, **demie}, {**d, **demie, "mois": "2023-05"}]
    return {**lignes, "heures": coupees}, niveaux


def _hors_periode(lignes: Lignes, niveaux: Niveaux) -> tuple[Lignes, Niveaux]:
    """Des déclarations hors période ne changent rien."""
    dehors = [
        {**d, "mois": "2030-01", "heures_travaillees": 999.0, "version": 9}
        for d in lignes["heures"]
        if d["version"] == 1
    ]
    return {**lignes, "heures": [*lignes["heures"], *dehors]}, niveaux


def test_une_declaration_hors_de_la_periode_ne_change_rien() -> None:
    lignes, niveaux, avant = depart()
    proches(calculer(*_hors_periode(lignes, niveaux)), avant)


def test_couper_une_declaration_ne_change_que_les_mois_et_les_declarations_vides() -> None:
    lignes, niveaux, avant = depart()
    # Seules des déclarations d'une version se coupent sans que l'une remplace l'autre.
    simples = {**lignes, "heures": [d for d in lignes["heures"] if d["version"] == 1]}
    avant = calculer(simples, niveaux)
    apres = calculer(*_couper_les_heures(simples, niveaux))
    proches(apres, {c: v for c, v in avant.items() if c[1] != "mois_par_personne"})


def test_doubler_les_heures_double_les_heures_et_rien_d_autre() -> None:
    lignes, niveaux, avant = depart()
    doubles = {
        **lignes,
        "heures": [
            {
                **d,
                **{c: 2 * d[c] if d[c] is not None else None for c in d if c.startswith("heures_")},
            }
            for d in lignes["heures"]
        ],
    }
    apres = calculer(doubles, niveaux)
    for cle, valeur in avant.items():
        fiche = INDICATEURS[cle[1]]
        if fiche.unite == "heures" and fiche.nature == "montant" and "suivies" not in cle[1]:
            assert apres[cle] == pytest.approx(2 * valeur), cle
        elif fiche.unite in ("personnes", "contrats"):
            assert apres[cle] == valeur, cle


def test_rien_en_entree_rien_en_sortie() -> None:
    assert clauses.tous(releve(_vide(), {})).empty


def test_un_lot_muet_vaut_zero_heure_et_ses_parts_sont_sans_objet() -> None:
    lignes, niveaux = tirer(3, 5)
    muets = {**lignes, "heures": [], "contrats": [], "affectations": []}
    obtenu = calculer(muets, niveaux)
    assert obtenu["p0", "heures_realisees", ""] == 0
    assert obtenu["p0", "beneficiaires", ""] == 0
    assert obtenu["p0", "part_femmes", ""] is None
    assert obtenu["p0", "couverture_lots", ""] == 0


def test_les_personnes_ne_s_ajoutent_pas_et_l_ecart_est_dit() -> None:
    _, niveaux, avant = depart()
    table = table_depart()
    ecarts = []
    for projet in sorted({codes[0] for codes in niveaux.values()}):
        parties = sorted({codes[1] for codes in niveaux.values() if codes[0] == projet})
        dit = additivite.comptes_plusieurs_fois(table, {projet: parties})
        somme = sum(avant[p, "beneficiaires", ""] for p in parties)
        assert dit["valeur"].item() == somme - avant[projet, "beneficiaires", ""] >= 0
        ecarts.append(dit["valeur"].item())
    assert max(ecarts) > 0


def test_le_cumul_finit_a_ce_que_dit_le_bilan() -> None:
    lignes, niveaux, avant = depart()
    r = releve(lignes, niveaux)
    retenues = clauses.retenir(tables(lignes)["heures"], r.debut, r.fin)
    cumul = clauses.cumul_mensuel(retenues, r)
    cumul = cumul[cumul["territoire"] == "p0"]
    fin = cumul[cumul["periode"] == FIN].set_index("indicateur")["valeur"]
    assert fin["heures_cumulees"] == pytest.approx(avant["p0", "heures_realisees", ""])
    assert fin["heures_prevues_cumulees"] == pytest.approx(
        avant["p0", "heures_prevues_prorata", ""]
    )
    for _, serie in cumul.groupby("indicateur"):
        assert serie["valeur"].is_monotonic_increasing or "prevues" in str(
            serie["indicateur"].iloc[0]
        )
