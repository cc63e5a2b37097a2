"""Un refus dit ce qui suffirait, l'a essayé, et ne dit rien de la cellule en cause."""

import pytest

from carnets.erreurs import RefusSecret
from carnets.secret import (
    Effectif,
    Fusion,
    Hierarchie,
    Registre,
    Table,
    declarer,
    publier_ensemble,
)
from carnets.secret.cellules import Cle
from carnets.secret.conseil import conseiller
from carnets.secret.registre import Entree
from tests.secret.fabrique import SALARIES, apports, table

# Le total et « a2 » ont déjà paru : les trois personnes de « a0 » ne se cachent plus derrière rien.
AGES = table([("a0", 3), ("a1", 20), ("a2", 57)], dimensions=("age",), nom="ages")
SEXES = table([("f", 30), ("h", 50)], nom="sexes")
JEUNES = Fusion("age", ("a0", "a1"), "moins de 50 ans")


def paru(axes: dict[str, str], valeur: float) -> Entree:
    return Entree(
        Cle("30", "2019", "salaries", tuple(axes.items())), valeur, "partenaires", "avant"
    )


PASSE = Registre((paru({}, 80.0), paru({"age": "a1"}, 20.0), paru({"age": "a2"}, 57.0)))


def refus(*tables: Table, fusions: tuple[Fusion, ...] = (), registre: Registre = PASSE) -> str:
    with pytest.raises(RefusSecret) as refuse:
        publier_ensemble(tables, livrable="l", fusions=fusions, registre=registre)
    return str(refuse.value)


def test_la_dimension_de_trop_est_nommee() -> None:
    dit = refus(AGES, SEXES)
    assert "Table « ages »" in dit
    assert dit.endswith("Essayé : renoncer au détail par « age » suffirait.")
    assert "a0" not in dit
    assert not any(nombre in dit for nombre in ("3", "20", "57", "80"))


def test_une_table_de_trop_est_nommee() -> None:
    deux = table([("f|a0", 3), ("f|a1", 20), ("h|", 57)], dimensions=("sexe", "age"), nom="croisee")
    passe = Registre(
        (
            paru({"sexe": "f"}, 23.0),
            paru({"age": "a1", "sexe": "f"}, 20.0),
            paru({"sexe": "h"}, 57.0),
        )
    )
    dit = refus(deux, registre=passe)
    assert dit.endswith("Essayé : renoncer au détail par « age » suffirait.")


def test_la_table_de_trop_est_nommee() -> None:
    """Le total d'un indicateur est en cause : aucune dimension n'y peut rien, l'autre table si."""
    ailleurs = Entree(Cle("q1", "2019", "salaries"), 40.0, "partenaires", "avant")
    emboitement = [Hierarchie("territoire", "30", ("q1",), "partielle")]
    passe = Registre((ailleurs, paru({}, 43.0)))
    autre = declarer(
        "autre",
        SEXES.donnees.assign(indicateur="examens"),
        source="s",
        regle="personnes_partenaires",
        natures={"examens": Effectif()},
        dimensions=("sexe",),
    )
    en_cause = table([("", 43)], nom="en cause", dimensions=())
    for ordre in (1, -1):
        with pytest.raises(RefusSecret, match="Essayé : retirer la table « en cause » suffirait"):
            publier_ensemble(
                [en_cause, autre][::ordre],
                livrable="l",
                hierarchies=emboitement,
                registre=passe,
            )


def test_ne_rien_publier_n_est_pas_un_remede() -> None:
    assert "suffirait" not in refus(AGES)


def test_rien_ne_suffit() -> None:
    """Total et quartier ont tous deux paru : les trois personnes d'ailleurs ne se cachent plus."""
    seule = table([("", 43)], dimensions=())
    ailleurs = Entree(Cle("q1", "2019", "salaries"), 40.0, "partenaires", "avant")
    emboitement = [Hierarchie("territoire", "30", ("q1",), "partielle")]
    with pytest.raises(RefusSecret, match="élargissez le territoire ou la période") as refuse:
        publier_ensemble(
            [seule],
            livrable="l",
            hierarchies=emboitement,
            registre=Registre((ailleurs, paru({}, 43.0))),
        )
    assert "43" not in str(refuse.value)
    assert "Table « t »" in str(refuse.value), "un reste est de la table dont il se déduit"


def test_les_remedes_vont_du_plus_leger_au_plus_lourd(monkeypatch: pytest.MonkeyPatch) -> None:
    """Chaque réunion, leurs suites, chaque dimension, chaque table ; et l'essai est le vrai."""
    essayes: list[list[list[str]]] = []

    def noter(tables: tuple[Table, ...], *_: object) -> bool:
        essayes.append([t.donnees["modalite"].tolist() for t in tables])
        return False

    monkeypatch.setattr("carnets.secret.conseil.tient", noter)
    reunions = (JEUNES, Fusion("age", ("moins de 50 ans", "a2"), "tous"), Fusion("x", ("y",), "z"))
    dit = conseiller((AGES, SEXES), (), reunions, Registre())
    assert dit == (
        "Aucune réunion permise, aucune dimension ni table en moins ne suffit à elle seule : "
        "élargissez le territoire ou la période."
    )
    ages, sexes = ["a0", "a1", "a2"], ["f", "h"]
    assert essayes == [
        [["a2", "moins de 50 ans"], sexes],
        [["a0", "a1", "tous"], sexes],
        [["tous"], sexes],
        [[], sexes],
        [ages, []],
        [sexes],
        [ages],
    ]


def test_deux_reunions_l_une_apres_l_autre_se_conseillent_ensemble(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def une_seule(tables: tuple[Table, ...], *_: object) -> bool:
        return tables[0].donnees["modalite"].tolist() == ["tous"]

    monkeypatch.setattr("carnets.secret.conseil.tient", une_seule)
    reunions = (JEUNES, Fusion("age", ("moins de 50 ans", "a2"), "tous"))
    assert conseiller((AGES, SEXES), (), reunions, Registre()) == (
        "Essayé : réunir « a0 » et « a1 » en « moins de 50 ans » puis réunir « moins de 50 ans » "
        "et « a2 » en « tous » suffirait."
    )


def test_une_reunion_que_la_table_ne_laisse_pas_essayer_se_dit() -> None:
    unites = {m: (n, 0.1) for m, n in (("a0", 3.0), ("a1", 20.0), ("a2", 57.0))}
    ponderee = declarer(
        "ages", AGES.donnees, source="s", regle="personnes_partenaires", natures=SALARIES,
        dimensions=("age",), contributions=apports(AGES.donnees, unites),
    )  # fmt: skip
    autres = Fusion("age", ("a1", "a2"), "vingt ans et plus")
    dit = refus(ponderee, fusions=(JEUNES, Fusion("sexe", ("f", "h"), "tous"), autres))
    assert dit.endswith(
        "élargissez le territoire ou la période. Le dictionnaire permet de réunir « a0 » et « a1 » "
        "en « moins de 50 ans », de réunir « a1 » et « a2 » en « vingt ans et plus » : une table à "
        "contributions ou à lignes sans nombre se réunit "
        "avant d'être déclarée."
    )
