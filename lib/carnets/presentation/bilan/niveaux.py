"""Les niveaux d'un bilan : prévu et réalisé de chaque territoire, lot par lot, charte."""

import pandas as pd

from carnets.indicateurs import clauses, npnru
from carnets.indicateurs.cadre import empiler
from carnets.indicateurs.clauses import cellules
from carnets.indicateurs.objectif_operations import objectifs_operations
from carnets.presentation.bilan.perimetre import Perimetre
from carnets.presentation.bilan.voisinage import Voisinage
from carnets.secret import Table

OBJECTIFS = ("heures_prevues", "heures_prevues_initiales", "taux_realisation")
DE_CONTRATS = ("contrats_insertion", "heures_par_contrat", "contrats_par_beneficiaire")
COMPTES = ("heures_realisees", "beneficiaires", "heures_par_beneficiaire", *DE_CONTRATS)
CASCADE = (
    "heures_prevues_initiales", "ajustement_objectif", "heures_prevues", "ecart_realisation",
    "heures_sur_objectif",
)  # fmt: skip
DES_LOTS = (
    "heures_prevues", "heures_realisees", "taux_realisation", "duree_ecoulee", "ecart_avancement",
    "heures_manquantes_a_terme", "penalites_theoriques",
)  # fmt: skip
DES_MARCHES = (
    "lots_clauses", "part_marches_reserves", "part_montant_reserve", "lots_sans_objectif",
    "heures_prevues_prorata", "duree_ecoulee", "ecart_avancement", "couverture_lots",
)  # fmt: skip


def niveaux(
    lieu: Perimetre, releve: clauses.Releve, table: pd.DataFrame, autour: Voisinage
) -> list[Table]:
    """Prévu et réalisé de chaque niveau ; lot par lot, l'avancement et ce qui manque."""
    sur_objectif, apport_objectif = _sur_objectif(releve, table)
    montres = table["indicateur"].isin([*OBJECTIFS, *COMPTES])
    # Sous le périmètre, deux contrats de plus que de personnes diraient qui en a eu deux.
    montres &= (table["territoire"] == lieu.code) | ~table["indicateur"].isin(DE_CONTRATS)
    tous = empiler([table[montres], sur_objectif])
    heures = tous[tous["indicateur"] == "heures_realisees"]
    poids = pd.concat([cellules.apports(heures, releve.heures), apport_objectif])
    ici = pd.concat([table, sur_objectif])
    ici = ici[(ici["territoire"] == lieu.code) & (ici["modalite"] == "")]
    marches = empiler(ici[ici["indicateur"] == nom] for nom in CASCADE)
    return [
        lieu.declarer("territoires", tous, poids=poids, autour=autour.heures()),
        lieu.declarer("cascade", marches, poids=apport_objectif),
        lieu.declarer("marches", ici[ici["indicateur"].isin(DES_MARCHES)]),
        *_lots(lieu, releve, table),
        *_charte(lieu, releve, autour),
    ]


def _lots(lieu: Perimetre, releve: clauses.Releve, table: pd.DataFrame) -> list[Table]:
    """Une région ne descend pas jusqu'aux lots."""
    lots = table[table["territoire"].isin(lieu.lots) & table["indicateur"].isin(DES_LOTS)]
    if lots.empty:
        return []
    heures = lots[lots["indicateur"] == "heures_realisees"]
    return [lieu.declarer("lots", lots, poids=cellules.apports(heures, releve.heures))]


def _charte(lieu: Perimetre, releve: clauses.Releve, autour: Voisinage) -> list[Table]:
    """Heures de gestion urbaine, NP-01, NP-02a, objectif de chaque opération."""
    gup = clauses.heures_gup(releve)
    gup = gup[(gup["territoire"] == lieu.code) & (gup["modalite"] == "")]
    dedans = releve.heures[
        (releve.heures["territoire"] == lieu.code)
        & releve.heures["est_gup"].fillna(value=False).astype(bool)
    ]
    termes = npnru.termes_investissement(releve, lieu.operations)
    termes = termes[termes["territoire"] == lieu.code]
    parts = [npnru.part_insertion_investissement(termes, periode=releve.periode)]
    travaillees = lieu.engagements[lieu.engagements["engagement"] == "gup_heures"]["base"]
    if len(travaillees):
        faites = gup["valeur"].to_numpy()
        termes = pd.DataFrame(
            {
                "territoire": [lieu.code],
                "heures_insertion": faites,
                "heures_travaillees": [travaillees.sum()],
            }
        )
        parts.append(npnru.part_insertion_gup(termes, mode="heures", periode=releve.periode))
    return [
        lieu.declarer("gup", gup, poids=cellules.apports(gup, dedans), autour=autour.gup()),
        lieu.declarer("charte", empiler(parts)),
        *_objectifs(lieu, releve.periode),
    ]


def _objectifs(lieu: Perimetre, periode: str) -> list[Table]:
    """L'objectif de chaque opération ; une région ne descend pas jusqu'à elles."""
    table = objectifs_operations(lieu.operations, lieu.fiches, periode=periode)
    if not set(table["territoire"]) <= set(lieu.rattachement["territoire"]):
        return []
    return [lieu.declarer("objectifs", table)]


def _sur_objectif(releve: clauses.Releve, table: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Les heures des lots qui ont un objectif, leur écart à l'objectif, et leur poids."""
    taux = table[table["indicateur"] == "taux_realisation"]
    faites = taux.assign(
        indicateur="heures_sur_objectif",
        valeur=taux["numerateur"],
        numerateur=float("nan"),
        denominateur=float("nan"),
        etat=taux["etat"].replace("sans_objet", "ok"),
    )
    dues = clauses.heures_dues(releve)
    avec = dues.loc[dues["ajuste"] > 0, "id_lot"]
    lignes = releve.heures[releve.heures["id_lot"].isin(avec)]
    ecarts = clauses.ecart_realisation(table)
    return empiler([faites, ecarts]), cellules.apports(faites, lignes)
