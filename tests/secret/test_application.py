"""Le masque appliqué : les nombres retirés, la fragilité dite, le registre écrit."""

import math

import numpy as np
import pandas as pd
import pytest

from carnets.erreurs import RefusSecret
from carnets.secret import (
    Derivee,
    Effectif,
    HorsSecret,
    Moyenne,
    Nature,
    Registre,
    Table,
    Taux,
    declarer,
    publier_ensemble,
)
from carnets.secret.application import appliquer, cellules_montrables, entrees, fragiles, relire
from carnets.secret.cellules import Cle
from carnets.secret.depouillement import Ligne
from carnets.secret.masquage import Masque
from carnets.secret.systeme import Systeme, assembler
from carnets.secret.tableau import COLONNES
from tests.secret.fabrique import apports

RIEN = math.nan
NATURES: dict[str, Nature] = {
    "n": Effectif(),
    "taux": Taux("reussites", "examens"),
    "age": Moyenne("n"),
    "objectif": HorsSecret(),
}
Brut = tuple[str, str, float, float, float, str]


def une(*lignes: Brut, nom: str = "t", regle: str = "personnes_partenaires") -> Table:
    """Une table : (indicateur, modalité, numérateur, dénominateur, valeur, état)."""
    donnees = pd.DataFrame([("30", "2019", *ligne) for ligne in lignes], columns=list(COLONNES))
    return declarer(nom, donnees, source="s", regle=regle, natures=NATURES, dimensions=("sexe",))


def masquee(table: Table, *caches: str, avec: tuple[Table, ...] = ()) -> pd.DataFrame:
    """La table, une fois cachées les cellules de ces indicateurs ou modalités."""
    systeme, masque = cacher((table, *avec), caches)
    return appliquer(table, systeme.lignes, cellules_montrables(systeme, masque))


def cacher(tables: tuple[Table, ...], caches: tuple[str, ...]) -> tuple[Systeme, Masque]:
    systeme = assembler(tables, (), Registre())
    vues = [cle.sur("sexe") or cle.indicateur for cle in systeme.cles]
    return systeme, Masque(np.isin(vues, caches), np.zeros(len(systeme), dtype=bool))


def nombres(donnees: pd.DataFrame) -> list[tuple[object, ...]]:
    colonnes = ["numerateur", "denominateur", "valeur", "etat"]
    return [
        tuple(None if isinstance(x, float) and math.isnan(x) else x for x in rangee)
        for rangee in donnees[colonnes].itertuples(index=False)
    ]


def test_un_taux_perd_ce_qui_le_redonnerait() -> None:
    taux = une(("taux", "", 20, 40, 50, "ok"))
    assert nombres(masquee(taux)) == [(20, 40, 50, "ok")]
    assert nombres(masquee(taux, "reussites")) == [(None, 40, None, "secret")]
    assert nombres(masquee(taux, "examens")) == [(20, None, None, "secret")]


def test_une_ligne_sans_nombre_garde_son_etat() -> None:
    lignes = [
        ("n", m, RIEN, RIEN, RIEN, etat)
        for m, etat in zip("abc", ("nd", "ns", "sans_objet"), strict=True)
    ]
    assert [etat for *_, etat in nombres(masquee(une(*lignes), "a", "b", "c"))] == [
        "nd",
        "ns",
        "sans_objet",
    ]


def test_chaque_table_a_son_masque_et_l_original_reste() -> None:
    """La même modalité dans deux tables : c'est la même cellule, cachée dans les deux."""
    deux = [
        une(("n", "", RIEN, RIEN, 60, "ok"), ("n", "f", RIEN, RIEN, 20, "ok"), nom="a"),
        une(("n", "f", RIEN, RIEN, 20, "ok"), ("n", "", RIEN, RIEN, 60, "ok"), nom="b"),
    ]
    h = une(("n", "h", RIEN, RIEN, 40, "ok"), nom="c")
    assert nombres(masquee(deux[0], "f", avec=(deux[1], h))) == [
        (None, None, 60, "ok"),
        (None, None, None, "secret"),
    ]
    assert nombres(masquee(deux[1], "f", avec=(deux[0], h))) == [
        (None, None, None, "secret"),
        (None, None, 60, "ok"),
    ]
    assert list(deux[0].donnees["valeur"]) == [60, 20]


def test_ce_qui_ne_compte_personne_reste_et_n_empeche_pas_de_relire_la_suite() -> None:
    table = une(("objectif", "", RIEN, RIEN, 3, "ok"), ("n", "f", RIEN, RIEN, 20, "ok"))
    assert nombres(masquee(table, "f")) == [(None, None, 3, "ok"), (None, None, None, "secret")]
    lignes = (
        Ligne("t", 0, libre=True),
        Ligne("t", 1, valeur=(Cle("30", "2019", "n", (("sexe", "f"),)),)),
    )
    with pytest.raises(RefusSecret, match="Table « t » : un nombre masqué"):
        relire(table, table.donnees, lignes, frozenset())


def test_un_nombre_que_rien_n_explique_est_refuse() -> None:
    table = une(("n", "f", RIEN, RIEN, 20, "ok"))
    cle = Cle("30", "2019", "n", (("sexe", "f"),))
    relire(table, table.donnees, (Ligne("t", 0, valeur=(cle,)),), frozenset({cle}))
    for lignes in ((), (Ligne("autre", 0, valeur=(cle,)),), (Ligne("t", 0),)):
        with pytest.raises(RefusSecret, match="un nombre masqué"):
            relire(table, table.donnees, lignes, frozenset({cle}))


@pytest.mark.parametrize(
    ("ligne", "fragile"),
    [
        (("n", "", RIEN, RIEN, 12, "ok"), True),
        (("n", "", RIEN, RIEN, 40, "ok"), False),
        (("taux", "", 2, 12, 100 / 6, "ok"), True),
        (("taux", "", 12, 40, 30, "ok"), False),
        (("age", "", RIEN, 12, 40, "ok"), True),
        (("age", "", RIEN, 40, 12, "ok"), False),
        (("age", "", RIEN, 12, RIEN, "secret"), False),
    ],
)
def test_une_ligne_est_fragile_par_son_effectif(ligne: Brut, fragile: bool) -> None:
    table = une(ligne)
    attendu = {("30", "2019", ligne[0], "")} if fragile else set()
    assert fragiles(table, table.donnees) == attendu


def test_une_ligne_ponderee_est_fragile_par_ses_unites() -> None:
    donnees = une(("n", "", RIEN, RIEN, 40, "ok")).donnees
    for unites, fragile in ((12.0, True), (40.0, False)):
        table = declarer(
            "t", donnees, source="s", regle="personnes_partenaires", natures=NATURES,
            contributions=apports(donnees, {"": (unites, 0.1)}),
        )  # fmt: skip
        assert bool(fragiles(table, donnees)) is fragile


def test_le_registre_n_apprend_que_ce_que_le_livrable_montre() -> None:
    """Ni un complément jamais affiché, ni une valeur cachée ; la diffusion la plus large."""
    partenaires = une(("taux", "", 20, 40, 50, "ok"), nom="p")
    publique = une(("n", "", RIEN, RIEN, 60, "ok"), nom="q", regle="personnes_public")
    systeme, masque = cacher((partenaires, publique), ("reussites",))
    lues = list(entrees(systeme, masque, (partenaires, publique), "l"))
    assert [(e.cle.indicateur, e.valeur, e.diffusion, e.livrable) for e in lues] == [
        ("reussites", None, "partenaires", "l"),
        ("examens", 40, "partenaires", "l"),
        ("n", 60, "public", "l"),
    ]


def test_une_cellule_inconnue_n_empeche_pas_de_noter_les_suivantes() -> None:
    table = une(("n", "f", RIEN, RIEN, RIEN, "nd"), ("n", "h", RIEN, RIEN, 40, "ok"))
    livraison = publier_ensemble([table], livrable="l")
    assert [(e.cle.sur("sexe"), e.valeur) for e in livraison.entrees] == [("h", 40)]


def test_ce_que_l_on_savait_deja_n_est_pas_note_deux_fois() -> None:
    connue = une(("n", "", RIEN, RIEN, 60, "ok"), nom="p", regle="deja_publie")
    autre = une(("n", "f", RIEN, RIEN, 20, "ok"), ("n", "h", RIEN, RIEN, 40, "ok"))
    livraison = publier_ensemble([connue, autre], livrable="l")
    assert [e.cle.sur("sexe") for e in livraison.entrees] == ["f", "h"]


def test_un_calcul_avant_un_effectif_ne_le_rend_pas_solide() -> None:
    natures: dict[str, Nature] = {**NATURES, "etp": Derivee(("n",))}
    lignes = [("etp", "", RIEN, RIEN, 12.0, "ok"), ("n", "", RIEN, RIEN, 12.0, "ok")]
    donnees = pd.DataFrame([("30", "2019", *li) for li in lignes], columns=list(COLONNES))
    table = declarer("t", donnees, source="s", regle="personnes_public", natures=natures)
    assert {cle[2] for cle in fragiles(table, donnees)} == {"n"}
