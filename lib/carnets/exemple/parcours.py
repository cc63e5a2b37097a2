"""Les parcours fictifs : structures, personnes, contrats, heures, formations, sorties."""

import random
from collections.abc import Iterator
from datetime import date, timedelta

import pandas as pd

from carnets.exemple.fiche import QPV
from carnets.exemple.personnes import personne
from carnets.exemple.programme import LOTS
from carnets.modeles import MODELES
from carnets.modeles.fictif import siret_fictif

_DEBUT, _FIN = date(2019, 1, 7), date(2020, 12, 31)
_SIAE = ("ACI", "EI", "AI", "ETTI")
# Nom, nature, types de contrat qu'elle signe, modalité de réalisation.
_STRUCTURES = (
    ("Chantier des Tilleuls", "ACI", ("CDDI",), "sous_traitance_ou_cotraitance"),
    ("Tilleuls Propreté", "EI", ("CDDI",), "sous_traitance_ou_cotraitance"),
    ("Coup de main Clairmont", "AI", ("CDDI",), "mise_a_disposition"),
    ("Clairmont Intérim insertion", "ETTI", ("CTT",), "mise_a_disposition"),
    ("GEIQ du bâtiment fictif", "GEIQ", ("PRO", "APP"), "mise_a_disposition"),
    ("Bâtisseurs fictifs", "entreprise", ("CDD", "CDD", "CDI", "APP", "nr"), "embauche_directe"),
    ("Travaux publics fictifs", "entreprise", ("CDI", "CDD", "CDD"), "embauche_directe"),
    ("Espaces verts fictifs", "entreprise", ("CDD", "CDI", "PRO"), "embauche_directe"),
)
_HORIZONS = (("0", 1.0), ("3", 0.6), ("6", 0.4), ("12", 0.2))
_CATEGORIES = ("emploi_durable", "emploi_transition", "sortie_positive", "autre", "sans_nouvelle")
_MODELES = {
    "personnes": "personne",
    "contrats": "contrat",
    "affectations": "affectation",
    "heures": "declaration_heures",
    "formations": "formation",
    "sorties": "sortie",
}
Ligne = dict[str, str]


def parcours(graine: int, personnes: int) -> dict[str, pd.DataFrame]:
    """Structures, personnes, contrats, affectations, heures, formations et sorties cohérents."""
    hasard = random.Random(f"{graine}-parcours")
    tables: dict[str, list[Ligne]] = {nom: [] for nom in _MODELES}
    for rang in range(1, personnes + 1):
        _suivre(tables, f"personne-{rang:05d}", hasard)
    # Une table vide garde ses en-têtes : une personne seule peut n'avoir aucune formation.
    cadres = {
        nom: pd.DataFrame(lignes, columns=None if lignes else list(MODELES[_MODELES[nom]].noms))
        for nom, lignes in tables.items()
    }
    return {"structures": _structures(), **cadres}


def _structures() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "siret": [siret_fictif(rang) for rang in range(1, len(_STRUCTURES) + 1)],
            "libelle": [nom for nom, *_ in _STRUCTURES],
            "type": [nature for _, nature, *_ in _STRUCTURES],
            "code_qpv": [QPV[0], *[""] * (len(_STRUCTURES) - 1)],
        }
    )


def _suivre(tables: dict[str, list[Ligne]], identifiant: str, hasard: random.Random) -> None:
    """Une personne et tout ce qui lui arrive, dans l'ordre."""
    contrats = list(_contrats(identifiant, len(tables["contrats"]), hasard))
    entree = date.fromisoformat(contrats[0]["date_debut"]) - timedelta(days=hasard.randint(0, 20))
    chez_siae = any(_nature(c["employeur_siret"]) in _SIAE for c in contrats)
    fiche = personne(identifiant, entree, hasard, iae=chez_siae)
    tables["personnes"].append(fiche)
    for contrat in contrats:
        lots = _lots(contrat, hasard)
        if LOTS[lots[0]].reserve:
            contrat["modalite"] = "marche_reserve"
        tables["contrats"].append(contrat)
        tables["affectations"] += [
            {
                "id_contrat": contrat["id_contrat"],
                "id_lot": lot,
                "date_debut": contrat["date_debut"],
            }
            for lot in lots
        ]
        tables["heures"] += _heures(contrat, lots, hasard)
    tables["formations"] += _formations(fiche, contrats, hasard)
    tables["sorties"] += _sorties(fiche, contrats[-1], hasard)


def _nature(siret: str) -> str:
    rangs = {siret_fictif(rang): nature for rang, (_, nature, *_) in enumerate(_STRUCTURES, 1)}
    return rangs[siret]


def _contrats(identifiant: str, deja: int, hasard: random.Random) -> Iterator[Ligne]:
    """Un à trois contrats qui se suivent ; celui qui dépasse la fin de 2020 est en cours."""
    debut = _DEBUT + timedelta(days=hasard.randint(0, 500))
    for numero in range(hasard.choices((1, 2, 3), (6, 3, 1))[0]):
        rang = hasard.randrange(len(_STRUCTURES))
        _, _, types, modalite = _STRUCTURES[rang]
        prevue = debut + timedelta(days=hasard.randint(60, 365))
        reelle = prevue if hasard.random() < 0.8 else debut + (prevue - debut) * 2 // 3
        yield {
            "id_contrat": f"contrat-{deja + numero + 1:05d}",
            "id_personne": identifiant,
            "employeur_siret": siret_fictif(rang + 1),
            "type_contrat": hasard.choice(types),
            "modalite": modalite,
            "date_debut": debut.isoformat(),
            "date_fin_prevue": prevue.isoformat(),
            "date_fin_reelle": reelle.isoformat() if reelle <= _FIN else "",
            "quotite": hasard.choice(("1", "1", "0,8", "0,6")),
            "metier_rome": hasard.choice(("F1704", "K2204", "A1203", "")),
        }
        debut = reelle + timedelta(days=hasard.randint(5, 90))
        if debut > _FIN - timedelta(days=60):
            return


def _lots(contrat: Ligne, hasard: random.Random) -> list[str]:
    """Le lot que sert un contrat, deux s'il est globalisé ; un lot réservé n'a que des SIAE."""
    siae = _nature(contrat["employeur_siret"]) in _SIAE
    ouverts = [code for code, lot in LOTS.items() if siae or not lot.reserve]
    # Les SIAE font la moitié des contrats et, seules, les lots réservés : elles y pèsent double.
    poids = [LOTS[code].poids * (1 + LOTS[code].reserve) for code in ouverts]
    tires = hasard.choices(ouverts, poids, k=2)
    globalise = hasard.random() < 0.1 and not any(LOTS[code].reserve for code in tires)
    return sorted(set(tires)) if globalise else tires[:1]


def _heures(contrat: Ligne, lots: list[str], hasard: random.Random) -> Iterator[Ligne]:
    """Une déclaration par mois et par lot ; quelques-unes sont corrigées, rejetées, estimées."""
    fin = min(date.fromisoformat(contrat["date_fin_reelle"] or _FIN.isoformat()), _FIN)
    debut = date.fromisoformat(contrat["date_debut"])
    alternance = contrat["type_contrat"] in ("APP", "PRO")
    temps = float(contrat["quotite"].replace(",", "."))
    for rang in range(debut.year * 12 + debut.month - 1, fin.year * 12 + fin.month):
        for lot in lots:
            travaillees = round(hasard.uniform(60, 150) * temps / len(lots))
            formation = hasard.choice((0, 0, 7, 14)) if alternance else 0
            declaration = {
                "id_contrat": contrat["id_contrat"],
                "id_lot": lot,
                "mois": f"{rang // 12}-{rang % 12 + 1:02d}",
                "version": "1",
                "heures_travaillees": str(travaillees),
                "heures_formation": str(formation),
                "heures_valorisees": str(travaillees + formation),
                "base_heures": "travaillees",
                "statut": hasard.choices(
                    ("validee", "declaree", "rejetee", "estimee"), (94, 3, 2, 1)
                )[0],
            }
            yield declaration
            if hasard.random() < 0.01:
                yield {**declaration, "version": "2", "statut": "validee"}


def _formations(fiche: Ligne, contrats: list[Ligne], hasard: random.Random) -> Iterator[Ligne]:
    """Un titre pour qui est en alternance ; pour d'autres, une formation courte ou préalable."""
    for contrat in contrats:
        if contrat["type_contrat"] in ("APP", "PRO"):
            yield _formation(fiche, contrat, hasard.choice(("titre", "CQP")), 280, hasard)
        elif hasard.random() < 0.15:
            yield _formation(fiche, contrat, hasard.choice(("SST", "FLE", "autre")), 28, hasard)
    if hasard.random() < 0.08:
        yield {**_formation(fiche, contrats[0], "POEC", 140, hasard), "pendant_contrat": "non"}


def _formation(
    fiche: Ligne, contrat: Ligne, type_: str, heures: int, hasard: random.Random
) -> Ligne:
    return {
        "id_personne": fiche["id_personne"],
        "type": type_,
        "date_debut": contrat["date_debut"],
        "h_centre": str(heures),
        "h_entreprise": str(heures // 2),
        "validee": "oui" if hasard.random() < 0.8 else "non",
        "pendant_contrat": "oui",
    }


def _sorties(fiche: Ligne, dernier: Ligne, hasard: random.Random) -> Iterator[Ligne]:
    """La situation de qui n'a plus de contrat, à la sortie puis à 3, 6 et 12 mois."""
    if not dernier["date_fin_reelle"]:
        return
    if _nature(dernier["employeur_siret"]) in _SIAE:
        referentiel = "IAE"
    else:
        referentiel = "PLIE" if "PLIE" in fiche["publics"] else "clause_local"
    poids = [3, 3, 2, 2, 1]
    for horizon, part in _HORIZONS:
        if hasard.random() > part:
            return
        categorie = hasard.choices(_CATEGORIES, poids)[0]
        yield {
            "id_personne": fiche["id_personne"],
            "date_sortie": dernier["date_fin_reelle"],
            "horizon": horizon,
            "situation": "",
            "categorie": categorie,
            "referentiel_sortie": referentiel,
            "examinee": "oui" if hasard.random() < 0.9 else "non",
        }
        # Qui a trouvé un emploi durable l'a le plus souvent encore à l'horizon suivant.
        poids = [8, 1, 1, 1, 1] if categorie == "emploi_durable" else [2, 3, 2, 2, 2]
