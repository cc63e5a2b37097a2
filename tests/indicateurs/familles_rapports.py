"""Les indicateurs tirés de tables courtes : charte NPNRU, suivi, objectifs, ETP, quartiles."""

import random
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pandas as pd

from carnets.indicateurs import clauses, etp, npnru, objectif, objectif_operations
from carnets.indicateurs.cadre import empiler, mesure
from carnets.indicateurs.dispersion import dispersion
from tests.indicateurs.familles import Famille, Lignes, Valeurs, par_bloc

P = "2021"
CONVENTIONS = {"legale": 1607.0, "aci": 1820.0}
NIVEAUX = {"projet": {"cout_horaire": 30.0}, "defaut": {"taux_main_oeuvre": 40.0}}
Tirage = Callable[[random.Random], Any]


def entier(hasard: random.Random) -> float | None:
    """Un entier, zéro ou une case vide."""
    return hasard.choice((None, 0.0, *(float(hasard.randint(1, 900)) for _ in range(12))))


def positif(hasard: random.Random) -> float:
    """Un nombre qui n'est ni nul ni absent."""
    return float(hasard.randint(1, 900))


def vers_table(rangees: list[dict[str, Any]], nombres: Mapping[str, Tirage], *noms: str) -> Any:
    """Les lignes en table : noms en texte, nombres en flottants."""
    table = pd.DataFrame(rangees, columns=[*noms, *nombres])
    return table.astype(dict.fromkeys(noms, "str") | dict.fromkeys(nombres, "float64"))


def sur(haut: float | None, bas: float | None, facteur: float = 100.0) -> Any:
    """Le rapport, sans objet sous un zéro, non disponible s'il manque un terme."""
    if haut is None or bas is None:
        return "nd"
    return facteur * haut / bas if bas else None


def su(valeur: float | None) -> Any:
    """La valeur, ou « nd »."""
    return "nd" if valeur is None else valeur


def somme(valeurs: list[float | None]) -> float | None:
    """La somme, absente si l'une des valeurs l'est ou s'il n'y en a aucune."""
    connues = [v for v in valeurs if v is not None]
    return sum(connues) if valeurs and len(connues) == len(valeurs) else None


def tabulaire(
    nom: str,
    nombres: Mapping[str, Tirage],
    calculer: Callable[[Any], pd.DataFrame],
    refaire: Callable[[list[dict[str, Any]]], Valeurs],
    *,
    cle: str = "territoire",
    modalites: Mapping[str, tuple[str, ...]] | None = None,
    communs: tuple[str, ...] = (),
    absence: str = "nd",
    parties: int = 3,
) -> Famille:
    """Une famille d'une seule table : `parties` territoires par bloc, une ligne par modalité.

    `communs` : nombres que partagent les parties d'un bloc, et qui ne se somment pas.
    """
    ((colonne, choix),) = (modalites or {"": ("",)}).items()
    textes = (cle, *((colonne,) if colonne else ()))

    def tirer(nombre: int, graine: int) -> Lignes:
        hasard = random.Random(graine)
        rangees = []
        for i in range(nombre):
            partages = {c: nombres[c](hasard) for c in communs}
            for j in range(parties):
                for modalite in choix:
                    tires = {c: tirage(hasard) for c, tirage in nombres.items()} | partages
                    rangees.append({cle: f"t{i}-{j}", colonne: modalite, **tires})
        return {"table": rangees}

    def fondre(lignes: Lignes) -> Lignes:
        fondues = []
        for b, part in par_bloc(lignes).items():
            for modalite in choix:
                memes = [r for r in part["table"] if r[colonne] == modalite]
                sommes = {c: somme([r[c] for r in memes]) for c in nombres}
                fondues.append(
                    {cle: b, colonne: modalite, **sommes, **{c: memes[0][c] for c in communs}}
                )
        return {"table": fondues}

    def au_propre(lignes: Lignes) -> pd.DataFrame:
        return calculer(vers_table(lignes["table"], nombres, *textes))

    def rien(lignes: Lignes) -> pd.DataFrame:
        return au_propre({"table": [{**r, **dict.fromkeys(nombres)} for r in lignes["table"]]})

    return Famille(
        nom, tirer, au_propre, lambda lignes: refaire(lignes["table"]), rien, fondre, absence
    )


def _taux(
    nom: str, haut: str, bas: str, calculer: Callable[[Any], pd.DataFrame], indicateur: str
) -> Famille:
    return tabulaire(
        nom, {haut: entier, bas: entier}, calculer,
        lambda rs: {(r["territoire"], P, indicateur, ""): sur(r[haut], r[bas]) for r in rs},
    )  # fmt: skip


def _locaux(rangees: list[dict[str, Any]]) -> Valeurs:
    return {
        (r["territoire"], P, "atteinte_objectif_local", r["objectif"]): sur(r["valeur"], r["cible"])
        for r in rangees
    }


def _suivi(table: pd.DataFrame) -> pd.DataFrame:
    """Un suivi par bloc : les maîtres d'ouvrage d'un même fichier."""
    blocs = table["territoire"].str.split("-").str[0]
    fichiers = table.rename(columns={"territoire": "maitre_ouvrage"})
    return empiler(
        clauses.suivi(lignes, territoire=f"{b}=", periode=P)
        for b, lignes in fichiers.groupby(blocs)
    )


def _refaire_suivi(rangees: list[dict[str, Any]]) -> Valeurs:
    valeurs: Valeurs = {}
    for b, part in par_bloc({"table": rangees}).items():
        tout = {c: somme([r[c] for r in part["table"]]) for c in ("heures", "objectif_h")}
        for r in [{"territoire": f"{b}=", **tout}, *part["table"]]:
            valeurs[r["territoire"], P, "heures_realisees", ""] = su(r["heures"])
            valeurs[r["territoire"], P, "heures_prevues", ""] = su(r["objectif_h"])
            valeurs[r["territoire"], P, "taux_realisation", ""] = sur(r["heures"], r["objectif_h"])
    return valeurs


def _objectifs(table: pd.DataFrame) -> pd.DataFrame:
    return empiler(
        [
            objectif.objectif_recalcule(
                table, taux_main_oeuvre=37.5, cout_horaire=30.0, taux_insertion=5.0, periode=P
            ),
            objectif.main_oeuvre_implicite(table, cout_horaire=30.0, periode=P),
            objectif.base_implicite(table, taux_main_oeuvre=37.5, cout_horaire=30.0, periode=P),
        ]
    )


def _refaire_objectifs(rangees: list[dict[str, Any]]) -> Valeurs:
    valeurs: Valeurs = {}
    for r in rangees:
        base, travail, publie = (
            r[c] for c in ("montant_ht", "heures_travaillees", "objectif_heures")
        )
        refait = None if base is None else base * 0.375 / 30 * 0.05
        ecart = None if refait is None or publie is None else publie - refait
        dits = {
            "heures_travaillees": su(travail),
            "objectif_heures": su(publie),
            "heures_travaillees_recalculees": su(None if base is None else base * 0.375 / 30),
            "objectif_recalcule": su(refait),
            "objectif_sur_heures_publiees": su(None if travail is None else travail / 20),
            "ecart_objectif": su(ecart),
            "ecart_objectif_relatif": sur(ecart, refait),
            "taux_main_oeuvre_implicite": sur(None if travail is None else 30 * travail, base),
            "base_implicite": su(None if travail is None else travail * 80),
        }
        valeurs |= {(r["territoire"], P, nom, ""): valeur for nom, valeur in dits.items()}
    return valeurs


def _etp(table: pd.DataFrame) -> pd.DataFrame:
    heures = mesure(table["territoire"], table["h"], periode=P, indicateur="heures_realisees")
    return empiler(
        [
            etp.etp_de_table(heures, conventions=CONVENTIONS, mois=7),
            *(
                cadre
                for t, h in zip(table["territoire"], table["h"], strict=True)
                for cadre in (
                    etp.etp_par_convention(
                        h, conventions={"courte": 1500.0}, territoire=t, periode=P
                    ),
                    etp.mois_par_convention(
                        h, conventions=CONVENTIONS, territoire=t, periode=P
                    ),
                    etp.heures_par_etp_compatibles(
                        h, etp=3.0, precision=1.0, territoire=t, periode=P
                    ),
                )
            ),
        ]
    )  # fmt: skip


def _refaire_etp(rangees: list[dict[str, Any]]) -> Valeurs:
    valeurs: Valeurs = {}
    for r in rangees:
        t, h = r["territoire"], r["h"]
        for convention, an in CONVENTIONS.items():
            valeurs[t, P, "etp_insertion", convention] = sur(h, an * 7 / 12, 1)
            valeurs[t, P, "mois_equivalents", convention] = sur(h, an / 12, 1)
        valeurs[t, P, "etp_insertion", "courte"] = sur(h, 1500, 1)
        for borne, etp_publie in (("", 3.0), ("borne_basse", 3.5), ("borne_haute", 2.5)):
            valeurs[t, P, "heures_par_etp_compatibles", borne] = sur(h, etp_publie, 1)
    return valeurs


def _operations(table: pd.DataFrame) -> pd.DataFrame:
    operations = table.assign(motif_exclusion="démolition", montant_autre_ht=0.0)
    fiches = objectif_operations.fiches_operations(operations, niveaux=NIVEAUX)
    return objectif_operations.objectifs_operations(operations, fiches, periode=P)


def _refaire_operations(rangees: list[dict[str, Any]]) -> Valeurs:
    """Le plus proche l'emporte ; à défaut de l'opération, 40 % et 30 €."""
    valeurs: Valeurs = {}
    for r in rangees:
        base, inscrit, taux = r["base_retenue_ht"], r["objectif_h_initial"], r["taux_insertion"]
        part = 0.4 if r["taux_mo"] is None else r["taux_mo"]
        cout = 30.0 if r["cout_horaire"] is None else r["cout_horaire"]
        connu = base is not None and taux is not None
        refait = base * part / cout * taux if connu else None
        suppose = cout * inscrit / taux if connu and inscrit is not None else None
        dits = {
            "base_objectif": su(base if connu else None),
            "objectif_heures": su(inscrit),
            "objectif_recalcule": su(refait),
            "ecart_objectif": su(None if refait is None or inscrit is None else inscrit - refait),
            "taux_main_oeuvre_implicite": sur(suppose, base if connu else None),
        }
        valeurs |= {(r["id_operation"], P, nom, ""): valeur for nom, valeur in dits.items()}
    return valeurs


def _quartiles(table: pd.DataFrame) -> pd.DataFrame:
    """Les quartiles de chaque bloc. Le bloc fondu n'a qu'un territoire : ils y sont sans objet."""
    longue = mesure(table["territoire"], table["taux"], periode=P, indicateur="taux_realisation")
    blocs = table["territoire"].str.split("-").str[0]
    return empiler(
        dispersion(bloc, "taux_realisation", territoires=list(bloc["territoire"]), ensemble=str(b))
        for b, bloc in longue.groupby(blocs)
    )


def _refaire_quartiles(rangees: list[dict[str, Any]]) -> Valeurs:
    valeurs: Valeurs = {}
    for b, part in par_bloc({"table": rangees}).items():
        tries = sorted(r["taux"] for r in part["table"] if r["taux"] is not None)
        for rang, nom in enumerate(("premier_quartile", "mediane", "troisieme_quartile"), 1):
            position, quart = divmod(rang * (len(tries) - 1), 4)
            valeur = None
            if len(tries) >= 4:
                bas, haut = tries[position], tries[min(position + 1, len(tries) - 1)]
                valeur = bas + (haut - bas) * quart / 4
            valeurs[b, P, "taux_realisation", nom] = valeur
    return valeurs


def _publies(table: pd.DataFrame) -> pd.DataFrame:
    """Les chiffres d'un bilan publié, une ligne par grandeur imprimée."""
    chiffres = table.melt("territoire", var_name="grandeur", value_name="valeur").dropna()
    return empiler(
        clauses.bilan(document.assign(precision=1.0), territoire=t, periode=P)
        for document, t in _documents(chiffres, table)
    )


def _documents(chiffres: pd.DataFrame, table: pd.DataFrame) -> Iterator[tuple[pd.DataFrame, str]]:
    """Les chiffres d'un bloc, autant de fois qu'il a de territoires, et le territoire voulu."""
    blocs = chiffres["territoire"].str.split("-").str[0]
    documents = dict(tuple(chiffres.groupby(blocs)))
    for t in table["territoire"].drop_duplicates():
        yield documents.get(t.split("-")[0], chiffres.iloc[:0]), t


def _types(table: pd.DataFrame) -> pd.DataFrame:
    """Les contrats par type, et un total déclaré qui les dépasse de `sans_type`."""
    return empiler(
        clauses.types_contrats(
            document,
            total=_total(document[document["territoire"] == t]),
            territoire=t,
            periode=P,
        )
        for document, t in _documents(table, table)
    )


def _total(lignes: pd.DataFrame) -> float:
    return float((lignes["contrats"] + lignes["sans_type"]).sum(skipna=False))


def _refaire_types(rangees: list[dict[str, Any]]) -> Valeurs:
    valeurs: Valeurs = {}
    par_territoire: dict[str, list[dict[str, Any]]] = {}
    for r in rangees:
        par_territoire.setdefault(r["territoire"], []).append(r)
    for t, types in par_territoire.items():
        comptes = {r["type_contrat"]: r["contrats"] for r in types}
        comptes["nr"] = somme([r["sans_type"] for r in types])
        if None in comptes.values():
            comptes["nr"] = None
        total = somme(list(comptes.values()))
        for modalite, n in comptes.items():
            valeurs[t, P, "contrats_par_type", modalite] = su(n)
            valeurs[t, P, "part_contrats_par_type", modalite] = sur(n, total)
    return valeurs


def _refaire_publies(rangees: list[dict[str, Any]]) -> Valeurs:
    valeurs: Valeurs = {}
    for r in rangees:
        h, x, k, q = (
            r[c] for c in ("heures_realisees", "beneficiaires", "contrats", "beneficiaires_qpv")
        )
        dits = {
            "heures_prevues": su(r["heures_prevues"]), "heures_realisees": su(h),
            "beneficiaires": su(x), "beneficiaires_qpv": su(q), "contrats_insertion": su(k),
            "taux_realisation": sur(h, r["heures_prevues"]),
            "heures_par_beneficiaire": sur(h, x, 1), "heures_par_contrat": sur(h, k, 1),
            "contrats_par_beneficiaire": sur(k, x, 1), "part_beneficiaires_qpv": sur(q, x),
        }  # fmt: skip
        valeurs |= {(r["territoire"], P, nom, ""): valeur for nom, valeur in dits.items()}
    return valeurs


def _base(hasard: random.Random) -> float | None:
    return hasard.choice((None, *(float(hasard.randint(1, 100)) * 1000 for _ in range(8))))


def _parfois(*valeurs: float) -> Tirage:
    return lambda hasard: hasard.choice((None, *valeurs))


def _million(hasard: random.Random) -> float:
    return 1_000_000.0


RAPPORTS = (
    _taux(
        "NP-01", "heures_insertion", "heures_travaillees",
        lambda t: npnru.part_insertion_investissement(t, periode=P),
        "part_insertion_investissement",
    ),
    _taux(
        "NP-02a", "heures_insertion", "heures_travaillees",
        lambda t: npnru.part_insertion_gup(t, mode="heures", periode=P),
        "part_insertion_gup_heures",
    ),
    _taux(
        "NP-02b", "embauches_reservees", "embauches",
        lambda t: npnru.part_insertion_gup(t, mode="embauches", periode=P),
        "part_insertion_gup_embauches",
    ),
    _taux(
        "NP-03", "recrutes_qpv", "postes",
        lambda t: npnru.embauches_qpv(t, periode=P), "part_embauches_qpv",
    ),
    tabulaire(
        "NP-04", {"valeur": entier, "cible": entier},
        lambda t: npnru.objectifs_locaux(t, periode=P), _locaux,
        modalites={"objectif": ("formes", "femmes")},
    ),
    _taux(
        "NP-05", "heures_realisees", "heures_prevues",
        lambda t: npnru.avancement_consolide(t, periode=P), "avancement_consolide",
    ),
    _taux(
        "CL-28 publiée", "repondants", "attendus",
        lambda t: clauses.couverture_publiee(t, periode=P), "couverture_territoires",
    ),
    # Un fichier de suivi par bloc, et un appel par fichier : douze maîtres d'ouvrage en chacun.
    tabulaire(
        "suivi", {"heures": entier, "objectif_h": entier}, _suivi, _refaire_suivi, parties=12
    ),
    tabulaire(
        "chiffres publiés",
        dict.fromkeys(
            ("heures_prevues", "heures_realisees", "beneficiaires",
             "beneficiaires_qpv", "contrats"),
            entier,
        ),
        _publies, _refaire_publies,
    ),
    tabulaire(
        "types de contrats", {"contrats": entier, "sans_type": positif}, _types, _refaire_types,
        modalites={"type_contrat": ("CDI", "CDD", "APP")},
    ),
    tabulaire(
        "objectifs",
        {"montant_ht": _base, "heures_travaillees": entier, "objectif_heures": entier},
        _objectifs, _refaire_objectifs,
    ),
    tabulaire("ETP", {"h": entier}, _etp, _refaire_etp),
    tabulaire(
        "opérations",
        {
            "montant_travaux_ht": _million, "montant_moe_ht": positif, "base_retenue_ht": _base,
            "objectif_h_initial": entier, "taux_mo": _parfois(0.35, 0.5),
            "cout_horaire": _parfois(28.0, 33.0), "taux_insertion": _parfois(0.05, 0.07, 0.1),
        },
        _operations, _refaire_operations, cle="id_operation",
        communs=("taux_mo", "cout_horaire", "taux_insertion"),
    ),
    tabulaire(
        "quartiles", {"taux": entier}, _quartiles, _refaire_quartiles,
        absence="sans_objet", parties=6,
    ),
)  # fmt: skip
