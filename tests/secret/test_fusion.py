"""Réunir plutôt que cacher : ce qui se réunit, ce qui ne se réunit pas, et les nombres réunis."""

import math
from collections.abc import Mapping
from dataclasses import replace

import pandas as pd
import pytest

from carnets.secret import Effectif, Fusion, Hierarchie, Nature, Table, Taux, declarer
from carnets.secret.fusion import fusionner
from carnets.secret.regles import regle
from carnets.secret.tableau import COLONNES
from tests.secret.fabrique import apports

RIEN = math.nan
NATURES: dict[str, Nature] = {"n": Effectif(), "taux": Taux("reussites", "examens")}
JEUNES = Fusion("age", ("a", "b"), "jeunes")
Brut = tuple[str, float | tuple[float, float], str]


def age(*lignes: Brut, dimensions: tuple[str, ...] = ("age",), nom: str = "t") -> Table:
    """Une table : (modalité, valeur ou (numérateur, dénominateur), état)."""
    rangees = []
    for modalite, nombre, etat in lignes:
        if isinstance(nombre, tuple):
            part, tout = nombre
            rangee = ("taux", modalite, part, tout, 100 * part / tout if tout else RIEN)
        else:
            rangee = ("n", modalite, RIEN, RIEN, nombre)
        rangees.append(("30", "2019", *rangee, etat))
    return declarer(
        nom,
        pd.DataFrame(rangees, columns=list(COLONNES)),
        source="s",
        regle="personnes_partenaires",
        natures=NATURES,
        dimensions=dimensions,
    )


def reunie(une: Table, *fusions: Fusion) -> Mapping[str, tuple[float, str]]:
    """Modalité → (valeur, état) après les fusions."""
    (apres,), _, _ = fusionner((une,), (), fusions or (JEUNES,))
    donnees = apres.donnees
    return {
        modalite: (valeur, etat)
        for modalite, valeur, etat in zip(
            donnees["modalite"], donnees["valeur"], donnees["etat"], strict=True
        )
    }


def test_deux_petites_cellules_en_font_une_grande() -> None:
    table = age(("", 60, "ok"), ("a", 3, "ok"), ("b", 4, "ok"), ("c", 53, "ok"))
    assert reunie(table) == {"": (60, "ok"), "c": (53, "ok"), "jeunes": (7, "ok")}


def test_des_entreprises_se_reunissent_aussi() -> None:
    """La part de la première n'y est pas donnée : seul leur nombre est jugé."""
    table = replace(
        age(("a", 1, "ok"), ("b", 2, "ok"), ("c", 9, "ok")), regle=regle("entreprises", source="s")
    )
    assert reunie(table) == {"c": (9, "ok"), "jeunes": (3, "ok")}


def test_chaque_fusion_est_jugee_et_ses_cellules_comptees() -> None:
    """La première n'évite rien, la deuxième et la troisième oui : quatre cellules en moins."""
    lignes = [(m, n, "ok") for m, n in zip("abcdefgh", (30, 40, 3, 4, 1, 2, 3, 17), strict=True)]
    inutile, deux, trois = (
        Fusion("age", ("a", "b"), "x"),
        Fusion("age", ("c", "d"), "y"),
        Fusion("age", ("e", "f", "g"), "z"),
    )
    tables, hierarchies, nombre = fusionner((age(*lignes),), (), (inutile, deux, trois))
    assert list(tables[0].donnees["modalite"]) == ["a", "b", "h", "y", "z"]
    assert nombre == 1 + 2
    assert {h.total: set(h.parties) for h in hierarchies}["z"] == {"e", "f", "g"}


def test_sans_fusion_utile_rien_ne_change() -> None:
    avant = age(("a", 30, "ok"), ("b", 40, "ok"))
    (apres,), hierarchies, nombre = fusionner((avant,), (), (JEUNES,))
    assert apres is avant
    assert (hierarchies, nombre) == ((), 0)


def test_une_reunion_laisse_la_forme_de_la_table() -> None:
    (apres,), _, _ = fusionner(
        (age(("c", 50, "ok"), ("a", 3, "ok"), ("b", 4, "ok")),), (), (JEUNES,)
    )
    assert tuple(apres.donnees.columns) == COLONNES
    assert list(apres.donnees.index) == [0, 1]


def test_une_reunion_se_fait_dans_chaque_case_et_dans_l_ordre_des_lignes() -> None:
    """Hommes avant femmes, comme dans la table ; une partie sans l'autre ne disparaît pas."""
    lignes = [
        ("", 40, "ok"),
        ("|h", 25, "ok"),
        ("|f", 15, "ok"),
        ("a|h", 2, "ok"),
        ("b|h", 3, "ok"),
    ]
    lignes += [("a|f", 4, "ok"), ("c|h", 20, "ok"), ("c|f", 11, "ok")]
    table = age(*lignes, dimensions=("age", "sexe"))
    assert list(reunie(table).items())[-2:] == [("jeunes|h", (5, "ok")), ("jeunes|f", (4, "ok"))]
    assert reunie(table)[""] == (40, "ok")


def test_une_dimension_qui_n_est_pas_la_premiere() -> None:
    lignes: list[Brut] = [("", 9, "ok"), ("f|a", 2, "ok"), ("f|b", 3, "ok"), ("h|a", 4, "ok")]
    table = age(*lignes, dimensions=("sexe", "age"))
    assert set(reunie(table)) == {"", "f|jeunes", "h|jeunes"}


@pytest.mark.parametrize("etat", ["secret", "nd", "ns"])
def test_une_partie_inconnue_empeche_la_reunion(etat: str) -> None:
    assert "a" in reunie(age(("a", RIEN, etat), ("b", 3, "ok"), ("c", 4, "ok")), JEUNES)
    trois = Fusion("age", ("a", "b", "c"), "tous")
    assert "a" in reunie(age(("a", RIEN, etat), ("b", 3, "ok"), ("c", 4, "ok")), trois)


@pytest.mark.parametrize(
    ("etats", "attendu"),
    [
        (("ok", "ok"), "ok"),
        (("ok", "estime"), "estime"),
        (("estime", "provisoire"), "provisoire"),
        (("provisoire", "ok"), "provisoire"),
    ],
)
def test_une_reunion_garde_l_etat_le_moins_sur(etats: tuple[str, str], attendu: str) -> None:
    assert reunie(age(("a", 3, etats[0]), ("b", 4, etats[1])))["jeunes"] == (7, attendu)


def test_ce_qui_est_sans_objet_n_ajoute_rien() -> None:
    trois = Fusion("age", ("a", "b", "c"), "tous")
    table = age(("a", 3, "ok"), ("b", RIEN, "sans_objet"), ("c", 4, "ok"))
    assert reunie(table, trois)["tous"] == (7, "ok")
    croisee = age(
        ("a|f", 3, "ok"), ("b|f", 4, "ok"), ("a|h", RIEN, "sans_objet"),
        ("b|h", RIEN, "sans_objet"), dimensions=("age", "sexe"),
    )  # fmt: skip
    valeur, etat = reunie(croisee)["jeunes|h"]
    assert math.isnan(valeur)
    assert etat == "sans_objet"


def test_un_taux_se_recalcule_sur_les_nombres_reunis() -> None:
    table = age(("a", (3, 8), "ok"), ("b", (4, 12), "ok"), ("c", (20, 40), "ok"))
    vus = reunie(table)
    assert vus["jeunes"] == (pytest.approx(100 * 7 / 20), "ok")
    assert vus["c"] == (50, "ok")


def test_une_table_a_contributions_ne_se_reunit_pas_mais_n_empeche_que_ses_modalites() -> None:
    def pesee(*lignes: Brut, nom: str) -> Table:
        une = age(*lignes, nom=nom)
        unites = {modalite: (float(n), 0.3) for modalite, n, _ in lignes if isinstance(n, float)}
        return declarer(
            nom, une.donnees, source="s", regle="personnes_partenaires", natures=NATURES,
            dimensions=("age",), contributions=apports(une.donnees, unites),
        )  # fmt: skip

    petites = age(("a", 3, "ok"), ("b", 4, "ok"), nom="p")
    genee = pesee(("a", 3.0, "ok"), ("b", 4.0, "ok"), nom="g")
    libre = pesee(("c", 30.0, "ok"), nom="l")
    assert fusionner((genee,), (), (JEUNES,))[2] == 0
    assert fusionner((petites, genee), (), (JEUNES,))[2] == 0
    assert fusionner((petites, libre), (), (JEUNES,))[2] == 1


def hierarchies_apres(*avant: Hierarchie) -> list[Hierarchie]:
    table = age(("", 60, "ok"), ("a", 3, "ok"), ("b", 4, "ok"), ("c", 53, "ok"))
    return list(fusionner((table,), avant, (JEUNES,))[1])


REUNION = Hierarchie("age", "jeunes", ("a", "b"))


def test_une_hierarchie_declaree_prend_la_reunion_pour_partie() -> None:
    toutes = Hierarchie("age", "", ("a", "b", "c"))
    assert hierarchies_apres(toutes) == [Hierarchie("age", "", ("c", "jeunes")), REUNION]
    seules = Hierarchie("age", "", ("a", "b"), indicateurs=("autre",))
    assert hierarchies_apres(seules)[0].parties == ("jeunes",)


def test_une_hierarchie_d_un_autre_axe_ou_d_autres_parties_reste() -> None:
    sexes = Hierarchie("sexe", "", ("a", "b"))
    autres = Hierarchie("age", "", ("a", "c"))
    assert hierarchies_apres(sexes, autres)[:2] == [sexes, autres]


def test_une_dimension_sans_hierarchie_declaree_la_garde_evidente() -> None:
    assert hierarchies_apres() == [
        Hierarchie("age", "", ("c", "jeunes"), indicateurs=("n",)),
        REUNION,
    ]
