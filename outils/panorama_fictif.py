"""Le dossier fictif du panorama de l'IAE : `data/panorama-fictif`, microdonnées comprises.

    python outils/panorama_fictif.py

Deux départements, cinq EPCI, des structures, des quartiers, une année d'états mensuels aux colonnes
de l'ASP et des séries mensuelles : tout est inventé, rien n'est recopié. Seuls les codes des
territoires sont vrais, pour que le référentiel les connaisse. Toujours les mêmes octets.
"""

import hashlib
import json
import random
from datetime import date
from itertools import pairwise

import pandas as pd

from carnets.chemins import DOSSIERS
from carnets.codes import luhn
from carnets.modeles.fictif import siret_fictif

DESTINATION = DOSSIERS / "panorama-fictif"
ANNEE, PERSONNES = 2023, 560
DEPARTEMENTS = {"2A": (8.8, 41.5), "2B": (8.8, 42.1)}
COTE = 0.6
EPCI = ("Rivage", "Plateau", "Vallée", "Littoral", "Crêtes")
COMMUNES = (
    "Aubervive", "Bellegrave", "Clairmont-le-Bas", "Doulcerive", "Escarpe", "Fontvieux",
    "Grandval", "Hautepierre", "Islemont", "Jolirive",
)  # fmt: skip
DUREES = {"ACI": 1820, "EI": 1505, "AI": 1607, "ETTI": 1600}
HEURES = {"ACI": 112, "EI": 128, "AI": 38, "ETTI": 84}
"""Heures d'un mois ordinaire, par type."""
STRUCTURES = (
    ("2A", 0, "ACI"), ("2A", 0, "EI"), ("2A", 0, "AI"), ("2A", 1, "ACI"), ("2A", 2, "ETTI"),
    ("2A", 3, "AI"), ("2B", 4, "ACI"), ("2B", 4, "EI"), ("2B", 5, "AI"), ("2B", 5, "ACI"),
    ("2B", 6, "ETTI"), ("2B", 6, "ACI"), ("2B", 7, "EI"),
)  # fmt: skip
"""Département, rang de la commune, type : le cinquième EPCI n'a aucun siège."""
SORTIES = ("Emploi durable", "Emploi de transition", "Sorties positives", "Autres sorties")

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
    for nom, table in _microdonnees(hasard).items():
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
            f'  - {{code: "{_siren(rang)}", libelle: CC fictive {nom}, type: epci, '
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


def _commune(rang: int) -> str:
    return f"{'2A' if rang < 4 else '2B'}99{rang}"


def _communes() -> pd.DataFrame:
    rangs = range(len(COMMUNES))
    return pd.DataFrame(
        {
            "codgeo": [_commune(r) for r in rangs],
            "libgeo": COMMUNES,
            "epci": [_siren(r // 2) for r in rangs],
            "libepci": [f"CC fictive {EPCI[r // 2]}" for r in rangs],
            "dep": [_commune(r)[:2] for r in rangs],
            "reg": "94",
        }
    )


def _structures(hasard: random.Random) -> pd.DataFrame:
    lieux = [_point(rang, hasard) for _, rang, _ in STRUCTURES]
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


def _case(rang: int) -> tuple[float, float, float]:
    """Coin et largeur du carré d'un EPCI, dans celui de son département."""
    departement, voisins = ("2A", (0, 1)) if rang < 2 else ("2B", (2, 3, 4))
    ouest, sud = DEPARTEMENTS[departement]
    large = COTE / len(voisins)
    return ouest + voisins.index(rang) * large, sud, large


def _point(commune: int, hasard: random.Random) -> tuple[float, float]:
    ouest, sud, large = _case(commune // 2)
    return ouest + hasard.uniform(0.1, 0.9) * large, sud + hasard.uniform(0.1, 0.9) * COTE


def _demande() -> pd.DataFrame:
    epci = [(5200, 610, 41000, 2900), (3900, 240, 36000, 1500), (4100, 520, 38000, 2600),
            (4600, 700, 40000, 3300), (2100, 0, 21000, 0)]  # fmt: skip
    lignes = [(_siren(r), *nombres) for r, nombres in enumerate(epci)]
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


def _microdonnees(hasard: random.Random) -> dict[str, pd.DataFrame]:
    """Des personnes, leurs contrats et leurs heures ; une sur douze change de structure."""
    etats, salaries, contrats = [], [], []
    for personne in range(PERSONNES):
        cle = hashlib.sha256(f"fictif {personne}".encode()).hexdigest()[:12]
        sexe = hasard.choices(("MME", "M.", ""), (46, 51, 3))[0]
        naissance = ANNEE - hasard.choice((*range(19, 63),))
        debut = hasard.randint(1, 9)
        duree = min(hasard.choice((2, 3, 4, 5, 6, 8, 12)), 13 - debut)
        etapes = [debut, debut + duree]
        if duree > 3 and hasard.random() < 1 / 6:
            etapes.insert(1, debut + duree // 2)
        for depuis, jusqu_a in pairwise(etapes):
            structure = hasard.choices(range(len(STRUCTURES)), _attrait())[0]
            numero = len(salaries) + 1
            adresse = hasard.choices(("QP", "NQP", "NR"), (22, 72, 6))[0]
            salaries.append((f"s{numero}", cle, sexe, naissance, adresse))
            contrats.append(_contrat(numero, depuis, jusqu_a, jusqu_a == etapes[-1], hasard))
            etats += [
                (f"s{numero}", f"a{structure + 1}", f"c{numero}", ANNEE, mois,
                 _heures(STRUCTURES[structure][2], hasard))
                for mois in range(depuis, jusqu_a)
            ]  # fmt: skip
    noms = ["emi_pph_id", "emi_afi_id", "emi_ctr_id", "emi_sme_annee", "emi_sme_mois",
            "emi_nb_heures_travail"]  # fmt: skip
    table = pd.DataFrame(etats, columns=noms)
    return {
        "etats_mensuels": table,
        "annexes": _annexes(table),
        "salaries": pd.DataFrame(
            salaries,
            columns=["salarie_id", "hash_nir", "salarie_rci_libelle", "salarie_annee_naissance",
                     "salarie_adr_qpv_type"],
        ),
        "contrats": pd.DataFrame(contrats),
    }  # fmt: skip


def _attrait() -> list[int]:
    """Une association intermédiaire voit passer plus de monde qu'un chantier."""
    return [{"AI": 5, "ACI": 3, "ETTI": 3, "EI": 2}[genre] for _, _, genre in STRUCTURES]


def _heures(genre: str, hasard: random.Random) -> float:
    return round(HEURES[genre] * hasard.uniform(0.4, 1.3) * 4) / 4


def _contrat(
    numero: int, depuis: int, jusqu_a: int, dernier: bool, hasard: random.Random
) -> dict[str, str]:
    fini = jusqu_a <= 12
    return {
        "contrat_id_ctr": f"c{numero}",
        "contrat_id_pph": f"s{numero}",
        "contrat_salarie_rsa": hasard.choices(("OUI-NM", "OUI-M", "NON"), (38, 4, 58))[0],
        "contrat_salarie_ass": "oui" if hasard.random() < 0.06 else "non",
        "contrat_salarie_aah": "oui" if hasard.random() < 0.04 else "non",
        "contrat_salarie_rqth": "oui" if hasard.random() < 0.09 else "non",
        "duree_inscription_ft": hasard.choices(
            ("MOINS DE 6 MOIS", "DE 6 À 11 MOIS", "DE 12 À 23 MOIS", "24 MOIS ET PLUS"),
            (30, 20, 24, 26),
        )[0],
        "contrat_date_embauche": date(ANNEE, depuis, 2).isoformat(),
        "contrat_date_sortie_definitive": date(ANNEE, jusqu_a, 1).isoformat() if fini else "",
        "categorie_sortie": hasard.choices(SORTIES, (22, 20, 16, 42))[0]
        if fini and dernier
        else "",
    }


def _annexes(etats: pd.DataFrame) -> pd.DataFrame:
    """Une annexe par structure, conventionnée un peu au-dessus de ce qu'elle réalise."""
    heures = etats.groupby("emi_afi_id")["emi_nb_heures_travail"].sum()
    lignes = []
    for rang, (departement, commune, genre) in enumerate(STRUCTURES):
        annexe = f"a{rang + 1}"
        etp = heures.get(annexe, 0.0) / DUREES[genre]
        lignes.append(
            {
                "af_id_annexe_financiere": annexe,
                "af_mesure_dispositif_code": f"{genre}_DC",
                "af_etat_annexe_financiere_code": "VALIDE",
                "num_dep_af": departement,
                "af_date_debut_effet_v2": f"{ANNEE}-01-01",
                "af_date_fin_effet_v2": f"{ANNEE}-12-31",
                "af_etp_postes_insertion": f"{etp * (0.95 + 0.03 * (rang % 6)):.1f}",
                "rmi_valeur": DUREES[genre],
                "structure_siret_actualise": siret_fictif(rang + 1),
                "structure_denomination": f"Structure fictive {rang + 1}",
                "structure_adresse_admin_code_insee": _commune(commune),
            }
        )
    return pd.DataFrame(lignes)


def _contours() -> None:
    departements = [
        (code, f"Département fictif {code[-1]}", ouest, sud, COTE, COTE, {})
        for code, (ouest, sud) in DEPARTEMENTS.items()
    ]
    _ecrire_geojson("departements.geojson", "insee_dep", "lib_dep", departements)
    cases = [
        (_siren(r), f"CC fictive {nom}", *_case(r)[:2], _case(r)[2], COTE, {})
        for r, nom in enumerate(EPCI)
    ]
    _ecrire_geojson("epci.geojson", "code_epci", "lib_epci", cases)
    quartiers = []
    for r in range(4):
        ouest, sud, large = _case(r)
        code = f"QN0{'2A' if r < 2 else '2B'}9{r}M"
        epci = {"siren_epci": _siren(r)}
        quartiers.append(
            (code, f"Quartier fictif {r + 1}", ouest + large / 3, sud + 0.2, 0.01, 0.01, epci)
        )
    _ecrire_geojson("quartiers.geojson", "code_qp", "lib_qp", quartiers)


def _siren(rang: int) -> str:
    huit = f"2999990{rang}"
    return next(huit + cle for cle in "0123456789" if luhn(huit + cle))


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
