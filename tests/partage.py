"""Les données réelles de ../shared : leur absence se voit, et échoue sous CI."""

import os
from pathlib import Path

import pytest

from carnets.chemins import RACINE

PARTAGE = Path(os.environ.get("CARNETS_SHARED", RACINE.parent / "shared"))


def exige_partage() -> Path:
    """Le répertoire des données partagées ; saute le test, ou échoue sous CI, s'il est absent."""
    donnees = PARTAGE / "donnees"
    if not donnees.is_dir():
        if os.environ.get("CI"):
            pytest.fail(f"{donnees} est absent : en intégration continue, ce test ne se saute pas.")
        pytest.skip(f"{donnees} est absent : les données réelles ne sont pas lues.")
    return donnees
