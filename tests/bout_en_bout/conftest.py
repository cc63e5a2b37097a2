"""Les deux livrables du projet, rendus une fois pour tous les essais de bout en bout."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from carnets.execution.commandes import rendre_tout


@dataclass(frozen=True)
class Livraison:
    """Un dossier de sortie et ses livrables."""

    sortie: Path
    livrables: tuple[Path, ...]

    def fichiers(self, suffixe: str) -> list[Path]:
        return sorted(f for d in self.livrables for f in d.glob(f"*.{suffixe}"))


@pytest.fixture(scope="session")
def livraison(tmp_path_factory: pytest.TempPathFactory) -> Livraison:
    sortie = tmp_path_factory.mktemp("reports")
    return Livraison(sortie, rendre_tout(sortie).livres)
