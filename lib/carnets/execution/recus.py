"""Le reçu d'un livrable : de quoi dire, des années après, d'où vient chaque chiffre."""

from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from carnets.chemins import DICTIONNAIRE, PAQUET, PARAMETRES, RACINE
from carnets.execution.livraison import empreinte
from carnets.presentation.etude import Etude
from carnets.rendu.contenu import Contenu

SUFFIXES_DU_CODE = {".py", ".j2", ".css", ".lua", ".typ", ".docx", ".ttf", ".woff2", ".yml"}


def etablir(
    *,
    carnet: Path,
    etude: Etude,
    parametres: Mapping[str, Any],
    contenu: Contenu,
    fichiers: Mapping[str, bytes],
) -> dict[str, Any]:
    """Reçu d'un livrable. Aucune heure n'y figure : deux exécutions égales ont le même reçu."""
    dossier = etude.dossier
    return {
        "version": 1,
        "titre": contenu.titre,
        "sous_titre": contenu.cartouche.get("sous_titre", ""),
        "carnet": carnet.stem,
        "dossier": dossier.nom,
        "territoire": etude.territoire.code,
        "libelle_territoire": etude.territoire.libelle,
        "annee": etude.annee,
        "fictif": dossier.fictif,
        "parametres": dict(parametres),
        "conventions": dossier.conventions,
        "donnees": _empreintes(dossier.fichiers(), dossier.chemin),
        "empreinte_carnet": empreinte(carnet.read_bytes()),
        "empreinte_code": empreinte_du_code(),
        "lignes_refusees": _lignes_refusees(etude),
        "secret": {nom: source.secret for nom, source in sorted(dossier.sources.items())},
        "sorties": {nom: empreinte(octets) for nom, octets in sorted(fichiers.items())},
    }


@cache
def empreinte_du_code() -> str:
    """Empreinte de tout ce qui fait un livrable hors données : code, gabarits, paramètres."""
    fichiers = [
        f
        for dossier in (PAQUET, PARAMETRES, DICTIONNAIRE)
        for f in dossier.rglob("*")
        if f.suffix in SUFFIXES_DU_CODE
    ]
    liste = _empreintes(fichiers, RACINE)
    return empreinte("\n".join(f"{nom} {h}" for nom, h in sorted(liste.items())).encode())


def _empreintes(fichiers: Iterable[Path], depuis: Path) -> dict[str, str]:
    return {
        f.relative_to(depuis).as_posix() if f.is_relative_to(depuis) else f.name: empreinte(
            f.read_bytes()
        )
        for f in sorted(fichiers)
    }


def _lignes_refusees(etude: Etude) -> int:
    lectures = etude.dossier.lectures.values()
    return sum(c.lues - len(c.acceptees) for lecture in lectures for c in lecture.controles)
