"""Le cadre d'un livrable : ce qu'il dit des données ne désigne personne."""

from types import SimpleNamespace
from typing import cast

import pandas as pd
import pytest

from carnets.lecture.rapport import COLONNES_JOURNAL
from carnets.presentation.cadre import tableau_qualite
from carnets.presentation.etude import Etude

MOTIF = "adresse de Mme Untel vérifiée au téléphone"


@pytest.mark.parametrize("confidentiel", [True, False])
def test_le_motif_d_une_correction_reste_hors_d_un_livrable_de_microdonnees(
    confidentiel: bool,
) -> None:
    lignes = [
        ("personnes.csv", n, "statut_qpv", "NQP", f"correction : {MOTIF} ({n})", "information",
         "corrigée", 1)
        for n in (7, 8)
    ]  # fmt: skip
    journal = pd.DataFrame(lignes, columns=list(COLONNES_JOURNAL))
    dossier = SimpleNamespace(confidentiel=confidentiel, journal=journal)
    texte = str(tableau_qualite(cast(Etude, SimpleNamespace(dossier=dossier))).charge)
    assert "correction" in texte
    assert (MOTIF in texte, "NQP" in texte) == (not confidentiel, not confidentiel)
