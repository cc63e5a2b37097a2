"""Des territoires emboîtés, publiés l'un après l'autre : leurs livrables ne se retranchent pas."""

from pathlib import Path

import pytest

from carnets.secret.regles import regle
from tests.bout_en_bout import lignees

MONTANTS = ("etp", "heures")
CAS = {
    "haut": ("panorama-fictif", "personnes_public", ("R94", "2A", "2B")),
    "bas": ("panorama-fictif", "personnes_public", ("299999029", "2B", "R94")),
    "clause": (
        "projet-fictif",
        "personnes_partenaires",
        ("region-fictive", "projet-bellegrave", "bailleur-bellegrave", "logements-bellegrave"),
    ),
}


@pytest.mark.parametrize("cas", CAS)
def test_aucune_difference_n_est_sous_le_seuil(cas: str, tmp_path: Path) -> None:
    """Un territoire moins un de ceux qu'il contient, ou deux où nul ne se recoupe.

    Les montants n'ont pas de seuil à eux : l'attaque, à chaque publication, les a tenus.
    """
    nom, secret, ordre = CAS[cas]
    seuil = regle(secret, source="essai").seuil
    registres = lignees.publier(nom, ordre, tmp_path)
    assert len(registres) == len(ordre)
    toutes = [
        (reste, dit)
        for reste, dit in lignees.differences(nom, lignees.montres(registres))
        if not any(f"'{mot}" in dit for mot in MONTANTS)
    ]
    assert len(toutes) > 50
    assert [dit for reste, dit in toutes if 0 < reste < seuil] == []


EPCI = ("299999003", "299999011", "299999029", "299999037", "299999045")


FAMILLES = {
    "du haut vers le bas": ("panorama-fictif", "personnes_public", ("R94", "2A", "2B", *EPCI), 150),
    "du bas vers le haut": ("panorama-fictif", "personnes_public", (*EPCI, "2A", "2B"), 150),
    "clause": (
        "projet-fictif",
        "personnes_partenaires",
        ("projet-fontvieux", "bailleur-fontvieux", "logements-fontvieux"),
        5,
    ),
}


@pytest.mark.parametrize("cas", FAMILLES)
def test_un_total_moins_ses_parties_ne_laisse_pas_un_petit_groupe(cas: str, tmp_path: Path) -> None:
    """Un département moins ses EPCI montrés, un projet moins ses opérations : qui fait le reste.

    Y compris quand le livrable du dernier n'a pas paru.
    """
    nom, secret, ordre, attendus = FAMILLES[cas]
    seuil = regle(secret, source="essai").seuil
    registres = lignees.publier(nom, ordre, tmp_path)
    toutes = list(lignees.restes(nom, lignees.montres(registres)))
    assert len(toutes) > attendus
    assert [dit for personnes, dit in toutes if 0 < personnes < seuil] == []


def test_sans_le_registre_elles_se_retranchent(tmp_path: Path) -> None:
    """L'essai voit les fuites : deux livrables qui s'ignorent en laissent."""
    vus = [
        *lignees.publier("panorama-fictif", ["R94"], tmp_path),
        *lignees.publier("panorama-fictif", ["2B"], tmp_path),
    ]
    seuil = regle("personnes_public", source="essai").seuil
    restes = [r for r, _ in lignees.differences("panorama-fictif", lignees.montres(vus))]
    assert [r for r in restes if 0 < r < seuil]
