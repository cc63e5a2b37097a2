"""Le dossier fictif du bilan d'insertion : `data/projet-fictif`.

    python outils/projet_fictif.py

Une région, cinq projets, dont un de quatre cents personnes ; aucun lieu, aucun nom n'existe.
Toujours les mêmes octets. Les déclarations s'arrêtent à octobre 2021 : l'année est partielle.
"""

# ruff: noqa: E501 — un lot par ligne se lit mieux que dix

import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import pandas as pd

from carnets.chemins import DOSSIERS
from carnets.modeles.fictif import siret_fictif

DESTINATION = DOSSIERS / "projet-fictif"
ARRETE = date(2021, 10, 31)
DOUBLONS = 0.2  # personnes qui ont un second contrat, souvent ailleurs dans le projet
MOIS_DECLARES_MAX = 7
SANS_TROIS_QUARTS = 0.35  # contrats de moins de dix semaines


@dataclass(frozen=True)
class Lot:
    """Un lot, son opération, et ce qui se calcule de lui."""

    code: str
    operation: str
    objet: str
    nature: str
    notification: date
    mois: int
    montant: int
    famille_gup: str = ""
    reservation: str = "aucune"
    part_du_realise: float = 1.0  # objectif initial / heures que ses personnes feront
    avenant: float = 0.0


@dataclass(frozen=True)
class Projet:
    """Un projet : ses quartiers, ses maîtres d'ouvrage, ses opérations, ses lots."""

    code: str
    libelle: str
    personnes: int
    quartiers: Mapping[str, str]
    maitres_ouvrage: Mapping[str, tuple[str, str]]
    operations: Mapping[str, tuple[str, str, str]]
    lots: tuple[Lot, ...]


def _lot(
    code: str,
    operation: str,
    objet: str,
    nature: str,
    debut: str,
    mois: int,
    montant: int,
    **suite: object,
) -> Lot:
    return Lot(
        code, operation, objet, nature, date.fromisoformat(debut), mois, montant, **suite,  # type: ignore[arg-type]
    )  # fmt: skip


TILLEULS = Projet(
    code="projet-tilleuls",
    libelle="Les Tilleuls (projet fictif)",
    personnes=400,
    quartiers={"QP030990": "Tilleuls Nord", "QP030991": "Tilleuls Sud"},
    maitres_ouvrage={
        "bailleur": ("Bailleur des Tilleuls", "oph"),
        "ville": ("Ville de Clairmont", "commune"),
        "agglomeration": ("Agglomération de Clairmont", "epci"),
    },
    operations={
        "demolition": ("Démolition de la barre Nord", "bailleur", "demolition"),
        "reconstitution": ("Reconstitution hors site", "bailleur", "reconstitution"),
        "espaces-publics": ("Espaces publics du mail", "agglomeration", "amenagement"),
        "groupe-scolaire": ("Groupe scolaire", "ville", "equipement"),
        "gestion-urbaine": ("Gestion urbaine de proximité", "ville", "gup"),
    },
    lots=(
        _lot("demolition-1", "demolition", "Curage et démolition", "travaux", "2019-03-01", 24, 5_200_000, part_du_realise=0.88, avenant=0.09),
        _lot("reconstitution-1", "reconstitution", "Gros œuvre", "travaux", "2019-06-01", 36, 8_900_000, part_du_realise=1.7),
        _lot("reconstitution-2", "reconstitution", "Second œuvre", "travaux", "2019-10-01", 36, 5_400_000, part_du_realise=1.55),
        _lot("espaces-publics-1", "espaces-publics", "Voirie et réseaux", "travaux", "2019-04-01", 36, 4_100_000, part_du_realise=1.32, avenant=-0.06),
        _lot("espaces-publics-2", "espaces-publics", "Plantations", "travaux", "2019-09-01", 24, 1_300_000, reservation="siae", part_du_realise=1.14),
        _lot("groupe-scolaire-1", "groupe-scolaire", "Clos et couvert", "travaux", "2019-05-01", 24, 6_300_000, part_du_realise=1.1),
        _lot("groupe-scolaire-2", "groupe-scolaire", "Maîtrise d'œuvre", "moe", "2019-01-01", 36, 900_000, part_du_realise=0.0),
        _lot("gestion-urbaine-1", "gestion-urbaine", "Propreté des espaces extérieurs", "services", "2019-03-01", 48, 1_600_000, famille_gup="proprete", reservation="siae", part_du_realise=1.45),
        _lot("gestion-urbaine-2", "gestion-urbaine", "Petits travaux", "services", "2020-01-01", 36, 1_100_000, famille_gup="petits_travaux", part_du_realise=1.6),
    ),
)  # fmt: skip


def _petit(nom: str, libelle: str, quartier: str, personnes: int, part: float) -> Projet:
    """Un projet voisin, d'un seul maître d'ouvrage : de quoi situer le premier dans sa région."""
    bailleur = f"bailleur-{nom}"
    travaux, gestion = f"logements-{nom}", f"gestion-{nom}"
    return Projet(
        code=f"projet-{nom}",
        libelle=f"{libelle} (projet fictif)",
        personnes=personnes,
        quartiers={quartier: f"Quartier de {libelle}"},
        maitres_ouvrage={bailleur: (f"Bailleur de {libelle}", "esh")},
        operations={
            travaux: (f"Logements de {libelle}", bailleur, "residentialisation"),
            gestion: (f"Gestion urbaine de {libelle}", bailleur, "gup"),
        },
        lots=(
            _lot(f"{travaux}-1", travaux, "Résidentialisation", "travaux", "2019-06-01", 36, 2_400_000, part_du_realise=part),
            _lot(f"{gestion}-1", gestion, "Entretien", "services", "2019-06-01", 36, 500_000, famille_gup="proprete", reservation="siae", part_du_realise=part * 1.1),
        ),
    )  # fmt: skip


PROJETS = (
    TILLEULS,
    _petit("bellegrave", "Bellegrave", "QP030992", 62, 1.05),
    _petit("roquebasse", "Roquebasse", "QP030993", 58, 1.6),
    _petit("doulcerive", "Doulcerive", "QP030994", 66, 1.3),
    _petit("fontvieux", "Fontvieux", "QP030995", 54, 0.94),
)
# Nature de l'employeur → (type de contrat, modalité) des contrats qu'il signe.
EMPLOYEURS = (
    ("ETTI", "CTT", "mise_a_disposition"),
    ("ETTI", "CTT", "mise_a_disposition"),
    ("AI", "CDDU", "mise_a_disposition"),
    ("GEIQ", "PRO", "mise_a_disposition"),
    ("ACI", "CDDI", "marche_reserve"),
    ("EI", "CDDI", "sous_traitance_ou_cotraitance"),
    ("entreprise", "CDD", "embauche_directe"),
    ("entreprise", "CDI", "embauche_directe"),
    ("entreprise", "APP", "embauche_directe"),
)
NOMS_EMPLOYEURS = (
    "Relais Intérim", "Tremplin Intérim", "Coup de pouce", "GEIQ des collines", "Chantier du mail",
    "Second souffle", "Bâtisseurs réunis", "Terrassements du val", "Ateliers Clairmont",
)  # fmt: skip
TITULAIRES = 6
PUBLICS = (
    ("RSA", 0.38),
    ("DELD", 0.32),
    ("DETLD", 0.1),
    ("PLIE", 0.22),
    ("RQTH", 0.08),
    ("PARENT_ISOLE", 0.07),
)
NIVEAUX = (("infra3", 0.3), ("3", 0.34), ("4", 0.22), ("5", 0.08), ("6", 0.03), ("nr", 0.03))
CATEGORIES = (
    ("emploi_durable", 0.24), ("emploi_transition", 0.22), ("sortie_positive", 0.2), ("autre", 0.2),
    ("sans_nouvelle", 0.14),
)  # fmt: skip
TAUX_MO, COUT, EFFORT = 0.4, 32, 0.05


def main() -> None:
    """Écrit le dossier."""
    DESTINATION.mkdir(parents=True, exist_ok=True)
    hasard = random.Random(2021)
    parcours = Parcours(hasard)
    for projet in PROJETS:
        parcours.remplir(projet)
    for nom, lignes in _tables(parcours).items():
        pd.DataFrame(lignes).to_csv(
            DESTINATION / f"{nom}.csv", sep=";", index=False, lineterminator="\n"
        )
    (DESTINATION / "dossier.yml").write_text(_fiche(), encoding="utf-8", newline="\n")


class Parcours:
    """Les personnes, leurs contrats, leurs heures : ce que le hasard remplit projet par projet."""

    def __init__(self, hasard: random.Random) -> None:
        self.hasard = hasard
        self.tables: dict[str, list[dict[str, str]]] = {
            nom: []
            for nom in ("personnes", "contrats", "affectations", "heures", "formations", "sorties")
        }
        self.faites: dict[str, float] = {}

    def remplir(self, projet: Projet) -> None:
        """Les bénéficiaires d'un projet, leurs contrats et leurs heures."""
        grand = [lot.montant**0.5 for lot in projet.lots]
        for _ in range(projet.personnes):
            rang = len(self.tables["personnes"]) + 1
            personne = f"p{rang:03}"
            debut = date(2019, 7, 1) + timedelta(days=self.hasard.randint(0, 790))
            self._personne(personne, projet, debut)
            fin = debut
            for _ in range(2 if self.hasard.random() < DOUBLONS else 1):
                (lot,) = self.hasard.choices(projet.lots, grand)
                depart = max(fin + timedelta(days=20), lot.notification) if fin != debut else debut
                if depart < ARRETE - timedelta(days=30):
                    fin = self._contrat(personne, lot, depart)
            self._suites(personne, fin)

    def _personne(self, personne: str, projet: Projet, debut: date) -> None:
        h = self.hasard
        age = h.choice((19, 21, 23, 25, 28, 31, 34, 38, 42, 45, 48, 51, 54, 57))
        statut = _tirer(h, (("QP", 0.56), ("NQP", 0.35), ("NR", 0.09)))
        publics = [code for code, part in PUBLICS if h.random() < part]
        publics += (
            ["QPV"] * (statut == "QP") + ["JEUNE26"] * (age < 26) + ["SENIOR50"] * (age >= 50)
        )
        self.tables["personnes"].append({
            "id_personne": personne,
            "sexe": _tirer(h, (("F", 0.27), ("H", 0.69), ("nr", 0.04))),
            "annee_naissance": str(debut.year - age) if h.random() < 0.96 else "",
            "statut_qpv": statut,
            "code_qpv_entree": h.choice(list(projet.quartiers)) if statut == "QP" else "",
            "publics": "|".join(publics),
            "niveau_formation": _tirer(h, NIVEAUX),
            "prescripteur": h.choice(("PLIE", "Mission locale", "Service public de l'emploi")),
            "date_entree": debut.isoformat(),
            "date_validation_eligibilite": (debut - timedelta(days=h.randint(3, 30))).isoformat(),
        })  # fmt: skip

    def _contrat(self, personne: str, lot: Lot, debut: date) -> date:
        h = self.hasard
        rang = h.randrange(len(EMPLOYEURS))
        _, nature, modalite = EMPLOYEURS[rang]
        court = h.random() < SANS_TROIS_QUARTS
        jours = h.randint(20, 75) if court else h.randint(75, 330)
        fin = debut + timedelta(days=jours)
        contrat = f"c{len(self.tables['contrats']) + 1:03}"
        self.tables["contrats"].append({
            "id_contrat": contrat,
            "id_personne": personne,
            "employeur_siret": siret_fictif(rang + 1),
            "type_contrat": nature if h.random() < 0.98 else "nr",
            "modalite": modalite,
            "date_debut": debut.isoformat(),
            "date_fin_prevue": fin.isoformat() if nature != "CDI" else "",
            "date_fin_reelle": fin.isoformat() if fin <= ARRETE and nature != "CDI" else "",
        })  # fmt: skip
        self.tables["affectations"].append({"id_contrat": contrat, "id_lot": lot.code})
        dernier = min(fin, ARRETE)
        rangs = range(debut.year * 12 + debut.month - 1, dernier.year * 12 + dernier.month)
        for r in list(rangs)[:MOIS_DECLARES_MAX]:
            self._declaration(contrat, lot.code, f"{r // 12}-{r % 12 + 1:02}")
        return fin

    def _declaration(self, contrat: str, lot: str, mois: str) -> None:
        h = self.hasard
        travaillees = h.randint(50, 151)
        formation = h.choice((0, 0, 0, 0, 7, 14))
        statut = _tirer(h, (("validee", 0.96), ("declaree", 0.03), ("rejetee", 0.01)))
        valorisees = travaillees + formation
        connue = h.random() < 0.99
        self.tables["heures"].append({
            "id_contrat": contrat, "id_lot": lot, "mois": mois, "version": "1",
            "heures_travaillees": str(travaillees), "heures_formation": str(formation),
            "heures_valorisees": str(valorisees) if connue else "", "statut": statut,
        })  # fmt: skip
        if statut == "validee" and connue:
            self.faites[lot] = self.faites.get(lot, 0) + valorisees

    def _suites(self, personne: str, fin: date) -> None:
        h = self.hasard
        if h.random() < 0.3:
            self.tables["formations"].append({
                "id_personne": personne,
                "type": h.choice(("CQP", "titre", "SST", "FLE", "POEC")),
                "date_debut": (min(fin, ARRETE) - timedelta(days=h.randint(10, 40))).isoformat(),
                "h_centre": str(h.choice((14, 35, 70, 140))),
                "h_entreprise": h.choice(("", "35", "70")),
                "validee": h.choice(("oui", "oui", "non")),
                "pendant_contrat": h.choice(("oui", "oui", "oui", "non")),
            })  # fmt: skip
        if fin <= ARRETE:
            sortie = {
                "id_personne": personne,
                "date_sortie": fin.isoformat(),
                "horizon": "0",
                "categorie": _tirer(h, CATEGORIES),
                "referentiel_sortie": _tirer(h, (("clause_local", 0.66), ("IAE", 0.34))),
                "examinee": "oui" if h.random() < 0.85 else "non",
            }
            self.tables["sorties"] += [sortie, *_revues(sortie, fin)]


def _revues(sortie: Mapping[str, str], fin: date) -> Iterable[dict[str, str]]:
    """La même personne revue à 3, 6 et 12 mois, si l'échéance est passée et qu'on l'a retrouvée.

    Un hasard à part, tiré de la personne : les autres tables ne changent pas avec le suivi.
    """
    h = random.Random(f"{sortie['id_personne']} {sortie['date_sortie']}")
    categorie = sortie["categorie"]
    for horizon, retrouvee in (("3", 0.92), ("6", 0.85), ("12", 0.8)):
        if fin + timedelta(days=31 * int(horizon)) > ARRETE or h.random() > retrouvee:
            return
        if h.random() < (0.2 if categorie == "emploi_durable" else 0.5):
            categorie = _tirer(h, CATEGORIES)
        yield {**sortie, "horizon": horizon, "categorie": categorie, "examinee": "oui"}


def _tirer(hasard: random.Random, choix: Sequence[tuple[str, float]]) -> str:
    (tire,) = hasard.choices([nom for nom, _ in choix], [poids for _, poids in choix])
    return tire


def _tables(parcours: Parcours) -> dict[str, list[dict[str, str]]]:
    objectifs = {
        lot.code: 50 * round(parcours.faites.get(lot.code, 0) * lot.part_du_realise / 50)
        for projet in PROJETS
        for lot in projet.lots
    }
    return {
        **parcours.tables,
        "projets": [
            {"id_projet": p.code, "libelle": p.libelle, "programme": "NPNRU"} for p in PROJETS
        ],
        "maitres_ouvrage": [
            {"id_mo": code, "libelle": libelle, "type": nature}
            for p in PROJETS
            for code, (libelle, nature) in p.maitres_ouvrage.items()
        ],
        "operations": list(_operations(objectifs)),
        "marches": list(_marches()),
        "clauses": list(_clauses(objectifs)),
        "structures": list(_structures()),
        "engagements": list(_engagements(parcours.faites)),
    }


def _operations(objectifs: Mapping[str, int]) -> Iterable[dict[str, str]]:
    """Une base qui redonne l'objectif des lots, sauf une : arrondie à la main, comme souvent."""
    for projet in PROJETS:
        for code, (libelle, ouvrage, famille) in projet.operations.items():
            lots = [lot for lot in projet.lots if lot.operation == code]
            objectif = sum(objectifs[lot.code] for lot in lots)
            base = round(objectif * COUT / TAUX_MO / EFFORT)
            exclus = 1000 * round(base * 0.08 / 1000) if famille == "demolition" else 0
            ajuste = sum(round(objectifs[lot.code] * (1 + lot.avenant)) for lot in lots)
            change = any(lot.avenant for lot in lots)
            yield {
                "id_operation": code, "libelle": libelle, "id_projet": projet.code,
                "id_mo": ouvrage,
                "code_qpv": "" if famille == "reconstitution" else next(iter(projet.quartiers)),
                "famille": famille,
                "montant_travaux_ht": str(round((base + exclus) * 0.9)),
                "montant_moe_ht": str(base + exclus - round((base + exclus) * 0.9)),
                "base_retenue_ht": str(base),
                "motif_exclusion": "Désamiantage confié à des opérateurs certifiés" if exclus else "",
                "taux_mo": "0,4", "cout_horaire": str(COUT), "taux_insertion": "0,05",
                "objectif_h_initial": str(objectif if famille != "equipement" else round(objectif * 0.94)),
                "objectif_h_ajuste": str(ajuste) if change else "",
                "date_ajustement": "2020-09-15" if change else "",
                "statut": "en_cours", "date_debut": "2019-01-01", "date_fin": "2023-12-31",
            }  # fmt: skip


def _marches() -> Iterable[dict[str, str]]:
    for rang, lot in enumerate(lot for projet in PROJETS for lot in projet.lots):
        yield {
            "id_lot": lot.code, "id_marche": f"2019-{rang + 1:02}", "num_lot": lot.code[-1],
            "id_operation": lot.operation, "objet": lot.objet, "nature_achat": lot.nature,
            "forme": "ordinaire", "date_notification": lot.notification.isoformat(),
            "duree_mois": str(lot.mois), "montant_ht_estime": str(lot.montant),
            "montant_ht_notifie": str(lot.montant),
            "est_gup": "oui" if lot.famille_gup else "non", "famille_gup": lot.famille_gup,
            "considerations_sociales": "Marché réservé" if lot.reservation == "siae" else "Clause sociale",
            "type_reservation": lot.reservation,
            "type_dispositif": "reserve" if lot.reservation == "siae" else "condition_execution",
            "titulaire_siret": siret_fictif(50 + rang % TITULAIRES),
        }  # fmt: skip


def _clauses(objectifs: Mapping[str, int]) -> Iterable[dict[str, str]]:
    for lot in (lot for projet in PROJETS for lot in projet.lots):
        heures = objectifs[lot.code]
        fiche = {
            "id_clause": f"clause-{lot.code}", "id_lot": lot.code, "date_avenant": "",
            "mode_calcul": "heures_fixes" if heures else "qualitative",
            "h_objectif": str(heures) if heures else "",
            "penalite_h": "60" if heures else "",
        }  # fmt: skip
        yield fiche
        if lot.avenant:
            ajuste = round(heures * (1 + lot.avenant))
            yield {**fiche, "date_avenant": "2020-09-15", "h_objectif": str(ajuste)}


def _structures() -> Iterable[dict[str, str]]:
    employeurs = [
        (siret_fictif(rang + 1), nom, nature)
        for rang, (nom, (nature, _, _)) in enumerate(zip(NOMS_EMPLOYEURS, EMPLOYEURS, strict=True))
    ]
    titulaires = [
        (siret_fictif(50 + rang), f"Titulaire fictif {rang + 1}", "entreprise")
        for rang in range(TITULAIRES)
    ]
    for siret, libelle, nature in (*employeurs, *titulaires):
        yield {"siret": siret, "libelle": libelle, "type": nature}


def _engagements(faites: Mapping[str, float]) -> Iterable[dict[str, str]]:
    """Ce que le comité de pilotage suit à côté des heures ; pour le seul grand projet."""
    gup = sum(faites[lot.code] for lot in TILLEULS.lots if lot.famille_gup)
    suivis = (
        (
            "gup_heures",
            "Heures travaillées des marchés de gestion urbaine",
            "",
            f"{gup / 0.116:.0f}",
        ),
        ("gup_embauches", "Embauches de gestion urbaine et d'équipement", "9", "74"),
        ("postes", "Postes ouverts ou remplacés", "4", "13"),
        ("objectif_local", "Personnes formées à un métier du bâtiment", "52", "60"),
        ("objectif_local", "Femmes accueillies en découverte de chantier", "41", "40"),
        ("objectif_local", "Permis de conduire aidés", "12", "25"),
    )
    for engagement, libelle, atteint, base in suivis:
        yield {
            "territoire": TILLEULS.code, "engagement": engagement, "libelle": libelle,
            "atteint": atteint, "base": base,
        }  # fmt: skip


SOURCES = {
    "projets": ("projet", "Convention du renouvellement urbain", "personnes_public"),
    "maitres_ouvrage": ("maitre_ouvrage", "Convention du renouvellement urbain", "personnes_public"),
    "operations": ("operation", "Maquette financière de la convention", "personnes_public"),
    "marches": ("marche", "Tableau des marchés clausés", "personnes_public"),
    "clauses": ("clause", "Tableau des marchés clausés", "personnes_public"),
    "structures": ("structure", "Extraction du logiciel de clauses", "entreprises"),
    "personnes": ("personne", "Extraction du logiciel de clauses", "personnes_public"),
    "contrats": ("contrat", "Extraction du logiciel de clauses", "personnes_public"),
    "affectations": ("affectation", "Extraction du logiciel de clauses", "personnes_public"),
    "heures": ("declaration_heures", "Extraction du logiciel de clauses", "personnes_public"),
    "formations": ("formation", "Extraction du logiciel de clauses", "personnes_public"),
    "sorties": ("sortie", "Extraction du logiciel de clauses", "personnes_public"),
    "engagements": ("engagement_charte", "Relevé de décisions du comité de pilotage", "deja_publie"),
}  # fmt: skip


def _fiche() -> str:
    territoires = ["  - {code: region-fictive, libelle: Région fictive, type: region}"]
    for p in PROJETS:
        territoires.append(_territoire(p.code, p.libelle, "projet", "region-fictive"))
        territoires += [
            _territoire(code, libelle, "maitre_ouvrage", p.code)
            for code, (libelle, _) in p.maitres_ouvrage.items()
        ]
        territoires += [
            _territoire(code, libelle, "operation", ouvrage)
            for code, (libelle, ouvrage, _) in p.operations.items()
        ]
        territoires += [
            _territoire(code, libelle, "qpv", p.code) for code, libelle in p.quartiers.items()
        ]
    lignes = [
        "# Écrit par outils/projet_fictif.py : changez le programme, pas ce fichier.",
        "titre: Le bilan d'insertion d'un projet de renouvellement urbain fictif",
        "fictif: true",
        "annee: 2021",
        'geographie: "2015"',
        "territoires:",
        *territoires,
        "sources:",
    ]
    for nom, (modele, document, secret) in SOURCES.items():
        lignes += [
            f"  {nom}:",
            f"    fichier: {nom}.csv",
            f"    modele: {modele}",
            f"    secret: {secret}",
            *(["    constantes: {base_heures: travaillees}"] if nom == "heures" else []),
            "    carte:",
            f"      document: {document}",
            "      producteur: Facilitateur fictif",
            "      date: 2021-11-15",
            "      lignes: toutes",
        ]
    lignes += [
        "conventions:",
        '  dernier_mois: "2021-10"',
        "livrables:",
        f"  - {{carnet: bilan_insertion, territoire: {TILLEULS.code}}}",
    ]
    return "\n".join(lignes) + "\n"


def _territoire(code: str, libelle: str, nature: str, parent: str) -> str:
    return f'  - {{code: {code}, libelle: "{libelle}", type: {nature}, parent: {parent}}}'


if __name__ == "__main__":
    main()
