"""Le petit dossier fictif du diagnostic territorial : `data/quartiers-fictifs`.

    python outils/quartiers_fictifs.py

Neuf quartiers inventés d'un département vrai qui n'en avait aucun en 2015, la Lozère, au format
même de l'Insee : point-virgule, BOM, virgule décimale, milliers à l'espace fine, colonnes sans
en-tête, première ligne « Ensemble » en 2019, cellules vides. Toujours les mêmes octets.
"""

import json
import random
from pathlib import Path

from carnets.chemins import DOSSIERS
from carnets.codes import luhn

DESTINATION = DOSSIERS / "quartiers-fictifs"
DEPARTEMENT, REGION, OUEST, SUD = "48", "76", 3.2, 44.3
COMMUNES = ("Aubervive", "Bellegrave", "Clairmont-le-Bas", "Doulcerive")
QUARTIERS = (
    ("Les Tilleuls", 0),
    ("La Croix-Haute", 0),
    ("Le Moulin", 0),
    ("Bel-Air", 1),
    ("Centre ancien", 1),
    ("Les Genêts", 1),
    ("La Gare", 2),
    ("Centre ancien", 2),
    ("Le Plateau", 3),
)
FINE, VIDES = "\u202f", 12
Ligne = dict[str, float | str]


def main() -> None:
    """Écrit le dossier."""
    DESTINATION.mkdir(parents=True, exist_ok=True)
    profils = [random.Random(f"profil {rang}").random() for rang in range(len(QUARTIERS))]
    for edition in ("2019", "2022"):
        for nom, lignes in (
            ("DEMO", [_demo(r, p, edition) for r, p in enumerate(profils)]),
            ("IPRO", [_ipro(r, p, edition) for r, p in enumerate(profils)]),
            ("REVN", [_revn(r, p, edition) for r, p in enumerate(profils)]),
        ):
            _ecrire_insee(f"{nom}_{edition}.csv", lignes, ensemble=edition == "2019")
    _ecrire_geographie()
    _ecrire_filosofi(profils)
    _ecrire_passage()
    _ecrire_contours()
    (DESTINATION / "dossier.yml").write_text(_fiche(), encoding="utf-8")


def _code(rang: int) -> str:
    return f"QP0489{rang + 1:02d}"


def _commune(rang: int) -> str:
    return COMMUNES[QUARTIERS[rang][1]]


def _identite(rang: int) -> Ligne:
    return {"CODGEO": _code(rang), "LIBGEO": QUARTIERS[rang][0]}


def _hasard(*graine: object) -> random.Random:
    return random.Random(" ".join(map(str, graine)))


def _autour(hasard: random.Random, centre: float, ecart: float) -> float:
    return round(hasard.uniform(centre - ecart, centre + ecart), 1)


def _partager(hasard: random.Random, total: int, poids: tuple[float, ...]) -> list[int]:
    """Des effectifs dont la somme est `total`."""
    tires = [p * hasard.uniform(0.8, 1.2) for p in poids]
    parts = [int(total * t / sum(tires)) for t in tires]
    return [total - sum(parts[1:]), *parts[1:]]


def _habitants(rang: int, edition: str) -> int:
    base = 900 + 700 * ((rang * 5) % 9)
    return int(base * (1.0 if edition == "2019" else _hasard("pop", rang).uniform(0.93, 1.05)))


def _demo(rang: int, profil: float, edition: str) -> Ligne:
    hasard = _hasard("demo", rang, edition)
    voisins = [r for r in range(len(QUARTIERS)) if QUARTIERS[r][1] == QUARTIERS[rang][1]]
    siens = sum(_habitants(r, edition) for r in voisins)
    allocataires = int(_habitants(rang, edition) * (0.35 + 0.1 * profil))
    parts = _partager(hasard, allocataires, (0.45, 0.22, 0.08, 0.25))
    ligne: Ligne = {
        **_identite(rang),
        "POP_MUN": _habitants(rang, edition),
        "POP_COM_QP": siens,
        "POP_COM": siens * 3 + 211,
        "LIB_COM": _commune(rang),
        "TX_F": _autour(hasard, 52, 2),
        "TX_TOT_0A24": _autour(hasard, 30 + 12 * profil, 2),
        "TX_F_0A24": _autour(hasard, 28 + 12 * profil, 2),
        "TX_TOT_60ETPLUS": _autour(hasard, 26 - 10 * profil, 2),
        "TX_F_60ETPLUS": _autour(hasard, 29 - 10 * profil, 2),
        "IND_JEUNE": _autour(hasard, 0.9 + 1.4 * profil, 0.1),
        "TX_TOT_MEN1": _autour(hasard, 50 - 15 * profil, 3),
        "TX_TOT_MEN6": _autour(hasard, 2 + 5 * profil, 1),
        "TX_TOT_ET": _autour(hasard, 10 + 15 * profil, 2),
        "TX_F_ET": _autour(hasard, 9 + 15 * profil, 2),
        **({"NOTE_RP": "0"} if edition == "2022" else {}),
        "A": allocataires,
        "PERCOU": int(allocataires * 2.2),
        "AM": parts[1],
        "AI": parts[0],
        "ACSSENF": parts[2],
        "ACAVENF": parts[3],
        "AC3ENF": int(parts[3] * 0.4),
        "A_NETUD_24": int(allocataires * 0.08),
        "A_ETUD": int(allocataires * 0.02),
        "ENF": int(allocataires * 0.9),
        "NOTE_CNAF": "0",
    }
    # Un petit quartier dont l'âge est secret, comme dans les vrais fichiers.
    if rang == 8:
        ligne |= dict.fromkeys(("TX_TOT_0A24", "TX_F_0A24", "TX_TOT_60ETPLUS", "IND_JEUNE"), "")
    return ligne


def _ipro(rang: int, profil: float, edition: str) -> Ligne:
    hasard = _hasard("ipro", rang, edition)
    limites = "EDLIM" if edition == "2022" else "EPREC"
    taux, precaire = 52 - 16 * profil, 18 + 10 * profil
    inscrits = int(_habitants(rang, edition) * (0.14 + 0.05 * profil))
    femmes, hommes = _partager(hasard, inscrits, (0.47, 0.53))
    ages = _partager(hasard, inscrits, (0.15, 0.58, 0.27))
    ligne: Ligne = {
        **_identite(rang),
        "TX_TOT_EMPL": _autour(hasard, taux, 2),
        "TX_F_EMPL": _autour(hasard, taux - 5, 2),
        "TX_ET_EMPL": _autour(hasard, taux - 8, 3),
        f"TX_TOT_{limites}": _autour(hasard, precaire, 2),
        f"TX_F_{limites}": _autour(hasard, precaire + 1, 2),
        f"TX_ET_{limites}": _autour(hasard, precaire + 5, 3),
        "CA": int(inscrits * 0.05),
        "NOTE_ASP": "0",
        "EVOL_CA_N_E ": _autour(hasard, 10, 40),
        "NOTE_ASP_E": "0",
        "ABCDE": int(inscrits * 1.11),
        "ABCDE_F": int(femmes * 1.11),
        "ABCDE_H": int(inscrits * 1.11) - int(femmes * 1.11),
        "ABC": inscrits,
        "ABC_F": femmes,
        "ABC_H": hommes,
        "ABC_RSA": int(inscrits * 0.35),
        "ABC_RSA_F": int(inscrits * 0.35 * 0.48),
        "ABC_RSA_H": int(inscrits * 0.35) - int(inscrits * 0.35 * 0.48),
        "A": int(inscrits * 0.68),
        "A_F": int(femmes * 0.66),
        "A_H": int(inscrits * 0.68) - int(femmes * 0.66),
        "ABC_25": ages[0],
        "ABC_2649": ages[1],
        "ABC_50": ages[2],
        "ABC_FR": int(inscrits * 0.78),
        "ABC_E": inscrits - int(inscrits * 0.78),
    }
    for tete, noms, poids in (
        ("ABC", ("INFCAPBEP", "CAPBEP", "BAC", "SUPBAC"), (0.22, 0.44, 0.2, 0.14)),
        ("ABC", ("DUR1", "DUR2", "DUR3", "DUR4"), (0.34, 0.17, 0.2, 0.29)),
    ):
        lots = [_partager(hasard, sexe, poids) for sexe in (femmes, hommes)]
        for k, nom in enumerate(noms):
            ligne |= {
                f"{tete}_{nom}": lots[0][k] + lots[1][k],
                f"{tete}_{nom}_F": lots[0][k],
                f"{tete}_{nom}_H": lots[1][k],
            }
    ligne |= {"NOTE_PE": "0"}
    ligne |= {
        f"EVOL_{c}{s}_T4": _autour(hasard, -6, 5) for c in ("ABC", "A") for s in ("", "_F", "_H")
    }
    ligne |= {"NOTE_PE_T": "0"}
    # Un quartier dont les inscrits ne sont pas publiés : la note 3 de l'Insee, tout vide.
    if rang == 6:
        ligne |= {c: "" for c in ligne if c.startswith(("A", "EVOL_A"))}
        ligne |= {"NOTE_PE": "3", "NOTE_PE_T": "3"}
    return ligne


def _revn(rang: int, profil: float, edition: str) -> Ligne:
    hasard = _hasard("revn", rang, edition)
    median = round(15500 - 3500 * profil + hasard.uniform(-300, 300), -1)
    median += 300 if edition == "2022" else 0
    allocataires = int(_habitants(rang, edition) * (0.35 + 0.1 * profil))
    ligne: Ligne = {
        **_identite(rang),
        "PMIMP": _autour(hasard, 30 - 12 * profil, 2),
        "DECUC_Q2": median - 3000,
        "DECUC_Q1": median - 7500,
        "DECUC_Q3": median + 3200,
        "BREV": _autour(hasard, 50 + 16 * profil, 2),
        "DISP_Q2": median,
        "DISP_Q1": median - 3100,
        "DISP_Q3": median + 4200,
        "TP60": _autour(hasard, 32 + 20 * profil, 2),
        "DISP_D1": median - 5200,
        "DISP_D9": median + 9400,
        **({"DISP_D1D9": _autour(hasard, 2.7, 0.2)} if edition == "2022" else {}),
        "PACT": _autour(hasard, 58 - 10 * profil, 3),
        "PPEN": _autour(hasard, 25, 4),
        "PPSOC": _autour(hasard, 19 + 7 * profil, 2),
        "PIMPOT": _autour(hasard, -9, 1),
        "PPAT": _autour(hasard, 3, 1),
        "NOTE_FILO": "1" if rang == 7 else "0",
    }
    if edition == "2022":
        couverts = int(_habitants(rang, edition) * 0.93)
        ligne |= {
            "C": couverts,
            "C_C2SNP": int(couverts * (0.22 + 0.15 * profil)),
            "C_C2SP": int(couverts * 0.07),
        }
    else:
        ligne |= {"CCMUC": int(_habitants(rang, edition) * (0.2 + 0.1 * profil))}
    return ligne | {
        "NOTE_CNAM": "0",
        "A": allocataires,
        "APPA": int(allocataires * 0.32),
        "ARSAS": int(allocataires * (0.2 + 0.15 * profil)),
        "AAAH": int(allocataires * 0.11),
        "NOTE_CNAF": "0",
    }


def _nombre(valeur: float | str) -> str:
    """Comme l'Insee : virgule décimale, milliers séparés par une espace fine insécable."""
    if isinstance(valeur, str):
        return valeur
    if valeur == int(valeur):
        return f"{int(valeur):,}".replace(",", FINE)
    return f"{valeur:.1f}".replace(".", ",")


def _ecrire_insee(nom: str, lignes: list[Ligne], *, ensemble: bool) -> None:
    entetes = list(lignes[0])
    corps = [[_nombre(ligne[c]) for c in entetes] for ligne in lignes]
    if ensemble:
        corps.insert(0, ["Ensemble", "Ensemble des QPV", *[""] * (len(entetes) - 2)])
    rangees = [[*r, *[""] * VIDES] for r in ([*entetes], *corps)]
    texte = "\r\n".join(";".join(r) for r in rangees) + "\r\n"
    (DESTINATION / nom).write_bytes(texte.encode("utf-8-sig"))


def _ecrire(nom: str, entetes: str, lignes: list[str], separateur: str = ",") -> None:
    texte = "\n".join([entetes.replace(",", separateur), *lignes]) + "\n"
    (DESTINATION / nom).write_text(texte, encoding="utf-8")


def _siren(huit: str) -> str:
    return next(huit + cle for cle in "0123456789" if luhn(huit + cle))


EPCI = (_siren("20489900"), _siren("20489901"))


def _epci(commune: int) -> int:
    return 0 if commune < 2 else 1


def _ecrire_geographie() -> None:
    _ecrire(
        "communes.csv",
        "codgeo,libgeo,epci,libepci,dep,reg",
        [
            f"4890{k},{nom},{EPCI[_epci(k)]},CC fictive {_epci(k) + 1},{DEPARTEMENT},{REGION}"
            for k, nom in enumerate(COMMUNES)
        ],
    )
    _ecrire(
        "quartiers.csv",
        "code_qp,nom_qp,lib_com,insee_com",
        [
            f"{_code(r)},{nom},{COMMUNES[commune]},4890{commune}"
            for r, (nom, commune) in enumerate(QUARTIERS)
        ],
    )


def _ecrire_filosofi(profils: list[float]) -> None:
    medianes = {
        "COM": [(f"4890{k}", nom, 18200 + 400 * k) for k, nom in enumerate(COMMUNES)],
        "EPCI": [(code, f"CC fictive {k + 1}", 19000 + 300 * k) for k, code in enumerate(EPCI)],
        "DEP": [(DEPARTEMENT, "Département fictif", 20400)],
        "REG": [(REGION, "Région fictive", 21000)],
        "METROPOLE": [("1", "France fictive", 21900)],
    }
    for nom, territoires in medianes.items():
        _ecrire(
            f"FILO2019_DISP_{nom}.csv",
            "CODGEO,LIBGEO,Q119,Q219,Q319,D119,D919,RD,S80S2019,GI19",
            [
                f"{code};{libelle};{m - 4800};{m};{m + 6500};{m - 8300};{m + 17000};3,3;4,2;0,28"
                for code, libelle, m in territoires
            ],
            ";",
        )
    _ecrire(
        "filosofi_quartiers.csv",
        "code,revenu_median,taux_pauvrete,gini,s80s20,annee",
        [
            f"{_code(r)},{15300 - 3500 * p + 110 * (annee - 2012):.0f},"
            f"{33 + 20 * p - 0.2 * (annee - 2012):.1f},{0.22 + 0.04 * p:.3f},{3 + 0.6 * p:.1f},"
            f"{annee}"
            for r, p in enumerate(profils)
            for annee in range(2012, 2022)
        ],
    )


def _ecrire_passage() -> None:
    """Chaque nature : inchangé, modifié, scindé, fusionné, entrant ; le dernier quartier sort."""
    liens = [
        ("QN04801I", "Les Tilleuls", "INCHANGE", (0,)),
        ("QN04802M", "La Croix-Haute", "MODIFIE", (1,)),
        ("QN04803M", "Le Moulin nord", "MODIFIE", (2,)),
        ("QN04804M", "Le Moulin sud", "MODIFIE", (2,)),
        ("QN04805M", "Bel-Air et centre ancien", "MODIFIE", (3, 4)),
        ("QN04806M", "Les Genêts", "MODIFIE", (5,)),
        ("QN04807M", "La Gare", "MODIFIE", (6,)),
        ("QN04808I", "Centre ancien", "INCHANGE", (7,)),
        ("QN04809N", "Les Hauts", "NOUVEAU", ()),
    ]
    _ecrire(
        "passage.csv",
        "qp2024,lib_qp2024,statut,qp2015_1,lib_qp2015_1,qp2015_2,lib_qp2015_2,qp2015_3,lib_qp2015_3",
        [
            ",".join(
                [
                    code,
                    nom,
                    statut,
                    *(t for r in rangs for t in (_code(r), QUARTIERS[r][0])),
                    *[""] * (6 - 2 * len(rangs)),
                ]
            )
            for code, nom, statut, rangs in liens
        ],
    )


def _ecrire_contours() -> None:
    anciens = [
        {
            "code_qp": _code(r),
            "nom_qp": nom,
            "commune_qp": COMMUNES[commune],
            "code_departement": DEPARTEMENT,
            "place": (
                OUEST + 0.12 + 0.17 * commune + 0.012 * (r % 3),
                SUD + 0.3 + 0.011 * (r % 3),
                0.009,
            ),
        }
        for r, (nom, commune) in enumerate(QUARTIERS)
    ]
    _ecrire_geojson("contours_2015.geojson", anciens)
    departement = {
        "insee_dep": DEPARTEMENT,
        "lib_dep": "Département fictif",
        "place": (OUEST, SUD, 0.85),
    }
    _ecrire_geojson("departements.geojson", [departement])


def _ecrire_geojson(nom: str, formes: list[dict[str, object]]) -> None:
    objets = []
    for forme in formes:
        x, y, cote = forme.pop("place")  # type: ignore[misc]
        coins = ((0, 0), (cote, 0), (cote, cote), (0, cote), (0, 0))
        contour = [[round(x + a, 4), round(y + b, 4)] for a, b in coins]
        objets.append(
            {
                "type": "Feature",
                "properties": forme,
                "geometry": {"type": "Polygon", "coordinates": [contour]},
            }
        )
    texte = json.dumps({"type": "FeatureCollection", "features": objets}, ensure_ascii=False)
    Path(DESTINATION / nom).write_text(texte + "\n", encoding="utf-8")


def _fiche() -> str:
    lignes = [
        "titre: Quartiers prioritaires fictifs",
        "fictif: true",
        "annee: 2022",
        'geographie: "2015"',
        "territoires:",
        "  - {code: FR, libelle: France, type: france}",
        "territoires_de: {quartiers: quartiers, communes: communes}",
        "sources:",
        *(
            _source(f"{theme.lower()}_{e}", f"{theme}_{e}.csv", f"insee_qpv_{theme.lower()}",
                    f"Table {theme}, édition {e}", f'constantes: {{edition: "{e}"}}')
            for theme in ("DEMO", "IPRO", "REVN")
            for e in ("2019", "2022")
        ),
        _source("quartiers", "quartiers.csv", "qpv", "Liste des quartiers",
                'constantes: {geographie: "2015"}'),
        _source("communes", "communes.csv", "commune_epci", "Communes et EPCI"),
        *(
            _source(f"filosofi_{etage}", f"FILO2019_DISP_{nom}.csv", "filosofi_disponible",
                    f"Filosofi 2019, {etage}")
            for etage, nom in (("commune", "COM"), ("epci", "EPCI"), ("departement", "DEP"),
                               ("region", "REG"), ("france", "METROPOLE"))
        ),
        _source("filosofi_quartiers", "filosofi_quartiers.csv", "panel_filosofi_qpv",
                "Filosofi par quartier, 2012 à 2021"),
        _source("passage", "passage.csv", "passage_qpv", "Passage de 2024 à 2015"),
        _source("contours_2015", "contours_2015.geojson", "contours_qpv", "Contours de 2015"),
        _source("departements", "departements.geojson", "contours_departements",
                "Contour du département"),
        "conventions: {}",
        "livrables:",
        f"  - {{carnet: diagnostic_territorial, territoire: {_code(0)}}}",
        f'  - {{carnet: diagnostic_territorial, territoire: "{EPCI[0]}"}}',
    ]  # fmt: skip
    return "\n".join(lignes) + "\n"


def _source(nom: str, fichier: str, modele: str, document: str, *autres: str) -> str:
    suite = "".join(f", {autre}" for autre in autres)
    return (
        f"  {nom}: {{fichier: {fichier}, modele: {modele}, secret: deja_publie, "
        f'part_refus_max: 0.0, carte: {{document: "{document}", producteur: Données fictives, '
        f"date: 2022-12-31, lignes: toutes}}{suite}}}"
    )


if __name__ == "__main__":
    main()
