"""Appel de pandoc : toujours le même binaire (celui du paquet), toujours la même date."""

import json
import os
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pypandoc

DATE_FIXE = "315532800"
"""1er janvier 1980, première date qu'un fichier zip sait écrire : les mêmes données donnent les
mêmes octets, quel que soit le jour."""


def convertir(
    document: Mapping[str, Any],
    *,
    vers: str,
    options: Sequence[str] = (),
    fichiers: Mapping[str, bytes] | None = None,
) -> bytes:
    """Écrit un document de pandoc (voir `arbre_pandoc`) ; `fichiers` sont ses images."""
    with TemporaryDirectory(prefix="carnets-") as dossier:
        for nom, contenu in (fichiers or {}).items():
            (Path(dossier) / nom).write_bytes(contenu)
        resultat = subprocess.run(
            [pypandoc.get_pandoc_path(), "--from=json", f"--to={vers}", "--output=-", *options],
            input=json.dumps(document, ensure_ascii=False).encode(),
            capture_output=True,
            cwd=dossier,
            env={**os.environ, "SOURCE_DATE_EPOCH": DATE_FIXE},
            check=False,
        )
    if resultat.returncode:
        raise RuntimeError(f"pandoc a échoué : {resultat.stderr.decode(errors='replace')}")
    return resultat.stdout
