"""Les égalités qu'un lecteur peut écrire, en toutes lettres : chaque cellule y porte son nom."""

import math
from dataclasses import replace
from typing import Literal

import pandas as pd
import pytest

from carnets.secret import (
    Derivee,
    Effectif,
    Evolution,
    Hierarchie,
    HorsSecret,
    Montant,
    Moyenne,
    Nature,
    Table,
    Taux,
    declarer,
)
from carnets.secret.cellules import Cle, hierarchies_evidentes
from carnets.secret.chantier import Visibilite
from carnets.secret.depouillement import depouiller
from carnets.secret.registre import Entree, Registre
from carnets.secret.relations import ecrire_relations
from carnets.secret.systeme import assembler, plus_stricte
from carnets.secret.tableau import CLE, COLONNES
from tests.secret.fabrique import table

RIEN = math.nan
NATURES: dict[str, Nature] = {"n": Effectif(), "m": Effectif(), "taux": Taux("reussites", "n")}


def longue(*lignes: tuple[str, str, str, float]) -> Table:
    """Une table d'effectifs : (territoire, indicateur, « sexe|age », valeur)."""
    donnees = pd.DataFrame(
        [(t, "2024", i, m, RIEN, RIEN, n, "ok") for t, i, m, n in lignes], columns=list(COLONNES)
    )
    return declarer(
        "t", donnees, source="s", regle="personnes_partenaires", natures=NATURES,
        dimensions=("sexe", "age"),
    )  # fmt: skip


def nom(cle: Cle) -> str:
    return " ".join((cle.territoire, cle.indicateur, *(f"{axe}={m}" for axe, m in cle.modalites)))


def lu_ailleurs(*lignes: tuple[str, str, float | None]) -> Registre:
    """Ce qu'un livrable passé a montré (ou masqué) : (territoire, sexe, valeur)."""
    return Registre(
        tuple(
            Entree(Cle(t, "2024", "n", (("sexe", m),) if m else ()), n, "partenaires", "avant")
            for t, m, n in lignes
        )
    )


def egalites(
    declaree: Table, *hierarchies: Hierarchie, registre: Registre | None = None
) -> set[str]:
    recueil = depouiller((declaree,))
    regle = plus_stricte((declaree,))
    (registre or Registre()).completer(recueil.chantier, regle, frozenset(), declaree.natures)
    relations = ecrire_relations(recueil.chantier, hierarchies, recueil.parts, regle)
    return {
        f"{nom(r.total)} = {' + '.join(nom(partie) for partie in r.parties)} [{r.origine}]"
        for r in relations
    }


def test_des_parties_exactes_font_leur_total() -> None:
    sexes = longue(("30", "n", "", 50), ("30", "n", "f|", 20), ("30", "n", "h|", 30))
    assert egalites(sexes, Hierarchie("sexe", "", ("f", "h"))) == {
        "30 n = 30 n sexe=f + 30 n sexe=h [sexe]"
    }


def test_des_territoires_exacts_se_reunissent_sans_leur_commune() -> None:
    """Deux découpes de la même commune, qui n'est pas montrée : elle se calcule deux fois."""
    parties = longue(*((t, "n", "", 20) for t in ("q1", "q2", "v1", "v2")))
    decoupes = (
        Hierarchie("territoire", "30", ("q1", "q2")),
        Hierarchie("territoire", "30", ("v1", "v2")),
    )
    assert egalites(parties, *decoupes) == {
        "30 n = q1 n + q2 n [territoire]",
        "30 n = v1 n + v2 n [territoire]",
    }


def test_une_seule_partie_fait_aussi_son_total() -> None:
    jeunes = longue(("30", "n", "f|j", 20))
    seules = (Hierarchie("sexe", "", ("f",)), Hierarchie("age", "", ("j",)))
    assert egalites(jeunes, *seules) == {
        "30 n age=j = 30 n age=j sexe=f [sexe]",
        "30 n sexe=f = 30 n age=j sexe=f [age]",
        "30 n = 30 n sexe=f [sexe]",
        "30 n = 30 n age=j [age]",
    }


def test_l_indicateur_que_rien_ne_relie_ne_cache_pas_le_suivant() -> None:
    """m, dont rien ne dit que ses parties font un tout, passe avant n, qui se totalise."""
    croisee = longue(
        *(
            ("30", indicateur, f"{sexe}|{age}", 20)
            for indicateur in "mn"
            for sexe in "fh"
            for age in "jv"
        )
    )
    exactes = (
        Hierarchie("sexe", "", ("f", "h"), indicateurs=("n",)),
        Hierarchie("age", "", ("j", "v"), indicateurs=("n",)),
    )
    ecrites = egalites(croisee, *exactes)
    assert "30 n = 30 n sexe=f + 30 n sexe=h [sexe]" in ecrites
    assert "30 n = 30 n age=j + 30 n age=v [age]" in ecrites
    assert not any("30 m" in egalite for egalite in ecrites)


def test_des_parties_partielles_laissent_un_reste() -> None:
    commune = longue(("c", "n", "", 90), ("a", "n", "", 20), ("b", "n", "", 30))
    assert egalites(commune, Hierarchie("territoire", "c", ("a", "b"), "partielle")) == {
        "c n = a n + b n + c hors a + b n [territoire]"
    }


@pytest.mark.parametrize(
    ("tout", "mode", "relation"),
    [
        (50, "exacte", "c n = a n + b n [territoire]"),
        (50 + 1e-9, "exacte", "c n = a n + b n [territoire]"),
        (51, "exacte", "c n = a n + b n + c hors a + b n [territoire]"),
        (50, "partielle", "c n = a n + b n + c hors a + b n [territoire]"),
    ],
)
def test_la_partie_qui_manque_a_un_tout_deja_fait_n_a_personne(
    tout: float, mode: Literal["exacte", "partielle"], relation: str
) -> None:
    """« d », où nul n'a travaillé, n'a de ligne nulle part : ni reste, ni cellule à protéger."""
    commune = longue(("c", "n", "", 50), ("a", "n", "", 20), ("b", "n", "", 30))
    commune.donnees.loc[0, "valeur"] = tout
    heures = replace(commune, natures={"n": Montant()}, contributions=vingt(commune))
    assert egalites(heures, Hierarchie("territoire", "c", ("a", "b", "d"), mode)) == {relation}


def vingt(declaree: Table) -> pd.DataFrame:
    """Vingt personnes derrière chaque nombre, aucune ne l'emportant."""
    return declaree.donnees[list(CLE)].assign(unites=20.0, premiere=0.1)


@pytest.mark.parametrize("mode", ["recouvrante", "couvrante", "partielle"])
def test_une_partie_plus_grande_qu_un_total_lu_ailleurs_n_en_est_pas_une(
    mode: Literal["recouvrante", "couvrante", "partielle"],
) -> None:
    """Soixante-deux femmes ici, soixante personnes là : l'un des deux a été révisé."""
    femmes = longue(("30", "n", "f|", 62))
    inclusion = Hierarchie("sexe", "", ("f", "h"), mode)
    une_a_une = mode != "partielle"
    ecrites = egalites(femmes, inclusion, registre=lu_ailleurs(("30", "", 60.0)))
    assert bool(ecrites) is not une_a_une, "un reste négatif se refuse ensuite"
    assert egalites(femmes, inclusion, registre=lu_ailleurs(("30", "", 70.0)))


def test_le_reste_de_cellules_lues_ailleurs_est_deja_lu() -> None:
    """Ce livrable n'y ajoute rien : il n'a pas à le cacher."""
    for lus, visibilite in (
        ((("30", "", 60.0), ("30", "f", 20.0)), Visibilite.CONNUE),
        ((("30", "", 60.0), ("30", "f", None)), Visibilite.IMPLICITE),
    ):
        recueil = depouiller((longue(("31", "n", "", 50)),))
        regle = plus_stricte((longue(("31", "n", "", 50)),))
        lu_ailleurs(*lus).completer(recueil.chantier, regle, frozenset(), NATURES)
        ecrire_relations(
            recueil.chantier, (Hierarchie("sexe", "", ("f",), "recouvrante"),), [], regle
        )
        reste = Cle("30", "2024", "n", (("sexe", "hors f"),))
        assert recueil.chantier.cellules[reste].visibilite is visibilite


def test_par_une_cellule_deja_lue_rien_ne_passe() -> None:
    """La commune, lue ailleurs avec ses sexes, dit q1 ; ses sexes, eux, n'en disent rien."""
    quartier = longue(("q1", "m", "", 9), ("q1", "n", "", 20))
    emboitements = (
        Hierarchie("territoire", "30", ("q1", "q2")),
        Hierarchie("sexe", "", ("f", "h")),
    )
    lus = lu_ailleurs(("30", "", 50.0), ("30", "f", 20.0), ("30", "h", 30.0), ("q2", "", 30.0))
    assemble = assembler((quartier,), emboitements, lus)
    assert {nom(cle) for cle in assemble.cles} == {"q1 m", "q1 n", "30 n", "q2 n"}
    assert len(assemble.matrice) == 1


def test_deux_petits_territoires_forment_une_union_un_seul_non() -> None:
    quartiers = Hierarchie("territoire", "c", ("a", "b", "g"))
    unis = longue(("c", "n", "", 63), ("a", "n", "", 2), ("b", "n", "", 1), ("g", "n", "", 60))
    entier = "c n = a n + b n + g n [territoire]"
    assert egalites(unis, quartiers) == {entier, "c : petits réunis n = a n + b n [territoire]"}
    seul = longue(("c", "n", "", 92), ("a", "n", "", 2), ("b", "n", "", 30), ("g", "n", "", 60))
    assert egalites(seul, quartiers) == {entier}


def test_des_parties_qui_se_recoupent_ont_chacune_leur_reste() -> None:
    deux = table([("", 100), ("un", 60), ("deux", 70)], dimensions=("ouvrage",))
    assert egalites(deux, Hierarchie("ouvrage", "", ("un", "deux"), "recouvrante")) == {
        "30 salaries = 30 salaries ouvrage=un + 30 salaries ouvrage=hors un [ouvrage]",
        "30 salaries = 30 salaries ouvrage=deux + 30 salaries ouvrage=hors deux [ouvrage]",
    }


def test_des_parties_couvrantes_se_somment_en_un_total_et_ses_doubles() -> None:
    deux = table([("", 100), ("un", 60), ("deux", 70)], dimensions=("ouvrage",))
    somme = "30 salaries par ouvrage : un + deux"
    doubles = "30 salaries en double par ouvrage : un + deux"
    recouvrantes = egalites(deux, Hierarchie("ouvrage", "", ("un", "deux"), "recouvrante"))
    couvrantes = egalites(deux, Hierarchie("ouvrage", "", ("un", "deux"), "couvrante"))
    assert couvrantes - recouvrantes == {
        f"{somme} = 30 salaries ouvrage=un + 30 salaries ouvrage=deux [ouvrage]",
        f"{somme} = 30 salaries + {doubles} [ouvrage]",
    }


PAR_SEXE = [(t, "n", m, n) for t, n in (("c", 90), ("q", 30)) for m in ("", "f|", "h|")]


def test_le_reste_de_parties_disjointes_admet_une_inclusion() -> None:
    """Quelques bénéficiaires sont hors du quartier comme ils sont dans la commune."""
    quartier = Hierarchie("territoire", "c", ("q",), "partielle")
    ecrites = egalites(longue(*PAR_SEXE), quartier, Hierarchie("sexe", "", ("f",), "recouvrante"))
    assert "c hors q n = c hors q n sexe=f + c hors q n sexe=hors f [sexe]" in ecrites


def test_le_reste_d_une_inclusion_n_admet_qu_une_somme() -> None:
    """Femmes et hommes font les personnes sans RSA comme ils font les autres."""
    rsa = Hierarchie("territoire", "c", ("q",), "recouvrante")
    ecrites = egalites(longue(*PAR_SEXE), rsa, Hierarchie("sexe", "", ("f", "h")))
    assert "c hors q n = c hors q n sexe=f + c hors q n sexe=h [sexe]" in ecrites
    inclusion = Hierarchie("sexe", "", ("f",), "recouvrante")
    assert not any("c hors q n =" in e for e in egalites(longue(*PAR_SEXE), rsa, inclusion))


def test_un_taux_partage_son_denominateur() -> None:
    ligne = ("30", "2024", "taux", "", 40.0, 100.0, 40.0, "ok")
    donnees = pd.DataFrame([ligne], columns=list(COLONNES))
    declaree = declarer("t", donnees, source="s", regle="fiscal", natures=NATURES)
    assert egalites(declaree) == {"30 n = 30 reussites + 30 n hors reussites [n]"}


# --- le total évident d'une dimension ------------------------------------------------------------


TOUTES: dict[str, Nature] = {
    "n": Effectif(),
    "m": Effectif(),
    "taux": Taux("reussites", "examens"),
    "age": Moyenne("salaries"),
    "part": Derivee(("n",)),
    "hausse": Evolution("n", "2023"),
    "indice": HorsSecret(),
}


def evidentes(*declarees: Hierarchie) -> dict[tuple[str, ...], tuple[str, ...]]:
    """Indicateurs → parties du total évident, pour une table qui montre tout par sexe."""
    donnees = pd.DataFrame(
        [
            ("30", "2024", indicateur, sexe, RIEN, RIEN, RIEN, "nd")
            for indicateur in TOUTES
            for sexe in ("", "f", "h")
        ],
        columns=list(COLONNES),
    )
    declaree = declarer(
        "t", donnees, source="s", regle="fiscal", natures=TOUTES, dimensions=("sexe",)
    )
    trouvees = list(hierarchies_evidentes((declaree,), declarees))
    assert {(h.axe, h.total, h.mode) for h in trouvees} <= {("sexe", "", "exacte")}
    return {h.indicateurs: h.parties for h in trouvees}


def test_une_dimension_fait_un_total_pour_chaque_effectif_que_montre_une_ligne() -> None:
    """Un taux montre ses deux effectifs, une moyenne le sien ; un calcul n'en montre aucun."""
    effectifs = ("n", "m", "reussites", "examens", "salaries")
    assert evidentes() == {(nom,): ("f", "h") for nom in effectifs}


def test_une_hierarchie_declaree_remplace_le_total_evident_de_ses_seuls_indicateurs() -> None:
    sienne = Hierarchie("sexe", "", ("f", "h"), "partielle", indicateurs=("n",))
    assert set(evidentes(sienne)) == set(evidentes()) - {("n",)}
    assert set(evidentes(Hierarchie("age", "", ("f", "h")))) == set(evidentes())
    assert evidentes(Hierarchie("sexe", "", ("f", "h"))) == {}
