"""Le bilan de microdonnées : second calcul en Python nu, et relations que tout bilan doit tenir."""

import copy
import random
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from typing import Any

import pandas as pd
import pytest

from carnets.dictionnaire import INDICATEURS
from carnets.erreurs import UsageIncorrect
from carnets.indicateurs import additivite, clauses
from tests.indicateurs.insertion_fabrique import FIN, Lignes, refaire, releve, tables, tirer

Niveaux = dict[str, list[str]]
PROJETS = 30


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


def comparer_au_second_calcul(nombre: int, graine: int) -> None:
    """Chaque valeur du bilan de `nombre` projets, à chaque niveau, refaite en Python nu."""
    lignes, niveaux = tirer(nombre, graine)
    obtenu = calculer(lignes, niveaux)
    par_projet: dict[str, Lignes] = {}
    for nom, rangees in lignes.items():
        for rangee in rangees:
            cle = next((str(rangee[c]) for c in _CLES if rangee.get(c)), "")
            par_projet.setdefault(cle.removeprefix("c-").split("-")[0], _vide())[nom].append(rangee)
    territoires: dict[str, set[str]] = {}
    for lot, codes in niveaux.items():
        for code in codes:
            territoires.setdefault(code, set()).add(lot)
    vus = set()
    for code, lots in territoires.items():
        projet = code.split("-")[0]
        for cle, valeur in refaire(par_projet[projet], lots, territoires[projet]).items():
            attendue = None if valeur is None else pytest.approx(valeur)
            assert obtenu[(code, *cle)] == attendue, (code, cle)
            vus.add(cle[0])
    assert {cle[1] for cle in obtenu} == vus


_CLES = ("id_lot", "id_personne", "id_contrat")


def _vide() -> Lignes:
    return {
        nom: []
        for nom in (
            "marches", "clauses", "structures", "personnes", "contrats", "affectations", "heures",
            "formations", "sorties",
        )
    }  # fmt: skip


def test_second_calcul() -> None:
    comparer_au_second_calcul(100, 7)


def _melanger(lignes: Lignes, niveaux: Niveaux) -> tuple[Lignes, Niveaux]:
    hasard = random.Random(3)
    return {nom: hasard.sample(r, len(r)) for nom, r in lignes.items()}, niveaux


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


def _ajouter_ailleurs(lignes: Lignes, niveaux: Niveaux) -> tuple[Lignes, Niveaux]:
    autres, autres_niveaux = tirer(5, 99)
    renommees = _prefixer(autres, "z")
    ajout = {
        nom: [*r, *(renommees[nom] if nom != "structures" else [])] for nom, r in lignes.items()
    }
    return ajout, {**niveaux, **{f"z{k}": [f"z{t}" for t in v] for k, v in autres_niveaux.items()}}


def _prefixer(lignes: Lignes, prefixe: str) -> Lignes:
    copie = copy.deepcopy(lignes)
    for rangees in copie.values():
        for rangee in rangees:
            for cle in ("id_lot", "id_personne", "id_contrat", "id_clause"):
                if rangee.get(cle):
                    rangee[cle] = f"{prefixe}{rangee[cle]}"
    return copie


def _renommer(lignes: Lignes, niveaux: Niveaux) -> tuple[Lignes, Niveaux]:
    return _prefixer(lignes, "n-"), {f"n-{lot}": codes for lot, codes in niveaux.items()}


def _doublon_rejete(lignes: Lignes, niveaux: Niveaux) -> tuple[Lignes, Niveaux]:
    """Des déclarations hors période ne changent rien."""
    dehors = [
        {**d, "mois": "2030-01", "heures_travaillees": 999.0, "version": 9}
        for d in lignes["heures"]
        if d["version"] == 1
    ]
    return {**lignes, "heures": [*lignes["heures"], *dehors]}, niveaux


@pytest.mark.parametrize(
    "changer", [_melanger, _ajouter_ailleurs, _renommer, _doublon_rejete], ids=lambda f: f.__name__
)
def test_rien_ne_change(changer: Callable[[Lignes, Niveaux], tuple[Lignes, Niveaux]]) -> None:
    lignes, niveaux, avant = depart()
    proches(calculer(*changer(lignes, niveaux)), avant)


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


ADDITIFS = sorted({c[1] for c in depart()[2] if INDICATEURS[c[1]].additif})
AUTRES = sorted({c[1] for c in depart()[2] if not INDICATEURS[c[1]].additif})


@pytest.mark.parametrize("nom", ADDITIFS)
def test_les_maitres_d_ouvrage_font_le_projet(nom: str) -> None:
    _, niveaux, _ = depart()
    table = table_depart()
    for projet in sorted({codes[0] for codes in niveaux.values()})[:12]:
        parties = sorted({codes[1] for codes in niveaux.values() if codes[0] == projet})
        somme = valeurs(
            additivite.additionner(table[table["territoire"].isin(parties)], nom, vers=projet)
        )
        entier = valeurs(table[(table["territoire"] == projet) & (table["indicateur"] == nom)])
        proches(somme, entier)


@pytest.mark.parametrize("nom", AUTRES)
def test_le_reste_refuse_de_s_additionner(nom: str) -> None:
    with pytest.raises(UsageIncorrect, match="ne s'additionne pas"):
        additivite.additionner(table_depart(), nom, vers="x")


def test_rien_en_entree_rien_de_disponible() -> None:
    table = clauses.tous(releve(_vide(), {}))
    assert table.empty
    lignes, niveaux, avant = depart()
    attendu = replace(releve(lignes, niveaux), ensembles={"ailleurs": "ailleurs"})
    vide = clauses.tous(attendu)
    assert {c[1] for c in avant} == set(vide["indicateur"])
    assert set(vide["etat"]) == {"nd"}
    assert vide["valeur"].isna().all()


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
        dit = additivite.comptes_plusieurs_fois(table, ensemble=projet, parties=parties)
        somme = sum(avant[p, "beneficiaires", ""] for p in parties)
        assert dit["valeur"].item() == somme - avant[projet, "beneficiaires", ""] >= 0
        ecarts.append(dit["valeur"].item())
    assert max(ecarts) > 0


def test_le_cumul_finit_a_ce_que_dit_le_bilan() -> None:
    lignes, niveaux, avant = depart()
    r = releve(lignes, niveaux)
    retenues = clauses.retenir(tables(lignes)["heures"], r.debut, r.fin)
    lots = pd.Series([lot for lot, codes in niveaux.items() if codes[0] == "p0"])
    cumul = clauses.cumul_mensuel(retenues, r, lots=lots, territoire="p0")
    fin = cumul[cumul["periode"] == FIN].set_index("indicateur")["valeur"]
    assert fin["heures_cumulees"] == pytest.approx(avant["p0", "heures_realisees", ""])
    assert fin["heures_prevues_cumulees"] == pytest.approx(
        avant["p0", "heures_prevues_prorata", ""]
    )
    for _, serie in cumul.groupby("indicateur"):
        assert serie["valeur"].is_monotonic_increasing or "prevues" in str(
            serie["indicateur"].iloc[0]
        )
