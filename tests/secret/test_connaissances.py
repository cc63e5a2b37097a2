"""Ce que chaque attaquant sait d'avance, cellule par cellule, aux bornes exactes."""

import math

import numpy as np
import pytest

from carnets.secret import Effectif, Hierarchie, Montant, Table, declarer
from carnets.secret.connaissances import (
    bornes_aveugles,
    bornes_informees,
    contributeurs_seuls,
    visees_de_l_interieur,
)
from carnets.secret.registre import Registre
from carnets.secret.systeme import Systeme, assembler
from tests.secret.fabrique import apports, longue, table

AUCUNE = ()


def systeme(*tables: Table, hierarchies: tuple[Hierarchie, ...] = ()) -> Systeme:
    return assembler(tables, hierarchies, Registre())


def nom(systeme: Systeme, numero: int) -> str:
    return "|".join(modalite for _, modalite in systeme.cles[numero].modalites)


def informees(
    assemble: Systeme, relachees: tuple[str, ...] = AUCUNE
) -> dict[str, tuple[float, float]]:
    """Bornes de l'attaquant informé ; `math.inf` au plafond, qui en tient lieu."""
    noms = [nom(assemble, numero) for numero in range(len(assemble))]
    bas, haut = bornes_informees(assemble, np.isin(noms, relachees))
    plafond = bornes_aveugles(assemble)[1][0]
    return {
        nom: (float(b), math.inf if h == plafond else float(h))
        for nom, b, h in zip(noms, bas, haut, strict=True)
    }


EFFECTIFS = [("", 48), ("zero", 0), ("un", 1), ("quatre", 4), ("cinq", 5), ("trente", 38)]


def test_l_informe_connait_le_seuil_des_deux_cotes() -> None:
    assert informees(systeme(table(EFFECTIFS))) == {
        "": (5, math.inf),
        "zero": (0, math.inf),
        "un": (1, 4),
        "quatre": (1, 4),
        "cinq": (5, math.inf),
        "trente": (5, math.inf),
    }


def test_parmi_des_zeros_caches_une_petite_cellule_peut_etre_vide() -> None:
    vus = informees(systeme(table(EFFECTIFS)), relachees=("zero", "un", "cinq"))
    assert [vus[nom] for nom in ("zero", "un", "quatre", "cinq")] == [
        (0, 4),
        (0, 4),
        (1, 4),
        (5, math.inf),
    ]


def test_une_regle_qui_masque_les_zeros_n_en_dit_pas_le_plancher() -> None:
    vus = informees(systeme(table([("", 60), ("a", 0), ("b", 3), ("c", 57)], regle="fiscal")))
    assert [vus[nom] for nom in ("a", "b", "c")] == [(0, 10), (0, 10), (11, math.inf)]


def ponderee(valeurs: dict[str, float], unites: dict[str, tuple[float, float]]) -> Table:
    donnees = longue(list(valeurs.items()))
    return declarer(
        "t",
        donnees,
        source="s",
        regle="personnes_partenaires",
        natures={"salaries": Effectif()},
        dimensions=("sexe",),
        contributions=apports(donnees, unites),
    )


def test_un_effectif_pondere_se_borne_au_poids_de_ses_unites() -> None:
    """Quatre personnes de poids 0,2 : entre une et quatre personnes, soit 0,2 à 0,8."""
    valeurs = {"": 13.8, "f": 0.8, "h": 1.0, "x": 12.0}
    unites = {"": (89, 0.1), "f": (4, 0.3), "h": (5, 0.3), "x": (80, 0.1)}
    vus = informees(systeme(ponderee(valeurs, unites)))
    assert vus["f"] == pytest.approx((0.2, 0.8))
    assert vus["h"] == (1.0, math.inf)


def montants(regle: str, unites: dict[str, tuple[float, float]]) -> Table:
    donnees = longue([("", 1000), ("a", 100), ("b", 900)], "heures")
    return declarer(
        "m",
        donnees,
        source="s",
        regle=regle,
        natures={"heures": Montant()},
        dimensions=("sexe",),
        contributions=apports(donnees, unites),
    )


def test_un_concurrent_connait_chaque_montant_a_moitie_pres() -> None:
    unites = {"": (20.0, 0.3), "a": (2.0, 0.6), "b": (18.0, 0.3)}
    assert informees(systeme(montants("entreprises", unites))) == {
        "": (500, 1500),
        "a": (50, 150),
        "b": (450, 1350),
    }


def test_une_cellule_dominee_au_dessus_du_seuil_n_a_pas_de_plancher() -> None:
    donnees = longue([("", 40), ("a", 12), ("b", 28)])
    dominee = declarer(
        "t",
        donnees,
        source="s",
        regle="entreprises",
        natures={"salaries": Effectif()},
        dimensions=("sexe",),
        contributions=apports(donnees, {"": (40, 0.4), "a": (12, 0.9), "b": (28, 0.3)}),
    )
    assert informees(systeme(dominee))["a"] == (0, math.inf)


def test_ce_que_nous_ignorons_aussi_n_est_borne_par_aucun_seuil() -> None:
    vus = informees(
        systeme(table([("", 40), ("f", math.nan), ("h", 40)])), relachees=("", "f", "h")
    )
    assert vus["f"] == (0, math.inf)


def test_un_total_jamais_affiche_n_a_pas_de_plancher() -> None:
    """Une et une font deux : ce total n'est confidentiel pour personne, mais reste petit."""
    parties = (Hierarchie("sexe", "", ("f", "h")),)
    croisees = [("f|jeune", 1.0), ("h|jeune", 1.0), ("f|vieux", 19.0), ("h|vieux", 29.0)]
    croisees += [("f|", 20.0), ("h|", 30.0)]
    vus = informees(systeme(table(croisees, dimensions=("sexe", "age")), hierarchies=parties))
    assert vus["jeune"] == (0, math.inf)


def test_le_plafond_ne_gene_aucune_marge() -> None:
    """Il tient lieu d'infini : même une cellule d'une personne peut monter de toute sa marge."""
    seule = systeme(table([("f", 1)], regle="personnes_public"))
    bas, haut = bornes_aveugles(seule)
    assert list(bas) == [0] * len(seule)
    assert (haut - seule.valeurs.max() >= 2 * seule.marges.max()).all()


def test_un_contributeur_vise_les_petites_cellules_qui_ont_quelqu_un() -> None:
    assemble = systeme(table([("", 60), ("a", 0), ("b", 1), ("c", 59)], regle="fiscal"))
    visees = [nom(assemble, numero) for numero in np.flatnonzero(visees_de_l_interieur(assemble))]
    assert visees == ["b"]
    assert assemble.primaires.sum() == 2


def seules(*lignes: tuple[str, float]) -> list[list[str]]:
    assemble = systeme(table(list(lignes), dimensions=("age", "sexe")))
    return sorted(
        [nom(assemble, numero) for numero in groupe] for groupe in contributeurs_seuls(assemble)
    )


def test_deux_personnes_seules_ne_sont_pas_la_meme() -> None:
    """Total de deux : chacune a sa cellule. Total d'une : c'est la même personne, deux fois lue."""
    deux = [("a|f", 1.0), ("a|h", 1.0), ("a|", 2.0), ("|f", 9.0), ("|h", 9.0), ("", 18.0)]
    autres = [("b|f", 8.0), ("b|h", 8.0), ("b|", 16.0)]
    assert seules(*deux, *autres) == [["a|f"], ["a|h"]]
    trois = [("b|f", 1.0), ("b|h", 15.0), ("b|", 16.0), ("|f", 2.0), ("|h", 16.0), ("", 18.0)]
    assert seules(*deux[:3], *trois) == [["a|f"], ["a|h"], ["b|f"]]
    une = [("a|f", 1.0), ("a|h", 0.0), ("a|", 1.0), ("|f", 9.0), ("|h", 8.0), ("", 17.0)]
    assert seules(*une, *autres) == [["a|f", "a"]]
