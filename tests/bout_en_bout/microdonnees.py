"""Un dossier de microdonnées dont chaque cellule confidentielle vaut un nombre unique (canari).

Deux cents chantiers emploient une à trois personnes : leurs heures sont des nombres premiers qu'on
ne trouve nulle part ailleurs. Vingt autres en emploient trente, et se publient.
"""

from collections.abc import Callable, Sequence
from pathlib import Path

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from tests.bout_en_bout.canaris import canaris

GRANDS, PERSONNES = 20, 30

FICHE = """titre: Chantiers d'essai
fictif: true
annee: 2023
geographie: "2015"
territoires:
  - {{code: npnru-essai, libelle: Projet d'essai, type: projet}}
  - {{code: mo-un, libelle: Bailleur un, type: maitre_ouvrage, parent: npnru-essai}}
sources:
  heures:
    fichier: heures.csv
    modele: declaration_heures
    secret: {regle}
    carte: {{document: Essai, producteur: Essai, date: 2023-12-31, lignes: "1"}}
conventions: {{}}
livrables: []
"""

PREPARER = """
import carnets as c
import pandas as pd

etude = c.ouvrir(dossier, territoire=territoire, annee=annee)
an = etude.periode
heures = etude.table("heures")
heures = heures.assign(chantier=heures["id_lot"])


def longue(table, indicateur, valeurs):
    return pd.DataFrame({
        "territoire": etude.territoire.code, "periode": an, "indicateur": indicateur,
        "modalite": table.index, "numerateur": float("nan"), "denominateur": float("nan"),
        "valeur": valeurs, "etat": "ok",
    })


par = heures.groupby("chantier").agg(
    heures=("heures_travaillees", "sum"), unites=("id_contrat", "nunique"),
    premiere=("heures_travaillees", "max"),
)
par.loc[""] = [par["heures"].sum(), par["unites"].sum(), par["premiere"].max()]
table = longue(par, "heures_realisees", par["heures"].to_numpy())
personnes = longue(par, "beneficiaires", par["unites"].astype(float).to_numpy())
apports = table[["territoire", "periode", "indicateur", "modalite"]].assign(
    unites=par["unites"].to_numpy(), premiere=(par["premiere"] / par["heures"]).to_numpy()
)
"""
PUBLIER = """
livre = etude.publier_ensemble(
    etude.declarer("heures", table, "heures", contributions=apports, dimensions=("chantier",)),
    etude.declarer("personnes", personnes, "heures", dimensions=("chantier",)),
)
c.cartouche_de(etude, "Bilan d'essai", surtitre="Essai", champ="chantiers d'essai")
"""
MONTRER = (
    'c.tableau(livre["heures"], titre="Heures par chantier", source="Essai",\n'
    '          disposition=c.Disposition(lignes="modalite"))',
    'c.tableau(livre["personnes"], titre="Personnes par chantier", source="Essai",\n'
    '          disposition=c.Disposition(lignes="modalite"))',
    'c.barres(livre["heures"], lignes="modalite", titre="Heures par chantier", source="Essai")',
    "c.phrase(f\"Le chantier petit-000 compte {c.lire(livre['heures'], 'heures_realisees', "
    "modalite='petit-000'):unite}.\")",
    "c.constat_secret()",
    "c.tableau_couverture(etude)",
    "c.tableau_qualite(etude)",
    "c.tableau_parametres(etude)",
)


def permutes(nombres: list[int], classe: Callable[[int], object]) -> list[int]:
    """Les mêmes nombres, chacun passé au rang suivant de sa classe : aucun total n'en change."""
    rangs: dict[object, list[int]] = {}
    for rang in range(len(nombres)):
        rangs.setdefault(classe(rang), []).append(rang)
    autres = list(nombres)
    for places in rangs.values():
        for avant, apres in zip(places, (*places[1:], places[0]), strict=True):
            autres[apres] = nombres[avant]
    return autres


def dossier(
    racine: Path, regle: str = "personnes_public", nombres: Sequence[int] | None = None
) -> Path:
    """Écrit le dossier, dont les petits chantiers ont fait ces `nombres` d'heures."""
    racine.mkdir(parents=True)
    (racine / "dossier.yml").write_text(FICHE.format(regle=regle), encoding="utf-8")
    lignes = []
    for rang, total in enumerate(nombres or canaris()):
        nombre = rang % 3 + 1
        parts = [total - (nombre - 1) * 11, *[11] * (nombre - 1)]
        lignes += [(f"petit-{rang:03}", f"c{rang:03}-{k}", h) for k, h in enumerate(parts)]
    for rang in range(GRANDS):
        lignes += [(f"grand-{rang:02}", f"g{rang:02}-{k}", 90_000 + rang) for k in range(PERSONNES)]
    texte = "id_contrat;id_lot;mois;version;heures_travaillees;base_heures;statut\n" + "".join(
        f"{contrat};{lot};2023-01;1;{h};travaillees;validee\n" for lot, contrat, h in lignes
    )
    (racine / "heures.csv").write_text(texte, encoding="utf-8")
    return racine


def carnet(fichier: Path, *, en_plus: tuple[str, ...] = (), publier: str = PUBLIER) -> Path:
    """Un carnet qui montre tout ce qu'il sait montrer ; `en_plus` : cellules ajoutées."""
    parametres = new_code_cell(
        'dossier: str = ""\nterritoire: str = "npnru-essai"\nannee: int = 2023',
        metadata={"tags": ["parameters"]},
    )
    nb = new_notebook(
        cells=[
            parametres,
            new_code_cell(PREPARER),
            new_code_cell(publier),
            new_markdown_cell("## Les chantiers"),
            *[new_code_cell(source) for source in (*MONTRER, *en_plus)],
        ]
    )
    nbformat.write(nb, fichier)
    return fichier
