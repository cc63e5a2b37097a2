"""Publier les territoires d'un dossier l'un après l'autre, et retrancher leurs livrables."""

import json
from collections.abc import Iterable, Iterator, Mapping
from itertools import combinations
from pathlib import Path

from carnets.dossier import charger_dossier
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
