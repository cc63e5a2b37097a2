"""De quelles colonnes de l'Insee vient chaque indicateur de quartier.

Une `Mesure` reprend une cellule telle quelle, ou la rapporte à une autre du même fichier et de la
même édition. Aucune ne mêle deux fichiers : leurs années de référence ne sont pas les mêmes.
"""

from dataclasses import dataclass
from typing import Literal

Genre = Literal["cellule", "part", "ecart"]
FEMMES, HOMMES = "femmes", "hommes"


@dataclass(frozen=True)
class Mesure:
    """Un indicateur : `cellule` telle quelle ; `part`, 100 × n / N ; `ecart`, première − seconde.

    `numerateurs` : les colonnes qui font le numérateur (les tranches d'une même répartition).
    """

    indicateur: str
    genre: Genre
    numerateurs: tuple[str, ...]
    denominateur: str = ""
    modalite: str = ""

    @property
    def colonnes(self) -> tuple[str, ...]:
        """Toutes les colonnes lues."""
        return (*self.numerateurs, self.denominateur) if self.denominateur else self.numerateurs


def _cellules(**paires: str) -> tuple[Mesure, ...]:
    return tuple(Mesure(nom, "cellule", (colonne,)) for nom, colonne in paires.items())


def _parts(denominateur: str, **paires: str) -> tuple[Mesure, ...]:
    return tuple(
        Mesure(nom, "part", tuple(colonnes.split("+")), denominateur)
        for nom, colonnes in paires.items()
    )


def _par_sexe(**paires: str) -> tuple[Mesure, ...]:
    """Un effectif, ensemble puis femmes et hommes : les colonnes finissent par `_f` et `_h`."""
    return tuple(
        Mesure(nom, "cellule", (colonne + suffixe,), modalite=modalite)
        for nom, colonne in paires.items()
        for modalite, suffixe in (("", ""), (FEMMES, "_f"), (HOMMES, "_h"))
    )


POPULATION = (
    *_cellules(
        population_municipale="pop_mun",
        population_quartiers_commune="pop_com_qp",
        population_commune="pop_com",
    ),
    *_parts(
        "pop_com",
        part_population_commune="pop_mun",
        part_quartiers_population_commune="pop_com_qp",
    ),
    *_cellules(
        part_femmes_habitants="tx_f",
        part_moins_25_ans="tx_tot_0a24",
        part_moins_25_ans_femmes="tx_f_0a24",
        part_60_ans_et_plus="tx_tot_60etplus",
        part_60_ans_et_plus_femmes="tx_f_60etplus",
        indice_jeunesse="ind_jeune",
        part_menages_une_personne="tx_tot_men1",
        part_menages_six_personnes="tx_tot_men6",
        part_etrangers="tx_tot_et",
        part_etrangeres="tx_f_et",
    ),
)
ALLOCATAIRES = (
    *_cellules(allocataires="a", personnes_couvertes="percou", enfants_couverts="enf"),
    *_parts(
        "a",
        part_allocataires_monoparents="am",
        part_allocataires_isoles="ai",
        part_allocataires_couples_sans_enfant="acssenf",
        part_allocataires_couples_avec_enfants="acavenf",
        part_allocataires_couples_trois_enfants="ac3enf",
        part_allocataires_etudiants="a_etud",
    ),
)
EMPLOI = (
    *_cellules(
        taux_emploi="tx_tot_empl",
        taux_emploi_femmes="tx_f_empl",
        taux_emploi_etrangers="tx_et_empl",
    ),
    Mesure("ecart_taux_emploi_femmes", "ecart", ("tx_f_empl", "tx_tot_empl")),
    *_cellules(
        part_emplois_duree_limitee="tx_tot_edlim",
        part_emplois_duree_limitee_femmes="tx_f_edlim",
        part_emplois_duree_limitee_etrangers="tx_et_edlim",
    ),
    Mesure("ecart_emplois_duree_limitee_femmes", "ecart", ("tx_f_edlim", "tx_tot_edlim")),
    *_cellules(
        part_emplois_precaires="tx_tot_eprec",
        part_emplois_precaires_femmes="tx_f_eprec",
        part_emplois_precaires_etrangers="tx_et_eprec",
    ),
    Mesure("ecart_emplois_precaires_femmes", "ecart", ("tx_f_eprec", "tx_tot_eprec")),
    *_cellules(contrats_aides="ca", evolution_contrats_aides="evol_ca_n_e"),
)
DEMANDEURS = (
    *_par_sexe(
        demandeurs_abcde="abcde",
        demandeurs_abc="abc",
        demandeurs_a="a",
        demandeurs_abc_rsa="abc_rsa",
        demandeurs_abc_sous_cap="abc_infcapbep",
        demandeurs_abc_cap_bep="abc_capbep",
        demandeurs_abc_bac="abc_bac",
        demandeurs_abc_superieur="abc_supbac",
        demandeurs_abc_moins_6_mois="abc_dur1",
        demandeurs_abc_6_a_12_mois="abc_dur2",
        demandeurs_abc_1_a_2_ans="abc_dur3",
        demandeurs_abc_2_ans_et_plus="abc_dur4",
    ),
    *_parts(
        "abc",
        part_demandeurs_categorie_a="a",
        part_demandeurs_femmes="abc_f",
        part_demandeurs_moins_26_ans="abc_25",
        part_demandeurs_26_a_49_ans="abc_2649",
        part_demandeurs_50_ans_et_plus="abc_50",
        part_demandeurs_etrangers="abc_e",
        part_demandeurs_rsa="abc_rsa",
        part_demandeurs_sous_cap="abc_infcapbep",
        part_demandeurs_cap_ou_moins="abc_infcapbep+abc_capbep",
        part_demandeurs_superieur="abc_supbac",
        part_demandeurs_un_an_et_plus="abc_dur3+abc_dur4",
        part_demandeurs_deux_ans_et_plus="abc_dur4",
    ),
    *(
        Mesure(f"evolution_demandeurs_{c}", "cellule", (f"evol_{c}{s}_t4",), modalite=m)
        for c in ("abc", "a")
        for m, s in (("", ""), (FEMMES, "_f"), (HOMMES, "_h"))
    ),
)
REVENUS = _cellules(
    revenu_disponible_median="disp_q2",
    revenu_disponible_premier_quartile="disp_q1",
    revenu_disponible_troisieme_quartile="disp_q3",
    revenu_disponible_premier_decile="disp_d1",
    revenu_disponible_neuvieme_decile="disp_d9",
    rapport_interdecile="disp_d1d9",
    revenu_declare_median="decuc_q2",
    taux_pauvrete="tp60",
    taux_bas_revenus="brev",
    part_menages_imposes="pmimp",
    part_menages_chomage="part_chomprinc",
    poids_revenus_activite="pact",
    poids_pensions="ppen",
    poids_prestations_sociales="ppsoc",
    poids_patrimoine="ppat",
    poids_impots="pimpot",
)
PRESTATIONS = (
    *_parts(
        "a",
        part_allocataires_prime_activite="appa",
        part_allocataires_rsa="arsas",
        part_allocataires_aah="aaah",
        part_allocataires_dependants_50="apres50",
        part_allocataires_dependants_100="apres100",
    ),
    *_parts(
        "c",
        part_complementaire_sans_participation="c_c2snp",
        part_complementaire_avec_participation="c_c2sp",
    ),
)

EQUIPEMENTS = _cellules(
    etablissements_du_quartier="nbetab",
    etablissements_services="serv_tot",
    etablissements_services_particuliers="serv_par",
    etablissements_enseignement_sante="ens_sante",
    creations_auto_entrepreneurs="auto_ent",
    ecoles_maternelles_proches="ec_mat",
    ecoles_elementaires_proches="ec_elem",
    colleges_proches="coll",
)

MESURES: dict[str, tuple[Mesure, ...]] = {
    "demo": (*POPULATION, *ALLOCATAIRES),
    "ipro": (*EMPLOI, *DEMANDEURS),
    "revn": (*REVENUS, *PRESTATIONS),
    "extrait": EQUIPEMENTS,
}
"""Thème (fichier par quartier) → ses mesures."""

FILOSOFI = {
    "q2": "revenu_disponible_median",
    "q1": "revenu_disponible_premier_quartile",
    "q3": "revenu_disponible_troisieme_quartile",
    "d1": "revenu_disponible_premier_decile",
    "d9": "revenu_disponible_neuvieme_decile",
    "rd": "rapport_interdecile",
    "gi": "indice_gini",
    "s80s20": "rapport_s80_s20",
}
"""Colonne de Filosofi (commune, EPCI, département, région, France) → indicateur."""

SERIE_FILOSOFI = {
    "revenu_median": "revenu_disponible_median",
    "taux_pauvrete": "taux_pauvrete",
    "gini": "indice_gini",
    "s80s20": "rapport_s80_s20",
}
"""Colonne de la série annuelle par quartier → indicateur."""


def origine(indicateur: str) -> tuple[str, Mesure]:
    """Thème et mesure d'un indicateur ; `KeyError` s'il ne vient pas des fichiers par quartier."""
    for theme, mesures in MESURES.items():
        for mesure in mesures:
            if mesure.indicateur == indicateur:
                return theme, mesure
    raise KeyError(indicateur)
