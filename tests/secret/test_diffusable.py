"""Le verrou : rien ne devient Diffusable sans passer par une règle."""

import copy
import pickle
from collections.abc import Callable
from types import MappingProxyType

import pandas as pd
import pytest

from carnets.erreurs import RefusSecret
from carnets.indicateurs.cadre import empiler
from carnets.indicateurs.dispersion import dispersion
from carnets.secret import Diffusable, Effectif, publier
from carnets.secret.diffusable import _delivrer
from carnets.secret.tableau import COLONNES


def longue(*lignes: tuple[str, float, str]) -> pd.DataFrame:
    """Une table longue d'un territoire : (modalité, valeur, état)."""
    return pd.DataFrame(
        [
            ("30", "2019", "salaries", modalite, float("nan"), float("nan"), valeur, etat)
            for modalite, valeur, etat in lignes
        ],
        columns=list(COLONNES),
    )


@pytest.fixture
def table() -> pd.DataFrame:
    return longue(("", 12.0, "ok"), ("femmes", 3.0, "ok"), ("hommes", 9.0, "ok"))


def test_ne_se_construit_pas(table: pd.DataFrame) -> None:
    with pytest.raises(TypeError, match="ne se construit pas"):
        Diffusable(table)
    with pytest.raises(TypeError):
        _delivrer(
            table,
            source="s",
            regle="r",
            mention="",
            territoires={},
            fragiles=frozenset(),
            jeton=object(),
        )


def test_deja_publie_passe_intact(table: pd.DataFrame) -> None:
    livre = publier(table, source="structures", regle="deja_publie", territoires={"30": "Gard"})
    pd.testing.assert_frame_equal(livre.table, table)
    assert (livre.source, livre.regle) == ("structures", "deja_publie")
    attendue = "Chiffres déjà publiés par leur producteur : aucun masquage appliqué."
    assert livre.mention == attendue
    assert dict(livre.territoires) == {"30": "Gard"}


@pytest.mark.parametrize("regle", [None, "", "deja_publié", "aucune"])
def test_sans_regle_connue_refus(table: pd.DataFrame, regle: str | None) -> None:
    with pytest.raises(RefusSecret, match="structures") as refus:
        publier(table, source="structures", regle=regle)
    assert refus.value.code == 4


def test_le_porteur_ne_change_rien(table: pd.DataFrame) -> None:
    livre = publier(table, source="s", regle="deja_publie")
    copie = livre.table
    copie.loc[0, "valeur"] = 999.0
    table.loc[0, "valeur"] = 998.0
    assert livre.table.loc[0, "valeur"] == 12.0
    with pytest.raises(AttributeError):
        livre.regle = "autre"  # type: ignore[misc]
    with pytest.raises(AttributeError):
        livre._table = table
    with pytest.raises(AttributeError):
        del livre._table
    with pytest.raises(TypeError):
        livre.territoires["30"] = "x"  # type: ignore[index]


def test_ses_libelles_ne_suivent_pas_la_table_dont_ils_viennent(table: pd.DataFrame) -> None:
    noms = {"30": "Gard"}
    livre = publier(table, source="s", regle="deja_publie", territoires=noms)
    noms["30"] = "x"
    assert livre.territoires == {"30": "Gard"}


def test_des_libelles_en_lecture_seule_ne_sont_pas_recopies(table: pd.DataFrame) -> None:
    noms = MappingProxyType({"30": "Gard"})
    livre = publier(table, source="s", regle="deja_publie", territoires=noms)
    assert livre.territoires is noms
    assert livre.garder(indicateur="x").territoires is noms


def test_ses_rangees_sont_ses_lignes_depliees_une_fois_et_figees(table: pd.DataFrame) -> None:
    livre = publier(table, source="s", regle="deja_publie")
    pd.testing.assert_frame_equal(pd.DataFrame([dict(r) for r in livre.rangees]), table)
    assert livre.rangees is livre.rangees
    with pytest.raises(TypeError):
        livre.rangees[0]["valeur"] = 999.0  # type: ignore[index]


def test_ne_se_copie_ni_ne_se_serialise(table: pd.DataFrame) -> None:
    livre = publier(table, source="s", regle="deja_publie")
    with pytest.raises(TypeError):
        copy.copy(livre)
    with pytest.raises(TypeError):
        pickle.dumps(livre)


def test_le_texte_ne_montre_aucun_nombre(table: pd.DataFrame) -> None:
    livre = publier(table, source="s", regle="deja_publie")
    assert repr(livre) == "Diffusable(source='s', regle='deja_publie', lignes=3)"


def test_colonne_en_trop_ou_manquante(table: pd.DataFrame) -> None:
    for mauvaise in (table.assign(effectif=1), table.drop(columns="etat")):
        with pytest.raises(RefusSecret, match="colonnes"):
            publier(mauvaise, source="s", regle="deja_publie")


def test_lignes_contradictoires() -> None:
    with pytest.raises(RefusSecret, match="encore un nombre"):
        publier(longue(("", 3.0, "secret")), source="s", regle="deja_publie")
    with pytest.raises(RefusSecret, match="deux lignes"):
        publier(longue(("", 3.0, "ok"), ("", 4.0, "ok")), source="s", regle="deja_publie")
    with pytest.raises(RefusSecret, match="état inconnu"):
        publier(longue(("", 3.0, "OK")), source="s", regle="deja_publie")
    sans_texte = longue(("", 3.0, "ok")).assign(modalite=None)
    with pytest.raises(RefusSecret, match="texte partout"):
        publier(sans_texte, source="s", regle="deja_publie")


# --- ce qu'un Diffusable tire de lui-même ---------------------------------------------------------


def montree(*lignes: tuple[str, str, str, str, float, str]) -> Diffusable:
    """Une table déjà publiée : (territoire, période, indicateur, modalité, valeur, état)."""
    donnees = pd.DataFrame(
        [(*cle, RIEN, RIEN, valeur, etat) for *cle, valeur, etat in lignes], columns=list(COLONNES)
    )
    return publier(donnees, source="s", regle="deja_publie", territoires={"30": "Gard"})


RIEN = float("nan")
DEUX = montree(
    ("30", "2019", "n", "", 40.0, "ok"),
    ("30", "2019", "n", "f", 10.0, "provisoire"),
    ("30", "2019", "n", "h", RIEN, "secret"),
    ("48", "2019", "n", "", 8.0, "ok"),
    ("48", "2019", "n", "f", 2.0, "ok"),
    ("30", "2019", "m", "", 5.0, "ok"),
)


def lues(livre: Diffusable, indicateur: str) -> list[tuple[object, ...]]:
    """(territoire, modalité, numérateur, dénominateur, valeur, état), None où rien n'est écrit."""
    table = livre.table[livre.table["indicateur"] == indicateur]
    colonnes = ["territoire", "modalite", "numerateur", "denominateur", "valeur", "etat"]
    return [
        tuple(None if isinstance(x, float) and x != x else x for x in rangee)
        for rangee in table[colonnes].itertuples(index=False)
    ]


def test_garder_ne_fait_que_retirer_des_lignes() -> None:
    assert list(DEUX.garder(indicateur="m").table["valeur"]) == [5]
    assert len(DEUX.garder(indicateur=["n", "m"]).table) == 6
    assert set(DEUX.garder(sauf="48").table["territoire"]) == {"30"}
    assert len(DEUX.garder().table) == 6
    assert list(DEUX.garder(modalite=["f", "h"], sauf="48").table["modalite"]) == ["f", "h"]
    assert list(DEUX.garder(indicateur="n", modalite="f").table["valeur"]) == [10, 2]
    sans_lieu = montree(("", "2019", "n", "", 1.0, "ok"), ("XXXX", "2019", "n", "", 2.0, "ok"))
    assert list(sans_lieu.garder().table["territoire"]) == ["XXXX"], "un lieu vide ne se garde pas"
    garde = DEUX.garder(indicateur="m")
    assert (garde.source, garde.regle, garde.mention) == (DEUX.source, DEUX.regle, DEUX.mention)
    assert dict(garde.territoires) == {"30": "Gard"}


def test_choisir_range_les_lignes_dans_l_ordre_demande() -> None:
    choisies = DEUX.choisir(territoire=["48", "30"], modalite=["f", ""]).table
    rangees = choisies[["territoire", "modalite", "indicateur"]].itertuples(index=False, name=None)
    assert list(rangees) == [
        ("48", "f", "n"),
        ("48", "", "n"),
        ("30", "f", "n"),
        ("30", "", "n"),
        ("30", "", "m"),
    ]


def test_choisir_deux_fois_dans_la_meme_table() -> None:
    """Les rangs retenus d'un choix ne servent pas à un choix sur d'autres colonnes."""
    assert list(DEUX.choisir(territoire=["48"]).table["territoire"].unique()) == ["48"]
    assert list(DEUX.choisir(modalite=["f"]).table["modalite"].unique()) == ["f"]
    doubles = DEUX.choisir(territoire=["48", "30", "48"])
    assert doubles.table.equals(DEUX.choisir(territoire=["48", "30"]).table)
    assert DEUX.choisir().table.equals(DEUX.table)


def test_une_part_se_calcule_de_deux_nombres_montres() -> None:
    parts = DEUX.avec_parts("n", "part")
    assert lues(parts, "part") == [
        ("30", "", 40, 40, 100, "ok"),
        ("30", "f", 10, 40, 25, "provisoire"),
        ("30", "h", None, None, None, "secret"),
        ("48", "", 8, 8, 100, "ok"),
        ("48", "f", 2, 8, 25, "ok"),
    ]
    assert lues(parts, "n") == lues(DEUX, "n")
    assert list(parts.table.index) == list(range(11))
    assert tuple(parts.table.columns) == COLONNES


def test_une_part_d_un_total_cache_se_cache() -> None:
    cachee = montree(("30", "2019", "n", "", RIEN, "secret"), ("30", "2019", "n", "f", 9.0, "ok"))
    assert [ligne[2:] for ligne in lues(cachee.avec_parts("n", "part"), "part")] == [
        (None, None, None, "secret"),
        (None, None, None, "secret"),
    ]


def test_une_part_de_rien_est_sans_objet_et_celle_d_un_est_entiere() -> None:
    for total, attendu in ((0.0, (0, 0, None, "sans_objet")), (1.0, (1, 1, 100, "ok"))):
        livre = montree(("30", "2019", "n", "", total, "ok"), ("30", "2019", "n", "f", total, "ok"))
        assert lues(livre.avec_parts("n", "part"), "part")[1][2:] == attendu


def test_un_total_est_celui_de_sa_periode() -> None:
    deux = montree(
        ("30", "2018", "n", "", 20.0, "ok"),
        ("30", "2019", "n", "", 40.0, "ok"),
        ("30", "2019", "n", "f", 10.0, "ok"),
    )
    assert lues(deux.avec_parts("n", "part"), "part")[-1][4] == 25


def test_un_cumul_s_arrete_a_la_premiere_valeur_cachee() -> None:
    mois = montree(
        ("30", "2019-02", "n", "", 5.0, "ok"),
        ("30", "2019-01", "n", "", 3.0, "ok"),
        ("30", "2019-03", "n", "", RIEN, "secret"),
        ("30", "2019-04", "n", "", 7.0, "ok"),
        ("30", "2019-01", "m", "", 99.0, "ok"),
    )
    cumul = mois.avec_cumul("n", "cumul")
    assert [ligne[4:] for ligne in lues(cumul, "cumul")] == [
        (3, "ok"),
        (8, "ok"),
        (None, "secret"),
        (None, "secret"),
    ]
    assert lues(cumul, "n") == lues(mois, "n")
    assert list(cumul.table.index) == list(range(9))


def test_une_evolution_se_tire_de_deux_nombres_montres() -> None:
    deux = montree(
        ("30", "2018", "n", "", 8.0, "ok"),
        ("30", "2019", "n", "", 10.0, "ok"),
        ("48", "2018", "n", "", RIEN, "secret"),
        ("48", "2019", "n", "", 10.0, "ok"),
        ("48", "2019", "m", "", 10.0, "ok"),
    )
    change = deux.avec_evolution("n", "change", depuis="2018", vers="2019")
    lues_ = change.table[change.table["indicateur"] == "change"]
    assert list(lues_["periode"]) == ["2019/2018"] * 2
    assert [ligne[0:1] + ligne[4:] for ligne in lues(change, "change")] == [
        ("30", 25, "ok"),
        ("48", None, "secret"),
    ]
    points = deux.avec_evolution("n", "ecart", depuis="2018", vers="2019", en_points=True)
    assert lues(points, "ecart")[0][4] == 2
    assert lues(change, "n") == lues(deux, "n")
    assert list(change.table.index) == list(range(7))


def test_une_evolution_est_fragile_des_que_l_un_de_ses_bouts_l_est() -> None:
    rangees = [("", 40.0, 45.0), ("f", 12.0, 31.0), ("h", 28.0, 14.0)]
    tables = [
        longue(*((nom, valeurs[rang], "ok") for nom, *valeurs in rangees)).assign(periode=an)
        for rang, an in enumerate(("2018", "2019"))
    ]
    livre = publier(
        pd.concat(tables, ignore_index=True),
        source="s",
        regle="personnes_partenaires",
        natures={"salaries": Effectif()},
    ).avec_evolution("salaries", "change", depuis="2018", vers="2019")
    fragiles = {cle for cle in livre.fragiles if cle[2] == "change"}
    assert fragiles == {("30", "2019/2018", "change", "f"), ("30", "2019/2018", "change", "h")}
    # Une autre paire d'années, ou un autre indicateur, ne le rend pas fragile.
    autre = livre.avec_evolution("salaries", "autre", depuis="2019", vers="2019")
    assert {cle[3] for cle in autre.fragiles if cle[2] == "autre"} == {"h"}


def test_les_lignes_fragiles_le_restent() -> None:
    fragile = publier(
        longue(("", 40.0, "ok"), ("f", 12.0, "ok"), ("h", 28.0, "ok")),
        source="s",
        regle="personnes_partenaires",
        natures={"salaries": Effectif()},
    )
    attendues = {("30", "2019", "salaries", "f"), ("30", "2019", "salaries", "h")}
    assert fragile.fragiles == attendues
    assert fragile.avec_parts("salaries", "part").fragiles == attendues


# --- la table qu'il accepte -----------------------------------------------------------------------


def test_une_table_refusee_dit_ce_qui_manque_et_ce_qui_est_de_trop(table: pd.DataFrame) -> None:
    with pytest.raises(RefusSecret, match="Manquent : aucune ; en trop : effectif"):
        publier(table.assign(effectif=1), source="s", regle="deja_publie")
    with pytest.raises(RefusSecret, match="Manquent : etat, valeur ; en trop : aucune"):
        publier(table.drop(columns=["etat", "valeur"]), source="s", regle="deja_publie")
    double = pd.concat([table, table[["etat"]]], axis=1)
    with pytest.raises(RefusSecret, match="colonnes"):
        publier(double, source="s", regle="deja_publie")
    renommee = table.rename(columns={"etat": "statut"})
    with pytest.raises(RefusSecret, match="Manquent : etat ; en trop : statut"):
        publier(renommee, source="s", regle="deja_publie")


@pytest.mark.parametrize("nombres", [[12, 3, 9], pd.array([12, 3, 9], dtype="Int64")])
def test_des_nombres_entiers_se_publient_en_flottants(table: pd.DataFrame, nombres: object) -> None:
    livre = publier(table.assign(valeur=nombres), source="s", regle="deja_publie")
    pd.testing.assert_frame_equal(livre.table, table)


def test_une_table_sans_ligne_se_publie(table: pd.DataFrame) -> None:
    livre = publier(table.iloc[:0], source="s", regle="deja_publie")
    assert livre.table.empty
    assert tuple(livre.table.columns) == COLONNES


def test_un_nombre_absent_se_publie_absent_quelle_que_soit_sa_marque() -> None:
    origine = longue(("", 12.0, "ok"), ("femmes", RIEN, "nd"))
    for marque in ("Int64", "Float64", "object"):
        marquee = origine.assign(valeur=pd.array([12, None], dtype=marque))
        livre = publier(marquee, source="s", regle="deja_publie")
        pd.testing.assert_frame_equal(livre.table, origine)


@pytest.mark.parametrize("colonne", ["numerateur", "valeur"])
def test_une_ligne_secrete_ne_porte_ni_valeur_ni_numerateur(colonne: str) -> None:
    ligne = longue(("", RIEN, "secret"))
    with pytest.raises(RefusSecret, match="encore un nombre") as refus:
        publier(ligne.assign(**{colonne: 17.0}), source="s", regle="deja_publie")
    assert "17" not in str(refus.value)
    assert len(publier(ligne.assign(denominateur=17.0), source="s", regle="deja_publie").table) == 1


def test_ce_qui_est_publie_ne_suit_pas_la_table_d_origine() -> None:
    origine = longue(("", 12.0, "ok"))
    livre = publier(origine, source="s", regle="deja_publie")
    origine.loc[:, "valeur"] = 99.0
    assert livre.table["valeur"].iloc[0] == 12


def test_choisir_range_et_n_ajoute_rien(table: pd.DataFrame) -> None:
    livre = publier(table, source="s", regle="deja_publie")
    choisi = livre.choisir(modalite=["hommes", "femmes", "absente"], territoire=["30"])
    assert list(choisi.table["modalite"]) == ["hommes", "femmes"]
    assert list(choisi.table["valeur"]) == [9.0, 3.0]
    assert choisi.mention == livre.mention
    assert len(livre.table) == len(table)
    assert livre.choisir(modalite=["absente"]).table.empty


def test_chaque_porte_fermee_dit_pourquoi(table: pd.DataFrame) -> None:
    livre = publier(table, source="s", regle="deja_publie")
    portes: dict[str, Callable[[], object]] = {
        "Diffusable ne se construit pas : passez la table à carnets.secret.publier(…).": (
            lambda: Diffusable(table)
        ),
        "Diffusable est figé : « _table » ne se modifie pas.": (
            lambda: setattr(livre, "_table", table)
        ),
        "Diffusable est figé : « _table » ne se supprime pas.": lambda: delattr(livre, "_table"),
        "Diffusable ne se sérialise pas : une copie échapperait au contrôle.": (
            lambda: pickle.dumps(livre)
        ),
        "Seul carnets.secret délivre un Diffusable.": (
            lambda: _delivrer(
                table, source="s", regle="r", mention="", territoires={}, fragiles=frozenset(),
                jeton=object(),
            )
        ),
    }  # fmt: skip
    for dit, ouvrir in portes.items():
        with pytest.raises((TypeError, AttributeError)) as refus:
            ouvrir()
        assert str(refus.value) == dit


def test_choisir_une_colonne_garde_l_ordre_des_lignes_egales() -> None:
    """Deux états parmi quarante lignes mêlées : chaque groupe reste dans l'ordre de la table."""
    mele = longue(*[(f"m{n:02}", float(n), "ok" if n % 2 else "estime") for n in range(40)])
    rangee = publier(mele, source="s", regle="deja_publie").choisir(etat=["ok", "estime"]).table
    assert list(rangee["valeur"]) == [*range(1, 40, 2), *range(0, 40, 2)]


def test_disperser_ne_garde_que_la_dispersion_des_valeurs_montrees() -> None:
    seule = longue(("", 10.0, "ok"))
    lieux = [seule.assign(territoire=f"t{n}", valeur=float(n)) for n in range(1, 6)]
    lieux.append(seule.assign(territoire="tous", valeur=15.0))
    livre = publier(pd.concat(lieux), source="s", regle="deja_publie")
    quatre = [f"t{n}" for n in range(1, 5)]
    ici = livre.disperser(["salaries"], territoires=quatre, ensemble="tous").table
    attendue = dispersion(livre.table, "salaries", territoires=quatre, ensemble="tous")
    pd.testing.assert_frame_equal(ici, empiler([attendue]))
    assert set(ici["territoire"]) == {"tous"}
    assert len(ici)
