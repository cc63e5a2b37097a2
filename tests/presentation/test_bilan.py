"""Le bilan de microdonnées : les quatre niveaux d'un projet s'accordent, et rien ne se recoupe."""

import re
from functools import cache

import pandas as pd
import pytest

import carnets as c
from carnets import lus
from carnets.dossier import charger_dossier
from carnets.erreurs import DonneesRefusees, UsageIncorrect
from carnets.execution.commandes import commandes_du_lot
from carnets.indicateurs import clauses
from carnets.presentation.bilan.niveaux import COMPTES
from carnets.presentation.bilan.perimetre import ADDITIFS, Perimetre, perimetre
from carnets.presentation.bilan.tables import Bilan, publier_bilan
from carnets.presentation.bilan.temps import bornes, par_annee
from carnets.presentation.bilan.voisinage import Voisinage

DOSSIER, PROJET, CUMUL = "projet-fictif", "projet-tilleuls", "2019-2021"
OUVRAGES = ("bailleur", "ville", "agglomeration")
NIVEAUX = ("region-fictive", PROJET, *OUVRAGES, "demolition", "gestion-urbaine")


@cache
def lieu(code: str) -> Perimetre:
    return perimetre(c.ouvrir(DOSSIER, territoire=code, annee=2021))


@cache
def valeurs(code: str) -> dict[tuple[str, str], float]:
    """(territoire, indicateur) → valeur, de tout le bilan d'un périmètre."""
    p = lieu(code)
    table = clauses.tous(p.releve(p.premier_mois, p.dernier_mois, CUMUL))
    table = table[table["modalite"] == ""]
    cles = zip(table["territoire"], table["indicateur"], strict=True)
    return dict(zip(cles, table["valeur"], strict=True))


@cache
def bilan() -> Bilan:
    """Celui d'une opération, publié."""
    etude = c.ouvrir(DOSSIER, territoire="groupe-scolaire", annee=2021)
    return publier_bilan(perimetre(etude), {"duree_legale": 1607.0})


@pytest.mark.parametrize("code", NIVEAUX)
def test_les_heures_des_parties_font_le_tout(code: str) -> None:
    v = valeurs(code)
    for haut, parties in lieu(code).etages.items():
        somme = sum(v[partie, "heures_realisees"] for partie in parties)
        assert somme == pytest.approx(v[haut, "heures_realisees"])


@pytest.mark.parametrize("code", NIVEAUX)
def test_un_territoire_dit_la_meme_chose_a_chaque_niveau(code: str) -> None:
    """Le maître d'ouvrage vu du projet est celui de son propre bilan, indicateur par indicateur."""
    projet = valeurs(PROJET)
    for (territoire, nom), valeur in valeurs(code).items():
        if (territoire, nom) in projet and nom != "part_des_heures" and code != "region-fictive":
            assert valeur == pytest.approx(projet[territoire, nom], nan_ok=True), (territoire, nom)


def test_les_personnes_du_projet_ne_sont_pas_la_somme_de_ses_maitres_d_ouvrage() -> None:
    v = valeurs(PROJET)
    somme = sum(v[ouvrage, "beneficiaires"] for ouvrage in OUVRAGES)
    assert v[PROJET, "beneficiaires"] == 400 < somme


def test_les_paliers_font_les_annees_qui_font_le_cumul() -> None:
    mois = bilan()["mois"].table
    paliers = mois[mois["indicateur"] == "heures_realisees"].set_index("periode")["valeur"]
    total = c.lire(bilan()["territoires"], "heures_realisees", territoire="groupe-scolaire").valeur
    annees = bilan()["annees"].table
    par_annee = annees[annees["indicateur"] == "heures_realisees"].set_index("periode")["valeur"]
    assert par_annee.sum() == pytest.approx(total)
    for an, heures in par_annee.items():
        assert paliers[paliers.index.str.startswith(an)].sum() == pytest.approx(heures)


def test_aucun_petit_effectif_ne_se_montre() -> None:
    petits = [
        (nom, valeur)
        for nom, publiee in bilan().tables.items()
        for valeur in publiee.table.loc[
            publiee.table["indicateur"].isin(["beneficiaires", "contrats_insertion"]), "valeur"
        ]
        if 0 < valeur < 11
    ]
    assert petits == []
    secrets = [nom for nom, p in bilan().tables.items() if (p.table["etat"] == "secret").any()]
    assert secrets


def test_une_part_ne_se_montre_que_de_deux_nombres_montres() -> None:
    publiee = bilan()["personnes_par_public"].avec_parts("beneficiaires", "part_du_total")
    table = publiee.table
    effectifs = table[table["indicateur"] == "beneficiaires"].set_index("modalite")
    parts = table[table["indicateur"] == "part_du_total"].set_index("modalite")
    assert (parts["etat"] == "secret").equals(effectifs["etat"] == "secret")
    assert parts.loc["", "valeur"] == 100
    montrees = parts["etat"] == "ok"
    attendues = 100 * effectifs["valeur"] / effectifs.loc["", "valeur"]
    assert parts.loc[montrees, "valeur"].tolist() == pytest.approx(attendues[montrees].tolist())
    assert parts.loc[~montrees, ["numerateur", "denominateur", "valeur"]].isna().all(axis=None)


def test_le_cumul_s_arrete_a_la_premiere_periode_cachee() -> None:
    publiee = bilan()["mois"].avec_cumul("heures_realisees", "heures_cumulees").table
    heures = publiee[publiee["indicateur"] == "heures_realisees"].sort_values("periode")
    cumul = publiee[publiee["indicateur"] == "heures_cumulees"].sort_values("periode")
    attendu = heures["valeur"].cumsum(skipna=False).tolist()
    assert cumul["valeur"].tolist() == pytest.approx(attendu, nan_ok=True)


def test_un_territoire_sans_operation_est_refuse_en_clair() -> None:
    etude = c.ouvrir(DOSSIER, territoire="QP030990", annee=2021)
    with pytest.raises(DonneesRefusees, match="Aucune heure déclarée"):
        publier_bilan(perimetre(etude), {})


def test_les_hierarchies_disent_ce_qui_s_additionne() -> None:
    exactes = [h for h in lieu(PROJET).hierarchies if h.mode == "exacte"]
    assert {h.indicateurs for h in exactes} == {ADDITIFS}
    assert {h.total for h in exactes} == {
        PROJET,
        *OUVRAGES,
        *("demolition", "reconstitution", "espaces-publics", "groupe-scolaire", "gestion-urbaine"),
    }


def test_aucune_personne_n_est_nommee_dans_ce_que_le_recu_garde() -> None:
    """Un reçu garde les questions posées aux données : aucune ne désigne une personne."""
    lus.oublier()
    perimetre(c.ouvrir(DOSSIER, territoire=PROJET, annee=2021))
    posees = [mot for question in lus.relever() for mot in question]
    assert "demolition-1" in posees
    assert [m for m in posees if re.fullmatch(r"[pc]?[0-9]+", m)] == []


def test_chaque_annee_porte_tous_ses_comptes_et_les_memes_qu_un_releve_entier() -> None:
    """Seuls les calculs utiles sont faits : il ne doit en manquer aucun."""
    projet = lieu(PROJET)
    annees = ("2019", "2020", "2021")
    autour = Voisinage(projet, annees, "2019-2021")
    table = par_annee(projet, annees, COMPTES, autour).donnees
    for an, attendus in (("2019", {"heures_realisees"}), ("2020", COMPTES), ("2021", COMPTES)):
        de_l_annee = table[table["periode"] == an]
        assert set(de_l_annee["indicateur"]) == set(attendus)
        entier = clauses.tous(projet.releve(*bornes(projet, an), an))
        entier = entier[(entier["territoire"] == PROJET) & entier["indicateur"].isin(attendus)]
        pd.testing.assert_frame_equal(
            de_l_annee.reset_index(drop=True), entier.reset_index(drop=True)
        )


def test_un_lot_de_tous_les_territoires_ne_demande_que_des_bilans_possibles() -> None:
    """Le dossier a aussi ses quartiers, dont aucun n'a de bilan."""
    commandes = commandes_du_lot("bilan_insertion", DOSSIER, "tous", [])
    types = {t.code: t.type for t in charger_dossier(DOSSIER).territoires}
    assert "qpv" in types.values()
    demandes = {types[str(commande.parametres["territoire"])] for commande in commandes}
    assert demandes == {"projet", "maitre_ouvrage", "operation", "region"}


def test_un_lot_de_chiffres_publies_ne_demande_pas_les_maitres_d_ouvrage() -> None:
    """Un document n'en publie que des fragments : leur bilan serait refusé, un échec par code."""
    commandes = commandes_du_lot("bilan_insertion", "ales-npnru", "tous", [])
    assert [commande.parametres["territoire"] for commande in commandes] == ["npnru-ales"]
    with pytest.raises(UsageIncorrect, match="territoires possibles : npnru-ales"):
        c.ouvrir("ales-npnru", territoire="ville-ales", annee=2019).exiger(
            "projet", microdonnees=["maitre_ouvrage"]
        )
