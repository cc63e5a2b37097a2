"""Le petit dossier fictif du carnet d'implantation : `data/implantation-fictive`.

    python outils/implantation_fictive.py

Communes, structures et quartiers inventés, dans un carré de la Lozère qui n'existe pas ; seul le
département est vrai, pour que sa population soit celle du référentiel. Toujours les mêmes octets.
"""

import json
import random
from pathlib import Path

import pandas as pd

from carnets.chemins import DOSSIERS
from carnets.codes import luhn
from carnets.modeles.fictif import siret_fictif

DESTINATION = DOSSIERS / "implantation-fictive"
DEPARTEMENT, OUEST, SUD = "48", 3.2, 44.3
COMMUNES = ("Aubervive", "Bellegrave", "Clairmont-le-Bas", "Doulcerive", "Escarpe", "Fontvieux")
TYPES = ("ACI", "ACI", "ACI", "ACI", "EI", "EI", "AI", "AI", "ETTI")

FICHE = """titre: Implantation fictive de l'insertion par l'activité économique
fictif: true
annee: 2020
geographie: "2024"
territoires:
  - {code: "48", libelle: Département fictif, type: departement}
sources:
  structures: {fichier: structures.csv, modele: siae_structures, secret: deja_publie, part_refus_max: 0.0, carte: {document: Liste de structures, producteur: Données fictives, date: 2020-12-31, lignes: toutes}}
  quartiers: {fichier: quartiers.geojson, modele: contours_qpv, secret: deja_publie, part_refus_max: 0.0, carte: {document: Contours de quartiers, producteur: Données fictives, date: 2020-12-31, lignes: toutes}}
  departements: {fichier: departements.geojson, modele: contours_departements, secret: deja_publie, part_refus_max: 0.0, carte: {document: Contour du département, producteur: Données fictives, date: 2020-12-31, lignes: toutes}}
  communes: {fichier: communes.csv, modele: commune_epci, secret: deja_publie, part_refus_max: 0.0, carte: {document: Communes et EPCI, producteur: Données fictives, date: 2020-12-31, lignes: toutes}}
conventions: {}
livrables:
  - {carnet: implantation_iae, territoire: "48"}
"""  # noqa: E501 — une source par ligne se lit mieux que cinq


def main() -> None:
    """Écrit le dossier."""
    DESTINATION.mkdir(parents=True, exist_ok=True)
    hasard = random.Random(48)
    (DESTINATION / "dossier.yml").write_text(FICHE, encoding="utf-8")
    _ecrire_csv(_communes(), "communes.csv")
    _ecrire_csv(_structures(hasard), "structures.csv")
    quartiers = [
        (
            f"QN0489{rang}M",
            f"Quartier fictif {rang + 1}",
            OUEST + 0.1 + 0.2 * rang,
            SUD + 0.15,
            0.008,
        )
        for rang in range(3)
    ]
    _ecrire_geojson("quartiers.geojson", "code_qp", "lib_qp", quartiers)
    entier = [(DEPARTEMENT, "Département fictif", OUEST, SUD, 0.6)]
    _ecrire_geojson("departements.geojson", "insee_dep", "lib_dep", entier)


def _communes() -> pd.DataFrame:
    epci = [_siren(f"2048990{rang}") for rang in range(3)]
    return pd.DataFrame(
        {
            "codgeo": [f"4890{rang}" for rang in range(len(COMMUNES))],
            "libgeo": COMMUNES,
            "epci": [epci[rang // 2] for rang in range(len(COMMUNES))],
            "libepci": [f"CC fictive {rang // 2 + 1}" for rang in range(len(COMMUNES))],
            "dep": DEPARTEMENT,
            "reg": "76",
        }
    )


def _structures(hasard: random.Random) -> pd.DataFrame:
    lieux = [(round(hasard.uniform(0, 0.6), 4), round(hasard.uniform(0, 0.6), 4)) for _ in TYPES]
    table = pd.DataFrame(
        {
            "id": [str(rang + 1) for rang in range(len(TYPES))],
            "siret": [siret_fictif(rang + 1) for rang in range(len(TYPES))],
            "kind": TYPES,
            "name": [f"Structure fictive {rang + 1}" for rang in range(len(TYPES))],
            "city": [COMMUNES[rang % 4] for rang in range(len(TYPES))],
            "department": DEPARTEMENT,
            "lon": [str(round(OUEST + x, 4)) for x, _ in lieux],
            "lat": [str(round(SUD + y, 4)) for _, y in lieux],
            "source": "ASP",
        }
    )
    # Une fiche sans coordonnées ni ville connue : elle se compte, et le livrable le dit.
    table.loc[len(TYPES) - 1, ["city", "lon", "lat"]] = ["Ville inconnue", "", ""]
    return table


def _siren(huit: str) -> str:
    return next(huit + cle for cle in "0123456789" if luhn(huit + cle))


def _ecrire_csv(table: pd.DataFrame, nom: str) -> None:
    table.to_csv(DESTINATION / nom, index=False, lineterminator="\n")


def _ecrire_geojson(
    nom: str, code: str, libelle: str, carres: list[tuple[str, str, float, float, float]]
) -> None:
    formes = [
        {
            "type": "Feature",
            "properties": {code: valeur, libelle: texte},
            "geometry": {"type": "Polygon", "coordinates": [_carre(x, y, cote)]},
        }
        for valeur, texte, x, y, cote in carres
    ]
    contenu = json.dumps({"type": "FeatureCollection", "features": formes}, ensure_ascii=False)
    Path(DESTINATION / nom).write_text(contenu + "\n", encoding="utf-8")


def _carre(x: float, y: float, cote: float) -> list[list[float]]:
    coins = ((0, 0), (cote, 0), (cote, cote), (0, cote), (0, 0))
    return [[round(x + a, 4), round(y + b, 4)] for a, b in coins]


if __name__ == "__main__":
    main()
