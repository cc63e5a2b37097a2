"""Projets tirés au hasard, et le même bilan refait en Python nu, sans pandas ni code du projet."""

import random
from collections.abc import Mapping
from datetime import date, timedelta
from statistics import median
from typing import Any

import pandas as pd

from carnets.indicateurs.clauses import Releve, relever
from carnets.modeles import MODELES
from carnets.modeles.base import DTYPES

Lignes = dict[str, list[dict[str, Any]]]
MODELE_DE = {
    "marches": "marche", "clauses": "clause", "structures": "structure", "personnes": "personne",
    "contrats": "contrat", "affectations": "affectation", "heures": "declaration_heures",
    "formations": "formation", "sorties": "sortie",
}  # fmt: skip
DEBUT, FIN = "2023-01", "2024-06"
BORNES = (date(2023, 1, 1), date(2024, 6, 30))


def tirer(nombre: int, graine: int) -> tuple[Lignes, dict[str, list[str]]]:
    """`nombre` projets de deux maîtres d'ouvrage ; rend les lignes et lot → territoires."""
    hasard = random.Random(graine)
    lignes: Lignes = {nom: [] for nom in MODELE_DE}
    lignes["structures"] = [
        {"siret": f"s{i}", "type": nature}
        for i, nature in enumerate(("ACI", "ETTI", "entreprise", "GEIQ"))
    ]
    niveaux: dict[str, list[str]] = {}
    for rang in range(nombre):
        _projet(f"p{rang}", hasard, lignes, niveaux)
    return lignes, niveaux


def _projet(p: str, hasard: random.Random, lignes: Lignes, niveaux: dict[str, list[str]]) -> None:
    lots = [f"{p}-l{i}" for i in range(hasard.randint(1, 3))]
    for i, lot in enumerate(lots):
        niveaux[lot] = [p, f"{p}-mo{i % 2}"]
        gup = hasard.random() < 0.4
        lignes["marches"].append({
            "id_lot": lot, "id_operation": f"{p}-o{i % 2}", "est_gup": gup, "famille_gup": hasard.choice(("proprete", None)) if gup else None,  # noqa: E501
            "type_reservation": hasard.choice((None, "aucune", "siae", "stpa_siae", "stpa")),
            "montant_ht_notifie": hasard.choice((0.0, 1000.0, 2500.0)),
            "date_notification": date(2022, hasard.randint(1, 12), 1),
            "duree_mois": hasard.choice((None, 6.0, 12.0, 36.0)),
            "titulaire_siret": hasard.choice((None, "t1", "t2")),
        })  # fmt: skip
        for rang_version in range(hasard.choice((0, 1, 1, 2))):
            lignes["clauses"].append({
                "id_clause": f"c-{lot}", "id_lot": lot,
                "date_avenant": date(2023, 1, 1) if rang_version else None,
                "h_objectif": float(hasard.randint(1, 400)),
                "penalite_h": hasard.choice((None, 60.0)),
            })  # fmt: skip
    for i in range(hasard.randint(0, 4)):
        _personne(f"{p}-x{i}", lots, hasard, lignes)


def _personne(x: str, lots: list[str], hasard: random.Random, lignes: Lignes) -> None:
    qpv = hasard.choice((None, "QP030001", "QP030002"))
    lignes["personnes"].append({
        "id_personne": x, "sexe": hasard.choice(("F", "H", "nr")),
        "annee_naissance": hasard.choice((None, 1960, 1974, 1985, 1998, 2004)),
        "statut_qpv": "QP" if qpv else hasard.choice(("NQP", "NR")), "code_qpv_entree": qpv,
        "publics": hasard.choice((None, "NR", "RSA", "DELD|RSA", "QPV|JEUNE26", "DETLD")),
        "niveau_formation": hasard.choice((None, "infra3", "3", "4", "5", "nr")),
    })  # fmt: skip
    for j in range(hasard.choice((1, 1, 2))):
        debut = date(2022, 6, 1) + timedelta(days=hasard.randint(0, 600))
        fin = debut + timedelta(days=hasard.randint(5, 300))
        contrat = f"{x}-k{j}"
        lignes["contrats"].append({
            "id_contrat": contrat, "id_personne": x, "employeur_siret": f"s{hasard.randint(0, 3)}",
            "type_contrat": hasard.choice(("CDI", "CDD", "CTT", "CDDI", "APP", "PRO", "nr")),
            "modalite": hasard.choice((None, "embauche_directe", "mise_a_disposition")),
            "date_debut": debut, "date_fin_reelle": hasard.choice((fin, fin, None)),
        })  # fmt: skip
        servis = hasard.sample(lots, hasard.randint(1, min(2, len(lots))))
        lignes["affectations"] += [{"id_contrat": contrat, "id_lot": lot} for lot in servis]
        for lot in servis:
            for mois in hasard.sample(("2022-12", "2023-03", "2023-07", "2024-06", "2024-07"), 2):
                for version in range(1, hasard.choice((1, 1, 2)) + 1):
                    h = float(hasard.randint(0, 150))
                    lignes["heures"].append({
                        "id_contrat": contrat, "id_lot": lot, "mois": mois, "version": version,
                        "heures_travaillees": h, "heures_formation": hasard.choice((None, 0.0, 7.0)),  # noqa: E501
                        "heures_valorisees": hasard.choice((None, h, h + 7, h / 2)),
                        "statut": hasard.choice(("validee", "validee", "validee", "rejetee", "declaree")),  # noqa: E501
                    })  # fmt: skip
    if hasard.random() < 0.4:
        lignes["formations"].append({
            "id_personne": x, "pendant_contrat": hasard.random() < 0.7,
            "date_debut": hasard.choice((None, date(2022, 1, 1), date(2023, 5, 5))),
            "h_centre": hasard.choice((None, 35.0)), "h_entreprise": hasard.choice((None, 14.0)),
        })  # fmt: skip


def tables(lignes: Lignes) -> dict[str, pd.DataFrame]:
    """Les lignes en tables aux types des modèles."""
    resultat = {}
    for nom, modele in MODELE_DE.items():
        colonnes = {c.nom: DTYPES[c.type] for c in MODELES[modele].colonnes}
        table = pd.DataFrame(lignes[nom], columns=list(colonnes))
        resultat[nom] = table.astype({c: t for c, t in colonnes.items() if t != "boolean"}).astype(
            {c: t for c, t in colonnes.items() if t == "boolean"}
        )
    return resultat


def releve(lignes: Lignes, niveaux: Mapping[str, list[str]]) -> Releve:
    """Le relevé des lignes, de `DEBUT` à `FIN`, chaque projet englobant ses maîtres d'ouvrage."""
    rattachement = pd.DataFrame(
        [(lot, t) for lot, ts in niveaux.items() for t in ts], columns=["id_lot", "territoire"]
    )
    ensembles = {t: ts[0] for ts in niveaux.values() for t in ts}
    return relever(
        tables(lignes), rattachement, ensembles=ensembles, debut=DEBUT, fin=FIN, periode="p"
    )


def declarations_retenues(lignes: Lignes) -> list[dict[str, Any]]:
    """Dernière version de chaque déclaration de la période, si elle est validée."""
    dernieres: dict[tuple[str, str, str], dict[str, Any]] = {}
    for d in sorted(lignes["heures"], key=lambda d: d["version"]):
        if DEBUT <= d["mois"] <= FIN:
            dernieres[d["id_contrat"], d["id_lot"], d["mois"]] = d
    return [d for d in dernieres.values() if d["statut"] == "validee"]


def contrats_comptes(lignes: Lignes, lots: set[str]) -> list[dict[str, Any]]:
    """Les contrats qui servent ces lots, en vigueur dans la période ou porteurs d'heures."""
    toutes = declarations_retenues(lignes)
    avec_heures = {d["id_contrat"] for d in toutes}
    liens = {a["id_contrat"] for a in lignes["affectations"] if a["id_lot"] in lots}
    liens |= {d["id_contrat"] for d in toutes if d["id_lot"] in lots}
    return [
        k for k in lignes["contrats"]
        if k["id_contrat"] in liens and (
            k["id_contrat"] in avec_heures
            or (k["date_debut"] <= BORNES[1] and (k["date_fin_reelle"] is None or k["date_fin_reelle"] >= BORNES[0]))  # noqa: E501
        )
    ]  # fmt: skip


def refaire(lignes: Lignes, lots: set[str], lots_ensemble: set[str]) -> dict[tuple[str, str], Any]:
    """Le bilan d'un territoire en Python nu : (indicateur, modalité) → valeur, None si sans objet."""  # noqa: E501
    r: dict[tuple[str, str], Any] = {}
    toutes = declarations_retenues(lignes)
    h = [d for d in toutes if d["id_lot"] in lots]
    contrat_de = {k["id_contrat"]: k for k in lignes["contrats"]}
    personne_de = {x["id_personne"]: x for x in lignes["personnes"]}
    marche_de = {m["id_lot"]: m for m in lignes["marches"]}
    ks = contrats_comptes(lignes, lots)
    xs = [personne_de[i] for i in sorted({k["id_personne"] for k in ks})]

    def s(filtre: Any = lambda d: True, mesure: str = "heures_valorisees") -> float:
        return sum(d[mesure] or 0 for d in h if filtre(d))

    def de(d: dict[str, Any]) -> dict[str, Any]:
        return personne_de[contrat_de[d["id_contrat"]]["id_personne"]]

    def sur(n: float, total: float, facteur: float = 100.0) -> float | None:
        return facteur * n / total if total else None

    total = s()
    r["heures_realisees", ""] = total
    r["heures_insertion_travaillees", ""] = s(mesure="heures_travaillees")
    r["heures_insertion_formation", ""] = s(mesure="heures_formation")
    r["declarations_sans_valorisation", ""] = sum(d["heures_valorisees"] is None for d in h)
    r["part_des_heures", ""] = sur(
        total, sum(d["heures_valorisees"] or 0 for d in toutes if d["id_lot"] in lots_ensemble)
    )
    for statut in ("QP", "NQP", "NR"):
        r["heures_par_statut_qpv", statut] = s(lambda d, q=statut: de(d)["statut_qpv"] == q)
    r["part_heures_qpv", ""] = sur(r["heures_par_statut_qpv", "QP"], total)
    for sexe in ("F", "H", "nr"):
        r["heures_par_sexe", sexe] = s(lambda d, q=sexe: de(d)["sexe"] == q)
        r["personnes_par_sexe", sexe] = sum(x["sexe"] == sexe for x in xs)
    for nom, prefixe in (("part_heures_femmes", "heures"), ("part_femmes", "personnes")):
        f, m = (r[f"{prefixe}_par_sexe", q] for q in ("F", "H"))
        r[nom, ""] = sur(f, f + m)
    for code in ("QP030001", "QP030002"):
        r["heures_par_quartier", code] = s(lambda d, q=code: de(d)["code_qpv_entree"] == q)
        r["personnes_par_quartier", code] = sum(x["code_qpv_entree"] == code for x in xs)
    r["heures_gup", ""] = s(lambda d: marche_de[d["id_lot"]]["est_gup"])
    for famille, cle in (("proprete", "proprete"), (None, "nr")):
        r["heures_gup_par_famille", cle] = s(
            lambda d, q=famille: marche_de[d["id_lot"]]["est_gup"] and marche_de[d["id_lot"]]["famille_gup"] == q  # noqa: E501
        )  # fmt: skip
    for modalite in ("embauche_directe", "mise_a_disposition", None):
        n = s(lambda d, q=modalite: contrat_de[d["id_contrat"]]["modalite"] == q)
        r["heures_par_modalite", modalite or "nr"] = n
        r["part_heures_par_modalite", modalite or "nr"] = sur(n, total)
    r["beneficiaires", ""] = len(xs)
    r["beneficiaires_qpv", ""] = sum(x["statut_qpv"] == "QP" for x in xs)
    r["beneficiaires_adresse_inconnue", ""] = sum(x["statut_qpv"] == "NR" for x in xs)
    r["part_beneficiaires_qpv", ""] = sur(r["beneficiaires_qpv", ""], len(xs))
    for public in ("RSA", "DELD", "DETLD", "QPV", "JEUNE26", "NR"):
        n = sum(public in (x["publics"] or "NR").split("|") for x in xs)
        r["personnes_par_public", public] = n
        r["part_personnes_par_public", public] = sur(n, len(xs))
    _classer(
        r, xs, "statut_social", ("minima_sociaux", "chomage_longue_duree", "autre", "nr"), _statut
    )
    premiers: dict[str, date] = {}
    for k in lignes["contrats"]:
        actuel = premiers.get(k["id_personne"], k["date_debut"])
        premiers[k["id_personne"]] = min(actuel, k["date_debut"])

    def age(x: dict[str, Any]) -> int | None:
        naissance = x["annee_naissance"]
        return None if naissance is None else premiers[x["id_personne"]].year - naissance

    def classe(x: dict[str, Any]) -> str:
        a = age(x)
        return "nr" if a is None else "moins_26" if a < 26 else "26_49" if a < 50 else "50_plus"

    _classer(r, xs, "age", ("moins_26", "26_49", "50_plus", "nr"), classe)
    _classer(
        r, xs, "niveau", ("infra3", "3", "4", "5", "nr"), lambda x: x["niveau_formation"] or "nr"
    )
    jeunes = [x for x in xs if (age(x) or 99) < 26 and x["niveau_formation"] in ("infra3", "3")]
    r["jeunes_peu_qualifies", ""] = len(jeunes)
    r["part_jeunes_peu_qualifies", ""] = sur(len(jeunes), len(xs))
    r["heures_par_beneficiaire", ""] = sur(total, len(xs), 1)
    r["heures_par_contrat", ""] = sur(total, len(ks), 1)
    r["contrats_par_beneficiaire", ""] = sur(len(ks), len(xs), 1)
    ids = {x["id_personne"] for x in xs}
    suivies = [
        f for f in lignes["formations"]
        if f["id_personne"] in ids and f["pendant_contrat"]
        and (f["date_debut"] is None or BORNES[0] <= f["date_debut"] <= BORNES[1])
    ]  # fmt: skip
    formes = len({f["id_personne"] for f in suivies})
    r["beneficiaires_formes", ""] = formes
    r["part_beneficiaires_formes", ""] = sur(formes, len(xs))
    r["heures_formation_suivies", ""] = sum(
        (f["h_centre"] or 0) + (f["h_entreprise"] or 0) for f in suivies
    )
    r["contrats_insertion", ""] = len(ks)
    for nature in ("CDI", "CDD", "CTT", "CDDI", "APP", "PRO", "nr"):
        n = sum(k["type_contrat"] == nature for k in ks)
        r["contrats_par_type", nature] = n
        r["part_contrats_par_type", nature] = sur(n, len(ks))
    r["part_alternance", ""] = sur(sum(k["type_contrat"] in ("APP", "PRO") for k in ks), len(ks))
    r["embauches_directes", ""] = sum(k["modalite"] == "embauche_directe" for k in ks)
    finis = [k for k in ks if k["date_fin_reelle"] and k["date_fin_reelle"] <= BORNES[1]]
    jours = [(k["date_fin_reelle"] - k["date_debut"]).days for k in finis]
    r["contrats_termines", ""] = len(finis)
    r["contrats_en_cours", ""] = len(ks) - len(finis)
    r["duree_moyenne_contrats", ""] = sur(sum(jours), len(jours), 1)
    r["duree_mediane_contrats", ""] = median(jours) if jours else None
    employeurs: dict[str, set[str]] = {}
    nombres: dict[str, int] = {}
    for k in ks:
        employeurs.setdefault(k["id_personne"], set()).add(k["employeur_siret"])
        nombres[k["id_personne"]] = nombres.get(k["id_personne"], 0) + 1
    plusieurs = sum(n >= 2 for n in nombres.values())
    r["personnes_plusieurs_contrats", ""] = plusieurs
    r["part_plusieurs_contrats", ""] = sur(plusieurs, len(xs))
    mois = {
        (contrat_de[d["id_contrat"]]["id_personne"], d["mois"])
        for d in h
        if d["heures_travaillees"] > 0
    }
    r["mois_par_personne", ""] = sur(len(mois), len(xs), 1)
    r["employeurs_par_personne", ""] = sur(sum(map(len, employeurs.values())), len(xs), 1)
    ms = [marche_de[lot] for lot in lots]
    r["etablissements_mobilises", "titulaire"] = len({m["titulaire_siret"] for m in ms} - {None})
    r["etablissements_mobilises", "employeur"] = len({k["employeur_siret"] for k in ks})
    r["etablissements_mobilises", "employeur_siae"] = len(
        {k["employeur_siret"] for k in ks} & {"s0", "s1"}
    )
    reserves = {m["id_lot"] for m in ms if m["type_reservation"] in ("siae", "stpa_siae")}
    r["lots_clauses", ""] = len(lots)
    r["part_marches_reserves", ""] = sur(len(reserves), len(lots))
    r["part_montant_reserve", ""] = sur(
        sum(marche_de[i]["montant_ht_notifie"] for i in reserves), sum(m["montant_ht_notifie"] for m in ms)  # noqa: E501
    )  # fmt: skip
    r["part_heures_reservees", ""] = sur(s(lambda d: d["id_lot"] in reserves), total)
    r["couverture_lots", ""] = sur(len({d["id_lot"] for d in h}), len(lots))
    _dues(r, lignes, lots, h, marche_de)
    return r


def _dues(
    r: dict[tuple[str, str], Any], lignes: Lignes, lots: set[str], h: list[Any], marche_de: Any
) -> None:
    objectif: dict[str, list[float]] = {}
    penalite: dict[str, float | None] = {}
    for c in lignes["clauses"]:
        if c["id_lot"] in lots:
            objectif.setdefault(c["id_lot"], []).append(c["h_objectif"])
            penalite[c["id_lot"]] = c["penalite_h"]
    prevues = sum(v[-1] for v in objectif.values())
    initiales = sum(v[0] for v in objectif.values())
    faites = {
        lot: sum(d["heures_valorisees"] or 0 for d in h if d["id_lot"] == lot) for lot in lots
    }
    r["heures_prevues", ""] = prevues
    r["heures_prevues_initiales", ""] = initiales
    r["ajustement_objectif", ""] = prevues - initiales
    r["lots_sans_objectif", ""] = len(lots) - len(objectif)
    n = sum(faites[lot] for lot in objectif)
    r["taux_realisation", ""] = 100 * n / prevues if prevues else None
    ecoule = {}
    for lot in objectif:
        notification, duree = marche_de[lot]["date_notification"], marche_de[lot]["duree_mois"]
        if duree:
            passe = (2024 - notification.year) * 12 + 6 - notification.month + 1
            ecoule[lot] = min(1.0, passe / duree)
    prorata = sum(objectif[lot][-1] * part for lot, part in ecoule.items())
    dus = sum(objectif[lot][-1] for lot in ecoule)
    r["heures_prevues_prorata", ""] = prorata
    r["duree_ecoulee", ""] = 100 * prorata / dus if dus else None
    r["ecart_avancement", ""] = (
        100 * (sum(faites[lot] for lot in ecoule) - prorata) / dus if dus else None
    )
    manques = {
        lot: max(0.0, objectif[lot][-1] - faites[lot])
        for lot, part in ecoule.items() if part >= 1 and penalite[lot] is not None
    }  # fmt: skip
    r["heures_manquantes_a_terme", ""] = sum(manques.values())
    r["penalites_theoriques", ""] = sum(n * (penalite[lot] or 0) for lot, n in manques.items())


def _classer(
    r: dict[tuple[str, str], Any], xs: list[Any], nom: str, modalites: tuple[str, ...], classe: Any
) -> None:
    comptes = {m: sum(classe(x) == m for x in xs) for m in modalites}
    connus = sum(n for m, n in comptes.items() if m != "nr")
    for modalite, n in comptes.items():
        r[f"personnes_par_{nom}", modalite] = n
        if modalite != "nr":
            r[f"part_personnes_par_{nom}", modalite] = 100 * n / connus if connus else None


def _statut(x: dict[str, Any]) -> str:
    publics = set((x["publics"] or "NR").split("|"))
    if publics == {"NR"}:
        return "nr"
    if publics & {"RSA", "ASS", "AAH"}:
        return "minima_sociaux"
    return "chomage_longue_duree" if publics & {"DELD", "DETLD"} else "autre"
