"""Appel de pandoc : toujours le même binaire (celui du paquet), toujours la même date."""

import os
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import pypandoc

from carnets.chemins import GABARITS

DATE_FIXE = "315532800"
"""1er janvier 1980, première date qu'un fichier zip sait écrire : les mêmes données donnent les
mêmes octets, quel que soit le jour."""


def convertir(
    html: str,
    *,
    vers: str,
    filtre: str,
    options: Sequence[str] = (),
    fichiers: Mapping[str, bytes] | None = None,
) -> bytes:
    """Convertit un corps HTML avec un filtre Lua de nos gabarits ; `fichiers` sont ses images."""
    with TemporaryDirectory(prefix="carnets-") as dossier:
        for nom, contenu in (fichiers or {}).items():
            (Path(dossier) / nom).write_bytes(contenu)
        commande = [
            pypandoc.get_pandoc_path(),
            *("--from=html", f"--to={vers}", f"--lua-filter={GABARITS / filtre}"),
            *("--output=-", "--sandbox=false", *options),
        ]
        resultat = subprocess.run(
            commande,
            input=html.encode(),
            capture_output=True,
            cwd=dossier,
            env={**os.environ, "SOURCE_DATE_EPOCH": DATE_FIXE},
            check=False,
        )
    if resultat.returncode:
        raise RuntimeError(f"pandoc a échoué : {resultat.stderr.decode(errors='replace')}")
    return resultat.stdout
