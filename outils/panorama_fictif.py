"""Le dossier fictif du panorama de l'IAE : `data/panorama-fictif`, microdonnées comprises.

    python outils/panorama_fictif.py

Deux départements, cinq EPCI, structures, quartiers, deux années d'états mensuels aux colonnes
de l'ASP et des séries mensuelles : tout est inventé, rien n'est recopié. Seuls les codes des
territoires sont vrais, pour que le référentiel les connaisse. Toujours les mêmes octets.
"""

import json
import random

import pandas as pd
from panorama_etats import microdonnees
from panorama_lieux import (
    COMMUNES,
    COTE,
    DEPARTEMENTS,
    EPCI,
    STRUCTURES,
    case,
    commune,
    point,
    siren,
)

from carnets.chemins import DOSSIERS
from carnets.modeles.fictif import siret_fictif

DESTINATION = DOSSIERS / "panorama-fictif"
ANNEE = 2023
PERSONNES = {2023: range(560), 2022: range(300, 840)}
"""Année → ses personnes : 260 ont travaillé les deux."""

SOURCES = {
    "liste_siae": ("structures.csv", "siae_structures", "deja_publie"),
    "conventions": ("conventions.csv", "siae_conventions", "deja_publie"),
    "communes": ("communes.csv", "commune_epci", "deja_publie"),
    "quartiers": ("quartiers.geojson", "contours_qpv", "deja_publie"),
    "contours": ("departements.geojson", "contours_departements", "deja_publie"),
    "contours_epci": ("epci.geojson", "contours_epci", "deja_publie"),
    "demande": ("demande_emploi.csv", "demande_emploi", "deja_publie"),
    "dares": ("series.csv", "dares_iae_mensuel", "deja_publie"),
    "etats": ("etats_mensuels.csv", "etat_mensuel_iae", "personnes_public"),
    "annexes": ("annexes.csv", "asp_annexe_financiere", "personnes_public"),
    "salaries": ("salaries.csv", "asp_salarie", "personnes_public"),
    "contrats": ("contrats.csv", "asp_contrat", "personnes_public"),
}


def main() -> None:
    """Écrit le dossier."""
    DESTINATION.mkdir(parents=True, exist_ok=True)
    hasard = random.Random(94)
    (DESTINATION / "dossier.yml").write_text(_fiche(), encoding="utf-8")
    _ecrire_csv(_communes(), "communes.csv")
    _ecrire_csv(_structures(hasard), "structures.csv")
    _ecrire_csv(_conventions(), "conventions.csv")
    _ecrire_csv(_demande(), "demande_emploi.csv")
    _ecrire_csv(_series(hasard), "series.csv")
    for nom, table in microdonnees(PERSONNES, {ANNEE: hasard, 2022: random.Random(22)}).items():
        _ecrire_csv(table, f"{nom}.csv")
    _contours()


def _fiche() -> str:
    lignes = [
        "titre: Panorama fictif de l'insertion par l'activité économique",
        "fictif: true",
        f"annee: {ANNEE}",
        'geographie: "2024"',
        "territoires:",
        "  - {code: R94, libelle: Région fictive, type: region}",
    ]
    for code in DEPARTEMENTS:
        lignes.append(
            f'  - {{code: "{code}", libelle: Département fictif {code[-1]}, type: departement, '
            "parent: R94}"
        )
    for rang, nom in enumerate(EPCI):
        parent = "2A" if rang < 2 else "2B"
        lignes.append(
            f'  - {{code: "{siren(rang)}", libelle: CC fictive {nom}, type: epci, '
            f'parent: "{parent}"}}'
        )
    lignes.append("sources:")
    for nom, (fichier, modele, secret) in SOURCES.items():
        lignes += [
            f"  {nom}:",
            f"    {{fichier: {fichier}, modele: {modele}, secret: {secret}, part_refus_max: 0,",
            f"     carte: {{document: {nom.replace('_', ' ')}, producteur: Données fictives, "
            f"date: {ANNEE}-12-31, lignes: toutes}}}}",
        ]
    lignes += [
        "conventions: {}",
        "livrables:",
        "  - {carnet: panorama_iae, territoire: R94}",
        '  - {carnet: panorama_iae, territoire: "2B"}',
    ]
    return "\n".join(lignes) + "\n"


def _communes() -> pd.DataFrame:
    rangs = range(len(COMMUNES))
    return pd.DataFrame(
        {
            "codgeo": [commune(r) for r in rangs],
            "libgeo": COMMUNES,
            "epci": [siren(r // 2) for r in rangs],
            "libepci": [f"CC fictive {EPCI[r // 2]}" for r in rangs],
            "dep": [commune(r)[:2] for r in rangs],
            "reg": "94",
        }
    )


def _structures(hasard: random.Random) -> pd.DataFrame:
    lieux = [point(rang, hasard) for _, rang, _ in STRUCTURES]
    table = pd.DataFrame(
        {
            "id": [str(r + 1) for r in range(len(STRUCTURES))],
            "siret": [siret_fictif(r + 1) for r in range(len(STRUCTURES))],
            "kind": [genre for _, _, genre in STRUCTURES],
            "name": [f"Structure fictive {r + 1}" for r in range(len(STRUCTURES))],
            "city": [COMMUNES[rang] for _, rang, _ in STRUCTURES],
            "department": [departement for departement, _, _ in STRUCTURES],
            "lon": [f"{x:.4f}" for x, _ in lieux],
            "lat": [f"{y:.4f}" for _, y in lieux],
            "source": "ASP",
        }
    )
    # Une fiche sans coordonnées ni ville connue : elle se compte, et le livrable le dit.
    table.loc[len(STRUCTURES) - 1, ["city", "lon", "lat"]] = ["Ville inconnue", "", ""]
    # La première structure a deux conventions, donc deux fiches : deux dispositifs, une SIAE.
    seconde = table.iloc[[0]].assign(id=str(len(STRUCTURES) + 1))
    toutes = pd.concat([table, seconde], ignore_index=True)
    return toutes.assign(convention_id="v" + toutes["id"])


def _conventions() -> pd.DataFrame:
    rangs = [*range(len(STRUCTURES)), 0]
    return pd.DataFrame(
        {
            "convention_id": [f"v{numero}" for numero in range(1, len(rangs) + 1)],
            "kind": [STRUCTURES[rang][2] for rang in rangs],
            "siret_signature": [siret_fictif(rang + 1) for rang in rangs],
            "is_active": "oui",
        }
    )


def _demande() -> pd.DataFrame:
    epci = [(5200, 610, 41000, 2900), (3900, 240, 36000, 1500), (4100, 520, 38000, 2600),
            (4600, 700, 40000, 3300), (2100, 0, 21000, 0)]  # fmt: skip
    lignes = [(siren(r), *nombres) for r, nombres in enumerate(epci)]
    lignes += [
        (code, *(sum(v) for v in zip(*epci[tranche], strict=True)))
        for code, tranche in (("2A", slice(0, 2)), ("2B", slice(2, 5)), ("R94", slice(0, 5)))
    ]
    noms = ["territoire", "demandeurs_emploi", "demandeurs_emploi_qpv", "population",
            "population_qpv"]  # fmt: skip
    return pd.DataFrame(lignes, columns=noms).assign(annee=ANNEE)


def _series(hasard: random.Random) -> pd.DataFrame:
    """Deux millésimes d'une même série, qui se recouvrent et diffèrent ; un seul d'une autre."""
    suites = (
        ("EI", "stock", "2024-10-31", (2022, 1), 24, 1800),
        ("EI", "stock", "2025-04-30", (2023, 1), 20, 1890),
        ("ACI", "entrees", "2024-10-31", (2022, 1), 24, 1300),
    )
    lignes = []
    for genre, nature, page, (annee, mois), nombre, niveau in suites:
        for rang in range(nombre):
            total = mois - 1 + rang
            quand = f"{annee + total // 12}-{total % 12 + 1:02}"
            valeur = niveau + 6 * rang + hasard.randint(-40, 40)
            lignes.append((f"{genre} {nature} (fictif)", genre, nature, quand, valeur, page))
    noms = ["serie", "type_siae", "nature", "mois", "valeur", "maj_page"]
    return pd.DataFrame(lignes, columns=noms)


def _contours() -> None:
    departements = [
        (code, f"Département fictif {code[-1]}", ouest, sud, COTE, COTE, {})
        for code, (ouest, sud) in DEPARTEMENTS.items()
    ]
    _ecrire_geojson("departements.geojson", "insee_dep", "lib_dep", departements)
    cases = [
        (siren(r), f"CC fictive {nom}", *case(r)[:2], case(r)[2], COTE, {})
        for r, nom in enumerate(EPCI)
    ]
    _ecrire_geojson("epci.geojson", "code_epci", "lib_epci", cases)
    quartiers = []
    for r in range(4):
        ouest, sud, large = case(r)
        code = f"QN0{'2A' if r < 2 else '2B'}9{r}M"
        epci = {"siren_epci": siren(r)}
        quartiers.append(
            (code, f"Quartier fictif {r + 1}", ouest + large / 3, sud + 0.2, 0.01, 0.01, epci)
        )
    _ecrire_geojson("quartiers.geojson", "code_qp", "lib_qp", quartiers)


def _ecrire_csv(table: pd.DataFrame, nom: str) -> None:
    table.to_csv(DESTINATION / nom, index=False, lineterminator="\n")


def _ecrire_geojson(
    nom: str,
    code: str,
    libelle: str,
    formes: list[tuple[str, str, float, float, float, float, dict[str, str]]],
) -> None:
    traits = [
        {
            "type": "Feature",
            "properties": {code: valeur, libelle: texte, **reste},
            "geometry": {"type": "Polygon", "coordinates": [_rectangle(x, y, large, haut)]},
        }
        for valeur, texte, x, y, large, haut, reste in formes
    ]
    contenu = json.dumps({"type": "FeatureCollection", "features": traits}, ensure_ascii=False)
    (DESTINATION / nom).write_text(contenu + "\n", encoding="utf-8")


def _rectangle(x: float, y: float, large: float, haut: float) -> list[list[float]]:
    coins = ((0.0, 0.0), (large, 0.0), (large, haut), (0.0, haut), (0.0, 0.0))
    return [[round(x + a, 4), round(y + b, 4)] for a, b in coins]


if __name__ == "__main__":
    main()
