"""Le programme qui fait les livrables, en une empreinte : s'il change, tout est à refaire."""

from functools import cache

from carnets.chemins import PAQUET, PARAMETRES, RACINE, REFERENTIELS
from carnets.execution.livraison import empreinte, empreintes_des_fichiers

VERSION = 3
VERROU_PYTHON = RACINE / "requirements.lock"
SUFFIXES_DU_CODE = {
    ".py",
    ".j2",
    ".css",
    ".lua",
    ".typ",
    ".docx",
    ".ttf",
    ".woff2",
    ".yml",
    ".csv",
    ".xz",
    ".js",
}


@cache
def empreinte_du_code() -> str:
    """Empreinte de ce qui fait tout livrable : code, gabarits, règles de secret, référentiels.

    Les bibliothèques y entrent par le verrou. Paramètres et mots du dictionnaire n'y sont pas :
    chaque reçu dit ceux qu'il a lus.
    """
    fichiers = [
        f
        for dossier in (PAQUET, PARAMETRES / "secret", REFERENTIELS)
        for f in dossier.rglob("*")
        if f.suffix in SUFFIXES_DU_CODE
    ]
    fichiers += [VERROU_PYTHON] if VERROU_PYTHON.is_file() else []
    liste = empreintes_des_fichiers(fichiers, RACINE)
    return empreinte("\n".join(f"{nom} {h}" for nom, h in sorted(liste.items())).encode())
