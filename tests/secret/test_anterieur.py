"""Ce que d'autres livrables laissaient déjà lire : le nouveau n'a pas à le cacher mieux qu'eux."""

from dataclasses import replace

import numpy as np
import pytest

from carnets.secret.anterieur import reconnaitre
from carnets.secret.audit import Attaque, Audit
from carnets.secret.connaissances import bornes_aveugles, bornes_prealables
from carnets.secret.registre import Registre
from carnets.secret.systeme import Systeme, assembler
from tests.secret.fabrique import table

PRECISION = 1e-6
AUCUNE = np.zeros(4, dtype=bool)


def ici(*numeros: int) -> np.ndarray:
    return np.isin(np.arange(4), numeros)


def ailleurs(**champs: object) -> Systeme:
    """Un total de 43 et ses parties 3, 10 et 30 ; le 3 n'est qu'au registre, toutes veulent 99."""
    systeme = assembler((table([("", 43), ("f", 3), ("h", 10), ("x", 30)]),), (), Registre())
    base = replace(
        systeme,
        tables=(frozenset("t"), frozenset(), frozenset("t"), frozenset("t")),
        marges=np.full(4, 99.0),
        masquables=AUCUNE,
    )
    return replace(base, **champs)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("champs", "marge"),
    [
        ({}, 0),
        ({"masquables": ici(2)}, 13),
        ({"doffice": ici(2)}, 13),
        ({"primaires": ici(1, 2)}, 13),
        ({"masquables": ici(2), "marges": np.full(4, 2.0)}, 2),
        # Un concurrent connaît un montant à moitié près : de 1,5 à 4,5.
        ({"masquables": ici(2), "montants": ici(1), "entieres": ici(0, 2, 3)}, 3),
    ],
)
def test_la_marge_d_ailleurs_ne_depasse_pas_la_place_qui_lui_restait(
    champs: dict[str, object], marge: float
) -> None:
    systeme = ailleurs(**champs)
    reconnu = reconnaitre(systeme)
    assert reconnu.marges[1] == pytest.approx(marge)
    assert list(np.delete(reconnu.marges, 1)) == list(np.delete(systeme.marges, 1))
    assert systeme.marges[1] in (99, 2), "le système d'origine ne change pas"


def test_ce_qui_est_d_ici_ou_que_nul_ne_surveille_garde_sa_marge() -> None:
    d_ici = ailleurs(tables=(frozenset("t"),) * 4)
    assert reconnaitre(d_ici) is d_ici
    libre = ailleurs(surveillees=ici(0, 2, 3))
    assert reconnaitre(libre) is libre


def test_avant_toute_publication_un_concurrent_connait_les_montants_a_moitie_pres() -> None:
    systeme = ailleurs(montants=ici(2))
    (bas, haut), (zero, plafond) = bornes_prealables(systeme), bornes_aveugles(systeme)
    assert (bas[2], haut[2]) == (5, 15)
    assert list(np.delete(bas, 2)) == list(np.delete(zero, 2))
    assert list(np.delete(haut, 2)) == list(np.delete(plafond, 2))


def test_une_cellule_que_d_autres_laissaient_lire_ne_compte_pas_au_plus_petit() -> None:
    marges = np.array([0.0, PRECISION, 2.0])
    sans = Attaque("aveugle", np.arange(3), np.zeros(3), np.array([0.0, 0.0, 3.0]), marges)
    assert Audit((sans,)).plus_petit == 1.5
    assert Audit((replace(sans, marges=marges[:1].repeat(3)),)).plus_petit == float("inf")
    fine = replace(sans, haut=np.full(3, 3.0), marges=np.array([0.0, 3 * PRECISION, 2.0]))
    assert Audit((fine,)).plus_petit == 1.5
    assert Audit((replace(fine, haut=3 * marges),)).plus_petit == 1
