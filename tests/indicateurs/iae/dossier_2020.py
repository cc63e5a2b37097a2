"""Un dossier qui pointe les structures de décembre 2020, contours, communes et séries Dares."""

from pathlib import Path

import pandas as pd

from carnets.lecture.geographie import referentiel

SOURCES = {
    "structures": ("iae-structures-2020", "siae_2020-12.csv", "siae_structures", "ASP"),
    "conventions": (
        "iae-structures-2020", "siae_conventions_2020-12.csv", "siae_conventions", "ASP",
    ),
    "quartiers": ("qpv-2024", "qpv2024_simplified.geojson", "contours_qpv", "ANCT"),
    "departements": ("geographie", "polygone-4326_dep.geojson", "contours_departements", "ANCT"),
    "communes": ("geographie", "epci_commune.csv", "commune_epci", "Insee"),
    "dares": ("iae-dares", "dares_poem_iae_france_mensuel.csv", "dares_iae_mensuel", "Dares"),
}  # fmt: skip
EPCI = {
    "200066918": ("Alès Agglomération", "30"),
    "248400251": ("Grand Avignon, sur deux régions", "84"),
    "249740119": ("CINOR", "974"),
}


def dossier(racine: Path, donnees: Path) -> Path:
    """Écrit `dossier.yml` : la France, ses régions, ses départements, trois EPCI."""
    racine.mkdir()
    lignes = [
        "titre: Structures de l'IAE, décembre 2020",
        "fictif: false",
        "annee: 2020",
        'geographie: "2024"',
        "territoires:",
        "  - {code: FR, libelle: France, type: france}",
    ]
    for code, libelle in _paires(referentiel("regions")):
        lignes.append(f'  - {{code: R{code}, libelle: "{libelle}", type: region, parent: FR}}')
    for code, libelle, region in referentiel("departements")[
        ["code", "libelle", "region"]
    ].itertuples(index=False):
        lignes.append(
            f'  - {{code: "{code}", libelle: "{libelle}", type: departement, parent: R{region}}}'
        )
    for code, (libelle, departement) in EPCI.items():
        lignes.append(
            f'  - {{code: "{code}", libelle: "{libelle}", type: epci, parent: "{departement}"}}'
        )
    lignes.append("sources:")
    for nom, (repertoire, fichier, modele, producteur) in SOURCES.items():
        lignes += [
            f"  {nom}:",
            f"    fichier: {fichier}",
            f"    depuis: {(donnees / repertoire).as_posix()}",
            f"    modele: {modele}",
            "    secret: deja_publie",
            f"    carte: {{document: {nom}, producteur: {producteur}, date: 2020-12-31,",
            "      lignes: toutes}",
        ]
    (racine / "dossier.yml").write_text("\n".join(lignes) + "\n", encoding="utf-8")
    return racine


def _paires(table: pd.DataFrame) -> list[tuple[str, str]]:
    return list(table[["code", "libelle"]].itertuples(index=False, name=None))
