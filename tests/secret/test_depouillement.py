"""Ce que chaque nature d'indicateur demande, montre, et tait."""

import math

import pandas as pd
import pytest

from carnets.erreurs import RefusSecret
from carnets.secret import (
    Derivee,
    Effectif,
    HorsSecret,
    Livraison,
    Montant,
    Moyenne,
    Nature,
    Registre,
    Table,
    Taux,
    declarer,
    publier_ensemble,
)
from carnets.secret.cellules import Cle
from carnets.secret.systeme import assembler
from carnets.secret.tableau import COLONNES
from tests.secret.fabrique import apports

RIEN = math.nan
NATURES: dict[str, Nature] = {
    "salaries": Effectif(),
    "heures": Montant(),
    "taux": Taux("reussites", "examens"),
    "age_moyen": Moyenne("salaries"),
    "etp": Derivee(("heures",)),
    "objectif": HorsSecret(),
}
Ligne = tuple[str, str, float, float, float, str]


def une(
    *lignes: Ligne,
    unites: dict[str, tuple[float, float]] | None = None,
    dimensions: tuple[str, ...] = ("sexe",),
) -> Table:
    """Une table : (indicateur, modalité, numérateur, dénominateur, valeur, état)."""
    donnees = pd.DataFrame([("30", "2019", *ligne) for ligne in lignes], columns=list(COLONNES))
    return declarer(
        "t",
        donnees,
        source="s",
        regle="personnes_partenaires",
        natures=NATURES,
        dimensions=dimensions,
        contributions=None if unites is None else apports(donnees, unites),
    )


def publiee(*lignes: Ligne, unites: dict[str, tuple[float, float]] | None = None) -> Livraison:
    return publier_ensemble([une(*lignes, unites=unites)], livrable="l")


def etats(livraison: Livraison) -> list[str]:
    return list(livraison.tables["t"].table["etat"])


def test_ce_qui_ne_compte_personne_passe_tel_quel() -> None:
    livraison = publiee(
        ("objectif", "", RIEN, RIEN, 3.0, "ok"), ("salaries", "", RIEN, RIEN, 3, "ok")
    )
    montree = livraison.tables["t"].table
    assert list(montree["etat"]) == ["ok", "secret"]
    assert montree["valeur"].iloc[0] == 3
    with pytest.raises(RefusSecret, match="un nombre"):
        publiee(("objectif", "", RIEN, RIEN, RIEN, "ok"))


@pytest.mark.parametrize("etat", ["nd", "ns", "secret", "sans_objet"])
@pytest.mark.parametrize("indicateur", ["age_moyen", "taux", "heures", "salaries"])
def test_un_etat_sans_nombre_ne_demande_rien_de_plus(indicateur: str, etat: str) -> None:
    assert etats(publiee((indicateur, "", RIEN, RIEN, RIEN, etat))) == [etat]


@pytest.mark.parametrize("etat", ["ok", "provisoire", "estime"])
def test_une_moyenne_ou_un_taux_se_publie_avec_ses_nombres(etat: str) -> None:
    with pytest.raises(RefusSecret, match="avec son effectif"):
        publiee(("age_moyen", "", RIEN, RIEN, 40, etat))
    with pytest.raises(RefusSecret, match="avec son numerateur"):
        publiee(("taux", "", RIEN, 40, 50, etat))
    assert etats(publiee(("age_moyen", "", RIEN, 40, 35, etat))) == [etat]


def test_un_calcul_vient_des_cellules_de_sa_place() -> None:
    lignes = [("heures", "f", RIEN, RIEN, 300.0, "ok"), ("etp", "f", RIEN, RIEN, 0.2, "ok")]
    assert etats(publiee(*lignes, unites={"f": (20.0, 0.1)})) == ["ok", "ok"]
    assert etats(publiee(*lignes, unites={"f": (2.0, 0.6)})) == ["secret", "secret"]


def test_les_unites_d_un_taux_sont_ses_nombres_et_non_ses_contributions() -> None:
    """Une contribution donnée à la ligne du taux ne dit rien de son numérateur."""
    livraison = publiee(("taux", "", 20, 40, 50, "ok"), unites={"": (2.0, 0.9)})
    assert etats(livraison) == ["ok"]


@pytest.mark.parametrize("mauvaise", [-1.0, -0.5, math.inf])
def test_une_valeur_impossible_est_refusee(mauvaise: float) -> None:
    with pytest.raises(RefusSecret, match="négative ou infinie") as refus:
        publiee(("heures", "", RIEN, RIEN, mauvaise, "ok"), unites={"": (20.0, 0.1)})
    assert "Table « t »" in str(refus.value)
    assert str(mauvaise) not in str(refus.value).replace("infinie", "")


def entieres(table: Table) -> list[bool]:
    return [bool(e) for e in assembler((table,), (), Registre()).entieres]


def test_un_effectif_est_entier_s_il_n_est_pas_pondere() -> None:
    assert entieres(une(("salaries", "", RIEN, RIEN, 40, "ok"))) == [True]
    assert entieres(une(("salaries", "", RIEN, RIEN, 40, "ok"), unites={"": (40, 0.1)})) == [True]
    assert entieres(une(("salaries", "", RIEN, RIEN, 40, "ok"), unites={"": (35, 0.1)})) == [False]
    assert entieres(une(("heures", "", RIEN, RIEN, 40, "ok"), unites={"": (40, 0.1)})) == [False]


def test_une_ligne_d_effectif_n_a_pas_de_rapport() -> None:
    for part in ((3, RIEN), (RIEN, 3)):
        with pytest.raises(RefusSecret, match="un effectif ou un montant n'a pas de"):
            publiee(("heures", "", *part, 40, "ok"), unites={"": (40, 0.1)})


def test_un_refus_nomme_la_ligne_sans_son_nombre() -> None:
    with pytest.raises(RefusSecret) as refus:
        publiee(("salaries", "", RIEN, RIEN, 17.0, "nd"))
    dit = str(refus.value)
    for attendu in ("« t »", "« salaries »", "« 30 »", "« 2019 »", "« nd »", "ne porte pas"):
        assert attendu in dit
    assert "17" not in dit


def test_les_contributions_nomment_leurs_colonnes() -> None:
    table = une(("heures", "", RIEN, RIEN, 40, "ok"), unites={"": (40, 0.1)})
    assert table.contributions is not None
    desordre = table.contributions[list(table.contributions.columns)[::-1]]
    livraison = publier_ensemble(
        [declarer("t", table.donnees, source="s", regle="personnes_partenaires",
                  natures=NATURES, contributions=desordre)],
        livrable="l",
    )  # fmt: skip
    assert etats(livraison) == ["ok"]


def test_une_modalite_a_autant_de_composantes_que_de_dimensions() -> None:
    deux = ("sexe", "age")
    bonne = une(("salaries", "f|j", RIEN, RIEN, 40, "ok"), dimensions=deux)
    (cle,) = assembler((bonne,), (), Registre()).cles[:1]
    assert cle == Cle("30", "2019", "salaries", (("age", "j"), ("sexe", "f")))
    for mauvaise in ("f", "f|j|x"):
        with pytest.raises(RefusSecret, match=r"2 composantes \(sexe \| age\)"):
            publier_ensemble(
                [une(("salaries", mauvaise, RIEN, RIEN, 40, "ok"), dimensions=deux)], livrable="l"
            )


def test_une_moyenne_se_lit_sur_l_effectif_qu_elle_nomme() -> None:
    """Vingt salariés ici et vingt et un là : c'est la même cellule, elle se contredit."""
    bons = (("salaries", "", RIEN, RIEN, 20, "ok"), ("age_moyen", "", RIEN, 20, 41, "ok"))
    assert etats(publiee(*bons)) == ["ok", "ok"]
    with pytest.raises(RefusSecret, match="deux valeurs"):
        publiee(bons[0], ("age_moyen", "", RIEN, 21, 41, "ok"))


def test_zero_et_moins_d_une_unite_ponderee_se_lisent() -> None:
    assert etats(publiee(("salaries", "", RIEN, RIEN, 0, "ok"))) == ["ok"]
    ponderee = publiee(("salaries", "", RIEN, RIEN, 0.5, "ok"), unites={"": (40, 0.1)})
    assert etats(ponderee) == ["ok"]
