"""Ce à quoi un bilan se compare : seuils de la charte, repères nationaux, dates en clair."""

from datetime import date

from babel.dates import format_date

from carnets.parametres import ValeurDatee, catalogue, periodes_de

CONVENTIONS = "insertion/heures_par_etp"
REPERES = {
    "heures_par_beneficiaire": "reperes/heures_par_beneficiaire_clauses",
    "contrats_par_beneficiaire": "reperes/contrats_par_beneficiaire_clauses",
}
SEUILS = {
    "part_insertion_investissement": "insertion/charte_anru/part_heures_investissement",
    "part_insertion_gup_heures": "insertion/charte_anru/part_heures_gup",
    "part_insertion_gup_embauches": "insertion/charte_anru/part_embauches_gup",
}


def conventions_etp() -> dict[str, ValeurDatee]:
    """Toutes les conventions d'équivalent temps plein, par leur nom court."""
    return {v.nom.rpartition("/")[2]: v for v in catalogue(CONVENTIONS)}


def libelles_conventions() -> dict[str, str]:
    """Nom court d'une convention → ce qu'elle est, et ses heures."""
    return {nom: f"{v.description} : {v.valeur:.0f} h" for nom, v in conventions_etp().items()}


def en_vigueur(nom: str, annee: int) -> ValeurDatee | None:
    """La valeur en vigueur au dernier jour de l'année ; None si aucune ne l'est.

    Un seuil d'une autre année ne s'applique pas : mieux vaut dire qu'il n'y en a pas.
    """
    jour = date(annee, 12, 31)
    return next((v for v in periodes_de(nom) if v.depuis <= jour <= v.fin), None)


def derniere(nom: str) -> ValeurDatee:
    """La dernière valeur connue, quelle que soit l'année : un repère, à citer avec la sienne."""
    return periodes_de(nom)[-1]


def mois_en_lettres(mois: str) -> str:
    """`2021-10` → « octobre 2021 »."""
    texte: str = format_date(date(int(mois[:4]), int(mois[5:]), 1), "MMMM y", locale="fr")
    return texte
