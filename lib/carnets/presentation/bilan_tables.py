"""Le bilan d'insertion de microdonnées : toutes ses tables, publiées ensemble."""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from carnets.indicateurs import clauses, etp
from carnets.indicateurs.cadre import empiler
from carnets.indicateurs.clauses import cellules
from carnets.presentation.bilan_perimetre import ADDITIFS, RECOUVRANTS, Perimetre
from carnets.secret import Derivee, Diffusable, Hierarchie, Table

SOURCES = ("heures", "contrats", "personnes", "affectations", "marches", "clauses")
PROFILS = (
    "personnes_par_sexe", "personnes_par_age", "personnes_par_statut_social",
    "personnes_par_niveau", "personnes_par_public", "contrats_par_type",
)  # fmt: skip
# Le réalisé des seuls lots qui ont un objectif : c'est lui, et non le total, que montre le taux.
DE_L_OBJECTIF = {
    "taux_realisation": Derivee(("heures_sur_objectif",)),
    "ecart_realisation": Derivee(("heures_sur_objectif",)),
}
OBJECTIFS = ("heures_prevues", "heures_prevues_initiales", "taux_realisation")
DE_CONTRATS = ("contrats_insertion", "heures_par_contrat", "contrats_par_beneficiaire")
COMPTES = ("heures_realisees", "beneficiaires", "heures_par_beneficiaire", *DE_CONTRATS)
DES_PERSONNES = (
    "jeunes_peu_qualifies", "beneficiaires_formes", "personnes_plusieurs_contrats",
)  # fmt: skip
DES_CONTRATS = ("contrats_termines", "contrats_en_cours", "embauches_directes")
MOYENNES = (
    "duree_moyenne_contrats", "duree_mediane_contrats", "mois_par_personne",
    "employeurs_par_personne",
)  # fmt: skip
DES_MARCHES = (
    "lots_clauses", "part_marches_reserves", "part_montant_reserve", "lots_sans_objectif",
    "heures_prevues_prorata", "duree_ecoulee",
)  # fmt: skip
CASCADE = (
    "heures_prevues_initiales", "ajustement_objectif", "heures_prevues", "ecart_realisation",
    "heures_sur_objectif",
)  # fmt: skip
DES_LOTS = (
    "heures_prevues", "heures_realisees", "taux_realisation", "duree_ecoulee", "ecart_avancement",
    "heures_manquantes_a_terme", "penalites_theoriques",
)  # fmt: skip


@dataclass(frozen=True)
class Bilan:
    """Les tables publiées d'un bilan, par nom, et ce qu'il faut pour les lire."""

    tables: Mapping[str, Diffusable]
    cumul: str
    perimetre: Perimetre

    def __getitem__(self, nom: str) -> Diffusable:
        return self.tables[nom]

    def __contains__(self, nom: str) -> bool:
        return nom in self.tables

    @property
    def parties(self) -> tuple[str, ...]:
        """Les territoires du premier niveau sous le périmètre."""
        return self.perimetre.etages[self.perimetre.code]


def publier_bilan(lieu: Perimetre, conventions: Mapping[str, float]) -> Bilan:
    """Compte, protège et publie le bilan d'un périmètre, en un seul système.

    Rien n'est montré que ce système n'ait protégé : profils au seul niveau du périmètre, heures et
    personnes à chaque niveau, deux années et le cumul depuis l'origine, heures par palier de mois.
    Lève `RefusSecret` si la protection ne tient pas.
    """
    annee = lieu.etude.annee
    origine = lieu.premier_mois
    annees = [str(a) for a in range(int(origine[:4]), annee + 1)] or [str(annee)]
    cumul = f"{annees[0]}-{annees[-1]}" if len(annees) > 1 else annees[0]
    depuis = lieu.releve(origine, f"{annee}-12", cumul)
    table = clauses.tous(depuis)
    ici = table[table["territoire"] == lieu.code]
    declarees = [
        *_territoires(lieu, depuis, table),
        *_profils(lieu, depuis, ici),
        *_temps(lieu, annees, cumul),
        *_reste(lieu, depuis, ici, conventions),
    ]
    livre = lieu.etude.publier_ensemble(*declarees, hierarchies=_hierarchies(lieu, annees, cumul))
    return Bilan(livre, cumul, lieu)


def _declarer(
    lieu: Perimetre,
    nom: str,
    table: pd.DataFrame,
    *dimensions: str,
    poids: pd.DataFrame | None = None,
) -> Table:
    return lieu.etude.declarer(
        nom,
        table.reset_index(drop=True),
        *SOURCES,
        dimensions=dimensions or ("modalite",),
        contributions=poids,
        natures=DE_L_OBJECTIF,
    )


def _territoires(lieu: Perimetre, depuis: clauses.Releve, table: pd.DataFrame) -> list[Table]:
    """Prévu et réalisé de chaque niveau ; lot par lot, l'avancement et ce qui manque."""
    sur_objectif, apport_objectif = _sur_objectif(depuis, table)
    montres = table["indicateur"].isin([*OBJECTIFS, *COMPTES])
    # Sous le périmètre, deux contrats de plus que de personnes diraient qui en a eu deux.
    montres &= (table["territoire"] == lieu.code) | ~table["indicateur"].isin(DE_CONTRATS)
    niveaux = empiler([table[montres], sur_objectif])
    heures = niveaux[niveaux["indicateur"] == "heures_realisees"]
    poids = pd.concat([cellules.apports(heures, depuis.heures), apport_objectif])
    lots = table[table["territoire"].isin(lieu.lots) & table["indicateur"].isin(DES_LOTS)]
    ici = pd.concat([table, sur_objectif])
    ici = ici[ici["territoire"] == lieu.code]
    marches = [ici[(ici["indicateur"] == nom) & (ici["modalite"] == "")] for nom in CASCADE]
    declarees = [
        _declarer(lieu, "territoires", niveaux, poids=poids),
        _declarer(lieu, "cascade", empiler(marches), poids=apport_objectif),
    ]
    if len(lots):
        heures = lots[lots["indicateur"] == "heures_realisees"]
        declarees.append(
            _declarer(lieu, "lots", lots, poids=cellules.apports(heures, depuis.heures))
        )
    return declarees


def _sur_objectif(depuis: clauses.Releve, table: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Les heures des lots qui ont un objectif, leur écart à l'objectif, et leur poids."""
    taux = table[table["indicateur"] == "taux_realisation"]
    faites = taux.assign(
        indicateur="heures_sur_objectif",
        valeur=taux["numerateur"],
        numerateur=float("nan"),
        denominateur=float("nan"),
        etat=taux["etat"].replace("sans_objet", "ok"),
    )
    dues = clauses.heures_dues(depuis)
    avec = dues.loc[dues["ajuste"] > 0, "id_lot"]
    lignes = depuis.heures[depuis.heures["id_lot"].isin(avec)]
    ecarts = clauses.ecart_realisation(table)
    return empiler([faites, ecarts]), cellules.apports(faites, lignes)


def _profils(lieu: Perimetre, depuis: clauses.Releve, ici: pd.DataFrame) -> list[Table]:
    """Personnes et contrats découpés, au seul niveau du périmètre."""
    lignes = depuis.heures[depuis.heures["territoire"] == lieu.code]
    adresses = cellules.adresses(depuis, ici)
    adresses = adresses[adresses["territoire"] == lieu.code]
    modalites = cellules.decouper(ici, "heures_par_modalite")
    montants = adresses[adresses["indicateur"] == "heures_realisees"]
    statuts = lignes["statut_qpv"]
    return [
        *(
            _declarer(lieu, nom, cellules.decouper(ici, nom), cellules.DECOUPES[nom][1])
            for nom in PROFILS
        ),
        _declarer(
            lieu, "adresses", adresses, "adresse",
            poids=cellules.apports(
                montants, lignes, statuts, lignes["code_qpv_entree"].where(statuts == "QP")
            ),
        ),
        _declarer(
            lieu, "modalites", modalites, "modalite_realisation",
            poids=cellules.apports(modalites, lignes, lignes["modalite"].fillna("nr")),
        ),
    ]  # fmt: skip


def _temps(lieu: Perimetre, annees: list[str], cumul: str) -> list[Table]:
    """Les deux dernières années, et les heures par palier de mois depuis l'origine."""
    declarees, poids, cadres = [], [], []
    for an in annees:
        releve = lieu.releve(f"{an}-01", f"{an}-12", an)
        table = clauses.tous(releve)
        garde = list(COMPTES) if an in annees[-2:] else ["heures_realisees"]
        table = table[(table["territoire"] == lieu.code) & table["indicateur"].isin(garde)]
        lignes = releve.heures[releve.heures["territoire"] == lieu.code]
        cadres.append(table)
        poids.append(cellules.apports(table[table["indicateur"] == "heures_realisees"], lignes))
    if len(annees) > 1:
        declarees.append(_declarer(lieu, "annees", empiler(cadres), poids=pd.concat(poids)))
    par_palier, apport = _paliers(lieu, annees, cumul)
    declarees.append(_declarer(lieu, "mois", par_palier, poids=apport))
    return declarees


def _mensuelles(lieu: Perimetre, fin: str) -> pd.DataFrame:
    """`id_personne, mois, heures_valorisees` : les heures retenues du périmètre."""
    retenues = clauses.retenir(lieu.tables["heures"], lieu.premier_mois, fin)
    contrats = lieu.tables["contrats"][["id_contrat", "id_personne"]]
    return retenues.merge(contrats, on="id_contrat").assign(territoire=lieu.code)


def _paliers(lieu: Perimetre, annees: list[str], cumul: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Heures de chaque palier (`periode` = son dernier mois), et prévu cumulé à ce mois."""
    fin = f"{annees[-1]}-12"
    lignes = _mensuelles(lieu, fin)
    seuil = max(lieu.etude.declarer("seuil", _VIDE, *SOURCES).regle.seuil, 1)
    paliers = cellules.paliers(lignes[["id_personne", "mois"]], seuil)
    lignes = lignes.assign(palier=lignes["mois"].map(paliers))
    cadres, poids = [], []
    for palier in sorted(set(paliers.values())):
        dedans = lignes[lignes["palier"] == palier]
        cadre = _VIDE.reindex([0]).assign(
            territoire=lieu.code, periode=palier, indicateur="heures_realisees", modalite="",
            valeur=dedans["heures_valorisees"].sum(), etat="ok",
        )  # fmt: skip
        cadres.append(cadre)
        poids.append(cellules.apports(cadre, dedans))
    releve = lieu.releve(lieu.premier_mois, fin, cumul)
    prevu = clauses.prevu_cumule(
        releve, lots=pd.Series(lieu.lots), territoire=lieu.code, mois=sorted(set(paliers.values()))
    )
    return empiler([*cadres, prevu]), pd.concat(poids)


def _reste(
    lieu: Perimetre, depuis: clauses.Releve, ici: pd.DataFrame, conventions: Mapping[str, float]
) -> list[Table]:
    """Moyennes, formations, sorties, gestion urbaine, équivalents temps plein, marchés."""
    comptes = ici[ici["indicateur"].isin([*DES_PERSONNES, *DES_CONTRATS])]
    moyennes = ici[ici["indicateur"].isin(MOYENNES)].assign(numerateur=float("nan"))
    gup = ici[ici["indicateur"] == "heures_gup"]
    de_gup = depuis.heures[
        (depuis.heures["territoire"] == lieu.code)
        & depuis.heures["est_gup"].fillna(value=False).astype(bool)
    ]
    declarees = [
        _declarer(lieu, "comptes", empiler([comptes, moyennes])),
        _declarer(lieu, "gup", gup, poids=cellules.apports(gup, de_gup)),
        _declarer(lieu, "marches", ici[ici["indicateur"].isin(DES_MARCHES)]),
        _declarer(lieu, "etp", etp.etp_de_table(ici, conventions=conventions), "convention"),
    ]
    for referentiel in sorted(depuis.sorties["referentiel_sortie"].dropna().unique()):
        table = clauses.sorties(depuis, referentiel=referentiel)
        table = table[
            (table["territoire"] == lieu.code)
            & table["indicateur"].isin(["sorties_examinees", "sorties_par_categorie"])
        ]
        total = table["modalite"] == referentiel
        declarees.append(
            _declarer(
                lieu, f"sorties {referentiel}",
                table.assign(
                    indicateur="sorties_examinees",
                    modalite=table["modalite"].mask(total, f"{referentiel}|"),
                ),
                "referentiel", "categorie",
            )
        )  # fmt: skip
    return declarees


_VIDE = pd.DataFrame(
    {
        "territoire": pd.Series(dtype="str"), "periode": pd.Series(dtype="str"),
        "indicateur": pd.Series(dtype="str"), "modalite": pd.Series(dtype="str"),
        "numerateur": pd.Series(dtype="float64"), "denominateur": pd.Series(dtype="float64"),
        "valeur": pd.Series(dtype="float64"), "etat": pd.Series(dtype="str"),
    }
)  # fmt: skip


def _hierarchies(lieu: Perimetre, annees: list[str], cumul: str) -> list[Hierarchie]:
    quartiers = sorted(lieu.tables["personnes"]["code_qpv_entree"].dropna().unique())
    mois = _mensuelles(lieu, f"{annees[-1]}-12")
    seuil = max(lieu.etude.declarer("seuil", _VIDE, *SOURCES).regle.seuil, 1)
    fins = sorted(set(cellules.paliers(mois[["id_personne", "mois"]], seuil).values()))
    par_annee = [
        Hierarchie(
            "periode",
            an,
            tuple(f for f in fins if f.startswith(an)),
            "exacte",
            ("heures_realisees",),
        )
        for an in annees
    ]
    precedents = tuple(f"{annees[0]}-{an}" for an in annees[1:-1])
    cumulees = [
        Hierarchie("periode", cumul, tuple(annees), "exacte", ("heures_realisees",)),
        Hierarchie("periode", cumul, tuple(annees), "couvrante", RECOUVRANTS),
        # Publié l'an passé, le cumul d'alors se retranche de celui-ci : restent les nouveaux venus.
        Hierarchie("periode", cumul, precedents, "recouvrante", (*ADDITIFS, *RECOUVRANTS)),
    ]
    return [
        *lieu.hierarchies,
        *par_annee,
        *(cumulees if len(annees) > 1 else []),
        Hierarchie("adresse", "", clauses.STATUTS_QPV),
        *([Hierarchie("adresse", "QP", tuple(quartiers), "partielle")] if quartiers else []),
        Hierarchie("public", "", clauses.PUBLICS, "recouvrante"),
        Hierarchie("indicateur", "beneficiaires", DES_PERSONNES, "recouvrante"),
        # Autant de contrats que de personnes, plus un : une personne en a deux, et une seule.
        Hierarchie("indicateur", "contrats_insertion", ("beneficiaires",), "recouvrante"),
        Hierarchie("indicateur", "contrats_insertion", DES_CONTRATS[:2], "exacte"),
        Hierarchie("indicateur", "contrats_insertion", DES_CONTRATS[2:], "partielle"),
        Hierarchie("indicateur", "heures_realisees", ("heures_gup",), "partielle"),
        Hierarchie("indicateur", "heures_realisees", ("heures_sur_objectif",), "partielle"),
    ]  # fmt: skip
