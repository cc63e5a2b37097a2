"""Un livrable déjà publié qui en bloque un autre est nommé, et le message dit quoi faire."""

import pytest

from carnets.erreurs import RefusSecret
from carnets.secret import Hierarchie, ProtectionImpossible, Registre, Table
from carnets.secret import publier_ensemble as publier
from carnets.secret.blocage import bloquants
from carnets.secret.cellules import Cle
from carnets.secret.coherence import ChiffresContradictoires
from carnets.secret.registre import Entree
from tests.secret.fabrique import table

UN = (
    "Refaites-le d'abord avec les données d'aujourd'hui, puis ce livrable ; s'il est périmé "
    "(territoire renommé, édition retirée) et n'a pas été envoyé, ôtez-le de la sortie."
)
DEUX = (
    "Refaites-les d'abord avec les données d'aujourd'hui, puis ce livrable ; s'ils sont périmés "
    "(territoire renommé, édition retirée) et n'ont pas été envoyés, ôtez-les de la sortie."
)
COMMUNE = [Hierarchie("territoire", "30", ("q1", "q2"), "exacte")]


def paru(
    territoire: str, valeur: float | None, livrable: str, indicateur: str = "salaries"
) -> Entree:
    return Entree(Cle(territoire, "2019", indicateur), valeur, "partenaires", livrable)


def seul(effectif: float) -> list[Table]:
    return [table([("", effectif)], dimensions=())]


def refus(*entrees: Entree, effectif: float = 43) -> RefusSecret:
    with pytest.raises(RefusSecret) as refuse:
        publier(
            seul(effectif), livrable="neuf", hierarchies=COMMUNE, registre=Registre(entrees)
        )  # fmt: skip
    return refuse.value


def test_l_ancien_livrable_qui_fait_recalculer_une_cellule_est_nomme() -> None:
    """q1 renommé : sa page d'avant (40) et la commune (43, lue ailleurs) disent les 3 de q2."""
    dit = str(refus(paru("q1", 40.0, "bilan/q1"), paru("30", 43.0, "bilan/30")))
    assert dit.startswith(
        "Table « t » : même en masquant tout ce qui peut l'être, une cellule confidentielle se "
        "recalcule. Essayé : sans « bilan/q1 », déjà publié, elle ne se recalculerait pas. " + UN
    )
    assert "élargissez" in dit, "ce qui suffirait sans y toucher est dit ensuite"
    assert "40" not in dit
    assert "43" not in dit


def test_ce_qui_n_y_est_pour_rien_n_est_pas_nomme() -> None:
    coupables = bloquants(
        tuple(seul(43)),
        tuple(COMMUNE),
        Registre(
            (
                paru("q1", 40.0, "a"),
                paru("30", 43.0, "b"),
                paru("30", 9.0, "c", "examens"),
                paru("q1", 40.0, "d"),
                paru("30", 43.0, "deja_publie"),
            )
        ),
    )
    assert coupables == ("a", "d")


def test_sans_registre_un_refus_n_accuse_personne() -> None:
    """Ce que le livrable redonne de lui-même se dit au conseil, non au passé."""
    deja = table([("", 43), ("h", 40)], nom="p", regle="deja_publie")
    with pytest.raises(ProtectionImpossible) as refuse:
        publier(
            [deja, table([("f", 3)])],
            livrable="l",
            hierarchies=[Hierarchie("sexe", "", ("f", "h"))],
        )
    assert "déjà publié" not in str(refuse.value)
    assert "Refaites" not in str(refuse.value)


def test_un_appelant_qui_a_son_repli_se_passe_du_conseil() -> None:
    cause = "Table « t » : même en masquant tout ce qui peut l'être, une cellule confidentielle se"
    for conseil in (True, False):
        with pytest.raises(ProtectionImpossible) as refuse:
            publier(
                [table([("", 43), ("h", 40)], nom="p", regle="deja_publie"), table([("f", 3)])],
                livrable="l",
                hierarchies=[Hierarchie("sexe", "", ("f", "h"))],
                conseil=conseil,
            )
        assert str(refuse.value).startswith(cause)
        assert (str(refuse.value) == f"{cause} recalcule.") is not conseil
        assert refuse.value.tables == {"t"}


def test_un_chiffre_revise_demande_de_refaire_le_livrable_qui_portait_l_ancien() -> None:
    erreur = refus(paru("q1", 40.0, "bilan/q1"), paru("q2", 40.0, "bilan/q1"))
    assert type(erreur) is ChiffresContradictoires
    assert str(erreur) == (
        "Table « t » : des chiffres contredisent ceux de « bilan/q1 », déjà publié, et ont donc "
        "changé depuis. " + UN
    )


def test_plusieurs_livrables_ensemble_se_nomment_tous() -> None:
    dit = str(refus(*(paru(q, 90.0, f"bilan/{n}") for q in ("q1", "q2") for n in ("q1", "q2"))))
    assert dit == (
        "Table « t » : des chiffres contredisent ceux de « bilan/q1 », « bilan/q2 », déjà publiés, "
        "et ont donc changé depuis. " + DEUX
    )


def test_des_chiffres_qui_se_contredisent_d_eux_memes_n_accusent_personne() -> None:
    fausse = [table([("", 50), ("f", 20), ("h", 20)])]
    passe = Registre((paru("30", 50.0, "bilan"),))
    with pytest.raises(ChiffresContradictoires, match="ne font pas leur total") as refuse:
        publier(fausse, livrable="l", registre=passe)
    assert "bilan" not in str(refuse.value)


def test_chaque_table_en_contradiction_est_nommee() -> None:
    deux = [table([("", 43)], dimensions=()), table([("", 43)], dimensions=(), nom="u")]
    passe = Registre((paru("q1", 40.0, "bilan/q1"), paru("q2", 40.0, "bilan/q1")))
    with pytest.raises(ChiffresContradictoires, match="Table « t », « u » : des chiffres"):
        publier(deux, livrable="neuf", hierarchies=COMMUNE, registre=passe)
