"""Publier les territoires d'un dossier l'un après l'autre, et retrancher leurs livrables."""

import json
from collections.abc import Iterable, Iterator, Mapping
from itertools import combinations
from pathlib import Path

import pandas as pd

from carnets.dossier import Dossier, charger_dossier
from carnets.indicateurs import iae
from carnets.indicateurs.iae.types import MODALITES
from carnets.presentation.bilan.lignee import decoupes
from carnets.presentation.bilan.perimetre import perimetre
from carnets.presentation.bilan.reperes import conventions_etp
from carnets.presentation.bilan.tables import publier_bilan
from carnets.presentation.etude import Etude, etudier
from carnets.presentation.panorama.etats import Etats
from carnets.presentation.panorama.extrait import Extrait
from carnets.presentation.panorama.lieu import Lieu
from carnets.presentation.panorama.mensuel_publication import publier_extrait
from carnets.secret import seance

Place = tuple[str, str, tuple[tuple[str, str], ...]]
Montres = Mapping[Place, Mapping[str, float]]
"""Période, indicateur et modalités → territoire → le nombre qui y est montré."""


def panorama(etude: Etude) -> None:
    extrait = Extrait(Etats(Lieu(etude)))
    if len(extrait.etats.lignes):
        publier_extrait(extrait)


def bilan(etude: Etude) -> None:
    publier_bilan(perimetre(etude), {n: float(v.valeur) for n, v in conventions_etp().items()})


DISJOINTS = {"panorama-fictif": "contrats", "projet-fictif": "heures"}
"""Début du nom des indicateurs que des territoires disjoints se partagent."""

PUBLIER = {"panorama-fictif": panorama, "projet-fictif": bilan}


def publier(nom: str, ordre: Iterable[str], ou: Path) -> list[Path]:
    """Les registres de ces territoires, publiés dans cet ordre, chacun sachant les précédents."""
    dossier = charger_dossier(nom)
    registres: list[Path] = []
    for rang, territoire in enumerate(ordre):
        seance.ouvrir(f"{territoire}-{dossier.annee}", [str(fichier) for fichier in registres])
        PUBLIER[nom](etudier(dossier, territoire=territoire, annee=dossier.annee))
        if rapport := seance.rapport():
            registres.append(ou / f"{rang}-{territoire}.jsonl")
            registres[-1].write_text(rapport["registre"], encoding="utf-8")
    seance.ouvrir("", ())
    return registres


def montres(registres: Iterable[Path]) -> Montres:
    vus: dict[Place, dict[str, float]] = {}
    for registre in registres:
        for ligne in registre.read_text(encoding="utf-8").splitlines():
            lu = json.loads(ligne)
            if lu["valeur"] is not None:
                place = (lu["periode"], lu["indicateur"], tuple(sorted(lu["modalites"].items())))
                vus.setdefault(place, {}).setdefault(lu["territoire"], lu["valeur"])
    return vus


def differences(nom: str, vus: Montres) -> Iterator[tuple[float, str]]:
    """Chaque territoire moins un de ceux qu'il contient : le reste, et ce qui le dit.

    Moins deux aussi, si un même contrat n'est pas dans les deux ; qui retranche deux comptes de
    personnes, lui, ignore combien sont dans les deux.
    """
    dossier = charger_dossier(nom)
    au_dessus = {t.code: {haut.code for haut in dossier.au_dessus(t)} for t in dossier.territoires}
    for place, ici in vus.items():
        dedans: dict[str, list[str]] = {}
        for bas in sorted(ici):
            for haut in sorted(au_dessus.get(bas, set()) & ici.keys()):
                dedans.setdefault(haut, []).append(bas)
        for haut, tous in dedans.items():
            for bas in tous:
                yield ici[haut] - ici[bas], f"{place} : {haut} - {bas}"
            disjoints = place[1].startswith(DISJOINTS[nom])
            for un, deux in combinations(tous, 2) if disjoints else ():
                if un not in au_dessus[deux] and deux not in au_dessus[un]:
                    yield ici[haut] - ici[un] - ici[deux], f"{place} : {haut} - {un} - {deux}"


def restes(nom: str, vus: Montres) -> Iterator[tuple[int, str]]:
    """Chaque total moins toutes ses parties montrées : qui fait ce qui reste, et ce qui le dit.

    Les personnes se comptent sur les lignes, sans rien de ce que le secret en sait.
    """
    dossier = charger_dossier(nom)
    dessous: dict[str, dict[str, list[str]]] = {}
    for territoire in dossier.territoires:
        for haut in dossier.au_dessus(territoire):
            du_type = dessous.setdefault(haut.code, {}).setdefault(territoire.type, [])
            du_type.append(territoire.code)
    personnes = COMPTER[nom](dossier)
    for place, ici in vus.items():
        for haut in dessous.keys() & ici.keys() if place in personnes else ():
            for codes in dessous[haut].values():
                absents = [code for code in codes if code not in ici]
                derriere = {p for code in absents for p in personnes[place].get(code, ())}
                yield len(derriere), f"{place} : {haut}, il reste {absents}"


Personnes = Mapping[Place, Mapping[str, set[object]]]
"""Place d'un nombre → territoire → qui le fait."""


def _des_parcours(dossier: Dossier) -> Personnes:
    """Les ETP et les contrats, par type."""
    france = Lieu(etudier(dossier, territoire=dossier.territoires[0].code, annee=dossier.annee))
    etats, annee = Etats(france), dossier.annee
    communes = dossier.lectures["communes"].table.set_index("code_commune")["code_epci"]
    heures, signes = etats.rassemblees, etats.signes
    assert signes is not None
    faits: dict[Place, dict[str, set[object]]] = {}

    def noter(lignes: pd.DataFrame, indicateur: str, periode: str) -> None:
        lot = lignes.astype({"type_siae": "str"}).merge(MODALITES, on="type_siae")
        lot["epci"] = lot["code_commune"].astype(object).map(communes)
        for colonne in ("epci", "code_departement"):
            par_place = lot.astype({colonne: object}).groupby([colonne, "modalite"])
            for (code, modalite), siens in par_place:
                vide = modalite == iae.ENSEMBLE
                place = (periode, indicateur, () if vide else (("type_siae", str(modalite)),))
                faits.setdefault(place, {})[str(code)] = set(siens["id_personne"])

    for an, lot in heures.groupby("annee"):
        noter(lot, "etp", str(an))
    for mois, lot in heures[heures["annee"] == annee].groupby("mois"):
        noter(lot, "etp", f"{annee}-{mois:02}")
    situes = signes[signes["annee"] == annee].dropna(subset="type_siae")
    noter(situes, "contrats", str(annee))
    for nom_adresse in ("contrats_qpv", "contrats_autres_adresses"):
        noter(situes[situes["statut_qpv"].isin(iae.ADRESSES[nom_adresse])], nom_adresse, str(annee))
    return faits


def _de_la_clause(dossier: Dossier) -> Personnes:
    """Les heures de toute la période, par modalité et par sexe."""
    annee = dossier.annee
    projets = [t for t in dossier.territoires if t.type == "projet"]
    etudes = [etudier(dossier, territoire=t.code, annee=annee) for t in projets]
    relevees = [
        perimetre(e).releve("2019-01", f"{annee}-12", "").heures.assign(ici=e.territoire.code)
        for e in etudes
    ]
    heures = pd.concat(lot[lot["territoire"] == lot["ici"]] for lot in relevees)
    heures = heures[heures["heures_valorisees"].astype(float) > 0]
    faits: dict[Place, dict[str, set[object]]] = {}
    region = next(t.code for t in dossier.territoires if t.type == "region")
    for codes in decoupes(etudier(dossier, territoire=region, annee=annee)).values():
        for code, lots in codes.items():
            siennes = heures[heures["id_lot"].astype(str).isin(lots)]
            faits.setdefault((f"2019-{annee}", "heures_realisees", ()), {})[code] = set(
                siennes["id_personne"]
            )
            for colonne in ("modalite", "sexe"):
                for nom, qui in siennes.groupby(colonne, observed=True)["id_personne"]:
                    place = (f"2019-{annee}", "heures_realisees", ((colonne, str(nom)),))
                    faits.setdefault(place, {})[code] = set(qui)
    return faits


COMPTER = {"panorama-fictif": _des_parcours, "projet-fictif": _de_la_clause}
