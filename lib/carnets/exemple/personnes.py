"""Une personne fictive : ses publics découlent de son âge, de son adresse et de son niveau."""

import random
from collections.abc import Iterator
from datetime import date, timedelta

from carnets.exemple.fiche import QPV

_NIVEAUX = (("infra3", 25), ("3", 35), ("4", 22), ("5", 8), ("6", 4), ("7+", 1), ("nr", 5))
_PARTS = {"RSA": 0.3, "RQTH": 0.09, "PLIE": 0.2, "REFUGIE": 0.04, "PPSMJ": 0.03}
_PRESCRIPTEURS = ("PLIE de Clairmont", "France Travail", "Mission locale", "Cap emploi", "")


def personne(identifiant: str, entree: date, hasard: random.Random, *, iae: bool) -> dict[str, str]:
    """La fiche d'une personne entrée à cette date ; `iae` : une SIAE l'emploie."""
    naissance = entree.year - round(hasard.triangular(18, 60, 29))
    statut = hasard.choices(("QP", "NQP", "NR"), (62, 34, 4))[0]
    niveau = hasard.choices([n for n, _ in _NIVEAUX], [p for _, p in _NIVEAUX])[0]
    sexe = hasard.choices(("F", "H", "nr"), (27, 71, 2))[0]
    publics = list(_publics(entree.year - naissance, sexe, statut, niveau, hasard, iae=iae))
    prescripteur = _PRESCRIPTEURS[0] if "PLIE" in publics else hasard.choice(_PRESCRIPTEURS[1:])
    return {
        "id_personne": identifiant,
        "sexe": sexe,
        "annee_naissance": str(naissance),
        "statut_qpv": statut,
        "code_qpv_entree": hasard.choice(QPV) if statut == "QP" else "",
        "publics": "|".join(publics or ("AUTRE",)),
        "niveau_formation": niveau,
        "prescripteur": prescripteur,
        "date_entree": entree.isoformat(),
        "date_validation_eligibilite": (entree - timedelta(days=hasard.randint(0, 30))).isoformat(),
    }


def _publics(
    age: int, sexe: str, statut: str, niveau: str, hasard: random.Random, *, iae: bool
) -> Iterator[str]:
    if age < 26:
        yield "JEUNE26"
    if age >= 50:
        yield "SENIOR50"
    if statut == "QP":
        yield "QPV"
    if niveau == "infra3":
        yield "SANS_QUALIF"
    if iae:
        yield "IAE"
    if sexe == "F" and hasard.random() < 0.2:
        yield "PARENT_ISOLE"
    chomage = hasard.random()
    if chomage < 0.45:
        yield "DETLD" if chomage < 0.15 else "DELD"
    for public, part in _PARTS.items():
        if hasard.random() < part:
            yield public
