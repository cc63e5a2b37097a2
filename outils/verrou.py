"""Refait `requirements.lock` et `environment.yml` d'après `pyproject.toml`.

Le verrou épingle chaque paquet, ses dépendances et leurs empreintes, pour tous les systèmes ;
l'environnement conda installe les mêmes paquets directs aux mêmes versions.
"""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

RACINE = Path(__file__).resolve().parents[1]
VERROU = RACINE / "requirements.lock"
CONDA = RACINE / "environment.yml"
EPINGLE = re.compile(r"^([A-Za-z0-9._-]+)==([^ ;\\]+)(?: ; ([^\\]+))?", re.MULTILINE)


def exigences() -> list[str]:
    """Paquets directs de pyproject.toml, tous groupes confondus."""
    projet = tomllib.loads((RACINE / "pyproject.toml").read_text(encoding="utf-8"))
    groupes = projet["dependency-groups"].values()
    return sorted([*projet["project"]["dependencies"], *(p for g in groupes for p in g)])


def verrouiller() -> None:
    """Résout pour tous les systèmes, à partir de Python 3.11, avec les empreintes."""
    groupes = [f"--group={nom}" for nom in ("atelier", "essais")]
    subprocess.run(
        [
            *(sys.executable, "-m", "uv", "pip", "compile", "pyproject.toml", *groupes),
            *("--universal", "--generate-hashes", "--python-version=3.11", "--no-annotate"),
            *("--custom-compile-command=make verrou", "--quiet", f"--output-file={VERROU.name}"),
        ],
        cwd=RACINE,
        check=True,
    )


def versions(verrou: str) -> dict[str, str]:
    """Nom → version ; quand elle dépend de Python, celle des Python récents."""
    lues: dict[str, str] = {}
    for nom, version, marque in EPINGLE.findall(verrou):
        if not marque or ">=" in marque or nom not in lues:
            lues[nom.lower().replace("_", "-")] = version
    return lues


def environnement() -> str:
    """Texte d'environment.yml."""
    epingles = versions(VERROU.read_text(encoding="utf-8"))
    noms = [re.split(r"[<>=~!]", e)[0].lower().replace("_", "-") for e in exigences()]
    lignes = "".join(f"      - {nom}=={epingles[nom]}\n" for nom in noms)
    return (
        "# Fait par « make verrou » : mêmes paquets et mêmes versions que requirements.lock.\n"
        "name: carnets\nchannels:\n  - conda-forge\ndependencies:\n"
        "  - python=3.12\n  - pip\n  - pip:\n" + lignes
    )


if __name__ == "__main__":
    verrouiller()
    CONDA.write_text(environnement(), encoding="utf-8")
