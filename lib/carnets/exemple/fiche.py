"""Le `dossier.yml` du dossier fictif : territoires, sources, livrables à faire."""

from carnets.exemple.programme import MAITRES_OUVRAGE, PROJET, operations_et_lots

QPV = ("QP030990", "QP030991")
"""Codes bien formés mais qu'aucun quartier ne porte."""

ANNEE = 2020
_REGION = "region-fictive"
_SOURCES = {
    "projets": "projet",
    "maitres_ouvrage": "maitre_ouvrage",
    "operations": "operation",
    "marches": "marche",
    "clauses": "clause",
    "structures": "structure",
    "personnes": "personne",
    "contrats": "contrat",
    "affectations": "affectation",
    "heures": "declaration_heures",
    "formations": "formation",
    "sorties": "sortie",
}


def fiche() -> str:
    """Le texte de `dossier.yml`."""
    lignes = [
        "titre: Dossier fictif de démonstration",
        "fictif: true",
        f"annee: {ANNEE}",
        'geographie: "2015"',
        "territoires:",
        *(f"  - {{{', '.join(f'{c}: {v}' for c, v in t.items())}}}" for t in _territoires()),
        "sources:",
    ]
    for nom, modele in _SOURCES.items():
        lignes += [
            f"  {nom}:",
            f"    fichier: {nom}.csv",
            f"    modele: {modele}",
            f"    secret: {'entreprises' if nom == 'structures' else 'personnes_public'}",
            "    carte:",
            f"      {{document: Données fictives, producteur: carnets exemple, date: {ANNEE}-12-31,"
            " lignes: toutes}",
        ]
    # Du plus large au plus fin : un niveau respecte ce que le niveau au-dessus a caché.
    lignes.append("livrables:")
    lignes += [
        f"  - {{carnet: bilan_insertion, territoire: {t['code']}}}"
        for t in _territoires()
        if t["type"] != "qpv"
    ]
    return "\n".join(lignes) + "\n"


def _territoires() -> list[dict[str, str]]:
    """Région, projet, maîtres d'ouvrage, opérations, quartiers ; chacun sait son parent."""
    emboites = [
        (_REGION, "Région fictive", "region", ""),
        (PROJET, "Renouvellement des Tilleuls", "projet", _REGION),
        *((code, nom, "maitre_ouvrage", PROJET) for code, (nom, _) in MAITRES_OUVRAGE.items()),
        *((code, libelle, "operation", mo) for code, libelle, _, mo, _ in operations_et_lots()),
        (QPV[0], "Tilleuls Nord", "qpv", PROJET),
        (QPV[1], "Tilleuls Sud", "qpv", PROJET),
    ]
    return [
        {"code": code, "libelle": libelle, "type": type_, **({"parent": parent} if parent else {})}
        for code, libelle, type_, parent in emboites
    ]
