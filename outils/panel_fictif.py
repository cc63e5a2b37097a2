"""Le petit panel fictif du carnet de trajectoires : `data/panel-fictif`.

    python outils/panel_fictif.py

120 quartiers inventés de la Lozère, qui n'en avait aucun en 2015, suivis dix ans. Leurs revenus se
resserrent un peu ; ceux du groupe « programme » gagnent 300 € à partir de 2016, que l'étude
d'événement doit retrouver. Toujours les mêmes octets.
"""

import numpy as np
import pandas as pd

from carnets.chemins import DOSSIERS

DESTINATION = DOSSIERS / "panel-fictif"
ANNEES = range(2012, 2022)
NOMBRE, PROGRAMME, EVENEMENT, EFFET = 120, 30, 2016, 300.0
LIEUX = ("Aubervive", "Bellegrave", "Clairmont-le-Bas", "Doulcerive", "Escarpe", "Fontvieux")

FICHE = """titre: Trajectoires fictives de quartiers prioritaires
fictif: true
annee: 2021
geographie: "2015"
territoires:
  - {code: QP048001, libelle: Quartier fictif 1, type: qpv}
sources:
  filosofi_quartiers: {fichier: filosofi.csv, modele: panel_filosofi_qpv, secret: deja_publie, part_refus_max: 0.0, carte: {document: Revenus de quartiers, producteur: Données fictives, date: 2021-12-31, lignes: toutes}}
  quartiers: {fichier: quartiers.csv, modele: qpv, secret: deja_publie, part_refus_max: 0.0, constantes: {geographie: "2015"}, carte: {document: Noms de quartiers, producteur: Données fictives, date: 2021-12-31, lignes: toutes}}
  groupes: {fichier: groupes.csv, modele: groupe_quartiers, secret: deja_publie, part_refus_max: 0.0, carte: {document: Groupes comparés, producteur: Données fictives, date: 2021-12-31, lignes: toutes}}
conventions: {traites: programme, temoins: autres, evenement: 2016}
livrables:
  - {carnet: trajectoires_qpv, territoire: QP048001}
"""  # noqa: E501 — une source par ligne se lit mieux que cinq


def main() -> None:
    """Écrit le dossier."""
    DESTINATION.mkdir(parents=True, exist_ok=True)
    (DESTINATION / "dossier.yml").write_text(FICHE, encoding="utf-8")
    codes = [f"QP048{rang:03d}" for rang in range(1, NOMBRE + 1)]
    _ecrire(_revenus(np.random.default_rng(48), codes), "filosofi.csv")
    noms = [f"Quartier fictif {rang}" for rang in range(1, NOMBRE + 1)]
    communes = [LIEUX[rang * len(LIEUX) // NOMBRE] for rang in range(NOMBRE)]
    quartiers = pd.DataFrame({"code_qp": codes, "nom_qp": noms, "lib_com": communes})
    _ecrire(quartiers, "quartiers.csv")
    # Un quartier sur quatre : le programme n'a choisi ni les plus pauvres ni les plus riches.
    programme = pd.DataFrame({"groupe": "programme", "code_qp": codes[2 :: NOMBRE // PROGRAMME]})
    _ecrire(programme, "groupes.csv")


def _revenus(hasard: np.random.Generator, codes: list[str]) -> pd.DataFrame:
    """Un revenu qui garde son rang, une pauvreté qui le suit, des cases vides."""
    niveau = hasard.normal(0, 900, NOMBRE)
    tables = []
    for rang, annee in enumerate(ANNEES):
        niveau = 0.98 * niveau + hasard.normal(0, 120, NOMBRE)
        revenu = 13_000 + 180 * rang + niveau + hasard.normal(0, 60, NOMBRE)
        if annee >= EVENEMENT:
            revenu[2 :: NOMBRE // PROGRAMME] += EFFET
        pauvrete = 42 - (revenu - 13_000 - 180 * rang) / 140 + hasard.normal(0, 1, NOMBRE)
        table = pd.DataFrame({"code": codes, "revenu_median": revenu.round(-1 if rang > 3 else 0)})
        table["taux_pauvrete"] = pauvrete.clip(5, 90).round(1)
        table["gini"] = hasard.normal(0.24, 0.02, NOMBRE).round(2) if rang else None
        table["s80s20"] = hasard.normal(3.4, 0.3, NOMBRE).round(1) if rang else None
        table["annee"] = annee
        tables.append(table)
    # Des valeurs secrètes, la dernière année surtout, comme dans les vraies séries.
    tables[-1].loc[[*range(4, NOMBRE, 15)], ["revenu_median", "taux_pauvrete"]] = None
    tables[3].loc[[11, 50], "taux_pauvrete"] = None
    return pd.concat(tables).sort_values(["code", "annee"])


def _ecrire(table: pd.DataFrame, nom: str) -> None:
    table.to_csv(DESTINATION / nom, index=False, lineterminator="\n")


if __name__ == "__main__":
    main()
