"""Des dossiers provisoires pour les bancs : les quartiers de France, des copies d'un dossier."""

import atexit
import shutil
import tempfile
from pathlib import Path

from carnets.chemins import DOSSIERS
from tests.partage import exige_partage

FICHE = DOSSIERS / "diagnostic-qpv" / "dossier.yml"


def dossier_de_france(officielles: Path | None = None) -> Path:
    """Un dossier provisoire dont `officielles` mène aux données partagées, ou à leur copie."""
    racine = Path(tempfile.mkdtemp(prefix="carnets-france-")) / "diagnostic-qpv"
    atexit.register(shutil.rmtree, racine.parent, ignore_errors=True)
    racine.mkdir()
    shutil.copy(FICHE, racine)
    (racine / "officielles").symlink_to(officielles or exige_partage())
    return racine


def copies(nom: str, nombre: int) -> list[str]:
    """Autant de copies d'un dossier de `data/`, chacune sous son nom."""
    racine = Path(tempfile.mkdtemp(prefix="carnets-copies-"))
    atexit.register(shutil.rmtree, racine, ignore_errors=True)
    chemins = [racine / f"{nom}-{rang}" for rang in range(1, nombre + 1)]
    for chemin in chemins:
        shutil.copytree(DOSSIERS / nom, chemin, ignore=shutil.ignore_patterns(".magasin"))
    return [str(chemin) for chemin in chemins]
